"""Work orders over the API: made, read, changed and removed, field by field as the contract has them."""

from decimal import Decimal

import pytest

from config.core.models import User
from vendors.models import Vendor
from warehouse.models import Merchant, Product, Unit
from warehouse.tests.shelves import put
from workorders.models import PartLine, ServiceTask, WorkOrder, WorkTime
from workorders.services import orders as work
from workorders.services.approvals import sign
from workorders.tests.fleet import ORDERS, data_of, refusal_of

pytestmark = pytest.mark.django_db
USD = {"currency": "usd"}


@pytest.fixture
def brakes():
    return ServiceTask.objects.create(name="Brakes")


@pytest.fixture
def vendor():
    return Vendor.objects.create(company="Hale & Sons", email="hale@example.org")


@pytest.fixture
def oil(manager):
    """12 a litre."""
    product = Product.objects.create(
        sku="OIL",
        name="Oil",
        unit=Unit.objects.get(code="l"),
        merchant=Merchant.objects.get(code="OWN"),
        cost=Decimal(12),
    )
    put(product, 50, "A-01", by=manager)
    return product


@pytest.fixture
def everything(technician, vendor, site, brakes, oil):
    """Every field that can be sent, as the published example has them."""
    return {
        "assignedUserId": str(technician.pk),
        "category": "PREVENTIVE",
        "closingNotes": "Everything was fixed without issues.",
        "completedAtTime": "2019-06-13T19:08:25Z",
        "description": "The vehicle is not starting.\nNot at all.",
        "discount": {"basisPoints": 500},
        "dueAtTime": "2026-06-13T21:08:25.25+02:00",
        "engineHours": 91823,
        "invoiceNumber": "123456",
        "items": [{"id": "9814a1fa-f0c6-408b-bf85-51dc3bc71ac7", "type": "ISSUE"}],
        "odometerMeters": 91824,
        "placeId": str(site.pk),
        "poNumber": "PO-1",
        "priority": "HIGH",
        "serviceTaskInstances": [
            {
                "serviceTaskId": str(brakes.pk),
                "status": "Unknown",
                "laborTimeMinutes": 60,
                "laborHourlyCost": {"amount": "94.01", **USD},
                "notes": "Left side first",
                "parts": [
                    {"partId": str(oil.pk), "quantity": 2.5, "costCentsOverride": 1000},
                    {"partId": str(oil.pk), "quantity": 1},
                ],
            }
        ],
        "status": "OPEN",
        "tax": {"basisPoints": 700},
        "vendorUuid": str(vendor.pk),
    }


def test_every_field_of_the_published_example_comes_back(fleet, van, everything, site, oil, brakes):
    order = fleet.make(van, **everything)

    [task] = order.pop("serviceTaskInstances")
    parts = task.pop("parts")
    assert [set(part) - {"id"} for part in parts] == [
        {"partId", "quantity", "costCentsOverride"},
        {"partId", "quantity"},
    ]
    assert parts[0]["quantity"] == 2.5
    assert parts[0]["costCentsOverride"] == 1000
    assert task.pop("id")
    assert task == {
        "serviceTaskId": str(brakes.pk),
        "status": "Unknown",
        "laborTimeMinutes": 60,
        "laborHourlyCost": {"amount": "94.01", **USD},
        "notes": "Left side first",
        "partsCost": {"amount": "37.00", **USD},
    }
    kept = WorkOrder.objects.get()
    assert order.pop("createdAtTime").endswith("Z")
    assert order.pop("updatedAtTime").endswith("Z")
    assert order == {
        "id": str(kept.pk),
        "assetId": str(van.pk),
        "assignedUserId": everything["assignedUserId"],
        "assignees": [{"userId": everything["assignedUserId"]}],
        "category": "PREVENTIVE",
        "closingNotes": "Everything was fixed without issues.",
        "completedAtTime": "2019-06-13T19:08:25Z",
        "description": "The vehicle is not starting.\nNot at all.",
        "discount": {"basisPoints": 500, "money": {"amount": "6.55", **USD}},
        "dueAtTime": "2026-06-13T19:08:25.250000Z",
        "engineHours": 91823,
        "invoiceNumber": "123456",
        "items": everything["items"],
        "maintenanceSite": {"name": "North hall", "placeId": str(site.pk)},
        "odometerMeters": 91824,
        "poNumber": "PO-1",
        "priority": "High",
        "status": "Open",
        "tax": {"basisPoints": 700, "money": {"amount": "8.71", **USD}},
        "totals": {
            "subtotal": {"amount": "131.01", **USD},
            "discount": {"amount": "6.55", **USD},
            "tax": {"amount": "8.71", **USD},
            "total": {"amount": "133.17", **USD},
        },
        "vendorUuid": everything["vendorUuid"],
    }
    assert kept.title == "The vehicle is not starting."
    assert kept.number.startswith("WO-")
    assert [line.actor for line in kept.history.all()] == ["token:Fleet"]


