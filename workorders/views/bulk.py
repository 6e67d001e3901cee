"""Bulk add: many assets, one template, many dates; looked at first, then all or nothing."""

from uuid import uuid4

from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from config.core.keys import keys_of
from config.core.models import Submission
from config.core.refusals import Refused
from workorders.forms.bulk import AssetSearch, BulkForm
from workorders.models import Asset, Batch, Site
from workorders.services import bulk as work

MOST_TICKS = 300  # a page of more is slow to tick; all that fit can be taken without
MOST_SHOWN = 200

may_plan = permission_required("workorders.plan_work", raise_exception=True)


@require_http_methods(["GET", "POST"])
@may_plan
def bulk(request):
    """What is wanted; then what it comes to, row by row; then it is handed to a worker."""
    search = AssetSearch(request.GET)
    search.is_valid()
    found = search.narrow(Asset.objects.for_user(request.user).in_use())
    found = found.order_by("name", "pk")
    if request.method == "GET":
        form = BulkForm(user=request.user, initial={"once": uuid4().hex})
        return form_page(request, form, search, found)
    form = BulkForm(
        request.POST,
        request.FILES,
        user=request.user,
        ticked=ticked_in(request),
        all_found=found if "all" in request.POST else None,
    )
    if not form.is_valid() or "change" in request.POST:
        return form_page(request, form, search, found)
    wrong = [row for row in form.rows if row.wrong]
    if "make" in request.POST and not wrong:
        try:
            return redirect(made(request, form))
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return form_page(request, form, search, found)
    return preview_page(request, form, wrong)


def ticked_in(request):
    return keys_of(request.POST.getlist("asset"))


def made(request, form):
    typed = form.cleaned_data

    def want():
        batch = work.want(
            [row.wish for row in form.rows],
            by=request.user,
            kind=typed["kind"],
            template=typed["template"] and typed["template"].current,
            assignee=typed["assignee"],
            team=typed["team"],
            planned_minutes=typed["planned_minutes"],
        )
        return reverse("workorders:batch", args=[batch.pk])

    return Submission.once(f"{request.user.pk}:{typed['once'] or uuid4().hex}", want)


def form_page(request, form, search, found):
    shown = list(found.select_related("site")[: MOST_TICKS + 1])
    kinds = Asset.objects.for_user(request.user).in_use().exclude(kind="").order_by("kind")
    ticked = set(form.ticked)
    if form.is_bound:
        ticked |= set(getattr(form, "cleaned_data", {}).get("picked") or [])
    facts = {
        "form": form,
        "search": search,
        "assets": shown[:MOST_TICKS],
        "more": len(shown) > MOST_TICKS,
        "n_found": found.count() if len(shown) > MOST_TICKS else len(shown),
        "ticked": ticked,
        "beyond": sorted(ticked - {asset.pk for asset in shown[:MOST_TICKS]}),
        "sites": Site.objects.filter(active=True).order_by("name"),
        "kinds": kinds.values_list("kind", flat=True).distinct(),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "workorders/bulk/form.html", facts, status=status)


def preview_page(request, form, wrong):
    """What would be made: those rows first that are wrong."""
    right = [row for row in form.rows if not row.wrong]
    facts = {
        "form": form,
        "rows": [*wrong, *right][:MOST_SHOWN],
        "n_orders": len(form.rows),
        "n_assets": len({row.tag.lower() for row in form.rows}),
        "n_days": len({row.due for row in form.rows if row.due}),
        "n_wrong": len(wrong),
        "n_warned": sum(bool(row.warning) for row in form.rows),
        "left_out": max(0, len(form.rows) - MOST_SHOWN),
        "picked": ",".join(str(asset.pk) for asset in form.assets),
    }
    return render(request, "workorders/bulk/preview.html", facts, status=422 if wrong else 200)


@require_GET
@may_plan
def batch(request, pk):
    """How far it is; the orders once they are there. The page asks again by itself."""
    found = Batch.objects.filter(by=request.user).defer("wanted")
    record = get_object_or_404(found, pk=pk)
    facts = {
        "batch": record,
        "made": work.made_so_far(record),
        "orders": record.orders.for_user(request.user).order_by("number_year", "number_seq")[:20],
    }
    template = "_progress" if request.htmx and not request.htmx.boosted else "batch"
    return render(request, f"workorders/bulk/{template}.html", facts)
