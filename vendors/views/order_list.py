"""The list of vendor orders, the board and the export: the same filters, drawn three ways."""

from itertools import groupby

from django.contrib.auth.decorators import permission_required
from django.db.models import Count, F, Min, OuterRef, Subquery, Value, Window
from django.db.models.functions import RowNumber
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from config.core import live, workflow
from config.core.csv_export import csv_response
from config.core.paging import CountedPaginator
from config.core.templatetags.docket import when
from vendors.forms.orders import LOOKS, OrderFilter, is_silent, looks, pressing
from vendors.models import Property, Trade, Vendor, VendorWorkOrder, VendorWorkOrderHistory
from vendors.states import OPEN, Response, Status

CARDS_A_COLUMN = 30
MOST_EXPORTED = 100_000
SHOWN = ["vendor", "trade", "request__home"]
NEWS = ["reply", "accepted", "declined", "scheduled", "done", "bounce"]
NEWEST = ["number_year", "number_seq"]
SORTS = {
    "number": NEWEST,
    "scheduled": ["scheduled_at", *NEWEST],
    "created": ["created_at", *NEWEST],
}
GROUPS = {  # what each is grouped by: the key, and the name that the groups are in order of
    "property": ("request__home", "request__home__address"),
    "vendor": ("vendor", "vendor__company"),
}
# The colours of the vendor's answers, by the name of a status that has them already.
COLORS = {
    Response.SENT: "draft",
    Response.VIEWED: "in_review",
    Response.ACCEPTED: "approved",
    Response.DECLINED: "rejected",
    Response.SCHEDULED: "confirmed",
    Response.DONE: "done",
}

may_view = permission_required("vendors.view_vendorworkorder", raise_exception=True)


@require_GET
@may_view
def orders(request):
    form, found = filtered(request)
    facts = counted(form, found)
    rows = shown(form, found)
    length = sum(facts["counts"].get(status, 0) for status in form.statuses)
    page = page_of(rows, form, request.GET, length)
    context = filter_context(request, form, facts) | {
        "page": page,
        "groups": grouped([row_of(order) for order in page], form),
        "sort": request.GET.get("sort", ""),
    }
    template = "_list" if request.htmx and not request.htmx.boosted else "list"
    return render(request, f"vendors/orders/{template}.html", context)


@require_GET
@may_view
def board(request):
    form, found = filtered(request)
    facts = counted(form, found)
    chosen = form.cleaned_data["status"] or Status.values
    order = [*by_group(form), *in_order(request.GET.get("sort", ""))]
    nth = Window(RowNumber(), partition_by=F("status"), order_by=order)
    rows = shown(form, found, chosen)
    first = rows.select_related(None).annotate(nth=nth).filter(nth__lte=CARDS_A_COLUMN)
    cards = VendorWorkOrder.objects.filter(pk__in=first.values("pk"))
    in_column = {status: [] for status in chosen}
    for card in with_news(cards).select_related(*SHOWN).order_by(*order):
        steps = steps_on_a_card(card, request.user)
        in_column[card.status].append(row_of(card) | {"steps": steps})
    columns = [
        {
            "status": status,
            "label": label,
            "count": facts["counts"].get(status, 0),
            "groups": grouped(in_column[status], form),
            "shown": len(in_column[status]),
        }
        for status, label in Status.choices
        if status in chosen
    ]
    context = filter_context(request, form, facts) | {"columns": columns, "board": True}
    return render(request, "vendors/orders/board.html", context)


@require_GET
@may_view
def orders_stream(request):
    return live.stream(request, ["vendors"])


# What is shown


def filtered(request):
    """The filter as asked for, and the orders that it lets through, of whatever status and attention."""
    form = OrderFilter(request.GET)
    form.is_valid()
    return form, form.narrow(VendorWorkOrder.objects.for_user(request.user))


def shown(form, found, statuses=None):
    """The orders of the list, with what each row tells of other tables."""
    rows = found.filter(status__in=statuses or form.statuses)
    if look := form.cleaned_data["look"]:
        rows = rows.filter(looks()[look])
    return rows.select_related(*SHOWN)


