"""Machines send what they measured, in batches that are stored whole or not at all; what is wrong opens one order."""

from datetime import UTC, datetime, timedelta

import pytest

from workorders.models import MachineEvent, WorkOrder
from workorders.tasks import judge_events
from workorders.tests.fleet import data_of, refusal_of

READINGS = "/api/machine-data"
START = datetime(2026, 11, 20, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def a_day_later(time_machine):
    time_machine.move_to(START + timedelta(days=1))


@pytest.fixture
def reading(press):
    """``reading(90, second=5)`` is one as it is sent."""

    def reading(value=70.5, second=0, **fields):
        at = START + timedelta(seconds=second)
        return {
            "assetId": str(press.pk),
            "signal": "temperature",
            "value": value,
            "time": at.isoformat().replace("+00:00", "Z"),
        } | fields

    return reading


def test_a_batch_is_stored_once_however_often_it_is_sent(fleet, reading, press):
    batch = {"readings": [reading(20 + second, second) for second in range(3)]}
    assert data_of(fleet.post(READINGS, batch)) == {"received": 3, "stored": 3}
    batch["readings"].append(reading(1, 9))
    assert data_of(fleet.post(READINGS, batch)) == {"received": 4, "stored": 1}
    first = MachineEvent.objects.earliest("at")
    assert (first.asset, first.signal, first.value, first.at) == (press, "temperature", 20, START)


def test_an_asset_may_be_named_as_another_system_names_it(fleet, reading, press):
    press.external_ids = {"vin": "1FT:9"}
    press.save()
    data_of(fleet.post(READINGS, {"readings": [reading(assetId="vin:1FT:9")]}))
    assert MachineEvent.objects.get().asset == press


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"assetId": "999"}, "readings[1].assetId"),
        ({"assetId": "vin:none"}, "readings[1].assetId"),
        ({"assetId": "9" * 30}, "readings[1].assetId"),
        ({"signal": ""}, "readings[1].signal"),
        ({"signal": "a\0b"}, "readings[1].signal"),
        ({"value": "70"}, "readings[1].value"),
        ({"value": True}, "readings[1].value"),
        ({"value": 1e300}, "readings[1].value"),
        ({"value": 10**400}, "readings[1].value"),
        ({"time": "2026-11-20T08:00:00"}, "readings[1].time"),
        ({"time": "2026-11-22T08:00:00Z"}, "readings[1].time: must not be in the future"),
        ({"unit": "C"}, "readings[1].unit"),
    ],
)
def test_one_wrong_reading_is_named_and_none_is_stored(fleet, reading, wrong, named):
    batch = {"readings": [reading(), reading(second=1) | wrong]}
    assert refusal_of(fleet.post(READINGS, batch)).startswith(named)
    assert not MachineEvent.objects.exists()


@pytest.mark.parametrize("number", [0, 1001])
def test_a_batch_holds_one_to_a_thousand(fleet, reading, number):
    batch = {"readings": [reading(second=second) for second in range(number)]}
    assert "readings" in refusal_of(fleet.post(READINGS, batch))


def test_only_those_who_write_send(reading_fleet, reading):
    assert reading_fleet.post(READINGS, {"readings": [reading()]}).status_code == 403
    assert not MachineEvent.objects.exists()


def test_the_odometer_and_the_engine_hours_are_read(fleet, reading, van):
    batch = [
        reading(101_000 + second, second, assetId=str(van.pk), signal="odometerMeters")
        for second in range(3)
    ]
    data_of(fleet.post(READINGS, {"readings": batch}))
    assert van.meters.get(kind="odometer").value == 101_002
    reading = van.meters.get(kind="odometer").readings.get()
    assert reading.actor == "API token Fleet"


def test_ten_thousand_readings_are_judged_and_an_anomaly_opens_one_order(
    fleet, reading, make_strategy
):
    make_strategy(
        trigger="condition", signal="temperature", condition="unusual", every=None, unit=""
    )
    values = [70 + second % 5 for second in range(10_000)]
    values[6_000:6_100] = [120] * 100
    for start in range(0, 10_000, 1_000):
        batch = [
            reading(value, start + second)
            for second, value in enumerate(values[start : start + 1_000])
        ]
        assert data_of(fleet.post(READINGS, {"readings": batch}))["stored"] == 1_000
    judge_events()

    assert MachineEvent.objects.filter(judged=True).count() == 10_000
    assert MachineEvent.objects.filter(unusual=True).count() == 100
    order = WorkOrder.objects.get()
    assert order.origin == "machine"
    assert "temperature was 120" in order.description
