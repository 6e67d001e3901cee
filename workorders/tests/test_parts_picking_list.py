"""Reserved parts of an order are fetched by a picking list of the warehouse, and used when the order is finished."""

from decimal import Decimal

import pytest

from config.core import workflow
from config.core.refusals import Refused
from config.core.workflow import StepRefused
from warehouse import books
from warehouse import services as warehouse
from warehouse.desk import WarehouseDesk
from warehouse.models import (
    Discrepancy,
    Location,
    Merchant,
    PickingList,
    Product,
    StockLevel,
    StockMove,
    Unit,
    Warehouse,
)
from warehouse.tests.shelves import level, lies, pick_all, put, take
from workorders.models import PartLine, WorkOrder
from workorders.services import parts


@pytest.fixture
def make_product():
    def make(sku, **fields):
        return Product.objects.create(
            sku=sku,
            unit=Unit.objects.get(code="pcs"),
            merchant=Merchant.objects.get(code="OWN"),
            **{"name": sku.title(), "cost": Decimal("4.20")} | fields,
        )

    return make


@pytest.fixture
def seal(make_product, manager):
    """Ten seal rings on the shelf."""
    product = make_product("SEAL", name="Seal ring")
    put(product, 10, "A-01", by=manager)
    return product


@pytest.fixture
def belt(make_product, manager):
    """Six belts, four of them on a second shelf."""
    product = make_product("BELT", name="Drive belt")
    Location.objects.create(warehouse=Warehouse.objects.get(code="MAIN"), code="B-01", walk=30)
    put(product, 2, "A-01", by=manager)
    put(product, 4, "B-01", by=manager)
    return product


@pytest.fixture
def order(make_work, seal, belt, technician):
    """It needs three seal rings and five belts, and they are reserved."""
    work = make_work(template=None)
    parts.add_part(work, seal, Decimal(3), by=technician)
    parts.add_part(work, belt, Decimal(5), by=technician)
    parts.reserve_parts(work, by=technician)
    return work


@pytest.fixture
def on_list(order, technician, picker):
    """Its picking list, which the picker has begun."""
    (picking_list,) = parts.fetch_parts(order, by=technician)
    return take(picking_list, "claim", by=picker)


@pytest.fixture(autouse=True)
def the_books_agree():
    """Whatever a test did, and wherever it stopped."""
    yield
    assert books.mismatches() == []


def picked(picking_list, picker):
    """The list, picked to the end."""
    return take(pick_all(picking_list, by=picker), "finish", by=picker)


def states(order):
    return {line.product.sku: line.state for line in order.parts.select_related("product")}


def line_at(picking_list, place):
    return picking_list.lines.get(
        item__location__code=place, asked__gt=0, item__product__sku="BELT"
    )


def moved(order):
    """(reason, sku, quantity, from, to) of the movements whose document is the order."""
    moves = StockMove.objects.filter(posting__document=order.number).order_by("pk")
    return [
        (
            move.posting.reason,
            move.product.sku,
            move.quantity,
            move.from_location and move.from_location.code,
            move.to_location and move.to_location.code,
        )
        for move in moves.select_related("posting", "product", "from_location", "to_location")
    ]


# The whole way


def test_from_the_parts_page_along_the_walk_to_the_finished_order(
    client, order, seal, belt, technician, picker
):
    url = f"{order.get_absolute_url()}parts/"
    client.force_login(technician)
    client.post(f"{url}list/", {"next": url})
    picking_list = PickingList.objects.get()
    html = client.get(url).content.decode()
    assert picking_list.get_absolute_url() in html
    assert f"{picking_list} fetches it" in html
    assert "/pick/" not in html
    panel = client.get(order.get_absolute_url()).content.decode()
    assert f"{picking_list} fetches it" in panel

    client.force_login(picker)
    page = picking_list.get_absolute_url()
    client.post(f"{page}steps/claim/")
    html = client.get(page).content.decode()
    assert order.number in html
    assert order.title in html
    assert f'href="{order.get_absolute_url()}"' in html
    for line in picking_list.walk():
        client.post(f"{page}lines/{line.pk}/pick/", {"quantity": str(line.left.normalize())})
    assert states(order) == {"SEAL": "reserved", "BELT": "reserved"}
    client.post(f"{page}steps/finish/", {"seen": "picking"})
    assert states(order) == {"SEAL": "picked", "BELT": "picked"}
    assert lies(seal) == {"A-01": 7, "STAGING": 3}
    assert level(seal) == (10, 3)
    assert books.mismatches() == []

    client.force_login(technician)
    assert "waits with the picked goods" in client.get(url).content.decode()
    take(order, "finish", by=technician)
    assert states(order) == {"SEAL": "used", "BELT": "used"}
    assert (level(seal), level(belt)) == ((7, 0), (1, 0))
    assert lies(belt) == {"B-01": 1}
    assert moved(order) == [
        ("issue_work", "SEAL", 3, "STAGING", None),
        ("issue_work", "BELT", 2, "STAGING", None),
        ("issue_work", "BELT", 3, "STAGING", None),
    ]


