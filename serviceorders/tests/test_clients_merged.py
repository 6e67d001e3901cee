"""Two clients with the same e-mail or phone become one where somebody says so, and never by themselves."""

from datetime import timedelta

import pytest
from django.utils import timezone

from serviceorders import services
from serviceorders.models import Booking, Client, ServiceOrder, ServiceType

PHONE = "+447700900455"


@pytest.fixture
def twin(manager):
    """The same phone, an order and a booking of her own, and no e-mail."""
    twin = services.find_or_make_client(name="C. Marsh", email="", phone=PHONE, language="en")
    services.open_order(by=manager, client=twin, model="iPad", problem="Dead")
    services.make_booking(
        by=manager,
        client=twin,
        service_type=ServiceType.objects.create(name="Diagnosis"),
        starts_at=timezone.now() + timedelta(days=1),
    )
    return twin


@pytest.fixture
def desk(client, dispatcher):
    client.force_login(dispatcher)
    return client


def url(kept, gone):
    return f"{kept.get_absolute_url()}merge/{gone.pk}/"


def test_the_page_of_each_offers_it_to_those_who_may(client, cleo, twin, dispatcher, reader):
    for user, offered in ((dispatcher, True), (reader, False)):
        client.force_login(user)
        assert (url(cleo, twin) in client.get(cleo.get_absolute_url()).text) is offered


def test_the_question_says_what_moves_and_moves_nothing(desk, cleo, twin):
    page = desk.get(url(cleo, twin)).text
    assert ServiceOrder.objects.get().number in page
    assert Booking.objects.get().number in page
    assert ServiceOrder.objects.get().client == twin


def test_orders_and_bookings_move_and_say_so(desk, cleo, twin):
    response = desk.post(url(cleo, twin))
    assert response["Location"] == cleo.get_absolute_url()
    for record in (ServiceOrder.objects.get(), Booking.objects.get()):
        assert record.client == cleo
        line = record.history.first()
        assert line.who == "Tom Reyes"
        assert line.note == f"Client {twin.pk} was merged into client {cleo.pk}."
        assert "Marsh" not in line.note
    assert list(Client.objects.all()) == [cleo]


def test_what_moved_is_found_under_the_one_who_stays(desk, cleo, twin):
    desk.post(url(cleo, twin))
    assert ServiceOrder.objects.matching("cleo marsh").count() == 1
    assert Booking.objects.matching("cleo@example.org").count() == 1
    assert not Client.objects.matching("c. marsh").exists()


def test_a_contact_that_is_missing_is_taken_over_and_no_other(desk, cleo, twin):
    desk.post(url(twin, cleo))
    twin = Client.objects.get()
    assert (twin.name, twin.email, str(twin.phone)) == (
        "C. Marsh",
        "cleo@example.org",
        str(cleo.phone),
    )


def test_strangers_and_oneself_are_not_merged(desk, cleo):
    ben = services.find_or_make_client(name="Ben", email="ben@x.org", phone="", language="en")
    for gone in (ben, cleo):
        assert desk.get(url(cleo, gone)).status_code == 404
        assert desk.post(url(cleo, gone)).status_code == 404
    assert Client.objects.count() == 2


def test_who_comes_second_is_told(cleo, twin, dispatcher):
    services.merge_clients(cleo, twin, by=dispatcher)
    with pytest.raises(services.Refused):
        services.merge_clients(cleo, twin, by=dispatcher)
    assert ServiceOrder.objects.get().history.filter(action="note").count() == 1
