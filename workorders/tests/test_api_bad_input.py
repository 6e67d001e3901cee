"""Whatever is sent wrongly is refused in one form, by the name of its field, and nothing of it is stored."""

import json

import pytest

from workorders.models import ServiceTask, WorkOrder
from workorders.tests.fleet import ORDERS, refusal_of

pytestmark = pytest.mark.django_db
USD = {"amount": "1", "currency": "usd"}

WRONG = [
    ("status", "Done"),
    ("status", "in_progress"),
    ("status", 1),
    ("priority", "Highest"),
    ("priority", ["High"]),
    ("category", 5),
    ("category", "x" * 81),
    ("description", {"text": "a"}),
    ("description", "x" * 8001),
    ("description", "NUL \x00"),
    ("description", "half a pair \ud800"),
    ("invoiceNumber", True),
    ("odometerMeters", 12.5),
    ("odometerMeters", "12"),
    ("odometerMeters", True),
    ("odometerMeters", -1),
    ("odometerMeters", 2**63),
    ("engineHours", 1e30),
    ("engineHours", 10**400),
    ("dueAtTime", "2026-03-01T10:00:00"),
    ("dueAtTime", "2026-03-01 10:00:00Z"),
    ("dueAtTime", "2026-02-30T10:00:00Z"),
    ("dueAtTime", 1700000000),
    ("dueAtTime", "tomorrow"),
    ("dueAtTime", "9999-12-31T23:59:59-12:00"),
    ("completedAtTime", "0001-01-01T00:00:00+14:00"),
    ("assignedUserId", "0"),
    ("assignedUserId", 7),
    ("assignedUserId", "9" * 30),
    ("vendorUuid", "5523a39f-42ef-4820-83d0-dfe73dbe7853"),
    ("placeId", "nowhere"),
    ("placeExternalId", "erp:nowhere"),
    ("items", {"id": "1", "type": "ISSUE"}),
    ("items", [{"id": "1"}]),
    ("items", [{"id": "1", "type": "BUG"}]),
    ("items", [{"type": "ISSUE"}]),
    ("items", ["ISSUE"]),
    ("discount", {"basisPoints": 10001}),
    ("createdAtTime", "2026-03-01T10:00:00Z"),
    ("createdByUserId", "1"),
    ("totals", {}),
]
WRONG_TASKS = [
    ("serviceTaskId", None),
    ("serviceTaskId", "0"),
    ("serviceTaskId", ""),
    ("serviceTaskId", 5),
    ("status", None),
    ("status", "Done"),
    ("id", "12"),
    ("id", "none"),
    ("laborTimeMinutes", -1),
    ("laborTimeMinutes", 1.5),
    ("laborTimeMinutes", 2**31),
    ("laborHourlyCost", "94.01"),
    ("laborHourlyCost", {"amount": "12,50", "currency": "usd"}),
    ("partsCost", {"amount": "-1", "currency": "usd"}),
    ("notes", 4),
    ("parts", {}),
    ("parts", [{"quantity": 1}]),
    ("parts", [{"partId": "0", "quantity": 1}]),
    ("parts", [{"partId": "P0077"}]),
    *[
        ("parts", [{"partId": "1", "quantity": quantity}])
        for quantity in (-1, 0, "2", True, 1e12, 10**400, None)
    ],
    ("parts", [{"partId": "1", "quantity": 1, "costCentsOverride": 2.5}]),
    ("parts", [{"partId": "1", "quantity": 1, "costCentsOverride": -1}]),
]


@pytest.mark.parametrize(("field", "value"), WRONG)
def test_a_wrong_value_names_its_field(fleet, van, field, value):
    order = fleet.make(van, description="Before")
    asked = {"assetId": str(van.pk), field: value}
    assert refusal_of(fleet.post(ORDERS, asked)).startswith(field)
    asked = {"id": order["id"], "poNumber": "X", field: value}
    assert refusal_of(fleet.patch(ORDERS, asked)).startswith(field)
    assert fleet.read(order["id"]) == order
    assert WorkOrder.objects.count() == 1


