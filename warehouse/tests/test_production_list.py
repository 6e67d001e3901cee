"""The list of production orders: what it shows and how it is narrowed."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from warehouse import services
from warehouse.models import Merchant, ProductionOrder
from warehouse.states import Status
from warehouse.tests.shelves import take


@pytest.fixture
def office(client, manager):
    client.force_login(manager)
    return client


@pytest.fixture
def second_merchant():
    return Merchant.objects.create(code="ACME", name="Acme Ltd")


@pytest.fixture
def empty_order(house, merchant, manager):
    """``empty_order(warehouse=elsewhere)`` is a draft without lines."""

    def make(**fields):
        fields = {"warehouse": house, "merchant": merchant, "name": "Sets"} | fields
        return services.open_order(by=manager, materials=[], outputs=[], **fields)

    return make


def shown(client, query=""):
    """The numbers of the rows, in their order."""
    page = client.get(f"/production/{query}")
    assert page.status_code == 200, query
    return [row["number"] for row in page.context["rows"]]


def test_open_orders_come_newest_first_and_closed_ones_on_asking(office, make_order, manager):
    first, second, third = (make_order() for _each in range(3))
    take(second, "cancel", by=manager)
    assert shown(office) == [third.number, first.number]
    assert shown(office, "?status=canceled") == [second.number]
    assert shown(office, "?status=canceled&status=draft") == [
        third.number, second.number, first.number,
    ]  # fmt: skip


def test_each_status_is_counted_whatever_status_is_shown(office, stocked, make_order, manager):
    take(make_order(), "confirm", by=manager)
    take(make_order(50), "confirm", by=manager)
    make_order()
    page = office.get("/production/?status=allocated")
    counts = {line["status"]: line["count"] for line in page.context["counts"]}
    assert counts == dict.fromkeys(Status, 0) | {"allocated": 1, "out_of_stock": 1, "draft": 1}
    assert page.context["open_count"] == 3


def test_several_numbers_or_names_find_every_one_of_them(office, make_order):
    hampers, sets, boxes = (make_order(name=name) for name in ("Hampers", "Gift sets", "Boxes"))
    assert shown(office, "?q=hamp") == [hampers.number]
    assert shown(office, "?q=set gift, HAMPERS") == [sets.number, hampers.number]
    assert shown(office, f"?q={boxes.number} {hampers.number}") == [boxes.number, hampers.number]
    assert shown(office, "?q=hampers&q=boxes") == [boxes.number, hampers.number]
    assert shown(office, "?q=hampers boxes") == []


def test_a_search_looks_in_closed_orders_too(office, make_order, manager):
    order = take(make_order(name="Hampers"), "cancel", by=manager)
    assert shown(office, "?q=hampers") == [order.number]


def test_input_and_output_skus_are_told_apart(office, make_order, make_product, tea, gift_set):
    bow, bag = make_product("BOW"), make_product("BAG")
    one = Decimal(1)
    tied = make_order(materials=[(bow, one)], outputs=[(gift_set, one)])
    bagged = make_order(materials=[(tea, one), (tea, one)], outputs=[(bag, one)])
    assert shown(office, "?input=bow") == [tied.number]
    assert shown(office, "?output=bow") == []
    assert shown(office, "?input=bow,tea") == [bagged.number, tied.number]
    assert shown(office, "?output=BAG GIFT") == [bagged.number, tied.number]
    assert shown(office, "?output=BAG&input=BOW") == []


def test_late_is_what_is_open_and_past_its_time(office, make_order, manager):
    yesterday = timezone.now() - timedelta(days=1)
    late, done, future = (
        make_order(scheduled_at=at) for at in (yesterday, yesterday, timezone.now() + timedelta(2))
    )
    take(done, "cancel", by=manager)
    make_order()
    assert shown(office, "?due=late") == [late.number]
    assert shown(office, "?due=week") == [future.number]
    assert "late</span>" in office.get("/production/").content.decode()


def test_it_sorts_by_name_by_schedule_and_by_age(office, make_order):
    now = timezone.now()
    b = make_order(name="B", scheduled_at=now + timedelta(days=1))
    a = make_order(name="A", scheduled_at=now + timedelta(days=2))
    assert shown(office, "?sort=name") == [a.number, b.number]
    assert shown(office, "?sort=-name") == [b.number, a.number]
    assert shown(office, "?sort=scheduled") == [b.number, a.number]
    assert shown(office, "?sort=created") == [b.number, a.number]


def test_another_warehouse_has_its_own_list(office, make_order, empty_order, elsewhere):
    here = make_order()
    empty_order(warehouse=elsewhere)
    assert shown(office) == [here.number]


def test_merchants_are_named_only_where_there_are_several(
    office, make_order, empty_order, merchant, second_merchant
):
    order = make_order()
    others = empty_order(merchant=second_merchant)
    assert shown(office, f"?merchant={merchant.pk}") == [order.number]
    both = f"?merchant={merchant.pk}&merchant={second_merchant.pk}"
    assert shown(office, both) == [others.number, order.number]
    assert "Acme Ltd" in office.get("/production/").content.decode()
    second_merchant.active = False
    second_merchant.save()
    page = office.get("/production/").content.decode()
    assert "Own goods" not in page
    assert 'name="merchant"' not in page


def test_what_is_wrong_in_the_address_is_left_out(office, make_order):
    order = make_order()
    for query in (
        "?status=nonsense", "?merchant=x", "?merchant=99999999999999999999999", "?due=never",
        "?q=%00", "?page=x", "?page=999", "?sort=evil", "?input=%00", "?q=%20,%20;",
    ):  # fmt: skip
        assert shown(office, query) == [order.number], query


def test_a_chip_takes_away_one_thing_that_was_looked_for(office, make_order):
    make_order(name="Hampers")
    page = office.get("/production/?q=hampers,boxes&due=late")
    chips = {chip["label"]: chip["url"] for chip in page.context["chips"]}
    assert chips["Number or name: boxes"] == "?due=late&q=hampers"
    assert chips["Scheduled: Late"] == "?q=hampers%2Cboxes"


def test_htmx_is_answered_with_the_list_alone(office, make_order):
    make_order()
    page = office.get("/production/", headers={"HX-Request": "true"}).content.decode()
    assert page.lstrip().startswith('<div id="orders">')
    assert "<html" not in page


def test_its_queries_do_not_depend_on_the_number_of_rows(
    office, make_order, django_assert_max_num_queries
):
    make_order(), make_order()
    office.get("/production/")
    with django_assert_max_num_queries(6):
        office.get("/production/")
    for _each in range(38):
        make_order()
    with django_assert_max_num_queries(6):
        assert len(shown(office, "?q=gift")) == 40


def test_the_export_has_what_is_filtered(office, make_order, manager):
    take(make_order(3, name="=Hampers"), "cancel", by=manager)
    make_order()
    response = office.get("/production/export.csv?status=canceled")
    assert response["Content-Disposition"].count(".csv") == 1
    head, row = response.getvalue().decode().strip().splitlines()
    assert head.startswith('\ufeff"Number","Name","Status"')
    assert "'=Hampers" in row
    assert "3 × TEA; 3 × MUG" in row


def test_who_may_not_see_production_sees_no_list(client, stranger, make_order):
    client.force_login(stranger)
    assert client.get("/production/").status_code == 403
    assert client.get("/production/export.csv").status_code == 403


def test_readers_see_the_list_without_a_button_for_new_orders(client, reader, make_order):
    order = make_order()
    client.force_login(reader)
    page = client.get("/production/").content.decode()
    assert order.number in page
    assert "/production/new/" not in page


def test_no_order_yet_says_what_to_do_first(office):
    assert ProductionOrder.objects.count() == 0
    assert "No open production orders" in office.get("/production/").content.decode()
