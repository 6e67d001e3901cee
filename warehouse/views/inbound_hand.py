"""Inbound orders in one hand: receiving by the door, and putting away to shelves."""

import uuid

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from config.core import workflow
from config.core.models import Submission
from config.core.money import format_quantity
from config.core.workflow import StepRefused
from warehouse.forms.inbound_hand import ReceivingForm, StoringForm, Typed
from warehouse.models import Location, shelves_for
from warehouse.models.inbound import STORING_PLACES
from warehouse.states import LocationKind
from warehouse.views.inbound import inbound_for, may_receive

MOST_NAMED = 5  # goods that a message names


# Receiving


@require_http_methods(["GET", "POST"])
@may_receive
def receive(request, number):
    inbound = inbound_for(request, number)
    if answer := done_before(request) or refusal(request, inbound, "receive"):
        return answer
    lines = list(inbound.lines.select_related("product__unit").order_by("pk"))
    doors = inbound.warehouse.locations.filter(kind=LocationKind.RECEIVING, active=True)
    page = {"things": lines, "places": list(doors), "starts": as_expected}

    def show(form, status=200, **found):
        return receiving_page(request, inbound, form, status, **found)

    if request.method == "GET":
        return show(ReceivingForm(initial={"once": uuid.uuid4().hex}, **page))
    typed = Typed(ReceivingForm, lines, as_expected, request.POST)
    if is_still_typing(request):
        found = another(request, typed) or count_one(request, typed)
        form = ReceivingForm(initial=said_so_far(request, typed), typed=typed.rows, **page)
        return show(form, **found)
    form = ReceivingForm(request.POST, typed=typed.rows, **page)
    if form.is_valid():
        try:
            return redirect(once(request, form, lambda: bring(request, inbound, form)))
        except StepRefused as refused:
            form.add_error(refused.fix if refused.fix in form.fields else None, refused.reason)
    return show(form, 422)


def as_expected(line):
    """What a line's first row holds: all that is still expected."""
    return {
        "quantity": line.outstanding or "",
        "lot": line.lot_code,
        "expires_on": line.expires_on or "",
        "place": "",
    }


def bring(request, inbound, form):
    """The goods are received; returns where to go next."""
    nothing_more = form.cleaned_data["nothing_more"]
    inbound = workflow.take_step(
        inbound,
        "receive",
        by=request.user,
        note=_("Nothing more is coming.") if nothing_more else "",
        goods=form.goods,
        nothing_more=nothing_more,
        more_came=form.cleaned_data["more_came"],
    )
    if said := told(form):
        messages.success(request, _("Received: %s.") % said)
    if nothing_more and not inbound.waiting.exists():
        inbound = workflow.take_step(inbound, "put_away", by=request.user)
    return f"{inbound.get_absolute_url()}?restock=1"


def receiving_page(request, inbound, form, status, **found):
    groups = first(form.groups, found.get("thing"))
    parts = [min(line.received / line.expected, 1) for line in (each.thing for each in groups)]
    context = {
        "inbound": inbound,
        "form": form,
        "groups": [group for group in groups if is_open(group, form)],
        "complete": [group for group in groups if not is_open(group, form)],
        "percent": round(100 * sum(parts) / len(parts)),
    }
    return hand_page(request, "receive", context | found, status)


def is_open(group, form):
    """Whether something of the line is expected, or was typed all the same."""
    return bool(group.thing.outstanding) or any(row["quantity"].value() for row in group.rows)


def count_one(request, typed):
    """One more of the line that was scanned; returns what the page says of it."""
    code = scanned(request)
    named = [line for line in typed.things if is_named(code, line.product, line.lot_code)]
    if not named:
        return {"wrong": _("“%s” is not on this order.") % code}
    if not typed.is_bare:
        typed.start_counting()
    line = next((one for one in named if typed.quantity_of(one) < one.outstanding), named[0])
    typed.count_one(line)
    counted = {"name": line.product.name, "n": format_quantity(typed.quantity_of(line))}
    return {"thing": line, "right": _("%(name)s: %(n)s counted") % counted}


# Putting away


