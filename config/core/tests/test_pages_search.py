import pytest

from config.core import desks
from config.core.desks import Desk, Hit


@pytest.fixture
def shelf(monkeypatch):
    """A desk that finds two things whatever is asked."""

    class Shelf(Desk):
        def search(self, user, words):
            return [
                Hit("Boxes", "BX-2026-0001", "a radio", "/boxes/BX-2026-0001/"),
                Hit("Boxes", "BX-2026-0002", "holds BX-2026-0001", "/boxes/BX-2026-0002/"),
                Hit("People", "Cleo Marsh", "07700", "/people/1/"),
            ]

    monkeypatch.setattr(desks, "_desks", [Shelf()])


def test_hits_come_in_groups(client, manager, shelf):
    client.force_login(manager)
    page = client.get("/search/?q=radio").content.decode()

    assert page.count("<h2>Boxes</h2>") == 1
    assert page.index("<h2>Boxes</h2>") < page.index("BX-2026-0002") < page.index("<h2>People</h2>")


def test_a_whole_number_leads_straight_to_its_record(client, manager, shelf):
    client.force_login(manager)
    response = client.get("/search/?q=bx-2026-0001")

    assert response.status_code == 302
    assert response["Location"] == "/boxes/BX-2026-0001/"


def test_a_number_typed_half_leads_nowhere(client, manager, shelf):
    client.force_login(manager)

    assert client.get("/search/?q=bx-2026-00").status_code == 200


def test_typing_gets_the_hits_alone_and_never_leads_away(client, manager, shelf):
    client.force_login(manager)
    response = client.get("/search/?q=BX-2026-0001", headers={"HX-Request": "true"})

    assert response.status_code == 200
    assert response.content.decode().lstrip().startswith('<div id="search-hits"')


@pytest.mark.parametrize(
    ("query", "answer"),
    [("", "What are you looking for?"), ("x", "One more letter"), ("<b>zz", "Nothing found for")],
)
def test_each_empty_result_says_what_to_do(client, manager, monkeypatch, query, answer):
    monkeypatch.setattr(desks, "_desks", [Desk()])
    client.force_login(manager)
    page = client.get("/search/", {"q": query}).content.decode()

    assert answer in page
    assert "<b>zz" not in page
    assert "&amp;lt;" not in page


def test_one_letter_asks_no_desk(client, manager, shelf):
    client.force_login(manager)

    assert "Cleo" not in client.get("/search/?q=c").content.decode()


def test_an_order_is_found_by_those_who_may_see_it(client, reader, stranger, order):
    client.force_login(reader)
    assert client.get(f"/search/?q={order.number}")["Location"] == order.get_absolute_url()

    client.force_login(stranger)
    assert order.number not in client.get("/search/?q=Marsh").content.decode()
    assert "Cleo Marsh" not in client.get("/search/?q=Marsh").content.decode()


@pytest.mark.parametrize("query", ["\0\0", "%", "'; --", '"', "a" * 5000, "OS-9999-9999"])
def test_strange_queries_find_nothing_and_break_nothing(client, manager, order, query):
    client.force_login(manager)

    assert client.get("/search/", {"q": query}).status_code == 200
