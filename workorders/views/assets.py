"""One asset: how it is typed, and its page."""

from uuid import uuid4

from django.contrib.auth.decorators import permission_required
from django.db.models import Count, F, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from config.core.paging import CountedPaginator
from config.core.refusals import Refused
from config.core.sending_files import send_photo
from config.core.submissions import made_before, made_once
from workorders import labels
from workorders.forms.assets import (
    AssetForm,
    AssetPhotosForm,
    MeterForm,
    NewAssetForm,
    ReadingForm,
    shown,
    unit_of,
)
from workorders.models import Asset, WorkOrder
from workorders.models import Case as ReportedCase
from workorders.services import assets as services
from workorders.states import CASE_LIVE, LIVE

PARTS = ("overview", "orders", "cases", "meters")
MOST_PARTS = 100
MOST_OPEN = 10
MOST_READINGS = 300

may_view = permission_required("workorders.view_asset", raise_exception=True)
may_change = permission_required("workorders.change_asset", raise_exception=True)
may_work = permission_required("workorders.do_work", raise_exception=True)


@require_http_methods(["GET", "POST"])
@permission_required("workorders.add_asset", raise_exception=True)
def new_asset(request):
    initial = {"once": uuid4().hex, "parent": request.GET.get("parent", "")}
    form = NewAssetForm(request.POST or None, user=request.user, initial=initial)
    valid = form.is_valid()
    if made := made_before(request, form):
        return redirect(made)
    if valid:
        try:
            return redirect(made_once(request, form, lambda: address_of(form)))
        except Refused as refusal:
            form.add_error("asset_words", str(refusal))
    return asset_form(request, form)


def address_of(form):
    """The page of a valid form's asset, kept."""
    return services.keep_asset(form.save(commit=False)).get_absolute_url()


@require_http_methods(["GET", "POST"])
@may_change
def edit_asset(request, pk):
    asset = asset_for(request, pk)
    name = asset.name
    form = AssetForm(request.POST or None, instance=asset, user=request.user)
    if form.is_valid():
        try:
            return redirect(address_of(form))
        except Refused as refusal:
            form.add_error("asset_words", str(refusal))
    return asset_form(request, form, pk=pk, name=name)


def asset_form(request, form, **facts):
    kinds = Asset.objects.for_user(request.user).exclude(kind="").order_by("kind")
    facts = {
        "pk": None,
        "name": "",
        "kinds": kinds.values_list("kind", flat=True).distinct()[:200],
        **facts,
        "form": form,
    }
    status = 422 if form.is_bound else 200
    return render(request, "workorders/assets/form.html", facts, status=status)


def asset_for(request, pk):
    """The asset, as far as this user may see it; Http404 otherwise."""
    return get_object_or_404(Asset.objects.for_user(request.user), pk=pk)


@require_GET
@may_view
def asset(request, pk):
    """One asset: where it is, what it is made of, what is due, and all that was done about it."""
    return asset_page(request, pk, request.GET.get("part", PARTS[0]))


def asset_page(request, pk, part, *, status=200, **forms):
    """One part of the page; its number of queries does not depend on how much there is."""
    if part not in PARTS:
        raise Http404
    orders = WorkOrder.objects.filter(assets=OuterRef("pk"))
    cases = ReportedCase.objects.filter(asset=OuterRef("pk"))
    known = Asset.objects.for_user(request.user).annotate(
        orders_all=total(orders),
        orders_open=total(orders.filter(status__in=LIVE)),
        cases_all=total(cases),
        cases_open=total(cases.filter(status__in=CASE_LIVE)),
        next_due=Subquery(
            orders.filter(status__in=LIVE)
            .order_by("due_at")
            .exclude(due_at=None)
            .values("due_at")[:1]
        ),
    )
    record = get_object_or_404(
        known.select_related("site__assignee", "parent__parent__parent"), pk=pk
    )
    facts = {
        "asset": record,
        "above": above(record),
        "part": part,
        "late": bool(record.next_due and record.next_due < timezone.now()),
        "label_url": labels.address_of(record),
    }
    shown_here = {
        "overview": overview, "orders": orders_of, "cases": cases_of, "meters": meters_of
    }[part]  # fmt: skip
    facts |= shown_here(request, record) | forms
    return render(request, "workorders/assets/asset.html", facts, status=status)


