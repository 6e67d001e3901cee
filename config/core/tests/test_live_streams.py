import asyncio
import threading
from contextlib import asynccontextmanager

import pytest
from django.core.handlers.asgi import ASGIHandler
from django.db import connection, connections, transaction
from django.test import RequestFactory
from django.urls import path

from config.core import live


def follow_orders(request):
    workers.append(threading.current_thread())
    return live.stream(request, ["order:1", "order:2"], still=lambda: True)


def follow_after_a_query(request):
    connection.ensure_connection()
    connection.is_in_memory_db = lambda: (
        False
    )  # Django keeps those open; another thread holds the data
    workers.append(connections["default"])
    return live.stream(request, ["order:1"], still=lambda: True)


urlpatterns = [path("live", follow_orders), path("live-after-a-query", follow_after_a_query)]
workers = []
CHANGED = "event: changed\ndata: now\n\n"


@pytest.fixture(autouse=True)
def only_streams(settings, monkeypatch):
    monkeypatch.setattr(live.hub, "_latest", {})
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = []
    settings.REDIS_URL = ""


class Page:
    """A browser at the other end of one ASGI request."""

    def __init__(self):
        self.sent = asyncio.Queue()
        self.went_away = asyncio.Event()
        self.asked = False

    async def receive(self):
        if not self.asked:
            self.asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self.went_away.wait()
        return {"type": "http.disconnect"}

    async def head(self):
        start = await self.sent.get()
        return start["status"], {key.decode(): value.decode() for key, value in start["headers"]}

    async def text(self):
        return (await asyncio.wait_for(self.sent.get(), 10)).get("body", b"").decode()


@asynccontextmanager
async def opened(address="/live", query="", headers=()):
    page = Page()
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "method": "GET",
        "path": address,
        "query_string": query.encode(),
        "headers": [(b"host", b"testserver"), *headers],
        "client": ["127.0.0.1", 1234],
    }
    request = asyncio.create_task(ASGIHandler()(scope, page.receive, page.sent.put))
    try:
        yield page
    finally:
        page.went_away.set()
        await asyncio.wait_for(request, 10)


def test_an_open_page_hears_of_a_change():
    async def visit():
        async with opened() as page:
            status, headers = await page.head()
            assert (status, headers["Content-Type"]) == (200, "text/event-stream")
            assert (headers["Cache-Control"], headers["X-Accel-Buffering"]) == ("no-store", "no")
            assert await page.text() == "retry: 2000\nid: 1\n\n"
            live.hub.tell(["order:2"])
            assert await page.text() == CHANGED

    asyncio.run(visit())


def test_what_changed_between_drawing_and_listening_is_heard():
    async def visit():
        live.hub.tell(["order:2"])
        async with opened(query="age=3000") as page:
            await page.head()
            await page.text()
            assert await page.text() == CHANGED

    asyncio.run(visit())


@pytest.mark.parametrize("query", ["", "age=0", "age=x", "age=-1", "age=٣", "age=" + "9" * 40])
def test_what_changed_before_the_page_was_drawn_is_not(query, monkeypatch):
    monkeypatch.setattr(live, "HEARTBEAT", 0.01)

    async def visit():
        live.hub.tell(["order:2"])
        async with opened(query=query) as page:
            await page.head()
            await page.text()
            assert (await page.text()).startswith(":")

    asyncio.run(visit())


def test_a_page_that_lost_its_stream_looks_again():
    async def visit():
        async with opened(headers=[(b"last-event-id", b"1")]) as page:
            await page.head()
            await page.text()
            assert await page.text() == CHANGED

    asyncio.run(visit())


def test_many_changes_waiting_are_one_event():
    async def visit():
        async with opened() as page:
            await page.head()
            await page.text()
            for _ in range(50):
                live.hub.tell(["order:1", "order:7"])
                live.hub.tell(["order:2"])
            assert await page.text() == CHANGED
            live.hub.tell(["order:1"])
            assert await page.text() == CHANGED

    asyncio.run(visit())


