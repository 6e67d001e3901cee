"""Vendors: the list with their figures, and the page of one."""

from datetime import timedelta
from uuid import uuid4

from django.contrib.auth.decorators import permission_required
from django.db.models import Case, Count, F, FilteredRelation, Q, When
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from config.core.csv_export import csv_response
from config.core.paging import CountedPaginator
from config.core.people import also_seen
from config.core.submissions import made_before, made_once
from vendors.figures import REWORK, with_figures
from vendors.forms.partners import NewVendorForm, VendorForm, VendorSearch
from vendors.models import Trade, Vendor, VendorWorkOrder
from vendors.services import partners
from vendors.states import OPEN

SORTS = {
    "company": "company",
    "open": "orders_open",
    "news": "orders_news",
    "answer": "days_to_answer",
    "complete": "days_to_complete",
    "on_time": "on_time",
    "rework": "rework",
    "insured": "insured_until",
}
SOON = timedelta(days=30)  # insurance that ends by then is worth a call
MOST_EXPORTED = 20_000
MOST_COMMUNITIES = 20

may_view = permission_required("vendors.view_vendor", raise_exception=True)
may_change = permission_required("vendors.change_vendor", raise_exception=True)


# The list


@require_GET
@may_view
def vendors(request):
    search = VendorSearch(request.GET)
    search.is_valid()
    found = narrowed(Vendor.objects.for_user(request.user), search)
    counts = found.aggregate(
        n_active=Count("pk", filter=Q(active=True)), n_inactive=Count("pk", filter=Q(active=False))
    )
    state, sort = search.state_asked, sort_of(request)
    rows = sorted_by(with_figures(in_state(found, state)), sort)
    page = Vendors(rows, counts[f"n_{state}"]).get_page(request.GET.get("page"))
    trades, by_vendor = trades_of(page)
    facts = {
        "page": page,
        "rows": [row_of(vendor, by_vendor.get(vendor.pk, [])) for vendor in page],
        "search": search,
        "trades": trades,
        "state": state,
        "states": [
            {"state": key, "label": label, "count": counts[f"n_{key}"]}
            for key, label in VendorSearch.STATES
        ],
        "sort": sort,
    }
    template = "_vendors" if request.htmx and not request.htmx.boosted else "vendors"
    return render(request, f"vendors/partners/{template}.html", facts)


class Vendors(CountedPaginator):
    """Figures are worked out for the rows of one page, unless the list is sorted by them."""

    def dressed(self, rows):
        return super().dressed(with_figures(rows))


def narrowed(vendors, search):
    """The vendors that fit the words, the trade and the insurance asked for, active or not."""
    asked, today = search.cleaned_data, timezone.localdate()
    if asked["q"]:
        vendors = vendors.matching(asked["q"])
    if asked["trade"]:
        vendors = vendors.filter(trades__slug=asked["trade"])
    conditions = {
        "ended": Q(insured_until__lt=today),
        "soon": Q(insured_until__gte=today, insured_until__lte=today + SOON),
        "insured": Q(insured_until__gte=today),
        "unknown": Q(insured_until=None),
    }
    return vendors.filter(conditions.get(asked["insurance"], Q()))


def in_state(vendors, state):
    return vendors.filter(active=state == "active")


def sort_of(request):
    """The order that is asked for, else by name."""
    sort = request.GET.get("sort", "")
    return sort if sort.removeprefix("-") in SORTS else "company"


def sorted_by(vendors, sort):
    """In this order; of what nothing is known, last."""
    key = F(SORTS[sort.removeprefix("-")])
    first = key.desc(nulls_last=True) if sort.startswith("-") else key.asc(nulls_last=True)
    return vendors.order_by(first, "company")


def trades_of(vendors):
    """All active trades, and {vendor: its trades}; of one query."""
    keys = [vendor.pk for vendor in vendors]
    trades = Trade.objects.annotate(here=FilteredRelation("vendors", condition=Q(vendors__in=keys)))
    active, by_vendor = {}, {}
    rows = trades.order_by("name").values_list("slug", "name", "active", "here")
    for slug, name, is_active, vendor in rows:
        if is_active:
            active[slug] = name
        by_vendor.setdefault(vendor, []).append(name)
    return active.items(), by_vendor


def row_of(vendor, trades):
    """The vendor as the words of its row."""
    return {
        "vendor": vendor,
        "trades": trades,
        "figures": figures_of(vendor),
        "insurance": insurance_of(vendor),
    }


def figures_of(vendor):
    """The vendor's figures as people read them; "" where nothing tells."""
    return {
        "answer": days(vendor.days_to_answer),
        "complete": days(vendor.days_to_complete),
        "on_time": percent(vendor.on_time),
        "rework": percent(vendor.rework),
    }


def days(passed):
    return "" if passed is None else number_format(in_days(passed), decimal_pos=1)


def in_days(passed):
    return None if passed is None else round(passed / timedelta(days=1), 1)


def percent(share):
    return "" if share is None else _("%s %%") % round(share * 100)


