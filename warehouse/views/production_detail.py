"""One production order: its page, its steps and its notes."""

from django.contrib import messages
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from config.core import live, workflow
from config.core.addresses import local_address
from warehouse.forms.production import NoteForm, StepForm
from warehouse.models import Merchant, ProductionOrder
from warehouse.states import HOLDING, INBOUND_OPEN, InboundStatus, Status
from warehouse.views import production_facts as facts
from warehouse.views.production_list import may_view
from warehouse.views.production_shortages import may_produce


def order_for(request, number):
    """The order of this number, as far as this user may see it; Http404 otherwise."""
    return get_object_or_404(ProductionOrder.objects.for_user(request.user), number=number)


# The page


@require_GET
@may_view
def order(request, number):
    return render(request, "warehouse/production/detail.html", panel_context(request, number))


@require_GET
@may_view
def order_panel(request, number):
    return render(request, "warehouse/production/_panel.html", panel_context(request, number))


@require_GET
@may_view
def order_stream(request, number):
    """A change of the order; of any stock, where it waits for some."""
    order = order_for(request, number)
    waits = order.status == Status.OUT_OF_STOCK
    return live.stream(request, [order.topic, "warehouse"] if waits else [order.topic])


def panel_context(request, number):
    """What the page shows of one order; its number of queries does not depend on how much there is."""
    order = get_object_or_404(for_page(request.user), number=number)
    materials, outputs = facts.with_lines(order)
    facts.know_lines(order, materials, outputs)
    picking = facts.Picking()
    if order.status in (Status.PROCESSING, Status.COMPLETED):
        picking = facts.picking_of(order, materials)
        order.list_statuses = {each.status for each in picking.lists}
    missing = facts.missing_of(order, materials) if order.status == Status.OUT_OF_STOCK else []
    produces = request.user.has_perm("warehouse.produce")
    return {
        "order": order,
        "materials": facts.draw_bars(materials, picking),
        "outputs": outputs,
        "cost": facts.cost_of(materials),
        "holds": order.status in HOLDING,
        "picking": picking,
        "missing": missing,
        "enough": [] if not missing else enough_of(materials, missing),
        "sets_possible": facts.sets_possible(order, materials) if missing else 0,
        "may_edit": produces and order.can_be_edited,
        "may_produce": produces,
        "steps": facts.steps_of(order, workflow.offers(order, request.user), picking, produces),
        "main_link": main_link(order, picking),
        "inbound_label": order.inbound_status and InboundStatus(order.inbound_status).label,
        "history": order.history.select_related("by", "email", "document"),
    }


def for_page(user):
    """Orders with what their page tells of merchant, warehouse, recipe and inbound order."""
    others = Merchant.objects.filter(active=True).exclude(pk=OuterRef("merchant"))
    return (
        ProductionOrder.objects.for_user(user)
        .select_related("merchant", "warehouse", "recipe_version__recipe")
        .annotate(
            inbound=FilteredRelation("inbounds", condition=Q(inbounds__reversed_at=None)),
            inbound_number=F("inbound__number"),
            inbound_status=F("inbound__status"),
            has_merchants=Exists(others),
        )
    )


def enough_of(materials, missing):
    """The materials of which there is enough, each once."""
    short = {each.product.pk for each in missing}
    found = {}
    for line in materials:
        if line.product_id not in short:
            earlier = found.setdefault(line.product_id, {"line": line, "needed": 0})
            earlier["needed"] += line.quantity
    return list(found.values())


def main_link(order, picking):
    """Where the work goes on, when that is another page: the picking list, or the goods that come in."""
    if order.status == Status.PROCESSING and picking.unfinished:
        first = picking.unfinished[0]
        return {"url": first.url, "label": _("Open picking list"), "icon": "clipboard-list"}
    if order.status == Status.COMPLETED and order.inbound_status in INBOUND_OPEN:
        inbound = facts.Paper(order.inbound_number, None)
        return {"url": inbound.url, "label": _("Open inbound order"), "icon": "package"}
    return None


def back_to_panel(request, order):
    """The fresh panel for HTMX, the page for a browser."""
    if not request.htmx:
        return redirect(order)
    context = panel_context(request, order.number)
    response = render(request, "warehouse/production/_panel.html", context)
    response["HX-Retarget"], response["HX-Reswap"] = "#panel", "outerHTML"
    return response


# Steps


@require_POST
def order_step(request, number, step):
    order = order_for(request, number)
    form = StepForm(request.POST)
    if form.is_valid():
        try:
            order = workflow.take_step(order, step, by=request.user, **form.cleaned_data)
        except workflow.UnknownStep as unknown:
            raise Http404 from unknown
        except workflow.StepRefused as refusal:
            messages.error(request, refusal.reason)
        else:
            say_how_it_ended(request, order, step)
    else:
        messages.error(request, _("The note is too long: 4,000 characters at most."))
    if came_from := local_address(request):
        return redirect(came_from)
    return back_to_panel(request, order)


def say_how_it_ended(request, order, step=""):
    """A step that may end in two ways says which it was."""
    if step and step not in ("confirm", "retry_allocation"):
        return
    if order.status == Status.ALLOCATED:
        messages.success(request, _("All materials are reserved."))
    elif order.status == Status.OUT_OF_STOCK:
        messages.warning(request, _("Some materials are short, so nothing is reserved."))


# Notes


@require_http_methods(["GET", "POST"])
@may_produce
def order_note(request, number):
    order = order_for(request, number)
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        order.log("note", by=request.user, note=form.cleaned_data["note"])
        live.publish(order.topic)
        return back_to_panel(request, order)
    template = "_note" if request.htmx else "note"
    return render(
        request,
        f"warehouse/production/{template}.html",
        {"order": order, "form": form},
        status=422 if form.is_bound else 200,
    )
