"""Strategies make each order once: ahead of its day, after its use, after a completion, and after the shop was closed."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
import time_machine

from config.core import workflow
from workorders.models import Occurrence, StrategyAsset, WorkOrder
from workorders.services.meters import read_meter
from workorders.services.strategies import go_on, next_dates, pause, run_strategies

pytestmark = pytest.mark.usefixtures("shop")


def due_days():
    return [order.due_at.date().isoformat() for order in WorkOrder.objects.order_by("due_at")]


def finish(order, by):
    order.tasks.update(required=False)
    return workflow.take_step(order, "finish", by=by)


def test_an_order_is_made_its_lead_time_ahead_and_only_once(make_strategy):
    make_strategy()
    assert run_strategies(date(2026, 11, 23)) == []
    (order,) = run_strategies(date(2026, 11, 24))
    assert (order.title, order.tasks.count(), order.origin) == ("Check the press", 3, "strategy")
    assert run_strategies(date(2026, 11, 24)) == []
    run_strategies(date(2026, 12, 26))
    assert due_days() == ["2026-12-01", "2027-01-01"]


def test_days_that_went_by_while_nothing_ran_come_as_one_order_that_names_them(make_strategy):
    make_strategy(every=1, unit="week", starts_on=date(2026, 11, 2), lead_days=0)
    (order,) = run_strategies(date(2026, 11, 21))
    assert order.due_at.date() == date(2026, 11, 16)
    assert "2026-11-02, 2026-11-09" in order.description
    assert Occurrence.objects.filter(order=order).count() == 3
    assert run_strategies(date(2026, 11, 21)) == []


def test_what_fell_into_a_pause_is_left_out(make_strategy, manager):
    strategy = make_strategy(every=1, unit="week", starts_on=date(2026, 11, 2), lead_days=0)
    pause(strategy, by=manager)
    assert run_strategies(date(2026, 11, 20)) == []
    with time_machine.travel(datetime(2026, 11, 21, 9, tzinfo=UTC), tick=False):
        go_on(strategy, by=manager)
    assert run_strategies(date(2026, 11, 22)) == []
    run_strategies(date(2026, 11, 23))
    assert due_days() == ["2026-11-23"]


def test_use_counts_from_the_last_order_on(make_strategy, van, manager):
    make_strategy(
        van, trigger="usage", meter="odometer", usage=Decimal(20_000), every=None, unit="",
        counted_from=Decimal(100_000),
    )  # fmt: skip
    meter = van.meters.get(kind="odometer")
    read_meter(meter, Decimal(119_999), by=manager)
    assert run_strategies() == []
    read_meter(meter, Decimal(125_000), by=manager)
    (order,) = run_strategies()
    assert run_strategies() == []
    read_meter(meter, Decimal(150_000), by=manager)
    assert run_strategies() == []  # the last one is still open
    finish(order, manager)
    assert len(run_strategies()) == 1
    assert StrategyAsset.objects.get().counted_from == Decimal(150_000)


def test_use_or_date_whichever_comes_first(make_strategy, van, manager):
    make_strategy(
        van, trigger="usage", meter="odometer", usage=Decimal(20_000), lead_days=0,
        counted_from=Decimal(100_000),
    )  # fmt: skip
    assert run_strategies(date(2026, 11, 30)) == []
    assert len(run_strategies(date(2026, 12, 1))) == 1
    finish(WorkOrder.objects.get(), manager)
    read_meter(van.meters.get(kind="odometer"), Decimal(125_000), by=manager)
    assert len(run_strategies(date(2026, 12, 2))) == 1


def test_after_a_completion_or_a_skip_the_next_counts_from_there(make_strategy, manager):
    make_strategy(after_completion=True, lead_days=0)
    (first,) = run_strategies(date(2026, 12, 1))
    assert run_strategies(date(2027, 3, 1)) == []
    with time_machine.travel(datetime(2027, 1, 10, 12, tzinfo=UTC), tick=False):
        finish(first, manager)
    assert run_strategies(date(2027, 2, 9)) == []
    (second,) = run_strategies(date(2027, 2, 10))
    with time_machine.travel(datetime(2027, 2, 20, 12, tzinfo=UTC), tick=False):
        workflow.take_step(second, "skip", by=manager, note="Shut down")
    assert len(run_strategies(date(2027, 3, 20))) == 1


def test_the_preview_says_the_next_twelve(make_strategy):
    strategy = make_strategy(starts_on=date(2026, 1, 31))
    days = next_dates(strategy, date(2026, 11, 21))
    assert len(days) == 12
    assert days[:4] == [
        date(2026, 11, 30), date(2026, 12, 31), date(2027, 1, 31), date(2027, 2, 28),
    ]  # fmt: skip


@pytest.mark.parametrize("first", [date(2027, 3, 28), date(2027, 10, 31)])
def test_the_day_is_the_shop_s_own_over_the_change_of_the_clocks(make_strategy, shop, first):
    make_strategy(every=1, unit="day", starts_on=first, lead_days=0)
    run_strategies(first)
    run_strategies(first + timedelta(days=1))
    times = [order.due_at.astimezone(shop.zone) for order in WorkOrder.objects.order_by("due_at")]
    assert [(at.date() - first, at.hour) for at in times] == [
        (timedelta(0), 8), (timedelta(days=1), 8),
    ]  # fmt: skip
    assert times[1] - times[0] == timedelta(days=1)


@pytest.mark.parametrize("first", [date(2027, 3, 28), date(2027, 10, 31)])
def test_an_hour_that_the_clocks_leave_out_or_repeat_calls_once(make_strategy, shop, first):
    make_strategy(every=1, unit="year", starts_on=first, lead_days=0, at=time(1, 30))
    (order,) = run_strategies(first)
    assert run_strategies(first) == []
    assert order.due_at.astimezone(shop.zone).date() == first


def test_an_order_made_by_date_lets_use_count_anew(make_strategy, van, manager):
    make_strategy(
        van, trigger="usage", meter="odometer", usage=Decimal(20_000), lead_days=0,
        counted_from=Decimal(100_000),
    )  # fmt: skip
    meter = van.meters.get(kind="odometer")
    read_meter(meter, Decimal(115_000), by=manager)
    (by_date,) = run_strategies(date(2026, 12, 1))
    finish(by_date, manager)
    read_meter(meter, Decimal(134_999), by=manager)
    assert run_strategies(date(2026, 12, 2)) == []
    read_meter(meter, Decimal(135_000), by=manager)
    assert len(run_strategies(date(2026, 12, 3))) == 1


def test_days_that_fell_into_a_season_of_rest_are_not_made_up_for(make_strategy):
    make_strategy(
        unit="week",
        starts_on=date(2026, 11, 2),
        season_starts="11-03",
        season_ends="11-20",
        lead_days=0,
    )
    (order,) = run_strategies(date(2026, 11, 25))
    assert due_days() == ["2026-11-23"]
    assert "2026-11-02" in order.description
    assert "2026-11-09" not in order.description
