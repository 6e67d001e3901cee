"""A warehouse with a few shelves and the parts of a gift set."""

from decimal import Decimal

import pytest

from warehouse import services
from warehouse.models import Location, Merchant, Product, Unit, Warehouse
from warehouse.tests.shelves import put


@pytest.fixture
def house():
    """The shop's warehouse, with two shelves beside what every warehouse has."""
    warehouse = Warehouse.objects.get(code="MAIN")
    for code, walk in (("A-02", 20), ("B-01", 30)):
        Location.objects.create(warehouse=warehouse, code=code, walk=walk)
    return warehouse


@pytest.fixture
def elsewhere():
    """Another warehouse."""
    warehouse = services.open_warehouse(Warehouse(code="EAST", name="East"))
    Location.objects.create(warehouse=warehouse, code="E-01")
    return warehouse


@pytest.fixture
def merchant():
    return Merchant.objects.get(code="OWN")


@pytest.fixture
def make_product(merchant):
    """``make_product("TEA")`` is a product counted in pieces."""

    def make(sku, unit="pcs", **fields):
        fields = {"name": sku.title(), "merchant": merchant} | fields
        return Product.objects.create(sku=sku, unit=Unit.objects.get(code=unit), **fields)

    return make


@pytest.fixture
def tea(make_product):
    return make_product("TEA", name="Tea, 100 g", cost=Decimal("4.20"))


@pytest.fixture
def mug(make_product):
    return make_product("MUG", name="Mug, blue", cost=Decimal("3.00"))


@pytest.fixture
def gift_set(make_product):
    return make_product("GIFT", name="Gift set")


@pytest.fixture
def stocked(house, tea, mug, manager):
    """Twelve teas on A-01 and ten mugs, six on A-02 and four on B-01."""
    put(tea, 12, "A-01", by=manager)
    put(mug, 6, "A-02", by=manager)
    put(mug, 4, "B-01", by=manager)
    return house


@pytest.fixture
def make_order(house, merchant, tea, mug, gift_set, manager):
    """``make_order(5)`` is a draft of five gift sets: a tea and two mugs... in each."""

    def make(sets=1, materials=None, outputs=None, **fields):
        sets = Decimal(sets)
        return services.open_order(
            by=manager,
            warehouse=house,
            **{"name": "Gift sets", "merchant": merchant} | fields,
            materials=materials or [(tea, sets), (mug, sets)],
            outputs=outputs or [(gift_set, sets)],
        )

    return make
