"""Appointments that clients ask for themselves, and the page on which they see what became of it."""

import uuid
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods
from icalendar import Calendar, Event, vCalAddress

from config.core import throttle
from config.core.actors import CLIENT
from config.core.models import Submission
from config.core.models.shop import current_shop
from config.core.public import contact_of, open_link, public
from serviceorders import services
from serviceorders.forms.public import BookingRequestForm
from serviceorders.models import BookingLink
from serviceorders.states import BookingStatus

REQUESTS_AN_HOUR = 10
KEPT = [BookingStatus.CONFIRMED, BookingStatus.ARRIVED]


@require_http_methods(["GET", "HEAD", "POST"])
@public
def book(request):
    """The form for an appointment. What is sent is a request: staff confirm it, and only then a letter goes out."""
    if request.method != "POST":
        return page(request, BookingRequestForm(initial={"once": uuid.uuid4().hex}))
    throttle.count(request, "booking", limit=REQUESTS_AN_HOUR, seconds=3600)
    form = BookingRequestForm(request.POST)
    if form.is_trapped:
        return render(request, "serviceorders/public/thanks.html")
    if not form.is_valid():
        return page(request, form, status=422)
    wanted = form.cleaned_data
    number = Submission.once(f"book:{wanted['once']}", lambda: ask_for(wanted).number)
    return redirect(BookingLink.objects.filter(owner=number).latest("pk"))


def ask_for(wanted):
    """The booking as it was asked for; a known client is known by name and contact together.

    Another contact that they give does not change what is known of them, for anybody may say so: it stands in the notes.

    It is remembered by its number: the address of its page is a secret that no table holds.
    """
    client = services.find_or_make_client(
        name=wanted["name"],
        email=wanted["email"],
        phone=wanted["phone"],
        language=translation.get_language(),
    )
    return services.make_booking(
        by=CLIENT,
        client=client,
        service_type=wanted["service_type"],
        starts_at=wanted["starts_at"],
        notes="\n".join(filter(None, [wanted["notes"], *_new_contacts(client, wanted)])),
    )


def _new_contacts(client, wanted):
    known = {client.email.lower(), str(client.phone)}
    told = [wanted["email"].lower(), str(wanted["phone"] or "")]
    return [_("Contact given: %s") % each for each in told if each and each not in known]


def page(request, form, status=200):
    context = {
        "form": form,
        "can_book": form.fields["service_type"].queryset.exists(),
        "contact": contact_of(current_shop()),
    }
    return render(request, "serviceorders/public/book.html", context, status=status)


@require_GET
@public
def booked(request, token):
    booking = booking_of(request, token)
    with translation.override(booking.client.language):
        facts = {
            "number": booking.number,
            "status": booking.status,
            "status_label": booking.get_status_display(),
            "service": booking.service_type.name,
            "starts_at": booking.starts_at,
            "ends_at": booking.ends_at,
            "is_kept": booking.status in KEPT,
            "is_requested": booking.status == BookingStatus.REQUESTED,
            "token": token,
            "contact": contact_of(current_shop(), booking.number),
        }
        return render(request, "serviceorders/public/booked.html", facts)


@require_GET
@public
def calendar(request, token):
    """The calendar entry of a confirmed booking (RFC 5545), or what takes it back; Http404 for any other.

    Its sequence grows with each change, so that a calendar that has the entry already takes the new time.
    """
    booking = booking_of(request, token)
    is_cancelled = booking.status == BookingStatus.CANCELLED
    if booking.status not in KEPT and not is_cancelled:
        raise Http404
    shop = current_shop()
    name = f"{booking.number}@{urlsplit(settings.SITE_URL).hostname}"
    event = Event.new(
        uid=name,
        start=booking.starts_at.astimezone(shop.zone),
        end=booking.ends_at.astimezone(shop.zone),
        summary=f"{booking.service_type}, {shop.name}",
        location=", ".join(shop.address_lines) or None,
        description=booking.number,
        stamp=booking.made_at,
        sequence=booking.version - 1 + is_cancelled,
        status="CANCELLED" if is_cancelled else "CONFIRMED",
        organizer=vCalAddress.new(shop.email, cn=shop.name) if shop.email else None,
    )
    entry = Calendar.new(uid=name, subcomponents=[event])
    entry.add_missing_timezones()
    response = HttpResponse(entry.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{booking.number}.ics"'
    return response


def booking_of(request, token):
    links = BookingLink.objects.select_related("booking__client", "booking__service_type")
    return open_link(request, links, token).booking
