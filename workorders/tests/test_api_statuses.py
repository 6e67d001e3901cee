"""Over the API any status follows any other; times are set by themselves, and guards still hold."""

from itertools import permutations

import pytest
from django.test import Client

from conftest import person
from workorders.api.bodies import STATUSES
from workorders.models import ApiToken, Asset, WorkOrder, WorkTime
from workorders.tests.fleet import ORDERS, Fleet, refusal_of

pytestmark = pytest.mark.django_db
SEALED = ("Completed", "Closed", "Cancelled")
LONG_AGO = "2019-06-13T19:08:25Z"


@pytest.fixture(scope="module")
def technician(kept_in_module):
    return person("dana", "technician", first_name="Dana", last_name="Whitlock")


@pytest.fixture(scope="module")
def fleet(kept_in_module):
    return Fleet(Client(), ApiToken.make("Fleet", "write")[1])


@pytest.fixture(scope="module")
def made(fleet, technician):
    """{status: an order that was made in it, as it was answered}."""
    crane = Asset.objects.create(name="Crane", tag="C-1")
    given = {"assignedUserId": str(technician.pk)}
    return {status: fleet.make(crane, status=status, **given) for status in STATUSES}


@pytest.mark.parametrize("status", STATUSES)
def test_an_order_can_be_made_in_any_status(fleet, made, technician, status):
    order = made[status]
    assert order["status"] == status
    assert order["assignedUserId"] == str(technician.pk)
    assert ("completedAtTime" in order) == (status in ("Completed", "Closed"))
    assert ("archivedAtTime" in order) == (status in ("Closed", "Cancelled"))
    assert fleet.read(order["id"]) == order


@pytest.mark.parametrize(("before", "after"), permutations(STATUSES, 2))
def test_any_status_follows_any_other(fleet, made, technician, before, after):
    order = made[before]
    changed = fleet.change(order["id"], status=after)
    assert changed["status"] == after
    assert changed["assignedUserId"] == str(technician.pk)  # nobody asked to take it away
    if after not in SEALED:
        assert "completedAtTime" not in changed
        assert "archivedAtTime" not in changed
    else:
        for name in ("completedAtTime", "archivedAtTime"):
            if name in order:
                assert changed[name] == order[name]  # the first one stays
    opened = WorkOrder.objects.get(pk=order["id"]).history.filter(action="reopen")
    is_put_away = (before, after) == ("Completed", "Closed")
    assert [line.note for line in opened] == (
        ["API, token Fleet"] if before in SEALED and not is_put_away else []
    )


def test_the_first_end_is_kept_and_opening_forgets_it(fleet, van):
    done = fleet.make(van, status="Completed")
    assert (
        fleet.change(done["id"], status="Completed")["completedAtTime"] == done["completedAtTime"]
    )
    closed = fleet.change(done["id"], status="Closed")
    assert closed["completedAtTime"] == done["completedAtTime"]
    assert closed["archivedAtTime"] >= done["completedAtTime"]
    opened = fleet.change(done["id"], status="On Hold")
    assert "completedAtTime" not in opened
    assert "archivedAtTime" not in opened
    assert fleet.change(done["id"], status="Completed")["completedAtTime"] > done["completedAtTime"]


def test_a_time_that_is_given_wins(fleet, van):
    order = fleet.make(van, completedAtTime=LONG_AGO)
    assert (order["status"], order["completedAtTime"]) == ("Open", LONG_AGO)
    done = fleet.make(
        van,
        status="Closed",
        completedAtTime=LONG_AGO,
        archivedAtTime="2019-06-14T00:00:00Z",
        startedAtTime="2019-06-12T00:00:00Z",
    )
    assert done["completedAtTime"] == LONG_AGO
    assert done["archivedAtTime"] == "2019-06-14T00:00:00Z"
    assert done["startedAtTime"] == "2019-06-12T00:00:00Z"
    later = fleet.change(done["id"], completedAtTime="2020-01-01T00:00:00Z")
    assert later["completedAtTime"] == "2020-01-01T00:00:00Z"
    again = fleet.change(
        fleet.make(van, status="Completed")["id"], status="Closed", completedAtTime=LONG_AGO
    )
    assert again["completedAtTime"] == LONG_AGO


