from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from config.core import workflow
from config.core.actors import CLIENT
from serviceorders import services
from serviceorders.models import Booking, Client, ServiceType
from serviceorders.states import BookingStatus


@pytest.fixture
def diagnosis():
    return ServiceType.objects.create(name="Phone diagnosis", minutes=30)


@pytest.fixture
def requested(cleo, diagnosis):
    return services.make_booking(
        by=CLIENT,
        client=cleo,
        service_type=diagnosis,
        starts_at=timezone.now() + timedelta(days=1),
    )


@pytest.fixture
def confirmed(requested, manager):
    return workflow.take_step(requested, "confirm", by=manager)


def status(booking):
    return Booking.objects.get(pk=booking.pk).status


def typed(diagnosis, **fields):
    return {
        "service_type": diagnosis.pk,
        "starts_at": "2027-06-02T10:00",
        "minutes": "",
        "notes": "",
        "once": uuid4().hex,
        "client-client": "",
        "client-name": "",
        "client-email": "",
        "client-phone": "",
        "client-language": "en",
    } | fields


# New


def test_staff_book_a_known_client_at_once_for_as_long_as_the_service_takes(
    client, dispatcher, cleo, diagnosis
):
    client.force_login(dispatcher)

    response = client.post("/bookings/new/", typed(diagnosis, **{"client-client": cleo.pk}))

    booking = Booking.objects.get()
    assert response.url == booking.get_absolute_url()
    assert (booking.client, booking.status) == (cleo, BookingStatus.CONFIRMED)
    assert booking.starts_at == datetime(2027, 6, 2, 10, 0, tzinfo=ZoneInfo("Europe/London"))
    assert booking.ends_at - booking.starts_at == timedelta(minutes=30)


def test_a_new_client_is_made_in_place_with_the_minutes_that_were_typed(
    client, dispatcher, diagnosis
):
    client.force_login(dispatcher)
    details = {"client-name": "Ben", "client-email": "ben@example.org", "minutes": "75"}

    client.post("/bookings/new/", typed(diagnosis, **details))

    booking = Booking.objects.get()
    assert booking.client.email == "ben@example.org"
    assert booking.ends_at - booking.starts_at == timedelta(minutes=75)


def test_typing_the_details_of_a_known_client_makes_no_second_one(
    client, dispatcher, cleo, diagnosis
):
    client.force_login(dispatcher)
    details = {"client-name": "cleo marsh", "client-email": "CLEO@example.org"}

    client.post("/bookings/new/", typed(diagnosis, **details))

    assert Booking.objects.get().client == cleo
    assert Client.objects.count() == 1


def test_a_form_sent_twice_books_once(client, dispatcher, cleo, diagnosis):
    client.force_login(dispatcher)
    form = typed(diagnosis, **{"client-client": cleo.pk})

    first, second = client.post("/bookings/new/", form), client.post("/bookings/new/", form)

    assert first.url == second.url
    assert Booking.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"starts_at": "9999-01-01T10:00"},
        {"starts_at": "nonsense"},
        {"minutes": "0"},
        {"service_type": "0"},
        {"client-client": "987654"},
        {"client-client": "9" * 40},
        {"client-client": "", "client-name": ""},
        {"notes": "x" * 2001},
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_booked(client, dispatcher, cleo, diagnosis, wrong):
    client.force_login(dispatcher)

    response = client.post(
        "/bookings/new/", typed(diagnosis, **{"client-client": cleo.pk, "notes": "Kept"} | wrong)
    )

    assert response.status_code == 422
    assert "notice error" in response.text
    assert Booking.objects.count() == 0


def test_who_only_reads_makes_no_booking(client, reader, diagnosis):
    client.force_login(reader)
    assert client.post("/bookings/new/", typed(diagnosis)).status_code == 403


# Detail


def test_a_booking_without_an_order_offers_to_create_it(client, dispatcher, confirmed):
    client.force_login(dispatcher)
    text = client.get(confirmed.get_absolute_url()).text
    assert f"/service-orders/new/?booking={confirmed.number}" in text


def test_a_requested_booking_does_not_offer_an_order(client, dispatcher, requested):
    client.force_login(dispatcher)
    assert "/service-orders/new/?booking=" not in client.get(requested.get_absolute_url()).text


def test_a_booking_with_an_order_leads_to_it(client, manager, confirmed):
    order = services.open_order(
        by=manager, client=confirmed.client, booking=confirmed, model="X", problem="Y"
    )
    client.force_login(manager)

    text = client.get(confirmed.get_absolute_url()).text

    assert order.get_absolute_url() in text
    assert "/service-orders/new/?booking=" not in text


def test_the_clients_page_can_be_copied_and_a_revoked_one_is_not_shown(
    client, manager, confirmed, settings
):
    client.force_login(manager)
    address = settings.SITE_URL + confirmed.link.get_absolute_url()
    assert f'data-copy="{address}"' in client.get(confirmed.get_absolute_url()).text
    assert "booking.ics" in client.get(confirmed.get_absolute_url()).text

    confirmed.link.revoke()

    assert confirmed.link.token not in client.get(confirmed.get_absolute_url()).text


def test_a_booking_at_the_same_time_is_a_warning_and_no_refusal(client, manager, confirmed):
    services.make_booking(
        by=manager,
        client=confirmed.client,
        service_type=confirmed.service_type,
        starts_at=confirmed.starts_at + timedelta(minutes=10),
    )
    other = Booking.objects.exclude(pk=confirmed.pk).get()
    client.force_login(manager)

    assert [*client.get(confirmed.get_absolute_url()).context["overlaps"]] == [other]

    workflow.take_step(other, "cancel", by=manager)
    assert [*client.get(confirmed.get_absolute_url()).context["overlaps"]] == []