@pytest.mark.parametrize(("field", "value"), WRONG_TASKS)
def test_a_wrong_value_of_a_task_names_its_place(fleet, van, field, value):
    right = {"serviceTaskId": str(ServiceTask.objects.create(name="Brakes").pk), "status": "Open"}
    asked = {"assetId": str(van.pk), "serviceTaskInstances": [right, right | {field: value}]}
    said = refusal_of(fleet.post(ORDERS, asked))
    assert said.startswith(("serviceTaskInstances", "serviceTaskId", "partId"))
    assert not WorkOrder.objects.exists()


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "assetId"),
        ({"assetId": ""}, "assetId"),
        ({"assetId": None}, "assetId"),
        ({"assetId": 5}, "assetId"),
        ({"assetId": "0"}, "assetId"),
        ({"assetId": "key:"}, "assetId"),
        ({"assetId": "key\x00:value"}, "assetId"),
        ({"assetId": "1", "id": "5"}, "id"),
        ([], "body"),
        ("text", "body"),
        (None, "assetId"),
        (7, "body"),
    ],
)
def test_a_body_without_what_it_needs(fleet, body, field):
    assert refusal_of(fleet.post(ORDERS, body)).startswith(field)


@pytest.mark.parametrize("body", [{}, {"id": None}, {"id": ""}, {"id": 5}])
def test_a_change_names_its_order(fleet, body):
    assert refusal_of(fleet.patch(ORDERS, body)).startswith("id")


@pytest.mark.parametrize("pk", ["0", "none", "9" * 30, "-1", "٣"])
def test_an_order_that_is_not_there(fleet, pk):
    assert refusal_of(fleet.patch(ORDERS, {"id": pk}), 404).startswith("id")
    assert refusal_of(fleet.delete(f"{ORDERS}?id={pk}"), 404).startswith("id")


def test_an_asset_is_for_life_and_a_removal_names_one_order(fleet, van, press):
    order = fleet.make(van)
    said = refusal_of(fleet.patch(ORDERS, {"id": order["id"], "assetId": str(press.pk)}))
    assert said.startswith("assetId")
    assert refusal_of(fleet.delete(ORDERS)).startswith("id")


def test_two_places_are_none(fleet, van, site):
    asked = {"assetId": str(van.pk), "placeId": str(site.pk), "placeExternalId": "a:b"}
    assert "placeExternalId" in refusal_of(fleet.post(ORDERS, asked))


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"{'id': 5}",
        b'{"assetId": NaN}',
        b'{"assetId": "1", "odometerMeters": Infinity}',
        b'{"assetId": "\xff"}',
        '{"assetId": "1"}'.encode("utf-16"),
        b"[" * 100_000,
        b'{"odometerMeters": ' + b"9" * 5000 + b"}",
        b"<html></html>",
    ],
)
def test_what_is_no_json_is_refused(fleet, client, raw):
    response = client.post(ORDERS, raw, content_type="application/json", headers=fleet.headers)
    assert refusal_of(response)


def test_a_quantity_that_is_no_number_is_refused(fleet, client, van):
    task = ServiceTask.objects.create(name="Brakes")
    raw = json.dumps(
        {
            "assetId": str(van.pk),
            "serviceTaskInstances": [
                {
                    "serviceTaskId": str(task.pk),
                    "status": "Open",
                    "parts": [{"partId": "1", "quantity": 1}],
                }
            ],
        }
    ).replace('"quantity": 1', '"quantity": 1e999')
    response = client.post(ORDERS, raw, content_type="application/json", headers=fleet.headers)
    assert "quantity" in refusal_of(response)


def test_a_body_that_is_too_large_is_413(fleet, van, settings):
    settings.API_MOST_BYTES = 1000
    assert fleet.make(van, description="x" * 500)
    said = refusal_of(fleet.post(ORDERS, {"assetId": str(van.pk), "description": "x" * 1000}), 413)
    assert "1000" in said
    assert WorkOrder.objects.count() == 1


def test_a_fault_of_ours_says_nothing_of_itself_and_is_in_the_log(fleet, van, monkeypatch, caplog):
    def broken(*args, **kwargs):
        raise RuntimeError("secret plans")

    monkeypatch.setattr("workorders.api.orders.order_said", broken)
    response = fleet.post(ORDERS, {"assetId": str(van.pk)})
    said = refusal_of(response, 500)
    assert "secret" not in said
    assert "secret plans" in caplog.text


def test_hostile_words_are_kept_as_they_are(fleet, van):
    words = "'; DROP TABLE x; -- <script>alert(1)</script> \u202e 😀 ñ"
    order = fleet.make(van, description=words, poNumber=words[:60])
    assert fleet.read(order["id"])["description"] == words
