"""Reported problems: the list, the page of one, and what is done about it."""

from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Count, OuterRef, Subquery
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from config.core import hand_overs, live, workflow
from config.core.models import HandOver
from config.core.paging import CountedPaginator
from config.core.people import also_seen
from config.core.refusals import Refused
from config.core.sending_files import send_photo
from config.core.submissions import made_once
from workorders.forms.assets import doers
from workorders.forms.cases import (
    CaseFilter,
    CaseForm,
    CommentForm,
    NewCaseForm,
    OrderForm,
    StepForm,
)
from workorders.models import Case, CaseLink, CasePhoto, WorkOrder
from workorders.services import cases as services
from workorders.states import CASE_LIVE, CaseStatus, Priority
from workorders.views.assets import total

may_view = permission_required("workorders.view_case", raise_exception=True)
may_handle = permission_required("workorders.handle_case", raise_exception=True)
may_plan = permission_required("workorders.plan_work", raise_exception=True)


# The list


class Cases(CountedPaginator):
    def dressed(self, rows):
        orders = WorkOrder.objects.filter(case=OuterRef("pk"))
        rows = super().dressed(rows).select_related("asset__site", "assignee")
        return rows.annotate(orders_all=total(orders))


@require_GET
@may_view
def cases(request):
    asked = CaseFilter(request.GET)
    asked.is_valid()
    found = asked.narrow(Case.objects.for_user(request.user))
    counts = dict(found.order_by().values_list("status").annotate(n=Count("pk")))
    rows = found.filter(status__in=asked.statuses).order_by(*asked.order)
    length = sum(counts.get(status, 0) for status in asked.statuses)
    page = Cases(rows, length).get_page(request.GET.get("page"))
    about = asked.cleaned_data["asset"]
    context = {
        "page": page,
        "asked": asked.cleaned_data,
        "sort": asked.sorting,
        "chosen": asked.cleaned_data["status"] or [],
        "is_narrow": asked.is_narrow,
        "asset": page.object_list[0].asset if about and page.object_list else None,
        "people": doers(),
        "priorities": Priority.choices,
        "open_count": sum(counts.get(status, 0) for status in CASE_LIVE),
        "counts": [
            {"status": status, "label": status.label, "count": counts.get(status, 0)}
            for status in CaseStatus
        ],
    }
    template = "_list" if request.htmx and not request.htmx.boosted else "list"
    return render(request, f"workorders/cases/{template}.html", context)


@require_GET
@may_view
def cases_stream(request):
    return live.stream(request, ["cases", "workorders"])


# The page


def case_for(request, number):
    """The case of this number, as far as this user may see it; Http404 otherwise."""
    found = Case.objects.for_user(request.user).select_related("asset__site", "assignee")
    return get_object_or_404(found, number=number)


@require_GET
@may_view
def case(request, number):
    name = "_panel" if request.htmx and not request.htmx.boosted else "detail"
    return render(request, f"workorders/cases/{name}.html", panel_context(request, number))


@require_GET
@may_view
def case_stream(request, number):
    return live.stream(request, [case_for(request, number).topic])


def panel_context(request, number, **forms):
    """What the page shows; its number of queries does not depend on how much there is."""
    links = CaseLink.objects.live().filter(case=OuterRef("pk"))
    found = Case.objects.for_user(request.user).annotate(
        link_version=Subquery(links.order_by("-version").values("version")[:1]),
        is_handed_over=HandOver.of(),
    )
    found = found.select_related("asset__site", "asset__parent", "assignee", "reporter")
    record = get_object_or_404(found, number=number)
    user = request.user
    orders = WorkOrder.objects.for_user(user).filter(case=record)
    return {
        "case": record,
        "asset": record.asset,
        "steps": workflow.offers(record, user),
        "photos": record.photos.order_by("pk"),
        "orders": orders.select_related("assignee", "team").order_by("pk"),
        "history": record.history.select_related("by", "email", "document"),
        "link": link_of(record),
        "threads": hand_overs.threads(record, user),
        "also_seen": also_seen(
            record.reporter_email, "", user, besides=[record.get_absolute_url()]
        ),
        "comment_form": CommentForm(),
        "may_handle": user.has_perm("workorders.handle_case"),
        "may_plan": user.has_perm("workorders.plan_work"),
        "is_closed": record.is_closed,
    } | forms


