from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from config.core.doctor import MOST_NAMED, check
from vendors.models import Message, ReplyAddress, ServiceRequest, VendorLink, VendorWorkOrder
from vendors.states import OPEN, RequestStatus, Status

LONG = timedelta(days=7)  # what waits longer was forgotten


@check("Warranty desk")
def warranty_desk():
    long_ago = timezone.now() - LONG
    if unreachable := _named(_unreachable()):
        yield (
            f"Vendors have an order and no page or reply address for it: {unreachable}. Somebody "
            "wrote to the database by hand: replace the vendor's link on the order."
        )
    if resting := _named(_resting(long_ago)):
        yield (
            f"Requests are in progress for a week with no order open: {resting}. Resolve them, or "
            "open an order."
        )
    if unread := Message.objects.in_the_inbox().filter(received_at__lt=long_ago).count():
        yield f"{unread} e-mails lie in the inbox for more than a week. Sort them."


def _unreachable():
    """The orders of vendors whom no link or no address of theirs leads to it."""
    link = VendorLink.objects.filter(order=OuterRef("pk"), revoked_at=None)
    address = ReplyAddress.objects.filter(order=OuterRef("pk"), revoked_at=None)
    return VendorWorkOrder.objects.filter(
        ~Exists(link) | ~Exists(address), status=Status.IN_PROGRESS
    )


def _resting(long_ago):
    orders = VendorWorkOrder.objects.filter(request=OuterRef("pk"), status__in=OPEN)
    return ServiceRequest.objects.filter(
        ~Exists(orders), status=RequestStatus.IN_PROGRESS, updated_at__lt=long_ago
    )


def _named(records):
    """The numbers of some of them; "" where there are none."""
    numbers = list(records.order_by("pk").values_list("number", flat=True)[: MOST_NAMED + 1])
    more = ", …" if len(numbers) > MOST_NAMED else ""
    return ", ".join(numbers[:MOST_NAMED]) + more
