"""The page of a picking list: what a picker sees, and whose list it is."""

import pytest

from warehouse import services
from warehouse.tests.shelves import pick_all, take


@pytest.fixture
def open_list(stocked, make_order, manager):
    """A list of two orders: five teas on A-01, five mugs on A-02."""
    orders = [take(make_order(sets), "confirm", by=manager) for sets in (2, 3)]
    return services.make_picking_list(orders, by=manager)


@pytest.fixture
def mine(open_list, picker):
    return take(open_list, "claim", by=picker)


def page(client, picking_list, **query):
    response = client.get(picking_list.get_absolute_url(), query)
    assert response.status_code == 200
    return response.content.decode()


def test_an_open_list_shows_what_there_is_and_can_be_claimed(client, picker, open_list):
    client.force_login(picker)
    html = page(client, open_list)
    assert "A-01 · Tea, 100 g" in html
    assert "Start picking" in html
    assert "data-scan" not in html
    client.post(f"{open_list.get_absolute_url()}steps/claim/", {"seen": "open"})
    html = page(client, open_list)
    assert 'class="loc">A-01<' in html
    assert "data-scan" in html


def test_the_line_in_hand_is_the_first_of_the_walk_or_the_one_asked_for(client, picker, mine):
    client.force_login(picker)
    assert 'class="loc">A-01<' in page(client, mine)
    mugs = mine.walk().last()
    assert 'class="loc">A-02<' in page(client, mine, line=mugs.pk)
    for nonsense in ("x", "0", "9" * 40, "-1", "²"):
        assert 'class="loc">A-01<' in page(client, mine, line=nonsense)


def test_anothers_list_says_whose_it_is_and_offers_no_confirming(client, manager, mine):
    client.force_login(manager)
    html = page(client, mine)
    assert "Sam Ellery is picking this list" in html
    assert "pick-form" not in html
    assert "data-scan" not in html
    assert "Release" in html


def test_a_reader_sees_the_list_and_no_buttons(client, reader, mine, open_list):
    client.force_login(reader)
    html = page(client, mine)
    assert "A-02 · Mug, blue" in html
    assert "/steps/" not in html


def test_a_list_picked_whole_offers_to_finish_and_says_who_did(client, picker, mine):
    pick_all(mine, by=picker)
    client.force_login(picker)
    html = page(client, mine)
    assert "Everything is picked" in html
    assert html.count("/steps/finish/") == 2
    client.post(f"{mine.get_absolute_url()}steps/finish/", {"seen": "picking"})
    html = page(client, mine)
    assert "Picked by Sam Ellery" in html
    assert "2 lines picked" in html


def test_a_canceled_list_says_so_and_names_its_orders(client, picker, mine):
    client.force_login(picker)
    client.post(f"{mine.get_absolute_url()}steps/cancel/")
    html = page(client, mine)
    assert "This list was canceled" in html
    for order in mine.orders.all():
        assert order.number in html


def test_a_step_that_is_late_or_unknown_changes_nothing(client, picker, manager, mine):
    client.force_login(manager)
    url = mine.get_absolute_url()
    response = client.post(f"{url}steps/claim/", {"seen": "open"}, follow=True)
    assert "was moved to Picking by Sam Ellery" in response.content.decode()
    assert client.post(f"{url}steps/fly/").status_code == 404
    assert client.post(f"{url}steps/delete/").status_code == 404
    assert client.post(f"{url}steps/release/", {"note": "x" * 4001}, follow=True).status_code == 200
    mine = type(mine).objects.get(pk=mine.pk)
    assert (mine.status, mine.picker) == ("picking", picker)


def test_a_page_of_another_state_is_loaded_afresh(client, picker, mine):
    """The live refresh of a page without a scan field, once the list is the reader's own."""
    client.force_login(picker)
    htmx = {"HX-Request": "true"}
    assert client.get(mine.get_absolute_url(), headers=htmx)["HX-Refresh"] == "true"
    panel = client.get(mine.get_absolute_url(), {"mine": "1"}, headers=htmx).content.decode()
    assert panel.count('id="panel"') == 1
    assert 'id="progress" hx-swap-oob="true"' in panel


@pytest.mark.parametrize(
    "path",
    ["", "print/", "pdf/", "stream/"],
)
def test_strangers_see_no_list(client, stranger, open_list, path):
    client.force_login(stranger)
    assert client.get(open_list.get_absolute_url() + path).status_code == 403


def test_a_step_comes_back_to_the_page_that_asked_for_it(client, picker, open_list):
    client.force_login(picker)
    url = f"{open_list.get_absolute_url()}steps/claim/"
    assert client.post(url, {"next": "//evil.example/"})["Location"] == open_list.get_absolute_url()
    url = f"{open_list.get_absolute_url()}steps/release/"
    assert client.post(url, {"next": "/my-work/"})["Location"] == "/my-work/"


@pytest.mark.parametrize("count", [2, 40])
def test_its_queries_do_not_depend_on_the_lines(
    client, picker, manager, house, make_product, make_order, gift_set, count,
    django_assert_max_num_queries,
):  # fmt: skip
    from warehouse.tests.shelves import put

    products = [make_product(f"P{number:02d}") for number in range(count)]
    for product in products:
        put(product, 5, "A-01", by=manager)
        put(product, 5, "B-01", by=manager)
    orders = [
        take(make_order(materials=[(each, 3) for each in products]), "confirm", by=manager)
        for _each in range(2)
    ]
    picking_list = take(services.make_picking_list(orders, by=manager), "claim", by=picker)
    client.force_login(picker)
    with django_assert_max_num_queries(8):
        html = page(client, picking_list)
    assert f"0 of {2 * count} lines" in html
