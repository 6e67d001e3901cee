"""What the figures of a vendor are made of, beside sums done by hand."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from config.core import workflow
from vendors import figures, services
from vendors.models import Property, Vendor, VendorWorkOrder

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
LATER = START + timedelta(days=60)


@pytest.fixture
def clock():
    """``clock(days=2)`` is two days after the second of March 2026, nine o'clock."""
    with time_machine.travel(START, tick=False) as traveller:

        def go(**passed):
            traveller.move_to(START + timedelta(**passed))

        yield go


@pytest.fixture
def sent(clock, make_order, manager):
    """``sent()`` is an order sent to its vendor now."""
    return lambda **fields: workflow.take_step(make_order(**fields), "send", by=manager)


@pytest.fixture
def completed(sent, clock, manager):
    """``completed(3, agreed=2)``: sent on day 0, agreed for day 2, done on day 3."""

    def make(done, agreed=None, sent_on=0, **fields):
        clock(days=sent_on)
        order = sent(**fields)
        if agreed is not None:
            order = services.schedule(order, by=manager, at=START + timedelta(days=agreed))
        clock(days=done)
        return workflow.take_step(order, "complete", by=manager)

    return make


def of(vendor):
    return figures.with_figures(Vendor.objects.filter(pk=vendor.pk)).get()


def test_a_vendor_without_orders_has_no_figures(plumber):
    vendor = of(plumber)
    found = [getattr(vendor, name) for name in figures.FIGURES]
    assert found == [None, None, None, None]
    assert (vendor.orders_open, vendor.orders_news, vendor.orders_all) == (0, 0, 0)


def test_the_first_word_counts_as_the_answer(plumber, sent, clock):
    first, second = sent(), sent()
    sent()  # nobody has answered this one
    clock(days=1)
    services.opened(first)
    clock(days=2)
    services.accept(first)
    clock(days=4)
    services.report_done(first)
    services.decline(second, note="No time")
    assert of(plumber).days_to_answer == timedelta(days=3)  # of 2 and 4


def test_a_date_agreed_by_phone_is_an_answer_and_one_of_an_earlier_sending_is_none(
    plumber, sent, clock, manager
):
    order = services.accept(sent())
    order = workflow.take_step(order, "recall", by=manager)
    clock(days=10)
    order = workflow.take_step(order, "send", by=manager)
    assert of(plumber).days_to_answer is None
    clock(days=15)
    services.schedule(order, by=manager, at=LATER)
    assert of(plumber).days_to_answer == timedelta(days=5)


def test_days_to_complete_go_from_sending_to_completion(plumber, completed, sent):
    completed(3), completed(8)
    sent()
    assert of(plumber).days_to_complete == timedelta(days=5, hours=12)


def test_done_on_the_agreed_day_is_on_time_and_the_day_after_is_not(plumber, completed):
    completed(2, agreed=3)  # a day early
    completed(3.4, agreed=3)  # the same day, after the agreed hour
    completed(4, agreed=3)  # a day late
    completed(9)  # no day was agreed
    assert of(plumber).on_time == pytest.approx(2 / 3)


def test_the_agreed_day_is_a_day_where_the_shop_is(plumber, completed):
    completed(3.5, agreed=3)  # at nine in the evening; in Tokyo it is the next morning
    with timezone.override("Asia/Tokyo"):
        assert of(plumber).on_time == 0
    with timezone.override("Europe/London"):
        assert of(plumber).on_time == 1


def test_the_same_trade_at_the_same_property_within_90_days_is_rework(
    plumber, plasterer, completed, make_order, trade, clock
):
    first = completed(3)
    clock(days=93)
    again = make_order(vendor=plasterer)
    assert of(plumber).rework == 1
    assert of(plasterer).rework is None

    assert figures.with_rework(VendorWorkOrder.objects.filter(pk=again.pk)).get().is_rework
    assert not figures.with_rework(VendorWorkOrder.objects.filter(pk=first.pk)).get().is_rework


def test_another_trade_a_later_day_and_a_canceled_order_are_no_rework(
    plumber, plasterer, completed, make_order, trade, clock, manager
):
    completed(3)
    clock(days=4)
    make_order(1, trade=trade("drywall"), vendor=plasterer)
    workflow.take_step(make_order(), "cancel", by=manager)
    clock(days=93, seconds=1)
    late = make_order()
    assert of(plumber).rework == 0
    assert not figures.with_rework(VendorWorkOrder.objects.filter(pk=late.pk)).get().is_rework


def test_the_same_trade_at_another_property_is_no_rework(
    plumber, completed, make_order, asked, clock
):
    completed(3)
    asked.home = Property.objects.create(address="Elsewhere 1")
    order = make_order()
    other = services.submit(
        by=order.history.first().by, home=asked.home, name="N", reports=[services.Report("Drips")]
    )
    VendorWorkOrder.objects.filter(pk=order.pk).update(request=other)
    assert of(plumber).rework == 0


def test_a_reopened_order_is_rework_while_it_is_open_and_afterwards(plumber, completed, manager):
    order = completed(3)
    assert of(plumber).rework == 0
    order = workflow.take_step(order, "reopen", by=manager, note="It drips again")
    assert of(plumber).rework == 1
    workflow.take_step(order, "complete", by=manager)
    assert of(plumber).rework == 1


def test_what_was_sent_more_than_a_year_ago_is_forgotten(plumber, completed, clock):
    completed(3, agreed=3)
    clock(days=365)
    assert of(plumber).on_time == 1
    clock(days=366)
    assert of(plumber).on_time is None


def test_open_orders_and_news_are_counted(plumber, sent, make_order, completed):
    completed(1)
    make_order()
    services.accept(sent())
    vendor = of(plumber)
    assert (vendor.orders_open, vendor.orders_news, vendor.orders_all) == (2, 1, 3)
