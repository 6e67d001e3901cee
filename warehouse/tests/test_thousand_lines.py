"""An order of a thousand materials asks the database as often as one of ten."""

import sys
import time
from contextlib import contextmanager
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from warehouse.models import Location, PickingList, Posting, Product, StockMove
from warehouse.states import Reason
from warehouse.tests.shelves import take

MOST = {"confirm": 14, "cancel": 9, "complete": 26}


@pytest.fixture
def big_order(house, make_order, merchant, tea, gift_set, manager):
    """``big_order(1000)`` is a draft with so many materials, all of them on a shelf."""

    def make(lines):
        products = Product.objects.bulk_create(
            Product(sku=f"P{lines}-{number}", name="Part", unit=tea.unit, merchant=merchant)
            for number in range(lines)
        )
        shelf = Location.objects.get(code="A-01")
        moves = [
            StockMove(warehouse=house, product=each, quantity=Decimal(2), to_location=shelf)
            for each in products
        ]
        Posting.post(Reason.ADJUST, moves, by=manager)
        return make_order(
            materials=[(each, Decimal(1)) for each in products], outputs=[(gift_set, Decimal(1))]
        )

    return make


@contextmanager
def counted(what, lines):
    """The statements of what is done inside, said with the seconds that they took."""
    began = time.perf_counter()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        yield queries
    seconds = time.perf_counter() - began
    sys.stdout.write(f"\n{what} of {lines} lines: {len(queries)} statements, {seconds:.2f} s")


def picked(order, *, by):
    """The order with all of its list picked, in one movement."""
    order = take(order, "start_picking", by=by)
    picking_list = take(order.current_lists.get(), "claim", by=by)
    staging = order.warehouse.staging
    moves = [line.item.move(line.asked, to=staging) for line in picking_list.walk()]
    Posting.post(Reason.PICK, moves, by=by, document=picking_list.number)
    picking_list.lines.update(picked=F("asked"))
    take(picking_list, "finish", by=by)
    return order


def test_steps_of_a_thousand_materials_take_as_many_statements_as_of_ten(big_order, manager):
    manager.get_all_permissions()  # asked for once, and kept
    asked = {}
    for lines in (10, 1000):
        order = big_order(lines)
        for step in ("confirm", "cancel"):
            with counted(step, lines) as asked[step, lines]:
                order = take(order, step, by=manager)
        again = big_order_like(order)
        again = picked(take(again, "confirm", by=manager), by=manager)
        with counted("complete", lines) as asked["complete", lines]:
            again = take(again, "complete", by=manager)
    for step in ("confirm", "cancel", "complete"):
        assert len(asked[step, 10]) == len(asked[step, 1000]) <= MOST[step], step


def big_order_like(order):
    """Another draft with the same lines."""
    from warehouse import services

    return services.open_order(
        by=order.history.first().by,
        warehouse=order.warehouse,
        name="Again",
        merchant=order.merchant,
        materials=[
            (line.product, line.quantity) for line in order.materials.select_related("product")
        ],
        outputs=[(line.product, line.quantity) for line in order.outputs.select_related("product")],
    )


def test_a_picking_list_of_a_thousand_lines_takes_no_more_statements(big_order, manager):
    """SQLite takes a thousand values in one statement at most, so that rows are written in several."""
    asked = {}
    for lines in (10, 1000):
        order = take(big_order(lines), "confirm", by=manager)
        with counted("start_picking", lines) as asked[lines]:
            take(order, "start_picking", by=manager)
    assert PickingList.objects.order_by("-pk").first().lines.count() == 1000
    reads = [statements(each, "SELECT") for each in asked.values()]
    assert reads[0] == reads[1]
    if connection.vendor == "postgresql":
        assert len(asked[10]) == len(asked[1000])


def statements(queries, word):
    return len([each for each in queries if each["sql"].startswith(word)])
