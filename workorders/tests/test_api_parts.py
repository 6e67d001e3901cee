"""Parts that another system writes are taken from the one stock when the work is finished, like those of a page."""

from decimal import Decimal

import pytest

from warehouse.models import Merchant, Product, StockLevel, Unit
from warehouse.tests.shelves import put
from workorders.models import PartLine, ServiceTask, WorkOrder
from workorders.services import parts
from workorders.tests.fleet import ORDERS, refusal_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def seal(manager):
    """Ten on the shelf, counted in whole pieces."""
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
def task():
    return ServiceTask.objects.create(name="Seals")


def with_parts(seal, task, quantity, **more):
    part = {"partId": str(seal.pk), "quantity": quantity}
    return [{"serviceTaskId": str(task.pk), "status": "Open", "parts": [part]} | more]


def stock(product):
    level = StockLevel.objects.get(product=product)
    return level.on_hand, level.reserved


def test_finished_work_takes_its_parts_and_opening_it_gives_them_back(fleet, van, seal, task):
    order = fleet.make(van, serviceTaskInstances=with_parts(seal, task, 3))
    assert stock(seal) == (10, 0)
    fleet.change(order["id"], status="Completed")
    assert stock(seal) == (7, 0)
    fleet.change(order["id"], status="Closed")
    assert stock(seal) == (7, 0)
    fleet.change(order["id"], status="Open", serviceTaskInstances=[])
    assert stock(seal) == (10, 0)


def test_what_is_not_there_cannot_be_used(fleet, van, seal, task):
    order = fleet.make(van, serviceTaskInstances=with_parts(seal, task, 11))
    said = refusal_of(
        fleet.patch(ORDERS, {"id": order["id"], "status": "Completed", "closingNotes": "Done"})
    )
    assert said.startswith("status: ")
    assert "SEAL" in said
    assert fleet.read(order["id"]) == order


def test_what_is_held_follows_a_changed_quantity_and_goes_with_its_line(
    fleet, van, seal, task, manager
):
    order = fleet.make(van, serviceTaskInstances=with_parts(seal, task, 3))
    parts.reserve_parts(WorkOrder.objects.get(), by=manager)
    assert stock(seal) == (10, 3)
    [entry] = order["serviceTaskInstances"]
    entry["parts"][0]["quantity"] = 5
    fleet.change(order["id"], serviceTaskInstances=[entry])
    assert stock(seal) == (10, 5)
    entry["parts"][0]["quantity"] = 12
    refusal_of(fleet.patch(ORDERS, {"id": order["id"], "serviceTaskInstances": [entry]}))
    assert stock(seal) == (10, 5)
    fleet.change(order["id"], serviceTaskInstances=[entry | {"parts": []}])
    assert stock(seal) == (10, 0)


def test_what_left_the_shelves_is_counted_already(fleet, van, seal, task, manager):
    order = fleet.make(van, serviceTaskInstances=with_parts(seal, task, 3))
    parts.pick_part(PartLine.objects.get(), by=manager)
    [entry] = order["serviceTaskInstances"]
    entry["parts"][0]["quantity"] = 4
    said = refusal_of(fleet.patch(ORDERS, {"id": order["id"], "serviceTaskInstances": [entry]}))
    assert said.startswith("serviceTaskInstances")
    fleet.change(order["id"], serviceTaskInstances=[entry | {"parts": []}])
    assert stock(seal) == (10, 0)


def test_a_removed_order_gives_back_what_it_held_and_not_what_it_used(
    fleet, van, seal, task, manager
):
    held = fleet.make(van, serviceTaskInstances=with_parts(seal, task, 3))
    parts.reserve_parts(WorkOrder.objects.get(), by=manager)
    used = fleet.make(van, status="Closed", serviceTaskInstances=with_parts(seal, task, 2))
    assert stock(seal) == (8, 3)
    for order in (held, used):
        assert fleet.delete(f"{ORDERS}?id={order['id']}").status_code == 204
    assert stock(seal) == (8, 0)


def test_pieces_are_whole(fleet, van, seal, task):
    asked = {"assetId": str(van.pk), "serviceTaskInstances": with_parts(seal, task, 2.5)}
    assert "whole units" in refusal_of(fleet.post(ORDERS, asked))
    assert not WorkOrder.objects.exists()


def test_a_part_that_costs_more_later_costs_what_it_did_here(fleet, van, seal, task):
    order = fleet.make(van, serviceTaskInstances=with_parts(seal, task, 2))
    Product.objects.update(cost=9)
    [entry] = order["serviceTaskInstances"]
    same = fleet.change(order["id"], serviceTaskInstances=[entry | {"notes": "Checked"}])
    assert same["serviceTaskInstances"][0]["partsCost"]["amount"] == "8.40"


def test_what_somebody_worked_on_is_not_taken_off(fleet, make_work, manager):
    from workorders.services import tasks

    order = make_work()
    tasks.answer(order.tasks.get(title="Guards in place"), by=manager)
    said = refusal_of(fleet.patch(ORDERS, {"id": str(order.pk), "serviceTaskInstances": []}))
    assert "worked on" in said
    read = fleet.read(order.pk)["serviceTaskInstances"]
    assert [task["status"] for task in read] == ["Completed", "Open", "Open"]
    assert fleet.change(order.pk, serviceTaskInstances=read)["serviceTaskInstances"] == [
        {name: value for name, value in task.items() if name != "timeEntries"} for task in read
    ]
