"""Maintenance's machines of lifecycles.toml: every arrow works by its URL, and every other step is refused."""

import pytest
from django.utils import timezone

from config.core import workflow
from config.core.actors import CLIENT, CLOCK, VENDOR, Actor
from conftest import person
from tests.contract import (
    NOTE,
    before_step,
    contract_of,
    every_step_is_taken_or_refused,
    is_of_the_contract,
    left_alone,
    steps_of,
    stored,
    undone,
    walked,
)
from workorders.models import Asset, Case, WorkOrder
from workorders.services import approvals, tasks
from workorders.services.cases import report
from workorders.services.orders import open_order
from workorders.states import FINISHED, SCHEDULED, STARTED, CaseStatus, Status

STANDS = {WorkOrder: Status, Case: CaseStatus}


@pytest.fixture(scope="module")
def manager(kept_in_module):
    return person("maya", "manager", first_name="Maya", last_name="Okafor")


@pytest.fixture(scope="module")
def technician(kept_in_module):
    return person("dana", "technician", first_name="Dana", last_name="Whitlock")


@pytest.fixture(scope="module")
def press(kept_in_module):
    return Asset.objects.create(name="Press 4", tag="P-4")


@pytest.fixture(scope="module")
def make_ready(manager, technician, press):
    """An order with an assignee and with nothing to answer, so that no guard stands in the way."""
    given = {"title": "Monthly check", "status": "planning", "assignee": technician}
    return lambda **fields: open_order(by=manager, assets=[press], **given | fields)


@pytest.fixture(scope="module")
def orders(make_ready, manager):
    """{status: an order in it, where steps of its own brought it}."""
    return {
        status: walked(workflow.take_step(make_ready(), "release", by=manager), status, manager).pk
        for status in Status.values
    }


@pytest.fixture(scope="module")
def cases(press, manager):
    """{status: a case in it, where steps of its own brought it}."""
    return {
        status: walked(report(by=manager, asset=press, title="It squeals"), status, manager).pk
        for status in CaseStatus.values
    }


@pytest.fixture
def order_at(orders):
    return lambda status: WorkOrder.objects.get(pk=orders[status])


@pytest.fixture
def case_at(cases):
    return lambda status: Case.objects.get(pk=cases[status])


@pytest.fixture
def record_at(order_at, case_at):
    """``record_at(Case, "open")``."""
    return lambda model, status: {WorkOrder: order_at, Case: case_at}[model](status)


@pytest.mark.parametrize("status", Status.values)
def test_each_step_of_an_order_is_taken_or_refused(client, manager, order_at, status):
    client.force_login(manager)
    every_step_is_taken_or_refused(client, order_at(status))


@pytest.mark.parametrize("status", CaseStatus.values)
def test_each_step_of_a_case_is_taken_or_refused(client, manager, case_at, status):
    client.force_login(manager)
    every_step_is_taken_or_refused(client, case_at(status))


@pytest.mark.parametrize("model", STANDS)
def test_the_code_declares_the_steps_of_the_contract_and_no_others(model):
    is_of_the_contract(model, STANDS[model])


@pytest.mark.parametrize("model", STANDS)
def test_the_status_cannot_be_typed(model):
    with pytest.raises(AttributeError):
        model().status = "closed"


# The stage is the database's own


def stage_of(status, *, begun):
    if status == Status.PENDING_APPROVAL:
        return "started" if begun else "scheduled"
    stages = {"scheduled": SCHEDULED, "started": STARTED, "finished": FINISHED}
    return next((stage for stage, them in stages.items() if status in them), "skipped")


@pytest.mark.parametrize("begun", [False, True])
@pytest.mark.parametrize("status", Status)
def test_the_stage_follows_the_status_in_the_database(order_at, manager, status, begun):
    order = order_at("open")
    if begun:
        order = workflow.take_step(order, "start", by=manager)
        order = workflow.take_step(order, "unassign", by=manager)
        WorkOrder.objects.filter(pk=order.pk).update(assignee=manager)
    WorkOrder.objects.filter(pk=order.pk).update(status=status)
    wanted = stage_of(status, begun=begun)
    assert WorkOrder.objects.get(pk=order.pk, stage=wanted).status == status


