"""A person's work orders as a calendar that their own program reads by a secret link."""

from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from icalendar import TRANSP, Calendar, Event

from config.core import live, throttle
from config.core.models.shop import current_shop
from config.core.public import open_link, public
from workorders.models import FeedLink, WorkOrder, WorkOrderAsset
from workorders.states import Priority, Status

PAST, AHEAD = timedelta(days=30), timedelta(days=365)
AN_HOUR = timedelta(hours=1)
READ_AGAIN_AFTER = AN_HOUR
READS_AN_HOUR = 120
MOST_EVENTS = 2000
URGENCY = {Priority.URGENT: 1, Priority.HIGH: 3, Priority.MEDIUM: 5, Priority.LOW: 7}  # RFC 5545
COLUMNS = [
    "pk", "number", "title", "status", "priority", "description", "planned_start", "planned_end",
    "planned_minutes", "due_at", "created_at", "updated_at", "version",
]  # fmt: skip


@require_safe
@public
def feed(request, token):
    """The orders of the link's person or of their teams, of the last 30 and the next 365 days (RFC 5545)."""
    link = open_link(request, FeedLink.objects.select_related("user"), token)
    throttle.count(request, "feed", limit=READS_AN_HOUR, seconds=3600, shared=False)
    if not link.user.is_active:
        raise Http404
    link.note_opening()
    orders = orders_of(link.user)
    places = places_of(orders)
    shop = current_shop()
    tag = live.etag(orders, places, shop.name, shop.time_zone, get_language())
    if answer := live.not_modified(request, tag):
        answer["Cache-Control"] = "private, no-cache"
        return answer
    response = HttpResponse(
        calendar_of(link.user, shop, orders, places), content_type="text/calendar; charset=utf-8"
    )
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    response["Content-Disposition"] = 'inline; filename="work.ics"'
    return response


def orders_of(user):
    now = timezone.now()
    first, end = now - PAST, now + AHEAD
    shown = Q(planned_start__gte=first, planned_start__lt=end) | Q(
        planned_start=None, due_at__gte=first, due_at__lt=end
    )
    orders = WorkOrder.objects.for_user(user).of(user).filter(shown)
    orders = orders.exclude(status=Status.CANCELLED).order_by("pk")
    return list(orders.values_list(*COLUMNS, named=True)[:MOST_EVENTS])


def places_of(orders):
    """For each order the names of its assets and where they are."""
    found = {}
    rows = WorkOrderAsset.objects.filter(order__in=[order.pk for order in orders])
    names = rows.order_by("place", "pk").values_list(
        "order", "asset__name", "asset__site__name", "asset__location"
    )
    for order, asset, site, location in names:
        found.setdefault(order, []).append((asset, ", ".join(filter(None, [site, location]))))
    return found


def calendar_of(user, shop, orders, places):
    calendar = Calendar.new(
        name=_("%(person)s, %(shop)s") % {"person": user, "shop": shop.name},
        refresh_interval=READ_AGAIN_AFTER,
        subcomponents=[event_of(order, places.get(order.pk, []), shop.zone) for order in orders],
    )
    calendar.add_missing_timezones()
    return calendar.to_ical()


def event_of(order, places, zone):
    """The order at its planned time; one that only has a due date takes that whole day."""
    keeps_busy = order.planned_start is not None  # a due date does not
    return Event.new(
        uid=f"{order.number}@{urlsplit(settings.SITE_URL).hostname}",
        summary=summary_of(order, places),
        location=next((place for _asset, place in places if place), None),
        description=description_of(order, places),
        priority=URGENCY[order.priority],
        sequence=order.version,
        created=order.created_at,
        last_modified=order.updated_at,
        stamp=order.updated_at,
        url=settings.SITE_URL + reverse("workorders:order", args=[order.number]),
        transparency=TRANSP.OPAQUE if keeps_busy else TRANSP.TRANSPARENT,
        **times_of(order, zone),
    )


def times_of(order, zone):
    if order.planned_start is None:
        day = order.due_at.astimezone(zone).date()
        return {"start": day, "end": day + timedelta(days=1)}
    length = timedelta(minutes=order.planned_minutes) if order.planned_minutes else AN_HOUR
    end = order.planned_end or order.planned_start + length
    return {"start": order.planned_start.astimezone(zone), "end": end.astimezone(zone)}


def summary_of(order, places):
    title = order.title if order.planned_start else _("Due: %s") % order.title
    return ", ".join([title, *(asset for asset, _place in places[:1])])


def description_of(order, places):
    facts = [f"{order.number}, {Status(order.status).label}", *(asset for asset, _at in places)]
    return "\n".join([*facts, *filter(None, [order.description])])
