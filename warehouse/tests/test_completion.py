"""A production order from draft to goods on the shelf, and back again."""

from decimal import Decimal

import pytest

from config.core.workflow import StepRefused
from warehouse import services
from warehouse.models import ProductionOrder, StockItem, StockMove
from warehouse.states import Status
from warehouse.tests.shelves import completed, level, lies, pick_all, take


def test_confirming_reserves_all_materials(stocked, make_order, manager, tea, mug):
    order = take(make_order(5), "confirm", by=manager)
    assert order.status == Status.ALLOCATED
    assert level(tea) == (12, 5)
    assert level(mug) == (10, 5)


def test_one_missing_material_reserves_nothing_and_names_what_is_short(
    stocked, make_order, manager, tea, mug
):
    order = take(make_order(11), "confirm", by=manager)
    assert order.status == Status.OUT_OF_STOCK
    assert (level(tea), level(mug)) == ((12, 0), (10, 0))
    (short,) = order.shortages()
    assert (short.product, short.needed, short.free, short.short_by) == (mug, 11, 10, 1)
    assert "MUG: needed 11, free 10, short by 1" in order.history.get(action="short").note


def test_the_same_material_on_two_lines_is_summed(stocked, make_order, manager, tea):
    order = make_order(materials=[(tea, Decimal(7)), (tea, Decimal(6))])
    assert take(order, "confirm", by=manager).status == Status.OUT_OF_STOCK


def test_picked_goods_wait_in_staging_and_stay_reserved(stocked, make_order, manager, tea, mug):
    order = take(make_order(8), "confirm", "start_picking", by=manager)
    pick_all(order.current_lists.get(), by=manager)
    assert lies(mug) == {"B-01": 2, "STAGING": 8}
    assert level(mug) == (10, 8)


def test_completing_consumes_the_materials_and_expects_the_goods(
    stocked, make_order, manager, tea, mug, gift_set
):
    order = completed(make_order(8), by=manager)
    assert (level(tea), level(mug)) == ((4, 0), (2, 0))
    assert lies(tea) == {"A-01": 4}
    inbound = order.inbounds.get()
    assert level(gift_set) == (0, 0)
    take(inbound, "receive", by=manager)
    assert lies(gift_set) == {"DOCK": 8}
    inbound = take(inbound, "put_away", by=manager)
    assert (inbound.status, lies(gift_set)) == ("stored", {"A-01": 8})


def test_an_order_is_completed_once(stocked, make_order, manager, tea):
    order = completed(make_order(8), by=manager)
    with pytest.raises(StepRefused):
        take(order, "complete", by=manager)
    assert order.inbounds.count() == 1
    assert level(tea) == (4, 0)


def test_an_order_is_not_completed_before_it_is_picked(stocked, make_order, manager):
    order = take(make_order(8), "confirm", "start_picking", by=manager)
    with pytest.raises(StepRefused, match="picking lists are not all done"):
        take(order, "complete", by=manager)


def test_reversing_puts_everything_back_by_counter_movements(
    stocked, make_order, manager, tea, mug, gift_set
):
    order = completed(make_order(8), by=manager)
    take(order.inbounds.get(), "receive", "put_away", by=manager)
    before = StockMove.objects.count()
    order = take(order, "reverse_completion", by=manager)
    assert order.status == Status.DRAFT
    assert lies(gift_set) == {}
    assert lies(tea) == {"A-01": 12}
    assert lies(mug) == {"A-02": 6, "B-01": 4}
    assert level(mug) == (10, 0)
    assert StockMove.objects.count() > before
    order = completed(order, by=manager)
    assert (level(tea), order.inbounds.filter(reversed_at=None).count()) == ((4, 0), 1)


def test_reversing_is_refused_where_goods_have_left_their_shelf(
    stocked, make_order, manager, gift_set, house
):
    order = completed(make_order(8), by=manager)
    take(order.inbounds.get(), "receive", "put_away", by=manager)
    services.transfer(
        StockItem.objects.get(product=gift_set, location__code="A-01"),
        Decimal(3),
        to=house.locations.get(code="B-01"),
        by=manager,
    )
    with pytest.raises(StepRefused, match="has left A-01: only 5 of 8"):
        take(order, "reverse_completion", by=manager)
    assert ProductionOrder.objects.get(pk=order.pk).status == Status.COMPLETED
    assert level(gift_set) == (8, 0)


def test_cancelling_gives_back_what_was_reserved(stocked, make_order, manager, tea):
    order = take(make_order(5), "confirm", "cancel", by=manager)
    assert order.status == Status.CANCELED
    assert level(tea) == (12, 0)


def test_cancelling_while_a_picker_is_at_work_names_the_picking_list(stocked, make_order, manager):
    order = take(make_order(5), "confirm", "start_picking", by=manager)
    number = order.current_lists.get().number
    with pytest.raises(StepRefused, match=f"deal with picking list {number} first"):
        take(order, "cancel", by=manager)


def test_an_edit_of_an_out_of_stock_order_is_tried_again_by_itself(
    stocked, make_order, manager, tea, mug, gift_set
):
    order = take(make_order(11), "confirm", by=manager)
    order = services.change_order(
        order,
        by=manager,
        seen_version=order.version,
        materials=[(tea, Decimal(9)), (mug, Decimal(9))],
        outputs=[(gift_set, Decimal(9))],
    )
    assert order.status == Status.ALLOCATED
    assert level(mug) == (10, 9)
