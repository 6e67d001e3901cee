"""Service jobs: visits that group work orders."""

from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    OuterRef,
    Prefetch,
    When,
    prefetch_related_objects,
)
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from config.core.durations import format_work
from config.core.paging import CountedPaginator
from config.core.refusals import Refused
from config.core.submissions import made_once
from workorders.forms.jobs import JobForm, JobOrderForm, JobSearch, NewJobForm
from workorders.models import ServiceJob, Site, WorkOrder, WorkOrderAsset
from workorders.services import jobs as services
from workorders.services.orders import open_order
from workorders.states import LIVE
from workorders.views.cases import may_plan

SORTS = {
    "number": ["number_year", "number_seq"],
    "starts": ["starts_at", "number_year", "number_seq"],
}
MOST_ORDERS = 200
MOST_OFFERED = 8

# A visit is done when it has orders and none of them is still to finish.
OF_JOB = WorkOrder.objects.filter(job=OuterRef("pk"))
DONE = Case(
    When(Exists(OF_JOB) & ~Exists(OF_JOB.filter(status__in=LIVE)), then=True),
    default=False,
    output_field=BooleanField(),
)

may_view = permission_required("workorders.view_servicejob", raise_exception=True)
may_change = permission_required("workorders.change_servicejob", raise_exception=True)


# The list


def planned(rows, field="planned_minutes"):
    """The rows, each with its ``planned`` time in words."""
    rows = list(rows)
    for row in rows:
        row.planned = format_work(getattr(row, field) or None)
    return rows


class Jobs(CountedPaginator):
    def dressed(self, rows):
        return super().dressed(rows.with_sums()).select_related("site")


@require_GET
@may_view
def jobs(request):
    search = JobSearch(request.GET)
    search.is_valid()
    asked = search.cleaned_data
    found = ServiceJob.objects.for_user(request.user)
    if asked["q"]:
        found = found.matching(asked["q"])
    if asked["site"]:
        found = found.filter(site=asked["site"])
    found = found.annotate(is_done=DONE)
    counts = dict(found.order_by().values_list("is_done").annotate(n=Count("pk")))
    state, sort = search.state_asked, sort_of(request)
    is_done = state == "done"
    rows = found.filter(is_done=is_done).order_by(*order_of(sort))
    page = Jobs(rows, counts.get(is_done, 0)).get_page(request.GET.get("page"))
    page.object_list = planned(page.object_list, "minutes")
    facts = {
        "page": page,
        "search": search,
        "state": state,
        "states": [
            {"state": key, "label": label, "count": counts.get(key == "done", 0)}
            for key, label in JobSearch.STATES
        ],
        "sites": Site.objects.filter(active=True).order_by("name"),
        "sort": sort,
    }
    template = "_list" if request.htmx and not request.htmx.boosted else "list"
    return render(request, f"workorders/jobs/{template}.html", facts)


def sort_of(request):
    """The order that is asked for, else the newest first."""
    sort = request.GET.get("sort", "")
    return sort if sort.removeprefix("-") in SORTS else "-number"


def order_of(sort):
    down = "-" if sort.startswith("-") else ""
    return [f"{down}{field}" for field in SORTS[sort.removeprefix("-")]]


# One job


def job_for(request, number):
    """The job of this number, as far as this user may see it; Http404 otherwise."""
    return get_object_or_404(ServiceJob.objects.for_user(request.user), number=number)


@require_http_methods(["GET", "POST"])
@permission_required("workorders.add_servicejob", raise_exception=True)
def new_job(request):
    initial = {"once": uuid4().hex, "site": request.GET.get("site", "")}
    form = NewJobForm(request.POST or None, initial=initial)
    if form.is_valid():
        return redirect(made_once(request, form, lambda: kept(form)))
    return job_form(request, form)


@require_http_methods(["GET", "POST"])
@may_change
def edit_job(request, number):
    job = job_for(request, number)
    form = JobForm(request.POST or None, instance=job)
    if form.is_valid():
        return redirect(kept(form))
    return job_form(request, form, number=number)


def kept(form):
    """The page of a valid form's job, kept."""
    job = services.keep_job(form.save(commit=False), crew=form.cleaned_data["crew"])
    return job.get_absolute_url()


def job_form(request, form, number=""):
    status = 422 if form.is_bound else 200
    facts = {"form": form, "number": number}
    return render(request, "workorders/jobs/form.html", facts, status=status)


@require_GET
@may_view
def job(request, number):
    """The visit with its orders, and those that were looked for to be added."""
    found = ServiceJob.objects.for_user(request.user).with_sums().select_related("site")
    (record,) = planned([get_object_or_404(found, number=number)], "minutes")
    orders = WorkOrder.objects.for_user(request.user).select_related("assignee", "team")
    words = " ".join(request.GET.get("q", "").split())[:100]
    own = orders.filter(job=record).order_by("planned_start", "pk")
    facts = {
        "job": record,
        "crew": record.crew.order_by("first_name", "last_name", "username"),
        "orders": planned(own[:MOST_ORDERS]),
        "words": words,
        "matches": list(offered(orders, words)),
    }
    places = Prefetch("places", WorkOrderAsset.objects.select_related("asset"))
    prefetch_related_objects([*facts["orders"], *facts["matches"]], places)
    template = "_offered" if request.htmx and not request.htmx.boosted else "detail"
    return render(request, f"workorders/jobs/{template}.html", facts)


def offered(orders, words):
    """Orders still to finish that fit the words and are on no visit; none before anything is typed."""
    if not words:
        return orders.none()
    found = orders.filter(status__in=LIVE, job=None).matching(words)
    return found.order_by("-number_year", "-number_seq")[:MOST_OFFERED]


@require_POST
@may_plan
def job_orders(request, number):
    """An order is added to the visit, or taken off it."""
    job = job_for(request, number)
    orders = WorkOrder.objects.for_user(request.user)
    try:
        if wanted := request.POST.get("add", ""):
            found = orders.filter(number=number_in(wanted), job=None).first()
            if found is None:
                raise Refused(_("%s is no order that could be added.") % wanted[:40])
            services.add_order(job, found, by=request.user)
        else:
            gone = get_object_or_404(
                orders, job=job, number=number_in(request.POST.get("remove", ""))
            )
            services.take_off(job, gone, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(job)


def number_in(typed):
    """The number of an order in what was typed."""
    return typed.replace("\0", "").strip().upper()[:20]


@require_http_methods(["GET", "POST"])
@may_plan
def new_job_order(request, number):
    """A work order that is made for this visit."""
    job = job_for(request, number)
    initial = {"once": uuid4().hex, "due_at": job.ends_at}
    form = JobOrderForm(request.POST or None, user=request.user, initial=initial)
    if form.is_valid():
        try:
            return redirect(made_once(request, form, lambda: made(request, job, form)))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    facts = {"form": form, "job": job}
    status = 422 if form.is_bound else 200
    return render(request, "workorders/jobs/order.html", facts, status=status)


def made(request, job, form):
    """The page of the visit, once the order is made and on it."""
    open_order(
        by=request.user,
        assets=[form.cleaned_data["asset"]],
        job=job,
        planned_start=job.starts_at,
        **form.details(),
    )
    return job.get_absolute_url()
