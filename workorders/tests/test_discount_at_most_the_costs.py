"""A discount takes off no more than an order costs."""

from decimal import Decimal

import pytest

from config.core.models.shop import ShopProfile
from workorders.costs import costs_of
from workorders.models import ServiceTask, Task, WorkOrder
from workorders.services.orders import change_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def planner(client, dispatcher):
    client.force_login(dispatcher)
    return dispatcher


@pytest.fixture
def order(make_work):
    """Of 40.00 so far."""
    order = make_work()
    cost(order, "40")
    return order


def cost(order, amount):
    first = order.tasks.first()
    Task.objects.filter(pk=first.pk).update(parts_cost=Decimal(amount))


def save(client, order, discount, **fields):
    order = WorkOrder.objects.get(pk=order.pk)
    sent = {"title": order.title, "kind": order.kind, "priority": order.priority}
    sent |= {"version": order.version, "assets": [order.asset.pk]}
    sent |= {"discount_kind": "amount", "discount_value": discount}
    return client.post(f"{order.get_absolute_url()}edit/", sent | fields)


def total(order):
    return costs_of(WorkOrder.objects.get(pk=order.pk), hourly_rate=None).total


def test_more_than_the_order_costs_is_refused_and_what_was_typed_stays(client, planner, order):
    page = save(client, order, "40.01", description="Squeals")
    assert page.status_code == 422
    assert "At most what the order costs so far: £40.00." in page.content.decode()
    assert 'value="40.01"' in page.content.decode()
    assert "Squeals" in page.content.decode()
    assert WorkOrder.objects.get().discount is None


def test_all_that_the_order_costs_may_be_taken_off(client, planner, order):
    assert save(client, order, "40").status_code == 302
    assert total(order) == 0


def test_a_discount_may_be_agreed_before_there_are_costs(client, planner, order):
    cost(order, "0")
    assert save(client, order, "50").status_code == 302
    assert total(order) == 0
    cost(order, "60")
    assert total(order) == 10


def test_costs_that_sink_below_the_discount_leave_a_total_of_nothing(client, planner, order):
    change_order(order, by=planner, discount=Decimal(30), tax_points=2000)
    cost(order, "10")
    costs = costs_of(WorkOrder.objects.get(), hourly_rate=None)
    assert (costs.discount, costs.tax, costs.total) == (10, 0, 0)
    page = client.get(order.get_absolute_url()).content.decode()
    assert "−£10.00" in page
    assert "(£30.00 agreed)" in page


def test_what_was_agreed_stands_in_the_way_of_no_other_change(client, planner, order):
    change_order(order, by=planner, discount=Decimal(30))
    cost(order, "10")
    assert save(client, order, "30", title="Brakes").status_code == 302
    assert WorkOrder.objects.get().title == "Brakes"


def test_other_systems_read_what_they_gave_and_a_total_of_nothing(fleet, van):
    ShopProfile.objects.update(currency="USD")
    brakes = ServiceTask.objects.create(name="Brakes")
    usd = {"currency": "usd"}
    said = fleet.make(
        van,
        serviceTaskInstances=[
            {
                "serviceTaskId": str(brakes.pk),
                "status": "Open",
                "laborTimeMinutes": 60,
                "laborHourlyCost": usd | {"amount": "10"},
            }
        ],
        discount={"money": usd | {"amount": "30"}},
    )
    assert said["discount"] == {"money": usd | {"amount": "30.00"}}
    assert {name: figure["amount"] for name, figure in said["totals"].items()} == {
        "subtotal": "10.00",
        "discount": "10.00",
        "tax": "0.00",
        "total": "0.00",
    }
