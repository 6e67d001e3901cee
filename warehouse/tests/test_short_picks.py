"""What happens when the shelf holds less than the books."""

from decimal import Decimal

import pytest

from warehouse import services
from warehouse.models import Discrepancy, PickingList, ProductionOrder, StockItem
from warehouse.services import Refused
from warehouse.tests.shelves import level, lies, pick_all, put, take


@pytest.fixture
def on_list(stocked, make_order, manager):
    """A claimed list for seven sets: seven teas, six mugs from A-02 and one from B-01."""
    order = take(make_order(7), "confirm", "start_picking", by=manager)
    return take(order.current_lists.get(), "claim", by=manager)


def line_at(picking_list, place):
    return picking_list.lines.get(item__location__code=place)


def test_what_is_short_is_asked_for_elsewhere_and_is_a_discrepancy(on_list, manager, mug):
    line = line_at(on_list, "A-02")
    services.report_short(on_list, line, by=manager, found=Decimal(4))
    asked = {line.item.location.code: line.asked for line in on_list.walk()}
    assert asked == {"A-01": 7, "A-02": 4, "B-01": 1} | {"B-01": asked["B-01"]}
    assert sum(line.asked for line in on_list.lines.filter(item__product=mug)) == 7
    assert lies(mug) == {"A-02": 2, "B-01": 4, "STAGING": 4}
    assert Discrepancy.objects.get().missing == 2
    pick_all(on_list, by=manager)
    assert take(on_list, "finish", by=manager).status == "done"


def test_what_no_place_holds_stays_asked_for_and_the_list_cannot_finish(
    stocked, make_order, manager, mug
):
    order = take(make_order(10), "confirm", "start_picking", by=manager)
    picking_list = take(order.current_lists.get(), "claim", by=manager)
    services.report_short(picking_list, line_at(picking_list, "A-02"), by=manager, found=Decimal(4))
    assert line_at(picking_list, "A-02").left == 2
    put(mug, 5, "A-01", by=manager)
    assert services.ask_elsewhere(picking_list, line_at(picking_list, "A-02"), by=manager) == 2
    pick_all(picking_list, by=manager)
    assert take(picking_list, "finish", by=manager).status == "done"


def test_an_order_taken_off_the_list_is_allocated_again_and_its_goods_are_back(
    stocked, make_order, manager, mug, tea
):
    first, second = (take(make_order(3), "confirm", by=manager) for _each in range(2))
    picking_list = services.make_picking_list([first, second], by=manager)
    picking_list = take(picking_list, "claim", by=manager)
    tea_line = line_at(picking_list, "A-01")
    assert tea_line.asked == 6
    services.pick(picking_list, tea_line, by=manager, quantity=Decimal(5))
    services.take_off(picking_list, first, by=manager)
    assert ProductionOrder.objects.get(pk=first.pk).status == "allocated"
    tea_line.refresh_from_db()
    assert (tea_line.asked, tea_line.picked) == (3, 2)
    assert lies(tea) == {"A-01": 10, "STAGING": 2}
    assert level(tea) == (12, 6)


def test_cancelling_a_list_frees_its_orders_and_puts_everything_back(on_list, manager, tea):
    services.pick(on_list, line_at(on_list, "A-01"), by=manager, quantity=Decimal(7))
    order = on_list.orders.get()
    take(on_list, "cancel", by=manager)
    assert ProductionOrder.objects.get(pk=order.pk).status == "allocated"
    assert lies(tea) == {"A-01": 12}
    assert level(tea) == (12, 7)


def test_the_last_order_off_a_list_cancels_it(on_list, manager):
    order = on_list.orders.get()
    order = take(order, "return_picking", by=manager)
    assert order.status == "allocated"
    assert PickingList.objects.get(pk=on_list.pk).status == "canceled"


def test_what_is_planned_or_missed_is_not_moved_by_others(on_list, manager, house, mug):
    item = StockItem.objects.get(product=mug, location__code="A-02")
    with pytest.raises(Refused, match="Only 0 of MUG can leave A-02"):
        services.transfer(item, Decimal(1), to=house.locations.get(code="B-01"), by=manager)


def test_a_manager_writes_off_what_nobody_found(on_list, manager, mug):
    services.report_short(on_list, line_at(on_list, "A-02"), by=manager, found=Decimal(4))
    services.settle(Discrepancy.objects.get(), by=manager, outcome="written_off", note="Broken")
    assert level(mug) == (8, 7)
    assert lies(mug) == {"B-01": 4, "STAGING": 4}


def test_nobody_picks_on_anothers_list(on_list, picker):
    with pytest.raises(Refused, match="Maya Okafor is picking this list"):
        services.pick(on_list, line_at(on_list, "A-01"), by=picker, quantity=Decimal(1))