def test_reopened_all_of_it_lies_on_its_shelves_again(order, on_list, seal, belt, picker, manager):
    picked(on_list, picker)
    done = take(order, "finish", by=manager)
    take(done, "reopen", by=manager)
    assert states(order) == {"SEAL": "returned", "BELT": "returned"}
    assert lies(seal) == {"A-01": 10}
    assert lies(belt) == {"A-01": 2, "B-01": 4}
    assert level(belt) == (6, 0)
    assert ("return", "SEAL", 3, None, "STAGING") in moved(order)


def test_a_reopened_order_may_have_its_parts_fetched_again(order, on_list, seal, picker, manager):
    picked(on_list, picker)
    done = take(order, "finish", by=manager)
    take(done, "reopen", by=manager)
    parts.reserve_parts(order, by=manager)
    (again,) = parts.fetch_parts(order, by=manager)
    picked(again, picker)
    take(order, "finish", by=manager)
    assert level(seal) == (7, 0)


def test_closing_a_finished_order_takes_nothing_twice(order, on_list, seal, picker, manager):
    picked(on_list, picker)
    take(take(order, "finish", by=manager), "close", by=manager)
    assert level(seal) == (7, 0)


def test_the_history_of_the_order_tells_of_the_list(order, on_list, picker):
    picked(on_list, picker)
    told = list(order.history.filter(action="part").order_by("pk").values_list("note", flat=True))
    assert told[-3:] == [f"{on_list} fetches the parts", "3 × SEAL picked", "5 × BELT picked"]


# Among the picking requests of the warehouse


def tick(client, *orders, **more):
    return client.post(
        "/picking/", {"papers": [order.number for order in orders], "once": "one press"} | more
    )


def test_reserved_parts_are_a_picking_request_and_are_ticked_for_a_list(client, order, picker):
    client.force_login(picker)
    html = client.get("/picking/").content.decode()
    assert f'name="papers" value="{order.number}"' in html
    assert f'href="{order.get_absolute_url()}"' in html
    assert order.title in html
    assert "2 lines, 8 in all" in html
    made, again = tick(client, order), tick(client, order)
    picking_list = PickingList.objects.get()
    assert made["Location"] == again["Location"] == picking_list.get_absolute_url()
    assert order.history.first().note == f"{picking_list} fetches the parts"
    assert f'value="{order.number}"' not in client.get("/picking/").content.decode()
    picked(take(picking_list, "claim", by=picker), picker)
    assert states(order) == {"SEAL": "picked", "BELT": "picked"}
    assert f'value="{order.number}"' not in client.get("/picking/").content.decode()


def test_the_dashboard_counts_the_order_among_what_is_to_be_picked(order, picker, technician):
    desk = WarehouseDesk()
    (tile,) = (each for each in desk.tiles(picker) if each.url == "/picking/")
    assert tile.value == 1
    parts.fetch_parts(order, by=technician)
    assert desk.tiles(picker) == []


def test_one_list_fetches_for_work_and_for_production_in_one_walk(
    client, order, seal, make_product, make_work, technician, manager, picker
):
    production = warehouse.open_order(
        by=manager,
        name="Seal kits",
        warehouse=Warehouse.objects.get(code="MAIN"),
        merchant=Merchant.objects.get(code="OWN"),
        materials=[(seal, Decimal(2))],
        outputs=[(make_product("KIT"), Decimal(1))],
    )
    production = take(production, "confirm", by=manager)
    other = make_work(template=None)
    parts.add_part(other, seal, Decimal(1), by=technician)
    parts.reserve_parts(other, by=technician)
    client.force_login(picker)
    tick(client, order, other, orders=[production.pk])
    picking_list = PickingList.objects.get()
    assert picking_list.documents == {order.number, other.number}
    assert [line.asked for line in picking_list.walk() if line.item.product == seal] == [6]
    picked(take(picking_list, "claim", by=picker), picker)
    assert (states(order)["SEAL"], states(other)["SEAL"]) == ("picked", "picked")


