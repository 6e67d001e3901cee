"""Each figure against a small set that was worked out by hand."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from config.core import workflow
from warehouse.models import Merchant, Product, Unit
from workorders import insights
from workorders.insights import Work
from workorders.models import PartLine, Task, WorkOrder, WorkTime
from workorders.tests.finishing import finished

# Two whole weeks: from Monday 2 to Sunday 15 November 2026.
FIRST, LAST = date(2026, 11, 2), date(2026, 11, 15)


def at(day, hour=12, month=11):
    return datetime(2026, month, day, hour, tzinfo=UTC)


@pytest.fixture
def done(make_work):
    """``done(3)`` is an order completed on 3 November at noon."""

    def make(day, *assets, hour=12, since=None, minutes=None, **fields):
        order = make_work(*assets, **fields)
        made = since or at(day, hour) - timedelta(hours=5)
        return finished(
            order, created_at=made, completed_at=at(day, hour), resolution_minutes=minutes
        )

    return make


def asked(since=FIRST, until=LAST, **more):
    return Work(WorkOrder.objects.all(), since, until, **more)


def table(figure, *columns):
    return {row.label: tuple(row.values[name] for name in columns) for row in figure.rows}


def keys(*orders):
    return [order.pk for order in orders]


def test_finished_orders_are_counted_in_the_week_of_their_completion(done, make_work):
    monday, sunday, after = done(2, hour=0), done(8, hour=23), done(9)
    done(1), done(16), make_work()
    figure = insights.finished_per_week(asked())
    assert table(figure, "finished") == {"2 Nov 2026": (2,), "9 Nov 2026": (1,)}
    assert figure.total == 3
    assert figure.orders("2026-11-02", "finished") == keys(monday, sunday)
    assert figure.orders("all", "finished") == keys(monday, sunday, after)


def test_a_day_begins_at_the_midnight_of_the_shop(done):
    done(1, hour=23)  # already 2 November in Auckland
    with timezone.override("Pacific/Auckland"):
        assert insights.finished_per_week(asked()).total == 1


def test_planned_is_what_a_strategy_or_bulk_made_and_unplanned_what_broke(done):
    planned = [
        done(3, origin="strategy", kind="repair"),
        done(3, origin="bulk"),
        done(3, origin="hand"),
    ]
    unplanned = [
        done(4, origin="case"),
        done(4, origin="machine"),
        done(4, origin="hand", kind="repair"),
        done(4, origin="api", kind="repair"),
    ]
    done(10, origin="api")
    figure = insights.planned_share(asked())
    assert table(figure, "planned", "unplanned", "share") == {
        "2 Nov 2026": (3, 4, 42.9),
        "9 Nov 2026": (1, 0, 100.0),
    }
    assert figure.total == 50.0
    assert figure.orders("2026-11-02", "planned") == keys(*planned)
    assert figure.orders("2026-11-02", "unplanned") == keys(*unplanned)


def test_on_time_is_completed_by_the_due_date(done):
    exactly = done(3, due_at=at(3))
    late = done(4, due_at=at(4) - timedelta(seconds=1))
    done(5)  # nobody said when
    figure = insights.on_time_rate(asked())
    assert table(figure, "due", "on_time", "rate") == {
        "2 Nov 2026": (2, 1, 50.0),
        "9 Nov 2026": (0, 0, None),
    }
    assert figure.orders("2026-11-02", "on_time") == keys(exactly)
    assert figure.orders("2026-11-02", "due") == keys(exactly, late)


def test_the_mean_time_to_repair_is_from_the_request_to_the_completion(done):
    done(3, kind="repair", since=at(3, 10))  # 2 hours
    done(4, kind="repair", since=at(4, 2))  # 10 hours, corrected by hand to 5
    WorkOrder.objects.filter(completed_at=at(4)).update(resolution_minutes=300)
    done(10, kind="repair", since=at(10, 4))  # 8 hours
    done(5, kind="cleaning", since=at(1, 0))
    figure = insights.mean_time_to_repair(asked())
    assert table(figure, "repairs", "hours") == {"2 Nov 2026": (2, 3.5), "9 Nov 2026": (1, 8.0)}
    assert figure.total == 5.0


def test_the_mean_time_between_failures_is_from_one_repair_of_an_asset_to_the_next(
    done, press, van
):
    repairs = [done(day, kind="repair") for day in (2, 4, 10)]  # of the press: 2 and 6 days
    both = [done(5, press, van, kind="repair")]  # the press again: 2, 1, 5 days
    done(6, van, kind="cleaning")
    figure = insights.mean_time_between_failures(asked())
    assert table(figure, "repairs", "days") == {"Press 4": (4, 2.7)}
    assert figure.total == 2.7
    assert set(figure.orders("all", "days")) == set(keys(*repairs, *both))


def test_the_backlog_is_what_is_still_to_do_now_by_its_age(make_work, done):
    now = timezone.now()
    orders = [make_work() for _number in range(4)]
    for order, days in zip(orders, (1, 6.9, 7, 95), strict=True):
        WorkOrder.objects.filter(pk=order.pk).update(created_at=now - timedelta(days=days))
    done(3)
    figure = insights.backlog_age(asked())
    assert table(figure, "orders") == {
        "0 to 6 days": (2,),
        "7 to 29 days": (1,),
        "30 to 89 days": (0,),
        "90 days and more": (1,),
    }
    assert figure.total == 27.5
    assert figure.orders("90", "orders") == keys(orders[3])


def spend(order, who, minutes, task=None, day=3):
    start = at(day, 8)
    return WorkTime.objects.create(
        order=order,
        who=who,
        task=task,
        started_at=start,
        ended_at=start + timedelta(minutes=minutes),
    )


@pytest.fixture
def make_product():
    def make(name, sku):
        unit, merchant = Unit.objects.get(code="pcs"), Merchant.objects.get(code="OWN")
        return Product.objects.create(name=name, sku=sku, unit=unit, merchant=merchant)

    return make


def test_costs_are_those_of_the_assets_tasks_and_the_rest_is_shared(
    done, press, van, technician, make_product
):
    order = done(3, press, van, template=None)
    task = Task.objects.create(order=order, asset=press, title="Belt", minutes=30)
    belt = make_product("Belt", "B-1")
    PartLine.objects.create(order=order, task=task, product=belt, quantity=2, unit_cost=Decimal(15))
    PartLine.objects.create(order=order, product=belt, quantity=1, unit_cost=Decimal("4.01"))
    spend(order, technician, 60)
    spend(done(16), technician, 600, day=16)  # completed later: not counted
    # 30 minutes at 40 are 20 for the press; the hour of no task is 40, shared; so are the 4.01.
    figure = insights.cost_by_asset(asked(hourly_rate=Decimal(40)))
    assert table(figure, "orders", "labor", "parts", "total") == {
        "Press 4": (1, Decimal(40), Decimal("32.00"), Decimal("72.00")),
        "Van 2": (1, Decimal(20), Decimal("2.01"), Decimal("22.01")),
    }
    assert figure.total == Decimal("94.01")
    assert figure.orders(str(van.pk), "total") == keys(order)


def test_parts_are_summed_at_their_cost_of_the_time(done, make_product):
    belt, oil = make_product("Belt", "B-1"), make_product("Oil", "O-1")
    first, second = done(3), done(4)
    for order, product, quantity, cost in (
        (first, belt, 2, "15"),
        (second, belt, 1, "18"),
        (first, oil, Decimal("0.5"), "9.99"),
        (done(16), oil, 100, "9.99"),
    ):
        PartLine.objects.create(
            order=order, product=product, quantity=quantity, unit_cost=Decimal(cost)
        )
    figure = insights.cost_by_part(asked())
    assert table(figure, "orders", "quantity", "cost") == {
        "Belt": (2, Decimal(3), Decimal("48.00")),
        "Oil": (1, Decimal("0.5"), Decimal("5.00")),
    }
    assert figure.total == Decimal("53.00")
    assert figure.orders(str(belt.pk), "cost") == keys(first, second)


def test_skipped_orders_are_counted_by_their_reason(make_work, manager):
    orders = [make_work() for _number in range(4)]
    for order, reason in zip(
        orders, ("No access", "no  ACCESS", "Retired", "Retired"), strict=True
    ):
        workflow.take_step(order, "skip", by=manager, note=reason)
    workflow.take_step(orders[3], "reopen", by=manager, note="A mistake")
    today = timezone.localdate()
    figure = insights.skipped_by_reason(asked(today, today))
    assert table(figure, "orders") == {"No access": (2,), "Retired": (1,)}
    assert figure.total == 3
    assert figure.orders(figure.rows[0].key, "orders") == keys(*orders[:2])
    assert insights.skipped_by_reason(asked()).rows == []


def test_the_load_is_minutes_of_timers_and_of_tasks(make_work, technician, manager):
    order, other = make_work(template=None), make_work(template=None)
    spend(order, technician, 90)
    spend(other, technician, 15)
    spend(other, technician, 500, day=16)  # after these days
    WorkTime.objects.create(order=order, who=manager, started_at=at(3))  # still running
    task = Task.objects.create(order=order, title="Look", minutes=20)
    Task.objects.filter(pk=task.pk).update(answered_by=manager, answered_at=at(15, 23))
    figure = insights.technician_load(asked())
    assert table(figure, "orders", "minutes") == {
        "Dana Whitlock": (2, 105),
        "Maya Okafor": (1, 20),
    }
    assert figure.total == 125


def test_without_any_work_each_figure_says_so():
    for figure in insights.FIGURES.values():
        assert not figure(asked()).total


def test_each_number_that_counts_orders_leads_to_as_many(done, make_work, press, van, technician):
    for day in range(2, 14):
        order = done(day, press, van, kind="repair" if day % 2 else "cleaning", due_at=at(7))
        spend(order, technician, 30, day=day)
    make_work()
    for make in insights.FIGURES.values():
        figure = make(asked(hourly_rate=Decimal(10)))
        for row in figure.rows:
            for column in figure.columns:
                if column.kind == "count":
                    found = figure.orders(row.key, column.name)
                    assert len(found) == row.values[column.name], (figure.slug, row.label)
