"""Goods are moved from place to place by hand, and the books are corrected."""

import pytest

from warehouse.models import Location, Lot, Posting, StockItem
from warehouse.tests.shelves import level, lies, put, take


@pytest.fixture
def moving(client, picker):
    client.force_login(picker)
    return client


@pytest.fixture
def correcting(client, manager):
    client.force_login(manager)
    return client


def place(code):
    return Location.objects.get(code=code, warehouse__code__in=["MAIN", "EAST"])


def transfer(client, item, **typed):
    typed = {"quantity": "2", "to": place("B-01").pk, "once": "a", "note": ""} | typed
    return client.post(f"/inventory/items/{item.pk}/transfer/", typed)


def test_goods_are_moved_to_another_shelf(moving, stocked, tea):
    item = StockItem.objects.get(product=tea)
    answer = transfer(moving, item, note="Nearer to the door")
    assert answer.status_code == 302
    assert lies(tea) == {"A-01": 10, "B-01": 2}
    assert Posting.objects.latest("pk").note == "Nearer to the door"


def test_a_form_sent_twice_moves_once(moving, stocked, tea):
    item = StockItem.objects.get(product=tea)
    assert transfer(moving, item).status_code == transfer(moving, item).status_code == 302
    assert lies(tea) == {"A-01": 10, "B-01": 2}


def test_this_warehouse_is_offered_first_and_others_below_it(moving, stocked, elsewhere, tea):
    item = StockItem.objects.get(product=tea)
    page = moving.get(f"/inventory/items/{item.pk}/transfer/")
    _none, (first, here), (second, there) = page.context["form"].fields["to"].choices
    assert (first, second) == ("Main warehouse", "East")
    labels = [label for _key, label in here]
    assert not any(label.startswith(("A-01", "STAGING")) for label in labels)
    assert [label for _key, label in there][-1] == "E-01"


def test_goods_leave_for_another_warehouse(moving, stocked, elsewhere, tea):
    transfer(moving, StockItem.objects.get(product=tea), to=place("E-01").pk)
    assert (level(tea), level(tea, "EAST")) == ((10, 0), (2, 0))


def test_what_is_reserved_does_not_leave_and_the_refusal_says_for_whom(
    moving, stocked, elsewhere, tea, make_order, manager
):
    order = take(make_order(10), "confirm", by=manager)
    answer = transfer(moving, StockItem.objects.get(product=tea), quantity="5", to=place("E-01").pk)
    assert answer.status_code == 422
    assert order.number in answer.content.decode()
    assert lies(tea) == {"A-01": 12}


def test_what_a_picking_list_asks_for_stays_and_the_refusal_names_the_list(
    moving, stocked, tea, make_order, manager
):
    order = take(make_order(8), "confirm", "start_picking", by=manager)
    answer = transfer(moving, StockItem.objects.get(product=tea), quantity="5")
    assert answer.status_code == 422
    assert order.current_lists.get().number in answer.content.decode()
    assert lies(tea) == {"A-01": 12}