def test_what_is_not_set_is_left_out_and_the_readings_are_the_assets(fleet, van, press):
    assert set(fleet.make(press)) == {
        "id", "assetId", "status", "createdAtTime", "updatedAtTime", "priority", "totals",
    }  # fmt: skip
    order = fleet.make(van)
    assert (order["status"], order["priority"]) == ("Open", "Medium")
    assert (order["odometerMeters"], order["engineHours"]) == (100_000, 36_000)
    assert fleet.make(van, odometerMeters=0)["engineHours"] == 36_000
    assert fleet.make(van, odometerMeters=7)["odometerMeters"] == 7


def test_a_change_leaves_alone_what_it_does_not_name(fleet, van, everything):
    order = fleet.make(van, **everything)
    changed = fleet.change(order["id"], poNumber="PO-2")

    assert changed["updatedAtTime"] > order["updatedAtTime"]
    assert changed | {"updatedAtTime": order["updatedAtTime"]} == order | {"poNumber": "PO-2"}
    again = fleet.change(order["id"])
    assert again["updatedAtTime"] > changed["updatedAtTime"]
    assert again | {"updatedAtTime": 0} == changed | {"updatedAtTime": 0}


def test_each_field_can_be_changed_alone(fleet, van, everything):
    pk = fleet.make(van)["id"]
    for name, value in everything.items():
        fleet.change(pk, **{name: value})
    stands = fleet.read(pk)
    for name in set(everything) - {
        "priority", "status", "placeId", "dueAtTime", "serviceTaskInstances", "discount", "tax",
    }:  # fmt: skip
        assert stands[name] == everything[name], name
    assert stands["discount"]["basisPoints"] == 500
    assert stands["priority"] == "High"
    assert stands["maintenanceSite"]["placeId"] == everything["placeId"]


def test_null_is_the_same_as_absent_and_empty_clears(fleet, van, everything):
    order = fleet.make(van, **everything)
    same = fleet.change(order["id"], **dict.fromkeys(set(everything) - {"status"}))
    assert same | {"updatedAtTime": 0} == order | {"updatedAtTime": 0}
    cleared = fleet.change(
        order["id"], description="", placeId="", assignedUserId="", vendorUuid="", items=[]
    )
    for name in ("description", "maintenanceSite", "assignedUserId", "vendorUuid", "items"):
        assert name not in cleared


def test_a_list_of_tasks_is_the_whole_list(fleet, van, everything, oil, brakes):
    order = fleet.make(van, **everything)
    [old] = order["serviceTaskInstances"]
    kept, dropped = old["parts"]
    lights = ServiceTask.objects.create(name="Lights")

    changed = fleet.change(
        order["id"],
        serviceTaskInstances=[
            {"serviceTaskId": str(lights.pk), "status": "Open"},
            {
                "id": old["id"],
                "serviceTaskId": str(brakes.pk),
                "status": "On Hold",
                "partsCost": {"amount": "99.00", **USD},
                "parts": [{"id": kept["id"], "partId": str(oil.pk), "quantity": 3}],
            },
        ],
    )
    new, same = changed["serviceTaskInstances"]
    assert (new["serviceTaskId"], new["status"]) == (str(lights.pk), "Open")
    assert same == {
        "id": old["id"],
        "serviceTaskId": str(brakes.pk),
        "status": "On Hold",
        "partsCost": {"amount": "36.00", **USD},  # parts win, at the product's own cost
        "parts": [{"id": kept["id"], "partId": str(oil.pk), "quantity": 3}],
    }
    assert not PartLine.objects.filter(pk=dropped["id"]).exists()

    turned = fleet.change(order["id"], serviceTaskInstances=[same, new])
    assert [task["id"] for task in turned["serviceTaskInstances"]] == [old["id"], new["id"]]
    assert "serviceTaskInstances" not in fleet.change(order["id"], serviceTaskInstances=[])


def test_an_entry_of_another_order_is_refused(fleet, van, everything):
    one = fleet.make(van, **everything)
    other = fleet.make(van, **everything)
    taken = one["serviceTaskInstances"]
    said = refusal_of(
        fleet.patch(ORDERS, {"id": other["id"], "poNumber": "X", "serviceTaskInstances": taken})
    )
    assert said.startswith("serviceTaskInstances")
    assert fleet.read(other["id"]) == other  # nothing of it
    mixed = [{**other["serviceTaskInstances"][0], "parts": taken[0]["parts"]}]
    refusal_of(fleet.patch(ORDERS, {"id": other["id"], "serviceTaskInstances": mixed}))
    twice = other["serviceTaskInstances"] * 2
    refusal_of(fleet.patch(ORDERS, {"id": other["id"], "serviceTaskInstances": twice}))


