from collections import Counter
from dataclasses import dataclass
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from config.core import workflow
from config.core.dates import midnight
from config.core.models import Submission
from config.core.paging import CountedPaginator
from config.core.workflow import StepRefused, UnknownStep
from serviceorders import services
from serviceorders.forms.bookings import BookingFilter, BookingForm, NewBookingForm
from serviceorders.forms.clients import ClientPickForm
from serviceorders.forms.orders import StepForm
from serviceorders.letters import site
from serviceorders.models import Booking
from serviceorders.states import BECOMES_AN_ORDER, BOOKING_CLOSED, BookingStatus
from serviceorders.views import week
from serviceorders.views.detail import seen_version

CAN_CHANGE = [BookingStatus.REQUESTED, BookingStatus.CONFIRMED]

sees = permission_required("serviceorders.view_booking", raise_exception=True)
manages = permission_required("serviceorders.manage_booking", raise_exception=True)


# The list


@sees
@require_GET
def bookings(request):
    """The book: as a list, or as a week."""
    if request.GET.get("view") == "week":
        return book_as_week(request)
    return book_as_list(request)


def book_as_list(request):
    asked = BookingFilter(request.GET)
    found = asked.narrow(Booking.objects.for_user(request.user))
    figures = Figures.of(found, asked.given("type"))
    listed = found.filter(status__in=asked.statuses)
    if asked.given("type"):
        listed = listed.filter(service_type=asked.given("type"))
    order = (
        ["starts_at", "pk"]
        if set(asked.statuses).isdisjoint(BOOKING_CLOSED)
        else ["-starts_at", "-pk"]
    )
    listed = listed.select_related("client", "service_type").order_by(*order)
    pages = CountedPaginator(listed, figures.sum(asked.statuses))
    facts = {
        "filter": asked,
        "page": pages.get_page(request.GET.get("page")),
        "counts": [count(request, asked, figures, status) for status in BookingStatus],
        "open_count": figures.sum(set(BookingStatus.values) - set(BOOKING_CLOSED)),
        "open_query": narrowed_by(request, []),
        "types": figures.types,
        "chosen_type": asked.given("type"),
        "now": timezone.now(),
        "shows_open": not asked.given("status") and not asked.given("q"),
    }
    name = "_found" if request.htmx else "list"
    return render(request, f"serviceorders/bookings/{name}.html", facts)


@dataclass
class Figures:
    """How many bookings there are of each status, and the services they are for: of one query."""

    by_status: Counter
    types: list

    @classmethod
    def of(cls, found, chosen_type):
        by_status, types = Counter(), {}
        rows = found.order_by().values_list("status", "service_type", "service_type__name")
        for status, type_pk, name, number in rows.annotate(Count("pk")):
            types[type_pk] = name
            if chosen_type in (None, type_pk):
                by_status[status] += number
        return cls(by_status, sorted(types.items(), key=lambda item: item[1]))

    def sum(self, statuses):
        return sum(self.by_status[status] for status in statuses)


def count(request, asked, figures, status):
    """One figure above the list; its link adds the status to those that are listed, or takes it away."""
    chosen = asked.given("status") or []
    return {
        "status": status.value,
        "label": status.label,
        "number": figures.by_status[status.value],
        "chosen": status.value in chosen,
        "query": narrowed_by(request, set(chosen) ^ {status.value}),
    }


def narrowed_by(request, statuses):
    """The address of this list with these statuses and the other filters as they are."""
    address = request.GET.copy()
    address.pop("page", None)
    address.setlist("status", sorted(statuses))
    return f"?{address.urlencode()}"


def book_as_week(request):
    monday = week.monday_of(request.GET.get("week", ""))
    booked = (
        Booking.objects.for_user(request.user)
        .filter(starts_at__gte=midnight(monday), starts_at__lt=midnight(monday + week.SEVEN_DAYS))
        .exclude(status__in=[BookingStatus.CANCELLED, BookingStatus.NO_SHOW])
        .select_related("client", "service_type")
        .order_by("starts_at", "pk")
    )
    return render(request, "serviceorders/bookings/week.html", week.facts(monday, list(booked)))


# One booking


@sees
@require_GET
def detail(request, number):
    booking = booking_for(request.user, number)
    return render(request, "serviceorders/bookings/detail.html", panel(booking, request.user))


