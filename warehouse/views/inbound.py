"""Inbound orders on the desk: the list, what is expected, and the page of one."""

import uuid
from collections import Counter
from dataclasses import replace

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Sum
from django.db.models.lookups import IsNull
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from config.core import live, workflow
from config.core.models import Submission
from config.core.paging import CountedPaginator
from warehouse import services
from warehouse.forms.inbound import InboundFilter, InboundForm, StepForm, expected_lines, rows_of
from warehouse.models import ZERO, InboundLine, InboundOrder, InboundReceipt, Merchant
from warehouse.states import INBOUND_OPEN, InboundKind, InboundStatus

CLOSED = "closed"  # among the counts by status

may_view = permission_required("warehouse.view_inboundorder", raise_exception=True)
may_receive = permission_required("warehouse.receive", raise_exception=True)


def inbound_for(request, number):
    """The inbound order of this number, as far as this user may see it; Http404 otherwise."""
    found = InboundOrder.objects.for_user(request.user)
    return get_object_or_404(
        found.select_related("merchant", "warehouse", "production"), number=number
    )


# The list


class InboundPages(CountedPaginator):
    def dressed(self, rows):
        """The rows with how much they bring, and how much of it came."""
        return (
            super()
            .dressed(rows)
            .annotate(
                line_count=Count("lines"),
                expected=Sum("lines__expected"),
                received=Sum("lines__received"),
            )
        )


@require_GET
@may_view
def inbounds(request):
    asked = InboundFilter(request.GET)
    asked.is_valid()
    here = InboundOrder.objects.for_user(request.user).filter(
        warehouse=services.workplace_of(request.user)
    )
    found = asked.narrow(here)
    groups = counted(found)
    counts = counts_of(groups, asked.cleaned_data["merchant"])
    rows = asked.of_status(asked.of_merchant(found)).select_related("merchant", "production")
    rows = rows.order_by("-number_year", "-number_seq")
    merchants = sorted({group[2:4] for group in groups}, key=lambda one: one[1])
    chosen = asked.cleaned_data["status"] or []
    context = {
        "page": InboundPages(rows, shown(asked, counts)).get_page(request.GET.get("page")),
        "asked": asked.cleaned_data,
        "q": request.GET.get("q", "")[:200],
        "merchants": merchants if len(merchants) > 1 else [],
        "counts": [
            {"status": status, "label": status.label, "count": counts[status]}
            for status in INBOUND_OPEN
        ],
        "open_count": sum(counts[status] for status in INBOUND_OPEN),
        "closed_count": counts[CLOSED],
        "chosen": chosen,
        "statuses": InboundStatus.choices,
        "kinds": InboundKind.choices,
        "is_filtered": any(asked.cleaned_data.values()),
    }
    template = "_list" if request.htmx and not request.htmx.boosted else "list"
    return render(request, f"warehouse/inbound/{template}.html", context)


def counted(found):
    """[(status, whether it still counts, merchant, the merchant's name, how many)], of one query."""
    groups = found.order_by().values_list(
        "status", IsNull(F("reversed_at"), True), "merchant", "merchant__name"
    )
    return list(groups.annotate(n=Count("pk")))


def counts_of(groups, wanted):
    """{status: how many} of the merchant that is wanted, or of all; the closed ones also together."""
    counts = Counter()
    for status, still_counts, merchant, _name, n in groups:
        if wanted in (None, merchant):
            if still_counts:
                counts[status] += n
            if not still_counts or status not in INBOUND_OPEN:
                counts[CLOSED] += n
    return counts


def shown(asked, counts):
    """How many rows the list has, from the counts."""
    is_open = sum(counts[status] for status in INBOUND_OPEN)
    if chosen := asked.cleaned_data["status"]:
        return sum(counts[status] for status in chosen)
    if asked.cleaned_data["closed"]:
        return counts[CLOSED]
    return is_open + counts[CLOSED] if asked.cleaned_data["q"] else is_open


@require_GET
@may_view
def inbounds_stream(request):
    return live.stream(request, ["warehouse"])


# What is expected


@require_http_methods(["GET", "POST"])
@may_receive
def new_inbound(request):
    here = services.workplace_of(request.user)
    if here is None:
        messages.error(request, _("Add a warehouse first."))
        return redirect("warehouse:inbounds")
    form = InboundForm(request.POST or None, initial={"once": uuid.uuid4().hex})
    table = expected_lines(request.POST or None, merchant=form.merchant)
    if request.method == "POST" and form.is_valid() & table.is_valid():

        def make():
            made = services.open_inbound(
                by=request.user, warehouse=here, lines=table.lines, **form.said()
            )
            return made.get_absolute_url()

        try:
            return redirect(
                Submission.once(f"{request.user.pk}:{form.cleaned_data['once']}", make)
                if form.cleaned_data["once"]
                else make()
            )
        except services.Refused as refusal:
            form.add_error(None, str(refusal))
    return edit_page(request, form, table, here=here)


