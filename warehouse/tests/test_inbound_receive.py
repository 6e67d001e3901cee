"""Receiving by the door: what came is stock, what did not is waited for, and nothing is counted twice."""

from datetime import date
from decimal import Decimal

import pytest

from config.core.workflow import StepRefused, take_step
from warehouse import services
from warehouse.models import Arrival, InboundLine, InboundOrder, InboundReceipt, Location, Lot
from warehouse.states import InboundStatus, LocationKind
from warehouse.tests.shelves import level, lies, put, take


@pytest.fixture
def lamp(make_product):
    return make_product("LAMP", name="Lamp", lot_tracked=True, barcode="4006381333931")


@pytest.fixture
def expect(house, merchant, manager):
    """``expect((tea, 12), (mug, 4))`` is an inbound order of these goods."""

    def make(*goods, **fields):
        return services.open_inbound(
            by=manager,
            warehouse=house,
            merchant=merchant,
            supplier="Hill & Sons",
            lines=[
                InboundLine(product=product, expected=Decimal(quantity), **more)
                for product, quantity, more in (
                    one if len(one) == 3 else (*one, {}) for one in goods
                )
            ],
            **fields,
        )

    return make


@pytest.fixture
def at_door(client, picker):
    """Sam sends the page of what came: ``at_door(inbound, {line: {"quantity": 3}}, once="a")``."""
    client.force_login(picker)

    def send(inbound, rows, **said):
        return client.post(f"/inbound/{inbound.number}/receive/", typed(rows) | said)

    return send


def typed(rows):
    """{line: row or rows} as the page sends it."""
    data = {}
    for thing, values in rows.items():
        values = values if isinstance(values, list) else [values]
        data[f"{thing.pk}-rows"] = len(values)
        for number, row in enumerate(values):
            data |= {f"{thing.pk}-{number}-{name}": value for name, value in row.items()}
    return data


def status(inbound):
    return InboundOrder.objects.get(pk=inbound.pk).status


def test_the_page_offers_everything_that_is_expected(client, picker, expect, tea):
    inbound = expect((tea, 12))
    client.force_login(picker)
    page = client.get(f"/inbound/{inbound.number}/receive/")
    assert f'name="{inbound.lines.get().pk}-0-quantity" value="12"' in page.text


def test_only_what_is_typed_is_received(at_door, expect, tea, mug):
    inbound = expect((tea, 12), (mug, 4))
    teas, mugs = inbound.lines.all()
    answer = at_door(inbound, {teas: {"quantity": "5"}, mugs: {"quantity": ""}}, once="a")
    assert answer.status_code == 302
    assert (level(tea), level(mug)) == ((5, 0), (0, 0))
    assert lies(tea) == {"DOCK": 5}
    assert status(inbound) == InboundStatus.RECEIVING

    at_door(inbound, {teas: {"quantity": "7"}, mugs: {"quantity": "4"}}, once="b")
    assert status(inbound) == InboundStatus.RECEIVED
    assert [receipt.quantity for receipt in inbound.receipts.order_by("pk")] == [5, 7, 4]


def test_one_line_may_come_in_two_lots(at_door, expect, lamp):
    inbound = expect((lamp, 10))
    line = inbound.lines.get()
    rows = [
        {"quantity": "6", "lot": "L-1", "expires_on": "2027-05-01"},
        {"quantity": "3", "lot": "L-2", "expires_on": ""},
    ]
    at_door(inbound, {line: rows}, once="a")
    found = inbound.receipts.order_by("pk").values_list("lot__code", "quantity")
    assert list(found) == [("L-1", 6), ("L-2", 3)]
    assert Lot.objects.get(code="L-1").expires_on == date(2027, 5, 1)
    assert inbound.lines.get().outstanding == 1


def test_another_lot_is_one_more_row_and_keeps_what_was_typed(client, at_door, expect, lamp):
    inbound = expect((lamp, 10))
    line = inbound.lines.get()
    answer = at_door(inbound, {line: {"quantity": "6", "lot": "L-1"}}, another=line.pk)
    assert answer.status_code == 200
    assert f'name="{line.pk}-0-lot" value="L-1"' in answer.text
    assert f'name="{line.pk}-1-quantity"' in answer.text
    assert not InboundReceipt.objects.exists()


def test_goods_tracked_by_lot_need_their_lot(at_door, expect, lamp):
    inbound = expect((lamp, 10))
    answer = at_door(inbound, {inbound.lines.get(): {"quantity": "6", "lot": " "}})
    assert answer.status_code == 422
    assert "Type the lot" in answer.text
    assert not InboundReceipt.objects.exists()


