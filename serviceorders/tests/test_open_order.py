from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from PIL import Image

from config.core.actors import CLIENT
from config.core.models import Email, Sequence
from config.core.workflow import take_step
from serviceorders import services
from serviceorders.models import Booking, Client, ServiceOrder, ServiceType


@pytest.fixture
def booking(cleo, manager):
    """A confirmed one."""
    return services.make_booking(
        by=manager,
        client=cleo,
        service_type=ServiceType.objects.create(name="Screen repair"),
        starts_at=timezone.now() + timedelta(days=1),
    )


def opened(by, client, **fields):
    return services.open_order(by=by, client=client, model="iPhone", problem="Screen", **fields)


def test_an_order_has_its_number_its_link_its_letter_and_its_first_line(order, manager):
    year = timezone.now().year
    assert order.number == f"OS-{year}-0001"
    assert order.status == "pending"
    assert order.tracking_link.is_live
    assert Email.objects.get().kind == "order-received"
    first = order.history.order_by("id").first()
    assert (first.action, first.went_to, first.by) == ("opened", "pending", manager)


def test_the_tenth_thousand_grows_a_digit(order, manager, cleo):
    Sequence.objects.filter(prefix="OS").update(latest=9999)
    assert opened(manager, cleo).number.endswith("-10000")


def test_an_order_that_fails_gives_its_number_back(order, manager, cleo):
    with pytest.raises(IntegrityError), transaction.atomic():
        services.open_order(by=manager, client=cleo, model="", problem="x")
    assert opened(manager, cleo).number_seq == 2


def test_bookings_have_numbers_of_their_own(order):
    """The counter of orders and that of bookings do not know each other."""
    assert services.make_booking(
        by=CLIENT,
        client=order.client,
        service_type=ServiceType.objects.create(name="x"),
        starts_at=timezone.now(),
    ).number.endswith("-0001")


def test_a_confirmed_booking_gives_its_service_and_has_arrived(booking, manager, cleo):
    order = opened(manager, cleo, booking=booking)
    assert order.service_type == booking.service_type
    assert Booking.objects.get().status == "arrived"
    assert Booking.objects.get().order == order
    assert order.history.get(action="opened").note == f"From booking {booking}"


def test_a_service_that_was_chosen_at_the_counter_stays(booking, manager, cleo):
    other = ServiceType.objects.create(name="Battery")
    assert opened(manager, cleo, booking=booking, service_type=other).service_type == other


def test_a_booking_becomes_an_order_once(booking, manager, cleo):
    opened(manager, cleo, booking=booking)
    with pytest.raises(services.Refused, match=f"{booking} has its order already"):
        opened(manager, cleo, booking=booking)
    assert ServiceOrder.objects.count() == 1


def test_a_booking_that_nobody_confirmed_becomes_no_order(manager, cleo):
    asked = services.make_booking(
        by=CLIENT,
        client=cleo,
        service_type=ServiceType.objects.create(name="x"),
        starts_at=timezone.now(),
    )
    with pytest.raises(services.Refused, match=f"Confirm {asked} first"):
        opened(manager, cleo, booking=asked)
    assert not ServiceOrder.objects.exists()


def test_a_cancelled_booking_becomes_no_order(booking, manager, cleo):
    take_step(booking, "cancel", by=manager)
    with pytest.raises(services.Refused):
        opened(manager, cleo, booking=booking)
    assert Booking.objects.get().status == "cancelled"


def test_a_client_without_an_address_gets_no_letter(manager):
    nobody = services.find_or_make_client(name="No Mail", email="", phone="", language="en")
    order = opened(manager, nobody)
    assert not Email.objects.exists()
    assert not order.history.filter(action="email").exists()


