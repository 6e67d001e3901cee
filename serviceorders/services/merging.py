"""Two clients who are one person, after somebody said so."""

from django.utils.translation import gettext as _

from config.core import live
from config.core.models import User
from config.core.transactions import in_one_go
from serviceorders.models import Client
from serviceorders.services.bookings import change_client
from serviceorders.services.refusals import Refused


@in_one_go
def merge_clients(kept: Client, gone: Client, *, by: User) -> Client:
    """Orders and bookings of the one are the other's, each says so in its history, and the one is no more.

    An e-mail or phone that only the one had is kept. Raises Refused where one of them is no longer there.
    """
    both = Client.objects.select_for_update().filter(pk__in=[kept.pk, gone.pk]).in_bulk()
    if len(both) < 2:
        raise Refused(_("One of them is no longer there."))
    kept, gone = both[kept.pk], both[gone.pk]  # locked: nobody opens anything for them meanwhile
    records = [
        *gone.orders.select_for_update().order_by("pk"),
        *gone.bookings.select_for_update().order_by("pk"),
    ]
    # No names: a line of history stays as it is when its client is erased.
    note = _("Client %(gone)s was merged into client %(kept)s.") % {
        "gone": gone.pk,
        "kept": kept.pk,
    }
    for record in records:
        type(record).objects.filter(pk=record.pk).update(client=kept)
        record.log("note", by=by, note=note)
    kept.email, kept.phone = kept.email or gone.email, kept.phone or gone.phone
    change_client(kept)
    gone.delete()
    live.publish("serviceorders", *(record.topic for record in records))
    return kept
