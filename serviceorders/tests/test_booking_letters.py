"""A client whose booking was confirmed hears of every change of it, and so does their calendar."""

from datetime import timedelta

import pytest
from django.utils import timezone
from icalendar import Calendar

from config.core import workflow
from config.core.models import Email
from serviceorders import services
from serviceorders.models import ServiceType

TOMORROW = timezone.now().replace(hour=10, minute=0, second=0, microsecond=0) + timedelta(days=1)


@pytest.fixture
def booking(manager, cleo):
    return services.make_booking(
        by=manager,
        client=cleo,
        service_type=ServiceType.objects.create(name="Phone diagnosis"),
        starts_at=TOMORROW,
    )


def move(booking, manager, hours=5):
    starts_at = booking.starts_at + timedelta(hours=hours)
    return services.change_booking(
        booking, by=manager, seen_version=booking.version,
        starts_at=starts_at, ends_at=starts_at + timedelta(minutes=30),
    )  # fmt: skip


def told():
    return list(Email.objects.order_by("pk").values_list("kind", flat=True))


def entry(client, booking):
    answer = client.get(f"{booking.link.get_absolute_url()}booking.ics")
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    return event


def test_another_time_is_told_and_stands_in_the_history(booking, manager):
    move(booking, manager)

    assert told() == ["booking-confirmed", "booking-moved"]
    assert "15:00" in Email.objects.latest("pk").text
    note = booking.history.get(action="edited").note
    assert "10:00" in note
    assert "15:00" in note


def test_another_note_is_nobodys_news(booking, manager):
    services.change_booking(booking, by=manager, seen_version=1, notes="Bring the charger")

    assert told() == ["booking-confirmed"]


def test_a_cancelled_booking_is_told(booking, manager):
    workflow.take_step(booking, "cancel", by=manager)

    assert told() == ["booking-confirmed", "booking-cancelled"]
    assert "10:00" in Email.objects.latest("pk").text


def test_a_calendar_that_has_the_entry_takes_the_new_time_and_then_the_end_of_it(
    client, booking, manager
):
    first = entry(client, booking)
    moved = entry(client, move(booking, manager))
    ended = entry(client, workflow.take_step(booking, "cancel", by=manager))

    assert first["uid"] == moved["uid"] == ended["uid"]
    assert [each["sequence"] for each in (first, moved, ended)] == [0, 1, 2]
    assert moved.start - first.start == timedelta(hours=5)
    assert [str(each["status"]) for each in (moved, ended)] == ["CONFIRMED", "CANCELLED"]
