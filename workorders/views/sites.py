"""The sites where assets stand: who takes their reports, and the PIN that is asked for first."""

from uuid import uuid4

from django.contrib.auth.decorators import permission_required
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from config.core.submissions import made_before, made_once
from workorders.forms.assets import NewSiteForm, SiteForm
from workorders.models import Site

MOST_LISTED = 500


@require_GET
@permission_required("workorders.view_site", raise_exception=True)
def sites(request):
    known = Site.objects.annotate(asset_count=Count("assets")).select_related("assignee")
    facts = {"sites": known.order_by("-active", "name")[:MOST_LISTED]}
    return render(request, "workorders/assets/sites.html", facts)


@require_http_methods(["GET", "POST"])
@permission_required("workorders.add_site", raise_exception=True)
def new_site(request):
    form = NewSiteForm(request.POST or None, initial={"once": uuid4().hex})
    valid = form.is_valid()
    if made := made_before(request, form):
        return redirect(made)
    if valid:
        return redirect(made_once(request, form, lambda: kept(form)))
    return site_form(request, form)


@require_http_methods(["GET", "POST"])
@permission_required("workorders.change_site", raise_exception=True)
def edit_site(request, pk):
    site = get_object_or_404(Site, pk=pk)
    name = site.name
    form = SiteForm(request.POST or None, instance=site)
    if form.is_valid():
        return redirect(kept(form))
    return site_form(request, form, pk=pk, name=name)


def kept(form):
    """The page of all sites, once the valid form's is among them."""
    form.save()
    return reverse("workorders:sites")


def site_form(request, form, **facts):
    status = 422 if form.is_bound else 200
    facts = {"pk": None, "name": "", **facts, "form": form}
    return render(request, "workorders/assets/site_form.html", facts, status=status)
