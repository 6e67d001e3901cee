"""The page of one picking list, for the hand that picks: scan, confirm, report short, undo."""

import uuid
from decimal import Decimal

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from config.core import live, workflow
from config.core.accounts import Joined
from config.core.addresses import local_address
from config.core.keys import key_of
from config.core.models import Submission
from warehouse import services
from warehouse.forms.picking import PickForm, ScanForm, ShortForm
from warehouse.forms.production import StepForm
from warehouse.models import PickingList
from warehouse.states import PickingStatus
from warehouse.views.papers import address_of
from warehouse.walk import Walk, WrongScan, amount

may_view = permission_required("warehouse.view_pickinglist", raise_exception=True)
may_pick = permission_required("warehouse.pick", raise_exception=True)


def list_for(request, number):
    """The picking list of this number, as far as this user may see it; Http404 otherwise."""
    lists = PickingList.objects.for_user(request.user).select_related("warehouse", "picker")
    others = joined(PickingList.reservations, "reservation__document")
    found = get_object_or_404(lists.annotate(others=others), number=number)
    found.documents = set((found.others or "").split(",")) - {""}
    return found


def joined(links, number):
    """The numbers that a list is linked to, with commas between them."""
    rows = links.through.objects.filter(pickinglist=OuterRef("pk")).order_by()
    return Subquery(rows.values("pickinglist").annotate(all=Joined(number)).values("all"))


# The page


@require_GET
@may_view
def picking_list(request, number):
    context = page_context(request, list_for(request, number), **where(request.GET))
    if request.htmx and not request.htmx.boosted:
        if ("mine" in request.GET) != context["mine"]:  # it has been claimed or let go of meanwhile
            return page_anew()
        return render(request, "warehouse/picking/_panel.html", context)
    return render(request, "warehouse/picking/list.html", context)


@require_GET
@may_view
def picking_stream(request, number):
    return live.stream(request, [list_for(request, number).topic])


def page_anew():
    """Tells the page to load itself, with the messages that wait: its scan field comes or goes."""
    return HttpResponse(headers={"HX-Refresh": "true"})


def page_context(request, picking_list, *, line=None, latest=None, typed=None):
    """What the page shows: the picker is at ``line`` and has just picked ``latest``; ``typed`` is a refused form's data."""
    user = request.user
    walk = Walk(picking_list, line)
    picking_list.has_lines_left = any(line.left for line in walk.lines)
    for order in walk.orders:
        order.address = address_of(order.number, user)
    mine = picking_list.picker_id == user.pk and picking_list.status == PickingStatus.PICKING
    mine = mine and user.has_perm("warehouse.pick")
    steps = workflow.offers(picking_list, user)
    done_last = walk.line(latest)
    return {
        "picking_list": picking_list,
        "walk": walk,
        "mine": mine,
        "may_take_off": mine and user.has_perm("warehouse.produce"),
        "places": walk.other_places() if mine and walk.now and not walk.now.is_short else [],
        "steps": steps,
        "usual": next((step for step in steps if step.primary), None),
        "history": picking_list.history.select_related("by", "email", "document"),
        "latest": done_last if mine and done_last and done_last.picked else None,
        "once": uuid.uuid4().hex,
        "short_open": bool(typed) and "found" in typed,
    } | {"typed": usual_answers(walk.now) | (typed or {}) if walk.now else {}}


def usual_answers(line):
    """What the fields of the line in hand say before anybody types."""
    found = line.asked - 1 if not line.item.product.unit.places else line.picked
    return {
        "quantity": plain(line.left),
        "found": plain(found),
        "missing": plain(line.asked - found),
        "rest": ShortForm.ELSEWHERE,
    }


def plain(quantity):
    """The quantity as an input holds it, in any language."""
    return f"{Decimal(quantity).normalize():f}"


def where(data):
    """The keys of the line in hand and of the one picked last, as a form or an address names them."""
    return {name: key_of(data.get(name, "")) for name in ("line", "latest")}


def answer(request, picking_list, *, line=None, latest=None, typed=None):
    """The panel as it stands now for HTMX, the page for a browser; what was typed and refused is still there."""
    if request.htmx or typed:
        context = page_context(
            request, list_for(request, picking_list.number), line=line, latest=latest, typed=typed
        )
        if request.htmx and not context["mine"]:
            return page_anew()
        template = "_panel" if request.htmx else "list"
        return render(
            request, f"warehouse/picking/{template}.html", context, status=422 if typed else 200
        )
    at = {"line": line, "latest": latest}
    query = urlencode({name: key for name, key in at.items() if key})
    return redirect(f"{picking_list.get_absolute_url()}?{query}" if query else picking_list)


# What a picker does with a line


@require_POST
@may_pick
def scan(request, number):
    """A place opens its line, a product opens its line and counts one; anything else is refused aloud."""
    picking_list, at = list_for(request, number), where(request.POST)
    form = ScanForm(request.POST)
    if not form.is_valid():
        return refuse(request, picking_list, form, **at)
    if refusal := not_mine(request, picking_list):
        messages.error(request, refusal)
        return answer(request, picking_list)
    walk = Walk(picking_list, at["line"])
    try:
        line, is_place = walk.find(form.cleaned_data["code"])
    except WrongScan as wrong:
        messages.error(request, str(wrong))
        return answer(request, picking_list, **at)
    if is_place:
        messages.success(request, _("At %s.") % line.item.location)
    elif line.item.product.unit.places:
        messages.info(request, _("Type how much of %s you take.") % line.item.product.sku)
    elif done(
        request, lambda: services.pick(picking_list, line, by=request.user, quantity=Decimal(1))
    ):
        at["latest"] = line.pk
        messages.success(
            request,
            _("%(sku)s: %(picked)s of %(asked)s from %(place)s.")
            % {
                "sku": line.item.product.sku,
                "picked": plain(line.picked + 1),
                "asked": amount(line, line.asked),
                "place": line.item.location,
            },
        )
    return answer(request, picking_list, line=line.pk, latest=at["latest"])