def test_a_request_that_is_gone_is_refused_and_the_other_ticks_stay(
    client, order, make_work, seal, technician, picker
):
    other = make_work(template=None)
    parts.add_part(other, seal, Decimal(1), by=technician)
    parts.reserve_parts(other, by=technician)
    take(other, "skip", by=technician)
    client.force_login(picker)
    response = tick(client, order, other)
    html = response.content.decode()
    assert response.status_code == 422
    assert f"Nothing of {other} waits for a picking list any more." in html
    assert html.count(" checked") == 1
    assert not PickingList.objects.exists()


def test_nothing_is_fetched_for_an_order_that_waits_for_its_approver(
    client, order, picker, manager, technician
):
    WorkOrder.objects.filter(pk=order.pk).update(
        kind="approval", approver=manager, assignee=technician, status="pending_approval"
    )
    client.force_login(picker)
    assert f'value="{order.number}"' not in client.get("/picking/").content.decode()
    response = tick(client, order)
    assert f"Nothing of {order} can be changed now." in response.content.decode()
    assert not PickingList.objects.exists()


def test_a_repair_s_parts_are_no_request(client, seal, picker):
    main = Warehouse.objects.get(code="MAIN")
    warehouse.reserve(seal, Decimal(1), warehouse=main, document="OS-2026-0001")
    client.force_login(picker)
    assert "OS-2026-0001" not in client.get("/picking/").content.decode()
    tick_it = {"papers": ["OS-2026-0001"], "once": "x"}
    assert client.post("/picking/", tick_it).status_code == 422


@pytest.mark.parametrize("count", [1, 12])
def test_queries_of_the_requests_do_not_depend_on_the_orders(
    client, seal, make_work, technician, picker, count, manager, django_assert_max_num_queries
):  # fmt: skip
    put(seal, 20, "A-01", by=manager)
    for _each in range(count):
        work = make_work(template=None)
        parts.add_part(work, seal, Decimal(1), by=technician)
        parts.reserve_parts(work, by=technician)
    client.force_login(picker)
    client.get("/picking/")
    with django_assert_max_num_queries(8):
        html = client.get("/picking/").content.decode()
    assert html.count('name="papers"') == count


# Less than the books say


def test_what_is_short_is_fetched_elsewhere_and_is_a_discrepancy(order, on_list, belt, picker):
    warehouse.report_short(on_list, line_at(on_list, "A-01"), by=picker, found=Decimal(1))
    assert Discrepancy.objects.get().missing == 1
    extra = on_list.lines.filter(item__location__code="B-01", item__product=belt)
    assert sum(line.asked for line in extra) == 4
    picked(on_list, picker)
    assert states(order) == {"SEAL": "picked", "BELT": "picked"}
    assert lies(belt) == {"A-01": 1, "STAGING": 5}


def test_what_nobody_finds_is_left_out_and_the_rest_is_picked(
    client, order, on_list, seal, belt, picker
):
    client.force_login(picker)
    page = on_list.get_absolute_url()
    line = line_at(on_list, "B-01")
    client.post(f"{page}lines/{line.pk}/short/", {"found": "1", "rest": "leave"})
    html = client.get(page).content.decode()
    assert f"{page}lines/{line.pk}/leave-out/" in html
    for _again in range(2):
        client.post(f"{page}lines/{line.pk}/leave-out/", {"once": "one press"})
    assert lies(belt) == {"A-01": 2, "B-01": 4}
    assert level(belt) == (6, 5)
    picked(on_list, picker)
    assert states(order) == {"SEAL": "picked", "BELT": "reserved"}


def test_a_line_that_is_for_nobody_else_cannot_be_left_out_twice(order, on_list, picker):
    line = line_at(on_list, "B-01")
    warehouse.leave_out(on_list, line, by=picker)
    with pytest.raises(warehouse.Refused, match="no longer on this list"):
        warehouse.leave_out(on_list, line, by=picker)


def test_nothing_is_left_out_of_a_list_that_was_finished_meanwhile(order, on_list, picker):
    line = line_at(on_list, "B-01")
    picked(on_list, picker)
    with pytest.raises(warehouse.Refused, match="Done: start picking first"):
        warehouse.leave_out(on_list, line, by=picker)
    assert states(order) == {"SEAL": "picked", "BELT": "picked"}