@require_http_methods(["GET", "POST"])
@may_receive
def edit_inbound(request, number):
    inbound = inbound_for(request, number)
    if not inbound.can_be_edited:
        messages.error(request, _("%s cannot be changed any more.") % inbound)
        return redirect(inbound)
    form = InboundForm(request.POST or None, instance=inbound_for(request, number))
    if request.method == "POST":
        table = expected_lines(request.POST, merchant=form.merchant)
    else:
        table = expected_lines(initial=rows_of(inbound.lines.select_related("product")), spare=1)
    if request.method == "POST" and form.is_valid() & table.is_valid():
        try:
            changed = services.change_inbound(
                inbound,
                by=request.user,
                lines=table.lines,
                seen_at=form.cleaned_data["seen_at"],
                **form.said(),
            )
            return redirect(changed)
        except services.Refused as refusal:
            form.add_error(None, str(refusal))
    return edit_page(request, form, table, inbound=inbound, here=inbound.warehouse)


def edit_page(request, form, table, **context):
    context |= {"form": form, "table": table}
    status = 422 if form.is_bound else 200
    return render(request, "warehouse/inbound/edit.html", context, status=status)


# The page of one


@require_GET
@may_view
def inbound(request, number):
    """The page, or its panel alone for HTMX."""
    template = "_panel" if request.htmx else "detail"
    return render(request, f"warehouse/inbound/{template}.html", panel_context(request, number))


@require_GET
@may_view
def inbound_stream(request, number):
    return live.stream(request, [inbound_for(request, number).topic])


@require_GET
@may_view
def inbound_restock(request, number):
    """Which orders could be allocated now; asked for by the page once it is there."""
    return render(
        request, "warehouse/inbound/_restock.html", restock_of(inbound_for(request, number))
    )


def restock_of(inbound):
    return {
        "restock": services.could_be_allocated(inbound.warehouse),
        "restock_next": inbound.get_absolute_url(),
    }


def panel_context(request, number):
    """What the page shows of one order; its number of queries does not depend on how much there is."""
    receipts = InboundReceipt.objects.select_related("lot", "location", "by").order_by("pk")
    lines = InboundLine.objects.select_related("product__unit").order_by("pk")
    others = Merchant.objects.filter(active=True).exclude(pk=OuterRef("merchant"))
    found = InboundOrder.objects.for_user(request.user).annotate(has_others=Exists(others))
    inbound = get_object_or_404(
        found.select_related("merchant", "warehouse", "production").prefetch_related(
            Prefetch("lines", lines.prefetch_related(Prefetch("receipts", receipts)))
        ),
        number=number,
    )
    context = {
        "inbound": inbound,
        "lines": [Progress(line, inbound) for line in inbound.lines.all()],
        "receipts": receipts_of(inbound),
        "history": inbound.history.select_related("by", "email", "document"),
        "may_edit": inbound.can_be_edited and request.user.has_perm("warehouse.receive"),
        "has_goods": any(line.received for line in inbound.lines.all()),
    }
    context |= dock(inbound, request.user)
    if "restock" in request.GET:
        context |= restock_of(inbound)
    return context


class Progress:
    """A line with its bar: of a hundred, how much is put away, how much waits by the door, how much never came."""

    def __init__(self, line, inbound):
        self.line = line
        whole = max(line.expected, line.received)
        self.stored = round(100 * line.stored / whole)
        self.waiting = round(100 * line.received / whole) - self.stored
        is_short = inbound.status in (InboundStatus.RECEIVED, InboundStatus.STORED)
        self.missing = line.outstanding if is_short else ZERO
        self.short = 100 - self.stored - self.waiting if self.missing else 0
        self.short_from = self.stored + self.waiting
        self.extra = max(line.received - line.expected, ZERO)


def receipts_of(inbound):
    """Its receipts, the latest first, each with the line it is of."""
    found = []
    for line in inbound.lines.all():
        for receipt in line.receipts.all():
            receipt.line = line
            found.append(receipt)
    return sorted(found, key=lambda receipt: -receipt.pk)


def dock(inbound, user):
    """The pages for one hand that are of use now, the likelier first, and the steps of the menu."""
    all_at_once = {"receive": _("Receive all"), "put_away": _("Put all away")}
    steps = workflow.offers(inbound, user)
    usual = inbound.USUAL_STEPS.get(inbound.status)
    pages = [step for step in steps if step.name in all_at_once and step.allowed]
    return {
        "pages": sorted(pages, key=lambda step: step.name != usual),
        "steps": [
            replace(step, primary=False, label=all_at_once.get(step.name, step.label))
            for step in steps
        ],
    }


@require_POST
@may_view
def inbound_step(request, number, step):
    inbound = inbound_for(request, number)
    form = StepForm(request.POST)
    if form.is_valid():
        try:
            workflow.take_step(inbound, step, by=request.user, **form.cleaned_data)
        except workflow.UnknownStep as unknown:
            raise Http404 from unknown
        except workflow.StepRefused as refusal:
            messages.error(request, refusal.reason)
    else:
        messages.error(request, _("The note is too long: 4,000 characters at most."))
    if not request.htmx:
        return redirect(inbound)
    response = render(request, "warehouse/inbound/_panel.html", panel_context(request, number))
    response["HX-Retarget"], response["HX-Reswap"] = "#panel", "outerHTML"
    return response
