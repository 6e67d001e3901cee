"""Putting away: from the door to the shelves, in parts, and only what is there."""

from decimal import Decimal

import pytest

from config.core.workflow import StepRefused, take_step
from warehouse import services
from warehouse.models import Arrival, InboundLine, InboundOrder, Location, StockItem, Storing
from warehouse.states import InboundStatus, LocationKind
from warehouse.tests.shelves import level, lies, pick_all, put, take


@pytest.fixture
def came(house, merchant, manager):
    """``came((tea, 12))`` is an inbound order whose goods lie by the door."""

    def make(*goods):
        inbound = services.open_inbound(
            by=manager,
            warehouse=house,
            merchant=merchant,
            lines=[InboundLine(product=each, expected=Decimal(n)) for each, n in goods],
        )
        return take(inbound, "receive", by=manager)

    return make


@pytest.fixture
def to_shelf(client, picker):
    """Sam sends the page: ``to_shelf(inbound, {receipt: {"quantity": 3, "place": "A-01"}})``."""
    client.force_login(picker)

    def send(inbound, rows, **said):
        data = {}
        for receipt, values in rows.items():
            values = values if isinstance(values, list) else [values]
            data[f"{receipt.pk}-rows"] = len(values)
            for number, (quantity, place) in enumerate(values):
                data[f"{receipt.pk}-{number}-quantity"] = quantity
                data[f"{receipt.pk}-{number}-place"] = place
        return client.post(f"/inbound/{inbound.number}/put-away/", data | said)

    return send


def status(inbound):
    return InboundOrder.objects.get(pk=inbound.pk).status


def test_the_page_offers_the_shelf_where_most_of_it_lies(client, picker, came, mug, manager):
    put(mug, 6, "B-01", by=manager)
    inbound = came((mug, 4))
    client.force_login(picker)
    page = client.get(f"/inbound/{inbound.number}/put-away/").text
    receipt = inbound.receipts.get()
    assert f'name="{receipt.pk}-0-quantity" value="4"' in page
    assert f'name="{receipt.pk}-0-place" value="B-01"' in page
    assert '<option value="A-02">' in page
    assert '<option value="STAGING">' not in page


def test_goods_go_to_two_shelves_in_parts(client, to_shelf, came, tea):
    inbound = came((tea, 12))
    receipt = inbound.receipts.get()
    answer = to_shelf(inbound, {receipt: [("5", "A-02"), ("3", "B-01")]}, once="a")
    assert answer.url == f"/inbound/{inbound.number}/put-away/"
    assert lies(tea) == {"A-02": 5, "B-01": 3, "DOCK": 4}
    assert status(inbound) == InboundStatus.RECEIVED
    assert "4 pcs wait" in client.get(answer.url).text

    answer = to_shelf(inbound, {receipt: ("4", "a-02")}, once="b")
    assert answer.url.startswith(f"/inbound/{inbound.number}/?")
    assert lies(tea) == {"A-02": 9, "B-01": 3}
    assert status(inbound) == InboundStatus.STORED
    assert inbound.lines.get().stored == 12


def test_goods_may_go_to_quality_hold(to_shelf, came, house, tea):
    Location.objects.create(warehouse=house, code="QUARANTINE", kind=LocationKind.HOLD)
    inbound = came((tea, 12))
    to_shelf(inbound, {inbound.receipts.get(): ("12", "QUARANTINE")})
    assert lies(tea) == {"QUARANTINE": 12}


def test_another_place_is_one_more_row(to_shelf, came, tea):
    inbound = came((tea, 12))
    receipt = inbound.receipts.get()
    page = to_shelf(inbound, {receipt: ("5", "A-02")}, another=receipt.pk).text
    assert f'name="{receipt.pk}-0-quantity" value="5"' in page
    assert f'name="{receipt.pk}-1-quantity"' in page
    assert lies(tea) == {"DOCK": 12}


