"""The clock's and the workers' work at the warranty desk."""

from celery import shared_task
from django.utils import timezone

from config.core import outbox
from config.core.models.shop import current_shop
from vendors import privacy, services
from vendors.models import Drafting

AWAKE = range(7, 20)  # hours of the shop's clock


@shared_task
def follow_up_vendors():
    """Nobody is written to at night."""
    if timezone.localtime(timezone=current_shop().zone).hour in AWAKE:
        services.follow_up_vendors()


@shared_task
def write_drafts(pk):
    outbox.work(Drafting, pk, lambda drafting: services.write_drafts(drafting.request))


@shared_task
def read_mail():
    services.read_mail()


@shared_task
def forget_old_photos():
    privacy.forget_old_photos()
