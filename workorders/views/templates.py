"""Templates of work: the list, the page of one, and its versions."""

from itertools import pairwise
from uuid import uuid4

from django.contrib.auth.decorators import permission_required
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from config.core.models import Submission
from config.core.paging import CountedPaginator
from config.core.refusals import Refused
from workorders.forms.templates import StateSearch, TemplateForm, rows_of
from workorders.models import Strategy, TemplateVersion, WorkOrder, WorkTemplate
from workorders.services.templates import keep_template
from workorders.services.templates import switch_template as switch

MOST_VERSIONS = 20
MOST_ORDERS = 10

may_view = permission_required("workorders.view_worktemplate", raise_exception=True)
may_change = permission_required("workorders.change_worktemplate", raise_exception=True)


# The list


@require_GET
@may_view
def templates(request):
    search = StateSearch(request.GET)
    search.is_valid()
    found = WorkTemplate.objects.for_user(request.user)
    for word in search.words.split()[:8]:
        found = found.filter(name__icontains=word)
    counts = found.aggregate(
        n_active=Count("pk", filter=Q(active=True)), n_inactive=Count("pk", filter=Q(active=False))
    )
    state = search.state_asked
    rows = with_figures(found.filter(active=state == "active")).order_by("name", "pk")
    facts = {
        "page": Templates(rows, counts[f"n_{state}"]).get_page(request.GET.get("page")),
        "search": search,
        "state": state,
        "states": states_of(counts),
    }
    template = "_list" if request.htmx and not request.htmx.boosted else "list"
    return render(request, f"workorders/templates/{template}.html", facts)


class Templates(CountedPaginator):
    def dressed(self, rows):
        return with_figures(super().dressed(rows))


def with_figures(templates):
    """Each with the number of its current version, how many tasks that has, and who goes by the template."""
    versions = TemplateVersion.objects.filter(template=OuterRef("pk"))
    latest = versions.order_by("-number")
    return templates.annotate(
        version=Subquery(latest.values("number")[:1]),
        version_at=Subquery(latest.values("at")[:1]),
        n_tasks=Subquery(latest.annotate(n=Count("tasks")).values("n")[:1]),
        n_orders=number_of(WorkOrder.objects, "template__template"),
        n_strategies=number_of(Strategy.objects.active(), "template"),
    )


def number_of(records, of):
    """How many of these records name the other one in their field ``of``, as a figure beside that."""
    mine = records.filter(**{of: OuterRef("pk")}).order_by()
    return Coalesce(Subquery(mine.values(of).annotate(n=Count("pk")).values("n")), 0)


def states_of(counts):
    return [
        {"state": state, "label": label, "count": counts[f"n_{state}"]}
        for state, label in StateSearch.STATES
    ]


# One template


@require_GET
@may_view
def template(request, pk):
    """One template: what it asks now and asked before, and where it is used."""
    record = template_for(request, pk)
    versions = list(
        record.versions.select_related("by")
        .prefetch_related("tasks__service_task")
        .order_by("-number")[: MOST_VERSIONS + 1]
    )
    orders = WorkOrder.objects.for_user(request.user).filter(template__template=record)
    strategies = Strategy.objects.for_user(request.user).filter(template=record)
    facts = {
        "template": record,
        "current": versions[0],
        "earlier": [
            {"version": older, "changes": changes(older, newer)}
            for newer, older in pairwise(versions)
        ],
        "orders": orders.select_related("template").order_by("-number_year", "-number_seq")[
            :MOST_ORDERS
        ],
        "n_orders": orders.count(),
        "strategies": strategies.order_by("name"),
    }
    return render(request, "workorders/templates/detail.html", facts)


def template_for(request, pk):
    found = WorkTemplate.objects.for_user(request.user).exclude(versions=None)
    return get_object_or_404(found, pk=pk)


def changes(older, newer):
    """What the newer version has otherwise: each a title, and whether it came, went or changed."""
    before = {task.title: task.question for task in older.tasks.all()}
    after = {task.title: task.question for task in newer.tasks.all()}
    return [
        {
            "title": title,
            "came": title not in before,
            "went": title not in after,
        }
        for title in dict.fromkeys([*before, *after])
        if before.get(title) != after.get(title)
    ]


# Making and changing one


@require_http_methods(["GET", "POST"])
@permission_required("workorders.add_worktemplate", raise_exception=True)
def new_template(request):
    form = TemplateForm(request.POST or None, initial={"once": uuid4().hex})
    rows = rows_of(request.POST or None)
    if form.is_valid() & rows.is_valid():
        key = f"{request.user.pk}:{form.cleaned_data['once'] or uuid4().hex}"
        try:
            return redirect(
                Submission.once(key, lambda: kept(request, form, rows).get_absolute_url())
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return template_form(request, form, rows)


@require_http_methods(["GET", "POST"])
@may_change
def edit_template(request, pk):
    record = template_for(request, pk)
    name, current = record.name, record.current
    form = TemplateForm(
        request.POST or None, instance=record, initial={"seen_version": current.number}
    )
    rows = rows_of(request.POST or None, list(current.tasks.all()))
    if form.is_valid() & rows.is_valid():
        try:
            return redirect(kept(request, form, rows))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return template_form(request, form, rows, pk=pk, name=name)


def kept(request, form, rows):
    return keep_template(
        form.save(commit=False),
        by=request.user,
        tasks=rows.tasks,
        note=form.cleaned_data["note"],
        seen_version=form.cleaned_data["seen_version"],
    )


def template_form(request, form, rows, *, pk=None, name=""):
    facts = {"form": form, "rows": rows, "pk": pk, "name": name}
    status = 422 if form.is_bound else 200
    return render(request, "workorders/templates/form.html", facts, status=status)


@require_POST
@may_change
def switch_template(request, pk):
    """New orders can be made with it, or can no more."""
    record = template_for(request, pk)
    switch(record, active=request.POST.get("active") == "1")
    return redirect(record)
