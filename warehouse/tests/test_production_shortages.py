"""What the out-of-stock orders wait for, on one page."""

from decimal import Decimal

import pytest

from warehouse import services
from warehouse.models import InboundLine
from warehouse.tests.shelves import put, take


@pytest.fixture
def office(client, manager):
    client.force_login(manager)
    return client


def test_a_product_is_short_by_what_all_waiting_orders_need_together(
    office, stocked, make_order, manager, merchant, mug, tea
):
    holder = take(make_order(4), "confirm", by=manager)
    first, second = (take(make_order(9), "confirm", by=manager) for _each in range(2))
    inbound = services.open_inbound(
        by=manager, warehouse=stocked, merchant=merchant,
        lines=[InboundLine(product=mug, expected=Decimal(30))],
    )  # fmt: skip
    page = office.get("/production/shortages/")
    rows = {each.product: each for each in page.context["missing"]}
    assert set(rows) == {mug, tea}
    assert (rows[mug].needed, rows[mug].free, rows[mug].short_by) == (18, 6, 12)
    assert rows[mug].waiting == [first, second]
    assert [paper.number for paper in rows[mug].holders] == [holder.number]
    assert [(paper.number, paper.quantity) for paper in rows[mug].coming] == [(inbound.number, 30)]
    assert (rows[mug].is_covered, rows[tea].is_covered) == (True, False)
    text = page.content.decode()
    assert "Allocate what can be" in text
    assert f'href="/inbound/{inbound.number}/"' in text


def test_it_says_which_orders_could_be_allocated_now(office, stocked, make_order, manager, mug):
    orders = [take(make_order(sets), "confirm", by=manager) for sets in (11, 12)]
    put(mug, 1, "A-02", by=manager)
    page = office.get("/production/shortages/")
    assert [(order, order.is_short) for order in page.context["orders"]] == [
        (orders[0], False), (orders[1], True),
    ]  # fmt: skip
    assert page.context["possible"] == 1


def test_goods_in_quality_hold_are_named(office, stocked, make_order, manager, tea):
    put(tea, 5, "HOLD", by=manager)
    take(make_order(10, materials=[(tea, Decimal(15))]), "confirm", by=manager)
    page = office.get("/production/shortages/")
    (row,) = page.context["missing"]
    assert (row.needed, row.free, row.held) == (15, 12, 5)
    assert "5 in quality hold" in page.content.decode()


def test_other_warehouses_and_other_statuses_do_not_count(
    office, stocked, elsewhere, make_order, manager, merchant, tea, gift_set
):
    make_order(90)
    away = services.open_order(
        by=manager, warehouse=elsewhere, merchant=merchant, name="Away",
        materials=[(tea, Decimal(1))], outputs=[(gift_set, Decimal(1))],
    )  # fmt: skip
    take(away, "confirm", by=manager)
    page = office.get("/production/shortages/")
    assert (page.context["missing"], page.context["orders"]) == ([], [])
    assert "Nothing is short" in page.content.decode()


def test_readers_see_it_without_the_button_and_strangers_do_not(
    client, reader, stranger, stocked, make_order, manager
):
    order = take(make_order(90), "confirm", by=manager)
    client.force_login(reader)
    page = client.get("/production/shortages/").content.decode()
    assert order.number in page
    assert "Allocate what can be" not in page
    client.force_login(stranger)
    assert client.get("/production/shortages/").status_code == 403


def test_its_queries_do_not_depend_on_how_much_is_short(
    office, house, make_product, make_order, manager, gift_set, django_assert_max_num_queries
):
    office.get("/production/")
    for each in range(40):
        product = make_product(f"P-{each}")
        take(make_order(materials=[(product, Decimal(2))]), "confirm", by=manager)
    with django_assert_max_num_queries(6):
        assert len(office.get("/production/shortages/").context["missing"]) == 40