def test_work_that_begins_says_when(fleet, van):
    order = fleet.make(van)
    assert "startedAtTime" not in order
    begun = fleet.change(order["id"], status="In Progress")
    assert begun["startedAtTime"]
    paused = fleet.change(order["id"], status="On Hold")
    assert (
        fleet.change(order["id"], status="In Progress")["startedAtTime"]
        == (paused["startedAtTime"])
    )


def test_a_required_task_without_an_answer_keeps_an_order_open(fleet, make_work):
    order = make_work()
    said = refusal_of(
        fleet.patch(ORDERS, {"id": str(order.pk), "status": "Completed", "poNumber": "X"})
    )
    assert said.startswith("status: ")
    assert "Required tasks" in said
    assert "poNumber" not in fleet.read(order.pk)
    number = order.tasks.get(title="Pressure")
    tasks = fleet.read(order.pk)["serviceTaskInstances"]
    wished = [
        {**task, "status": "Completed"} if task["id"] == str(number.pk) else task for task in tasks
    ]
    said = refusal_of(fleet.patch(ORDERS, {"id": str(order.pk), "serviceTaskInstances": wished}))
    assert "asks for an answer" in said


def test_approvals_need_their_two_people_and_stay_as_they_were_signed(fleet, make_work, technician):
    order = make_work(template=None, kind="approval", assignee=technician)
    refusal_of(fleet.patch(ORDERS, {"id": str(order.pk), "status": "Closed"}))
    waiting = fleet.change(order.pk, status="Pending Approval")
    assert waiting["status"] == "Pending Approval"
    said = refusal_of(fleet.patch(ORDERS, {"id": str(order.pk), "poNumber": "X"}))
    assert said.startswith("poNumber: ")
    said = refusal_of(fleet.patch(ORDERS, {"id": str(order.pk), "completedAtTime": LONG_AGO}))
    assert said.startswith("completedAtTime: ")


def test_a_running_timer_and_a_missing_person_are_named(fleet, van, technician):
    order = fleet.make(van)
    assert refusal_of(fleet.patch(ORDERS, {"id": order["id"], "status": "Assigned"})).startswith(
        "status: "
    )
    given = fleet.change(order["id"], status="Assigned", assignedUserId=str(technician.pk))
    said = refusal_of(fleet.patch(ORDERS, {"id": order["id"], "assignedUserId": ""}))
    assert said.startswith("assignedUserId: ")
    WorkTime.objects.create(order_id=order["id"], who=technician)
    refusal_of(fleet.patch(ORDERS, {"id": order["id"], "status": "Completed"}))
    assert fleet.read(order["id"])["status"] == given["status"]


def test_a_sealed_order_takes_its_invoice_and_nothing_of_the_work(fleet, van):
    order = fleet.make(van, status="Completed", description="Oil")
    told = fleet.change(
        order["id"], invoiceNumber="R-1", closingNotes="Fine", tax={"basisPoints": 700}
    )
    assert (told["invoiceNumber"], told["closingNotes"]) == ("R-1", "Fine")
    for name, value in {"description": "New", "priority": "Low", "odometerMeters": 5}.items():
        said = refusal_of(fleet.patch(ORDERS, {"id": order["id"], name: value}))
        assert said.startswith(f"{name}: ")
        assert "reopen" in said
    assert fleet.change(order["id"], description="Oil")["description"] == "Oil"
    opened = fleet.change(order["id"], status="Open", description="New")
    assert (opened["status"], opened["description"]) == ("Open", "New")


def test_an_order_is_taken_away_from_whoever_had_it_where_that_is_asked_for(fleet, van, technician):
    order = fleet.make(van, status="Assigned", assignedUserId=str(technician.pk))
    opened = fleet.change(order["id"], status="Open", assignedUserId="", description="Anybody")
    assert (opened["status"], opened["description"]) == ("Open", "Anybody")
    assert "assignedUserId" not in opened
    given = fleet.change(order["id"], status="Assigned", assignedUserId=str(technician.pk))
    assert given["assignedUserId"] == str(technician.pk)
