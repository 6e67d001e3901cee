"""Parts of an order are held, picked and used from the one stock; skipped or reopened, they lie there again."""

from decimal import Decimal

import pytest

from config.core import workflow
from config.core.refusals import Refused
from config.core.workflow import StepRefused
from warehouse.models import Merchant, Product, StockLevel, Unit
from warehouse.tests.shelves import put
from workorders.models import WorkOrder
from workorders.services import parts


@pytest.fixture
def seal(manager):
    """A seal ring for 4.20, ten of them on the shelf."""
    product = Product.objects.create(
        sku="SEAL",
        name="Seal ring",
        unit=Unit.objects.get(code="pcs"),
        merchant=Merchant.objects.get(code="OWN"),
        cost=Decimal("4.20"),
    )
    put(product, 10, "A-01", by=manager)
    return product


@pytest.fixture
def order(make_work):
    return make_work(template=None)


def stock(product):
    level = StockLevel.objects.get(product=product)
    return level.on_hand, level.reserved


def take(order, *steps, by):
    for step in steps:
        order = workflow.take_step(order, step, by=by, note="As agreed")
    return order


def test_a_planned_part_costs_what_the_product_costs_today(order, seal, manager):
    line = parts.add_part(order, seal, Decimal(3), by=manager)
    assert (line.unit_cost, line.state, line.is_own_cost) == (Decimal("4.20"), "planned", False)
    own = parts.add_part(order, seal, Decimal(1), by=manager, unit_cost=Decimal(5))
    assert (own.unit_cost, own.is_own_cost) == (Decimal(5), True)


def test_reserved_picked_used_and_given_back_when_it_is_reopened(order, seal, manager):
    line = parts.add_part(order, seal, Decimal(3), by=manager)
    parts.reserve_parts(order, by=manager)
    assert stock(seal) == (10, 3)
    parts.pick_part(line, by=manager)
    assert stock(seal) == (7, 0)
    order = take(order, "finish", by=manager)
    assert order.parts.get().state == "used"
    assert stock(seal) == (7, 0)
    order = take(order, "reopen", by=manager)
    assert order.parts.get().state == "returned"
    assert stock(seal) == (10, 0)
    take(order, "finish", by=manager)
    assert stock(seal) == (7, 0)


def test_what_was_only_planned_is_taken_when_the_order_is_finished(order, seal, manager):
    parts.add_part(order, seal, Decimal(4), by=manager)
    take(order, "finish", by=manager)
    assert stock(seal) == (6, 0)


def test_finishing_is_refused_whole_where_a_part_is_short(order, seal, manager):
    parts.add_part(order, seal, Decimal(4), by=manager)
    parts.add_part(order, seal, Decimal(7), by=manager)
    with pytest.raises(StepRefused, match="SEAL"):
        take(order, "finish", by=manager)
    assert stock(seal) == (10, 0)
    assert WorkOrder.objects.get().status == "open"


def test_reserving_is_all_or_nothing(order, seal, manager):
    parts.add_part(order, seal, Decimal(4), by=manager)
    parts.add_part(order, seal, Decimal(7), by=manager)
    with pytest.raises(Refused, match="SEAL"):
        parts.reserve_parts(order, by=manager)
    assert stock(seal) == (10, 0)


def test_skipping_gives_back_what_was_held_and_taken(order, seal, manager):
    parts.add_part(order, seal, Decimal(2), by=manager)
    picked = parts.add_part(order, seal, Decimal(3), by=manager)
    parts.reserve_parts(order, by=manager)
    parts.pick_part(picked, by=manager)
    take(order, "skip", by=manager)
    assert stock(seal) == (10, 0)


def test_a_sealed_order_takes_no_part(order, seal, manager):
    order = take(order, "finish", by=manager)
    with pytest.raises(Refused, match="sealed"):
        parts.add_part(order, seal, Decimal(1), by=manager)