def test_a_client_is_known_by_name_and_contact(cleo):
    def found(name="Cleo Marsh", email="", phone=""):
        return services.find_or_make_client(name=name, email=email, phone=phone, language="en")

    assert found(email="CLEO@example.org") == cleo
    assert found(name="cleo marsh", phone="+447700900455") == cleo
    assert found(name="Cleo's brother", email="cleo@example.org") != cleo
    assert found() != cleo  # a name alone is nobody's
    assert Client.objects.count() == 3


def test_what_a_known_client_says_at_the_counter_takes_the_place_of_what_was_known(
    client, manager, cleo
):
    client.force_login(manager)
    told = {"name": "Cleo Marsh", "email": "cleo@example.org", "phone": "+44 7400 123456"}
    form = {f"client-{name}": value for name, value in told.items()} | {"client-language": "en"}
    order = opened_by_form(client, form)
    assert order.client == cleo
    assert str(order.client.phone) == "+44 7400 123456"
    assert order.client.email == "cleo@example.org"

    opened_by_form(client, form | {"client-phone": ""})
    cleo.refresh_from_db()
    assert str(cleo.phone) == "+44 7400 123456"


def opened_by_form(client, form):
    device = {"once": uuid4().hex, "model": "Pixel", "problem": "Screen"}
    assert client.post("/service-orders/new/", device | form).status_code == 302
    return ServiceOrder.objects.latest("pk")


def test_a_form_sent_twice_takes_the_device_in_once(client, manager, cleo):
    client.force_login(manager)
    form = {"once": "a" * 32, "client-client": cleo.pk, "model": "Pixel", "problem": "Screen"}
    first, second = (client.post("/service-orders/new/", form) for _ in range(2))
    assert first.status_code == second.status_code == 302
    assert first.url == second.url == ServiceOrder.objects.get().get_absolute_url()


def test_a_booking_with_its_order_leads_to_that_order(client, booking, manager, cleo):
    order = opened(manager, cleo, booking=booking)
    client.force_login(manager)
    page = client.get(f"/service-orders/new/?booking={booking}", follow=True)
    assert page.redirect_chain == [(order.get_absolute_url(), 302)]
    assert f"{booking} has its order already." in page.text


def test_a_booking_that_nobody_confirmed_is_shown_before_anything_is_typed(
    client, booking, manager
):
    client.force_login(manager)
    take_step(booking, "cancel", by=manager)
    page = client.get(f"/service-orders/new/?booking={booking}", follow=True)
    assert page.redirect_chain == [(booking.get_absolute_url(), 302)]
    assert f"Confirm {booking} first" in page.text


AGAIN = "Choose the photos again: they were not kept."


def picture():
    data = BytesIO()
    Image.new("RGB", (8, 8)).save(data, "JPEG")
    return SimpleUploadedFile("front.jpg", data.getvalue(), "image/jpeg")


@pytest.mark.parametrize("wrong", [{"problem": ""}, {"client-client": "", "client-name": ""}])
def test_photos_that_came_with_a_refused_form_are_asked_for_again(client, manager, cleo, wrong):
    client.force_login(manager)
    device = {"once": uuid4().hex, "client-client": cleo.pk, "model": "Pixel", "problem": "Screen"}
    page = client.post("/service-orders/new/", device | wrong | {"photos": [picture()]})
    assert page.status_code == 422
    assert AGAIN in page.text
    page = client.post("/service-orders/new/", device | {"photos": [picture()]})
    assert ServiceOrder.objects.get().photos.count() == 1


def test_nobody_is_asked_for_photos_they_did_not_send(client, manager):
    client.force_login(manager)
    page = client.post("/service-orders/new/", {"once": uuid4().hex, "model": "Pixel"})
    assert page.status_code == 422
    assert AGAIN not in page.text


def test_the_browser_asks_for_what_is_missing_before_it_sends_photos(client, manager):
    client.force_login(manager)
    page = client.get("/service-orders/new/").text
    assert "novalidate" not in page
    assert page.count(" required ") == 3  # the client’s name, the model, the problem
