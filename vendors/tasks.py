"""The clock's and the workers' work at the warranty desk."""

from celery import shared_task

from config.core import outbox
from vendors import services
from vendors.models import Drafting


@shared_task
def write_drafts(pk):
    outbox.work(Drafting, pk, lambda drafting: services.write_drafts(drafting.request))
