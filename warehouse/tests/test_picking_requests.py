"""Picking requests become one list for a batch; the list of lists shows how far each is."""

from decimal import Decimal

import pytest
from django.utils import timezone

from warehouse import services
from warehouse.models import PickingList, ProductionOrder
from warehouse.tests.shelves import pick_all, put, take


@pytest.fixture
def requests(stocked, make_order, manager):
    """Two allocated orders: two sets and three."""
    return [
        take(make_order(sets, name=f"Sets of {sets}"), "confirm", by=manager) for sets in (2, 3)
    ]


@pytest.fixture
def desk(client, picker):
    client.force_login(picker)
    return client


def generate(client, *orders, once="once", **more):
    data = {"orders": [getattr(order, "pk", order) for order in orders], "once": once}
    return client.post("/picking/", data, **more)


def test_a_request_shows_number_name_day_lines_and_pieces(desk, requests, make_order):
    draft = make_order(1)
    html = desk.get("/picking/").content.decode()
    for order in requests:
        assert order.number in html
    assert "Sets of 3" in html
    assert "2 lines, 6 in all" in html
    assert draft.number not in html


def test_the_first_to_be_made_comes_first(desk, requests, make_order, manager):
    take(
        make_order(1, name="Urgent", scheduled_at=timezone.now() - timezone.timedelta(days=1)),
        "confirm",
        by=manager,
    )
    html = desk.get("/picking/").content.decode()
    assert html.index("Urgent") < html.index("Sets of 2") < html.index("Sets of 3")
    assert 'class="late">Yesterday' in html


def test_all_requests_can_be_ticked_without_javascript(desk, requests):
    assert desk.get("/picking/").content.decode().count(" checked") == 0
    assert desk.get("/picking/?tick=all").content.decode().count(" checked") == 2


def test_ticked_orders_become_one_list_with_one_line_for_the_same_goods(desk, requests):
    response = generate(desk, *requests)
    picking_list = PickingList.objects.get()
    assert response["Location"] == picking_list.get_absolute_url()
    assert set(picking_list.orders.all()) == set(requests)
    assert [line.asked for line in picking_list.walk()] == [5, 5]
    html = desk.get("/picking/").content.decode()
    assert "Nothing waits to be picked" in html
    assert picking_list.number in html
    assert "0 of 2 lines" in html


def test_a_batch_sent_twice_is_one_list(desk, requests):
    first, second = (generate(desk, *requests) for _each in range(2))
    assert first["Location"] == second["Location"]
    assert PickingList.objects.count() == 1


def test_one_refused_order_means_no_list_and_the_ticks_stay(desk, requests, manager):
    gone = take(requests[0], "cancel", by=manager)
    response = generate(desk, *requests)
    html = response.content.decode()
    assert response.status_code == 422
    assert f"{gone} is Canceled: only allocated orders are picked." in html
    assert html.count(" checked") == 1
    assert not PickingList.objects.exists()
    assert ProductionOrder.objects.get(pk=requests[1].pk).status == "allocated"


def test_nothing_ticked_or_nonsense_is_refused(desk, requests):
    for orders, words in (
        ([], "Choose at least one order."),
        (["x"], "not of this warehouse"),
        (["0"], "not of this warehouse"),
        (["9" * 30], "not of this warehouse"),
    ):
        response = generate(desk, *orders)
        assert response.status_code == 422
        assert words in response.content.decode()
    assert desk.post("/picking/", {"orders": [requests[0].pk]}).status_code == 422
    assert not PickingList.objects.exists()


def test_orders_of_another_warehouse_are_neither_shown_nor_picked(
    desk, picker, requests, elsewhere
):
    services.choose_workplace(picker, elsewhere)
    assert "Nothing waits to be picked" in desk.get("/picking/").content.decode()
    assert generate(desk, *requests).status_code == 422
    assert not PickingList.objects.exists()


def test_who_only_reads_sees_requests_and_makes_no_list(client, reader, requests):
    client.force_login(reader)
    html = client.get("/picking/").content.decode()
    assert requests[0].number in html
    assert "Generate picking list" not in html
    assert generate(client, *requests).status_code == 403


def test_strangers_see_neither_page(client, stranger):
    client.force_login(stranger)
    for path in ("/picking/", "/picking-lists/"):
        assert client.get(path).status_code == 403


def test_the_list_of_lists_shows_open_ones_and_filters_by_status(desk, requests, picker, manager):
    lists = [services.make_picking_list([order], by=manager) for order in requests]
    take(pick_all(lists[0], by=picker), "finish", by=picker)
    services.pick(
        take(lists[1], "claim", by=picker), lists[1].walk().first(), by=picker, quantity=Decimal(3)
    )
    html = desk.get("/picking-lists/").content.decode()
    assert lists[1].number in html
    assert lists[0].number not in html
    assert "1 of 2 lines" in html
    assert "Sam E." in html
    assert requests[1].number in html
    html = desk.get("/picking-lists/?status=done").content.decode()
    assert lists[0].number in html
    assert lists[1].number not in html
    both = desk.get("/picking-lists/?status=done&status=picking").content.decode()
    assert lists[0].number in both
    assert lists[1].number in both
    assert lists[1].number in desk.get("/picking-lists/?status=nonsense&page=x").content.decode()
    assert (
        "No picking list has this status"
        in desk.get("/picking-lists/?status=canceled").content.decode()
    )
    assert lists[0].number in desk.get("/picking/").content.decode()


def test_empty_pages_say_what_to_do_first(desk, house):
    assert "Confirm a production order" in desk.get("/picking/").content.decode()
    assert "Choose orders that wait" in desk.get("/picking-lists/").content.decode()


@pytest.mark.parametrize("count", [2, 40])
def test_their_queries_do_not_depend_on_the_rows(
    desk, make_order, house, tea, mug, manager, count, django_assert_max_num_queries
):
    put(tea, 200, "A-01", by=manager)
    put(mug, 200, "A-02", by=manager)
    orders = [take(make_order(1), "confirm", by=manager) for _each in range(count + 2)]
    for order in orders[:count]:
        services.make_picking_list([order], by=manager)
    for path in ("/picking/", "/picking-lists/"):
        desk.get(path)
        with django_assert_max_num_queries(7):
            html = desk.get(path).content.decode()
        assert orders[0].current_lists.get().number in html or count == 40
