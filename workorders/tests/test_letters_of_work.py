"""Who hears of their work: by e-mail, and under their bell."""

from datetime import timedelta

from django.utils import timezone

from config.core import workflow
from config.core.models import Email, Notification, ShopProfile
from config.core.models.shop import current_shop
from workorders.models import Team
from workorders.services import approvals, orders, reminders


def told(user):
    """What stands under somebody's bell, in the order in which it was told."""
    return list(user.notifications.order_by("pk").values_list("kind", flat=True))


def written_to(user):
    return list(Email.objects.filter(to=user.email).order_by("pk").values_list("kind", flat=True))


def test_whoever_is_given_an_order_hears_of_it(make_work, technician):
    order = make_work(assignee=technician)
    assert told(technician) == written_to(technician) == ["work-assigned"]
    notification = technician.notifications.get()
    assert notification.path == order.get_absolute_url()
    assert order.number in notification.text
    assert order.history.filter(email__isnull=False).count() == 1


def test_whoever_takes_an_order_themselves_is_not_told(make_work, manager):
    make_work(assignee=manager)
    assert not Notification.objects.exists()
    assert not Email.objects.exists()


def test_an_order_that_goes_to_another_is_told_to_them_alone_and_once(
    make_work, manager, technician, dispatcher
):
    order = make_work(assignee=technician)
    order = orders.change_order(order, by=manager, assignee=dispatcher)
    orders.change_order(order, by=manager, title="Else")
    assert told(dispatcher) == ["work-assigned"]
    assert told(technician) == ["work-assigned"]


def test_an_order_of_a_team_is_told_to_each_of_its_people(
    make_work, technician, dispatcher, manager
):
    team = Team.objects.create(name="Night shift")
    team.members.add(technician, dispatcher, manager)
    order = make_work(team=team)
    orders.change_order(order, by=manager, title="Else")
    assert told(technician) == told(dispatcher) == ["work-assigned"]
    assert told(manager) == []  # who gave it


def test_an_order_that_is_due_soon_or_late_is_told_once_each(make_work, technician):
    order = make_work(assignee=technician, due_at=timezone.now() + timedelta(hours=1))
    reminders.tell_due(), reminders.tell_due()
    type(order).objects.update(due_at=timezone.now() - timedelta(hours=1))
    reminders.tell_due(), reminders.tell_due()
    assert told(technician) == ["work-assigned", "work-due", "work-late"]


def test_an_approver_here_and_an_executor_hear_of_each_other(make_work, technician, manager):
    order = make_work(kind="approval", template=None, assignee=technician, approver=manager)
    order = workflow.take_step(order, "start", by=technician)
    signed = approvals.sign(order, by=technician, name="Dana Whitlock")
    assert told(manager) == ["work-approval"]
    approvals.decide(signed, by=manager, approved=False, name="Maya Okafor", comment="Not yet")
    assert told(technician) == ["work-assigned", "work-sent-back"]


def test_an_approver_from_outside_has_no_bell(make_work, technician):
    order = make_work(
        kind="approval", template=None, assignee=technician,
        approver_name="Olga", approver_email="olga@example.com",
    )  # fmt: skip
    order = workflow.take_step(order, "start", by=technician)
    approvals.sign(order, by=technician, name="Dana Whitlock")
    assert Email.objects.filter(to="olga@example.com", kind="work-approval").count() == 1
    assert not Notification.objects.filter(kind="work-approval").exists()


def test_the_shop_that_switched_the_e_mail_off_still_tells_under_the_bell(make_work, technician):
    current_shop()
    ShopProfile.objects.update(notices_off=["work-assigned"])
    order = make_work(assignee=technician)
    assert told(technician) == ["work-assigned"]
    assert written_to(technician) == []
    assert not order.history.filter(email__isnull=False).exists()
