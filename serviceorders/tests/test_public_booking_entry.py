"""What a booking asked for in public leaves behind: no open link, and an entry that any calendar reads."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from icalendar import Calendar

from config.core import workflow
from config.core.models import Submission
from serviceorders.models import Booking, ServiceType


@pytest.fixture
def booking(client):
    service = ServiceType.objects.create(name="Phone diagnosis", minutes=45)
    day = timezone.localtime(timezone.now() + timedelta(days=3))
    client.post(
        "/book/",
        {
            "service_type": service.pk,
            "starts_at": day.strftime("%Y-%m-%dT10:00"),
            "name": "Nora Vale",
            "phone": "+442079460958",
            "notes": "canary-note",
            "once": "one",
        },
    )
    return Booking.objects.get()


def entry_of(client, booking):
    return client.get(f"{booking.link.get_absolute_url()}booking.ics")


def test_the_database_keeps_no_token_of_it(client, booking, capsys):
    assert Submission.objects.filter(made__contains=booking.link.token).count() == 0
    call_command("dumpdata", "core", "serviceorders")

    assert booking.link.token not in capsys.readouterr().out


def test_its_page_shows_the_time_and_nothing_of_the_client(client, booking):
    text = client.get(booking.link.get_absolute_url()).content.decode()

    assert "10:00–10:45" in text
    assert "Phone diagnosis" in text
    for stored in ("Nora", "7946", "canary-note"):
        assert stored not in text


def test_the_entry_is_in_the_shops_zone_with_its_place_and_keeps_its_name(
    client, booking, manager, shop
):
    shop.time_zone, shop.address = "America/New_York", "14 Harbour Street\nBristol"
    shop.name, shop.email = "Harbour Street Repairs", "desk@harbour.example"
    shop.save()
    workflow.take_step(booking, "confirm", by=manager)
    answer = entry_of(client, booking)
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")

    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert event["dtstart"].params["TZID"] == "America/New_York"
    assert event.decoded("dtstart") == booking.starts_at
    assert event.decoded("dtend") == booking.ends_at
    assert b"BEGIN:VTIMEZONE" in answer.content
    assert event["location"] == "14 Harbour Street, Bristol"
    assert event["organizer"] == "mailto:desk@harbour.example"
    assert event["organizer"].params["CN"] == "Harbour Street Repairs"
    assert event["uid"].startswith(f"{booking.number}@")
    assert entry_of(client, booking).content == answer.content


def test_a_cancelled_one_is_taken_back_from_calendars_and_offered_to_none(client, booking, manager):
    booking = workflow.take_step(booking, "confirm", by=manager)
    workflow.take_step(booking, "cancel", by=manager, note="Client rang")

    assert b"STATUS:CANCELLED" in entry_of(client, booking).content
    assert "Add to calendar" not in client.get(booking.link.get_absolute_url()).content.decode()
