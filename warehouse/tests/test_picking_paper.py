"""The picking list on paper: in the order of the walk, with bars to scan and boxes to tick."""

import datetime
from decimal import Decimal

import pytest

from config.core.models import Document
from warehouse import services
from warehouse.tests.shelves import put, take

pytestmark = pytest.mark.usefixtures("nobody_prints")


@pytest.fixture
def paper_list(stocked, make_product, make_order, tea, mug, manager, picker):
    """A list with teas, mugs and one lot, of which two teas are picked."""
    cream = make_product("CREAM", name="Hand cream", lot_tracked=True)
    put(cream, 3, "B-01", by=manager, lot="L2609-4", expires_on=datetime.date(2028, 3, 31))
    order = take(
        make_order(name="Spring sets", materials=[(tea, 5), (mug, 7), (cream, 2)]),
        "confirm",
        "start_picking",
        by=manager,
    )
    picking_list = take(order.current_lists.get(), "claim", by=picker)
    services.pick(picking_list, picking_list.walk().first(), by=picker, quantity=Decimal(5))
    return picking_list


def test_the_page_to_print_follows_the_walk(client, picker, paper_list):
    client.force_login(picker)
    html = client.get(f"{paper_list.get_absolute_url()}print/").content.decode()
    places = [html.index(f"<strong>{place}</strong>") for place in ("A-01", "A-02", "B-01")]
    assert places == sorted(places)
    for words in (
        paper_list.number, "Spring sets", "Sam Ellery", "Hand cream", "L2609-4",
        "use by 31 March 2028", "CREAM",
    ):  # fmt: skip
        assert words in html
    assert html.count("✓") == 1
    assert html.count('class="code128"') == 1 + paper_list.lines.count()


def test_the_pdf_is_made_once_for_the_same_facts(client, picker, paper_list):
    client.force_login(picker)
    url = f"{paper_list.get_absolute_url()}pdf/"
    response = client.get(url)
    document = Document.objects.get()
    assert document.name == f"picking-{paper_list.number}.pdf"
    assert document.facts["lines"][0]["is_picked"] is True
    assert response.status_code == 202
    client.get(url)
    assert Document.objects.count() == 1
    services.pick(paper_list, paper_list.walk()[1], by=picker, quantity=Decimal(1))
    client.get(url)
    assert Document.objects.count() == 2


def test_while_it_is_being_made_the_page_says_so_and_comes_back(client, picker, paper_list):
    client.force_login(picker)
    response = client.get(f"{paper_list.get_absolute_url()}pdf/")
    assert response.status_code == 202
    assert "The PDF is being made" in response.content.decode()
    assert response["Retry-After"] == "2"
    document = Document.objects.get()
    Document.objects.filter(pk=document.pk).update(state="failed", error="No ink")
    response = client.get(f"{paper_list.get_absolute_url()}pdf/")
    assert response.status_code == 503
    assert "No ink" in response.content.decode()
    assert f"{paper_list.get_absolute_url()}print/" in response.content.decode()


def test_a_canceled_list_prints_without_lines(client, picker, paper_list):
    take(paper_list, "cancel", by=picker)
    client.force_login(picker)
    html = client.get(f"{paper_list.get_absolute_url()}print/").content.decode()
    assert "Nothing is left on this list." in html