@pytest.mark.parametrize("place", ["", "E-01", "STAGING", "DOCK", "OLD", "x" * 25, "A\x00"])
def test_goods_go_to_an_active_shelf_of_this_warehouse_only(
    to_shelf, came, house, elsewhere, tea, place
):
    Location.objects.create(warehouse=house, code="OLD", active=False)
    inbound = came((tea, 12))
    answer = to_shelf(inbound, {inbound.receipts.get(): ("12", place)})
    assert answer.status_code == 422
    assert lies(tea) == {"DOCK": 12}


@pytest.mark.parametrize("code", ["E-01", "STAGING", "DOCK"])
def test_the_record_itself_refuses_a_wrong_place(came, elsewhere, tea, picker, code):
    inbound = came((tea, 12))
    place = Location.objects.filter(code=code).first()
    goods = [Storing(inbound.receipts.get(), Decimal(1), place)]
    with pytest.raises(StepRefused):
        take_step(inbound, "put_away", by=picker, goods=goods)


@pytest.mark.parametrize(
    "quantity", ["13", "-1", "NaN", "9" * 30, "0.00001", "1.5", "all", "0", ""]
)
def test_a_quantity_that_makes_no_sense_stays_by_the_door(to_shelf, came, tea, quantity):
    inbound = came((tea, 12))
    answer = to_shelf(inbound, {inbound.receipts.get(): (quantity, "A-01")})
    assert answer.status_code == 422
    assert lies(tea) == {"DOCK": 12}


def test_two_rows_together_are_no_more_than_what_waits(to_shelf, came, tea):
    inbound = came((tea, 12))
    rows = {inbound.receipts.get(): [("8", "A-01"), ("8", "A-02")]}
    answer = to_shelf(inbound, rows)
    assert answer.status_code == 422
    assert "Only 12 of TEA can be put away" in answer.text
    assert lies(tea) == {"DOCK": 12}


def test_a_double_tap_puts_away_once(to_shelf, came, tea):
    inbound = came((tea, 12))
    rows = {inbound.receipts.get(): ("5", "A-01")}
    first, second = to_shelf(inbound, rows, once="same"), to_shelf(inbound, rows, once="same")
    assert first.url == second.url
    assert lies(tea) == {"A-01": 5, "DOCK": 7}


def test_two_people_do_not_put_the_same_goods_away(came, tea, picker):
    inbound = came((tea, 12))
    seen = inbound.receipts.get()
    goods = [Storing(seen, Decimal(8), Location.objects.get(code="A-01"))]
    take_step(inbound, "put_away", by=picker, goods=goods)
    with pytest.raises(StepRefused):
        take_step(inbound, "put_away", by=picker, goods=goods)
    assert lies(tea) == {"A-01": 8, "DOCK": 4}


def test_goods_on_a_picking_list_stay_for_the_picker(
    client, to_shelf, came, make_order, manager, tea
):
    inbound = came((tea, 12))
    take(make_order(materials=[(tea, Decimal(5))]), "confirm", "start_picking", by=manager)
    receipt = inbound.receipts.get()
    assert "On a picking list or missing" in client.get(f"/inbound/{inbound.number}/put-away/").text
    assert to_shelf(inbound, {receipt: ("12", "A-01")}, once="a").status_code == 422
    to_shelf(inbound, {receipt: ("7", "A-01")}, once="b")
    assert lies(tea) == {"A-01": 7, "DOCK": 5}
    assert status(inbound) == InboundStatus.RECEIVED


def test_goods_picked_by_the_door_wait_no_more(client, to_shelf, came, make_order, manager, tea):
    inbound = came((tea, 12))
    order = take(make_order(materials=[(tea, Decimal(5))]), "confirm", "start_picking", by=manager)
    pick_all(order.current_lists.get(), by=manager)
    assert "Taken from DOCK already" in client.get(f"/inbound/{inbound.number}/put-away/").text
    to_shelf(inbound, {inbound.receipts.get(): ("7", "A-01")})
    assert lies(tea) == {"A-01": 7, "STAGING": 5}
    assert status(inbound) == InboundStatus.STORED