def test_the_lot_that_is_expected_need_not_be_typed_again(at_door, expect, lamp):
    inbound = expect((lamp, 10, {"lot_code": "L-9", "expires_on": date(2027, 1, 31)}))
    at_door(inbound, {inbound.lines.get(): {"quantity": "10", "lot": "", "expires_on": ""}})
    assert inbound.receipts.get().lot.code == "L-9"


def test_a_lot_keeps_its_use_by_date(at_door, expect, lamp, manager):
    put(lamp, 1, "A-01", by=manager, lot="L-1", expires_on=date(2027, 1, 31))
    inbound = expect((lamp, 10))
    row = {"quantity": "5", "lot": "L-1", "expires_on": "2028-01-31"}
    answer = at_door(inbound, {inbound.lines.get(): row})
    assert answer.status_code == 422
    assert "31 Jan" in answer.text
    assert level(lamp) == (1, 0)


def test_more_than_expected_has_to_be_confirmed(at_door, expect, tea):
    inbound = expect((tea, 12))
    line = inbound.lines.get()
    answer = at_door(inbound, {line: {"quantity": "13"}}, once="a")
    assert answer.status_code == 422
    assert "12 more were expected, and 13 came" in answer.text
    assert level(tea) == (0, 0)

    at_door(inbound, {line: {"quantity": "13"}}, once="a", more_came="on")
    assert level(tea) == (13, 0)
    assert status(inbound) == InboundStatus.RECEIVED


def test_two_rows_of_a_line_together_are_no_more_than_expected(at_door, expect, lamp):
    inbound = expect((lamp, 10))
    rows = [{"quantity": "6", "lot": "L-1"}, {"quantity": "6", "lot": "L-2"}]
    assert at_door(inbound, {inbound.lines.get(): rows}).status_code == 422
    assert not InboundReceipt.objects.exists()


def test_nothing_more_closes_a_short_delivery(client, at_door, expect, tea, mug):
    inbound = expect((tea, 12), (mug, 4))
    teas, mugs = inbound.lines.all()
    at_door(inbound, {teas: {"quantity": "5"}, mugs: {"quantity": ""}}, nothing_more="on")
    assert status(inbound) == InboundStatus.RECEIVED
    page = client.get(f"/inbound/{inbound.number}/").text
    assert "7 did not come" in page
    assert "4 did not come" in page
    assert "Nothing more is coming." in page


def test_nothing_more_after_all_was_put_away_stores_it(at_door, expect, tea, picker):
    inbound = expect((tea, 12))
    line = inbound.lines.get()
    at_door(inbound, {line: {"quantity": "5"}}, once="a")
    take(inbound, "put_away", by=picker)
    at_door(inbound, {line: {"quantity": ""}}, nothing_more="on", once="b")
    assert status(inbound) == InboundStatus.STORED


def test_an_order_of_which_nothing_came_is_cancelled_instead(at_door, expect, tea):
    inbound = expect((tea, 12))
    answer = at_door(inbound, {inbound.lines.get(): {"quantity": ""}}, nothing_more="on")
    assert answer.status_code == 422
    assert "cancel it instead" in answer.text
    assert status(inbound) == InboundStatus.EXPECTED


def test_an_empty_page_says_what_it_wants(at_door, expect, tea):
    inbound = expect((tea, 12))
    answer = at_door(inbound, {inbound.lines.get(): {"quantity": "0"}})
    assert answer.status_code == 422
    assert "Type how much came" in answer.text


@pytest.mark.parametrize("quantity", ["-1", "NaN", "1e30", "99999999999999", "1.00001", "1.5", "x"])
def test_a_quantity_that_makes_no_sense_is_not_received(at_door, expect, tea, quantity):
    inbound = expect((tea, 12))
    row = {inbound.lines.get(): {"quantity": quantity}}
    answer = at_door(inbound, row, more_came="on")
    assert answer.status_code == 422
    assert f'value="{quantity}"' in answer.text
    assert not InboundReceipt.objects.exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("expires_on", "9999-12-31"),
        ("expires_on", "0001-01-01"),
        ("expires_on", "tomorrow"),
        ("lot", "L" * 41),
        ("lot", "L\x00"),
    ],
)
def test_a_lot_that_makes_no_sense_is_not_received(at_door, expect, lamp, name, value):
    inbound = expect((lamp, 12))
    row = {"quantity": "2", "lot": "L-1"} | {name: value}
    assert at_door(inbound, {inbound.lines.get(): row}).status_code == 422
    assert not InboundReceipt.objects.exists()


