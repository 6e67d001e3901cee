"""Expecting goods: what is typed of an inbound order, before anything came."""

from datetime import date
from decimal import Decimal

import pytest

from warehouse import services
from warehouse.models import InboundOrder, Merchant, Warehouse
from warehouse.tests.shelves import completed, take

NEW = "/inbound/new/"


@pytest.fixture
def lamp(make_product):
    return make_product("LAMP", name="Lamp", lot_tracked=True)


@pytest.fixture
def write(client, picker, house):
    """Sam sends the form: ``write({"sku": "TEA", "quantity": "12"}, supplier="Hill")``."""
    client.force_login(picker)

    def send(*rows, address=NEW, **fields):
        data = {"kind": "purchase", "lines-TOTAL_FORMS": len(rows), "lines-INITIAL_FORMS": 0}
        for number, row in enumerate(rows):
            data |= {f"lines-{number}-{name}": value for name, value in row.items()}
        return client.post(address, data | fields)

    return send


TEAS = {"sku": "TEA", "quantity": "12"}


def test_goods_are_expected_with_their_lot_cost_and_supplier(client, write, lamp, tea):
    row = {
        "sku": "LAMP", "quantity": "10", "lot_code": "L-9", "expires_on": "2027-01-31",
        "unit_cost": "4.25",
    }  # fmt: skip
    answer = write(
        TEAS, row, supplier="Hill & Sons", reference="PO 77", expected_at="2026-12-01T09:00"
    )
    inbound = InboundOrder.objects.get()
    assert answer.url == f"/inbound/{inbound.number}/"
    assert (inbound.supplier, inbound.reference, inbound.status) == (
        "Hill & Sons",
        "PO 77",
        "expected",
    )
    teas, lamps = inbound.lines.all()
    assert (teas.product, teas.expected) == (tea, 12)
    assert (lamps.lot_code, lamps.expires_on, lamps.unit_cost) == (
        "L-9", date(2027, 1, 31), Decimal("4.25"),
    )  # fmt: skip
    page = client.get(answer.url).text
    assert "Hill &amp; Sons" in page
    assert "L-9" in page


def test_it_is_expected_where_the_user_works(write, elsewhere, picker, tea):
    services.choose_workplace(picker, elsewhere)
    write(TEAS)
    assert InboundOrder.objects.get().warehouse == elsewhere


def test_a_form_sent_twice_expects_once(write, tea):
    first, second = write(TEAS, once="same"), write(TEAS, once="same")
    assert first.url == second.url
    assert InboundOrder.objects.count() == 1


@pytest.mark.parametrize(
    ("row", "fields"),
    [
        ({}, {}),
        ({"sku": "TEA", "quantity": "-1"}, {}),
        ({"sku": "TEA", "quantity": "1.5"}, {}),
        ({"sku": "TEA", "quantity": "NaN"}, {}),
        ({"sku": "TEA", "quantity": "9" * 40}, {}),
        (TEAS | {"unit_cost": "-2"}, {}),
        (TEAS | {"unit_cost": "1e400"}, {}),
        (TEAS | {"lot_code": "L-1"}, {}),
        (TEAS | {"expires_on": "2027-01-31"}, {}),
        ({"sku": "LAMP", "quantity": "1", "expires_on": "9999-12-31"}, {}),
        ({"sku": "LAMP", "quantity": "1", "lot_code": "L" * 41}, {}),
        (TEAS, {"expected_at": "9999-12-31T00:00"}),
        (TEAS, {"expected_at": "soon"}),
        (TEAS, {"kind": "finished"}),
        (TEAS, {"supplier": "x" * 121}),
        (TEAS, {"notes": "x" * 4001}),
        (TEAS, {"once": "x" * 65}),
    ],
)
def test_what_makes_no_sense_is_not_expected_and_stays_typed(write, tea, lamp, row, fields):
    answer = write(row, **{"supplier": "Hill"} | fields)
    assert answer.status_code == 422
    assert not InboundOrder.objects.exists()
    assert "Hill" in answer.text or "supplier" in fields


