"""What the list of orders and its board are narrowed to."""

import re

import pytest

from config.core.workflow import take_step
from serviceorders import services
from serviceorders.views import lists

LIST, BOARD = "/service-orders/", "/service-orders/board/"


@pytest.fixture
def at_the_desk(client, manager):
    client.force_login(manager)
    return client


@pytest.fixture
def taken_in(manager, cleo):
    """A device of this name whose order has gone through these steps."""

    def take_in(model, *steps):
        order = services.open_order(by=manager, client=cleo, model=model, problem="Broken")
        for step in steps:
            order = take_step(order, step, by=manager, note="Not worth it")
        return order

    return take_in


@pytest.fixture
def pixels(taken_in):
    """One that waits, one on the bench, one that was cancelled."""
    return [
        taken_in("Pixel waits"),
        taken_in("Pixel benched", "start_diagnosis"),
        taken_in("Pixel gone", "cancel"),
    ]


@pytest.mark.parametrize("typed", ["OS{}", "49-015420-323751-8", "49 015420 323751 8"])
@pytest.mark.parametrize("page", [f"{LIST}?q=", "/search/?q="])
def test_a_number_and_an_imei_are_found_as_people_type_them(
    at_the_desk, manager, cleo, page, typed
):
    order = services.open_order(
        by=manager, client=cleo, model="Pixel", problem="Broken", imei="490154203237518"
    )
    services.open_order(by=manager, client=cleo, model="Nokia", problem="Broken")
    answer = at_the_desk.get(page + typed.format(order.number[3:].replace("-", "")), follow=True)
    assert "Pixel" in answer.text
    assert "Nokia" not in answer.text


def names_on(client, address):
    return re.findall(r"Pixel \w+", client.get(address).text)


def columns_on(client, address):
    return re.findall(r'<h2 id="col-\w+">([^<]+)', client.get(address).text)


def test_a_search_among_closed_orders_finds_those_alone(at_the_desk, pixels):
    assert names_on(at_the_desk, f"{LIST}?closed=only&q=pixel") == ["Pixel gone"]
    assert len(names_on(at_the_desk, f"{LIST}?q=pixel")) == 3


def test_a_search_among_closed_orders_counts_what_it_finds(at_the_desk, pixels):
    answer = at_the_desk.get(f"{LIST}?closed=only&q=pixel")
    assert answer.context["page"].paginator.count == 1


def test_the_board_shows_the_closed_columns_when_they_are_asked_for(at_the_desk, pixels):
    address = f"{BOARD}?closed=only"
    assert columns_on(at_the_desk, address) == ["Rejected", "Completed", "Cancelled"]
    assert names_on(at_the_desk, address) == ["Pixel gone"]


def test_a_search_on_the_board_finds_what_the_list_finds(at_the_desk, pixels):
    found = [names_on(at_the_desk, f"{page}?q=pixel") for page in (LIST, BOARD)]
    assert sorted(found[0]) == sorted(found[1])
    assert "Cancelled" in columns_on(at_the_desk, f"{BOARD}?q=pixel")


def test_the_board_shows_open_columns_by_itself(at_the_desk, pixels):
    assert "Cancelled" not in columns_on(at_the_desk, BOARD)
    assert len(names_on(at_the_desk, BOARD)) == 2


def test_the_rest_of_a_column_is_listed_under_the_same_filters(at_the_desk, pixels, monkeypatch):
    monkeypatch.setattr(lists, "CARDS_A_COLUMN", 0)
    page = at_the_desk.get(f"{BOARD}?closed=only&q=pixel").text
    assert f'href="{LIST}?q=pixel&amp;status=cancelled"' in page


def links_on(client, address):
    """The addresses of the figures and of the chips, each by its words."""
    answer = client.get(address)
    lines = answer.context["counts"] + answer.context["closed_counts"]
    return {line["label"]: line["query"] for line in lines}, {
        chip["label"]: chip["url"] for chip in answer.context["chips"]
    }