def test_half_a_kilogram_may_be_typed_with_a_comma(at_door, expect, make_product):
    flour = make_product("FLOUR", unit="kg")
    inbound = expect((flour, 2))
    at_door(inbound, {inbound.lines.get(): {"quantity": "0,5"}})
    assert level(flour) == (Decimal("0.5"), 0)


def test_a_double_tap_receives_once(at_door, expect, tea):
    inbound = expect((tea, 12))
    row = {inbound.lines.get(): {"quantity": "5"}}
    first, second = at_door(inbound, row, once="same"), at_door(inbound, row, once="same")
    assert first.url == second.url
    assert level(tea) == (5, 0)


def test_a_double_tap_of_the_last_delivery_leads_to_the_order_too(at_door, expect, tea):
    inbound = expect((tea, 12))
    row = {inbound.lines.get(): {"quantity": "12"}}
    assert at_door(inbound, row, once="same").url == at_door(inbound, row, once="same").url
    assert level(tea) == (12, 0)


def test_two_people_do_not_receive_the_same_goods(expect, tea, picker):
    inbound = expect((tea, 12))
    seen = inbound.lines.get()
    take_step(inbound, "receive", by=picker, goods=[Arrival(seen, Decimal(10))])
    with pytest.raises(StepRefused):
        take_step(inbound, "receive", by=picker, goods=[Arrival(seen, Decimal(10))])
    assert inbound.lines.get().received == 10


def test_the_door_is_chosen_where_there_are_several(client, at_door, expect, house, tea):
    gate = Location.objects.create(warehouse=house, code="GATE", kind=LocationKind.RECEIVING)
    inbound = expect((tea, 12))
    line = inbound.lines.get()
    assert "GATE" in client.get(f"/inbound/{inbound.number}/receive/").text
    at_door(inbound, {line: {"quantity": "12", "place": gate.pk}})
    assert lies(tea) == {"GATE": 12}


@pytest.mark.parametrize("code", ["A-01", "E-01", "nowhere"])
def test_goods_arrive_at_a_door_of_this_warehouse_only(
    at_door, expect, house, elsewhere, tea, code
):
    Location.objects.create(warehouse=house, code="GATE", kind=LocationKind.RECEIVING)
    place = Location.objects.filter(code=code).first()
    inbound = expect((tea, 12))
    row = {"quantity": "12", "place": place.pk if place else 2**80}
    assert at_door(inbound, {inbound.lines.get(): row}).status_code == 422
    assert not InboundReceipt.objects.exists()


@pytest.mark.parametrize("code", ["A-01", "E-01"])
def test_the_record_itself_refuses_a_wrong_place(expect, elsewhere, tea, picker, code):
    inbound = expect((tea, 12))
    place = Location.objects.get(code=code)
    goods = [Arrival(inbound.lines.get(), Decimal(12), location=place)]
    with pytest.raises(StepRefused):
        take_step(inbound, "receive", by=picker, goods=goods)


# Scanning


def test_the_first_scan_starts_to_count(at_door, expect, lamp, tea):
    inbound = expect((tea, 12), (lamp, 10))
    teas, lamps = inbound.lines.all()
    rows = {teas: {"quantity": "12"}, lamps: {"quantity": "10", "lot": "", "expires_on": ""}}
    page = at_door(inbound, rows, code="4006381333931").text
    assert f'name="{lamps.pk}-0-quantity" value="1"' in page
    assert f'name="{teas.pk}-0-quantity" value="12"' not in page
    assert "Lamp: 1 counted" in page
    assert not InboundReceipt.objects.exists()


def test_each_further_scan_counts_one_more(at_door, expect, tea, mug):
    inbound = expect((tea, 2), (mug, 4))
    teas, mugs = inbound.lines.all()
    rows = {teas: {"quantity": "1"}, mugs: {"quantity": "4"}}
    page = at_door(inbound, rows, code="tea", counting="True").text
    assert f'name="{teas.pk}-0-quantity" value="2"' in page
    assert f'name="{mugs.pk}-0-quantity" value="4"' in page


def test_a_scan_keeps_what_was_typed(at_door, expect, tea, mug):
    inbound = expect((tea, 12), (mug, 4))
    teas, mugs = inbound.lines.all()
    rows = {teas: {"quantity": "7"}, mugs: {"quantity": "4"}}
    page = at_door(inbound, rows, code="MUG", nothing_more="on", once="kept").text
    assert f'name="{teas.pk}-0-quantity" value="7"' in page
    assert 'name="once" value="kept"' in page
    assert "checked" in page


