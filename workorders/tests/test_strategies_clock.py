"""The clock runs the strategies, tells who has an order that is due, and looks at the hashes of sign-offs."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone

from config.core.models import Email
from workorders.models import ApprovalRound, WorkOrder
from workorders.services.approvals import decide, sign
from workorders.services.reminders import tell_due

pytestmark = pytest.mark.usefixtures("shop")


def told():
    return sorted(Email.objects.exclude(kind="work-assigned").values_list("kind", flat=True))


def due_in(order, **span):
    WorkOrder.objects.filter(pk=order.pk).update(due_at=timezone.now() + timedelta(**span))


def test_strategies_run_by_hand_say_what_they_made(make_strategy, capsys):
    make_strategy(lead_days=0)
    with time_machine.travel(datetime(2026, 12, 1, 9, tzinfo=UTC), tick=False):
        call_command("run_strategies")
        call_command("run_strategies")
    said = capsys.readouterr().out.splitlines()
    assert said == [
        f"{WorkOrder.objects.get().number}  2026-12-01  Check the press",
        "1 made",
        "0 made",
    ]


def test_who_has_an_order_hears_once_that_it_is_due_and_once_that_it_is_late(make_work, technician):
    order = make_work(assignee=technician)
    make_work()
    due_in(order, hours=20)
    assert (tell_due(), tell_due()) == (1, 0)
    assert told() == ["work-due"]
    due_in(order, hours=-1)
    assert (tell_due(), tell_due()) == (1, 0)
    assert told() == ["work-due", "work-late"]


def test_far_off_or_done_nobody_hears_of_it(make_work, technician, manager):
    from config.core import workflow

    due_in(make_work(assignee=technician), days=3)
    done = make_work(assignee=technician)
    done.tasks.update(required=False)
    workflow.take_step(done, "finish", by=manager)
    due_in(done, hours=-5)
    assert tell_due() == 0


def test_put_off_it_is_told_again_before_its_new_day(make_work, technician):
    order = make_work(assignee=technician)
    due_in(order, hours=20)
    tell_due()
    due_in(order, days=10)
    assert tell_due() == 0
    with time_machine.travel(timezone.now() + timedelta(days=9, hours=12), tick=False):
        assert (tell_due(), tell_due()) == (1, 0)


def test_whole_sign_offs_verify_and_changed_ones_are_named(make_work, technician, manager, capsys):
    order = make_work(kind="approval", assignee=technician, approver=manager)
    order.tasks.update(required=False)
    decide(sign(order, by=technician, name="Dana"), by=manager, approved=True, name="Maya")
    call_command("verify_approvals")
    assert capsys.readouterr().out == "1 sign-offs are as they were signed\n"
    ApprovalRound.objects.update(approver_name="Somebody else")
    with pytest.raises(CommandError, match=order.number) as refusal:
        call_command("verify_approvals")
    assert refusal.value.returncode == 1
