"""Counting what lies in a location."""

from uuid import uuid4

from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.db.models import Count, F, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from config.core.submissions import made_once
from warehouse import services
from warehouse.forms.counts import CountForm, Sheet
from warehouse.models import StockCount
from warehouse.states import LocationKind
from warehouse.views.stock import DressedPages, may_view, swapped, warehouse_of

MOST_LISTED = 200

may_count = permission_required("warehouse.move_stock", raise_exception=True)


def with_figures(rows):
    """The counts with how many lines they have, and in how many they differ from the books."""
    return rows.select_related("location", "by").annotate(
        counted=Count("lines"),
        different=Count("lines", filter=~Q(lines__found=F("lines__expected"))),
    )


@require_GET
@may_view
def counts(request):
    here = warehouse_of(request)
    done = StockCount.objects.filter(warehouse=here)
    pages = DressedPages(done.order_by("-pk"), done.count(), with_figures)
    page = pages.get_page(request.GET.get("page"))
    context = {"tab": "counts", "warehouse": here, "page": page}
    return swapped(request, "counts", context)


@require_GET
@may_view
def count(request, number):
    """What was found, the differences first."""
    counted = get_object_or_404(
        StockCount.objects.select_related("location", "warehouse", "by"), number=number
    )
    lines = list(
        counted.lines.select_related("product__unit", "lot").order_by("product__sku", "pk")
    )
    for line in lines:
        line.worth = line.difference * line.product.cost
    lines.sort(key=lambda line: not line.difference)
    context = {
        "count": counted,
        "lines": lines,
        "different": sum(1 for line in lines if line.difference),
        "worth": sum(line.worth for line in lines),
    }
    return render(request, "warehouse/stock/count.html", context)


@require_http_methods(["GET", "POST"])
@may_count
def new_count(request):
    here = warehouse_of(request)
    places = here.locations.exclude(kind=LocationKind.STAGING)
    code = request.GET.get("location", "").strip()[:24]
    place = places.filter(code__iexact=code).first() if code else None
    if place is None:
        return choose_place(request, here, places, code)
    if request.method == "GET":
        sheet = Sheet(place, user=request.user)
        form = CountForm(initial={"once": uuid4().hex, "seen": sheet.latest_move})
        return sheet_page(request, sheet, form)
    sheet = Sheet(place, user=request.user, data=request.POST)
    form = CountForm(request.POST)
    code = request.POST.get("code", "") or request.POST.get("sku", "")
    code = code.replace("\0", "").strip()[:40]
    if code or request.POST.get("do") != "save":
        return scanned(request, sheet, form, code)
    if not (form.is_valid() & sheet.is_valid()):
        return sheet_page(request, sheet, form, status=422)
    return save(request, sheet, form)


def choose_place(request, here, places, code):
    """Where to count: scanned, typed or pressed."""
    rows = places.annotate(kinds_of_goods=Count("items", filter=Q(items__quantity__gt=0)))
    rows = rows.filter(Q(active=True) | Q(kinds_of_goods__gt=0))
    error = _("%(warehouse)s has no location “%(code)s”.") % {"warehouse": here, "code": code}
    context = {
        "warehouse": here,
        "places": rows.order_by("walk", "code")[:MOST_LISTED],
        "code": code,
        "error": error if code else "",
    }
    return render(request, "warehouse/stock/count_where.html", context, status=404 if code else 200)


def scanned(request, sheet, form, code):
    """The sheet with everything that was typed, and the row of the product that was scanned or added."""
    said = ""
    if code:
        look = sheet.add if request.POST.get("do") == "add" else sheet.scan
        try:
            look(code)
        except ValidationError as error:
            said = " ".join(error.messages)
    return sheet_page(request, sheet, form, said=said, status=422 if said else 200)


def save(request, sheet, form):
    def make():
        done = services.count(
            sheet.location,
            sheet.found(),
            by=request.user,
            note=form.cleaned_data["note"],
            seen=form.cleaned_data["seen"],
        )
        return done.get_absolute_url()

    try:
        return redirect(made_once(request, form, make))
    except services.ChangedMeanwhile as refusal:
        sheet.error = str(refusal)
        typed = request.POST.copy()
        typed["seen"] = sheet.latest_move
        form = CountForm(typed)
    except services.Refused as refusal:
        sheet.error = str(refusal)
    return sheet_page(request, sheet, form, status=422)


def sheet_page(request, sheet, form, *, said="", status=200):
    context = {
        "sheet": sheet,
        "place": sheet.location,
        "form": form,
        "said": said,
        "blind": bool(request.GET.get("blind")),
    }
    template = "_count_sheet" if request.htmx else "count_sheet"
    return render(request, f"warehouse/stock/{template}.html", context, status=status)
