"""Every arrow of lifecycles.toml works by its URL, and every other step is refused and changes nothing."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.apps import apps
from django.contrib import admin
from django.utils import timezone

from config.core.actors import CLIENT
from config.core.models import Workflow
from conftest import person
from serviceorders import services
from serviceorders.models import Booking, ServiceOrder, ServiceType
from serviceorders.states import BookingStatus, Status
from tests.contract import (
    NOTE,
    contract_of,
    every_step_is_taken_or_refused,
    is_of_the_contract,
    left_alone,
    stored,
    undone,
    walked,
)

pytestmark = pytest.mark.long_file

STANDS = {ServiceOrder: Status, Booking: BookingStatus}


@pytest.fixture(scope="module")
def manager(kept_in_module):
    return person("maya", "manager", first_name="Maya", last_name="Okafor")


@pytest.fixture(scope="module")
def cleo(kept_in_module):
    return services.find_or_make_client(
        name="Cleo Marsh", email="cleo@example.org", phone="+447700900455", language="en"
    )


@pytest.fixture(scope="module")
def orders(manager, cleo):
    """{status: an order in it, where steps of its own brought it}.

    The finding and the price are known, so that no guard stands in the way of another step.
    """

    def priced():
        order = services.open_order(
            by=manager, client=cleo, brand="Apple", model="iPhone 13", problem="Cracked screen"
        )
        return services.change_order(
            order,
            by=manager,
            seen_version=order.version,
            diagnosis="The display is broken",
            estimated_cost=Decimal("120.00"),
        )

    return {status: walked(priced(), status, manager).pk for status in Status.values}


@pytest.fixture(scope="module")
def bookings(manager, cleo):
    """{status: a booking in it}; clients asked for them, and all but the first went on by real steps."""
    diagnosis = ServiceType.objects.create(name="Diagnosis")
    return {
        status: walked(
            services.make_booking(
                by=CLIENT,
                client=cleo,
                service_type=diagnosis,
                starts_at=timezone.now() + timedelta(days=1),
            ),
            status,
            manager,
        ).pk
        for status in BookingStatus.values
    }


@pytest.fixture
def order_at(orders):
    return lambda status: ServiceOrder.objects.get(pk=orders[status])


@pytest.fixture
def booking_at(bookings):
    return lambda status: Booking.objects.get(pk=bookings[status])


@pytest.fixture
def request_for_tomorrow(booking_at):
    """A booking that a client asked for and nobody has confirmed."""
    return booking_at("requested")


@pytest.mark.parametrize("status", Status.values)
def test_each_step_of_an_order_is_taken_or_refused(client, manager, order_at, status):
    client.force_login(manager)
    every_step_is_taken_or_refused(client, order_at(status))


@pytest.mark.parametrize("status", BookingStatus.values)
def test_each_step_of_a_booking_is_taken_or_refused(client, manager, booking_at, status):
    client.force_login(manager)
    every_step_is_taken_or_refused(client, booking_at(status))


@pytest.mark.parametrize("model", STANDS)
def test_the_code_declares_the_steps_of_the_contract_and_no_others(model):
    is_of_the_contract(model, STANDS[model])


@pytest.mark.parametrize("model", STANDS)
def test_the_status_cannot_be_typed(model):
    record = model()
    with pytest.raises(AttributeError):
        record.status = "completed"


def test_a_status_that_is_posted_with_other_details_is_not_taken(client, manager, order):
    client.force_login(manager)
    client.post(
        f"{order.get_absolute_url()}edit/work/", {"status": "completed", "version": order.version}
    )
    assert ServiceOrder.objects.get(pk=order.pk).status == "pending"


def test_the_back_office_moves_no_status():
    for model in apps.get_models():
        office = admin.site._registry.get(model)
        if office is not None and issubclass(model, Workflow):
            assert "status" in office.get_readonly_fields(None), model


# Who may take which step, from the spec: everyone at the desk moves orders, repairs are the bench's, reopening a manager's

BENCH = {"start_diagnosis", "request_approval", "start_repair", "start_testing", "mark_ready"}
MAY = {
    "manager": set(contract_of(ServiceOrder)["steps"]),
    "technician": set(contract_of(ServiceOrder)["steps"]) - {"reopen"},
    "dispatcher": set(contract_of(ServiceOrder)["steps"]) - BENCH - {"reopen"},
    "reader": set(),
}


@pytest.mark.parametrize("role", MAY)
def test_a_role_takes_its_own_steps_of_an_order_and_no_others(client, request, order_at, role):
    client.force_login(request.getfixturevalue(role))
    for step, way in contract_of(ServiceOrder)["steps"].items():
        order = order_at(way["from"][0])
        before = stored(order)
        with undone():
            page = client.post(order.step_url(step), {"note": NOTE})
            if step in MAY[role]:
                assert page.status_code == 302, step
                assert stored(order)[0]["status"] in way["to"], step
            else:
                assert page.status_code == 403, step
                assert stored(order) == before, step


@pytest.mark.parametrize(
    ("role", "answer"),
    [("manager", 302), ("technician", 302), ("dispatcher", 302), ("reader", 403)],
)
def test_everyone_at_the_desk_moves_bookings(client, request, request_for_tomorrow, role, answer):
    client.force_login(request.getfixturevalue(role))
    assert client.post(request_for_tomorrow.step_url("confirm")).status_code == answer
    stands = Booking.objects.get(pk=request_for_tomorrow.pk).status
    assert stands == ("confirmed" if answer == 302 else "requested")


def test_a_login_without_a_role_finds_no_order_to_move(client, stranger, order):
    client.force_login(stranger)
    assert left_alone(client, order, "cancel").status_code in (403, 404)


def test_a_login_without_a_role_finds_no_booking_to_move(client, stranger, request_for_tomorrow):
    client.force_login(stranger)
    assert left_alone(client, request_for_tomorrow, "cancel").status_code in (403, 404)


def test_nobody_moves_anything_without_a_login(client, order, request_for_tomorrow):
    for record in (order, request_for_tomorrow):
        page = left_alone(client, record, "cancel")
        assert (page.status_code, page.url.startswith("/login/")) == (302, True)


def test_the_page_says_why_a_step_was_refused(client, manager, order):
    client.force_login(manager)
    page = client.post(order.step_url("complete"), follow=True)
    assert "was moved to Pending by Maya Okafor" in page.text


def test_a_step_is_never_taken_by_opening_an_address(client, manager, order):
    client.force_login(manager)
    assert client.get(order.step_url("cancel")).status_code == 405


def test_an_unknown_step_is_not_found(client, manager, order, request_for_tomorrow):
    client.force_login(manager)
    for record in (order, request_for_tomorrow):
        assert client.post(record.step_url("vanish"), {"note": NOTE}).status_code == 404
