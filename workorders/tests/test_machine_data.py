"""What machines send is kept once and judged in the order of time; what stays out of its limits opens one order."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from config.core import workflow
from config.core.actors import Actor
from workorders.models import MachineEvent, MeterReading, WorkOrder
from workorders.services.machines import Sent, judge_events, take_in

START = datetime(2026, 11, 20, 8, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def hot(make_strategy):
    """Calls for an order when the temperature is above 80 for ten minutes."""
    return make_strategy(
        trigger="condition",
        signal="temperature",
        condition="above",
        limit=80,
        minutes=10,
        every=None,
        unit="",
    )


@pytest.fixture
def send(press):
    """``send(79, 81, ...)``: a value a minute."""

    def send(*values, signal="temperature", start=START):
        return take_in(
            [
                Sent(press, signal, value, start + timedelta(minutes=minute))
                for minute, value in enumerate(values)
            ]
        )

    return send


def test_a_value_is_kept_once_however_often_it_is_sent(send):
    assert send(1, 2, 3) == 3
    assert send(1, 2, 3, 4) == 1
    assert MachineEvent.objects.count() == 4


def test_a_short_peak_calls_for_nothing(hot, send):
    send(*[70] * 5, *[90] * 9, *[70] * 5)
    assert judge_events() == []
    assert not MachineEvent.objects.filter(judged=False).exists()


def test_a_long_one_opens_one_order_and_not_a_hundred(hot, send, manager):
    send(*[70] * 5, *[90] * 100)
    (order,) = judge_events()
    assert order.origin == "machine"
    assert "temperature was 90" in order.description
    send(*[91] * 50, start=START + timedelta(hours=3))
    assert judge_events() == []
    workflow.take_step(order, "skip", by=manager, note="Test run")
    send(*[60], *[92] * 20, start=START + timedelta(hours=5))
    assert len(judge_events()) == 1


def test_what_is_unusual_is_told_from_what_came_before(make_strategy, send):
    make_strategy(trigger="condition", signal="vibration", condition="unusual", every=None, unit="")
    send(*[10 + minute % 3 for minute in range(60)], signal="vibration")
    assert judge_events() == []
    send(40, signal="vibration", start=START + timedelta(hours=2))
    assert len(judge_events()) == 1
    assert MachineEvent.objects.get(unusual=True).value == 40


def test_ten_thousand_values_are_judged_in_few_queries(hot, press, django_assert_max_num_queries):
    take_in(
        [
            Sent(press, "temperature", 50, START + timedelta(seconds=second))
            for second in range(10_000)
        ]
    )
    with django_assert_max_num_queries(60):
        assert judge_events() == []
    assert WorkOrder.objects.count() == 0


def test_ten_thousand_values_are_held_against_their_own_past_in_few_queries(
    make_strategy, press, django_assert_max_num_queries
):
    make_strategy(trigger="condition", signal="vibration", condition="unusual", every=None, unit="")
    values = [10 + second % 3 for second in range(10_000)]
    values[9_000:9_100] = [40] * 100
    take_in(
        [
            Sent(press, "vibration", value, START + timedelta(seconds=second))
            for second, value in enumerate(values)
        ]
    )
    with django_assert_max_num_queries(120):
        assert len(judge_events()) == 1
    assert MachineEvent.objects.filter(unusual=True).count() == 100


def test_a_machine_that_stays_out_of_its_limits_is_asked_about_once(
    hot, send, manager, django_assert_max_num_queries
):
    send(*[90] * 20)
    (order,) = judge_events()
    workflow.take_step(order, "skip", by=manager, note="Known")
    send(*[90] * 500, start=START + timedelta(hours=1))
    with django_assert_max_num_queries(30):
        assert judge_events() == []


def test_a_value_that_comes_late_is_held_against_what_came_before_it(make_strategy, send):
    make_strategy(trigger="condition", signal="vibration", condition="unusual", every=None, unit="")
    send(*[10 + minute % 3 for minute in range(60)], signal="vibration")
    send(*[100 + minute % 3 for minute in range(300)], signal="vibration", start=START + DAY)
    judge_events()
    send(100, signal="vibration", start=START + timedelta(hours=2))
    judge_events()
    assert MachineEvent.objects.get(at=START + timedelta(hours=2)).unusual


def test_two_values_of_one_moment_count_once(press):
    assert take_in([Sent(press, "t", 1, START), Sent(press, "t", 2, START)]) == 1
    assert MachineEvent.objects.get().value == 1


def test_what_a_meter_counts_is_its_reading(van):
    by = Actor("token", "Telematics")
    later = [START + timedelta(minutes=minute) for minute in range(3)]
    take_in(
        [Sent(van, "odometerMeters", 100_000 + 500.25 * n, at) for n, at in enumerate(later)]
        + [Sent(van, "engineHours", 36_060, START), Sent(van, "speed", 3, START)],
        by=by,
    )
    readings = MeterReading.objects.order_by("meter").values_list("value", "actor")
    assert list(readings) == [
        (Decimal("101000.5"), "API token Telematics"),
        (Decimal(36_060), "API token Telematics"),
    ]


def test_a_reading_that_runs_back_is_kept_as_a_value_only(van):
    by = Actor("token", "Telematics")
    take_in([Sent(van, "odometerMeters", 200_000, START)], by=by)
    assert take_in([Sent(van, "odometerMeters", 5, START + timedelta(hours=1))], by=by) == 1
    assert van.meters.get(kind="odometer").value == 200_000