def counted(form, found):
    """How many orders there are of each status and each kind of attention, and what to choose from; of one query."""
    figures = found.order_by().values("status").annotate(n=Count("pk"))
    parts = [
        figures.filter(condition).annotate(kind=Value(look)).values_list("kind", "status", "n")
        for look, condition in looks().items()
    ]
    parts.append(Vendor.objects.active().values_list(Value("vendor"), "company", "pk"))
    parts.append(Trade.objects.filter(active=True).values_list(Value("trade"), "name", "pk"))
    if home := form.cleaned_data["property"]:
        homes = Property.objects.filter(pk=home)
        parts.append(homes.values_list(Value("property"), "address", "pk"))
    lists = {kind: [] for kind in ("status", *LOOKS, "vendor", "trade", "property")}
    rows = figures.annotate(kind=Value("status")).values_list("kind", "status", "n")
    for kind, name, figure in rows.union(*(part.order_by() for part in parts)):
        lists[kind].append((figure, name))
    look = form.cleaned_data["look"]
    return {
        "counts": {name: figure for figure, name in lists[look or "status"]},
        "looks": {name: sum(figure for figure, _status in lists[name]) for name in LOOKS},
    } | {name: sorted(lists[name], key=second) for name in ("vendor", "trade", "property")}


def second(pair):
    return pair[1]


def in_order(sort):
    """What the rows are in order of: as asked, else what presses first."""
    down = sort.startswith("-")
    if fields := SORTS.get(sort.removeprefix("-")):
        return [
            F(name).desc(nulls_last=True) if down else F(name).asc(nulls_last=True)
            for name in fields
        ]
    return [pressing(), *(F(name).desc() for name in NEWEST)]


def by_group(form):
    """What keeps the rows of a group together."""
    if not (group := form.cleaned_data["group"]):
        return []
    key, name = GROUPS[group]
    return [F(name).asc(nulls_last=True), F(key)]


def page_of(rows, form, asked, length):
    """A page of the rows; in groups, those groups come first in which something presses."""
    order = in_order(asked.get("sort", ""))
    if not (group := form.cleaned_data["group"]):
        return Pages(rows.order_by(*order), length).get_page(asked.get("page"))
    key, _name = GROUPS[group]
    rows = rows.annotate(
        urgency=Window(Min(pressing()), partition_by=F(key)),
        in_group=Window(Count("pk"), partition_by=F(key)),
    ).order_by("urgency", *by_group(form), *order)
    return GroupedPages(rows.select_related(None), length).get_page(asked.get("page"))


class Pages(CountedPaginator):
    """Pages of rows that tell of their property too."""

    def dressed(self, rows):
        return with_news(super().dressed(rows)).select_related(*SHOWN)


class GroupedPages(CountedPaginator):
    """Pages of rows whose order depends on all the others: their keys first, then the rows of the page wanted."""

    def page(self, number):
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        keys = self.object_list.values_list("pk", "in_group")[first : first + self.per_page]
        in_group = dict(keys)
        orders = with_news(VendorWorkOrder.objects.select_related(*SHOWN))
        rows = orders.in_bulk(in_group)
        for key, row in rows.items():
            row.in_group = in_group[key]
        return self._get_page([rows[key] for key in in_group if key in rows], number, self)


def with_news(orders):
    """Orders with ``news``: what happened last of all that the desk is to look at."""
    lines = VendorWorkOrderHistory.objects.filter(order=OuterRef("pk"), action__in=NEWS)
    return orders.annotate(news=Subquery(lines.order_by("-at", "-pk").values("action")[:1]))


def news_of(order):
    """What the row says of it until somebody has looked: a reply, or an e-mail that came back."""
    if not order.has_news:
        return ""
    return _("E-mail came back") if order.news == "bounce" else _("Vendor replied")


def row_of(order):
    """An order as the words of its row or its card."""
    return {
        "order": order,
        "home": order.request.home,
        "vendor": order.vendor.company if order.vendor else "",
        **answer_of(order),
        "news": news_of(order),
        "silent": is_silent(order),
        "scheduled": when(order.scheduled_at),
        "age": age_of(order),
    }


def answer_of(order):
    """The vendor's answer and its colour; a date that they offer is not agreed yet."""
    if order.wished_at:
        return {"answer": _("Offers a date"), "color": "in_review"}
    answer = order.get_response_display() if order.response else ""
    return {"answer": answer, "color": COLORS.get(order.response, "")}


def age_of(order):
    days = (timezone.localdate() - timezone.localdate(order.created_at)).days
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}


