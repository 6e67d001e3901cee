"""Properties: the list, the page of one, and those that fit what is being typed."""

from datetime import date, timedelta
from uuid import uuid4

from django.contrib.auth.decorators import permission_required
from django.db.models import F, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from config.core.csv_export import csv_response
from config.core.dates import months_after
from config.core.paging import CountedPaginator
from config.core.submissions import made_before, made_once
from vendors.figures import with_orders_by_status, with_rework
from vendors.forms.partners import NewPropertyForm, PropertyForm, PropertySearch
from vendors.models import Property, ServiceRequest, VendorWorkOrder
from vendors.services import partners
from vendors.states import Status

SORTS = {
    "address": "address",
    "community": "community",
    "homeowner": "homeowner",
    "closed": "closed_on",
    "requests": "requests_open",
    "orders": "orders_in_progress",
}
COUNTED = [Status.DRAFT, Status.IN_PROGRESS, Status.COMPLETED]
MOST_MATCHES = 8
MOST_LISTED = 100
MOST_EXPORTED = 100_000

may_view = permission_required("vendors.view_property", raise_exception=True)


# The list


@require_GET
@may_view
def properties(request):
    search = PropertySearch(request.GET)
    search.is_valid()
    known = kinds_of(request.user)
    found = narrowed(Property.objects.for_user(request.user), search, known)
    sort = sort_of(request)
    rows = sorted_by(with_orders_by_status(found), sort)
    page = Properties(rows, found.count()).get_page(request.GET.get("page"))
    facts = {
        "page": page,
        "rows": [row_of(home) for home in page],
        "search": search,
        "communities": communities_of(known),
        "sort": sort,
    }
    template = "_properties" if request.htmx and not request.htmx.boosted else "properties"
    return render(request, f"vendors/partners/{template}.html", facts)


class Properties(CountedPaginator):
    def dressed(self, rows):
        return super().dressed(with_orders_by_status(rows))


def kinds_of(user):
    """(community, warranty months) of all properties, each pair once."""
    homes = Property.objects.for_user(user).order_by("community", "warranty_months")
    return list(homes.values_list("community", "warranty_months").distinct())


def communities_of(kinds):
    return sorted({community for community, _months in kinds if community})


def narrowed(homes, search, kinds):
    """The properties that fit the words, the community and the warranty asked for."""
    asked, today = search.cleaned_data, timezone.localdate()
    if asked["q"]:
        homes = homes.matching(asked["q"])
    if asked["community"]:
        homes = homes.filter(community=asked["community"])
    if not asked["warranty"]:
        return homes
    if asked["warranty"] == "unknown":
        return homes.filter(closed_on=None)
    inside = Q(pk__in=[])
    for months in {months for _community, months in kinds}:
        covered = Q(closed_on__gte=first_covered(today, months), closed_on__lte=today)
        inside |= Q(warranty_months=months) & covered
    homes = homes.filter(closed_on__isnull=False)
    return homes.filter(inside) if asked["warranty"] == "in" else homes.exclude(inside)


def first_covered(day: date, months: int) -> date:
    """The earliest closing date whose warranty of so many months still holds on this day."""
    earliest = months_after(day, -months)
    return earliest if months_after(earliest, months) >= day else earliest + timedelta(days=1)


def sort_of(request):
    """The order that is asked for, else by address."""
    sort = request.GET.get("sort", "")
    return sort if sort.removeprefix("-") in SORTS else "address"


def sorted_by(homes, sort):
    """In this order; of what nothing is known, last."""
    key = F(SORTS[sort.removeprefix("-")])
    first = key.desc(nulls_last=True) if sort.startswith("-") else key.asc(nulls_last=True)
    return homes.order_by(first, "pk")


def row_of(home):
    """The property with its warranty today and how many of its orders stand where."""
    return {
        "home": home,
        "covered": home.in_warranty(timezone.localdate()),
        "counts": [
            {"status": status, "label": status.label, "count": count}
            for status in COUNTED
            if (count := getattr(home, f"orders_{status}"))
        ],
    }


