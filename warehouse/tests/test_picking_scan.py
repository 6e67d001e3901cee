"""What a scan does: a place opens its line, a product counts one, anything else changes nothing and says why."""

from decimal import Decimal

import pytest

from warehouse import services
from warehouse.models import Posting
from warehouse.tests.shelves import lies, pick_all, put, take

HTMX = {"HX-Request": "true"}


@pytest.fixture
def mine(stocked, make_order, tea, manager, picker):
    """Sam's list: three teas on A-01 and three mugs on A-02."""
    tea.barcode = "5012345678900"
    tea.save()
    order = take(make_order(3), "confirm", "start_picking", by=manager)
    return take(order.current_lists.get(), "claim", by=picker)


@pytest.fixture
def scanner(client, picker, mine):
    """``scanner("A-01")`` is the panel after that scan."""
    client.force_login(picker)
    count = iter(range(1000))

    def scan(code, line="", once=None):
        data = {"code": code, "line": line, "once": once or f"scan-{next(count)}"}
        response = client.post(f"{mine.get_absolute_url()}scan/", data, headers=HTMX)
        assert response.status_code == 200
        return response.content.decode()

    return scan


def line_at(picking_list, place):
    return picking_list.lines.get(item__location__code=place)


def picked(picking_list):
    return {line.item.location.code: line.picked for line in picking_list.walk()}


def test_a_place_opens_its_line_and_picks_nothing(scanner, mine):
    html = scanner("a-02")
    assert 'class="loc">A-02<' in html
    assert 'data-said="success"' in html
    assert picked(mine) == {"A-01": 0, "A-02": 0}


@pytest.mark.parametrize("code", ["5012345678900", "TEA", "tea"])
def test_a_product_counts_one_more(scanner, mine, tea, code):
    assert "TEA: 1 of 3 pcs from A-01." in scanner(code)
    assert "TEA: 2 of 3 pcs from A-01." in scanner(code)
    assert picked(mine) == {"A-01": 2, "A-02": 0}
    assert lies(tea) == {"A-01": 10, "STAGING": 2}


def test_the_last_piece_of_a_line_leads_on_to_the_next(scanner, mine):
    line = line_at(mine, "A-01").pk
    for _each in range(2):
        assert 'class="loc">A-01<' in scanner("TEA", line)
    html = scanner("TEA", line)
    assert 'class="loc">A-02<' in html
    assert "1 line picked" in html
    assert "All of TEA is picked already." in scanner("TEA", line)
    assert "Everything at A-01 is picked already." in scanner("A-01", line)
    assert picked(mine)["A-01"] == 3


def test_a_product_of_another_line_opens_that_line_and_counts_there(scanner, mine):
    html = scanner("MUG", line_at(mine, "A-01").pk)
    assert "MUG: 1 of 3 pcs from A-02." in html
    assert 'class="loc">A-02<' in html
    assert picked(mine) == {"A-01": 0, "A-02": 1}


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("GIFT", "Wrong product: GIFT Gift set is not on this list."),
        ("b-01", "Wrong place: nothing of this list lies at B-01."),
        ("4006381333931", "“4006381333931” is neither a place nor a product here."),
        ("<b>", "“&lt;b&gt;” is neither a place nor a product here."),
    ],
)
def test_a_wrong_scan_is_refused_aloud_and_changes_nothing(scanner, mine, gift_set, code, words):
    mugs = line_at(mine, "A-02").pk
    postings = Posting.objects.count()
    html = scanner(code, mugs)
    assert words in html
    assert 'role="alert" data-said="error"' in html
    assert 'class="loc">A-02<' in html
    assert picked(mine) == {"A-01": 0, "A-02": 0}
    assert Posting.objects.count() == postings


def test_goods_at_two_places_wait_for_their_place_first(
    stocked, make_order, mug, manager, picker, client
):
    order = take(make_order(materials=[(mug, 8)]), "confirm", "start_picking", by=manager)
    picking_list = take(order.current_lists.get(), "claim", by=picker)
    client.force_login(picker)
    url = f"{picking_list.get_absolute_url()}scan/"
    line = line_at(picking_list, "B-01").pk
    html = client.post(url, {"code": "MUG", "line": line}, headers=HTMX).content.decode()
    assert "from B-01" in html  # the line in hand is meant
    services.unpick(picking_list, line_at(picking_list, "B-01"), by=picker)
    services.pick(picking_list, line_at(picking_list, "A-02"), by=picker, quantity=Decimal(6))
    html = client.post(url, {"code": "MUG"}, headers=HTMX).content.decode()
    assert "from B-01" in html  # one place is left


