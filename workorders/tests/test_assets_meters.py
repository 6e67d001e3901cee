"""Meters are read in the units of people, never run back without a reason, and mark what is odd."""

import csv
from datetime import timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.utils import timezone

from workorders.models import Meter
from workorders.services.meters import read_meter


@pytest.fixture
def odometer(van, manager):
    meter = van.meter("odometer")
    read_meter(meter, Decimal(100_000), by=manager, at=timezone.now() - timedelta(days=9))
    return meter


@pytest.fixture
def read(client, technician, odometer):
    """``read("120")`` is the answer to a technician who reads 120 km."""
    client.force_login(technician)

    def post(value, once="r-1", **more):
        address = f"/assets/{odometer.asset_id}/meters/{odometer.pk}/readings/"
        return client.post(address, {"value": value, "once": once} | more)

    return post


def test_kilometres_are_kept_as_metres_and_once(read, odometer):
    assert read("120.5").status_code == 302
    assert read("120.5").status_code == 302
    assert Meter.objects.get(pk=odometer.pk).value == Decimal(120_500)
    assert odometer.readings.count() == 2


def test_a_reading_that_runs_back_asks_why_and_keeps_what_was_typed(read, odometer):
    answer = read("90")
    assert answer.status_code == 422
    assert "It stood at 100" in answer.text
    assert 'value="90"' in answer.text
    assert odometer.readings.count() == 1
    assert read("90", reason="A new instrument").status_code == 302
    assert Meter.objects.get(pk=odometer.pk).value == Decimal(90_000)


def test_a_reading_that_cannot_be_is_kept_and_marked(read, odometer, client):
    read("9000000")
    assert odometer.readings.first().unusual
    page = client.get(f"/assets/{odometer.asset_id}/", {"part": "meters", "meter": odometer.pk})
    assert "Unusual" in page.text
    assert "data-odd" in page.text


@pytest.mark.parametrize(
    "sent",
    [
        {"value": "-3"},
        {"value": "NaN"},
        {"value": "many"},
        {"value": ""},
        {"value": "9" * 40},
        {"value": "120", "at": "2199-01-01T10:00"},
        {"value": "120", "at": "yesterday"},
    ],
)
def test_nonsense_is_no_reading(read, odometer, sent):
    assert read(**sent).status_code == 422
    assert odometer.readings.count() == 1


def test_what_is_shown_typed_again_is_no_step_back(read, odometer, manager):
    read_meter(odometer, Decimal("100004"), by=manager)
    assert read("100").status_code == 302
    assert Meter.objects.get(pk=odometer.pk).value == Decimal(100_004)


def test_the_curve_is_drawn_of_the_table_that_stands_below_it(read, odometer, client):
    read("120.5")
    text = client.get(f"/assets/{odometer.asset_id}/", {"part": "meters"}).text
    assert 'data-plot="readings"' in text
    assert 'data-value="120.50"' in text
    assert 'data-value="100.00"' in text


def test_the_export_has_all_readings_the_oldest_first(read, odometer, client):
    read("120.5")
    read("90", once="r-2", reason="=new()")
    answer = client.get(f"/assets/{odometer.asset_id}/meters/{odometer.pk}/export.csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(StringIO(text)))
    assert [row["km"] for row in rows] == ["100.00", "120.50", "90.00"]
    assert rows[2]["Why it went back"] == "'=new()"


def test_a_new_meter_with_its_first_reading(client, manager, press):
    client.force_login(manager)
    address = f"/assets/{press.pk}/meters/"
    assert client.post(address, {"kind": "engine", "value": "12.5"}).status_code == 302
    meter = press.meters.get()
    assert (meter.name, meter.unit, meter.value) == ("Engine hours", "s", Decimal(45_000))
    again = client.post(address, {"kind": "engine", "name": "Another"})
    assert again.status_code == 422
    assert "It has Engine hours already" in again.text
    assert client.post(address, {"kind": "other", "name": "Fuel"}).status_code == 422
    assert client.post(address, {"kind": "other", "name": "Fuel", "unit": "l"}).status_code == 302


def test_readers_read_pages_and_no_meters(client, reader, odometer):
    client.force_login(reader)
    address = f"/assets/{odometer.asset_id}/meters/"
    assert client.post(f"{address}{odometer.pk}/readings/", {"value": "1"}).status_code == 403
    assert client.post(address, {"kind": "cycles"}).status_code == 403
    assert client.get(f"{address}{odometer.pk}/export.csv").status_code == 200
