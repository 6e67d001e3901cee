"""The clock's work at the repair desk."""

from celery import shared_task

from serviceorders import privacy, services


@shared_task
def remind_uncollected():
    services.remind_uncollected()


@shared_task
def forget_old_photos():
    privacy.forget_old_photos()