@require_GET
@may_view
def export_properties(request):
    """What is filtered, as CSV."""
    search = PropertySearch(request.GET)
    search.is_valid()
    found = narrowed(Property.objects.for_user(request.user), search, kinds_of(request.user))
    found = sorted_by(with_orders_by_status(found), sort_of(request))[:MOST_EXPORTED]
    header = [
        _("Address"), _("Community"), _("Lot"), _("Homeowner"), _("E-mail"), _("Phone"),
        _("Closing date"), _("Warranty until"), _("In warranty"), _("Open requests"),
        *(status.label for status in COUNTED),
    ]  # fmt: skip
    name = f"properties-{timezone.localdate():%Y-%m-%d}"
    today = timezone.localdate()
    return csv_response(name, header, (export_row(home, today) for home in found.iterator(500)))


def export_row(home, today):
    covered = {True: _("yes"), False: _("no"), None: ""}[home.in_warranty(today)]
    return [
        home.address, home.community, home.lot, home.homeowner, home.email, str(home.phone or ""),
        home.closed_on, home.warranty_ends, covered, home.requests_open,
        *(getattr(home, f"orders_{status}") for status in COUNTED),
    ]  # fmt: skip


@require_GET
@may_view
def find_properties(request):
    """Up to eight properties that fit what was typed, for the picker, which sends its own field."""
    search = PropertySearch({"q": typed_in(request.GET)})
    search.is_valid()
    words = search.cleaned_data["q"] or ""
    found = Property.objects.none()
    if len(words) > 1:
        found = Property.objects.for_user(request.user).matching(words).order_by("address", "pk")
    today = timezone.localdate()
    matches = [{"home": home, "covered": home.in_warranty(today)} for home in found[:MOST_MATCHES]]
    return render(request, "vendors/partners/_matches.html", {"matches": matches, "words": words})


def typed_in(sent):
    """The words: ``q``, or the one field that the picker sent under its own name."""
    return " ".join(sent.get("q", next(iter(sent.values()), "")).split())[:100]


# One property


@require_http_methods(["GET", "POST"])
@permission_required("vendors.add_property", raise_exception=True)
def new_property(request):
    form = NewPropertyForm(request.POST or None, initial={"once": uuid4().hex})
    valid = form.is_valid()
    if made := made_before(request, form):
        return redirect(made)
    if valid:
        return redirect(made_once(request, form, lambda: kept(form)))
    return property_form(request, form)


def kept(form):
    """The address of the page of a valid form's property, kept."""
    return partners.keep_home(form.save(commit=False)).get_absolute_url()


@require_http_methods(["GET", "POST"])
@permission_required("vendors.change_property", raise_exception=True)
def edit_property(request, pk):
    home = get_object_or_404(Property.objects.for_user(request.user), pk=pk)
    name = str(home)
    form = PropertyForm(request.POST or None, instance=home)
    if form.is_valid():
        return redirect(kept(form))
    return property_form(request, form, pk=pk, name=name)


def property_form(request, form, **facts):
    status = 422 if form.is_bound else 200
    communities = communities_of(kinds_of(request.user))
    facts = {"pk": None, "name": "", "communities": communities, **facts, "form": form}
    return render(request, "vendors/partners/property_form.html", facts, status=status)


@require_GET
@may_view
def property_page(request, pk):
    """One property: where it is, who lives there, what was reported and what was done about it."""
    home = get_object_or_404(Property.objects.for_user(request.user), pk=pk)
    requests = ServiceRequest.objects.for_user(request.user).filter(home=home)
    orders = VendorWorkOrder.objects.for_user(request.user).filter(request__home=home)
    newest = ("-number_year", "-number_seq")
    facts = {
        "home": home,
        "covered": home.in_warranty(timezone.localdate()),
        "requests": requests.with_progress().order_by(*newest)[:MOST_LISTED],
        "orders": with_rework(orders)
        .select_related("request", "vendor", "trade")
        .order_by(*newest)[:MOST_LISTED],
        "whatsapp": home.phone.as_e164.lstrip("+") if home.phone else "",
    }
    return render(request, "vendors/partners/property.html", facts)
