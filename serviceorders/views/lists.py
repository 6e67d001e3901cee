"""The order list, the board and the export: the same filters, drawn three ways."""

from itertools import islice

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from config.core.csv_export import ROWS_AT_ONCE, csv_response
from config.core.keys import keys_of
from config.core.models.shop import ShopOfThisRequest, current_shop
from config.core.paging import CountedPaginator
from config.core.templatetags.docket import day, initials, money, when
from serviceorders import services
from serviceorders.forms.filters import SORTS, OrderFilter
from serviceorders.forms.orders import AssignForm
from serviceorders.models import ServiceOrder
from serviceorders.prices import known_paid
from serviceorders.states import CLOSED, OPEN, Status

CARDS_A_COLUMN = 30
MOST_EXPORTED = 200_000
SHOWN = [
    "number", "status", "brand", "model", "problem", "asked_at", "due_at", "estimated_cost", "final_cost",
    "labor_cost", "updated_at", "client__name", "technician__username", "technician__first_name", "technician__last_name",
]  # fmt: skip


may_view = permission_required("serviceorders.view_serviceorder", raise_exception=True)


@require_http_methods(["GET", "POST"])
@may_view
def orders(request):
    """The list; what is posted assigns the ticked orders."""
    found, counts = filtered(request)
    ticked = keys_of(request.POST.getlist("orders"))
    refusal = ""
    if request.method == "POST":
        refusal = assign(request, found, ticked)
        if not refusal:
            return redirect(request.get_full_path())
    sort = request.GET.get("sort", "-number")
    pages = Orders(sorted_by(found.qs, sort), shown(found, counts))
    page = pages.get_page(request.GET.get("page"))
    context = filter_context(request, found, counts) | {
        "page": page,
        "rows": rows_of(page, ticked),
        "sort": sort,
        "refusal": refusal,
        "technicians": technicians_of(found),
        "given": request.POST.get("technician"),
    }
    template = "_list" if request.htmx and not request.htmx.boosted else "list"
    status = 422 if refusal else 200
    return render(request, f"serviceorders/{template}.html", context, status=status)


def technicians_of(found):
    return [choice for choice in found.form.fields["technician"].choices if choice[0]]


def assign(request, found, ticked):
    """Why it cannot be, or nothing where the ticked orders are with whoever was chosen."""
    if not request.user.has_perm("serviceorders.intake"):
        raise PermissionDenied
    orders = found.queryset.filter(pk__in=ticked)
    form = AssignForm(request.POST, technicians=technicians_of(found))
    if not orders:
        return _("Tick the orders first.")
    if not form.is_valid():
        return form.errors["technician"][0]
    to = form.cleaned_data["technician"]
    try:
        services.assign(orders, to=to, by=request.user)
    except services.Refused as refused:
        return str(refused)
    messages.success(request, said_of_assigning(len(orders), to))
    return ""


def said_of_assigning(number, to):
    if to is None:
        said = ngettext(
            "%(n)d order is now unassigned.", "%(n)d orders are now unassigned.", number
        )
    else:
        said = ngettext(
            "%(n)d order is now assigned to %(who)s.",
            "%(n)d orders are now assigned to %(who)s.",
            number,
        )
    return said % {"n": number, "who": to}


class Orders(CountedPaginator):
    """Pages of orders with the columns that a row shows."""

    def dressed(self, rows):
        dressed = super().dressed(rows).select_related("client", "technician")
        return dressed.only(*SHOWN).with_price()


def rows_of(orders, ticked=()):
    """The orders as the words of their rows: looked up and translated once, not again for every row."""
    labels = {str(status): str(status.label) for status in Status}
    now = timezone.now()
    return [
        {
            "url": order.get_absolute_url(),
            "key": order.pk,
            "number": order.number,
            "ticked": order.pk in ticked,
            "status": order.status,
            "label": labels[order.status],
            "client": order.client.name,
            "device": order.device,
            "problem": order.problem[:90],
            "asked": order.asked_at is not None,
            "technician": order.technician.short_name if order.technician else "",
            "initials": initials(order.technician) if order.technician else "",
            "due": day(order.due_at),
            "late": order.due_at and order.due_at < now and order.status in OPEN,
            "price": money(order.charged),
            "updated": when(order.updated_at),
        }
        for order in orders
    ]


@require_GET
@may_view
def board(request):
    found, counts = filtered(request)
    cards = found.qs.select_related("client", "technician")
    columns = [
        {
            "status": status,
            "label": Status(status).label,
            "count": counts.get(status, 0),
            "orders": sorted_by(cards.filter(status=status), "-number")[:CARDS_A_COLUMN],
        }
        for status in Status.values
        if status in found.statuses
    ]
    context = filter_context(request, found, counts) | {"columns": columns}
    return render(request, "serviceorders/board.html", context)


