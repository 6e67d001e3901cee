"""Which figure the client sees: the estimate they are asked about, what was approved, and never a third."""

from decimal import Decimal

import pytest

from config.core import workflow
from config.core.models import Email
from serviceorders import services
from serviceorders.models import PartUsed, ServiceOrder


@pytest.fixture
def estimated(order, manager):
    return services.change_order(
        order,
        by=manager,
        seen_version=1,
        diagnosis="Display glass broken",
        estimated_cost=Decimal(189),
    )


@pytest.fixture
def asked(estimated, manager):
    return workflow.take_step(estimated, "request_approval", by=manager)


def page_of(client, order):
    return client.get(order.tracking_link.get_absolute_url()).content.decode()


def approve(client, order):
    url = order.decision_link.get_absolute_url()
    client.post(url, {"kind": "approved", "name": "Cleo Marsh"})
    return ServiceOrder.objects.get(pk=order.pk)


def test_an_estimate_that_nobody_approved_is_not_called_approved(client, estimated, manager):
    order = workflow.take_step(estimated, "start_repair", by=manager)

    assert "£189.00" not in page_of(client, order)


def test_what_the_client_approved_stays_when_the_shop_changes_its_mind(client, asked, manager):
    order = approve(client, asked)
    services.change_order(
        order, by=manager, seen_version=order.version, estimated_cost=Decimal(250)
    )
    text = page_of(client, order)

    assert "Approved estimate" in text
    assert "£189.00" in text
    assert "£250.00" not in text


def test_what_staff_approved_for_the_client_is_shown_too_and_stays(client, asked, manager):
    order = workflow.take_step(asked, "approve", by=manager)
    services.change_order(
        order, by=manager, seen_version=order.version, estimated_cost=Decimal(250)
    )
    text = page_of(client, order)

    assert "£189.00" in text
    assert "£250.00" not in text


def test_what_was_approved_before_an_order_was_closed_is_not_approved_when_it_is_open_again(
    client, asked, manager
):
    order = approve(client, asked)
    for step in ("cancel", "reopen", "start_repair"):
        order = workflow.take_step(order, step, by=manager, note="So it is")

    assert "£189.00" not in page_of(client, order)


def test_an_estimate_that_changed_before_its_letter_left_is_never_sent(asked, manager):
    waiting = Email.objects.filter(kind="order-estimate")
    assert [email.state for email in waiting] == ["queued"]
    services.change_order(
        asked, by=manager, seen_version=asked.version, estimated_cost=Decimal(250)
    )

    assert [email.state for email in waiting.all()] == ["withdrawn"]
    services.send_estimate_again(asked, by=manager)
    assert sorted(email.state for email in waiting.all()) == ["queued", "withdrawn"]


def test_an_approval_ends_when_the_order_goes_back_to_diagnosis(client, asked, manager):
    order = approve(client, asked)
    order = workflow.take_step(order, "request_approval", by=manager)
    order = workflow.take_step(order, "start_diagnosis", by=manager)
    order = workflow.take_step(order, "start_repair", by=manager)

    assert "£189.00" not in page_of(client, order)


def test_it_says_where_the_link_went_and_how_long_it_is_good_but_not_the_link(client, asked):
    text = page_of(client, asked)

    assert "c•••@example.org" in text
    assert "cleo@" not in text
    assert "Valid until" in text
    assert asked.decision_link.token not in text


def test_no_letter_is_promised_where_none_went_out(client, estimated, manager, shop):
    shop.notices_off = ["order-estimate"]
    shop.save()
    text = page_of(client, workflow.take_step(estimated, "request_approval", by=manager))

    assert "c•••@" not in text
    assert "Call or write to us" in text


def test_a_voided_link_is_no_longer_offered(client, asked, manager):
    order = services.change_order(
        asked, by=manager, seen_version=asked.version, estimated_cost=Decimal(99)
    )
    text = page_of(client, order)

    assert "c•••@" not in text
    assert "Call or write to us" in text


@pytest.mark.parametrize("step", ["request_approval", "approve"])
def test_it_costs_no_further_question_to_the_database(
    client, estimated, manager, step, django_assert_max_num_queries
):
    order = workflow.take_step(estimated, "request_approval", by=manager)
    if step == "approve":
        order = approve(client, order)
    page_of(client, order)
    url = order.tracking_link.get_absolute_url()
    with django_assert_max_num_queries(4):
        client.get(url)


@pytest.mark.parametrize("final_cost", [None, Decimal("50.005")])
def test_the_price_is_to_the_cent_what_the_receipt_says(client, estimated, manager, final_cost):
    for quantity, cost in [("0.5", "2.01"), ("3", "0.335"), ("1", "12.5")]:
        part = PartUsed(name="Screw", quantity=Decimal(quantity), unit_cost=Decimal(cost))
        services.save_part(estimated, by=manager, part=part)
    services.change_order(
        ServiceOrder.objects.get(pk=estimated.pk),
        by=manager,
        seen_version=estimated.version,
        labor_cost=Decimal("10.10"),
        final_cost=final_cost,
    )
    order = workflow.take_step(estimated, "start_repair", by=manager)
    order = workflow.take_step(order, "mark_ready", by=manager)

    assert f"£{order.prices.price}" in page_of(client, order)