@require_POST
@may_pick
def pick_line(request, number, pk):
    picking_list, line = line_for(request, number, pk)
    form = PickForm(request.POST, line=line)
    if not form.is_valid():
        return refuse(request, picking_list, form, line=pk)
    quantity = form.cleaned_data["quantity"]
    picked = done(
        request, lambda: services.pick(picking_list, line, by=request.user, quantity=quantity)
    )
    return answer(request, picking_list, line=pk, latest=pk if picked else None)


@require_POST
@may_pick
def undo_line(request, number, pk):
    """Nothing is picked of the line; twice is as good as once."""
    picking_list, line = line_for(request, number, pk)
    try:
        services.unpick(picking_list, line, by=request.user)
    except services.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request,
            _("Put %(sku)s back at %(place)s: the line is not picked.")
            % {"sku": line.item.product.sku, "place": line.item.location},
        )
    return answer(request, picking_list, line=pk)


@require_POST
@may_pick
def short_line(request, number, pk):
    picking_list, line = line_for(request, number, pk)
    form = ShortForm(request.POST, line=line)
    if not form.is_valid():
        return refuse(request, picking_list, form, line=pk)
    elsewhere = form.cleaned_data["rest"] == ShortForm.ELSEWHERE
    if done(
        request,
        lambda: services.report_short(
            picking_list,
            line,
            by=request.user,
            found=form.cleaned_data["found"],
            elsewhere=elsewhere,
        ),
    ):
        messages.success(request, _("Written down: a manager looks into what is missing."))
        onward = Walk(picking_list).after(pk)
        pk = onward.pk if onward else None
    return answer(request, picking_list, line=pk)


@require_POST
@may_pick
def line_elsewhere(request, number, pk):
    picking_list, line = line_for(request, number, pk)
    found = []
    if done(
        request,
        lambda: found.append(services.ask_elsewhere(picking_list, line, by=request.user)),
    ):
        if found[0]:
            messages.success(
                request, _("%s are asked for at another place now.") % amount(line, found[0])
            )
        else:
            messages.warning(request, _("No other place has any of %s.") % line.item.product.sku)
    return answer(request, picking_list)


@require_POST
@may_pick
def leave_out(request, number, pk):
    """What the line is to bring for another desk is off the list; the desk decides what becomes of it."""
    picking_list, line = line_for(request, number, pk)
    if done(request, lambda: services.leave_out(picking_list, line, by=request.user)):
        messages.success(
            request,
            _("%(sku)s is off this list and stays reserved. Put back what you have of it.")
            % {"sku": line.item.product.sku},
        )
    return answer(request, picking_list)


@require_POST
@may_pick
def take_off(request, number, order):
    picking_list = list_for(request, number)
    order = get_object_or_404(picking_list.orders.all(), number=order)
    if done(request, lambda: services.take_off(picking_list, order, by=request.user)):
        messages.success(
            request,
            _("%s is off this list and waits at the desk. Put back what was picked for it.")
            % order,
        )
    return answer(request, picking_list)


def line_for(request, number, pk):
    """(the list, its line with what its answer names); Http404 for a line of another list."""
    picking_list = list_for(request, number)
    line = Walk(picking_list).line(pk)
    if line is None:
        raise Http404
    return picking_list, line


def not_mine(request, picking_list):
    """Why this user cannot pick on the list now, or nothing."""
    if picking_list.status != PickingStatus.PICKING:
        return _("%(list)s is %(status)s: start picking first.") % {
            "list": picking_list,
            "status": picking_list.get_status_display(),
        }
    if picking_list.picker_id != request.user.pk:
        return _("%s is picking this list.") % picking_list.picker
    return ""


def done(request, do):
    """Whether ``do`` did it: not where it is refused, nor a second time for one and the same press of a button."""
    once, did = request.POST.get("once", "")[:64], []

    def first_time():
        did.append(do())
        return request.path

    try:
        if once:
            Submission.once(f"{request.user.pk}:{once}", first_time)
        else:
            first_time()
    except services.Refused as refusal:
        messages.error(request, str(refusal))
        return False
    if not did:
        messages.info(request, _("That was done already. This is where the list stands."))
    return bool(did)


def refuse(request, picking_list, form, **at):
    """The page again with what was typed, and what is wrong with it in words."""
    for error in form.errors.values():
        messages.error(request, error[0])
    return answer(request, picking_list, **at, typed=request.POST.dict())


# Steps


@require_POST
def picking_step(request, number, step):
    picking_list = list_for(request, number)
    form = StepForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("The note is too long: 4,000 characters at most."))
        return redirect(picking_list)
    try:
        workflow.take_step(picking_list, step, by=request.user, **form.cleaned_data)
    except workflow.UnknownStep as unknown:
        raise Http404 from unknown
    except workflow.StepRefused as refusal:
        messages.error(request, refusal.reason)
        if request.htmx:
            context = page_context(request, list_for(request, number))
            return render(request, "warehouse/picking/_panel.html", context)
    return redirect(local_address(request) or picking_list)
