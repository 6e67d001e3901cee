"""Photos of homes, and entries of visits for calendars, are kept no longer than the shop wants."""

from datetime import datetime

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from config.core.actors import CLOCK
from config.core.dates import months_after
from config.core.models import Email
from config.core.models.shop import current_shop
from config.core.transactions import in_one_go
from vendors.models import (
    IssuePhoto,
    ServiceRequest,
    VendorPhoto,
    VendorWorkOrder,
    VendorWorkOrderHistory,
)
from vendors.states import OPEN, REQUEST_DONE

AT_A_TIME = 50  # requests whose photos are forgotten in one transaction


def forget_old_photos() -> int:
    """Photos of requests done longer ago than the shop keeps them are gone; returns how many there were.

    The vendors' photos of the work go with those of the homeowner, and so do the calendar entries of the visits; where
    an order is still open, all of them stay.
    """
    shop = current_shop()
    if not shop.photo_months:
        return 0
    day = months_after(shop.today(), -shop.photo_months)
    before = datetime.combine(day, datetime.min.time(), shop.zone)
    done = 0
    while batch := list(_long_done(before)[:AT_A_TIME]):
        done += _forget_photos(batch, shop.photo_months)
    return done


def _long_done(before):
    """The requests that were done before this moment, are not needed any more, and have files."""
    at_work = VendorWorkOrder.objects.filter(request=OuterRef("pk"), status__in=OPEN)
    reported = IssuePhoto.objects.filter(issue__request=OuterRef("pk"))
    worked = VendorPhoto.objects.filter(order__request=OuterRef("pk"))
    requests = ServiceRequest.objects.annotate(done_at=Coalesce("closed_at", "resolved_at"))
    requests = requests.filter(~Exists(at_work), status__in=REQUEST_DONE, done_at__lt=before)
    entries = _with_entries().filter(order__request=OuterRef("pk"))
    return requests.filter(Exists(reported) | Exists(worked) | Exists(entries)).order_by("pk")


def _with_entries():
    """The lines of histories whose e-mail has a calendar entry."""
    lines = VendorWorkOrderHistory.objects.filter(email__kind="vendor-tomorrow")
    return lines.exclude(email__files=[])


@in_one_go
def _forget_photos(requests, months):
    note = _("Removed: photos are kept for %s months.") % months
    done = 0
    for request in requests:
        photos = [
            *IssuePhoto.objects.filter(issue__request=request),
            *VendorPhoto.objects.filter(order__request=request),
        ]
        for photo in photos:
            photo.forget()
        _forget_entries(request)
        if photos:
            request.log("note", by=CLOCK, note=note)
        done += len(photos)
    return done


def _forget_entries(request):
    """The e-mails stay without them: sent again, they say the date in words."""
    lines = _with_entries().filter(order__request=request)
    for email in Email.objects.filter(pk__in=lines.values("email")):
        for _name, path in email.files:
            transaction.on_commit(lambda path=path: default_storage.delete(path), robust=True)
        Email.objects.filter(pk=email.pk).update(files=[])