def test_a_product_at_two_places_of_which_none_is_in_hand_counts_nowhere(
    stocked, make_order, mug, tea, manager, picker, client
):
    order = take(make_order(materials=[(tea, 1), (mug, 8)]), "confirm", "start_picking", by=manager)
    picking_list = take(order.current_lists.get(), "claim", by=picker)
    client.force_login(picker)
    url = f"{picking_list.get_absolute_url()}scan/"
    html = client.post(url, {"code": "MUG"}, headers=HTMX).content.decode()
    assert "MUG is asked for at A-02, B-01: scan the place first." in html
    assert picked(picking_list) == {"A-01": 0, "A-02": 0, "B-01": 0}


def test_the_code_of_a_lot_means_its_line(
    stocked, make_order, make_product, manager, picker, client
):
    cream = make_product("CREAM", lot_tracked=True)
    put(cream, 2, "A-01", by=manager, lot="L-1")
    put(cream, 2, "A-02", by=manager, lot="L-2")
    order = take(make_order(materials=[(cream, 4)]), "confirm", "start_picking", by=manager)
    picking_list = take(order.current_lists.get(), "claim", by=picker)
    client.force_login(picker)
    client.post(f"{picking_list.get_absolute_url()}scan/", {"code": "l-2"}, headers=HTMX)
    assert picked(picking_list) == {"A-01": 0, "A-02": 1}


def test_goods_by_weight_are_typed_and_not_counted(
    stocked, make_order, make_product, manager, picker, client
):
    beans = make_product("BEANS", unit="kg")
    put(beans, 4, "B-01", by=manager)
    order = take(
        make_order(materials=[(beans, Decimal("1.5"))]), "confirm", "start_picking", by=manager
    )
    picking_list = take(order.current_lists.get(), "claim", by=picker)
    client.force_login(picker)
    html = client.post(
        f"{picking_list.get_absolute_url()}scan/", {"code": "BEANS"}, headers=HTMX
    ).content.decode()
    assert "Type how much of BEANS you take." in html
    assert picked(picking_list) == {"B-01": 0}


def test_one_scan_sent_twice_counts_once(scanner, mine):
    assert "1 of 3" in scanner("TEA", once="the-same")
    assert "That was done already" in scanner("TEA", once="the-same")
    assert picked(mine)["A-01"] == 1


def test_an_empty_or_endless_code_is_refused(client, picker, mine):
    client.force_login(picker)
    url = f"{mine.get_absolute_url()}scan/"
    for code, words in (("", "Scan or type"), ("  ", "Scan or type"), ("9" * 81, "too long")):
        response = client.post(url, {"code": code}, headers=HTMX)
        assert response.status_code == 422
        assert words in response.content.decode()


def test_without_javascript_the_page_comes_back_at_the_line(client, picker, mine):
    client.force_login(picker)
    url = f"{mine.get_absolute_url()}scan/"
    response = client.post(url, {"code": "A-02", "once": "one"}, follow=True)
    assert response.redirect_chain == [
        (f"{mine.get_absolute_url()}?line={line_at(mine, 'A-02').pk}", 302)
    ]
    assert 'class="loc">A-02<' in response.content.decode()
    response = client.post(url, {"code": "GIFT-9", "line": line_at(mine, "A-02").pk}, follow=True)
    assert "neither a place nor a product" in response.content.decode()
    assert 'class="loc">A-02<' in response.content.decode()


def test_nobody_scans_on_anothers_list_or_a_finished_one(client, manager, picker, mine):
    client.force_login(manager)
    url = f"{mine.get_absolute_url()}scan/"
    html = client.post(url, {"code": "TEA"}, follow=True).content.decode()
    assert "Sam Ellery is picking this list." in html
    assert client.post(url, {"code": "TEA"}, headers=HTMX)["HX-Refresh"] == "true"
    assert picked(mine)["A-01"] == 0
    pick_all(mine, by=picker)
    take(mine, "finish", by=picker)
    client.force_login(picker)
    html = client.post(url, {"code": "TEA"}, follow=True).content.decode()
    assert f"{mine} is Done: start picking first." in html


def test_who_only_reads_may_not_scan(client, reader, mine):
    client.force_login(reader)
    response = client.post(f"{mine.get_absolute_url()}scan/", {"code": "TEA"})
    assert response.status_code == 403
