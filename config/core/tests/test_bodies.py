"""A body that is too long is refused before anybody keeps it, by its told length or by what was counted."""

import asyncio
import errno
import os
import tempfile

import pytest
from django.core.handlers.asgi import ASGIHandler

from config.core.bodies import BodyLimit

MOST = 1000
PART = b"x" * 300


@pytest.fixture(autouse=True)
def little(settings):
    settings.REQUEST_MOST_BYTES = MOST


class Visitor:
    """Sends so many parts and then waits for the answer; at the end they go away."""

    def __init__(self, parts, told=None):
        self.messages = [
            {"type": "http.request", "body": PART, "more_body": number < parts}
            for number in range(1, parts + 1)
        ] or [{"type": "http.request", "body": b""}]
        self.scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "method": "POST",
            "path": "/book/",
            "query_string": b"",
            "headers": [(b"host", b"testserver")],
        }
        if told is not None:
            self.scope["headers"].append((b"content-length", str(told).encode()))
        self.asked = 0
        self.answer = []
        self.answered = asyncio.Event()

    async def receive(self):
        self.asked += 1
        if self.messages:
            return self.messages.pop(0)
        await self.answered.wait()
        return {"type": "http.disconnect"}

    async def send(self, message):
        self.answer.append(message)
        if message["type"] == "http.response.body" and not message.get("more_body"):
            self.answered.set()

    @property
    def status(self):
        return self.answer[0]["status"]

    @property
    def text(self):
        return b"".join(message.get("body", b"") for message in self.answer).decode()


def visit(application, **visitor):
    """The visitor after their visit."""

    async def whole():
        someone = Visitor(**visitor)
        await asyncio.wait_for(
            BodyLimit(application)(someone.scope, someone.receive, someone.send), 10
        )
        return someone

    return asyncio.run(whole())


class Keeper:
    """An application that keeps all that it gets, as Django does, and then waits for the visitor's end."""

    def __init__(self):
        self.kept = 0

    async def __call__(self, scope, receive, send):
        is_more = True
        while is_more:
            message = await receive()
            self.kept += len(message["body"])
            is_more = message.get("more_body", False)
        self.length = dict(scope["headers"]).get(b"content-length")
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body"})
        assert (await receive())["type"] == "http.disconnect"


def test_a_body_that_is_short_enough_is_handed_on_whole():
    keeper = Keeper()
    visit(keeper, parts=3, told=900)
    assert (keeper.kept, keeper.length) == (900, b"900")


def test_of_a_body_that_is_told_to_be_too_long_nothing_is_kept():
    keeper = Keeper()
    visit(keeper, parts=4, told=1200)
    assert (keeper.kept, keeper.length) == (0, b"1200")


@pytest.mark.parametrize("told", [None, 10])
def test_a_body_without_a_true_length_is_kept_as_far_as_the_limit(told):
    keeper = Keeper()
    visit(keeper, parts=40, told=told)
    assert (keeper.kept, keeper.length) == (900, b"1200")


@pytest.mark.django_db(transaction=True)  # Django answers on another thread
@pytest.mark.parametrize("told", [None, 12_000])
def test_a_visitor_is_told_that_it_was_too_large(told):
    someone = visit(ASGIHandler(), parts=40, told=told)
    assert someone.status == 413
    assert "That was too large" in someone.text
    assert "Nothing was saved" in someone.text


class NoRoom(tempfile.SpooledTemporaryFile):
    """What a body is written to, on a disk without room."""

    def write(self, data):
        if data:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return 0


@pytest.mark.django_db(transaction=True)
def test_a_visitor_is_told_that_there_is_no_room_for_what_they_send(monkeypatch):
    monkeypatch.setattr(tempfile, "SpooledTemporaryFile", NoRoom)
    someone = visit(ASGIHandler(), parts=3, told=900)
    assert someone.status == 507
    assert "The disk of the server is full" in someone.text


def test_another_trouble_of_the_application_is_not_hidden():
    async def broken(scope, receive, send):
        raise FileNotFoundError(errno.ENOENT, "gone")

    with pytest.raises(FileNotFoundError):
        visit(broken, parts=1)


def test_without_asgi_the_length_that_is_told_decides(client):
    assert client.post("/book/", PART * 4, content_type="text/plain").status_code == 413
    assert client.post("/book/", PART * 3, content_type="text/plain").status_code != 413


def test_another_system_is_told_in_its_own_words(client):
    told = client.post("/api/parts", PART * 4, content_type="application/json")
    assert (told.status_code, told["Content-Type"]) == (413, "application/json")