def grouped(rows, form):
    """The rows, each group with its head; one group without a head where nothing is grouped."""
    group = form.cleaned_data["group"]
    if not group:
        return [{"rows": rows}] if rows else []
    return [
        head_of(group, together) | {"rows": together}
        for together in (list(each) for _key, each in groupby(rows, key=group_key(group)))
    ]


def group_key(group):
    if group == "vendor":
        return lambda row: row["order"].vendor_id
    return lambda row: row["home"].pk


def head_of(group, rows):
    """Who the group is of, their page, and how many orders it has, on further pages too."""
    record = rows[0]["home"] if group == "property" else rows[0]["order"].vendor
    return {
        "head": str(record or _("No vendor yet")),
        "url": record.get_absolute_url() if record else "",
        "count": getattr(rows[0]["order"], "in_group", len(rows)),
    }


def steps_on_a_card(order, user):
    """The steps that need no note; what is refused says why on the order's own page."""
    return [each for each in workflow.offers(order, user) if each.allowed and not each.note_needed]


def filter_context(request, form, facts):
    """What the line of counts and the line of filters show."""
    counts = facts["counts"]
    return {
        "form": form,
        "counts": [
            {"status": status, "label": label, "count": counts.get(status, 0)}
            for status, label in Status.choices
        ],
        "open_count": sum(counts.get(status, 0) for status in OPEN),
        "chosen": form.cleaned_data["status"],
        "look": form.cleaned_data["look"],
        "looks": [
            {"look": look, "label": label, "count": facts["looks"][look]}
            for look, label in LOOKS.items()
            if facts["looks"][look] or look == form.cleaned_data["look"]
        ],
        "group": form.cleaned_data["group"],
        "vendors": facts["vendor"],
        "trades": facts["trade"],
        "chips": list(chips(request, form, facts)),
    }


def chips(request, form, facts):
    """A chip for each filter that is set: its words, and the address without it."""
    asked = form.cleaned_data
    names = {name: dict(facts[name]) for name in ("vendor", "trade", "property")}
    words = {
        "look": (_("Attention"), LOOKS.get(asked["look"])),
        "response": (_("Vendor’s answer"), dict(Response.choices).get(asked["response"])),
        "vendor": (_("Vendor"), names["vendor"].get(asked["vendor"])),
        "trade": (_("Trade"), names["trade"].get(asked["trade"])),
        "property": (_("Property"), names["property"].get(asked["property"])),
        "where": (_("Address"), asked["where"]),
        "since": (_("From"), asked["since"]),
        "until": (_("To"), asked["until"]),
        "q": (_("Search"), asked["q"]),
    }
    for name, (label, text) in words.items():
        if asked[name]:
            query = request.GET.copy()
            query.pop(name, None)
            query.pop("page", None)
            yield {"label": f"{label}: {text or asked[name]}", "url": f"?{query.urlencode()}"}


# The export


@require_GET
@may_view
def export_orders(request):
    """What is filtered, as CSV; the purchase amount for those who may dispatch."""
    form, found = filtered(request)
    rows = shown(form, found).order_by(*by_group(form), *in_order(request.GET.get("sort", "")))
    sees_amounts = request.user.has_perm("vendors.dispatch")
    header = [
        _("Number"), _("Status"), _("Title"), _("Trade"), _("Vendor"), _("Vendor’s answer"),
        _("Request"), _("Property"), _("Scheduled"), _("Sent"), _("Created"), _("Closed"),
    ]  # fmt: skip
    if sees_amounts:
        header.append(_("Purchase amount"))
    name = f"vendor-orders-{timezone.localdate():%Y-%m-%d}"
    lines = (export_row(order, sees_amounts) for order in rows[:MOST_EXPORTED].iterator(500))
    return csv_response(name, header, lines)


def export_row(order, sees_amounts):
    row = [
        order.number, order.get_status_display(), order.title, order.trade.name,
        order.vendor.company if order.vendor else "",
        order.get_response_display() if order.response else "",
        order.request.number, ", ".join(order.request.home.address.splitlines()),
        local(order.scheduled_at), local(order.sent_at), local(order.created_at),
        local(order.closed_at),
    ]  # fmt: skip
    return [*row, order.amount] if sees_amounts else row


def local(moment):
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else ""
