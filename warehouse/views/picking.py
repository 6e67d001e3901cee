"""Picking requests, the list of picking lists, and their paper."""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count, F, Min, OuterRef, Q, Subquery, Sum
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_GET, require_http_methods

from config.core.paging import CountedPaginator
from config.core.sending_files import send_paper
from config.core.submissions import made_once
from warehouse import holders, papers, services
from warehouse.forms.picking import NOTHING_WAITS, BatchForm, ListsAsked
from warehouse.models import MaterialLine, PickingList, ProductionOrder, Reservation
from warehouse.states import PICKING_OPEN, PickingStatus, Status
from warehouse.views.papers import address_of
from warehouse.views.walk import joined, list_for

MOST_REQUESTS = 100
MOST_OPEN, MOST_DONE = 30, 8
RECENTLY = timedelta(days=7)

may_view = permission_required("warehouse.view_pickinglist", raise_exception=True)


# Requests


@require_http_methods(["GET", "POST"])
@may_view
def picking(request):
    """What waits to be picked, and one list for all that is ticked."""
    if request.method == "GET":
        return requests_page(request)
    if not request.user.has_perm("warehouse.produce"):
        raise PermissionDenied
    here = services.workplace_of(request.user)
    orders = ProductionOrder.objects.for_user(request.user).filter(warehouse=here)
    held = Reservation.objects.for_papers().filter(warehouse=here)
    papers_known = held.order_by().values_list("document", flat=True).distinct()
    form = BatchForm(request.POST, orders=orders, papers=papers_known)
    ticked = [*request.POST.getlist("orders"), *request.POST.getlist("papers")]
    if not form.is_valid():
        for error in form.errors.values():
            messages.error(request, error[0])
        return requests_page(request, ticked)

    def make():
        chosen = form.cleaned_data
        theirs = held_for(chosen["papers"], held)
        made = services.make_picking_list(chosen["orders"], theirs, by=request.user)
        return made.get_absolute_url()

    try:
        made = made_once(request, form, make)
    except services.Refused as refusal:
        messages.error(request, str(refusal))
        return requests_page(request, ticked)
    return redirect(made)


def held_for(numbers, held):
    """What is held for these papers and is on no list. Raises services.Refused where one of them has nothing."""
    found = list(held.to_fetch().filter(document__in=numbers))
    if gone := sorted(set(numbers) - {each.document for each in found}):
        raise services.Refused(NOTHING_WAITS % {"value": ", ".join(gone)})
    return found


def requests_page(request, ticked=None):
    """The page; with ``ticked``, the keys and numbers of a refused batch, it says so."""
    here = services.workplace_of(request.user)
    requests = requests_of(request.user, here)
    if ticked is None and request.GET.get("tick") == "all":
        chosen = {each.key for each in requests}
    else:
        chosen = set(ticked or [])
    for each in requests:
        each.is_ticked = each.key in chosen
    context = {
        "here": here,
        "requests": requests,
        "most": MOST_REQUESTS,
        "ticked": sum(each.is_ticked for each in requests),
        "once": uuid.uuid4().hex,
        "may_make": request.user.has_perm("warehouse.produce"),
    } | lists_aside(request.user, here)
    status = 200 if ticked is None else 422
    return render(request, "warehouse/picking/requests.html", context, status=status)


@dataclass
class Request:
    """Something of which goods wait to be fetched; ``key`` is what the form sends for it, in the field of that name."""

    number: str
    name: str
    scheduled_at: datetime | None
    is_late: bool
    lines: int
    pieces: Decimal
    address: str
    field: str
    key: str
    is_ticked: bool = False


def requests_of(user, here):
    """What waits to be fetched in the warehouse for its own orders and other desks' papers, the first to be done first."""
    ours = [
        Request(
            order.number, order.name, order.scheduled_at, order.is_late, order.lines, order.pieces,
            order.get_absolute_url(), "orders", str(order.pk),
        )
        for order in allocated(user, here)
    ]  # fmt: skip
    waiting = held_for_papers(here)
    theirs = [
        Request(
            paper.number, paper.name, paper.scheduled_at,
            bool(paper.scheduled_at and paper.scheduled_at < timezone.now()),
            *waiting[paper.number], address_of(paper.number, user), "papers", paper.number,
        )
        for paper in holders.asking(waiting)
    ]  # fmt: skip
    last = datetime.max.replace(tzinfo=UTC)
    found = sorted([*ours, *theirs], key=lambda each: each.scheduled_at or last)
    return found[:MOST_REQUESTS]


