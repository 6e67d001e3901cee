"""The list of work orders, the board and the export: the same filters, drawn three ways."""

from collections import Counter

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Count, F, OuterRef, Subquery, Value, Window
from django.db.models.functions import RowNumber
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from config.core import live, workflow
from config.core.csv_export import csv_response
from config.core.models import User
from config.core.paging import CountedPaginator
from config.core.templatetags.docket import day, initials, when
from workorders.forms.orders import DUE, OrderFilter, SavedViewForm
from workorders.models import SavedView, Strategy, Tag, Team, WorkOrder, WorkOrderAsset
from workorders.states import LIVE, Kind, Priority, Stage, Status
from workorders.views.order_facts import name_of

CARDS_A_COLUMN = 20
MOST_EXPORTED = 100_000
MOST_VIEWS = 30
NEWEST = ["number_year", "number_seq"]
SORTS = {
    "number": NEWEST,
    "due": ["due_at", *NEWEST],
    "start": ["planned_start", *NEWEST],
    "title": ["title", *NEWEST],
}

may_view = permission_required("workorders.view_workorder", raise_exception=True)


@require_GET
@may_view
def orders(request):
    form, found = filtered(request)
    facts = counted(form, found, request.user)
    sort = request.GET.get("sort", "due")
    rows = form.shown(found).select_related("assignee", "team").order_by(*in_order(sort))
    length = sum(n for (status, stage), n in facts["counts"].items() if form.shows(status, stage))
    page = Pages(rows, length).get_page(request.GET.get("page"))
    context = filter_context(request, form, facts) | {
        "page": page,
        "rows": rows_of(page),
        "sort": sort,
    }
    template = "_list" if request.htmx and not request.htmx.boosted else "list"
    return render(request, f"workorders/orders/{template}.html", context)


@require_GET
@may_view
def orders_stream(request):
    return live.stream(request, ["workorders"])


class Pages(CountedPaginator):
    """Pages of rows that tell of their assets too."""

    def dressed(self, rows):
        return with_assets(super().dressed(rows))


def with_assets(orders):
    """Each with the name of its first asset and how many it has."""
    places = WorkOrderAsset.objects.filter(order=OuterRef("pk"))
    first = places.order_by("place", "pk").values("asset__name")[:1]
    number = places.order_by().values("order").annotate(n=Count("pk")).values("n")
    return orders.annotate(asset_name=Subquery(first), asset_count=Subquery(number))


def filtered(request):
    """The filter as asked for, and the orders that it lets through, of whatever status."""
    form = OrderFilter(request.GET)
    form.is_valid()
    return form, form.narrow(WorkOrder.objects.for_user(request.user), request.user)


def counted(form, found, user):
    """How many orders there are of each status and stage, and what to choose from; of one query."""
    nothing = Value("")
    counts = (
        found.order_by()
        .values("status", "stage")
        .annotate(kind=Value("status"), n=Count("pk"))
        .values_list("kind", "status", "stage", "n")
    )
    people = User.objects.filter(is_active=True).values_list(
        Value("person"), name_of(""), nothing, "pk"
    )
    parts = [
        people,
        Team.objects.values_list(Value("team"), "name", nothing, "pk"),
        Tag.objects.values_list(Value("tag"), "name", nothing, "pk"),
        SavedView.objects.filter(user=user).values_list(Value("view"), "name", "query", "pk"),
    ]
    if strategy := form.cleaned_data["strategy"]:
        named = Strategy.objects.filter(pk=strategy)
        parts.append(named.values_list(Value("strategy"), "name", nothing, "pk"))
    facts = {"counts": {}} | {kind: [] for kind in ("person", "team", "tag", "view", "strategy")}
    for kind, name, more, figure in counts.union(*(part.order_by() for part in parts)):
        if kind == "status":
            facts["counts"][name, more] = figure
        elif kind == "view":
            facts[kind].append((figure, name, more))
        else:
            facts[kind].append((figure, name))
    for kind in ("person", "team", "tag", "view"):
        facts[kind].sort(key=lambda each: each[1].lower())
    return facts


