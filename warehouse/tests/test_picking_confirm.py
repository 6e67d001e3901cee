"""Confirming a line, and undoing it; twice is never twice."""

from decimal import Decimal

import pytest

from warehouse.models import PickLine
from warehouse.tests.shelves import level, lies, put, take

HTMX = {"HX-Request": "true"}


@pytest.fixture
def mine(stocked, make_order, manager, picker, client):
    """Sam's list, open on Sam's phone: five teas on A-01 and five mugs on A-02."""
    order = take(make_order(5), "confirm", "start_picking", by=manager)
    client.force_login(picker)
    return take(order.current_lists.get(), "claim", by=picker)


@pytest.fixture
def teas(mine):
    return mine.lines.get(item__location__code="A-01")


def act(client, line, what, headers=HTMX, **data):
    url = f"{line.picking_list.get_absolute_url()}lines/{line.pk}/{what}/"
    return client.post(url, data, headers=headers)


def picked(line):
    return PickLine.objects.get(pk=line.pk).picked


def test_a_confirmed_line_is_picked_and_the_next_one_is_in_hand(client, teas, tea):
    html = act(client, teas, "pick", quantity="5", once="a").content.decode()
    assert picked(teas) == 5
    assert lies(tea) == {"A-01": 7, "STAGING": 5}
    assert 'class="loc">A-02<' in html
    assert f"lines/{teas.pk}/undo/" in html.split('class="thumb"')[1]


def test_fewer_than_asked_leaves_the_rest_in_hand(client, teas):
    html = act(client, teas, "pick", quantity="2", once="a").content.decode()
    assert picked(teas) == 2
    assert 'class="loc">A-01<' in html
    assert 'name="quantity" inputmode="numeric" autocomplete="off" maxlength="20" value="3"' in html


def test_a_line_confirmed_twice_is_picked_once(client, teas):
    act(client, teas, "pick", quantity="2", once="same")
    html = act(client, teas, "pick", quantity="2", once="same").content.decode()
    assert "That was done already" in html
    assert picked(teas) == 2


def test_a_whole_line_confirmed_from_two_pages_is_picked_once(client, teas):
    act(client, teas, "pick", quantity="5", once="one page")
    html = act(client, teas, "pick", quantity="5", once="another").content.decode()
    assert "Only 0 more are asked for here." in html
    assert picked(teas) == 5


@pytest.mark.parametrize(
    ("quantity", "words"),
    [
        ("", "How many do you take?"),
        ("many", "How many do you take? Enter a number."),
        ("0", "Take at least one"),
        ("-1", "Take at least one"),
        ("1.5", "TEA is counted in whole pieces."),
        ("NaN", "How many do you take? Enter a number."),
        ("1e99", "digits"),
    ],
)
def test_what_is_no_quantity_is_refused_and_kept(client, teas, quantity, words):
    for headers in (HTMX, {}):
        response = act(client, teas, "pick", headers=headers, quantity=quantity, once="a")
        html = response.content.decode()
        assert response.status_code == 422
        assert words in html
        assert f'maxlength="20" value="{quantity}"' in html
    assert picked(teas) == 0


def test_more_than_asked_is_refused(client, teas):
    assert "Only 5 more are asked for" in act(client, teas, "pick", quantity="6").content.decode()
    assert (
        "Only 5 more are asked for"
        in act(client, teas, "pick", quantity="5012345678").content.decode()
    )
    assert picked(teas) == 0


def test_weights_may_be_typed_with_a_comma(
    client, make_order, make_product, manager, picker, house
):
    beans = make_product("BEANS", unit="kg")
    put(beans, 4, "B-01", by=manager)
    order = take(
        make_order(materials=[(beans, Decimal("1.5"))]), "confirm", "start_picking", by=manager
    )
    line = take(order.current_lists.get(), "claim", by=picker).lines.get()
    client.force_login(picker)
    act(client, line, "pick", quantity="0,25")
    assert picked(line) == Decimal("0.25")


def test_an_undone_line_lies_on_its_shelf_again_however_often_it_is_undone(client, teas, tea):
    act(client, teas, "pick", quantity="5")
    for _each in range(2):
        html = act(client, teas, "undo").content.decode()
        assert 'class="loc">A-01<' in html
        assert picked(teas) == 0
        assert lies(tea) == {"A-01": 12}
    assert level(tea) == (12, 5)


def test_without_javascript_confirming_leads_to_the_next_line(client, mine, teas):
    response = client.post(
        f"{mine.get_absolute_url()}lines/{teas.pk}/pick/", {"quantity": "5"}, follow=True
    )
    html = response.content.decode()
    assert 'class="loc">A-02<' in html
    assert f"lines/{teas.pk}/undo/" in html.split('class="thumb"')[1]


def test_another_person_cannot_pick_or_undo(client, manager, teas):
    client.force_login(manager)
    for what, data in (("pick", {"quantity": "1"}), ("undo", {})):
        assert act(client, teas, what, **data)["HX-Refresh"] == "true"
        html = client.get(teas.picking_list.get_absolute_url()).content.decode()
        assert "Sam Ellery is picking this list." in html
    assert picked(teas) == 0


def test_a_line_of_another_list_is_not_found(client, mine, make_order, manager, picker):
    other = take(make_order(1), "confirm", "start_picking", by=manager)
    other = take(other.current_lists.get(), "claim", by=picker)
    stray = other.lines.first()
    for what in ("pick", "undo", "short", "elsewhere"):
        url = f"{mine.get_absolute_url()}lines/{stray.pk}/{what}/"
        assert client.post(url, {"quantity": "1"}).status_code == 404


def test_pages_that_change_something_are_posted(client, mine, teas):
    for path in (f"lines/{teas.pk}/pick/", f"lines/{teas.pk}/undo/", "scan/", "steps/finish/"):
        assert client.get(mine.get_absolute_url() + path).status_code == 405