def test_a_quiet_page_gets_a_heartbeat_and_no_change(monkeypatch):
    monkeypatch.setattr(live, "HEARTBEAT", 0.01)

    async def visit():
        async with opened() as page:
            await page.head()
            await page.text()
            live.hub.tell(["order:7"])
            assert (await page.text()).startswith(":")
            assert (await page.text()).startswith(":")

    asyncio.run(visit())


def test_without_a_word_from_redis_pages_look_for_themselves(monkeypatch, settings):
    monkeypatch.setattr(live, "HEARTBEAT", 0.01)
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    async def visit():
        async with opened() as page:
            await page.head()
            await page.text()
            assert await page.text() == CHANGED

    asyncio.run(visit())


def test_a_page_that_goes_away_is_forgotten():
    async def visit():
        async with opened() as page:
            await page.head()
            await page.text()
            assert live.hub.listeners == 1
        assert live.hub.listeners == 0
        assert not live.hub._followers

    asyncio.run(visit())


def test_streams_end_when_the_server_stops():
    async def visit():
        async with opened() as page:
            await page.head()
            await page.text()
            live.hub.close()
            assert await page.text() == ""

    asyncio.run(visit())


def test_an_open_stream_holds_no_thread():
    async def visit():
        async with opened() as page:
            await page.head()
            await page.text()
            await asyncio.to_thread(workers[-1].join, 10)
            assert not workers[-1].is_alive()

    asyncio.run(visit())


@pytest.mark.django_db(transaction=True)
def test_an_open_stream_holds_no_database_connection():
    async def visit():
        async with opened("/live-after-a-query") as page:
            await page.head()
            await page.text()
            assert workers[-1].connection is None

    asyncio.run(visit())


def test_too_many_pages_are_told_to_ask_by_themselves(monkeypatch):
    monkeypatch.setattr(live, "MOST_STREAMS", 0)

    async def visit():
        async with opened() as page:
            status, headers = await page.head()
            assert (status, headers["Retry-After"]) == (503, "30")

    asyncio.run(visit())


def test_a_server_that_cannot_stream_says_so():
    assert live.stream(RequestFactory().get("/live"), ["order:1"]).status_code == 204


def test_a_page_that_knows_the_newest_state_gets_304():
    tag = live.etag("order", 1, "2026-11-21 09:00")
    assert tag == live.etag("order", 1, "2026-11-21 09:00")
    assert tag != live.etag("order", 1, "2026-11-21 09:01")
    assert live.etag("ab", "c") != live.etag("a", "bc")

    def asked(known):
        return live.not_modified(RequestFactory().get("/", HTTP_IF_NONE_MATCH=known), tag)

    assert asked(tag).status_code == asked(f'"old", W/{tag}').status_code == 304
    assert asked(tag)["ETag"] == tag
    assert asked("") is asked('"old"') is None
    assert live.not_modified(RequestFactory().get("/"), tag) is None


@pytest.mark.django_db(transaction=True)
def test_a_change_is_told_after_commit_only():
    async def visit():
        with live.hub.follow(["order:1"]) as page:
            with_transaction = asyncio.to_thread(change, page)
            assert await with_transaction == (False, True)
            assert await page.changes(10) == ["order:1"]

    def change(page):
        try:
            with transaction.atomic():
                live.publish("order:1")
                told_early = page.bell.is_set() or bool(page.waiting)
            return told_early, True
        finally:
            connection.close()

    asyncio.run(visit())


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_undone_is_never_told():
    def change():
        try:
            with transaction.atomic():
                live.publish("order:1")
                transaction.set_rollback(True)
        finally:
            connection.close()

    async def visit():
        with live.hub.follow(["order:1"]) as page:
            await asyncio.to_thread(change)
            assert await page.changes(0.01) == []

    asyncio.run(visit())
