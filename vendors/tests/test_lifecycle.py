"""The warranty desk's machines of lifecycles.toml: every arrow works by its URL, and every other step is refused."""

import pytest

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
from vendors.models import ServiceRequest, VendorWorkOrder
from vendors.states import RequestStatus, Status

STANDS = {ServiceRequest: RequestStatus, VendorWorkOrder: Status}


@pytest.fixture(scope="module")
def people(kept_in_module):
    """{role: somebody of it}."""
    roles = {"dispatcher": "dispatcher", "technician": "technician", "picker": "warehouse"}
    return {
        name: person(f"{name}-of-them", role)
        for name, role in (roles | {"reader": "read-only"}).items()
    }


@pytest.fixture
def request_at(asked, manager):
    """A request in a status, where steps of its own brought it."""
    return lambda status: walked(asked, status, manager)


@pytest.fixture
def order_at(make_order, manager):
    """An order in a status; it has a vendor and a description, so that no guard stands in the way."""
    return lambda status: walked(make_order(), status, manager)


@pytest.fixture
def record_at(request):
    """``record_at(VendorWorkOrder, "draft")``."""
    fixtures = {ServiceRequest: "request_at", VendorWorkOrder: "order_at"}
    return lambda model, status: request.getfixturevalue(fixtures[model])(status)


@pytest.mark.parametrize("status", RequestStatus.values)
def test_each_step_of_a_request_is_taken_or_refused(client, manager, request_at, status):
    record = request_at(status)
    client.force_login(manager)
    every_step_is_taken_or_refused(client, record)


@pytest.mark.parametrize("status", Status.values)
def test_each_step_of_an_order_is_taken_or_refused(client, manager, order_at, status):
    order = order_at(status)
    client.force_login(manager)
    every_step_is_taken_or_refused(client, order)


@pytest.mark.parametrize("model", STANDS)
def test_the_code_declares_the_steps_of_the_contract_and_no_others(model):
    is_of_the_contract(model, STANDS[model])


@pytest.mark.parametrize("model", STANDS)
def test_the_status_cannot_be_typed(model):
    with pytest.raises(AttributeError):
        model().status = "completed"


def test_a_status_that_is_posted_with_other_details_is_not_taken(client, manager, order_at):
    order = order_at("draft")
    client.force_login(manager)
    typed = {
        "status": "completed",
        "title": "Another title",
        "description": order.description,
        "trade": order.trade_id,
        "issues": order.issues.get().pk,
        "version": order.version,
    }
    client.post(f"{order.get_absolute_url()}edit/", typed)
    order = VendorWorkOrder.objects.get(pk=order.pk)
    assert (order.title, order.status) == ("Another title", "draft")


# What an order lacks stands in its way


@pytest.mark.parametrize(
    ("lacking", "reason"),
    [({"vendor": None}, "Choose the vendor first."), ({"description": " "}, "Describe the work")],
)
def test_an_order_without_a_vendor_or_a_description_is_not_sent(
    client, manager, make_order, lacking, reason
):
    order = make_order(**lacking)
    before = stored(order)
    client.force_login(manager)
    page = client.post(order.step_url("send"), {"note": NOTE}, follow=True)
    assert reason in page.text
    assert stored(order) == before


@pytest.mark.parametrize(
    ("model", "status"), [(ServiceRequest, "closed"), (VendorWorkOrder, "completed")]
)
def test_what_is_done_with_is_reopened_with_a_reason(client, manager, record_at, model, status):
    record = record_at(model, status)
    before = stored(record)
    client.force_login(manager)
    client.post(record.step_url("reopen"))
    assert stored(record) == before
    client.post(record.step_url("reopen"), {"note": NOTE})
    assert model.objects.get(pk=record.pk).status in contract_of(model)["steps"]["reopen"]["to"]


# Who may: managers and dispatchers move everything by its URL; the clock, homeowners and vendors a few steps without one

OPEN_TO = {
    "clock": {(ServiceRequest, "review"), (ServiceRequest, "resolve")},
    "vendor": {(ServiceRequest, "resolve")},
    "client": {(ServiceRequest, "close"), (ServiceRequest, "reopen")},
    "token": set(),
}


@pytest.mark.parametrize(("model", "step"), steps_of(STANDS))
def test_the_desk_takes_every_step_and_nobody_else_any(client, people, record_at, model, step):
    record = record_at(model, before_step(model, step))
    before = stored(record)
    for role, someone in people.items():
        answer = 302 if role == "dispatcher" else 403
        with undone():
            client.force_login(someone)
            page = client.post(record.step_url(step), {"note": NOTE})
            stands = model.objects.get(pk=record.pk).status
            # A record that nobody may see is not found, one that a role may only read is closed.
            assert page.status_code == answer or (answer == 403 and page.status_code == 404), role
            assert (stored(record) == before) == (answer == 403), role
            assert (stands in contract_of(model)["steps"][step]["to"]) == (answer == 302), role


@pytest.mark.parametrize(("model", "step"), steps_of(STANDS))
def test_the_clock_homeowners_and_vendors_take_their_own_steps_only(record_at, model, step):
    record = record_at(model, before_step(model, step))
    before = stored(record)
    for by in (CLOCK, VENDOR, CLIENT, Actor("token")):
        if (model, step) in OPEN_TO[by.kind]:
            with undone():
                after = workflow.take_step(record, step, by=by, note=NOTE)
                assert after.status in contract_of(model)["steps"][step]["to"], by.kind
        else:
            with pytest.raises(workflow.PermissionDenied):
                workflow.take_step(record, step, by=by, note=NOTE)
            assert stored(record) == before, by.kind


def test_a_login_without_a_role_finds_nothing_to_move(client, stranger, request_at, order_at):
    client.force_login(stranger)
    for record, step in ((order_at("draft"), "cancel"), (request_at("in_review"), "close")):
        assert left_alone(client, record, step).status_code in (403, 404)


def test_nobody_moves_anything_without_a_login(client, request_at, order_at):
    for record, step in ((order_at("draft"), "send"), (request_at("in_review"), "close")):
        page = left_alone(client, record, step)
        assert (page.status_code, page.url.startswith("/login/")) == (302, True)


def test_an_unknown_step_is_not_found_and_no_step_is_taken_by_opening_an_address(
    client, manager, request_at, order_at
):
    client.force_login(manager)
    for record, step in ((order_at("draft"), "send"), (request_at("in_review"), "close")):
        assert client.post(record.step_url("vanish"), {"note": NOTE}).status_code == 404
        assert client.get(record.step_url(step)).status_code == 405
