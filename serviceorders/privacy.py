"""What the repair desk knows of a person: handed out, forgotten, and photos kept no longer than the shop wants."""

from collections import Counter
from datetime import datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from config.core import privacy
from config.core.actors import CLOCK
from config.core.dates import months_after
from config.core.models import Document, Email
from config.core.models.shop import current_shop
from config.core.transactions import in_one_go
from serviceorders import services
from serviceorders.models import (
    Answer,
    BookingHistory,
    BookingLink,
    Client,
    DecisionLink,
    OrderPhoto,
    ServiceOrder,
    ServiceOrderHistory,
    TrackingLink,
)

AT_A_TIME = 200  # photos forgotten in one transaction


# Forgetting a person


@in_one_go
def erase(client: Client, *, photos: bool = False) -> Counter:
    """The client has no name and no address any more, here and in all that went out; their orders stay.

    Returns how much of each kind was changed, and how many lines of history hold the client's own words, which the
    database keeps as they are. Doing it again does no harm.
    """
    client = Client.objects.select_for_update().get(pk=client.pk)
    orders, bookings = client.orders.all(), client.bookings.all()
    done = Counter(orders=orders.count(), bookings=bookings.count())

    done["emails"] = privacy.forget_emails(_emails(client))
    client.merges.all().delete()
    client.name, client.email, client.phone = f"Erased client {client.pk}", "", ""
    client.erased_at = client.erased_at or timezone.now()
    services.change_client(client)
    bookings.update(notes="")

    done["answers"] = Answer.objects.filter(link__order__in=orders).update(
        name=client.name, text="", address=None
    )
    now = timezone.now()
    for links in (
        TrackingLink.objects.filter(order__in=orders),
        DecisionLink.objects.filter(order__in=orders),
        BookingLink.objects.filter(booking__in=bookings),
    ):
        done["links"] += links.filter(revoked_at=None).update(revoked_at=now)

    done["documents"] = privacy.forget_documents(
        _documents(orders), lambda document: _redact(document, client.name, photos)
    )
    if photos:
        for photo in OrderPhoto.objects.filter(order__in=orders):
            photo.forget()
            done["photos"] += 1
    done["lines"] = sum(
        lines.filter(actor__startswith="client").exclude(note="").count()
        for lines in _histories(client)
    )
    return done


def _histories(client):
    return (
        ServiceOrderHistory.objects.filter(order__client=client),
        BookingHistory.objects.filter(booking__client=client),
    )


def _emails(client):
    """E-mails of the client's orders and bookings, and those to an address that is theirs alone."""
    to_them = Q()
    for lines in _histories(client):
        to_them |= Q(pk__in=lines.exclude(email=None).values("email"))
    for address in {client.email, *(merge.email for merge in _merges(client))} - {""}:
        if not Client.objects.exclude(pk=client.pk).filter(email__iexact=address).exists():
            to_them |= Q(to__iexact=address)
    return Email.objects.filter(to_them)


def _merges(client):
    """Whoever became this client, also by way of others."""
    return [each for merge in client.merges.all() for each in merge.whole()]


def _documents(orders):
    topics = [order.topic for order in orders]
    lines = ServiceOrderHistory.objects.filter(order__in=orders).exclude(document=None)
    return Document.objects.filter(Q(topic__in=topics) | Q(pk__in=lines.values("document")))


def _redact(document, name, photos):
    """A paper of the order without its client: what was done and paid stays."""
    facts = document.facts
    facts["client"] = {"name": name, "phone": "", "email": ""}
    facts["tracking_url"] = ""
    if "history" in facts:
        facts["history"] = [line | {"note": ""} for line in facts["history"]]
    if photos:
        facts["photos"] = []
        document.images = {
            key: path for key, path in document.images.items() if not key.startswith("photo-")
        }


# Handing out what is known