def insurance_of(vendor):
    """How the vendor's insurance stands: ended, soon (to end), insured or unknown."""
    until, today = vendor.insured_until, timezone.localdate()
    if until is None:
        return "unknown"
    if until < today:
        return "ended"
    return "soon" if until <= today + SOON else "insured"


@require_GET
@may_view
def export_vendors(request):
    """What is filtered, as CSV; days and shares as a spreadsheet reads them."""
    search = VendorSearch(request.GET)
    search.is_valid()
    found = in_state(narrowed(Vendor.objects.for_user(request.user), search), search.state_asked)
    found = sorted_by(with_figures(found), sort_of(request)).prefetch_related("trades")
    header = [
        _("Company"), _("Trades"), _("Contact"), _("E-mail"), _("Phone"), _("Area"),
        _("Open orders"), _("News"), _("Days to answer"), _("Days to complete"), _("On time"),
        _("Rework"), _("Insured until"), _("Active"),
    ]  # fmt: skip
    name = f"vendors-{timezone.localdate():%Y-%m-%d}"
    return csv_response(name, header, [export_row(each) for each in found[:MOST_EXPORTED]])


def export_row(vendor):
    return [
        vendor.company, ", ".join(sorted(trade.name for trade in vendor.trades.all())),
        vendor.contact_name, vendor.email, str(vendor.phone or ""), vendor.area,
        vendor.orders_open, vendor.orders_news, in_days(vendor.days_to_answer),
        in_days(vendor.days_to_complete), rounded(vendor.on_time), rounded(vendor.rework),
        vendor.insured_until, _("yes") if vendor.active else _("no"),
    ]  # fmt: skip


def rounded(share):
    return None if share is None else round(share, 3)


# One vendor


@require_http_methods(["GET", "POST"])
@permission_required("vendors.add_vendor", raise_exception=True)
def new_vendor(request):
    form = NewVendorForm(request.POST or None, initial={"once": uuid4().hex})
    valid = form.is_valid()
    if made := made_before(request, form):
        return redirect(made)
    if valid:
        return redirect(made_once(request, form, lambda: kept(form)))
    return vendor_form(request, form)


def kept(form):
    """The address of the vendor of a valid form, kept."""
    vendor = form.save(commit=False)
    partners.keep_vendor(vendor, trades=form.cleaned_data["trades"])
    return vendor.get_absolute_url()


@require_http_methods(["GET", "POST"])
@may_change
def edit_vendor(request, pk):
    vendor = get_object_or_404(Vendor.objects.for_user(request.user), pk=pk)
    name = vendor.company
    form = VendorForm(request.POST or None, instance=vendor)
    if form.is_valid():
        return redirect(kept(form))
    return vendor_form(request, form, pk=pk, name=name)


def vendor_form(request, form, **facts):
    status = 422 if form.is_bound else 200
    facts = {"pk": None, "name": "", **facts, "form": form}
    return render(request, "vendors/partners/vendor_form.html", facts, status=status)


@require_POST
@may_change
def switch_vendor(request, pk):
    """The vendor may be given orders, or may not any more."""
    vendor = get_object_or_404(Vendor.objects.for_user(request.user), pk=pk)
    partners.switch_vendor(vendor, active=request.POST.get("active") == "1")
    return redirect(vendor)


@require_GET
@may_view
def vendor(request, pk):
    """One vendor: how to reach them, what they do and how well, what they have and had."""
    vendors = with_figures(Vendor.objects.for_user(request.user)).prefetch_related("trades")
    record = get_object_or_404(vendors, pk=pk)
    own = VendorWorkOrder.objects.for_user(request.user).filter(vendor=record)
    is_closed = Case(When(status__in=OPEN, then=0), default=1)
    orders = own.order_by(is_closed, "-number_year", "-number_seq")
    facts = {
        "vendor": record,
        "tiles": tiles_of(record),
        "insurance": insurance_of(record),
        "page": Orders(orders, record.orders_all).get_page(request.GET.get("page")),
        "communities": communities_of(own),
        "also_seen": also_seen(
            record.email, record.phone, request.user, besides=[record.get_absolute_url()]
        ),
        "whatsapp": record.phone.as_e164.lstrip("+") if record.phone else "",
    }
    return render(request, "vendors/partners/vendor.html", facts)


class Orders(CountedPaginator):
    def dressed(self, rows):
        return super().dressed(rows).select_related("request__home")


def tiles_of(vendor):
    """(what it is called, the figure, what it means) of each figure."""
    figures = figures_of(vendor)
    return [
        (_("Days to answer"), figures["answer"], _("from the e-mail to their first word")),
        (_("Days to complete"), figures["complete"], _("from the e-mail to the work done")),
        (_("On time"), figures["on_time"], _("done on or before the agreed day")),
        (
            _("Rework"),
            figures["rework"],
            ngettext(
                "reopened, or the same trade there again within %s day",
                "reopened, or the same trade there again within %s days",
                REWORK.days,
            )
            % REWORK.days,
        ),
    ]


def communities_of(orders):
    """(community, how many orders) where they had most to do; "" for homes of none."""
    counted = orders.order_by().values_list("request__home__community").annotate(n=Count("pk"))
    return counted.order_by("-n", "request__home__community")[:MOST_COMMUNITIES]
