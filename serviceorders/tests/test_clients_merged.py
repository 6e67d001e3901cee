"""Two clients with the same e-mail or phone become one where somebody says so, and never by themselves."""

from datetime import timedelta

import pytest
from django.utils import timezone

from config.core.models import Email
from serviceorders import privacy, services
from serviceorders.models import Booking, Client, ClientMerge, ServiceOrder, ServiceType

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


def undo(desk, kept):
    merge = kept.merges.get()
    return desk.post(f"{kept.get_absolute_url()}merges/{merge.pk}/undo/")


def test_undone_everything_is_where_it_was(desk, cleo, twin):
    desk.post(url(cleo, twin))
    assert undo(desk, cleo)["Location"] == cleo.get_absolute_url()
    back = Client.objects.get(pk=twin.pk)
    assert (back.name, back.phone, back.added_at) == (twin.name, twin.phone, twin.added_at)
    for record in (ServiceOrder.objects.get(), Booking.objects.get()):
        assert record.client == back
        line = record.history.first()
        assert line.who == "Tom Reyes"
        assert line.note == f"Client {twin.pk} was parted from client {cleo.pk} again."
    assert ServiceOrder.objects.matching("c. marsh").count() == 1
    assert not ServiceOrder.objects.matching("cleo").exists()


def test_the_page_of_who_stayed_offers_to_undo_to_those_who_may(
    client, cleo, twin, dispatcher, reader
):
    services.merge_clients(cleo, twin, by=dispatcher)
    for user, offered in ((dispatcher, True), (reader, False)):
        client.force_login(user)
        page = client.get(cleo.get_absolute_url()).text
        assert "Merged into this client" in page
        assert ("/undo/" in page) is offered


def test_what_came_since_stays_with_the_other(desk, manager, cleo, twin):
    desk.post(url(cleo, twin))
    since = services.open_order(by=manager, client=cleo, model="iPhone", problem="Cracked")
    undo(desk, cleo)
    assert list(cleo.orders.all()) == [since]
    assert Client.objects.get(pk=twin.pk).orders.count() == 1


def test_what_went_to_somebody_else_since_stays_there(desk, cleo, twin):
    desk.post(url(cleo, twin))
    ben = services.find_or_make_client(name="Ben", email="ben@x.org", phone="", language="en")
    ServiceOrder.objects.update(client=ben)
    undo(desk, cleo)
    assert ServiceOrder.objects.get().client == ben


def test_a_contact_that_was_lent_goes_back_and_one_that_was_typed_since_stays(desk, cleo, twin):
    desk.post(url(twin, cleo))
    undo(desk, twin)
    assert Client.objects.get(pk=twin.pk).email == ""
    assert Client.objects.get(pk=cleo.pk).email == "cleo@example.org"

    desk.post(url(twin, cleo))
    Client.objects.filter(pk=twin.pk).update(email="her-own@example.org")
    undo(desk, twin)
    assert Client.objects.get(pk=twin.pk).email == "her-own@example.org"


def test_merges_come_undone_one_inside_the_other(dispatcher, cleo, twin):
    last = services.find_or_make_client(name="Ms Marsh", email="", phone=PHONE, language="en")
    services.merge_clients(cleo, twin, by=dispatcher)
    services.merge_clients(last, cleo, by=dispatcher)
    assert last.orders.count() == 1

    cleo = services.part_clients(last.merges.get(), by=dispatcher)
    assert (cleo.orders.count(), last.orders.count()) == (1, 0)
    assert services.part_clients(cleo.merges.get(), by=dispatcher).orders.count() == 1
    assert cleo.orders.count() == 0


def test_who_undoes_it_second_is_told(dispatcher, cleo, twin):
    services.merge_clients(cleo, twin, by=dispatcher)
    merge = cleo.merges.get()
    services.part_clients(merge, by=dispatcher)
    with pytest.raises(services.Refused, match="parted already"):
        services.part_clients(merge, by=dispatcher)


def test_the_old_address_leads_to_whoever_they_became(desk, cleo, twin):
    desk.post(url(cleo, twin))
    assert desk.get(twin.get_absolute_url())["Location"] == cleo.get_absolute_url()


def test_what_is_opened_for_them_meanwhile_is_for_whoever_they_became(manager, cleo, twin):
    services.merge_clients(cleo, twin, by=manager)
    order = services.open_order(by=manager, client=twin, model="iPad", problem="Dead")
    assert order.client == cleo


def test_an_erased_client_is_forgotten_under_both_names(manager, cleo, twin):
    services.merge_clients(twin, cleo, by=manager)
    email = Email.objects.create(to="cleo@example.org", subject="Hello", text="Dear Cleo")
    Client.objects.filter(pk=twin.pk).update(email="her-own@example.org")
    assert (
        privacy.everything_about(Client.objects.get())["client"]["merged"][0]["name"] == cleo.name
    )
    privacy.erase(Client.objects.get())
    email.refresh_from_db()
    assert "Cleo" not in email.text
    assert not ClientMerge.objects.exists()
