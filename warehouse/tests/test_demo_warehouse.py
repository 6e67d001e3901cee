"""The warehouse of the demo company: every status, goods on their way, something short, and books that are right."""

from warehouse import books
from warehouse.models import Discrepancy, InboundOrder, PickingList, ProductionOrder, StockLevel
from warehouse.states import InboundStatus, PickingStatus, Status


def statuses(model):
    return set(model.objects.values_list("status", flat=True))


def test_the_demo_has_every_status_and_something_to_do_in_the_warehouse(demo_company):
    assert statuses(ProductionOrder) == set(Status.values)
    assert statuses(PickingList) == set(PickingStatus.values)
    assert statuses(InboundOrder) == set(InboundStatus.values)
    assert Discrepancy.objects.filter(settled_at=None).exists()
    assert any(level.free < level.product.reorder_level for level in StockLevel.objects.all())
    assert ProductionOrder.objects.late().exists()
    assert books.mismatches() == []