def test_an_asset_and_a_place_are_known_by_ids_of_other_systems(fleet, van, site):
    van.external_ids, van.serial = {"fleetId": "77"}, "1HGCM82633A004352"
    van.save()
    site.external_ids = {"erp": "N-1"}
    site.save()
    order = data_of(fleet.post(ORDERS, {"assetId": "fleetId:77", "placeExternalId": "erp:N-1"}))
    assert order["assetId"] == str(van.pk)
    [read] = data_of(fleet.get(ORDERS, {"ids": order["id"], "includeExternalIds": "true"}))
    assert read["maintenanceSite"]["placeExternalIds"] == {"erp": "N-1"}
    assert data_of(fleet.post(ORDERS, {"assetId": "vin:1HGCM82633A004352"}))
    assert "assetId" in refusal_of(fleet.post(ORDERS, {"assetId": "fleetId:78"}))


def test_times_of_people_are_read_and_work_of_no_task_is_told(fleet, van, technician, everything):
    order = fleet.make(van, **everything)
    kept = WorkOrder.objects.get()
    start = kept.created_at.replace(hour=8, minute=0)
    half_past = start.replace(minute=30)
    task = kept.tasks.get()
    for of in (task, None):
        WorkTime.objects.create(
            order=kept, task=of, who=technician, started_at=start, ended_at=half_past
        )
    WorkTime.objects.create(order=kept, task=task, who=User.objects.create(), started_at=start)
    read = fleet.read(order["id"])
    done, running = read["serviceTaskInstances"][0]["timeEntries"]
    assert done["userId"] == str(technician.pk)
    assert done["clockOutAtTime"]
    assert running["clockOutAtTime"] is None
    assert read["unallocatedLabor"] == {"cost": {"amount": "0.00", **USD}, "timeMinutes": 30}
    assert "timeEntries" not in fleet.change(order["id"])["serviceTaskInstances"][0]


def test_orders_of_our_own_pages_are_read_and_sent_back_whole(
    fleet, make_work, template, technician
):
    order = make_work(template=template, assignee=technician)
    read = fleet.read(order.pk)
    assert read["status"] == "Assigned"
    assert read["workOrderTemplateIds"] == [str(template.template_id)]
    assert [task["serviceTaskId"] for task in read["serviceTaskInstances"]] == ["", "", ""]
    changed = fleet.change(order.pk, serviceTaskInstances=read["serviceTaskInstances"])
    assert changed["serviceTaskInstances"] == read["serviceTaskInstances"]


def test_what_was_removed_is_gone_for_everybody(fleet, van, everything, client, manager):
    one, other = fleet.make(van, **everything), fleet.make(van)
    response = fleet.delete(f"{ORDERS}?id={one['id']}")
    assert (response.status_code, response.content) == (204, b"")
    assert [order["id"] for order in data_of(fleet.get(ORDERS))] == [other["id"]]
    refusal_of(fleet.delete(f"{ORDERS}?id={one['id']}"), 404)
    refusal_of(fleet.patch(ORDERS, {"id": one["id"]}), 404)
    assert data_of(fleet.get(ORDERS, {"ids": one["id"]})) == []
    assert WorkOrder.with_removed.get(pk=one["id"]).removed_at
    client.force_login(manager)
    assert (
        client.get(WorkOrder.with_removed.get(pk=one["id"]).get_absolute_url()).status_code == 404
    )


def test_the_link_of_an_approver_dies_with_the_order(fleet, make_work, technician, client):
    order = make_work(
        template=None,
        kind="approval",
        assignee=technician,
        approver_name="Ivo",
        approver_email="ivo@example.org",
    )
    round = sign(order, by=technician, name="Dana")
    page = f"/approve/{round.links.get().token}/"
    assert client.get(page).status_code == 200
    assert fleet.delete(f"{ORDERS}?id={order.pk}").status_code == 204
    assert client.get(page).status_code == 404


def test_a_change_can_ask_for_the_state_that_was_read(fleet, van):
    pk = fleet.make(van)["id"]
    read = fleet.get(ORDERS, {"ids": pk})
    mark = read["ETag"]
    assert fleet.get(ORDERS, {"ids": pk}, **{"If-None-Match": mark}).status_code == 304

    first = fleet.patch(ORDERS, {"id": pk, "poNumber": "1"}, **{"If-Match": mark})
    assert data_of(first)["poNumber"] == "1"
    second = fleet.patch(ORDERS, {"id": pk, "poNumber": "2"}, **{"If-Match": mark})
    refusal_of(second, 412)
    assert fleet.read(pk)["poNumber"] == "1"
    third = fleet.patch(ORDERS, {"id": pk, "poNumber": "3"}, **{"If-Match": first["ETag"]})
    assert data_of(third)["poNumber"] == "3"
    assert fleet.get(ORDERS, {"ids": pk}, **{"If-None-Match": mark}).status_code == 200


def test_a_page_that_was_open_meanwhile_is_told(fleet, make_work, manager):
    order = make_work()
    fleet.change(order.pk, poNumber="PO-9")
    with pytest.raises(work.ChangedMeanwhile):
        work.change_order(order, by=manager, seen_version=order.version, title="Mine")
