from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from serviceorders import services
from serviceorders.forms.clients import ClientPickForm
from serviceorders.models import Booking, Client, ServiceOrder, ServiceType


def made(name, **details):
    return Client.objects.create(name=name, **details)


def names(response):
    return [client.name for client in response.context["page"]]


def test_the_list_is_searched_by_name_email_and_phone(client, dispatcher, cleo):
    made("Ben Ashworth", email="ben@example.org")
    client.force_login(dispatcher)

    assert names(client.get("/clients/")) == ["Ben Ashworth", "Cleo Marsh"]
    for words in ("marsh cleo", "cleo@example", "07700900455"):
        assert names(client.get("/clients/", {"q": words})) == ["Cleo Marsh"]


def test_the_list_counts_orders_and_open_ones(client, manager, order):
    closed = services.open_order(by=manager, client=order.client, model="X", problem="Y")
    ServiceOrder.objects.filter(pk=closed.pk).update(status="cancelled")
    client.force_login(manager)

    row = client.get("/clients/").context["page"][0]

    assert (row.order_count, row.open_count) == (2, 1)


def test_more_clients_take_no_more_queries(client, manager, order, django_assert_max_num_queries):
    client.force_login(manager)
    with django_assert_max_num_queries(6) as with_one:
        client.get("/clients/")
    for number in range(2):
        person = made(f"Client {number}")
        services.open_order(by=manager, client=person, model="X", problem="Y")
    with django_assert_max_num_queries(6) as with_three:
        client.get("/clients/")
    assert len(with_one) == len(with_three)


def test_a_page_holds_fifty(client, manager):
    Client.objects.bulk_create(Client(name=f"Client {number}") for number in range(51))
    client.force_login(manager)
    assert len(names(client.get("/clients/"))) == 50
    assert len(names(client.get("/clients/", {"page": 2}))) == 1


@pytest.mark.parametrize("address", ["/clients/", "/clients/find/", "/clients/new/", "/clients/1/"])
def test_a_stranger_sees_no_clients(client, stranger, address):
    client.force_login(stranger)
    assert client.get(address).status_code == 403


def test_who_only_reads_changes_no_client(client, reader, cleo):
    client.force_login(reader)
    assert client.get(f"/clients/{cleo.pk}/").status_code == 200
    assert client.post(f"/clients/{cleo.pk}/edit/", {"name": "X"}).status_code == 403
    assert client.post("/clients/new/", {"name": "X"}).status_code == 403


def test_a_changed_client_is_found_under_the_new_name_with_orders_and_bookings(
    client, dispatcher, manager, order
):
    service = ServiceType.objects.create(name="Diagnosis", minutes=30)
    services.make_booking(
        by=manager, client=order.client, service_type=service, starts_at=timezone.now()
    )
    client.force_login(dispatcher)

    client.post(
        f"/clients/{order.client_id}/edit/",
        {"name": "Cleo Nakamura", "email": "cleo@example.org", "language": "es", "version": 1},
    )

    assert Client.objects.get().language == "es"
    assert ServiceOrder.objects.matching("nakamura").get() == order
    assert Booking.objects.matching("nakamura").exists()


def test_a_new_client_sent_twice_is_one(client, dispatcher):
    client.force_login(dispatcher)
    form = {"name": "Ben", "email": "", "phone": "", "language": "en", "once": uuid4().hex}

    first, second = client.post("/clients/new/", form), client.post("/clients/new/", form)

    assert first.url == second.url == Client.objects.get().get_absolute_url()


def test_the_page_of_a_client_says_how_to_reach_them(client, dispatcher, cleo):
    client.force_login(dispatcher)
    text = client.get(cleo.get_absolute_url()).text
    assert "tel:+44-7700-900455" in text
    assert "mailto:cleo@example.org" in text
    assert "https://wa.me/447700900455" in text


def test_devices_are_named_once_with_all_their_orders(client, manager, cleo):
    imei = "356937110248161"
    first = services.open_order(by=manager, client=cleo, model="iPhone 13", imei=imei, problem="A")
    again = services.open_order(by=manager, client=cleo, model="iPhone13", imei=imei, problem="B")
    other = services.open_order(by=manager, client=cleo, model="iPad", problem="C")
    client.force_login(manager)

    devices = client.get(cleo.get_absolute_url()).context["devices"]

    assert [each["orders"] for each in devices] == [[other], [again, first]]


def test_people_with_the_same_contact_are_suggested_and_stay_two(client, manager, cleo):
    made("Unrelated")
    twin = made("C. Marsh", email="CLEO@example.org")
    client.force_login(manager)

    response = client.get(cleo.get_absolute_url())

    assert [hit.url for hit in response.context["also_seen"]] == [twin.get_absolute_url()]
    assert Client.objects.count() == 3


