"""Webhooks hear of every change of an order, in order, signed, and until they say that they have heard."""

import base64
import hashlib
import hmac
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from config.core import doctor, outbox, workflow
from config.core.models import Outgoing
from deploy.servers import free_port
from workorders.api import webhooks
from workorders.models import Delivery, Webhook, WorkOrder
from workorders.services import bulk, orders
from workorders.services.checklist import move_task
from workorders.services.tasks import start_timer
from workorders.tasks import forget_answers
from workorders.tests.fleet import ORDERS
from workorders.tests.receiver import Receiver

State = Outgoing.State


@pytest.fixture
def receiver():
    with Receiver().serving() as receiver:
        yield receiver


@pytest.fixture
def hook(receiver):
    return Webhook.objects.create(name="Fleet office", url=receiver.url)


def deliver(tries=1):
    """Whatever waits is sent; with more tries, each after the pause of the one before."""
    for _try in range(tries):
        Delivery.objects.filter(state=State.QUEUED).update(due_at=timezone.now())
        while outbox.work_once():
            pass


def states():
    return list(Delivery.objects.order_by("pk").values_list("state", flat=True))


def test_without_a_webhook_nothing_is_queued(make_work):
    make_work()
    assert not Delivery.objects.exists()


def test_a_webhook_hears_of_a_new_order_and_of_each_step(hook, receiver, make_work, manager):
    order = make_work()
    deliver()
    order = workflow.take_step(order, "start", by=manager)
    deliver()

    assert receiver.statuses == ["Open", "In Progress"]
    first = receiver.heard[0]
    assert (first["eventType"], first["data"]["id"]) == ("WorkOrderCreatedOrChanged", str(order.pk))
    assert first["eventId"] != receiver.heard[1]["eventId"]
    assert states() == [State.SENT, State.SENT]


def test_what_waits_tells_of_later_changes_too(hook, receiver, make_work, manager):
    order = make_work()
    order = workflow.take_step(order, "start", by=manager)
    workflow.take_step(order, "pause", by=manager)
    deliver()
    assert receiver.statuses == ["On Hold"]


def test_a_timer_and_another_order_of_the_tasks_are_changes_too(hook, receiver, make_work, manager):
    order = workflow.take_step(make_work(), "start", by=manager)
    first, second, _third = order.tasks.all()
    deliver()
    for change in (
        lambda: start_timer(order, by=manager, task=first),
        lambda: move_task(second, by=manager, steps=-1),
    ):
        before = WorkOrder.objects.get().updated_at
        change()
        deliver()
        assert WorkOrder.objects.get().updated_at > before
    tasks = [message["data"]["serviceTaskInstances"] for message in receiver.heard[1:]]
    assert [task["status"] for task in tasks[0]] == ["In Progress", "Open", "Open"]
    assert [task["id"] for task in tasks[1]][:2] == [str(second.pk), str(first.pk)]


def test_a_message_is_signed_over_its_address_and_body(hook, receiver, make_work):
    make_work()
    deliver()
    ((headers, body),) = receiver.sent
    expected = hmac.new(hook.secret.encode(), hook.url.encode() + body, hashlib.sha256)
    signature = base64.b64encode(expected.digest()).decode()
    assert headers["X-Docket-Signature"] == signature
    assert headers["x-samsara-hmacsha256-signature"] == signature


def test_the_answer_is_kept_and_cut(hook, receiver, make_work):
    make_work()
    deliver()
    delivery = Delivery.objects.get()
    assert delivery.answer_status == 200
    assert delivery.answer == ("thank you " * 100)[:500]


def test_a_receiver_that_is_down_hears_it_once_it_is_back(make_work, manager):
    port = free_port()
    Webhook.objects.create(name="Fleet office", url=f"http://127.0.0.1:{port}/")
    order = make_work()
    deliver()
    assert states() == [State.QUEUED]
    assert "Refused" in Delivery.objects.get().error
    workflow.take_step(order, "start", by=manager)

    with Receiver().serving(port) as receiver:
        deliver()
    assert receiver.statuses == ["Open", "In Progress"]


def test_a_receiver_in_trouble_is_asked_again_with_the_same_message(
    hook, receiver, make_work, caplog
):
    receiver.answers = [500, 302, 429]
    make_work()
    deliver(tries=4)
    assert states() == [State.SENT]
    assert [message["eventId"] for message in receiver.heard] == [
        str(Delivery.objects.get().event_id)
    ] * 4
    assert len({body for _headers, body in receiver.sent}) == 1


def test_a_slow_receiver_keeps_no_worker(hook, receiver, make_work, settings):
    settings.WEBHOOK_TIMEOUT = 0.3
    receiver.answers = ["slow"]
    make_work()
    deliver()
    assert states() == [State.QUEUED]
    assert Delivery.objects.get().answer_status is None
    deliver()
    assert states() == [State.SENT]


