"""Two people sign: the executor what was done, the approver that it is right; nothing changes it afterwards unseen."""

from datetime import timedelta

import pytest
from django.utils import timezone

from config.core import workflow
from config.core.refusals import Refused
from config.core.workflow import StepRefused
from workorders.models import ApprovalRound, Asset, WorkOrder
from workorders.services.approvals import broken_seals, decide, sign
from workorders.services.orders import change_order
from workorders.services.tasks import answer


@pytest.fixture
def approval(make_work, technician, manager):
    """Done by the technician, to be approved by the manager; its required tasks are answered."""
    order = make_work(kind="approval", assignee=technician, approver=manager)
    for task in order.tasks.all():
        if task.answer_kind == "tick":
            answer(task, by=technician)
        if task.answer_kind == "number":
            answer(task, by=technician, number=5)
    return WorkOrder.objects.get(pk=order.pk)


def test_both_sign_and_the_order_is_completed(approval, technician, manager):
    with pytest.raises(StepRefused):
        workflow.take_step(approval, "finish", by=technician)
    round = sign(approval, by=technician, name="Dana Whitlock")
    assert WorkOrder.objects.get().status == "pending_approval"
    order = decide(round, by=manager, approved=True, name="Maya Okafor")
    assert order.status == "completed"
    round = ApprovalRound.objects.get()
    assert (round.verdict, round.executor_name, round.approver_name) == (
        "approved", "Dana Whitlock", "Maya Okafor",
    )  # fmt: skip
    assert broken_seals() == []


def test_sent_back_it_is_worked_on_and_signed_again(approval, technician, manager):
    round = sign(approval, by=technician, name="Dana")
    order = decide(round, by=manager, approved=False, name="Maya", comment="Pressure again please")
    assert order.status == "in_progress"
    second = sign(order, by=technician, name="Dana")
    assert second.number == 2
    assert decide(second, by=manager, approved=True, name="Maya").status == "completed"


def test_an_approver_from_outside_signs_by_a_link_that_ends(approval, technician, manager):
    change_order(
        approval, by=manager, approver=None, approver_name="Ivo", approver_email="ivo@example.org"
    )
    round = sign(approval, by=technician, name="Dana")
    link = round.links.get()
    assert timedelta(days=13) < link.expires_at - timezone.now() <= timedelta(days=14)
    assert decide(round, by=None, approved=True, name="Ivo").status == "completed"
    assert not round.links.get().is_live


def test_nobody_approves_their_own_work(approval, technician, manager):
    with pytest.raises(Refused, match="cannot approve"):
        change_order(approval, by=manager, approver=technician)
    with pytest.raises(Refused):
        sign(approval, by=manager, name="Maya")
    round = sign(approval, by=technician, name="Dana")
    with pytest.raises(Refused, match="for Maya"):
        decide(round, by=technician, approved=True, name="Dana")


def test_while_it_waits_for_its_approver_nothing_of_it_changes(approval, technician, manager):
    sign(approval, by=technician, name="Dana")
    with pytest.raises(Refused, match="waits for its approver"):
        change_order(approval, by=manager, title="Another")
    with pytest.raises(Refused, match="waits for its approver"):
        answer(approval.tasks.first(), by=technician)


@pytest.mark.parametrize(
    "change",
    [
        {"comment": "All good"},
        {"executor_name": "Somebody else"},
        {"approver_name": "Somebody else"},
        {"content": {"number": "WO-2026-0001"}},
    ],
)
def test_a_row_changed_afterwards_is_caught(approval, technician, manager, change):
    decide(sign(approval, by=technician, name="Dana"), by=manager, approved=True, name="Maya")
    ApprovalRound.objects.update(**change)
    assert [round.order for round in broken_seals()] == [approval]


@pytest.mark.parametrize(
    "change",
    [
        lambda order: WorkOrder.objects.filter(pk=order.pk).update(closing_notes="All good"),
        lambda order: order.tasks.filter(place=2).update(number=3),
        lambda order: order.tasks.filter(place=3).delete(),
        lambda order: order.places.all().delete(),
    ],
)
def test_a_row_of_the_order_changed_afterwards_is_caught(approval, technician, manager, change):
    decide(sign(approval, by=technician, name="Dana"), by=manager, approved=True, name="Maya")
    change(approval)
    assert [round.order for round in broken_seals()] == [approval]


def test_another_name_of_an_asset_breaks_no_seal(approval, technician, manager, press):
    decide(sign(approval, by=technician, name="Dana"), by=manager, approved=True, name="Maya")
    Asset.objects.filter(pk=press.pk).update(name="Press 5", tag="P-5")
    assert broken_seals() == []


def test_reopened_it_has_to_be_signed_again(approval, technician, manager, client):
    decide(sign(approval, by=technician, name="Dana"), by=manager, approved=True, name="Maya")
    order = workflow.take_step(fresh(approval), "reopen", by=manager, note="It leaks")
    answer(order.tasks.first(), by=technician)
    with pytest.raises(StepRefused, match="sign-off"):
        workflow.take_step(fresh(approval), "finish", by=technician)
    client.force_login(manager)
    page = client.get(approval.get_absolute_url())
    assert not page.context["everyday"]["finish"]["allowed"]
    workflow.take_step(fresh(approval), "skip", by=manager, note="Scrapped")
    assert client.get(f"{approval.get_absolute_url()}certificate/").status_code == 404
    assert broken_seals() == []


def fresh(order):
    return WorkOrder.objects.get(pk=order.pk)
