"""Tasks are answered, set aside with a reason, timed; the order begins with the first and ends after the last."""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone

from config.core import workflow
from config.core.refusals import Refused
from config.core.workflow import StepRefused
from workorders.costs import costs_of
from workorders.models import Task, WorkOrder, WorkTime
from workorders.services.tasks import answer, set_aside, start_timer, stop_timer, take_back


@pytest.fixture
def order(make_work, technician):
    return make_work(assignee=technician)


def task(order, title):
    return order.tasks.get(title=title)


def status(order):
    return WorkOrder.objects.get(pk=order.pk).status


def test_each_asset_has_a_copy_of_every_task(make_work, press, van):
    order = make_work(press, van)
    assert order.tasks.filter(asset=press).count() == order.tasks.filter(asset=van).count() == 3


def test_the_readings_of_the_asset_are_those_of_the_order(make_work, van):
    order = make_work(van)
    assert (order.odometer, order.engine) == (Decimal(100_000), Decimal(36_000))


def test_the_first_answer_starts_the_order(order, technician):
    assert status(order) == "assigned"
    answer(task(order, "Guards in place"), by=technician)
    assert status(order) == "in_progress"
    assert WorkOrder.objects.get().stage == "started"


def test_it_is_finished_when_required_tasks_are_answered_or_excused(order, technician):
    answer(task(order, "Guards in place"), by=technician)
    with pytest.raises(StepRefused, match="Required tasks"):
        workflow.take_step(order, "finish", by=technician)
    set_aside(task(order, "Pressure"), by=technician, reason="Gauge is broken", failed=True)
    done = workflow.take_step(order, "finish", by=technician)
    assert (done.status, WorkOrder.objects.get().stage) == ("completed", "finished")
    with pytest.raises(Refused, match="sealed"):
        take_back(task(order, "Pressure"), by=technician)


def test_a_number_out_of_range_is_kept_and_marked(order, technician):
    answer(task(order, "Pressure"), by=technician, number=Decimal("9.5"))
    kept = task(order, "Pressure")
    assert kept.is_out_of_range
    assert kept.status == "completed"


@pytest.mark.parametrize("title", ["Pressure", "Picture"])
def test_an_answer_that_is_none_is_refused(order, technician, title):
    with pytest.raises(Refused):
        answer(task(order, title), by=technician)


def test_a_late_answer_from_a_phone_does_not_undo_a_newer_one(order, technician):
    pressure = task(order, "Pressure")
    earlier = timezone.now() - timedelta(minutes=10)
    answer(pressure, by=technician, number=Decimal(5))
    answer(pressure, by=technician, number=Decimal(3), at=earlier)
    assert task(order, "Pressure").number == 5


def test_a_person_s_time_runs_on_one_task_at_a_time(order, technician):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        start_timer(order, by=technician, task=task(order, "Guards in place"))
        clock.shift(timedelta(minutes=20))
        start_timer(order, by=technician, task=task(order, "Pressure"))
        clock.shift(timedelta(minutes=10))
        stop_timer(by=technician)
    assert [time.minutes for time in WorkTime.objects.all()] == [20, 10]


def test_costs_are_labor_parts_discount_and_tax(order, technician):
    now = timezone.now()
    guards = task(order, "Guards in place")
    Task.objects.filter(pk=guards.pk).update(hourly_rate=Decimal(30), parts_cost=Decimal("10.50"))
    WorkTime.objects.create(
        order=order,
        task=guards,
        who=technician,
        started_at=now,
        ended_at=now + timedelta(minutes=50),
    )
    WorkTime.objects.create(
        order=order, who=technician, started_at=now, ended_at=now + timedelta(minutes=20)
    )
    order.discount_points, order.tax_points = 1000, 2000
    costs = costs_of(order, hourly_rate=Decimal(40))
    assert (costs.tasks[guards.pk].labor, costs.loose.labor) == (Decimal("25.00"), Decimal("13.33"))
    assert costs.subtotal == Decimal("48.83")
    assert (costs.discount, costs.tax) == (Decimal("4.88"), Decimal("8.79"))
    assert costs.total == Decimal("52.74")
