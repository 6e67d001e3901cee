"""The warehouse of the demo company: every status, goods on their way, something short, and books that are right."""

from io import StringIO

import pytest
from django.core.management import call_command

from warehouse import books
from warehouse.demo import scale
from warehouse.models import Discrepancy, InboundOrder, PickingList, ProductionOrder, StockLevel
from warehouse.states import InboundStatus, PickingStatus, Status


@pytest.fixture
def company(settings, tmp_path):
    settings.DEBUG = True
    settings.MEDIA_ROOT = tmp_path
    call_command("demo", stdout=StringIO())


def statuses(model):
    return set(model.objects.values_list("status", flat=True))


def test_the_demo_has_every_status_and_something_to_do_in_the_warehouse(company):
    assert statuses(ProductionOrder) == set(Status.values)
    assert statuses(PickingList) == set(PickingStatus.values)
    assert statuses(InboundOrder) == set(InboundStatus.values)
    assert Discrepancy.objects.filter(settled_at=None).exists()
    assert any(level.free < level.product.reorder_level for level in StockLevel.objects.all())
    assert ProductionOrder.objects.late().exists()
    assert books.mismatches() == []


def test_thousands_of_orders_leave_the_books_as_they_were(manager):
    made = scale.build(1)

    assert made["production orders"] == ProductionOrder.objects.count() == 1000
    order = ProductionOrder.objects.filter(status=Status.COMPLETED).order_by("?").first()
    assert order.search_text == order.searchable()
    assert order.materials.exists()
    assert order.history.first().went_to == Status.COMPLETED
    assert books.mismatches() == []
