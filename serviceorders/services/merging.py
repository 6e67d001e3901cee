"""Two clients who are one person, after somebody said so, and two again where that was wrong."""

from django.utils.translation import gettext as _

from config.core import live
from config.core.models import User
from config.core.refusals import Refused
from config.core.transactions import in_one_go
from serviceorders.models import Client, ClientMerge
from serviceorders.services.bookings import change_client

CONTACT = ("email", "phone")
DETAILS = ("name", *CONTACT, "language", "added_at")


@in_one_go
def merge_clients(kept: Client, gone: Client, *, by: User) -> Client:
    """Orders and bookings of the one are the other's, each says so in its history, and the one is no more.

    An e-mail or phone that only the one had is kept. ``part_clients`` undoes it. Raises Refused where one of them is
    no longer there.
    """
    rows = Client.objects.filter(pk__in=[kept.pk, gone.pk])
    both = rows.select_for_update().order_by("pk").in_bulk()
    if len(both) < 2:
        raise Refused(_("One of them is no longer there."))
    kept, gone = both[kept.pk], both[gone.pk]  # locked: nobody opens anything for them meanwhile
    lent = [name for name in CONTACT if getattr(gone, name) and not getattr(kept, name)]
    details = {name: getattr(gone, name) for name in DETAILS}
    merge = ClientMerge.objects.create(client=kept, key=gone.pk, lent=lent, by=by, **details)
    merge.orders.set(gone.orders.all())
    merge.bookings.set(gone.bookings.all())
    gone.merges.update(client=None, inside=merge)
    # No names: a line of history stays as it is when its client is erased.
    note = _("Client %(gone)s was merged into client %(kept)s.")
    _move(merge, gone, kept, by=by, note=note % {"gone": gone.pk, "kept": kept.pk})
    for name in lent:
        setattr(kept, name, getattr(gone, name))
    gone.delete()
    return change_client(kept)


@in_one_go
def part_clients(merge: ClientMerge, *, by: User) -> Client:
    """The client who was merged is there again under the old number, with what was theirs then; each says so.

    What came since stays with the other, who keeps no e-mail or phone that was only lent. Raises Refused where they
    were parted already, or became somebody else since.
    """
    kept = Client.objects.select_for_update().filter(pk=merge.client_id).first()
    merge = kept and kept.merges.filter(pk=merge.pk).first()  # locked with whose it is
    if merge is None:
        raise Refused(_("They were parted already."))
    details = {name: getattr(merge, name) for name in DETAILS}
    back = Client(pk=merge.key, **details)
    back.save(force_insert=True)
    back.added_at = merge.added_at  # which inserting took for now
    note = _("Client %(back)s was parted from client %(kept)s again.")
    _move(merge, kept, back, by=by, note=note % {"back": back.pk, "kept": kept.pk})
    for name in merge.lent:
        if getattr(kept, name) == getattr(merge, name):
            setattr(kept, name, "")
    merge.earlier.update(client=back, inside=None)
    merge.delete()
    change_client(kept)
    return change_client(back)


def _move(merge, source, target, *, by, note):
    """What was merged, as far as it is still with the source, is the target's."""
    for records in (merge.orders, merge.bookings):
        theirs = records.filter(client=source).select_for_update(of=["self"]).order_by("pk")
        for record in theirs:
            type(record).objects.filter(pk=record.pk).update(client=target)
            record.log("note", by=by, note=note)
            live.publish("serviceorders", record.topic)
