"""The page of a vendor, and what is typed about them."""

from datetime import date

import pytest
from django.urls import reverse

from config.core import workflow
from vendors import services
from vendors.models import Property, Vendor, VendorWorkOrder


@pytest.fixture
def desk(client, dispatcher):
    client.force_login(dispatcher)
    return client


def typed(**fields):
    return {
        "company": "Pipe Works", "contact_name": "Ada", "email": "ada@example.com",
        "phone": "+442079460018", "language": "en", "area": "North", "notes": "",
        "insured_until": "2027-01-31", "trades": ["plumbing", "tile"],
        "once": "k1",
    } | fields  # fmt: skip


def test_a_new_vendor_is_kept_with_their_trades(desk):
    response = desk.post("/vendors/new/", typed())
    vendor = Vendor.objects.get()
    assert response.headers["Location"] == f"/vendors/{vendor.pk}/"
    assert (vendor.company, vendor.email, vendor.insured_until) == (
        "Pipe Works", "ada@example.com", date(2027, 1, 31),
    )  # fmt: skip
    assert {each.slug for each in vendor.trades.all()} == {"plumbing", "tile"}


def test_the_same_form_sent_twice_makes_one_vendor(desk):
    first = desk.post("/vendors/new/", typed())
    second = desk.post("/vendors/new/", typed())
    assert first.headers["Location"] == second.headers["Location"]
    assert Vendor.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"company": ""}, {"company": " "}, {"email": ""}, {"email": "nobody"},
        {"email": "a@example.com\r\nBcc: all@example.com"}, {"email": "a@example.com\nb"},
        {"email": "a@example.com, b@example.com"}, {"phone": "123"}, {"trades": []},
        {"trades": ["x"]}, {"trades": ["99999999999999999999999"]}, {"language": "xx"},
        {"insured_until": "0001-01-01"}, {"insured_until": "9999-12-31"}, {"insured_until": "soon"},
        {"company": "x" * 121}, {"notes": "x" * 4001}, {"company": "a\0b"},
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_what_was_typed_is_still_there(desk, wrong):
    response = desk.post("/vendors/new/", typed(area="Beyond the river") | wrong)
    assert response.status_code == 422
    assert "Beyond the river" in response.text
    assert not Vendor.objects.exists()


def test_names_are_one_line(desk):
    desk.post("/vendors/new/", typed(company="Pipe\r\nWorks", contact_name="Ada\nB"))
    vendor = Vendor.objects.get()
    assert (vendor.company, vendor.contact_name) == ("Pipe Works", "Ada B")


def test_a_company_is_there_once_however_it_is_written(desk, plumber):
    response = desk.post("/vendors/new/", typed(company="pipe  & CO"))
    assert response.status_code == 422
    assert "This vendor is there already." in response.text


def test_an_edit_keeps_the_details_and_orders_are_found_by_the_new_name(desk, plumber, make_order):
    order = make_order()
    address = reverse("vendors:edit_vendor", args=[plumber.pk])
    assert 'value="Pipe &amp; Co"' in desk.get(address).text
    assert desk.post(address, typed()).status_code == 302
    assert Vendor.objects.get().company == "Pipe Works"
    assert list(VendorWorkOrder.objects.matching("pipe works")) == [order]
    assert not VendorWorkOrder.objects.matching("pipe & co").exists()


def test_a_trade_that_is_no_longer_offered_stays_with_those_who_have_it(desk, trade, plumber):
    plumbing = trade("plumbing")
    plumbing.active = False
    plumbing.save()
    assert "Plumbing" not in desk.get("/vendors/new/").text
    page = desk.get(reverse("vendors:edit_vendor", args=[plumber.pk])).text
    assert "Plumbing" in page


def test_a_vendor_is_switched_off_and_on(desk, plumber):
    address = reverse("vendors:switch_vendor", args=[plumber.pk])
    for active in ("0", "1"):
        assert desk.post(address, {"active": active}).status_code == 302
        assert Vendor.objects.get().active == (active == "1")
    assert desk.get(address).status_code == 405


def test_the_page_shows_open_orders_first_and_where_they_work(desk, plumber, make_order, manager):
    done = workflow.take_step(make_order(title="Old leak"), "send", by=manager)
    still_open = make_order(title="New leak")
    workflow.take_step(done, "complete", by=manager)
    later_canceled = workflow.take_step(make_order(title="Not needed"), "cancel", by=manager)
    text = desk.get(plumber.get_absolute_url()).text
    places = [text.index(order.number) for order in (still_open, later_canceled, done)]
    assert places == sorted(places)
    assert "Alder Park" in text
    assert "3 orders" in text
    assert "CANARY" not in text


def test_the_page_takes_no_more_queries_for_more_orders(
    client, manager, plumber, make_order, trade, django_assert_max_num_queries
):
    client.force_login(manager)
    make_order(), make_order()
    client.get(plumber.get_absolute_url())
    with django_assert_max_num_queries(8) as with_two:
        client.get(plumber.get_absolute_url())
    for number in range(38):
        home = Property.objects.create(address=f"{number} Way", community=f"C{number}")
        report = services.Report("It drips")
        asked = services.submit(by=manager, home=home, name="N", reports=[report])
        services.open_order(
            by=manager,
            request=asked,
            issues=list(asked.issues.all()),
            trade=trade("plumbing"),
            title="Drips",
            description="Mend it",
            vendor=plumber,
        )
    with django_assert_max_num_queries(8) as with_forty:
        client.get(plumber.get_absolute_url())
    assert len(with_forty) == len(with_two)


def test_long_histories_come_in_pages(desk, plumber, make_order):
    orders = [make_order() for _each in range(52)]
    first, second = (desk.get(plumber.get_absolute_url(), {"page": n}).text for n in (1, 2))
    assert orders[-1].number in first
    assert orders[0].number not in first
    assert orders[0].number in second


def test_readers_look_and_change_nothing(client, reader, plumber):
    client.force_login(reader)
    assert client.get(plumber.get_absolute_url()).status_code == 200
    for name in ("edit_vendor", "switch_vendor"):
        address = reverse(f"vendors:{name}", args=[plumber.pk])
        assert client.post(address, typed()).status_code == 403
    assert client.get("/vendors/new/").status_code == 403


@pytest.mark.parametrize("pk", ["0", "999999999999999999", "99999999999999999999"])
def test_an_unknown_vendor_is_not_found(desk, pk):
    for ending in ("", "edit/"):
        assert desk.get(f"/vendors/{pk}/{ending}").status_code == 404
