"""The client's page of one order: read-only, and made of facts, never of the record itself."""

from decimal import Decimal

from django.db.models import CharField, DecimalField, Subquery, Value
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_safe

from config.core import live
from config.core.models.shop import current_shop
from config.core.money import rounded
from config.core.public import contact_of, follow, open_link, public
from config.core.sending_files import send_photo
from serviceorders.models import DecisionLink, ServiceOrder, TrackingLink
from serviceorders.states import CLOSED, USUAL_PATH, Status
from serviceorders.views.detail import may_view

STOP = 286  # tells the page that nothing more will come

HEADLINES = {
    Status.PENDING: gettext_lazy("We have your device"),
    Status.AWAITING_DIAGNOSIS: gettext_lazy("Your device is next in line"),
    Status.DIAGNOSING: gettext_lazy("We are looking for the fault"),
    Status.AWAITING_APPROVAL: gettext_lazy("We need your answer to go on"),
    Status.APPROVED: gettext_lazy("Thank you, the repair can begin"),
    Status.REJECTED: gettext_lazy("You declined the repair"),
    Status.REPAIRING: gettext_lazy("Your device is being repaired"),
    Status.TESTING: gettext_lazy("The repair is done, we are testing it"),
    Status.READY: gettext_lazy("Your device is ready for you"),
    Status.COMPLETED: gettext_lazy("All done, thank you"),
    Status.CANCELLED: gettext_lazy("This order was cancelled"),
}
APPROVED_SHOWN = [Status.APPROVED, Status.REPAIRING, Status.TESTING]
PRICE_SHOWN = [Status.READY, Status.COMPLETED]
LOOKING_AHEAD = ("Sec-Purpose", "Purpose", "X-Moz")  # a browser or a preview, before a person looks


@require_safe
@public
def track(request, token):
    links = TrackingLink.objects.select_related("order__client", "order__technician")
    link = open_link(request, links, token)
    if request.method == "GET" and not any(name in request.headers for name in LOOKING_AHEAD):
        link.note_opening()
    return page(request, link.order, token)


@require_GET
@public
def stream(request, token):
    link = open_link(request, TrackingLink.objects.select_related("order"), token)
    return follow(request, link, [link.order.topic])


@require_GET
@public
def image(request, token, pk, size):
    link = open_link(request, TrackingLink.objects.select_related("order"), token)
    return send_photo(get_object_or_404(link.order.photos, pk=pk, public=True), size)


@require_GET
@may_view
def as_client(request, number):
    """What the client sees, for staff; it does not count as the client's opening."""
    orders = ServiceOrder.objects.for_user(request.user).select_related("client", "technician")
    order = get_object_or_404(orders, number=number)
    link = order.tracking_link
    if link is None:
        raise Http404(_("The tracking link was revoked."))
    return page(request, order, link.token, back=order.get_absolute_url())


def page(request, order, token, back=""):
    """The page, or its live part alone; 304 where the reader has it already."""
    with translation.override(order.client.language):
        facts = public_facts(order, token)
        tag = live.etag(facts, translation.get_language(), current_shop().today(), back)
        if answer := live.not_modified(request, tag):
            return answer
        fragment = request.headers.get("X-Fragment") == "1"
        response = render(
            request,
            f"serviceorders/public/{'_order' if fragment else 'track'}.html",
            facts
            | {
                "back": back,
                "is_over": order.status in CLOSED,
                "live_url": reverse("track_stream", args=[token]),
                "fragment_url": request.path,
                "etag": tag,
            },
            status=STOP if fragment and order.status in CLOSED else 200,
        )
    response["ETag"] = tag
    return response


