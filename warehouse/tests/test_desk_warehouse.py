"""What the warehouse shows on the dashboard, in My work and to the search."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from config.core import desks
from warehouse import services
from warehouse.desk import WarehouseDesk
from warehouse.models import InboundLine, PickingList
from warehouse.tests.shelves import completed, pick_all, put, take

AGO = timedelta(days=2)


@pytest.fixture
def desk():
    return next(each for each in desks.all_desks() if isinstance(each, WarehouseDesk))


@pytest.fixture
def bought(stocked, manager, merchant, mug):
    """Thirty mugs that were to be here the day before yesterday."""
    return services.open_inbound(
        by=manager, warehouse=stocked, merchant=merchant, supplier="Potters Ltd",
        expected_at=timezone.now() - AGO, lines=[InboundLine(product=mug, expected=Decimal(30))],
    )  # fmt: skip


def titles(jobs):
    return [job.title for job in jobs]


def test_the_tiles_count_what_is_late_short_to_pick_and_coming_in(
    desk, manager, stocked, make_order, bought
):
    take(make_order(5, scheduled_at=timezone.now() - AGO), "confirm", by=manager)
    take(make_order(50), "confirm", by=manager)
    make_order(5)
    tiles = {tile.label: (tile.value, tile.url) for tile in desk.tiles(manager)}
    assert tiles == {
        "Production late": (1, "/production/?due=late"),
        "Out of stock": (1, "/production/shortages/"),
        "To be picked": (1, "/picking/"),
        "Inbound": (1, "/inbound/"),
    }


def test_a_shop_whose_warehouse_rests_has_no_tiles(desk, manager, stocked):
    assert desk.tiles(manager) == []


def test_late_is_production_past_its_time_and_goods_that_did_not_come(
    desk, manager, stocked, make_order, bought
):
    late = make_order(name="For the fair", scheduled_at=timezone.now() - AGO)
    make_order(scheduled_at=timezone.now() + AGO)
    completed(make_order(1), by=manager)
    jobs = desk.late(manager)
    assert titles(jobs) == ["For the fair", "Expected: Potters Ltd"]
    assert [job.url for job in jobs] == [late.get_absolute_url(), bought.get_absolute_url()]


def test_a_picked_order_waits_to_be_completed(desk, manager, stocked, make_order):
    order = take(make_order(5), "confirm", "start_picking", by=manager)
    assert desk.waiting(manager) == []
    take(pick_all(order.current_lists.get(), by=manager), "finish", by=manager)
    (job,) = desk.waiting(manager)
    assert (job.title, job.button) == (f"{order.number} is picked", "Complete")


def test_orders_that_can_be_allocated_wait_for_those_who_produce(
    desk, manager, reader, stocked, make_order, mug
):
    order = take(make_order(11), "confirm", by=manager)
    assert desk.waiting(manager) == []
    put(mug, 1, "A-01", by=manager)
    (job,) = desk.waiting(manager)
    assert (job.title, job.detail) == ("1 order can be allocated now", order.number)
    assert desk.waiting(reader) == []


def test_what_a_picker_did_not_find_waits_for_a_manager(desk, manager, picker, stocked, make_order):
    order = take(make_order(7), "confirm", "start_picking", by=manager)
    picking_list = take(order.current_lists.get(), "claim", by=picker)
    line = picking_list.lines.get(item__location__code="A-02")
    services.report_short(picking_list, line, by=picker, found=Decimal(4))
    assert titles(desk.waiting(manager)) == ["2 × MUG not found at A-02"]
    assert desk.waiting(picker) == []
    services.settle(line.discrepancies.get(), by=manager, outcome="found")
    assert desk.waiting(manager) == []


def test_open_orders_are_counted_by_status(desk, manager, stocked, make_order):
    take(make_order(5), "confirm", by=manager)
    make_order(), make_order()
    assert [row[:1] + row[2:] for row in desk.by_status(manager)] == [
        ("draft", 2, "/production/?status=draft"),
        ("allocated", 1, "/production/?status=allocated"),
    ]


def test_what_was_completed_is_counted_in_its_week(desk, manager, stocked, make_order):
    completed(make_order(1), by=manager)
    take(make_order(1), "cancel", by=manager)
    since = timezone.now() - timedelta(weeks=3)
    weeks = desk.finished_each_week(manager, since)
    assert weeks[timezone.localdate().isocalendar()[:2]] == 1
    assert sum(weeks.values()) == 1
    assert len(weeks) in (4, 5)


def test_a_picker_finds_their_lists_in_my_work(
    desk, client, manager, picker, reader, stocked, make_order
):
    mine, free, others = (
        take(make_order(1), "confirm", "start_picking", by=manager).current_lists.get()
        for _each in range(3)
    )
    take(mine, "claim", by=picker)
    take(others, "claim", by=manager)
    jobs = {job.title: job for job in desk.jobs(picker)}
    assert set(jobs) == {f"Pick {mine.number}", f"Pick {free.number}"}
    in_hand, to_start = jobs[f"Pick {mine.number}"], jobs[f"Pick {free.number}"]
    assert (in_hand.in_hand, in_hand.detail) == (True, "0 of 2 lines picked")
    assert (to_start.in_hand, to_start.step.name) == (False, "claim")
    assert desk.jobs(reader) == []
    client.force_login(picker)
    assert mine.number in client.get("/my-work/").content.decode()


def test_a_list_is_as_urgent_as_its_first_order(desk, manager, stocked, make_order):
    soon = timezone.now() - timedelta(hours=1)
    orders = [
        take(make_order(1, scheduled_at=at), "confirm", by=manager)
        for at in (timezone.now() + AGO, soon, None)
    ]
    services.make_picking_list(orders, by=manager)
    (job,) = desk.jobs(manager)
    assert (job.due_at, job.late) == (soon, True)


def test_the_queries_of_my_work_do_not_depend_on_the_number_of_lists(
    desk, manager, stocked, make_order, django_assert_max_num_queries
):
    for _each in range(6):
        take(make_order(1), "confirm", "start_picking", by=manager)
    services.workplace_of(manager)
    with django_assert_max_num_queries(1):
        assert len(desk.jobs(manager)) == 6


def test_another_warehouse_shows_nothing_of_this_one(
    desk, picker, manager, stocked, elsewhere, make_order, bought
):
    make_order(1, scheduled_at=timezone.now() - AGO)
    take(make_order(1), "confirm", "start_picking", by=manager)
    services.choose_workplace(picker, elsewhere)
    assert (desk.tiles(picker), desk.late(picker), desk.by_status(picker)) == ([], [], [])
    assert desk.jobs(picker) == []


def test_the_search_finds_numbers_names_and_skus(client, manager, stocked, make_order, bought, tea):
    order = take(make_order(1, name="For the fair"), "confirm", "start_picking", by=manager)
    picking_list = PickingList.objects.get()
    client.force_login(manager)
    for query, found in [
        ("fair", order.number),
        ("tea", "TEA"),
        ("100 g tea", "TEA"),
        ("potters", bought.number),
        (picking_list.number[-8:], picking_list.number),
    ]:
        page = client.get("/search/", {"q": query}).content.decode()
        assert found in page, query
    for record in (order, picking_list, bought):
        assert client.get(f"/search/?q={record.number}")["Location"] == record.get_absolute_url()


def test_the_search_shows_nothing_to_strangers(desk, stranger, make_order, bought):
    order = make_order()
    for words in (order.number, "IN-", "tea", "PL-2026"):
        assert desk.search(stranger, words) == []


def test_the_dashboard_opens_for_everyone(
    client, manager, picker, reader, stranger, stocked, make_order, bought
):
    take(make_order(50, scheduled_at=timezone.now() - AGO), "confirm", by=manager)
    for user in (manager, picker, reader, stranger):
        client.force_login(user)
        for url in ("/", "/my-work/", "/nav-counts/", "/search/?q=tea"):
            assert client.get(url).status_code == 200