def held_for_papers(here):
    """{number of another desk's paper: (lines, pieces) that no list fetches}."""
    held = (
        Reservation.objects.for_papers()
        .to_fetch()
        .filter(warehouse=here)
        .order_by()
        .values("document")
    )
    counted = held.annotate(lines=Count("pk"), pieces=Sum("quantity"), first=Min("pk"))
    rows = counted.order_by("first")[:MOST_REQUESTS]
    return {row["document"]: (row["lines"], row["pieces"]) for row in rows}


def allocated(user, here):
    """Allocated orders of the warehouse, the first to be made first; each with its ``lines`` and ``pieces``."""
    materials = MaterialLine.objects.filter(order=OuterRef("pk")).order_by().values("order")
    orders = ProductionOrder.objects.for_user(user).filter(warehouse=here, status=Status.ALLOCATED)
    return list(
        orders.annotate(
            lines=Subquery(materials.annotate(n=Count("pk")).values("n")),
            pieces=Subquery(materials.annotate(n=Sum("quantity")).values("n")),
        ).order_by(F("scheduled_at").asc(nulls_last=True), "number_year", "number_seq")[
            :MOST_REQUESTS
        ]
    )


def lists_aside(user, here):
    """The open lists, and those that were done in the last days."""
    lists = with_progress(PickingList.objects.for_user(user).filter(warehouse=here))
    recent = Q(status=PickingStatus.DONE, closed_at__gte=timezone.now() - RECENTLY)
    rows = list(
        lists.filter(Q(status__in=PICKING_OPEN) | recent)
        .select_related("picker")
        .order_by("-number_year", "-number_seq")[: MOST_OPEN + MOST_DONE]
    )
    return {
        "open_lists": [row for row in rows if row.status in PICKING_OPEN],
        "done_lists": [row for row in rows if row.status not in PICKING_OPEN][:MOST_DONE],
    }


def with_progress(lists):
    """Each list with ``lines_asked`` and ``lines_picked``."""
    asking = Q(lines__asked__gt=0)
    return lists.annotate(
        lines_asked=Count("lines", filter=asking),
        lines_picked=Count("lines", filter=asking & Q(lines__picked=F("lines__asked"))),
    )


# Lists


class ListsPaginator(CountedPaginator):
    def dressed(self, rows):
        """The rows with their progress, their picker and the numbers of what they were made for."""
        return with_progress(super().dressed(rows)).annotate(
            order_numbers=joined(PickingList.orders, "productionorder__number"),
            documents_of_others=joined(PickingList.reservations, "reservation__document"),
        )


@require_GET
@may_view
def picking_lists(request):
    """All lists of the warehouse, the newest first; open ones alone unless the address asks for others."""
    asked = ListsAsked(request.GET)
    asked.is_valid()
    chosen = asked.cleaned_data["status"]
    lists = PickingList.objects.for_user(request.user).filter(
        warehouse=services.workplace_of(request.user)
    )
    counted = lists.order_by().values("status").annotate(n=Count("pk"))
    counts = {row["status"]: row["n"] for row in counted}
    shown = chosen or PICKING_OPEN
    rows = lists.filter(status__in=shown).select_related("picker")
    page = ListsPaginator(
        rows.order_by("-number_year", "-number_seq"), sum(counts.get(each, 0) for each in shown)
    ).get_page(request.GET.get("page"))
    for row in page:
        numbers = f"{row.order_numbers or ''},{row.documents_of_others or ''}".split(",")
        row.numbers = sorted(set(numbers) - {""})
        row.percent = 100 * row.lines_picked // (row.lines_asked or 1)
    context = {
        "page": page,
        "chosen": chosen,
        "counts": [(status, counts.get(status, 0)) for status in PickingStatus],
        "open_count": sum(counts.get(status, 0) for status in PICKING_OPEN),
    }
    return render(request, "warehouse/picking/lists.html", context)


# Paper


@require_GET
@may_view
def picking_print(request, number):
    """The list as a page to print; the very template and facts of the PDF."""
    language = translation.get_language()
    facts, _images = papers.picking_facts(list_for(request, number), language=language)
    if facts["shop"]["logo"]:
        facts["shop"]["logo"] = reverse("shop_logo")
    return render(request, "warehouse/picking/paper.html", facts | {"medium": "screen"})


@require_GET
@may_view
def picking_pdf(request, number):
    """The list as a PDF: the one already made of the very same facts, or one that is being made now."""
    picking_list = list_for(request, number)
    document = papers.print_picking_list(picking_list, language=translation.get_language())
    return send_paper(
        request, document, "warehouse/picking/being_made.html", picking_list=picking_list
    )