def test_an_order_whose_goods_all_left_the_door_is_stored_by_one_press(came, manager, tea):
    inbound = came((tea, 12))
    item = StockItem.objects.get(product=tea)
    services.transfer(item, Decimal(12), to=Location.objects.get(code="A-02"), by=manager)
    assert take(inbound, "put_away", by=manager).status == InboundStatus.STORED
    assert lies(tea) == {"A-02": 12}
    assert level(tea) == (12, 0)


def test_an_order_closed_short_after_all_was_put_away_is_stored_by_putting_away(
    client, house, merchant, manager, picker, tea
):
    inbound = services.open_inbound(
        by=manager,
        warehouse=house,
        merchant=merchant,
        lines=[InboundLine(product=tea, expected=Decimal(12))],
    )
    goods = [Arrival(inbound.lines.get(), Decimal(5))]
    take_step(inbound, "receive", by=picker, goods=goods)
    take(inbound, "put_away", by=picker)
    take_step(inbound, "receive", by=picker, goods=[], nothing_more=True)
    client.force_login(picker)
    address = f"/inbound/{inbound.number}/put-away/"
    assert "Nothing waits by the door" in client.get(address).text
    client.post(address, {"once": "a"})
    assert status(inbound) == InboundStatus.STORED


# Scanning


def test_a_place_and_then_the_goods_are_scanned(to_shelf, came, tea, mug):
    inbound = came((tea, 12), (mug, 4))
    teas, mugs = inbound.receipts.order_by("pk")
    rows = {teas: ("12", "A-01"), mugs: ("4", "A-01")}
    page = to_shelf(inbound, rows, code="b-01").text
    assert "To B-01. Now scan the goods." in page
    assert 'name="here" value="B-01"' in page

    page = to_shelf(inbound, rows, code="MUG", here="B-01").text
    assert f'name="{mugs.pk}-0-quantity" value="4"' in page
    assert f'name="{mugs.pk}-0-place" value="B-01"' in page
    assert f'name="{teas.pk}-0-quantity" value="12"' not in page
    assert lies(mug) == {"DOCK": 4}


def test_a_lot_is_scanned_as_well_as_a_product(to_shelf, came, make_product):
    lamp = make_product("LAMP", name="Lamp", lot_tracked=True)
    inbound = came((lamp, 3))
    receipt = inbound.receipts.get()
    page = to_shelf(
        inbound, {receipt: ("3", "A-01")}, code=receipt.lot.code.lower(), here="A-02"
    ).text
    assert f'name="{receipt.pk}-0-place" value="A-02"' in page


def test_a_scan_of_something_else_says_so(to_shelf, came, tea, mug):
    inbound = came((tea, 12))
    answer = to_shelf(inbound, {inbound.receipts.get(): ("12", "A-01")}, code="MUG")
    assert answer.status_code == 200
    assert "neither a place nor one of these goods" in answer.text


def test_more_goods_take_no_more_queries(
    client, picker, came, make_product, django_assert_max_num_queries
):
    products = [make_product(f"P-{number}") for number in range(30)]
    few, many = came(*[(each, 3) for each in products[:2]]), came(*[(each, 3) for each in products])
    client.force_login(picker)
    client.get(f"/inbound/{few.number}/put-away/")
    with django_assert_max_num_queries(12) as with_two:
        client.get(f"/inbound/{few.number}/put-away/")
    with django_assert_max_num_queries(12) as with_thirty:
        client.get(f"/inbound/{many.number}/put-away/")
    assert len(with_two) == len(with_thirty)


def test_nothing_is_put_away_before_it_came(client, picker, house, merchant, manager, tea):
    inbound = services.open_inbound(
        by=manager,
        warehouse=house,
        merchant=merchant,
        lines=[InboundLine(product=tea, expected=Decimal(12))],
    )
    client.force_login(picker)
    address = f"/inbound/{inbound.number}/put-away/"
    assert client.get(address).url == f"/inbound/{inbound.number}/"
    assert client.post(address, {}).url == f"/inbound/{inbound.number}/"


def test_readers_put_nothing_away(client, reader, came, tea):
    inbound = came((tea, 12))
    client.force_login(reader)
    assert client.get(f"/inbound/{inbound.number}/put-away/").status_code == 403
