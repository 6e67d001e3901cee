"""The clock's and the workers' work at maintenance."""

from celery import shared_task

from config.core import outbox
from workorders.models import Batch
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