def test_who_does_not_answer_is_not_asked_for_every_order(hook, receiver, make_work, settings):
    settings.WEBHOOK_TIMEOUT = 0.3
    receiver.answers = ["slow"] * 5
    for _ in range(5):
        make_work()
    deliver()
    assert len(receiver.heard) == 1
    assert set(states()) == {State.QUEUED}
    assert sorted(Delivery.objects.values_list("attempts", flat=True)) == [0, 0, 0, 0, 1]

    receiver.answers = []
    deliver()
    assert set(states()) == {State.SENT}


def test_a_later_message_waits_for_an_earlier_one_of_its_order(hook, receiver, make_work, manager):
    receiver.answers = [500]
    order, other = make_work(), make_work()
    outbox.work(Delivery, Delivery.objects.earliest("pk").pk, webhooks.deliver)
    workflow.take_step(order, "start", by=manager)
    while outbox.work_once():
        pass

    assert [message["data"]["id"] for message in receiver.heard] == [str(order.pk), str(other.pk)]
    deliver()
    mine = [message for message in receiver.heard if message["data"]["id"] == str(order.pk)]
    assert [message["data"]["status"] for message in mine] == ["Open", "Open", "In Progress"]


def test_what_fails_for_good_lets_later_ones_go_on(hook, receiver, make_work, manager):
    receiver.answers = [500] * Delivery.PATIENCE
    order = make_work()
    deliver()
    workflow.take_step(order, "start", by=manager)
    deliver(tries=Delivery.PATIENCE)
    assert states() == [State.FAILED, State.SENT]
    assert receiver.statuses[-1] == "In Progress"


def test_a_webhook_at_rest_hears_nothing(hook, receiver, make_work):
    Webhook.objects.update(active=False)
    make_work()
    deliver()
    assert receiver.heard == []


def test_an_order_that_another_system_removed_is_told_of(hook, receiver, fleet, press):
    order = fleet.make(press, description="Grease it")
    deliver()
    fleet.delete(f"{ORDERS}?id={order['id']}")
    deliver()
    assert [message["eventType"] for message in receiver.heard] == [
        "WorkOrderCreatedOrChanged",
        "WorkOrderDeleted",
    ]
    assert receiver.heard[1]["data"]["description"] == "Grease it"


def test_what_is_sent_is_what_the_api_answers(hook, receiver, fleet, press):
    order = fleet.make(press, priority="High", tax={"basisPoints": 700})
    deliver()
    assert receiver.heard[0]["data"] == order
    assert receiver.heard[0]["eventTime"] == order["updatedAtTime"]


def test_a_note_moves_the_order(hook, receiver, make_work, manager):
    order = make_work()
    before = order.updated_at
    orders.add_note(order, by=manager, note="Look at the guard")
    assert WorkOrder.objects.get().updated_at > before


def test_an_e_mail_about_it_changes_nothing(hook, make_work, manager):
    order = make_work()
    Delivery.objects.update(state=State.SENT)
    order.log("email", by=manager)
    assert Delivery.objects.count() == 1


def test_orders_added_in_bulk_are_told_of_in_few_queries(
    hook, press, manager, django_assert_max_num_queries
):
    Webhook.objects.create(name="Another", url="http://127.0.0.1:9/")
    wish = bulk.Wish(press.pk, "Check", timezone.now(), "medium")
    bulk.want([wish] * 100, by=manager, kind="maintenance")
    with django_assert_max_num_queries(60):
        outbox.work_once()
    assert Delivery.objects.count() == 200


def test_a_manager_sends_messages_again(hook, receiver, make_work, manager, client):
    manager.is_staff = True
    manager.save()
    client.force_login(manager)
    make_work()
    make_work()
    deliver()
    page = reverse("admin:workorders_delivery_changelist")
    keys = list(Delivery.objects.values_list("pk", flat=True))
    assert client.get(page).status_code == 200
    assert (
        client.get(reverse("admin:workorders_delivery_change", args=[keys[0]])).status_code == 200
    )

    client.post(page, {"action": "send_again", "_selected_action": keys})
    deliver()

    assert [message["eventId"] for message in receiver.heard[:2]] == [
        message["eventId"] for message in receiver.heard[2:]
    ]
    assert len(receiver.heard) == 4


def test_an_address_must_be_one_of_the_web():
    hook = Webhook(name="Odd", url="ftp://example.org/")
    with pytest.raises(Exception, match="valid URL"):
        hook.full_clean()


def test_messages_that_were_taken_are_forgotten_and_those_that_failed_are_kept(
    hook, receiver, make_work, time_machine
):
    receiver.answers = [500] * Delivery.PATIENCE
    make_work()
    deliver(tries=Delivery.PATIENCE)
    make_work()
    deliver()
    forget_answers()
    assert states() == [State.FAILED, State.SENT]

    time_machine.move_to(timezone.now() + webhooks.REMEMBERED + timedelta(minutes=1))
    forget_answers()
    assert states() == [State.FAILED]


def test_the_doctor_counts_what_failed_for_good(hook, receiver, make_work):
    receiver.answers = [500] * Delivery.PATIENCE
    make_work()
    deliver(tries=Delivery.PATIENCE)
    (said,) = dict(doctor.examine(network=False))["Webhooks"]
    assert said.startswith("1 deliveries failed this week; the latest: HTTP 500.")
