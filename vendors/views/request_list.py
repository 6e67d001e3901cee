"""The list of service requests and its export: the same filters."""

from django.contrib.auth.decorators import permission_required
from django.db.models import Case, Count, Q, Value, When
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from config.core import live
from config.core.csv_export import csv_response
from config.core.paging import CountedPaginator
from vendors.forms.requests import RequestFilter, not_fixed
from vendors.models import Property, ServiceRequest
from vendors.states import REQUEST_OPEN, Decision, RequestStatus

MOST_EXPORTED = 200_000

may_view = permission_required("vendors.view_servicerequest", raise_exception=True)


class RequestPages(CountedPaginator):
    def dressed(self, rows):
        """The rows with how many issues they have, how far they are, and what waits for the desk."""
        return with_counts(super().dressed(rows))


def with_counts(requests):
    waiting = Q(issues__proposals__decision=Decision.PENDING, issues__not_covered_at=None)
    return requests.with_progress().annotate(
        issue_count=Count("issues", filter=Q(issues__parts=None), distinct=True),
        drafts_waiting=Count("issues__proposals", filter=waiting, distinct=True),
        is_not_fixed=Case(When(not_fixed(), then=Value(True)), default=Value(False)),
    )


@require_GET
@may_view
def requests(request):
    asked = RequestFilter(request.GET)
    asked.is_valid()
    here = ServiceRequest.objects.for_user(request.user)
    found = asked.narrow(here)
    counted = found.order_by().values_list("status").annotate(n=Count("pk"))
    counts = dict(counted)
    rows = found.filter(status__in=asked.statuses).select_related("home").order_by(*asked.order)
    length = sum(counts.get(status, 0) for status in asked.statuses)
    page = RequestPages(rows, length).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": rows_of(page),
        "asked": asked.cleaned_data,
        "sort": asked.sorting,
        "q": request.GET.get("q", "")[:200],
        "chosen": asked.cleaned_data["status"] or [],
        "is_filtered": asked.is_set,
        "home": page.object_list[0].home
        if asked.cleaned_data["home"] and page.object_list
        else None,
        "communities": communities(),
        "open_count": sum(counts.get(status, 0) for status in REQUEST_OPEN),
        "counts": [
            {"status": status, "label": status.label, "count": counts.get(status, 0)}
            for status in RequestStatus
        ],
    }
    template = "_list" if request.htmx and not request.htmx.boosted else "list"
    return render(request, f"vendors/requests/{template}.html", context)


def communities():
    named = Property.objects.exclude(community="").order_by("community")
    return list(named.values_list("community", flat=True).distinct()[:300])


def rows_of(requests):
    """The requests, each with whether it fell inside its home's warranty."""
    return [
        {
            "request": each,
            "in_warranty": each.home.in_warranty(timezone.localdate(each.submitted_at)),
        }
        for each in requests
    ]


@require_GET
@may_view
def requests_stream(request):
    return live.stream(request, ["vendors"])


@require_GET
@may_view
def export_requests(request):
    """What is filtered, as CSV."""
    asked = RequestFilter(request.GET)
    asked.is_valid()
    found = asked.narrow(ServiceRequest.objects.for_user(request.user))
    rows = with_counts(found.filter(status__in=asked.statuses).select_related("home"))
    rows = rows.order_by(*asked.order)[:MOST_EXPORTED]
    header = [
        _("Number"), _("Status"), _("Address"), _("Community"), _("Lot"), _("Homeowner"),
        _("E-mail"), _("Phone"), _("Issues"), _("Orders done"), _("Orders"), _("Drafts waiting"),
        _("In warranty"), _("Submitted"),
    ]  # fmt: skip
    name = f"service-requests-{timezone.localdate():%Y-%m-%d}"
    return csv_response(name, header, (export_row(each) for each in rows.iterator(2000)))


def export_row(each):
    words = {True: _("yes"), False: _("no"), None: ""}
    submitted = timezone.localtime(each.submitted_at)
    return [
        each.number, each.get_status_display(), each.home.address, each.home.community,
        each.home.lot, each.name, each.email, str(each.phone or ""), each.issue_count,
        each.orders_done, each.orders_all, each.drafts_waiting,
        words[each.home.in_warranty(submitted.date())], f"{submitted:%Y-%m-%d %H:%M}",
    ]  # fmt: skip