@pytest.mark.parametrize(
    "typed",
    [
        {"quantity": "0"}, {"quantity": "-1"}, {"quantity": "1.5"}, {"quantity": "13"},
        {"quantity": "NaN"}, {"quantity": "1e30"}, {"quantity": ""}, {"quantity": "two"},
        {"to": ""}, {"to": "999999"}, {"to": "x"}, {"note": "x" * 301}, {"once": ""},
        {"once": "x" * 65}, {"note": "a\0b"},
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_nothing_moves(moving, stocked, tea, typed):
    before = Posting.objects.count()
    answer = transfer(moving, StockItem.objects.get(product=tea), **typed)
    assert answer.status_code == 422
    assert (lies(tea), Posting.objects.count()) == ({"A-01": 12}, before)


def test_goods_are_not_moved_to_where_picked_goods_wait(moving, stocked, tea):
    answer = transfer(moving, StockItem.objects.get(product=tea), to=place("STAGING").pk)
    assert answer.status_code == 422
    assert lies(tea) == {"A-01": 12}


def test_who_may_only_look_moves_nothing(client, reader, technician, stocked, tea):
    for person in (reader, technician):
        client.force_login(person)
        assert transfer(client, StockItem.objects.get(product=tea)).status_code == 403
    assert lies(tea) == {"A-01": 12}


# Corrections


def adjust(client, **typed):
    typed = {
        "sku": "TEA", "location": place("A-01").pk, "lot": "", "expires_on": "", "quantity": "-2",
        "note": "Broken", "once": "a",
    } | typed  # fmt: skip
    return client.post("/inventory/adjust/", typed)


def test_a_manager_takes_broken_goods_out_of_the_books(correcting, stocked, tea):
    assert adjust(correcting).status_code == 302
    assert lies(tea) == {"A-01": 10}
    posting = Posting.objects.latest("pk")
    assert (posting.reason, posting.note) == ("adjust", "Broken")


def test_goods_that_turned_up_are_added_once(correcting, stocked, tea):
    adjust(correcting, sku="tea", quantity="3", location=place("B-01").pk)
    adjust(correcting, sku="tea", quantity="3", location=place("B-01").pk)
    assert lies(tea) == {"A-01": 12, "B-01": 3}


def test_a_barcode_names_the_product(correcting, stocked, tea):
    tea.barcode = "4006381333931"
    tea.save()
    adjust(correcting, sku="4006381333931")
    assert lies(tea) == {"A-01": 10}


def test_a_new_lot_is_kept_with_its_day(correcting, stocked, make_product):
    milk = make_product("MILK", lot_tracked=True)
    adjust(correcting, sku="MILK", lot="L1", expires_on="2027-01-31", quantity="4")
    lot = Lot.objects.get(product=milk)
    assert (lot.code, str(lot.expires_on)) == ("L1", "2027-01-31")
    assert lies(milk) == {"A-01": 4}


def test_a_lot_nobody_has_is_not_taken_from(correcting, stocked, make_product):
    make_product("MILK", lot_tracked=True)
    answer = adjust(correcting, sku="MILK", lot="L1", quantity="-1")
    assert answer.status_code == 422
    assert not Lot.objects.exists()


@pytest.mark.parametrize(
    "typed",
    [
        {"sku": ""}, {"sku": "NOPE"}, {"sku": "a\0"}, {"location": "x"}, {"location": ""},
        {"quantity": "0"}, {"quantity": "0.5"}, {"quantity": "-13"}, {"quantity": "Infinity"},
        {"quantity": "1e12"}, {"note": ""}, {"note": "  "}, {"lot": "L1"}, {"once": ""},
        {"expires_on": "0001-01-01"}, {"expires_on": "yesterday"},
    ],
)  # fmt: skip
def test_what_cannot_be_is_not_corrected(correcting, stocked, tea, typed):
    before = Posting.objects.count()
    assert adjust(correcting, **typed).status_code == 422
    assert (lies(tea), Posting.objects.count()) == ({"A-01": 12}, before)


def test_what_was_typed_is_kept(correcting, stocked):
    page = adjust(correcting, note="Fell off the shelf", quantity="abc").content.decode()
    assert "Fell off the shelf" in page
    assert 'value="abc"' in page


def test_another_warehouse_is_not_corrected_from_here(correcting, stocked, elsewhere, tea):
    assert adjust(correcting, location=place("E-01").pk, quantity="1").status_code == 422
    assert level(tea, "EAST") == (0, 0)


def test_a_storekeeper_corrects_nothing(moving, stocked, tea):
    assert moving.get("/inventory/adjust/").status_code == 403
    assert adjust(moving).status_code == 403
    assert lies(tea) == {"A-01": 12}


def test_the_form_begins_with_the_goods_it_was_opened_for(correcting, stocked, manager, tea):
    item = put(tea, 1, "B-01", by=manager)
    first = correcting.get("/inventory/adjust/", {"item": item.pk}).context["form"].initial
    assert (first["sku"], first["location"]) == ("TEA", item.location_id)
    assert correcting.get("/inventory/adjust/", {"item": "9" * 30}).status_code == 200
