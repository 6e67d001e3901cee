"""The clock's and the workers' work at maintenance."""

from celery import shared_task

from config.core import outbox
from workorders.api import idempotency, webhooks
from workorders.models import Batch, Delivery
from workorders.services import bulk, machines, reminders, strategies


@shared_task
def run_strategies():
    strategies.run_strategies()


@shared_task
def judge_events():
    machines.judge_events()


@shared_task
def tell_due():
    reminders.tell_due()


@shared_task
def make_batch(pk):
    outbox.work(Batch, pk, bulk.make_batch)


@shared_task
def deliver(pk):
    outbox.work(Delivery, pk, webhooks.deliver)
    for following in Delivery.objects.following(pk)[:1]:
        outbox.wake(following)


@shared_task
def forget_answers():
    """What other systems were answered, and what they answered themselves, is kept for its time."""
    idempotency.forget_old()
    webhooks.forget_old()