def test_an_order_that_waits_for_approval_is_started_once_work_on_it_began(order_at, manager):
    order = workflow.take_step(order_at("open"), "request_approval", by=manager)
    assert WorkOrder.objects.get(pk=order.pk).stage == "scheduled"
    order = workflow.take_step(order, "start", by=manager)
    order = workflow.take_step(order, "request_approval", by=manager)
    assert WorkOrder.objects.get(pk=order.pk).stage == "started"


def test_the_stage_cannot_be_written(order_at):
    order = order_at("open")
    order.stage = "finished"
    order.save()
    assert WorkOrder.objects.get(pk=order.pk).stage == "scheduled"


def test_a_status_that_is_posted_with_other_details_is_not_taken(client, manager, order_at):
    order = order_at("open")
    client.force_login(manager)
    typed = {
        "status": "completed",
        "stage": "finished",
        "title": "Another title",
        "kind": order.kind,
        "priority": order.priority,
        "assets": order.asset.pk,
        "version": order.version,
    }
    client.post(f"{order.get_absolute_url()}edit/", typed)
    order = WorkOrder.objects.get(pk=order.pk)
    assert (order.title, order.status, order.stage) == ("Another title", "open", "scheduled")


# What an order lacks stands in its way


def refused(client, by, order, step, reason):
    """The step is not taken from the page, which says why, and nothing is changed."""
    before = stored(order)
    client.force_login(by)
    page = client.post(order.step_url(step), {"note": NOTE}, follow=True)
    assert reason in page.text
    assert stored(order) == before


def test_an_order_of_nobody_is_not_assigned(client, manager, make_work):
    order = make_work(template=None)
    refused(client, manager, order, "assign", "Choose who does it first.")


@pytest.mark.parametrize("step", ["finish", "close"])
def test_an_order_with_open_required_tasks_is_not_done(client, manager, make_work, step):
    order = make_work()
    refused(client, manager, order, step, "Required tasks are not answered yet")
    first, second, _optional = order.tasks.all()
    tasks.answer(first, by=manager)
    tasks.set_aside(second, by=manager, reason="The gauge is broken")
    client.post(order.step_url(step))
    assert WorkOrder.objects.get(pk=order.pk).stage == "finished"


@pytest.mark.parametrize("step", ["finish", "close", "skip"])
def test_an_order_on_which_a_clock_runs_does_not_end(client, manager, order_at, step):
    order = order_at("in_progress")
    tasks.start_timer(order, by=manager)
    refused(client, manager, order, step, "Stop the running timers first.")


@pytest.mark.parametrize("step", ["finish", "close"])
def test_an_approval_ends_by_its_approver_alone(
    client, manager, make_ready, approver, technician, step
):
    order = make_ready(kind="approval", approver=approver)
    refused(client, manager, order, step, "This order needs a sign-off")
    round = approvals.sign(order, by=technician, name="Dana")
    order = WorkOrder.objects.get(pk=order.pk)
    refused(client, manager, order, step, "This order needs a sign-off")
    assert approvals.decide(round, by=approver, approved=True, name="Ivo").status == "completed"


@pytest.mark.parametrize(
    ("model", "step", "status"),
    [(WorkOrder, "skip", "open"), (WorkOrder, "reopen", "completed"), (Case, "reopen", "closed")],
)
def test_what_is_skipped_or_reopened_is_so_with_a_reason(
    client, manager, record_at, model, step, status
):
    record = record_at(model, status)
    before = stored(record)
    client.force_login(manager)
    client.post(record.step_url(step))
    assert stored(record) == before
    client.post(record.step_url(step), {"note": NOTE})
    assert model.objects.get(pk=record.pk).status in contract_of(model)["steps"][step]["to"]