@require_GET
@may_view
def export(request):
    """What is filtered, as CSV; money and times as a spreadsheet reads them."""
    found, _counts = filtered(request)
    rows = sorted_by(found.qs, request.GET.get("sort", "-number"))
    rows = rows.select_related("client", "technician", "service_type").with_price().with_paid()
    rows = rows[:MOST_EXPORTED]
    header = [
        _("Number"), _("Status"), _("Client"), _("E-mail"), _("Phone"), _("Brand"), _("Model"),
        _("IMEI"), _("Serial number"), _("Problem"), _("Service type"), _("Technician"), _("Due"),
        _("Estimated cost"), _("Final cost"), _("Created"), _("Updated"), _("Labour"), _("Price"),
        _("Paid"), _("To pay"), _("Closed"), _("Warranty until"),
    ]  # fmt: skip
    name = f"service-orders-{timezone.localdate():%Y-%m-%d}.csv"
    return csv_response(name, header, export_rows(rows.iterator(2000), current_shop()))


def export_rows(orders, shop):
    """A batch of rows at a time; the shop is as it was asked for, though the request is over by now."""
    batch = True
    while batch:
        with ShopOfThisRequest(shop):
            batch = [export_row(order) for order in islice(orders, ROWS_AT_ONCE)]
        yield from batch


def export_row(order):
    price, paid = order.charged, known_paid(order)
    return [
        order.number, order.get_status_display(), order.client.name, order.client.email,
        str(order.client.phone or ""), order.brand, order.model, order.imei, order.serial,
        order.problem, str(order.service_type or ""), str(order.technician or ""),
        local(order.due_at), order.estimated_cost, order.final_cost, local(order.created_at),
        local(order.updated_at), order.labor_cost, price, paid,
        None if price is None else price - paid, local(order.closed_at), order.warranty_until or "",
    ]  # fmt: skip


def local(moment):
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else ""


def filtered(request):
    """The filter as asked for, and how many orders it finds in each status."""
    found = OrderFilter(request.GET, queryset=ServiceOrder.objects.for_user(request.user))
    found.form.is_valid()
    counted = (
        found.without_status(found.queryset).order_by().values("status").annotate(n=Count("pk"))
    )
    return found, {row["status"]: row["n"] for row in counted}


def shown(found, counts):
    """How many rows the list has, from the counts by status."""
    return sum(counts.get(status, 0) for status in found.statuses)


def sorted_by(orders, sort):
    fields = SORTS.get(sort.removeprefix("-"), SORTS["number"])
    return orders.order_by(*(field.desc() if sort.startswith("-") else field for field in fields))


def filter_context(request, found, counts):
    """What the line of filters and the line of counts show."""
    return {
        "filter": found,
        "counts": [count(request, found, counts, status) for status in OPEN],
        "closed_counts": [count(request, found, counts, status) for status in CLOSED],
        "shows_closed": any(status in CLOSED for status in found.statuses),
        "open_count": sum(counts.get(status, 0) for status in OPEN),
        "closed_count": sum(counts.get(status, 0) for status in CLOSED),
        "chosen": found.form.cleaned_data.get("status") or [],
        "chips": [*status_chips(request, found), *chips(request, found)],
    }


def count(request, found, counts, status):
    """One figure above the list; its link adds the status to those that are listed, or takes it away."""
    return {
        "status": status.value,
        "label": status.label,
        "count": counts.get(status, 0),
        "query": with_status_turned(request, found, status.value),
    }


def with_status_turned(request, found, status):
    """The address of this page with this status as well, or without it where it was asked for."""
    query = request.GET.copy()
    for name in ("page", "closed"):
        query.pop(name, None)
    query.setlist("status", sorted({*(found.form.cleaned_data["status"] or [])} ^ {status}))
    return f"?{query.urlencode()}"


def status_chips(request, found):
    """A chip for each status that was asked for."""
    for status in Status:
        if status in (found.form.cleaned_data["status"] or []):
            yield {
                "label": f"{found.filters['status'].label}: {status.label}",
                "url": with_status_turned(request, found, status.value),
            }


def chips(request, found):
    """A chip for each filter that is set: its words, and the address without it."""
    for name, filter_ in found.filters.items():
        value = found.form.cleaned_data.get(name)
        if not value or name == "status":
            continue
        labels = dict(getattr(found.form.fields[name], "choices", []))
        query = request.GET.copy()
        query.pop(name, None)
        query.pop("page", None)
        text = labels.get(value, value)
        yield {"label": f"{filter_.label}: {text}", "url": f"?{query.urlencode()}"}