def test_bookings_one_after_the_other_do_not_overlap(client, manager, confirmed):
    services.make_booking(
        by=manager,
        client=confirmed.client,
        service_type=confirmed.service_type,
        starts_at=confirmed.ends_at,
    )
    client.force_login(manager)
    assert [*client.get(confirmed.get_absolute_url()).context["overlaps"]] == []


def test_a_long_history_takes_no_more_queries(
    client, manager, confirmed, django_assert_max_num_queries
):
    client.force_login(manager)
    with django_assert_max_num_queries(8) as before:
        client.get(confirmed.get_absolute_url())
    for version in range(1, 4):
        services.change_booking(confirmed, by=manager, seen_version=version, notes="Later")
    with django_assert_max_num_queries(8) as after:
        client.get(confirmed.get_absolute_url())
    assert len(before) == len(after)


# Edit


def test_the_time_is_changed_and_kept_in_the_history(client, dispatcher, confirmed, diagnosis):
    client.force_login(dispatcher)

    client.post(
        f"{confirmed.get_absolute_url()}edit/",
        typed(diagnosis, minutes="20", notes="Soon", version=confirmed.version),
    )

    booking = Booking.objects.get()
    assert booking.starts_at == datetime(2027, 6, 2, 10, 0, tzinfo=ZoneInfo("Europe/London"))
    assert booking.ends_at - booking.starts_at == timedelta(minutes=20)
    assert booking.notes == "Soon"
    assert booking.history.filter(action="edited", by=dispatcher).exists()


def test_who_saves_second_is_told_and_keeps_what_they_typed(
    client, manager, dispatcher, confirmed, diagnosis
):
    client.force_login(dispatcher)
    edit = f"{confirmed.get_absolute_url()}edit/"
    services.change_booking(confirmed, by=manager, seen_version=1, notes="Bring the charger")

    mine = typed(diagnosis, notes="Back door", version=1)
    response = client.post(edit, mine)

    assert response.status_code == 422
    assert "Maya Okafor saved changes while you were typing" in response.text
    assert "Back door" in response.text
    assert Booking.objects.get().notes == "Bring the charger"

    assert 'name="version" value="2"' in response.text
    client.post(edit, mine | {"version": 2})
    assert Booking.objects.get().notes == "Back door"


def test_a_booking_that_is_over_is_not_changed(client, manager, confirmed, diagnosis):
    workflow.take_step(confirmed, "no_show", by=manager)
    client.force_login(manager)

    response = client.post(f"{confirmed.get_absolute_url()}edit/", typed(diagnosis, notes="Soon"))

    assert response.status_code == 422
    assert "is over" in response.text
    assert Booking.objects.get().notes == ""
    assert client.get(f"{confirmed.get_absolute_url()}edit/").status_code == 302


def test_a_service_no_longer_offered_stays_on_its_booking(client, manager, confirmed, diagnosis):
    ServiceType.objects.filter(pk=diagnosis.pk).update(active=False)
    client.force_login(manager)

    assert diagnosis.name in client.get(f"{confirmed.get_absolute_url()}edit/").text
    assert diagnosis.name not in client.get("/bookings/new/").text


# Steps


def test_a_step_moves_the_booking_and_answers_with_its_panel(client, dispatcher, requested):
    client.force_login(dispatcher)

    response = client.post(
        f"{requested.get_absolute_url()}steps/confirm/",
        {"seen": "requested"},
        headers={"HX-Request": "true"},
    )

    assert status(requested) == BookingStatus.CONFIRMED
    assert 'id="panel"' in response.text
    assert 'data-status="confirmed"' in response.text
    assert "<html" not in response.text


def test_a_refused_step_answers_with_the_reason_and_where_it_stands(client, dispatcher, confirmed):
    client.force_login(dispatcher)

    response = client.post(
        f"{confirmed.get_absolute_url()}steps/confirm/",
        {"seen": "requested"},
        headers={"HX-Request": "true"},
    )

    assert response.status_code == 200
    assert "was moved to Confirmed by Maya Okafor" in response.text
    assert 'data-status="confirmed"' in response.text


def test_without_htmx_a_refusal_is_a_message_on_the_page(client, dispatcher, requested):
    client.force_login(dispatcher)

    response = client.post(f"{requested.get_absolute_url()}steps/arrive/", follow=True)

    assert response.redirect_chain == [(requested.get_absolute_url(), 302)]
    assert "is not possible" in response.text
    assert status(requested) == BookingStatus.REQUESTED


def test_an_unknown_step_is_not_found(client, dispatcher, requested):
    client.force_login(dispatcher)
    assert client.post(f"{requested.get_absolute_url()}steps/delete/").status_code == 404


def test_who_only_reads_takes_no_step(client, reader, requested):
    client.force_login(reader)
    assert client.post(f"{requested.get_absolute_url()}steps/confirm/").status_code == 403
    assert status(requested) == BookingStatus.REQUESTED


def test_a_step_is_not_taken_by_looking(client, dispatcher, requested):
    client.force_login(dispatcher)
    assert client.get(f"{requested.get_absolute_url()}steps/confirm/").status_code == 405


def test_the_note_of_a_step_stands_in_the_history(client, dispatcher, confirmed):
    client.force_login(dispatcher)

    client.post(f"{confirmed.get_absolute_url()}steps/cancel/", {"note": "Broke a leg"})

    assert confirmed.history.get(action="cancel").note == "Broke a leg"