def test_the_moments_of_the_start_and_the_end_are_kept_by_themselves(make_ready, manager):
    begun, order = timezone.now(), workflow.take_step(make_ready(), "release", by=manager)
    assert (order.started_at, order.completed_at) == (None, None)
    order = workflow.take_step(order, "finish", by=manager)
    assert begun <= order.started_at <= order.completed_at
    order = workflow.take_step(order, "reopen", by=manager, note=NOTE)
    assert (order.completed_at, order.resolution_minutes) == (None, None)
    assert begun <= order.started_at


# Who may: planners plan, doers do, a manager reopens; the clock, other systems and approvers from outside a few steps

PLANNED = {"quote", "plan", "release", "assign", "unassign", "close"}
DONE = {"start", "pause", "wait_for_parts", "request_approval", "finish", "skip"}
MAY = {
    "manager": {WorkOrder: PLANNED | DONE | {"reopen"}, Case: set(contract_of(Case)["steps"])},
    "dispatcher": {WorkOrder: PLANNED | DONE, Case: set(contract_of(Case)["steps"])},
    "technician": {WorkOrder: DONE, Case: set(contract_of(Case)["steps"])},
    "approver": {WorkOrder: set(), Case: set()},
    "picker": {WorkOrder: set(), Case: set()},
    "reader": {WorkOrder: set(), Case: set()},
}
OPEN_TO = {
    "clock": {WorkOrder: PLANNED | DONE, Case: {"start", "resolve"}},
    "token": {WorkOrder: PLANNED | DONE | {"reopen"}, Case: {"start", "resolve"}},
    "client": {WorkOrder: {"finish"}, Case: {"resolve"}},
    "vendor": {WorkOrder: set(), Case: set()},
}


@pytest.mark.parametrize("model", STANDS)
@pytest.mark.parametrize("role", MAY)
def test_a_role_takes_its_own_steps_and_no_others(client, request, record_at, model, role):
    client.force_login(request.getfixturevalue(role))
    for step, way in contract_of(model)["steps"].items():
        record = record_at(model, before_step(model, step))
        before = stored(record)
        with undone():
            page = client.post(record.step_url(step), {"note": NOTE})
            if step in MAY[role][model]:
                assert page.status_code == 302, step
                assert stored(record)[0]["status"] in way["to"], step
            else:
                assert page.status_code == 403, step
                assert stored(record) == before, step


@pytest.mark.parametrize(("model", "step"), steps_of(STANDS))
@pytest.mark.parametrize("by", [CLOCK, VENDOR, CLIENT, Actor("token")], ids=lambda by: by.kind)
def test_whoever_has_no_login_takes_their_own_steps_only(record_at, model, step, by):
    record = record_at(model, before_step(model, step))
    if step in OPEN_TO[by.kind][model]:
        record = workflow.take_step(record, step, by=by, note=NOTE)
        assert record.status in contract_of(model)["steps"][step]["to"]
        return
    before = stored(record)
    with pytest.raises(workflow.PermissionDenied):
        workflow.take_step(record, step, by=by, note=NOTE)
    assert stored(record) == before


def test_a_login_without_a_role_finds_nothing_to_move(client, stranger, order_at, case_at):
    client.force_login(stranger)
    for record, step in ((order_at("open"), "start"), (case_at("open"), "close")):
        assert left_alone(client, record, step).status_code in (403, 404)


def test_nobody_moves_anything_without_a_login(client, order_at, case_at):
    for record, step in ((order_at("open"), "start"), (case_at("open"), "close")):
        page = left_alone(client, record, step)
        assert (page.status_code, page.url.startswith("/login/")) == (302, True)


def test_an_unknown_step_is_not_found_and_no_step_is_taken_by_opening_an_address(
    client, manager, order_at, case_at
):
    client.force_login(manager)
    for record, step in ((order_at("open"), "start"), (case_at("open"), "close")):
        assert client.post(record.step_url("vanish"), {"note": NOTE}).status_code == 404
        assert client.get(record.step_url(step)).status_code == 405