@pytest.mark.parametrize("code", ["NOTHING", "", "x" * 500, "MUG"])
def test_a_scan_of_something_else_says_so(at_door, expect, tea, mug, code):
    inbound = expect((tea, 12))
    answer = at_door(inbound, {inbound.lines.get(): {"quantity": "12"}}, code=code)
    assert answer.status_code == 200
    assert "is not on this order" in answer.text
    assert 'value="12"' in answer.text


def test_a_scan_by_htmx_is_answered_with_the_rows_alone(client, picker, expect, tea):
    inbound = expect((tea, 12))
    client.force_login(picker)
    answer = client.post(
        f"/inbound/{inbound.number}/receive/", {"code": "TEA"}, headers={"HX-Request": "true"}
    )
    assert "<html" not in answer.text
    assert 'data-said="success"' in answer.text


def test_a_scan_without_javascript_finds_the_line(at_door, expect, tea, mug):
    inbound = expect((tea, 12), (mug, 4))
    page = at_door(inbound, {}, code="MUG").text
    teas, mugs = inbound.lines.all()
    assert page.index(f'name="{mugs.pk}-0-quantity" value="4"') < page.index(
        f'name="{teas.pk}-0-quantity" value="12"'
    )


def test_enter_in_a_field_receives_nothing(at_door, expect, tea):
    inbound = expect((tea, 12))
    answer = at_door(inbound, {inbound.lines.get(): {"quantity": "5"}}, another="")
    assert answer.status_code == 200
    assert 'value="5"' in answer.text
    assert level(tea) == (0, 0)


def test_more_lines_take_no_more_queries(
    client, picker, expect, house, make_product, django_assert_max_num_queries
):
    Location.objects.create(warehouse=house, code="GATE", kind=LocationKind.RECEIVING)
    products = [make_product(f"P-{number}", lot_tracked=True) for number in range(30)]
    few, many = (
        expect(*[(each, 3) for each in products[:2]]),
        expect(*[(each, 3) for each in products]),
    )
    client.force_login(picker)
    client.get(f"/inbound/{few.number}/receive/")
    with django_assert_max_num_queries(9) as with_two:
        client.get(f"/inbound/{few.number}/receive/")
    with django_assert_max_num_queries(9) as with_thirty:
        client.get(f"/inbound/{many.number}/receive/")
    assert len(with_two) == len(with_thirty)


# Who, and when


def test_readers_do_not_receive(client, reader, expect, tea):
    inbound = expect((tea, 12))
    client.force_login(reader)
    assert client.get(f"/inbound/{inbound.number}/").status_code == 200
    assert client.get(f"/inbound/{inbound.number}/receive/").status_code == 403
    assert client.post(f"/inbound/{inbound.number}/steps/receive/").status_code == 403
    assert level(tea) == (0, 0)


def test_a_closed_order_leads_back_to_its_page_with_the_reason(client, picker, expect, tea):
    inbound = take(expect((tea, 12)), "cancel", by=picker)
    client.force_login(picker)
    answer = client.get(f"/inbound/{inbound.number}/receive/", follow=True)
    assert answer.redirect_chain == [(f"/inbound/{inbound.number}/", 302)]
    assert "is canceled" in answer.text


# What waited for the goods


def test_receiving_says_which_orders_can_be_allocated_and_one_click_does_it(
    client, at_door, stocked, expect, make_order, picker, tea
):
    older, newer = (
        make_order(materials=[(tea, Decimal(15))]),
        make_order(materials=[(tea, Decimal(16))]),
    )
    older, newer = (take(order, "confirm", by=picker) for order in (older, newer))
    inbound = expect((tea, 5))
    answer = at_door(inbound, {inbound.lines.get(): {"quantity": "5"}})
    page = client.get(answer.url).text
    assert "can be allocated now" in page
    assert older.number in page
    client.post("/production/allocate/", {"next": f"/inbound/{inbound.number}/"})
    older, newer = (type(older).objects.get(pk=order.pk) for order in (older, newer))
    assert (older.status, newer.status) == ("allocated", "out_of_stock")
    assert level(tea) == (17, 15)


def test_the_page_of_the_order_asks_for_what_can_be_allocated(
    client, stocked, expect, make_order, picker, tea
):
    order = take(make_order(materials=[(tea, Decimal(15))]), "confirm", by=picker)
    inbound = take(expect((tea, 5)), "receive", by=picker)
    client.force_login(picker)
    address = f"/inbound/{inbound.number}/restock/"
    assert address in client.get(f"/inbound/{inbound.number}/").text
    assert order.number in client.get(address).text
