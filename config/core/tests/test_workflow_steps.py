from decimal import Decimal
from zoneinfo import ZoneInfoNotFoundError

import pytest
from django.core.exceptions import PermissionDenied

from config.core.actors import CLIENT, CLOCK
from config.core.models import Email, ShopProfile
from config.core.models.shop import current_shop
from config.core.workflow import StepRefused, UnknownStep, offers, take_step
from serviceorders import services
from serviceorders.models import ServiceOrder


def refusal(*args, **kwargs):
    with pytest.raises(StepRefused) as refused:
        take_step(*args, **kwargs)
    return refused.value


def standing(order):
    return ServiceOrder.objects.get(pk=order.pk).status


@pytest.fixture
def estimated(order, manager):
    return services.change_order(
        order,
        by=manager,
        seen_version=1,
        diagnosis="Broken display",
        estimated_cost=Decimal("90"),
    )


@pytest.fixture
def asked(estimated, manager):
    """The client has the estimate."""
    return take_step(estimated, "request_approval", by=manager)


def test_a_step_answers_with_the_moved_record_and_keeps_who_and_why(order, manager):
    moved = take_step(order, "queue_diagnosis", by=manager, note="  shelf 4 ", public=True)

    line = moved.history.first()
    assert moved.status == standing(order) == "awaiting_diagnosis"
    assert (line.by, line.action, line.note, line.public) == (
        manager, "queue_diagnosis", "shelf 4", True,
    )  # fmt: skip
    assert (line.came_from, line.went_to) == ("pending", "awaiting_diagnosis")


def test_a_step_that_is_not_taken_in_public_stays_among_us(order, manager):
    assert not take_step(order, "queue_diagnosis", by=manager, note="rude").history.first().public


def test_a_guard_says_what_is_missing_and_where_to_type_it(order, manager):
    no_diagnosis = refusal(order, "request_approval", by=manager)
    order = services.change_order(order, by=manager, seen_version=1, diagnosis="Broken display")
    no_estimate = refusal(order, "request_approval", by=manager)

    assert (no_diagnosis.reason, no_diagnosis.fix) == (
        "Awaiting approval needs a diagnosis.", "diagnosis",
    )  # fmt: skip
    assert (no_estimate.reason, no_estimate.fix) == (
        "Awaiting approval needs an estimated cost.", "estimated_cost",
    )  # fmt: skip
    assert standing(order) == "pending"


def test_a_diagnosis_of_spaces_is_none(order, manager):
    order = services.change_order(
        order, by=manager, seen_version=1, diagnosis="  \n", estimated_cost=Decimal(1)
    )
    assert refusal(order, "request_approval", by=manager).fix == "diagnosis"


def test_an_estimate_of_nothing_is_an_estimate(order, manager):
    order = services.change_order(
        order, by=manager, seen_version=1, diagnosis="On us", estimated_cost=Decimal(0)
    )
    assert take_step(order, "request_approval", by=manager).status == "awaiting_approval"


@pytest.mark.parametrize("note", ["", "   \n"])
def test_a_step_that_needs_a_note_is_refused_without_one(order, manager, note):
    refused = refusal(order, "cancel", by=manager, note=note)
    assert (refused.reason, refused.fix) == ("“Cancel order” needs a note.", "note")
    assert standing(order) == "pending"


def test_a_step_nobody_declared_is_unknown(order, manager):
    for name in ("vanish", "status", "delete", "save", "_close"):
        with pytest.raises(UnknownStep):
            take_step(order, name, by=manager, note="x")


def test_a_step_is_refused_to_whoever_looked_at_an_older_status(order, manager, technician):
    take_step(order, "start_diagnosis", by=technician)

    refused = refusal(order, "cancel", by=manager, note="x", seen="pending")

    assert refused.reason == (
        f"{order} was moved to Diagnosing by Dana Whitlock: “Cancel order” is not possible now."
    )
    assert standing(order) == "diagnosing"


def test_a_step_is_taken_by_whoever_looked_at_the_status_as_it_is(order, manager):
    assert take_step(order, "cancel", by=manager, note="x", seen="pending").status == "cancelled"


def test_a_client_may_answer_an_estimate_and_nothing_else(asked):
    for step in ("start_diagnosis", "cancel"):
        with pytest.raises(PermissionDenied):
            take_step(asked, step, by=CLIENT, note="x")
    assert take_step(asked, "approve", by=CLIENT).status == "approved"


def test_a_client_who_declines_is_named_in_the_history(asked):
    line = take_step(asked, "reject", by=CLIENT, note="Too dear").history.first()
    assert (line.by, line.actor, line.who, line.note) == (None, "client", "Client", "Too dear")


def test_the_clock_may_not_answer_for_a_client(asked):
    with pytest.raises(PermissionDenied):
        take_step(asked, "approve", by=CLOCK)


def test_only_a_manager_reopens(order, manager, technician):
    order = take_step(order, "cancel", by=manager, note="Lost interest")
    with pytest.raises(PermissionDenied):
        take_step(order, "reopen", by=technician, note="Again")
    assert take_step(order, "reopen", by=manager, note="Again").closed_at is None


def test_the_first_who_works_on_a_device_takes_it_over(order, technician, manager):
    order = take_step(order, "start_diagnosis", by=technician)
    assert order.technician == technician
    assert take_step(order, "start_repair", by=manager).technician == technician


def test_a_letter_that_cannot_be_written_leaves_the_order_where_it_stood(order, manager):
    order = take_step(order, "start_repair", by=manager)
    order = take_step(order, "mark_ready", by=manager)
    lines, mails = order.history.count(), Email.objects.count()
    current_shop()
    ShopProfile.objects.update(time_zone="Mars/Olympus_Mons")

    with pytest.raises(ZoneInfoNotFoundError):
        take_step(order, "complete", by=manager)

    assert (standing(order), order.history.count(), Email.objects.count()) == (
        "ready", lines, mails,
    )  # fmt: skip


# What the page offers


def offered(order, user):
    return {offer.name: offer for offer in offers(order, user)}


def test_the_offers_are_the_steps_from_here_that_the_role_may_take(order, technician, dispatcher):
    assert set(offered(order, technician)) == {
        "queue_diagnosis", "start_diagnosis", "request_approval", "start_repair", "cancel",
    }  # fmt: skip
    assert set(offered(order, dispatcher)) == {"queue_diagnosis", "cancel"}


def test_readers_and_strangers_are_offered_nothing(order, reader, stranger):
    assert offers(order, reader) == offers(order, stranger) == []


def test_a_step_that_a_guard_refuses_is_offered_with_its_reason(order, manager, estimated):
    shut, open_ = offered(order, manager)["request_approval"], offered(estimated, manager)
    assert (shut.allowed, shut.reason, shut.fix) == (
        False, "Awaiting approval needs a diagnosis.", "diagnosis",
    )  # fmt: skip
    assert open_["request_approval"].allowed


def test_one_offer_is_the_usual_one(order, manager):
    assert [offer.name for offer in offers(order, manager) if offer.primary] == ["queue_diagnosis"]


def test_every_offer_of_an_open_order_can_be_taken(estimated, manager):
    for offer in offers(estimated, manager):
        moved = take_step(estimated, offer.name, by=manager, note="x")
        assert moved.status == offer.target
        estimated = services.open_order(
            by=manager, client=estimated.client, model="iPhone", problem="x",
            diagnosis="y", estimated_cost=1,
        )  # fmt: skip