def test_the_new_order_of_a_client_begins_with_them(client, manager, cleo):
    client.force_login(manager)
    url = f"/service-orders/new/?client={cleo.pk}"

    assert url in client.get(cleo.get_absolute_url()).text
    assert client.get(url).context["picker"].picked == cleo


def test_nobody_is_suggested_for_a_client_without_contact(client, manager):
    made("One")
    two = made("Two")
    client.force_login(manager)
    assert client.get(two.get_absolute_url()).context["also_seen"] == []


def test_the_page_of_a_busy_client_takes_no_more_queries(
    client, manager, order, django_assert_max_num_queries
):
    client.force_login(manager)
    with django_assert_max_num_queries(8) as with_one:
        client.get(order.client.get_absolute_url())
    for number in range(2):
        services.open_order(by=manager, client=order.client, model=f"X{number}", problem="Y")
    with django_assert_max_num_queries(8) as with_three:
        client.get(order.client.get_absolute_url())
    assert len(with_one) == len(with_three)


# Picking


def test_at_most_eight_are_offered_and_none_for_one_letter(client, dispatcher):
    for number in range(9):
        made(f"Anna {number}")
    client.force_login(dispatcher)

    assert client.get("/clients/find/", {"q": "anna"}).text.count("data-pick=") == 8
    assert client.get("/clients/find/", {"client-name": "anna"}).text.count("data-pick=") == 8
    assert client.get("/clients/find/", {"q": "a"}).text.count("data-pick=") == 0


def test_a_name_is_text_and_never_markup(client, dispatcher):
    made('<img src=x onerror="alert(1)">')
    client.force_login(dispatcher)

    text = client.get("/clients/find/", {"q": "onerror"}).text

    assert "data-pick=" in text
    assert "<img" not in text


def test_an_erased_client_is_neither_offered_nor_picked(client, dispatcher, cleo):
    Client.objects.filter(pk=cleo.pk).update(erased_at=timezone.now())
    client.force_login(dispatcher)

    assert "data-pick=" not in client.get("/clients/find/", {"q": "cleo"}).text
    form = ClientPickForm({"client-client": str(cleo.pk)}, user=dispatcher)
    assert not form.is_valid()


def test_nobody_picks_a_client_they_may_not_see(stranger, cleo):
    form = ClientPickForm({"client-client": str(cleo.pk)}, user=stranger)
    assert not form.is_valid()


def test_a_client_picked_beforehand_stands_in_the_form(dispatcher, cleo):
    assert ClientPickForm(user=dispatcher, client=str(cleo.pk)).picked == cleo
    assert ClientPickForm(user=dispatcher, client=cleo).picked == cleo
    for nonsense in ("", "x", "-1", "٣", "9" * 30):
        assert ClientPickForm(user=dispatcher, client=nonsense).picked is None


def test_who_was_picked_is_taken_whatever_else_was_typed(dispatcher, cleo):
    form = ClientPickForm(
        {"client-client": str(cleo.pk), "client-name": "Somebody else"}, user=dispatcher
    )
    assert form.is_valid()
    assert form.pick() == cleo
    assert Client.objects.get().name == "Cleo Marsh"


def test_a_client_without_a_name_is_refused_and_what_was_typed_is_kept(client, manager, cleo):
    client.force_login(manager)
    for address in ("/clients/new/", f"/clients/{cleo.pk}/edit/"):
        response = client.post(address, {"name": "", "email": "else@example.org", "language": "en"})

        assert response.status_code == 422
        assert "else@example.org" in response.text
    assert Client.objects.get().email == "cleo@example.org"


def test_who_saves_second_is_told_and_keeps_what_was_typed(client, dispatcher):
    anna = made("Anna Berg")
    client.force_login(dispatcher)
    address = reverse("serviceorders:client_edit", args=[anna.pk])
    seen = {"version": anna.version, "language": "en"}
    client.post(address, seen | {"name": "Anna Berg", "phone": "+44 7400 123456"})

    answer = client.post(address, seen | {"name": "Anna Berger"})
    assert answer.status_code == 422
    assert "Somebody saved changes while you were typing." in answer.text
    assert 'value="Anna Berger"' in answer.text
    anna.refresh_from_db()
    assert (anna.name, str(anna.phone)) == ("Anna Berg", "+44 7400 123456")
    client.post(address, {"version": anna.version, "language": "en", "name": "Anna Berger"})
    anna.refresh_from_db()
    assert anna.name == "Anna Berger"