def test_an_empty_post_is_answered_in_words(client, picker, house):
    client.force_login(picker)
    assert client.post(NEW, {"kind": "purchase"}).status_code == 422


def test_the_merchant_is_asked_for_where_there_are_several(client, write, make_product, merchant):
    assert 'name="merchant"' not in client.get(NEW).text
    acme = Merchant.objects.create(code="ACME", name="Acme")
    make_product("THEIRS", merchant=acme)
    assert 'name="merchant"' in client.get(NEW).text
    row = {"sku": "THEIRS", "quantity": "3"}
    assert write(row, merchant=merchant.pk).status_code == 422
    write(row, merchant=acme.pk)
    assert InboundOrder.objects.get().merchant == acme


def test_an_expected_order_can_be_changed(client, write, tea, mug):
    write(TEAS, supplier="Hill")
    inbound = InboundOrder.objects.get()
    address = f"/inbound/{inbound.number}/edit/"
    page = client.get(address).text
    assert 'value="TEA"' in page
    assert 'value="12"' in page
    write({"sku": "MUG", "quantity": "4"}, address=address, supplier="Dale", kind="return")
    inbound = InboundOrder.objects.get()
    assert (inbound.supplier, inbound.kind) == ("Dale", "return")
    assert [(line.product, line.expected) for line in inbound.lines.all()] == [(mug, 4)]


def test_who_saves_second_is_told_and_keeps_what_they_typed(client, write, tea):
    write(TEAS, supplier="Hill")
    inbound = InboundOrder.objects.get()
    address, seen = f"/inbound/{inbound.number}/edit/", inbound.updated_at.isoformat()
    assert f'name="seen_at" value="{seen}"' in client.get(address).text
    write(TEAS, address=address, supplier="Dale", seen_at=seen)
    answer = write(TEAS, address=address, supplier="Mine", seen_at=seen)
    assert answer.status_code == 422
    assert "Sam Ellery saved changes while you were typing" in answer.text
    assert 'value="Mine"' in answer.text
    assert InboundOrder.objects.get().supplier == "Dale"

    seen = InboundOrder.objects.get().updated_at.isoformat()
    assert f'name="seen_at" value="{seen}"' in answer.text
    write(TEAS, address=address, supplier="Mine", seen_at=seen)
    assert InboundOrder.objects.get().supplier == "Mine"


@pytest.mark.parametrize("seen", ["9999-13-31", "x" * 5000, "0001-01-01T00:00:00+14:00"])
def test_nonsense_for_when_it_was_seen_changes_nothing(write, tea, seen):
    write(TEAS, supplier="Hill")
    inbound = InboundOrder.objects.get()
    answer = write(TEAS, address=f"/inbound/{inbound.number}/edit/", supplier="Dale", seen_at=seen)
    assert answer.status_code == 422
    assert InboundOrder.objects.get().supplier == "Hill"


def test_it_is_not_changed_once_something_came(client, write, tea, picker):
    write(TEAS, supplier="Hill")
    inbound = take(InboundOrder.objects.get(), "receive", by=picker)
    address = f"/inbound/{inbound.number}/edit/"
    assert client.get(address).url == f"/inbound/{inbound.number}/"
    write(TEAS, address=address, supplier="Dale")
    assert InboundOrder.objects.get().supplier == "Hill"


def test_finished_goods_are_changed_by_nobody(client, stocked, make_order, manager):
    inbound = completed(make_order(2), by=manager).inbounds.get()
    client.force_login(manager)
    assert client.get(f"/inbound/{inbound.number}/edit/").status_code == 302


def test_readers_expect_nothing(client, reader, house):
    client.force_login(reader)
    assert client.get(NEW).status_code == 403
    assert client.post(NEW, {"kind": "purchase"}).status_code == 403


def test_a_shop_without_a_warehouse_is_told_so(client, manager):
    Warehouse.objects.update(active=False)
    client.force_login(manager)
    answer = client.get(NEW, follow=True)
    assert "Add a warehouse first." in answer.text
