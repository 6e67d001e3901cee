"""The list of production orders, and its export: the same filters, drawn two ways."""

from django.contrib.auth.decorators import permission_required
from django.db.models import Count, Value
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from config.core import live
from config.core.csv_export import csv_response
from config.core.money import format_quantity
from config.core.paging import CountedPaginator
from config.core.templatetags.docket import when
from warehouse import services
from warehouse.forms.production import OrderFilter
from warehouse.models import Merchant, ProductionOrder
from warehouse.states import OPEN, Status

MOST_EXPORTED = 100_000
NEWEST = ["number_year", "number_seq"]
SORTS = {
    "created": NEWEST,
    "scheduled": ["scheduled_at", *NEWEST],
    "name": ["name", *NEWEST],
}

may_view = permission_required("warehouse.view_productionorder", raise_exception=True)


@require_GET
@may_view
def orders(request):
    form, found = filtered(request)
    counts, merchants = counted(found)
    sort = request.GET.get("sort", "-created")
    rows = sorted_by(found.filter(status__in=form.statuses), sort).select_related("merchant")
    length = sum(counts.get(status, 0) for status in form.statuses)
    page = CountedPaginator(rows, length).get_page(request.GET.get("page"))
    several = len(merchants) > 1
    context = {
        "form": form,
        "page": page,
        "rows": rows_of(page),
        "sort": sort,
        "several": several,
        "merchants": merchants if several else [],
        "chosen": form.cleaned_data["status"],
        "chosen_merchants": form.cleaned_data["merchant"],
        "open_count": sum(counts.get(status, 0) for status in OPEN),
        "counts": [
            {"status": status, "label": status.label, "count": counts.get(status, 0)}
            for status in Status
        ],
        "chips": list(chips(request, form, merchants)),
    }
    template = "_list" if request.htmx and not request.htmx.boosted else "list"
    return render(request, f"warehouse/production/{template}.html", context)


@require_GET
@may_view
def orders_stream(request):
    return live.stream(request, ["warehouse"])


def filtered(request):
    """The filter as asked for, and the orders of the warehouse that it lets through, of whatever status."""
    form = OrderFilter(request.GET)
    form.is_valid()
    here = services.workplace_of(request.user)
    return form, form.narrow(ProductionOrder.objects.for_user(request.user).filter(warehouse=here))


def counted(orders):
    """({status: how many}, [(key, name)] of the active merchants), of one query."""
    statuses = (
        orders.order_by()
        .values("status")
        .annotate(kind=Value("status"), n=Count("pk"))
        .values_list("kind", "status", "n")
    )
    merchants = Merchant.objects.filter(active=True).order_by()
    counts, names = {}, []
    for kind, name, figure in statuses.union(
        merchants.values_list(Value("merchant"), "name", "pk")
    ):
        if kind == "status":
            counts[name] = figure
        else:
            names.append((figure, name))
    return counts, sorted(names, key=lambda each: each[1])


def sorted_by(orders, sort):
    fields = SORTS.get(sort.removeprefix("-"), NEWEST)
    return orders.order_by(*(f"-{field}" if sort.startswith("-") else field for field in fields))


def rows_of(orders):
    """The orders as the words of their rows: labels are translated once, not again for every row."""
    labels = {str(status): str(status.label) for status in Status}
    now = timezone.now()
    return [
        {
            "url": order.get_absolute_url(),
            "number": order.number,
            "name": order.name,
            "status": order.status,
            "label": labels[order.status],
            "merchant": order.merchant.name,
            "scheduled": when(order.scheduled_at),
            "late": order.scheduled_at and order.scheduled_at < now and order.status in OPEN,
            "created": when(order.created_at),
        }
        for order in orders
    ]


def chips(request, form, merchants):
    """A chip for each thing that is looked for: its words, and the address without it."""
    for name in form.looks_for:
        terms = form.cleaned_data[name]
        for term in terms:
            rest = ", ".join(other for other in terms if other != term)
            yield chip(request, f"{form.fields[name].label}: {term}", name, rest)
    names = dict(merchants)
    chosen = [key for key in form.cleaned_data["merchant"] if key in names]
    for key in chosen:
        yield chip(
            request, names[key], "merchant", [str(other) for other in chosen if other != key]
        )
    if due := form.cleaned_data["due"]:
        label = dict(form.fields["due"].choices)[due]
        yield chip(request, f"{form.fields['due'].label}: {label}", "due", "")


def chip(request, label, name, rest):
    query = request.GET.copy()
    query.pop(name, None)
    query.pop("page", None)
    if rest:
        query.setlist(name, rest if isinstance(rest, list) else [rest])
    return {"label": label, "url": f"?{query.urlencode()}"}


# The export


@require_GET
@may_view
def orders_export(request):
    """What is filtered, as CSV; times as a spreadsheet reads them."""
    form, found = filtered(request)
    found = found.filter(status__in=form.statuses)
    rows = sorted_by(found, request.GET.get("sort", "-created"))
    rows = rows.select_related("merchant", "warehouse", "recipe_version__recipe")
    rows = rows.prefetch_related("materials__product", "outputs__product")[:MOST_EXPORTED]
    header = [
        _("Number"), _("Name"), _("Status"), _("Merchant"), _("Warehouse"), _("Recipe"), _("Sets"),
        _("Materials"), _("Outputs"), _("Scheduled"), _("Created"), _("Closed"), _("Notes"),
    ]  # fmt: skip
    name = f"production-{timezone.localdate():%Y-%m-%d}"
    return csv_response(name, header, (export_row(order) for order in rows.iterator(500)))


def export_row(order):
    return [
        order.number, order.name, order.get_status_display(), order.merchant.name,
        order.warehouse.name, str(order.recipe_version or ""),
        f"{order.sets.normalize():f}" if order.sets else "",
        goods(order.materials.all()), goods(order.outputs.all()), local(order.scheduled_at),
        local(order.created_at), local(order.closed_at), order.notes,
    ]  # fmt: skip


def goods(lines):
    return "; ".join(f"{format_quantity(line.quantity)} × {line.product.sku}" for line in lines)


def local(moment):
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else ""
