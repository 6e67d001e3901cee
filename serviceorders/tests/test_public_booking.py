"""Appointments that clients ask for themselves."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from icalendar import Calendar

from config.core import workflow
from config.core.models import Email
from serviceorders.models import Booking, Client, ServiceType


@pytest.fixture
def diagnosis():
    return ServiceType.objects.create(name="Phone diagnosis", minutes=45)


def form(diagnosis, **changed):
    day = timezone.localtime(timezone.now() + timedelta(days=3))
    return {
        "service_type": diagnosis.pk,
        "starts_at": day.strftime("%Y-%m-%dT10:00"),
        "name": "Nora Vale",
        "email": "nora@example.org",
        "notes": "Screen flickers",
        "website": "",
        "once": "key-1",
    } | changed


def test_a_request_is_kept_and_told_to_nobody_but_the_desk(client, diagnosis):
    page = client.post("/book/", form(diagnosis), follow=True)

    booking = Booking.objects.get()
    assert (booking.status, booking.client.name, booking.public) == ("requested", "Nora Vale", True)
    assert booking.ends_at - booking.starts_at == timedelta(minutes=45)
    assert "We have your request" in page.content.decode()
    assert not Email.objects.exists()


def test_sent_twice_it_is_one_booking(client, diagnosis):
    first = client.post("/book/", form(diagnosis))
    second = client.post("/book/", form(diagnosis))

    assert first["Location"] == second["Location"]
    assert Booking.objects.count() == 1


def test_a_confirmed_one_has_a_calendar_entry(client, diagnosis, manager):
    client.post("/book/", form(diagnosis))
    booking = Booking.objects.get()
    url = booking.link.get_absolute_url()
    assert client.get(f"{url}booking.ics").status_code == 404

    workflow.take_step(booking, "confirm", by=manager)

    entry = Calendar.from_ical(client.get(f"{url}booking.ics").content)
    (event,) = entry.walk("VEVENT")
    assert event.decoded("dtstart") == booking.starts_at
    assert "Add to calendar" in client.get(url).content.decode()
    assert Email.objects.get().to == "nora@example.org"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"starts_at": "2001-01-01T10:00"}, "still to come"),
        ({"starts_at": "2098-01-01T10:00"}, "within a year"),
        ({"starts_at": "9999-12-31T23:59"}, "between 2000 and 2100"),
        ({"email": ""}, "so that we can answer"),
        ({"name": ""}, "required"),
        ({"service_type": "999"}, "valid choice"),
        ({"phone": "12"}, "valid phone"),
        ({"name": "x\x00y"}, "Null characters"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(client, diagnosis, changed, said):
    page = client.post("/book/", form(diagnosis, **changed))

    assert page.status_code == 422
    assert said in page.content.decode()
    assert "Screen flickers" in page.content.decode()
    assert not Booking.objects.exists()


def test_a_program_that_fills_every_field_makes_no_booking(client, diagnosis):
    page = client.post("/book/", form(diagnosis, website="http://spam.example"))

    assert page.status_code == 200
    assert not Booking.objects.exists()


def test_a_stranger_neither_learns_nor_changes_what_a_known_client_left(client, diagnosis, cleo):
    client.post("/book/", form(diagnosis, name="Somebody Else", email=cleo.email))

    assert Client.objects.get(pk=cleo.pk).name == "Cleo Marsh"
    assert Booking.objects.get().client != cleo


def test_another_phone_of_a_known_client_stands_in_the_notes_and_nowhere_else(
    client, diagnosis, cleo
):
    asked = form(diagnosis, name=cleo.name, email=cleo.email, phone="+44 7400 123456", notes="Hi")
    client.post("/book/", asked)

    booking = Booking.objects.get()
    assert booking.client == cleo
    assert booking.notes == "Hi\nContact given: +44 7400 123456"
    assert Client.objects.get(pk=cleo.pk).phone == cleo.phone


def test_the_eleventh_request_of_an_hour_is_too_many(client, diagnosis):
    for number in range(10):
        client.post("/book/", form(diagnosis, once=f"key-{number}"))
    answer = client.post("/book/", form(diagnosis, once="one-more"))

    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 3600
    assert re.search(r"Please try again in (\d+ min|1 h)\.", answer.content.decode())
    assert Booking.objects.count() == 10


def test_without_a_bookable_service_the_page_says_to_call(client):
    assert "cannot be booked here" in client.get("/book/").content.decode()
