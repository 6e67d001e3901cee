"""The warehouse's machines of lifecycles.toml: every arrow works by its URL, and every other step is refused."""

from decimal import Decimal

import pytest

from config.core import workflow
from tests.contract import (
    NOTE,
    every_step_is_taken_or_refused,
    is_of_the_contract,
    left_alone,
    stored,
)
from warehouse import services
from warehouse.models import Arrival, InboundLine, InboundOrder, PickingList, ProductionOrder
from warehouse.states import InboundStatus, PickingStatus, Status
from warehouse.tests.shelves import completed, pick_all, take

STANDS = {ProductionOrder: Status, PickingList: PickingStatus, InboundOrder: InboundStatus}


@pytest.fixture
def production_at(stocked, make_order, manager):
    """A production order in a status, with nothing in the way of the steps it may take from there."""

    def processing():
        order = take(make_order(2), "confirm", "start_picking", by=manager)
        take(pick_all(order.current_lists.get(), by=manager), "finish", by=manager)
        return ProductionOrder.objects.get(pk=order.pk)

    ways = {
        "draft": lambda: make_order(2),
        "out_of_stock": lambda: take(make_order(99), "confirm", by=manager),
        "allocated": lambda: take(make_order(2), "confirm", by=manager),
        "processing": processing,
        "completed": lambda: completed(make_order(2), by=manager),
        "canceled": lambda: take(make_order(2), "cancel", by=manager),
    }
    return lambda status: ways[status]()


@pytest.fixture
def list_at(stocked, make_order, manager):
    """A picking list in a status; in hand, everything on it is picked."""

    def opened():
        order = take(make_order(2), "confirm", "start_picking", by=manager)
        return order.current_lists.get()

    ways = {
        "open": opened,
        "picking": lambda: pick_all(opened(), by=manager),
        "done": lambda: take(pick_all(opened(), by=manager), "finish", by=manager),
        "canceled": lambda: take(opened(), "cancel", by=manager),
    }
    return lambda status: ways[status]()


@pytest.fixture
def inbound_at(house, merchant, tea, mug, manager):
    """An inbound order of two goods in a status."""

    def expected():
        return services.open_inbound(
            by=manager,
            warehouse=house,
            merchant=merchant,
            supplier="Brightcell",
            lines=[InboundLine(product=each, expected=Decimal(5)) for each in (tea, mug)],
        )

    def receiving():
        inbound = expected()
        goods = [Arrival(inbound.lines.first(), Decimal(5))]
        return workflow.take_step(inbound, "receive", by=manager, goods=goods)

    ways = {
        "expected": expected,
        "receiving": receiving,
        "received": lambda: take(expected(), "receive", by=manager),
        "stored": lambda: take(expected(), "receive", "put_away", by=manager),
        "canceled": lambda: take(expected(), "cancel", by=manager),
    }
    return lambda status: ways[status]()


@pytest.mark.parametrize("status", Status.values)
def test_each_step_of_a_production_order_is_taken_or_refused(
    client, manager, production_at, status
):
    order = production_at(status)
    assert order.status == status
    client.force_login(manager)
    every_step_is_taken_or_refused(client, order)


@pytest.mark.parametrize("status", PickingStatus.values)
def test_each_step_of_a_picking_list_is_taken_or_refused(client, manager, list_at, status):
    picking_list = list_at(status)
    assert picking_list.status == status
    client.force_login(manager)
    every_step_is_taken_or_refused(client, picking_list)


@pytest.mark.parametrize("status", InboundStatus.values)
def test_each_step_of_an_inbound_order_is_taken_or_refused(client, manager, inbound_at, status):
    inbound = inbound_at(status)
    assert inbound.status == status
    client.force_login(manager)
    every_step_is_taken_or_refused(client, inbound)


@pytest.mark.parametrize("model", STANDS)
def test_the_code_declares_the_steps_of_the_contract_and_no_others(model):
    is_of_the_contract(model, STANDS[model])


@pytest.mark.parametrize("model", STANDS)
def test_the_status_cannot_be_typed(model):
    with pytest.raises(AttributeError):
        model().status = "done"


# Who may: the manager and the people of the warehouse move everything; a reversal is the manager's own


@pytest.mark.parametrize(
    ("role", "answer"), [("picker", 302), ("technician", 403), ("dispatcher", 403), ("reader", 403)]
)
def test_the_people_of_the_warehouse_move_its_papers_and_nobody_else(
    client, request, production_at, list_at, inbound_at, role, answer
):
    client.force_login(request.getfixturevalue(role))
    for record, step in (
        (production_at("draft"), "confirm"),
        (list_at("open"), "claim"),
        (inbound_at("expected"), "receive"),
    ):
        before = stored(record)
        assert client.post(record.step_url(step), {"note": NOTE}).status_code == answer
        assert (stored(record) == before) == (answer == 403)


@pytest.mark.parametrize(("role", "answer"), [("manager", 302), ("picker", 403)])
def test_a_completion_is_reversed_by_a_manager_with_a_reason(
    client, request, production_at, role, answer
):
    order = production_at("completed")
    client.force_login(request.getfixturevalue(role))
    assert client.post(order.step_url("reverse_completion")).status_code == answer
    assert ProductionOrder.objects.get(pk=order.pk).status == "completed"  # no reason was given
    assert client.post(order.step_url("reverse_completion"), {"note": NOTE}).status_code == answer
    stands = ProductionOrder.objects.get(pk=order.pk).status
    assert stands == ("draft" if answer == 302 else "completed")


def test_nobody_moves_anything_without_a_login(client, production_at, list_at, inbound_at):
    for record, step in (
        (production_at("draft"), "confirm"),
        (list_at("open"), "claim"),
        (inbound_at("expected"), "receive"),
    ):
        page = left_alone(client, record, step)
        assert (page.status_code, page.url.startswith("/login/")) == (302, True)


def test_an_unknown_step_is_not_found(client, manager, production_at, list_at, inbound_at):
    client.force_login(manager)
    for record in (production_at("draft"), list_at("open"), inbound_at("expected")):
        assert client.post(record.step_url("vanish"), {"note": NOTE}).status_code == 404
        assert client.get(record.step_url("confirm")).status_code == 405
