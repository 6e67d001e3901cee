"""Assets: the list and the tree of them, and what is offered to pick from."""

from collections import Counter

from django.core.paginator import Paginator
from django.db.models import BooleanField, Case, Count, Min, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from config.core.csv_export import csv_response
from config.core.paging import PAGE, CountedPaginator
from workorders.forms.assets import AssetSearch
from workorders.models import Asset, WorkOrderAsset
from workorders.models import Case as ReportedCase
from workorders.states import CASE_LIVE, LIVE, AssetStatus
from workorders.views.assets import may_view, meter_line

SORTS = ("name", "tag", "kind", "site")
GROUPED = ("site", "site__name", "kind", "status")
DEEPEST = 6  # what is deeper in the tree is not moved further to the right
MOST_MATCHES = 8
MOST_EXPORTED = 100_000


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
    live = WorkOrderAsset.objects.filter(
        asset=OuterRef("pk"), order__status__in=LIVE, order__removed_at=None
    )
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