def total(rows):
    """How many of them there are, for one row."""
    rows = rows.order_by().annotate(one=Value(1)).values("one")
    return Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n")), Value(0))


def above(asset):
    """What it is a part of, from the top, as far up as was read along with it."""
    found, parent = [], asset.parent
    while parent is not None and len(found) < 3:
        found.insert(0, parent)
        parent = parent.parent if len(found) < 3 else None
    return found


def overview(request, asset):
    """What is open, what it is made of, its meters and photos."""
    live = WorkOrder.objects.for_user(request.user).filter(assets=asset, status__in=LIVE)
    due = live.select_related("assignee", "team").order_by(F("due_at").asc(nulls_last=True), "pk")
    return {
        "orders": due[:MOST_OPEN],
        "parts": Asset.objects.for_user(request.user)
        .filter(parent=asset)
        .order_by("name")[:MOST_PARTS],
        "meters": [meter_line(meter) for meter in asset.meters.order_by("pk")],
        "photos": asset.photos.order_by("pk"),
        "photos_form": AssetPhotosForm(),
    }


def orders_of(request, asset):
    """All work orders of it, the newest first."""
    rows = WorkOrder.objects.for_user(request.user).filter(assets=asset)
    rows = rows.select_related("assignee", "team").order_by("-number_year", "-number_seq")
    return {"page": CountedPaginator(rows, asset.orders_all).get_page(request.GET.get("page"))}


def cases_of(request, asset):
    """All that was reported about it, the newest first."""
    rows = ReportedCase.objects.for_user(request.user).filter(asset=asset)
    rows = rows.select_related("assignee").order_by("-number_year", "-number_seq")
    return {"page": CountedPaginator(rows, asset.cases_all).get_page(request.GET.get("page"))}


def meters_of(request, asset, wanted=None):
    """Its meters, and one of them with its latest readings."""
    meters = list(asset.meters.order_by("pk"))
    asked = str(wanted or request.GET.get("meter", ""))
    chosen = next((meter for meter in meters if str(meter.pk) == asked), None)
    chosen = chosen or (meters[0] if meters else None)
    rows = chosen.readings.select_related("by")[:MOST_READINGS] if chosen else []
    return {
        "meters": [meter_line(meter) for meter in meters],
        "chosen": chosen and meter_line(chosen),
        "readings": [{"reading": each, "value": shown(chosen, each.value)} for each in rows],
        "reading_form": ReadingForm(initial={"once": uuid4().hex}),
        "meter_form": MeterForm(initial={"kind": "odometer"}),
    }


@require_GET
@may_view
def scanned(request, code):
    """Whoever works here and scanned its label lands on its page."""
    known = Asset.objects.for_user(request.user)
    return redirect(get_object_or_404(known, code=code.replace("\0", "")))


def meter_line(meter):
    return {"meter": meter, "value": shown(meter, meter.value), "unit": unit_of(meter)}


# Photos


@require_http_methods(["POST"])
@may_work
def add_photos(request, pk):
    asset = asset_for(request, pk)
    form = AssetPhotosForm(request.POST, request.FILES)
    if not form.is_valid():
        return asset_page(request, pk, "overview", status=422, photos_form=form)
    services.add_photos(asset, by=request.user, **form.cleaned_data)
    return redirect(asset)


@require_GET
@may_view
def photo(request, pk, photo, size):
    """The picture in one of its two sizes."""
    return send_photo(get_object_or_404(asset_for(request, pk).photos, pk=photo), size)
