"""What becomes of a vendor order is told to the repair that it was made of."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from config.core import live, workflow
from serviceorders import services
from vendors import services as vendors
from vendors.models import Trade, Vendor


@pytest.fixture
def work(order, manager):
    """A vendor order of the repair, sent."""
    vendor = Vendor.objects.create(company="Board Works", email="board@example.com", language="es")
    draft = services.send_on(
        order,
        by=manager,
        trade=Trade.objects.get(slug="appliances"),
        vendor=vendor,
        title="Board",
        description="Mend the board",
    )
    return workflow.take_step(draft, "send", by=manager)


def told(order):
    """What the vendor's news are, the latest first: (who, words)."""
    lines = order.history.filter(action="vendor")
    return [(line.who, line.note.partition(": ")[2]) for line in lines]


def test_the_repair_hears_that_it_was_sent(order, work):
    assert told(order) == [("Maya Okafor", "Sent to the vendor")]
    line = order.history.first()
    assert line.note.startswith(work.number)
    assert not line.public


@pytest.mark.parametrize(
    ("say", "words"),
    [
        (lambda work: vendors.accept(work), "Vendor accepted"),
        (lambda work: vendors.decline(work, note="Booked out"), "Vendor declined · Booked out"),
        (lambda work: vendors.report_done(work, note="New rail"), "Vendor reports it done · New rail"),
    ],
)  # fmt: skip
def test_the_repair_hears_the_vendors_answer(order, work, say, words):
    say(work)
    assert told(order)[0] == ("Vendor", words)


def test_opening_the_page_is_no_news(order, work):
    vendors.opened(work)
    assert len(told(order)) == 1


def test_the_repair_hears_of_the_date(order, work, manager):
    at = timezone.now() + timedelta(days=3)
    vendors.offer_date(work, at=at)
    vendors.schedule(work, by=manager, at=at)
    (_who, agreed), (vendor, offered) = told(order)[:2]
    assert vendor == "Vendor"
    assert str(timezone.localtime(at).year) in offered
    assert agreed.startswith("Scheduled · ")


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ("complete", "Completed"),
        ("cancel", "Canceled"),
        ("recall", "Recalled from the vendor"),
    ],
)
def test_the_repair_hears_of_each_step(order, work, manager, step, words):
    workflow.take_step(work, step, by=manager)
    assert told(order)[0] == ("Maya Okafor", words)


def test_open_pages_of_the_repair_show_it(order, work, django_capture_on_commit_callbacks):
    before = time.monotonic()
    with django_capture_on_commit_callbacks(execute=True):
        vendors.accept(work)
    assert live.hub.changed([order.topic], time.monotonic() - before) == {order.topic}


def test_other_repairs_hear_nothing(order, work, manager, cleo):
    other = services.open_order(by=manager, client=cleo, model="iPad", problem="Dead")
    vendors.accept(work)
    assert told(other) == []
