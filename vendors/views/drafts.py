"""What the desk decides about a draft: accept, edit, reject."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from config.core import workflow
from config.core.transactions import in_one_go
from vendors import services
from vendors.forms.drafts import DraftForm, RejectForm
from vendors.models import DraftProposal, ServiceRequest
from vendors.states import Decision
from vendors.views.requests import back_to_panel

may_dispatch = permission_required("vendors.dispatch", raise_exception=True)


def draft_for(request, number, pk):
    """The draft of this request, as far as this user may see it; Http404 otherwise."""
    visible = ServiceRequest.objects.for_user(request.user).filter(number=number)
    found = DraftProposal.objects.select_related("issue__request__home", "trade", "vendor")
    return get_object_or_404(found, pk=pk, issue__request__in=visible)


@require_POST
@may_dispatch
def accept(request, number, pk):
    draft = draft_for(request, number, pk)
    sends = "send" in request.POST
    try:
        order = taken(draft, by=request.user, sends=sends)
    except (services.Refused, workflow.StepRefused) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said(order, sends))
    return back_to_panel(request, draft.issue.request)


@require_http_methods(["GET", "POST"])
@may_dispatch
def edit(request, number, pk):
    draft = draft_for(request, number, pk)
    if draft.decision != Decision.PENDING:
        messages.error(request, _("This draft is decided already."))
        return redirect(draft.issue.request)
    form = DraftForm(request.POST or None, draft=draft)
    if request.method == "POST" and form.is_valid():
        sends = "send" in request.POST
        try:
            order = taken(draft, by=request.user, sends=sends, fields=form.fields_of_order())
        except (services.Refused, workflow.StepRefused) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, said(order, sends))
            return redirect(draft.issue.request)
    context = {"draft": draft, "asked": draft.issue.request, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "vendors/requests/draft_edit.html", context, status=status)


@in_one_go
def taken(draft, *, by, sends, fields=None):
    """The order that is made of the draft, sent to its vendor where that is wished: both or neither."""
    if fields is None:
        order = services.accept_draft(draft, by=by)
    else:
        order = services.edit_draft(draft, by=by, **fields)
    return workflow.take_step(order, "send", by=by) if sends else order


def said(order, sends):
    if sends:
        return _("%(order)s is on its way to %(vendor)s.") % {
            "order": order,
            "vendor": order.vendor,
        }
    return _("%s is written. Nobody has it yet.") % order


@require_http_methods(["GET", "POST"])
@may_dispatch
def reject(request, number, pk):
    draft = draft_for(request, number, pk)
    asked = draft.issue.request
    form = RejectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.reject_draft(draft, by=request.user, **form.cleaned_data)
        except services.Refused as refusal:
            messages.error(request, str(refusal))
        return back_to_panel(request, asked)
    context = {
        "asked": asked,
        "form": form,
        "title": _("Reject the draft “%s”") % draft,
        "button": _("Reject"),
    }
    template = "_small_form" if request.htmx else "small_form"
    status = 422 if form.is_bound else 200
    return render(request, f"vendors/requests/{template}.html", context, status=status)