def public_facts(order, token):
    """All that a client may know of their order, and nothing of what they may not."""
    shop = current_shop()
    photos, parts_total = _photos_and_parts(order)
    lines = _lines(order)
    is_asked = order.status == Status.AWAITING_APPROVAL
    answer_until = lines[0].answer_until if is_asked else None
    return {
        "number": order.number,
        "status": str(order.status),
        "status_label": str(order.get_status_display()),
        "headline": str(HEADLINES[order.status]),
        "progress": _progress(order.status),
        "device": order.device,
        "problem": order.problem,
        "accessories": order.accessories,
        "due_at": order.due_at if order.status not in [*CLOSED, Status.READY] else None,
        "technician": str(order.technician) if shop.shows_staff and order.technician_id else "",
        "diagnosis": order.diagnosis,
        "estimate": _estimate(order),
        "is_asked": is_asked,
        "answer_until": answer_until,
        "asked_at_address": _masked(order.client.email) if answer_until and _is_told(shop) else "",
        "price": _price(order, parts_total) if order.status in PRICE_SHOWN else None,
        "warranty_until": order.warranty_until,
        "warranty_days": order.warranty_days,
        "photos": photo_facts(photos, "track_image", token),
        "history": _history(lines),
        "contact": contact_of(shop, order.number),
    }


def photo_facts(photos, address, token):
    """Of photos [(pk, caption)], what a page needs to show them by the link of this token."""
    return [
        {
            "thumb": reverse(address, args=[token, pk, "thumb"]),
            "full": reverse(address, args=[token, pk, "full"]),
            "caption": caption,
        }
        for pk, caption in photos
    ]


def _lines(order):
    """The history, newest first; each line says until when the client can answer.

    That comes along with the history so that the page asks the database once less.
    """
    offers = DecisionLink.objects.filter(order=order).order_by("-version")
    answerable = offers.live().filter(content=order.estimate_hash).values("expires_at")[:1]
    return list(
        order.history.filter(email=None)
        .annotate(answer_until=Subquery(answerable))
        .values_list("at", "came_from", "went_to", "note", "public", "answer_until", named=True)
    )


def _history(lines):
    """The statuses with their times, and the notes meant for the client."""
    return [
        {
            "at": line.at,
            "status": _moved_to(line),
            "label": str(Status(line.went_to).label) if _moved_to(line) else _("Note"),
            "note": line.note if line.public else "",
        }
        for line in lines
        if line.public or _moved_to(line)
    ]


def _moved_to(line):
    return line.went_to if line.went_to != line.came_from else ""


def _estimate(order):
    """The figure that the client is asked about, or the one that was approved."""
    if order.status == Status.AWAITING_APPROVAL:
        return order.estimated_cost
    return order.approved_cost if order.status in APPROVED_SHOWN else None


def _is_told(shop):
    return "order-estimate" not in shop.notices_off


def _photos_and_parts(order):
    """The photos for the client [(pk, caption)] and, where the price needs it, what the parts cost: of one query."""
    photos = order.photos.filter(public=True).order_by("pk")
    if order.status not in PRICE_SHOWN or order.final_cost is not None:
        return list(photos.values_list("pk", "caption")), Decimal(0)
    nothing = Value(Decimal(0), output_field=DecimalField(max_digits=14, decimal_places=3))
    empty = Value("", output_field=CharField())
    rows = (
        photos.order_by()
        .values_list("pk", "caption", nothing, nothing)
        .union(order.parts.order_by().values_list("pk", empty, "quantity", "unit_cost"), all=True)
    )
    pictures, total = [], Decimal(0)
    for pk, caption, quantity, unit_cost in rows:
        if quantity:
            total += rounded(quantity * unit_cost)
        else:
            pictures.append((pk, caption))
    return sorted(pictures), total


def _price(order, parts_total):
    if order.final_cost is not None:
        return rounded(order.final_cost)
    return parts_total + rounded(order.labor_cost)


def _progress(status):
    """Where the order is on the usual path; None for one that left it."""
    places = [number for number, (_label, statuses) in enumerate(USUAL_PATH) if status in statuses]
    if not places:
        return None
    (place,) = places
    steps = [
        {
            "label": str(label),
            "state": "was" if number < place else "now" if number == place else "",
        }
        for number, (label, _statuses) in enumerate(USUAL_PATH)
    ]
    following = str(USUAL_PATH[place + 1][0]) if place + 1 < len(USUAL_PATH) else ""
    return {
        "steps": steps,
        "place": place + 1,
        "of": len(USUAL_PATH),
        "label": steps[place]["label"],
        "following": following,
    }


def _masked(email):
    """p•••@example.com"""
    name, at, host = email.partition("@")
    return f"{name[:1]}•••@{host}" if at else ""
