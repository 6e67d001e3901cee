"""What the desk types of a request: one taken by phone, its details, further issues, notes, reasons."""

import uuid

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from config.core.submissions import made_once
from config.core.transactions import in_one_go
from vendors import services
from vendors.forms.requests import (
    EditRequestForm,
    IssueForm,
    NewRequestForm,
    NotCoveredForm,
    NoteForm,
    issue_rows,
)
from vendors.views.requests import back_to_panel, may_handle, request_for


@require_http_methods(["GET", "POST"])
@may_handle
def new_request(request):
    if request.method == "POST":
        return take_in(request)
    initial = {"once": uuid.uuid4().hex, "home": request.GET.get("home", "")}
    form = NewRequestForm(user=request.user, initial=initial)
    return new_page(request, form, issue_rows())


def take_in(request):
    form = NewRequestForm(request.POST, user=request.user)
    rows = issue_rows(request.POST, request.FILES)
    if not (form.is_valid() & rows.is_valid()):
        return new_page(request, form, rows, status=422)

    def make():
        asked = services.submit(
            by=request.user, home=form.find_home(), reports=rows.reports, **form.contact()
        )
        return asked.get_absolute_url()

    try:
        return redirect(made_once(request, form, make))
    except services.Refused as refusal:
        form.add_error(None, str(refusal))
        return new_page(request, form, rows, status=422)


def new_page(request, form, rows, status=200):
    context = {"form": form, "rows": rows}
    return render(request, "vendors/requests/new.html", context, status=status)


@require_http_methods(["GET", "POST"])
@may_handle
def edit_request(request, number):
    asked = request_for(request, number)
    names = ("home", "name", "email", "phone", "language")
    initial = {name: getattr(asked, name) for name in names} | {"seen_at": asked.updated_at}
    form = EditRequestForm(request.POST or None, user=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(change(asked, form, by=request.user))
        except services.Refused as refusal:
            form.add_error(None, str(refusal))
    context = {"asked": asked, "form": form, "seen_at": asked.updated_at}
    status = 422 if form.is_bound else 200
    return render(request, "vendors/requests/edit.html", context, status=status)


@in_one_go
def change(asked, form, *, by):
    """The request as it was typed; a property that is new with it is made with it."""
    seen_at = form.cleaned_data["seen_at"]
    return services.change_request(asked, by=by, seen_at=seen_at, **form.changes())


@require_http_methods(["GET", "POST"])
@may_handle
def add_issue(request, number):
    asked = request_for(request, number)
    form = IssueForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_issue(asked, by=request.user, report=form.report())
            return back_to_panel(request, asked)
        except services.Refused as refusal:
            form.add_error(None, str(refusal))
    return small_form(request, asked, form, _("Add an issue"), _("Add issue"))


@require_http_methods(["GET", "POST"])
@may_handle
def not_covered(request, number, pk):
    asked = request_for(request, number)
    issue = get_object_or_404(asked.issues.to_do(), pk=pk)
    form = NotCoveredForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.mark_not_covered(issue, by=request.user, reason=form.cleaned_data["reason"])
            messages.success(request, _("The homeowner is told why it is not covered."))
            return back_to_panel(request, asked)
        except services.Refused as refusal:
            form.add_error(None, str(refusal))
    title = _("Not covered: %s") % issue
    return small_form(request, asked, form, title, _("Tell the homeowner"))


@require_http_methods(["GET", "POST"])
@may_handle
def request_note(request, number):
    asked = request_for(request, number)
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.add_request_note(asked, by=request.user, **form.cleaned_data)
        return back_to_panel(request, asked)
    return small_form(request, asked, form, _("Add a note"), _("Add note"))


def small_form(request, asked, form, title, button):
    """A short form: in its card for HTMX, a page of its own without."""
    context = {"asked": asked, "form": form, "title": title, "button": button}
    template = "_small_form" if request.htmx else "small_form"
    status = 422 if form.is_bound else 200
    return render(request, f"vendors/requests/{template}.html", context, status=status)
