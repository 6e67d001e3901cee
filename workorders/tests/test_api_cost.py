"""What a request costs the database does not grow with the order, and every answer is as the contract says."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from workorders.api.answers import OrderSaid
from workorders.models import ServiceTask
from workorders.tests.fleet import ORDERS, data_of

pytestmark = pytest.mark.django_db


def statements(queries):
    return [each["sql"] for each in queries if not each["sql"].startswith(("SAVEPOINT", "RELEASE"))]


def test_a_change_asks_the_database_a_few_times_however_large_the_order(fleet, van):
    task = {"serviceTaskId": str(ServiceTask.objects.create(name="Brakes").pk), "status": "Open"}
    counts = []
    for size in (1, 40):
        order = fleet.make(van, serviceTaskInstances=[task] * size)
        with CaptureQueriesContext(connection) as asked:
            fleet.change(order["id"], poNumber="7")
        counts.append(len(statements(asked.captured_queries)))
    assert counts[0] == counts[1] == 10


def test_a_step_asks_the_database_a_few_times_however_large_the_order(fleet, van):
    task = {"serviceTaskId": str(ServiceTask.objects.create(name="Brakes").pk), "status": "Open"}
    counts = []
    for size in (1, 40):
        order = fleet.make(van, serviceTaskInstances=[task] * size)
        with CaptureQueriesContext(connection) as asked:
            fleet.change(order["id"], status="In Progress")
        counts.append(len(statements(asked.captured_queries)))
    assert counts[0] == counts[1] == 16


def test_what_was_changed_is_answered_as_it_is_read_later(fleet, van, technician, site):
    """The answer is made of the record that was written, and not of one that was read again."""
    task = {"serviceTaskId": str(ServiceTask.objects.create(name="Brakes").pk), "status": "Open"}
    pk = fleet.make(van, serviceTaskInstances=[task])["id"]
    usd = {"currency": "usd"}
    for change in (
        {"poNumber": "7", "description": " Squeals ", "dueAtTime": "2026-12-01T09:30:00.123+02:00"},
        {"discount": {"money": usd | {"amount": "1.5"}}, "tax": {"basisPoints": 1900}},
        {"engineHours": 91823, "odometerMeters": 5, "placeId": str(site.pk), "priority": "High"},
        {"assignedUserId": str(technician.pk), "status": "In Progress", "category": "x"},
        {"status": "Completed", "closingNotes": "Done"},
        {"items": [{"id": "9814a1fa-f0c6-408b-bf85-51dc3bc71ac7", "type": "ISSUE"}]},
        {"status": "Open", "placeId": "", "serviceTaskInstances": []},
    ):
        response = fleet.patch(ORDERS, {"id": pk} | change)
        later = fleet.get(ORDERS, {"ids": pk})
        assert data_of(response) == data_of(later)[0]
        assert response["ETag"] == later["ETag"]


def test_answers_are_as_the_contract_says(fleet, van, technician, site):
    """Nothing is answered that the contract does not know."""
    task = {"serviceTaskId": str(ServiceTask.objects.create(name="Brakes").pk), "status": "On Hold"}
    fleet.make(van)
    fleet.make(
        van,
        assignedUserId=str(technician.pk),
        placeId=str(site.pk),
        serviceTaskInstances=[task],
        discount={"basisPoints": 500},
        status="Closed",
    )
    for order in fleet.get(ORDERS).json()["data"]:
        said = OrderSaid.model_validate(order)
        assert said.model_dump(by_alias=True, exclude_none=True).keys() == order.keys()