def link_of(case):
    """The page of whoever reported it, or ""."""
    if not case.link_version:
        return ""
    return reverse("reported", args=[CaseLink.make_token(case.number, case.link_version)])


def back_to_panel(request, case):
    """The fresh panel for HTMX, the page for a browser."""
    return panel(request, case.number) if request.htmx else redirect(case)


def panel(request, number, status=200, **forms):
    context = panel_context(request, number, **forms)
    template = "_panel" if request.htmx else "detail"
    response = render(request, f"workorders/cases/{template}.html", context, status=status)
    if request.htmx:
        response["HX-Retarget"], response["HX-Reswap"] = "#panel", "outerHTML"
    return response


@require_POST
@may_view
def case_step(request, number, step):
    case = case_for(request, number)
    form = StepForm(request.POST)
    if form.is_valid():
        try:
            workflow.take_step(case, step, by=request.user, **form.cleaned_data)
        except workflow.UnknownStep as unknown:
            raise Http404 from unknown
        except workflow.StepRefused as refusal:
            messages.error(request, refusal.reason)
    else:
        messages.error(request, _("The note is too long: 4,000 characters at most."))
    return back_to_panel(request, case)


@require_POST
@may_handle
def comment(request, number):
    case = case_for(request, number)
    form = CommentForm(request.POST)
    if not form.is_valid():
        return panel(request, number, status=422, comment_form=form)
    services.comment(case, by=request.user, **form.cleaned_data)
    return back_to_panel(request, case)


@require_GET
@may_view
def photo(request, number, pk, size):
    """The picture in one of its two sizes."""
    visible = Case.objects.for_user(request.user).filter(number=number)
    return send_photo(get_object_or_404(CasePhoto, pk=pk, case__in=visible), size)


# What is typed


@require_http_methods(["GET", "POST"])
@may_handle
def new_case(request):
    initial = {"once": uuid4().hex, "asset": request.GET.get("asset", "")}
    form = NewCaseForm(
        request.POST or None, request.FILES or None, user=request.user, initial=initial
    )
    if form.is_valid():
        return redirect(made_once(request, form, lambda: kept(request, form)))
    return case_form(request, form)


def kept(request, form):
    """The page of the case that a valid form reports."""
    details = form.details() | {"photos": form.cleaned_data["photos"]}
    case = services.report(by=request.user, language=get_language() or "en", **details)
    return case.get_absolute_url()


@require_http_methods(["GET", "POST"])
@may_handle
def edit_case(request, number):
    case = case_for(request, number)
    form = CaseForm(request.POST or None, instance=case, user=request.user)
    if form.is_valid():
        try:
            return redirect(services.change_case(case, by=request.user, **form.details()))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return case_form(request, form, case=case)


def case_form(request, form, case=None):
    status = 422 if form.is_bound else 200
    facts = {"form": form, "case": case}
    return render(request, "workorders/cases/form.html", facts, status=status)


@require_http_methods(["GET", "POST"])
@may_plan
def order_from_case(request, number):
    """The work order that is made of the case: its title, asset and photos go along."""
    case = case_for(request, number)
    initial = {"once": uuid4().hex, "title": case.title, "assignee": case.assignee_id}
    form = OrderForm(request.POST or None, initial=initial)
    if form.is_valid():

        def make():
            order = services.order_from_case(case, by=request.user, **form.details())
            return order.get_absolute_url()

        try:
            return redirect(made_once(request, form, make))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    status = 422 if form.is_bound else 200
    facts = {"form": form, "case": case}
    return render(request, "workorders/cases/order.html", facts, status=status)
