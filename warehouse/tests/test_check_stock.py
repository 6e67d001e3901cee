"""`manage.py check_stock` and the doctor say where the books do not agree."""

from contextlib import contextmanager
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from config.core.doctor import guards
from warehouse import services
from warehouse.doctor import stock
from warehouse.models import Location, PickingList, Product, ProductionOrder, StockItem
from warehouse.tests.shelves import completed, pick_all, put, take


@pytest.fixture
def at_work(stocked, make_order, make_product, manager, tea, mug, gift_set):
    """A warehouse in the middle of its day: something of everything is there."""
    take(completed(make_order(2), by=manager).inbounds.get(), "receive", "put_away", by=manager)
    take(completed(make_order(1), by=manager), "reverse_completion", by=manager)
    take(make_order(1), "confirm", by=manager)
    order = take(make_order(3), "confirm", "start_picking", by=manager)
    picking_list = take(order.current_lists.get(), "claim", by=manager)
    line = picking_list.lines.get(item__product=tea)
    services.pick(picking_list, line, by=manager, quantity=Decimal(2))
    done = take(make_order(1), "confirm", "start_picking", by=manager)
    take(pick_all(done.current_lists.get(), by=manager), "finish", by=manager)
    honey = make_product("HONEY", lot_tracked=True)
    put(honey, 5, "B-01", by=manager, lot="H-7")
    put(honey, 1, "HOLD", by=manager, lot="H-7")
    part = services.reserve(honey, Decimal(2), warehouse=stocked, document="OS-2026-0001")
    services.issue(part, by=manager)
    services.reserve(honey, Decimal(1), warehouse=stocked, document="OS-2026-0002")
    fetched_for_another_desk(make_product("SEAL"), stocked, by=manager)
    return stocked


def fetched_for_another_desk(product, house, *, by):
    """Two of five wait in the staging place for a paper of another desk."""
    put(product, 5, "B-01", by=by)
    part = services.reserve(product, Decimal(2), warehouse=house, document="WO-2026-0001")
    fetching = services.make_picking_list(reservations=[part], by=by)
    take(pick_all(fetching, by=by), "finish", by=by)


def checked():
    """(exit code, what check_stock said)."""
    said = StringIO()
    try:
        call_command("check_stock", stdout=said, no_color=True)
    except SystemExit as end:
        return end.code, said.getvalue()
    return 0, said.getvalue()