def in_order(sort):
    """What the rows are in order of: what is due first comes first, unless another order is asked for."""
    fields = SORTS.get(sort.removeprefix("-"), SORTS["due"])
    if sort.startswith("-"):
        return [F(name).desc(nulls_last=True) for name in fields]
    return [F(name).asc(nulls_last=True) for name in fields]


def rows_of(orders):
    """The orders as the words of their rows: labels are translated once, not again for every row."""
    labels = {str(each): str(each.label) for each in (*Status, *Priority, *Kind)}
    now = timezone.now()
    return [row_of(order, labels, now) for order in orders]


def row_of(order, labels, now):
    who = order.assignee or order.team
    return {
        "pk": order.pk,
        "url": order.get_absolute_url(),
        "number": order.number,
        "title": order.title,
        "kind": labels[order.kind],
        "status": order.status,
        "label": labels[order.status],
        "priority": order.priority,
        "priority_label": labels[order.priority],
        "pressing": order.priority in (Priority.HIGH, Priority.URGENT),
        "asset": order.asset_name or "",
        "more": (order.asset_count or 1) - 1,
        "who": getattr(who, "short_name", str(who)) if who else "",
        "initials": initials(who) if who else "",
        "due": when(order.due_at),
        "due_day": day(order.due_at),
        "late": order.due_at and order.due_at < now and order.status in LIVE,
        "start": when(order.planned_start),
    }


def filter_context(request, form, facts):
    """What the line of counts, the saved views and the line of filters show."""
    asked, stages = form.cleaned_data, Counter()
    for (_status, stage), n in facts["counts"].items():
        stages[stage] += n
    return {
        "form": form,
        "stages": [
            {"stage": stage, "label": label, "count": stages[stage]}
            for stage, label in Stage.choices
        ],
        "open_count": sum(n for (status, _s), n in facts["counts"].items() if status in LIVE),
        "chosen": asked["status"],
        "stage": asked["stage"],
        "people": [(str(pk), name) for pk, name in facts["person"]],
        "teams": [(f"team-{pk}", name) for pk, name in facts["team"]],
        "tags": facts["tag"],
        "views": views_of(request, facts["view"]),
        "query": query_of(request.GET),
        "chips": list(chips(request, form, facts)),
    }


def query_of(asked):
    """The filters of an address, without the page."""
    query = asked.copy()
    query.pop("page", None)
    return query.urlencode()


def views_of(request, views):
    here = QueryDict(query_of(request.GET))
    return [
        {"pk": pk, "name": name, "query": query, "is_open": QueryDict(query) == here}
        for pk, name, query in views
    ]


def chips(request, form, facts):
    """A chip for each filter that is set: its words, and the address without it."""
    asked = form.cleaned_data
    people = {str(pk): name for pk, name in facts["person"]}
    people |= {f"team-{pk}": name for pk, name in facts["team"]}
    people |= {"mine": _("Mine"), "nobody": _("Nobody yet")}
    words = {
        "kind": dict(Kind.choices).get(asked["kind"]),
        "priority": dict(Priority.choices).get(asked["priority"]),
        "who": people.get(asked["who"] or ""),
        "asset": asked["asset"],
        "due": DUE.get(asked["due"]),
        "tag": dict(facts["tag"]).get(asked["tag"]),
        "strategy": dict(facts["strategy"]).get(asked["strategy"]),
        "q": asked["q"],
    }
    for status in asked["status"]:
        rest = [each for each in asked["status"] if each != status]
        yield chip(request, _("Status"), Status(status).label, "status", rest)
    for name, text in words.items():
        if asked[name]:
            yield chip(request, form.fields[name].label, text or asked[name], name, [])


def chip(request, label, text, name, rest):
    query = request.GET.copy()
    query.pop("page", None)
    query.setlist(name, rest)
    return {"label": f"{label}: {text}", "url": f"?{query.urlencode()}"}


# The board


