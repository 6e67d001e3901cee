"""The agreed date of a vendor's visit as a calendar entry (RFC 5545)."""

from datetime import timedelta
from hashlib import sha256
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from icalendar import Calendar, Event, vCalAddress

from config.core.models.shop import current_shop

USUAL = timedelta(hours=1)  # nobody says how long a visit takes


def entry(order):
    """What a vendor's calendar takes in: when, where and what for, and nothing internal."""
    shop = current_shop()
    name = f"{order.number}@{urlsplit(settings.SITE_URL).hostname}"
    start = order.scheduled_at.astimezone(shop.zone)
    event = Event.new(
        uid=name,
        start=start,
        end=start + USUAL,
        summary=f"{order.number}: {order.title}",
        location=order.request.home.address.replace("\n", ", "),
        description=order.description,
        stamp=order.sent_at,
        organizer=vCalAddress.new(shop.email, cn=shop.name) if shop.email else None,
    )
    calendar = Calendar.new(uid=name, subcomponents=[event])
    calendar.add_missing_timezones()
    return calendar.to_ical()


def stored(order):
    """The entry in the file storage, as e-mails take their files: (name, path). The same entry is stored once."""
    data = entry(order)
    path = f"mail/{order.number}-{sha256(data).hexdigest()[:32]}.ics"
    if not default_storage.exists(path):
        path = default_storage.save(path, ContentFile(data))
    return f"{order.number}.ics", path
