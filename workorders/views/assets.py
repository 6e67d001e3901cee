"""Assets: the list and the tree of them, and the page of one."""

from collections import Counter
from uuid import uuid4

from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.db.models import BooleanField, Case, Count, F, Min, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from config.core.csv_export import csv_response
from config.core.models import Submission
from config.core.paging import PAGE, CountedPaginator
from config.core.sending_files import send_file
from workorders import labels
from workorders.forms.assets import (
    AssetForm,
    AssetPhotosForm,
    AssetSearch,
    MeterForm,
    NewAssetForm,
    ReadingForm,
    shown,
    unit_of,
)
from workorders.models import Asset, WorkOrder, WorkOrderAsset
from workorders.models import Case as ReportedCase
from workorders.services import assets as services
from workorders.services.refusals import Refused
from workorders.states import CASE_LIVE, LIVE, AssetStatus

SORTS = ("name", "tag", "kind", "site")
GROUPED = ("site", "site__name", "kind", "status")
PARTS = ("overview", "orders", "cases", "meters")
DEEPEST = 6  # what is deeper in the tree is not moved further to the right
MOST_MATCHES = 8
MOST_EXPORTED = 100_000
MOST_PARTS = 100
MOST_OPEN = 10
MOST_READINGS = 300

may_view = permission_required("workorders.view_asset", raise_exception=True)
may_change = permission_required("workorders.change_asset", raise_exception=True)
may_work = permission_required("workorders.do_work", raise_exception=True)


# The list


@require_GET
@may_view
def assets(request):
    search = AssetSearch(request.GET)
    search.is_valid()
    everything = Asset.objects.for_user(request.user)
    is_tree = search.cleaned_data["view"] == "tree"
    page, groups = (tree if is_tree else flat)(request, everything, search)
    facts = {
        "page": page,
        "rows": [row_of(asset) for asset in page],
        "search": search,
        "asked": search.cleaned_data,
        "is_tree": is_tree,
        "sort": sort_of(request),
        **choices_of(groups, search),
    }
    template = "_list" if request.htmx and not request.htmx.boosted else "list"
    return render(request, f"workorders/assets/{template}.html", facts)


def flat(request, everything, search):
    """One page of the assets that fit, and of how many kinds they all are: (page, groups)."""
    groups = groups_of(everything, search)
    rows = everything.filter(fitting(search)).order_by(*order_of(sort_of(request)))
    length = sum(each["n"] for each in groups if fits(each, search))
    return Assets(rows, length).get_page(request.GET.get("page")), groups


def tree(request, everything, search):
    """The same, each asset below the one that it is a part of."""
    is_fit = Case(When(fitting(search), then=True), default=False, output_field=BooleanField())
    known = everything.annotate(n=words_fit(search), is_fit=is_fit).order_by("name", "pk")
    names = list(known.values(*GROUPED, "pk", "parent", "n", "is_fit"))
    page = Paginator(branches(names), PAGE).get_page(request.GET.get("page"))
    rows = dressed(everything.filter(pk__in=[pk for pk, _depth, _fits in page]))
    rows = rows.select_related("site", "parent").in_bulk()
    page.object_list = [placed(rows[pk], depth, fits) for pk, depth, fits in page if pk in rows]
    return page, names


def placed(asset, depth, is_fit):
    asset.depth, asset.is_fit = min(depth, DEEPEST), is_fit
    return asset


def branches(names):
    """(key, how deep, whether it fits) of what fits and of all above that, each below its own."""
    above = {each["pk"]: each["parent"] for each in names}
    fitting = {each["pk"] for each in names if each["is_fit"]}
    wanted = set()
    for pk in fitting:
        while pk in above and pk not in wanted:
            wanted.add(pk)
            pk = above[pk]
    below = {}
    for each in names:
        if each["pk"] in wanted:
            below.setdefault(each["parent"], []).append(each["pk"])
    lines, waiting = [], [(pk, 0) for pk in reversed(below.get(None, []))]
    while waiting:
        pk, depth = waiting.pop()
        lines.append((pk, depth, pk in fitting))
        waiting += [(part, depth + 1) for part in reversed(below.get(pk, []))]
    return lines


def words_fit(search):
    """1 where the words that are asked for are found, else 0."""
    return Case(When(words_asked(search), then=1), default=0)


def words_asked(search):
    found = ~Q(pk__in=[])
    for word in (search.cleaned_data["q"] or "").lower().split()[:8]:
        found &= Asset.holds(word)
    return found


def groups_of(everything, search):
    """How many fit the words, by site, kind and status: what there is to choose from, of one query."""
    groups = everything.order_by().values(*GROUPED)
    return list(groups.annotate(n=Count("pk", filter=words_asked(search))))


def fitting(search):
    """The condition that all filters make."""
    found, asked = words_asked(search), search.cleaned_data
    for name in ("site", "kind", "status"):
        if asked[name]:
            found &= Q(**{name: asked[name]})
    return found


def fits(group, search, *besides):
    asked = search.cleaned_data
    names = [name for name in ("site", "kind", "status") if name not in besides]
    return all(not asked[name] or group[name] == asked[name] for name in names)


