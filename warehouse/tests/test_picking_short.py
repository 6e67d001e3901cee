"""Fewer on the shelf than asked: from elsewhere, left behind, or back to the desk."""

from decimal import Decimal

import pytest

from warehouse import services
from warehouse.models import Discrepancy, PickingList, PickLine, ProductionOrder
from warehouse.tests.shelves import lies, put, take

HTMX = {"HX-Request": "true"}


@pytest.fixture
def mine(stocked, make_order, manager, picker, client):
    """Sam's list: six teas on A-01 and six mugs on A-02; four more mugs lie free on B-01."""
    order = take(make_order(6), "confirm", "start_picking", by=manager)
    client.force_login(picker)
    return take(order.current_lists.get(), "claim", by=picker)


@pytest.fixture
def mugs(mine):
    return mine.lines.get(item__location__code="A-02")


def act(client, line, what, headers=HTMX, **data):
    url = f"{line.picking_list.get_absolute_url()}lines/{line.pk}/{what}/"
    return client.post(url, data, headers=headers)


def asked(picking_list):
    return {line.item.location.code: line.asked for line in picking_list.walk()}


def test_the_line_in_hand_names_the_place_with_more(client, mine, mugs):
    html = client.get(mine.get_absolute_url(), {"line": mugs.pk}).content.decode()
    assert "Take from <b>B-01</b>" in html
    assert "4 free there" in html


def test_the_rest_is_asked_for_elsewhere(client, mine, mugs, mug):
    html = act(client, mugs, "short", found="4", rest="elsewhere", once="a").content.decode()
    assert "Written down" in html
    assert asked(mine) == {"A-01": 6, "A-02": 4, "B-01": 2}
    assert 'class="loc">B-01<' in html
    assert lies(mug) == {"A-02": 2, "B-01": 4, "STAGING": 4}
    assert Discrepancy.objects.get().missing == 2


def test_a_short_line_sent_twice_is_short_once(client, mine, mugs):
    for _each in range(2):
        html = act(client, mugs, "short", found="4", rest="leave", once="same").content.decode()
    assert "written down already" in html
    assert Discrepancy.objects.count() == 1


def test_what_is_left_stands_under_not_found_with_its_two_ways_out(client, mine, mugs):
    html = act(client, mugs, "short", found="4", rest="leave").content.decode()
    assert "2 pcs missing" in html
    assert "Look elsewhere again" in html
    assert f"Take {mine.orders.get()} off this list" in html
    assert 'class="loc">A-01<' in html


def test_looking_again_finds_another_place(client, mine, mugs):
    act(client, mugs, "short", found="4", rest="leave")
    html = act(client, mugs, "elsewhere", once="b").content.decode()
    assert "2 pcs are asked for at another place now." in html
    assert asked(mine) == {"A-01": 6, "A-02": 4, "B-01": 2}
    assert "That was done already" in act(client, mugs, "elsewhere", once="b\0").content.decode()


def test_looking_again_in_vain_says_so(client, mine, mugs, mug, manager):
    put(mug, -4, "B-01", by=manager)
    html = act(client, mugs, "short", found="4", rest="elsewhere").content.decode()
    assert "2 pcs missing" in html
    html = act(client, mugs, "elsewhere").content.decode()
    assert "No other place has any of MUG." in html


def test_found_after_all_it_is_picked_as_ever(client, mine, mugs):
    act(client, mugs, "short", found="4", rest="leave")
    html = client.get(mine.get_absolute_url(), {"line": mugs.pk}).content.decode()
    assert 'class="loc">A-02<' in html
    assert "short-form" not in html
    act(client, mugs, "pick", quantity="2")
    assert not PickLine.objects.get(pk=mugs.pk).left


def test_an_order_taken_off_is_back_at_the_desk_and_its_list_is_canceled(client, mine, mugs, mug):
    act(client, mugs, "short", found="4", rest="leave")
    order = mine.orders.get()
    url = f"{mine.get_absolute_url()}orders/{order}/take-off/"
    html = client.post(url, {"once": "c"}, follow=True).content.decode()
    assert f"{order} is off this list" in html
    assert "This list was canceled" in html
    assert ProductionOrder.objects.get(pk=order.pk).status == "allocated"
    assert lies(mug) == {"A-02": 6, "B-01": 4}
    html = client.post(url, {"once": "d"}, follow=True).content.decode()
    assert f"{order} is not on {mine}." in html


def test_an_order_of_another_list_cannot_be_taken_off(client, mine, make_order, manager):
    other = take(make_order(1), "confirm", "start_picking", by=manager)
    url = f"{mine.get_absolute_url()}orders/{other}/take-off/"
    assert client.post(url).status_code == 404
    assert client.post(f"{mine.get_absolute_url()}orders/PR-2020-9999/take-off/").status_code == 404


def test_other_orders_stay_on_the_list(client, stocked, make_order, manager, picker):
    orders = [take(make_order(sets), "confirm", by=manager) for sets in (2, 4)]
    picking_list = services.make_picking_list(orders, by=manager)
    take(picking_list, "claim", by=picker)
    client.force_login(picker)
    html = client.post(
        f"{picking_list.get_absolute_url()}orders/{orders[1]}/take-off/", headers=HTMX
    ).content.decode()
    assert PickingList.objects.get(pk=picking_list.pk).status == "picking"
    assert asked(picking_list) == {"A-01": 2, "A-02": 2}
    assert "0 of 2 lines" in html


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"found": "", "rest": "leave"}, "How many did you find?"),
        ({"found": "-1", "rest": "leave"}, "Zero or more"),
        ({"found": "2.5", "rest": "leave"}, "MUG is counted in whole pieces."),
        ({"found": "4"}, "Say what becomes of the rest."),
        ({"found": "4", "rest": "eat"}, "Say what becomes of the rest."),
    ],
)
def test_what_makes_no_sense_is_refused_with_the_fold_still_open(client, mugs, data, words):
    response = act(client, mugs, "short", **data)
    html = response.content.decode()
    assert response.status_code == 422
    assert words in html
    assert 'id="short" data-keep open' in html
    assert f'value="{data["found"]}"' in html
    assert not Discrepancy.objects.exists()


def test_all_that_was_asked_is_not_short(client, mugs):
    assert (
        "That is not short" in act(client, mugs, "short", found="6", rest="leave").content.decode()
    )
    services.pick(mugs.picking_list, mugs, by=mugs.picking_list.picker, quantity=Decimal(3))
    html = act(client, mugs, "short", found="2", rest="leave").content.decode()
    assert "More than that is picked already" in html
    assert not Discrepancy.objects.exists()


def test_a_line_is_reported_short_only_once(client, mugs):
    act(client, mugs, "short", found="4", rest="leave")
    html = act(client, mugs, "short", found="5", rest="leave").content.decode()
    assert "written down already" in html
    assert Discrepancy.objects.count() == 1