def everything_about(client: Client) -> dict:
    """All that is kept of the person, as plain text and numbers; photos are named by their file."""
    return {
        "client": {
            "number": client.pk,
            "name": client.name,
            "email": client.email,
            "phone": str(client.phone or ""),
            "language": client.language,
            "added_at": client.added_at,
            "erased_at": client.erased_at,
            "merged": [
                {
                    "number": merge.key,
                    "name": merge.name,
                    "email": merge.email,
                    "phone": str(merge.phone or ""),
                    "added_at": merge.added_at,
                }
                for merge in _merges(client)
            ],
        },
        "bookings": [
            _booking(booking)
            for booking in client.bookings.select_related("service_type")
            .prefetch_related("history__by", "history__email")
            .order_by("pk")
        ],
        "orders": [
            _order(order)
            for order in client.orders.select_related("service_type", "booking", "returns")
            .prefetch_related(
                "parts", "payments", "photos", "decision_links__answers",
                "history__by", "history__email",
            )
            .order_by("pk")
        ],
        "emails": [
            {"at": email.queued_at, "to": email.to, "subject": email.subject, "text": email.text}
            for email in _emails(client).order_by("pk")
        ],
    }  # fmt: skip


def _booking(booking):
    return {
        "number": booking.number,
        "status": booking.status,
        "service": booking.service_type.name,
        "starts_at": booking.starts_at,
        "ends_at": booking.ends_at,
        "notes": booking.notes,
        "history": _lines(booking),
    }


_FACTS = [
    "number", "status", "brand", "model", "imei", "serial", "problem", "accessories", "condition",
    "diagnosis", "internal_notes", "estimated_cost", "labor_cost", "final_cost", "warranty_days",
    "due_at", "created_at", "ready_at", "closed_at",
]  # fmt: skip


def _order(order):
    return {name: getattr(order, name) for name in _FACTS} | {
        "service": str(order.service_type or ""),
        "booking": str(order.booking or ""),
        "returns": str(order.returns or ""),
        "parts": [
            {"name": part.name, "quantity": part.quantity, "unit_cost": part.unit_cost}
            for part in order.parts.all()
        ],
        "payments": [
            {"at": paid.at, "amount": paid.amount, "method": paid.method}
            for paid in order.payments.all()
        ],
        "answers": [
            {
                "at": answer.at,
                "kind": answer.kind,
                "name": answer.name,
                "text": answer.text,
                "address": answer.address,
            }
            for link in order.decision_links.all()
            for answer in link.answers.all()
        ],
        "photos": [
            {"file": name, "caption": photo.caption, "added_at": photo.added_at}
            for name, photo in photos_of(order)
        ],
        "history": _lines(order),
    }


def _lines(record):
    """Who is told as a role: the names of staff are no data of the client."""
    return [
        {
            "at": line.at,
            "by": "staff" if line.by_id else line.actor,
            "what": str(line.title),
            "note": line.note,
        }
        for line in reversed(record.history.all())
    ]


def photos_of(order: ServiceOrder) -> list[tuple[str, OrderPhoto]]:
    """(name in the export, photo) of every photo of the order."""
    return [
        (f"photos/{order.number}-{count}.jpg", photo)
        for count, photo in enumerate(order.photos.all(), 1)
    ]


# What the clock does


def forget_old_photos() -> int:
    """Photos of orders closed longer ago than the shop keeps them are gone; returns how many there were."""
    shop = current_shop()
    if not shop.photo_months:
        return 0
    day = months_after(shop.today(), -shop.photo_months)
    closed_before = datetime.combine(day, datetime.min.time(), shop.zone)
    old = OrderPhoto.objects.filter(order__closed_at__lt=closed_before).order_by("pk")
    done = 0
    while batch := list(old.values_list("pk", flat=True)[:AT_A_TIME]):
        done += _forget_photos(batch, shop.photo_months)
    return done


@in_one_go
def _forget_photos(keys, months):
    photos = list(OrderPhoto.objects.filter(pk__in=keys).select_related("order"))
    for photo in photos:
        photo.forget()
    note = _("Removed: photos are kept for %s months.") % months
    for order in {photo.order for photo in photos}:
        order.log("photo", by=CLOCK, note=note)
    return len(photos)