@sees
@require_POST
def take_step(request, number, step):
    booking, refusal = booking_for(request.user, number), ""
    form = StepForm(request.POST)
    if not form.is_valid():
        refusal = " ".join(form.errors.get("note", [_("Reload the page and try again.")]))
    else:
        try:
            workflow.take_step(
                booking, step, by=request.user,
                note=form.cleaned_data["note"], seen=form.cleaned_data["seen"],
            )  # fmt: skip
        except UnknownStep as unknown:
            raise Http404 from unknown
        except StepRefused as refused:
            refusal = refused.reason
    if not request.htmx:
        if refusal:
            messages.error(request, refusal)
        return redirect(booking)
    facts = panel(booking_for(request.user, number), request.user, refusal)
    return render(request, "serviceorders/bookings/_panel.html", facts)


def booking_for(user, number):
    """The booking, if this user may see it."""
    known = Booking.objects.for_user(user).select_related("client", "service_type", "order")
    return get_object_or_404(known, number=number)


def panel(booking, user, refusal=""):
    """What the page of a booking shows, as a whole and after a step."""
    order = getattr(booking, "order", None)
    manages = user.has_perm("serviceorders.manage_booking")
    takes_in = user.has_perm("serviceorders.intake")
    can_order = order is None and takes_in and booking.status in BECOMES_AN_ORDER
    link = next((link for link in booking.links.all() if link.is_live), None)
    return {
        "booking": booking,
        "order": order,
        "link": link and site(link.get_absolute_url()),
        "token": link and link.token,
        "steps": workflow.offers(booking, user),
        "history": booking.history.select_related("by", "email", "document"),
        "overlaps": overlapping(booking),
        "refusal": refusal,
        "can_order": can_order,
        "can_change": manages and booking.status in CAN_CHANGE,
        "waits": manages and booking.status == BookingStatus.REQUESTED,
        "dock_extra": "serviceorders/bookings/_dock_extra.html" if can_order else "",
    }


def overlapping(booking):
    """Other open bookings at the same time: worth a warning, for the shop may have several benches."""
    if booking.status in BOOKING_CLOSED:
        return []
    others = Booking.objects.open().exclude(pk=booking.pk).select_related("client")
    return others.filter(starts_at__lt=booking.ends_at, ends_at__gt=booking.starts_at).order_by(
        "starts_at"
    )[:5]


@manages
@require_http_methods(["GET", "POST"])
def new(request):
    client_form = ClientPickForm(
        request.POST or None, user=request.user, client=request.GET.get("client")
    )
    initial = {"once": uuid4().hex, "starts_at": week.morning_of(request.GET.get("on", ""))}
    form = NewBookingForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid() & client_form.is_valid():
        key = f"{request.user.pk}:{form.cleaned_data['once']}"
        return redirect(Submission.once(key, lambda: make(request.user, form, client_form)))
    facts = {"form": form, "client_form": client_form}
    status = 422 if form.is_bound else 200
    return render(request, "serviceorders/bookings/new.html", facts, status=status)


def make(user, form, client_form):
    """The address of the booking made of the two forms."""
    booking = services.make_booking(by=user, client=client_form.pick(), **form.details())
    return booking.get_absolute_url()


@manages
@require_http_methods(["GET", "POST"])
def edit(request, number):
    booking = booking_for(request.user, number)
    minutes = int((booking.ends_at - booking.starts_at).total_seconds() // 60)
    initial = {
        "service_type": booking.service_type, "starts_at": booking.starts_at,
        "minutes": minutes, "notes": booking.notes,
    }  # fmt: skip
    form = BookingForm(request.POST or None, initial=initial, now=booking.service_type)
    if request.method == "POST" and form.is_valid():
        seen = seen_version(request)
        try:
            booking = services.change_booking(
                booking, by=request.user, seen_version=seen, **form.details()
            )
            return redirect(booking)
        except services.Refused as refused:
            form.add_error(None, str(refused))
    if request.method == "GET" and booking.status not in CAN_CHANGE:
        messages.error(request, _("%s is over and cannot be changed.") % booking)
        return redirect(booking)
    facts = {"form": form, "booking": booking}
    status = 422 if form.is_bound else 200
    return render(request, "serviceorders/bookings/edit.html", facts, status=status)
