"""What a request costs the database does not grow with the order, and every answer is as the contract says."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from workorders.api.answers import OrderSaid
from workorders.models import ServiceTask
from workorders.tests.fleet import ORDERS

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
    assert counts[0] == counts[1] <= 15


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