def sql(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_warehouse_at_work_is_right(at_work):
    code, said = checked()
    assert code == 0
    assert said.startswith("ok    All agree:")
    assert "3 orders that hold materials" in said
    assert list(stock()) == []


TAMPERED = [
    (
        "UPDATE warehouse_stockitem SET quantity = quantity + 10000 WHERE location_id = {B-01} "
        "AND lot_id IS NOT NULL",
        "Ledger and shelves: B-01, HONEY, lot H-7: the ledger says 3, the shelf says 4",
    ),
    (
        "UPDATE warehouse_stocklevel SET on_hand = on_hand + 5000 WHERE product_id = {TEA}",
        "Shelves and levels: Main warehouse, TEA: the shelves say 10, the level says on hand 10.5",
    ),
    (
        "UPDATE warehouse_stocklevel SET held = 0 WHERE product_id = {HONEY}",
        "Quality hold and levels: Main warehouse, HONEY: the places of quality hold say 1, "
        "the level says held 0",
    ),
    (
        "UPDATE warehouse_stocklevel SET reserved = 0 WHERE product_id = {HONEY}",
        "Reservations and levels: Main warehouse, HONEY: the reservations say 1, "
        "the level says reserved 0",
    ),
    (
        "DELETE FROM warehouse_reservation WHERE active AND product_id = {TEA} AND quantity = 30000",
        "Orders and reservations: {PICKING}, TEA: the order needs 3, its reservations hold 0",
    ),
    (
        "UPDATE warehouse_reservation SET active = TRUE WHERE id = "
        "(SELECT MIN(id) FROM warehouse_reservation WHERE product_id = {TEA} AND NOT active)",
        "Orders and reservations: {COMPLETED}, TEA: the order needs 0, its reservations hold 2",
    ),
    (
        "UPDATE warehouse_pickshare SET quantity = 20000 WHERE quantity = 30000 AND line_id IN (SELECT "
        "line.id FROM warehouse_pickline line JOIN warehouse_stockitem item ON item.id = line.item_id "
        "WHERE item.product_id = {TEA})",
        "Orders and picking lists: {PICKING}, TEA: the order needs 3, its picking lists bring 2",
    ),
    (
        "UPDATE warehouse_reservation SET quantity = 10000 WHERE document = 'WO-2026-0001'",
        "Parts of other desks and picking lists: WO-2026-0001, SEAL: its reservation is for 1, "
        "its picking lists bring 2",
    ),
    (
        "UPDATE warehouse_reservation SET active = FALSE WHERE document = 'WO-2026-0001'",
        "Picked goods and picking lists: STAGING, SEAL: there lies 2, the picking lists brought 0",
    ),
    (
        "UPDATE warehouse_pickline SET asked = 40000 WHERE asked = 30000 AND picked = 20000",
        "Picking lists and their orders: {LIST}, TEA: its lines ask for 4, its orders' shares are 3",
    ),
    (
        "UPDATE warehouse_pickline SET picked = 10000 WHERE asked = 30000 AND picked = 20000",
        "Picked goods and picking lists: STAGING, TEA: there lies 3, the picking lists brought 2",
    ),
    (
        "UPDATE warehouse_materialline SET quantity = 10000 WHERE order_id = {COMPLETED_ID} "
        "AND product_id = {TEA}",
        "Completed orders and what they used up: {COMPLETED}, TEA: the order needed 1, "
        "the ledger says used up 2",
    ),
    (
        "UPDATE warehouse_inboundline SET received = 30000 WHERE received = 20000",
        "Inbound orders and what came: {INBOUND}, GIFT: its lines say received 3, the ledger says 2",
    ),
    (
        "UPDATE warehouse_inboundline SET stored = 10000 WHERE stored = 20000",
        "Inbound orders and what was put away: {INBOUND}, GIFT: its lines say put away 1, "
        "its receipts say 2",
    ),
    (
        "UPDATE warehouse_reservation SET quantity = 10000 WHERE issued_id IS NOT NULL",
        "Issued parts and the ledger: OS-2026-0001, HONEY: its reservation was for 1, "
        "the ledger says issued 2",
    ),
]


def test_a_hand_in_the_database_is_found_and_named(at_work):
    names = names_of_today()
    for statement, sentence in TAMPERED:
        with undone():
            sql(with_names(statement, names))
            code, said = checked()
            assert code == 1
            assert f"wrong {with_names(sentence, names)}\n" in said
    assert checked()[0] == 0


def test_the_doctor_says_it_too_and_what_to_do(at_work, tea):
    sql("UPDATE warehouse_stocklevel SET on_hand = on_hand + 10000")
    (finding,) = stock()
    assert "TEA: the shelves say 10, the level says on hand 11" in finding
    assert "latest backup" in finding


def names_of_today():
    completed_order = ProductionOrder.objects.get(status="completed")
    picking_list = PickingList.objects.get(status="picking")
    return {
        "B-01": Location.objects.get(code="B-01").pk,
        "TEA": Product.objects.get(sku="TEA").pk,
        "HONEY": Product.objects.get(sku="HONEY").pk,
        "PICKING": picking_list.orders.get().number,
        "LIST": picking_list.number,
        "COMPLETED": completed_order.number,
        "COMPLETED_ID": completed_order.pk,
        "INBOUND": completed_order.inbounds.get().number,
    }


def with_names(text, names):
    for name, value in names.items():
        text = text.replace("{" + name + "}", str(value))
    return text


@contextmanager
def undone():
    """What is done inside never happened."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_a_shelf_below_nothing_is_found_where_its_guard_is_gone(at_work, tea):
    sql("PRAGMA ignore_check_constraints = ON")
    try:
        StockItem.objects.filter(product=tea, location__code="A-01").update(quantity=Decimal(-1))
    finally:
        sql("PRAGMA ignore_check_constraints = OFF")
    assert "Nothing below nothing: A-01, TEA: the shelf says -1\n" in checked()[1]


CARRIERS = {
    "materialline": "material",
    "outputline": "output",
    "reservation": "reservation",
    "stockitem": "stock item",
    "stockmove": "movement from",
    "pickline": "picking line of item",
    "inboundline": "inbound line",
    "inboundorder": "inbound order",
}


def test_lines_of_another_warehouse_are_found_where_their_guards_are_gone(at_work, elsewhere):
    for name, words in CARRIERS.items():
        for trigger in triggers_of(f"warehouse_{name}"):
            sql(f"DROP TRIGGER {trigger}")
        with undone():
            sql(f"UPDATE warehouse_{name} SET warehouse_id = {elsewhere.pk}")
            assert f"Nothing crosses warehouses: {words} " in checked()[1]


def triggers_of(table):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table]
        )
        return [name for (name,) in cursor.fetchall()]


def test_the_doctor_expects_the_guards_of_the_ledger():
    sql("DROP TRIGGER warehouse_stockmove_no_update")
    (finding,) = guards()
    assert "warehouse_stockmove_no_update" in finding