def test_a_second_status_is_listed_beside_the_first(at_the_desk, pixels):
    figures, _chips = links_on(at_the_desk, f"{LIST}?status=pending&q=pixel&page=1")
    both = f"{LIST}{figures['Cancelled']}"
    assert sorted(names_on(at_the_desk, both)) == ["Pixel gone", "Pixel waits"]
    assert "q=pixel" in both
    assert at_the_desk.get(both).text.count('aria-current="true"><span class="dot"') == 2


def test_a_status_pressed_again_is_taken_away(at_the_desk, pixels):
    figures, _chips = links_on(at_the_desk, f"{LIST}?status=pending&status=cancelled")
    assert names_on(at_the_desk, f"{LIST}{figures['Pending']}") == ["Pixel gone"]


def test_a_status_asked_for_among_the_closed_ones_is_listed_alone(at_the_desk, taken_in, pixels):
    figures, _chips = links_on(at_the_desk, f"{LIST}?closed=only")
    assert names_on(at_the_desk, f"{LIST}{figures['Completed']}") == []
    assert names_on(at_the_desk, f"{LIST}{figures['Cancelled']}") == ["Pixel gone"]


def test_each_closed_status_has_its_figure_where_closed_orders_are_listed(at_the_desk, pixels):
    closed = at_the_desk.get(LIST, {"closed": "only"})
    counted = closed.context["closed_counts"]
    assert {line["label"]: line["count"] for line in counted} == {
        "Completed": 0,
        "Rejected": 0,
        "Cancelled": 1,
    }
    assert all(f'href="{line["query"]}"' in closed.text for line in counted)
    assert "Cancelled" not in at_the_desk.get(LIST).text


@pytest.mark.parametrize("page", [LIST, BOARD])
def test_each_status_asked_for_is_a_chip_that_can_be_taken_off(at_the_desk, pixels, page):
    _figures, chips = links_on(at_the_desk, f"{page}?status=pending&status=cancelled&due=late")
    assert list(chips) == ["Status: Pending", "Status: Cancelled", "Due: Late"]
    _figures, chips = links_on(at_the_desk, page + chips["Status: Pending"])
    assert list(chips) == ["Status: Cancelled", "Due: Late"]


@pytest.fixture
def three(manager, technician, taken_in):
    """Of two clients, two technicians and three statuses."""
    adam = services.find_or_make_client(name="Adam", email="a@example.org", phone="", language="en")
    taken_in("Pixel ready", "start_repair", "mark_ready")
    taken_in("Pixel waits")
    own = {"by": manager, "client": adam, "problem": "x", "technician": technician}
    take_step(services.open_order(**own, model="Pixel adams"), "start_repair", by=manager)


@pytest.mark.parametrize(
    ("sort", "names"),
    [
        ("status", ["waits", "adams", "ready"]),
        ("-status", ["ready", "adams", "waits"]),
        ("client", ["adams", "ready", "waits"]),
        ("-client", ["waits", "ready", "adams"]),
        ("number", ["ready", "waits", "adams"]),
        ("nonsense", ["ready", "waits", "adams"]),
    ],
)
def test_the_list_is_sorted_by_its_columns(at_the_desk, three, sort, names):
    assert names_on(at_the_desk, f"{LIST}?sort={sort}") == [f"Pixel {name}" for name in names]


def test_the_list_is_sorted_by_technician(at_the_desk, three):
    held = [
        name for name in names_on(at_the_desk, f"{LIST}?sort=technician") if "waits" not in name
    ]
    assert held == ["Pixel adams", "Pixel ready"]  # of Dana and of Maya


def test_a_column_s_head_sorts_by_it_and_then_the_other_way_round(at_the_desk, three):
    head = '<th aria-sort="{}"><a class="sort" href="?sort={}&amp;q=x">Client'
    for sort, shown, offered in [
        ("", "none", "client"),
        ("client", "ascending", "-client"),
        ("-client", "descending", "client"),
    ]:
        page = at_the_desk.get(f"{LIST}?sort={sort}&q=x").text
        assert head.format(shown, offered) in page
