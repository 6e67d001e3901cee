"""An open page hears no more once its link is dead, or once whoever opened it may no longer come in."""

import asyncio
import threading

import pytest
from django.db import connection, connections
from django.utils import timezone

from config.core import live
from config.core.models import User
from config.core.tests.test_live_streams import CHANGED, opened
from config.core.views.people import deactivate, sign_out_everywhere
from serviceorders.models import Client, ServiceOrder

pytestmark = pytest.mark.django_db(transaction=True)  # a stream asks on a thread of its own

OVER = ""


@pytest.fixture(autouse=True)
def nothing_changed_so_far(monkeypatch, settings):
    monkeypatch.setattr(live.hub, "_latest", {})
    settings.REDIS_URL = ""


@pytest.fixture
def order():
    """Without the history that its services would write: no test could take that away again."""
    client = Client.objects.create(name="Cleo", email="cleo@example.org", language="en")
    order = ServiceOrder(client=client, model="iPhone", problem="Screen")
    order.number, order.number_year, order.number_seq = "OS-2026-0001", 2026, 1
    order.save()
    order.issue_tracking_link()
    return order


@pytest.fixture(autouse=True)
def threads_part_from_the_database(monkeypatch):
    """Django never closes a database in memory; but a thread that stays connected holds its tables."""
    monkeypatch.setattr(
        type(connections["default"]),
        "is_in_memory_db",
        lambda self: threading.current_thread() is threading.main_thread(),
        raising=False,
    )


def parted(do):
    try:
        do()
    finally:
        connection.close()


@pytest.fixture
def topic(order):
    return order.topic


def heard(address, topic, meanwhile, cookies=None):
    """What an open page hears of a change before and of one after what happens meanwhile."""
    line = "; ".join(f"{name}={value.value}" for name, value in (cookies or {}).items())

    async def visit():
        async with opened(address, headers=[(b"cookie", line.encode())]) as page:
            status, _headers = await page.head()
            assert status == 200
            await page.text()
            live.hub.tell([topic])
            before = await page.text()
            await asyncio.to_thread(parted, meanwhile)
            live.hub.tell([topic])
            return before, await page.text()

    return asyncio.run(visit())


def test_a_public_page_hears_that_something_changed_and_not_what(order, topic):
    address = f"/track/{order.tracking_link.token}/stream/"
    assert heard(address, topic, lambda: None) == (CHANGED, CHANGED)
    assert str(order.pk) not in CHANGED


def test_a_public_page_hears_nothing_once_its_link_is_revoked(order, topic):
    link = order.tracking_link
    assert heard(f"/track/{link.token}/stream/", topic, link.revoke) == (CHANGED, OVER)


def test_a_public_page_hears_nothing_once_its_link_has_ended(order, topic):
    address = f"/track/{order.tracking_link.token}/stream/"

    def end():
        order.tracking_links.update(expires_at=timezone.now())

    assert heard(address, topic, end) == (CHANGED, OVER)


def switched_off(someone, manager):
    User.objects.filter(pk=someone.pk).update(is_active=False)


@pytest.mark.parametrize(
    "meanwhile",
    [
        lambda someone, manager: deactivate(someone, by=manager),
        lambda someone, manager: sign_out_everywhere(someone),
        switched_off,
    ],
    ids=["deactivated", "logged out everywhere", "switched off in the back office"],
)
def test_a_colleague_hears_nothing_once_they_are_out(
    client, manager, technician, order, topic, meanwhile
):
    client.post("/login/", {"login": "dana", "password": "a-long-password"})
    address = f"{order.get_absolute_url()}stream/"
    out = heard(address, topic, lambda: meanwhile(technician, manager), client.cookies)
    assert out == (CHANGED, OVER)


def test_a_colleague_goes_on_hearing_while_they_are_logged_in(client, technician, order, topic):
    client.force_login(technician)
    address = f"{order.get_absolute_url()}stream/"
    assert heard(address, topic, lambda: None, client.cookies) == (CHANGED, CHANGED)


def test_who_asks_whether_a_page_may_go_on_holds_no_connection(order):
    used = []

    def still():
        used.append(connections["default"])
        return order.tracking_links.exists()

    asker = threading.Thread(target=live._ask, args=[still])
    asker.start()
    asker.join(10)
    assert [each.connection for each in used] == [None]