def test_nobody_leaves_out_what_another_picks(order, on_list, manager):
    with pytest.raises(warehouse.Refused, match="Sam Ellery is picking this list"):
        warehouse.leave_out(on_list, line_at(on_list, "B-01"), by=manager)


def test_with_its_last_part_left_out_the_list_is_canceled(order, on_list, picker):
    for line in on_list.lines.order_by("item__product", "-pk"):
        if on_list.reservations_now.filter(shares__line=line).exists():
            warehouse.leave_out(on_list, line, by=picker)
    assert PickingList.objects.get().status == "canceled"
    assert states(order) == {"SEAL": "reserved", "BELT": "reserved"}


# Called off


def test_a_canceled_list_puts_everything_back_and_the_parts_stay_reserved(
    order, on_list, seal, belt, picker, technician
):
    pick_all(on_list, by=picker)
    take(on_list, "cancel", by=picker)
    assert lies(belt) == {"A-01": 2, "B-01": 4}
    assert (level(seal), level(belt)) == ((10, 3), (6, 5))
    assert states(order) == {"SEAL": "reserved", "BELT": "reserved"}
    assert order.history.first().note == f"{on_list} was canceled."
    (again,) = parts.fetch_parts(order, by=technician)
    assert again != on_list


def test_a_part_removed_meanwhile_is_fetched_no_more(order, on_list, belt, picker, technician):
    pick_all(on_list, by=picker)
    parts.remove_part(order.parts.get(product=belt), by=technician)
    assert lies(belt) == {"A-01": 2, "B-01": 4}
    assert level(belt) == (6, 0)
    on_list = take(on_list, "finish", by=picker)
    assert on_list.status == "done"
    assert states(order) == {"SEAL": "picked"}


def test_the_last_part_removed_cancels_the_list_whoever_removes_it(order, on_list, technician):
    for line in order.parts.all():
        parts.remove_part(line, by=technician)
    assert PickingList.objects.get().status == "canceled"


def test_a_part_given_back_after_it_was_picked_lies_on_its_shelf(
    order, on_list, seal, picker, technician
):
    picked(on_list, picker)
    parts.give_part_back(order.parts.get(product=seal), by=technician)
    assert lies(seal) == {"A-01": 10}
    assert level(seal) == (10, 0)
    take(order, "finish", by=technician)
    assert level(seal) == (7, 0)  # a part that the order names is taken where it lies


def test_a_skipped_order_gives_back_what_is_being_fetched(
    order, on_list, seal, belt, picker, technician
):
    warehouse.pick(on_list, line_at(on_list, "B-01"), by=picker, quantity=Decimal(2))
    take(order, "skip", by=technician)
    assert (level(seal), level(belt)) == ((10, 0), (6, 0))
    assert lies(belt) == {"A-01": 2, "B-01": 4}
    assert PickingList.objects.get().status == "canceled"


# Meanwhile


def test_an_order_is_not_finished_while_its_parts_are_fetched(order, on_list, technician):
    with pytest.raises(StepRefused, match=f"{on_list} fetches") as refusal:
        take(order, "finish", by=technician)
    assert refusal.value.fix == "parts"
    assert WorkOrder.objects.get().status == "open"


def test_a_part_that_is_fetched_is_neither_changed_nor_taken_by_hand(order, on_list, technician):
    line = order.parts.get(product__sku="SEAL")
    with pytest.raises(Refused, match=f"{on_list} fetches SEAL"):
        parts.change_part(line, by=technician, quantity=Decimal(4))
    with pytest.raises(Refused, match=f"{on_list} fetches SEAL"):
        parts.pick_part(line, by=technician)
    parts.change_part(line, by=technician, quantity=line.quantity, unit_cost=Decimal(9))
    assert order.parts.get(pk=line.pk).unit_cost == 9


def test_what_a_list_fetches_is_not_let_go_behind_its_back(order, on_list):
    line = order.parts.get(product__sku="SEAL")
    with pytest.raises(warehouse.Refused, match=f"{on_list} fetches SEAL"):
        warehouse.release(line.reservation)


def test_two_people_ask_and_there_is_one_list(client, order, technician, dispatcher):
    url = f"{order.get_absolute_url()}parts/"
    for person in (technician, dispatcher):
        client.force_login(person)
        page = client.post(f"{url}list/", {"next": url}, follow=True)
    assert "no picking list fetches yet" in page.content.decode()
    assert PickingList.objects.count() == 1


