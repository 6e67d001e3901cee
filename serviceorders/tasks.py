"""The clock's work at the repair desk."""

from celery import shared_task

from serviceorders import services


@shared_task
def remind_uncollected():
    services.remind_uncollected()
