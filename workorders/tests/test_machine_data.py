"""What machines send is kept once and judged in the order of time; what stays out of its limits opens one order."""

from datetime import UTC, datetime, timedelta

import pytest

from config.core import workflow
from workorders.models import MachineEvent, WorkOrder
from workorders.services.machines import Sent, judge_events, take_in

START = datetime(2026, 11, 20, 8, tzinfo=UTC)


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