def test_a_part_reserved_later_comes_with_a_list_of_its_own(order, on_list, seal, technician):
    line = parts.add_part(order, seal, Decimal(2), by=technician)
    parts.reserve_parts(order, by=technician)
    (second,) = parts.fetch_parts(order, by=technician)
    assert list(second.reservations.all()) == [PartLine.objects.get(pk=line.pk).reservation]


def test_picking_by_hand_needs_no_list(order, seal, belt, technician):
    for line in order.parts.all():
        parts.pick_part(line, by=technician)
    assert (level(seal), level(belt)) == ((7, 0), (1, 0))
    with pytest.raises(Refused, match="no picking list fetches yet"):
        parts.fetch_parts(order, by=technician)


def test_parts_of_two_warehouses_come_with_a_list_each(order, seal, manager, dispatcher):
    east = warehouse.open_warehouse(Warehouse(code="EAST", name="East"))
    Location.objects.create(warehouse=east, code="E-01")
    put(seal, 5, "E-01", by=manager, warehouse="EAST")
    parts.add_part(order, seal, Decimal(2), by=dispatcher)
    warehouse.choose_workplace(dispatcher, east)
    parts.reserve_parts(order, by=dispatcher)
    lists = parts.fetch_parts(order, by=dispatcher)
    assert {each.warehouse.code for each in lists} == {"MAIN", "EAST"}
    assert StockLevel.objects.get(product=seal, warehouse=east).reserved == 2


# Who, and what the pages say


def test_a_reader_sees_the_list_and_asks_for_none(client, order, on_list, reader):
    client.force_login(reader)
    url = f"{order.get_absolute_url()}parts/"
    assert on_list.number in client.get(url).content.decode()
    assert client.post(f"{url}list/").status_code == 403


def test_only_a_picker_walks_and_leaves_out(client, order, on_list, technician):
    client.force_login(technician)
    line = line_at(on_list, "B-01")
    page = on_list.get_absolute_url()
    assert client.post(f"{page}lines/{line.pk}/leave-out/").status_code == 403
    assert client.post(f"{page}lines/{line.pk}/pick/", {"quantity": "1"}).status_code == 403


def test_lists_and_papers_name_the_order(client, order, on_list, picker):
    client.force_login(picker)
    assert order.number in client.get("/picking-lists/").content.decode()
    paper = client.get(f"{on_list.get_absolute_url()}print/").content.decode()
    assert order.number in paper
    assert order.title in paper


def test_a_closed_list_still_names_the_order(client, order, on_list, picker):
    take(on_list, "cancel", by=picker)
    client.force_login(picker)
    assert order.number in client.get(on_list.get_absolute_url()).content.decode()


def test_the_order_is_no_link_for_those_who_may_not_see_it(client, order, on_list, stranger):
    from django.contrib.auth.models import Group, Permission

    group = Group.objects.create(name="pickers alone")
    group.permissions.add(Permission.objects.get(codename="view_pickinglist"))
    stranger.groups.add(group)
    client.force_login(stranger)
    html = client.get(on_list.get_absolute_url()).content.decode()
    assert order.number in html
    assert order.get_absolute_url() not in html


def test_the_ledger_leads_from_its_movements_to_the_order(client, order, on_list, picker, manager):
    picked(on_list, picker)
    take(order, "finish", by=manager)
    client.force_login(manager)
    html = client.get("/inventory/moves/", {"document": order.number}).content.decode()
    assert f'href="{order.get_absolute_url()}"' in html
    assert "Issued to a work order" in html


@pytest.mark.parametrize("count", [2, 12])
def test_queries_of_the_walk_do_not_depend_on_the_parts(
    client, make_work, make_product, technician, picker, manager, count, django_assert_max_num_queries
):  # fmt: skip
    work = make_work(template=None)
    for number in range(count):
        product = make_product(f"P{number:02d}")
        put(product, 5, "A-01", by=manager)
        parts.add_part(work, product, Decimal(2), by=technician)
    parts.reserve_parts(work, by=technician)
    (picking_list,) = parts.fetch_parts(work, by=technician)
    client.force_login(picker)
    picking_list = workflow.take_step(picking_list, "claim", by=picker)
    with django_assert_max_num_queries(8):
        html = client.get(picking_list.get_absolute_url()).content.decode()
    assert f"0 of {count} lines" in html
    picked(picking_list, picker)
    with django_assert_max_num_queries(8):
        client.get(picking_list.get_absolute_url())
    client.force_login(technician)
    with django_assert_max_num_queries(11):
        client.get(f"{work.get_absolute_url()}parts/")