@require_http_methods(["GET", "POST"])
@may_receive
def put_away(request, number):
    inbound = inbound_for(request, number)
    if answer := done_before(request) or refusal(request, inbound, "put_away"):
        return answer
    receipts = inbound.to_store()
    movable = [receipt for receipt in receipts if receipt.movable]
    places = list(
        Location.objects.filter(
            warehouse=inbound.warehouse_id, kind__in=STORING_PLACES, active=True
        )
    )
    shelf = suggestions(inbound, movable)

    def starts(receipt):
        return {
            "quantity": receipt.movable,
            "place": str(shelf.get(receipt.line.product_id, "")),
        }

    page = {"things": movable, "places": places, "starts": starts}

    def show(form, status=200, **found):
        context = {
            "inbound": inbound,
            "form": form,
            "groups": first(form.groups, found.get("thing")),
            "places": places,
            "here": found.pop("here", None) or form["here"].value() or "",
            "stuck": [receipt for receipt in receipts if receipt.waiting > receipt.movable],
        }
        return hand_page(request, "put_away", context | found, status)

    if request.method == "GET":
        return show(StoringForm(initial={"once": uuid.uuid4().hex}, **page))
    typed = Typed(StoringForm, movable, starts, request.POST)
    if is_still_typing(request):
        found = another(request, typed) or bring_here(request, typed, places)
        form = StoringForm(initial=said_so_far(request, typed), typed=typed.rows, **page)
        return show(form, **found)
    form = StoringForm(request.POST, typed=typed.rows, **page)
    if form.is_valid():
        try:
            return redirect(once(request, form, lambda: store(request, inbound, form)))
        except StepRefused as refused:
            form.add_error(None, refused.reason)
    return show(form, 422)


def suggestions(inbound, receipts):
    """{product: the shelf that suits it}; none where the warehouse has no shelf."""
    try:
        return shelves_for(inbound.warehouse_id, [each.line.product_id for each in receipts])
    except StepRefused:
        return {}


def store(request, inbound, form):
    """The goods are on their shelves; returns where to go next."""
    said = told(form)
    inbound = workflow.take_step(inbound, "put_away", by=request.user, note=said, goods=form.goods)
    if said:
        messages.success(request, _("Put away: %s.") % said)
    if inbound.waiting.exists():
        return reverse("warehouse:put_away", args=[inbound.number])
    return f"{inbound.get_absolute_url()}?restock=1"


def bring_here(request, typed, places):
    """A place is where the next goods go, goods go to the place scanned before; returns what the page says of it."""
    code = scanned(request)
    for place in places:
        if place.code.upper() == code.upper():
            return {"here": place.code, "right": _("To %s. Now scan the goods.") % place}
    named = [
        receipt
        for receipt in typed.things
        if is_named(code, receipt.line.product, receipt.lot.code if receipt.lot else "")
    ]
    if not named:
        return {"wrong": _("“%s” is neither a place nor one of these goods.") % code}
    if not typed.is_bare:
        typed.start_counting()
    receipt = next((each for each in named if not typed.quantity_of(each)), named[0])
    place = typed.bring(receipt, request.POST.get("here", "")[:24])
    brought = {"name": receipt.line.product.name, "place": place or _("Where does it go?")}
    return {"thing": receipt, "right": _("%(name)s → %(place)s") % brought}


# Both


def done_before(request):
    """Where the very same form led when it was sent before; None for a new one."""
    key = request.POST.get("once", "")[:64]
    made = key and Submission.already_made(f"{request.user.pk}:{key}")
    return redirect(made) if made else None


def once(request, form, do):
    """The address that ``do()`` returns, done once for each form that was handed out."""
    key = form.cleaned_data["once"]
    return Submission.once(f"{request.user.pk}:{key}", do) if key else do()


def refusal(request, inbound, step):
    """The page of the order with the reason, where this step cannot be taken; None where it can."""
    offer = next(
        (each for each in workflow.offers(inbound, request.user) if each.name == step), None
    )
    if offer and offer.allowed:
        return None
    said = {"record": inbound, "status": inbound.get_status_display().lower()}
    messages.error(request, offer.reason if offer else _("%(record)s is %(status)s.") % said)
    return redirect(inbound)


def is_still_typing(request):
    return "code" in request.POST or "another" in request.POST


def scanned(request):
    return request.POST["code"].strip()[:80]


def another(request, typed):
    """A further row, where that was asked for; returns what the page says of it, or None."""
    if "another" not in request.POST:
        return None
    wanted = request.POST["another"]
    thing = next((each for each in typed.things if str(each.pk) == wanted), None)
    if thing:
        typed.add_row(thing)
    return {"thing": thing}


def is_named(code, product, lot):
    names = {product.sku.casefold(), product.barcode.casefold(), lot.casefold()} - {""}
    return code.casefold() in names


def said_so_far(request, typed):
    """What was said beside the rows."""
    said = {
        name: request.POST.get(name, "") for name in ("once", "here", "nothing_more", "more_came")
    }
    return said | {"counting": typed.counting or ""}


def first(groups, thing):
    """The groups, that of the thing first."""
    return sorted(groups, key=lambda group: group.thing != thing)


def told(form):
    """The first few of the goods that were typed, as a message names them."""
    words = [row.words for row in form.rows if row.counts]
    more = [_("and others")] if len(words) > MOST_NAMED else []
    return ", ".join(words[:MOST_NAMED] + more)


def hand_page(request, name, context, status):
    """The page, or for a scan its panel alone."""
    template = f"_{name}" if request.htmx else name
    return render(request, f"warehouse/inbound/{template}.html", context, status=status)