@require_GET
@may_view
def board(request):
    form, found = filtered(request)
    facts = counted(form, found, request.user)
    totals = Counter()
    for (status, stage), n in facts["counts"].items():
        if form.shows(status, stage):
            totals[status] += n
    shown = [each for each in Status if each in LIVE or totals[each]]
    if form.cleaned_data["status"] or form.cleaned_data["stage"]:
        shown = [each for each in Status if totals[each]] or shown
    nth = Window(RowNumber(), partition_by=F("status"), order_by=in_order("due"))
    first = form.shown(found).annotate(nth=nth).filter(nth__lte=CARDS_A_COLUMN)
    rows = with_assets(WorkOrder.objects.filter(pk__in=first.values("pk")))
    cards = rows.select_related("assignee", "team").order_by(*in_order("due"))
    columns = {status: [] for status in shown}
    for row in rows_of(cards):
        columns[row["status"]].append(row)
    steps = steps_by_status(request.user)
    context = filter_context(request, form, facts) | {
        "columns": [
            {
                "status": status,
                "label": status.label,
                "count": totals[status],
                "rows": columns[status],
                "steps": steps[status],
            }
            for status in shown
        ],
        "board": True,
    }
    return render(request, "workorders/orders/board.html", context)


def steps_by_status(user):
    """{status: the steps that move a card from there}; what a step needs is said when it is tried.

    A step that needs a note is taken on the page of its order.
    """
    labels, probe = dict(Status.choices), WorkOrder()
    found = {status: [] for status in Status}
    for name, ways in workflow.transitions(WorkOrder).items():
        for way in ways:
            if way.custom["note_needed"] or not way.has_perm(probe, user):
                continue
            found[way.source].append(
                {
                    "name": name,
                    "label": way.custom["label"],
                    "target": way.target,
                    "target_label": labels[way.target],
                    "primary": WorkOrder.USUAL_STEPS.get(way.source) == name,
                }
            )
    return found


# Saved views


@require_POST
@may_view
def save_view(request):
    """The filters as they stand are kept under a name; the same name is written over."""
    form = SavedViewForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give the view a name of at most 60 characters."))
        return redirect("workorders:orders")
    query = query_of(QueryDict(form.cleaned_data["query"]))
    views = SavedView.objects.filter(user=request.user)
    if views.count() >= MOST_VIEWS:
        messages.error(request, _("These are many views: remove one first."))
    else:
        name = form.cleaned_data["name"]
        SavedView.objects.update_or_create(
            user=request.user, name=name, defaults={"query": query[:1000]}
        )
    return redirect(f"{reverse('workorders:orders')}?{query}")


@require_POST
@may_view
def remove_view(request, pk):
    get_object_or_404(SavedView.objects.filter(user=request.user), pk=pk).delete()
    return redirect("workorders:orders")


# The export


@require_GET
@may_view
def export(request):
    """What is filtered, as CSV; times as a spreadsheet reads them."""
    form, found = filtered(request)
    rows = form.shown(found).order_by(*in_order(request.GET.get("sort", "due")))
    rows = rows.select_related("assignee", "team", "vendor", "case", "job")
    rows = rows.prefetch_related("assets", "tags")[:MOST_EXPORTED]
    header = [
        _("Number"), _("Title"), _("Type"), _("Category"), _("Priority"), _("Status"), _("Stage"),
        _("Assets"), _("Assignee"), _("Team"), _("Planned start"), _("Planned end"), _("Due"),
        _("Planned minutes"), _("Started"), _("Completed"), _("Resolution, minutes"), _("Tags"),
        _("Case"), _("Service job"), _("Vendor"), _("Purchase order"), _("Invoice number"),
        _("Created"),
    ]  # fmt: skip
    name = f"work-orders-{timezone.localdate():%Y-%m-%d}"
    return csv_response(name, header, (export_row(order) for order in rows.iterator(500)))


def export_row(order):
    return [
        order.number, order.title, order.get_kind_display(), order.category,
        order.get_priority_display(), order.get_status_display(), Stage(order.stage).label,
        "; ".join(f"{asset.name} ({asset.tag})" for asset in order.assets.all()),
        str(order.assignee or ""), str(order.team or ""), local(order.planned_start),
        local(order.planned_end), local(order.due_at), order.planned_minutes,
        local(order.started_at), local(order.completed_at), order.resolution_minutes,
        "; ".join(tag.name for tag in order.tags.all()), str(order.case or ""),
        str(order.job or ""), str(order.vendor or ""), order.po_number, order.invoice_number,
        local(order.created_at),
    ]  # fmt: skip


def local(moment):
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else ""
