"""Money over the API: decimal strings, basis points, one rounding for each figure."""

from decimal import Decimal

import pytest

from warehouse.models import Merchant, Product, Unit
from workorders.models import ServiceTask, WorkOrder
from workorders.tests.fleet import ORDERS, refusal_of

pytestmark = pytest.mark.django_db


def usd(amount):
    return {"amount": amount, "currency": "usd"}


@pytest.fixture
def task():
    return ServiceTask.objects.create(name="Brakes")


@pytest.fixture
def cable():
    """0.335 a metre."""
    return Product.objects.create(
        sku="CABLE",
        name="Cable",
        unit=Unit.objects.get(code="m"),
        merchant=Merchant.objects.get(code="OWN"),
        cost=Decimal("0.335"),
    )


def make(fleet, van, task, discount=None, tax=None, **instance):
    entry = {"serviceTaskId": str(task.pk), "status": "Open"} | instance
    shares = {"discount": discount, "tax": tax}
    return fleet.make(van, serviceTaskInstances=[entry], **shares)


def totals(order):
    return {name: figure["amount"] for name, figure in order["totals"].items()}


def test_a_changed_part_moves_discount_and_tax(fleet, van, task, cable):
    order = make(
        fleet,
        van,
        task,
        {"basisPoints": 1000},
        {"basisPoints": 2000},
        laborTimeMinutes=10,
        laborHourlyCost=usd("60"),
        parts=[{"partId": str(cable.pk), "quantity": 3}],
    )
    # 10.00 of labour, 1.005 of cable: 1.01 (half goes up)
    assert totals(order) == {
        "subtotal": "11.01",
        "discount": "1.10",
        "tax": "1.98",
        "total": "11.89",
    }
    [entry] = order["serviceTaskInstances"]
    entry["parts"][0]["costCentsOverride"] = 1000
    order = fleet.change(order["id"], serviceTaskInstances=[entry])
    assert totals(order) == {
        "subtotal": "40.00",
        "discount": "4.00",
        "tax": "7.20",
        "total": "43.20",
    }
    assert order["discount"] == {"basisPoints": 1000, "money": usd("4.00")}
    assert order["tax"] == {"basisPoints": 2000, "money": usd("7.20")}


def test_an_amount_replaces_basis_points_and_the_other_way_round(fleet, van, task):
    order = make(fleet, van, task, {"basisPoints": 500}, partsCost=usd("100"))
    changed = fleet.change(order["id"], discount={"money": usd("7.5")}, tax={"money": usd("0")})
    assert changed["discount"] == {"money": usd("7.50")}
    assert changed["tax"] == {"money": usd("0.00")}
    again = fleet.change(order["id"], discount={"basisPoints": 10000})
    assert again["discount"] == {"basisPoints": 10000, "money": usd("100.00")}
    assert totals(again)["total"] == "0.00"


def test_a_cost_of_parts_holds_until_there_are_parts(fleet, van, task, cable):
    alone = make(fleet, van, task, partsCost=usd("94.01"))
    assert alone["serviceTaskInstances"][0]["partsCost"] == usd("94.01")
    both = make(
        fleet, van, task, partsCost=usd("94.01"), parts=[{"partId": str(cable.pk), "quantity": 2}]
    )
    assert both["serviceTaskInstances"][0]["partsCost"] == usd("0.67")


def test_the_largest_figures_are_told_and_kept_exactly(fleet, van, task, cable):
    order = make(
        fleet,
        van,
        task,
        tax={"basisPoints": 1_000_000},
        laborTimeMinutes=2**31 - 1,
        laborHourlyCost=usd("99999999999.99"),
        parts=[{"partId": str(cable.pk), "quantity": 1_000_000, "costCentsOverride": 10**13 - 1}],
    )
    assert order["serviceTaskInstances"][0]["laborHourlyCost"] == usd("99999999999.99")
    assert order["serviceTaskInstances"][0]["parts"][0]["costCentsOverride"] == 10**13 - 1
    assert fleet.read(order["id"])["totals"] == order["totals"]


def test_orders_made_without_a_tax_have_the_shops(fleet, van, settings):
    assert "tax" not in fleet.make(van)
    settings.API_TAX_POINTS = 825
    assert fleet.make(van)["tax"] == {"basisPoints": 825, "money": usd("0.00")}
    assert fleet.make(van, tax={"basisPoints": 0})["tax"]["basisPoints"] == 0


@pytest.mark.parametrize("name", ["discount", "tax"])
@pytest.mark.parametrize(
    "share",
    [
        {},
        {"basisPoints": 5, "money": usd("1")},
        {"basisPoints": -1},
        {"basisPoints": 1.5},
        {"basisPoints": "5"},
        {"basisPoints": 2**63},
        {"money": usd("-1")},
        {"money": usd("1.005")},
        {"money": usd("1e3")},
        {"money": usd("NaN")},
        {"money": usd("")},
        {"money": {"amount": 94.01, "currency": "usd"}},
        {"money": {"amount": "1", "currency": "eur"}},
        {"money": {"amount": "1"}},
        "5",
        [],
    ],
)
def test_what_is_no_share_is_refused(fleet, van, name, share):
    said = refusal_of(fleet.post(ORDERS, {"assetId": str(van.pk), name: share}))
    assert said.startswith(name)
    assert not WorkOrder.objects.exists()


def test_nobody_is_given_more_than_all(fleet, van):
    said = refusal_of(
        fleet.post(ORDERS, {"assetId": str(van.pk), "discount": {"basisPoints": 10001}})
    )
    assert said.startswith("discount")
    assert fleet.make(van, tax={"basisPoints": 10001})