def choices_of(groups, search):
    """The sites and kinds there are, and how many assets of each status."""
    counts = Counter()
    for each in groups:
        if fits(each, search, "status"):
            counts[each["status"]] += each["n"]
    return {
        "sites": sorted({(g["site__name"], g["site"]) for g in groups if g["site"]}),
        "kinds": sorted({g["kind"] for g in groups if g["kind"]}),
        "total": sum(counts.values()),
        "counts": [
            {"status": status, "label": status.label, "count": counts[status]}
            for status in AssetStatus
        ],
    }


class Assets(CountedPaginator):
    """What hangs on an asset is counted for the rows of one page."""

    def dressed(self, rows):
        return dressed(super().dressed(rows)).select_related("site", "parent")


def dressed(assets):
    """Assets with their meters, ``next_due``, ``orders_open`` and ``cases_open``."""
    live = WorkOrderAsset.objects.filter(asset=OuterRef("pk"), order__status__in=LIVE)
    live = live.order_by().values("asset")
    cases = ReportedCase.objects.filter(asset=OuterRef("pk"), status__in=CASE_LIVE)
    return assets.annotate(
        next_due=Subquery(live.annotate(due=Min("order__due_at")).values("due")),
        orders_open=counted(live),
        cases_open=counted(cases.order_by().values("asset")),
    ).prefetch_related("meters")


def counted(rows):
    return Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n")), Value(0))


def row_of(asset):
    """The asset with its meters as people read them, and whether its next order is late."""
    due = asset.next_due
    return {
        "asset": asset,
        "meters": [meter_line(meter) for meter in asset.meters.all()],
        "late": bool(due and due < timezone.now()),
    }


def meter_line(meter):
    return {"meter": meter, "value": shown(meter, meter.value), "unit": unit_of(meter)}


def sort_of(request):
    """The order that is asked for, else by name."""
    sort = request.GET.get("sort", "")
    return sort if sort.removeprefix("-") in SORTS else "name"


def order_of(sort):
    field = "site__name" if sort.endswith("site") else sort.removeprefix("-")
    down = "-" if sort.startswith("-") else ""
    return [f"{down}{field}", f"{down}pk"]


@require_GET
@may_view
def export_assets(request):
    """What is filtered, as CSV; odometers in km, engine hours in h."""
    search = AssetSearch(request.GET)
    search.is_valid()
    found = Asset.objects.for_user(request.user).filter(fitting(search))
    rows = dressed(found).select_related("site", "parent").order_by(*order_of(sort_of(request)))
    header = [
        _("Name"), _("Tag"), _("Serial number or VIN"), _("Kind"), _("Site"), _("Location"),
        _("Part of"), _("Status"), _("Meters"), _("Next due"), _("Open orders"), _("Open cases"),
    ]  # fmt: skip
    name = f"assets-{timezone.localdate():%Y-%m-%d}"
    return csv_response(
        name, header, (export_row(each) for each in rows[:MOST_EXPORTED].iterator(500))
    )


def export_row(asset):
    meters = [meter_line(meter) for meter in asset.meters.all()]
    due = asset.next_due and f"{timezone.localtime(asset.next_due):%Y-%m-%d %H:%M}"
    return [
        asset.name, asset.tag, asset.serial, asset.kind, asset.site, asset.location,
        asset.parent and asset.parent.tag, asset.get_status_display(),
        "; ".join(f"{m['meter'].name}: {m['value']} {m['unit']}" for m in meters if m["value"] is not None),
        due, asset.orders_open, asset.cases_open,
    ]  # fmt: skip


@require_GET
@may_view
def find_assets(request):
    """Up to eight assets that fit what was typed, for the picker, which sends its own field."""
    sent = request.GET
    words = " ".join(sent.get("q", next(iter(sent.values()), "")).replace("\0", "").split())[:100]
    found = Asset.objects.none()
    if len(words) > 1:
        found = Asset.objects.for_user(request.user).in_use().matching(words)
    matches = found.select_related("site").order_by("name", "pk")[:MOST_MATCHES]
    facts = {"matches": matches, "words": words}
    return render(request, "workorders/assets/_matches.html", facts)


# One asset


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
            return redirect(Submission.once(key_of(request, form), lambda: address_of(form)))
        except Refused as refusal:
            form.add_error("asset_words", str(refusal))
    return asset_form(request, form)


def key_of(request, form):
    return f"{request.user.pk}:{form.cleaned_data['once']}"


def made_before(request, form):
    """What this very form made when it was sent before, or "": its tag is taken by now, and by itself."""
    sent = form.is_bound and form.cleaned_data.get("once")
    return Submission.already_made(key_of(request, form)) if sent else ""


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


def send_photo(photo, size):
    """The picture in one of its two sizes; Http404 for any other."""
    files = {"full": photo.image, "thumb": photo.thumb}
    if size not in files:
        raise Http404
    return send_file(files[size], name=f"{size}.jpg", inline_type="image/jpeg")
