"""Thousands of production orders in bulk, with books that are right."""

from config.core import doctor
from warehouse import books
from warehouse.demo import scale
from warehouse.models import ProductionOrder
from warehouse.states import Status


def test_thousands_of_orders_leave_the_books_as_they_were(manager):
    made = scale.build(1)

    assert made["production orders"] == ProductionOrder.objects.count() == 1000
    order = ProductionOrder.objects.filter(status=Status.COMPLETED).order_by("?").first()
    assert order.search_text == order.searchable()
    assert order.materials.exists()
    assert order.history.first().went_to == Status.COMPLETED
    assert books.mismatches() == []
    assert {name: found for name, found in doctor.examine(network=False) if found} == {}
