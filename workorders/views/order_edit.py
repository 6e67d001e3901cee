"""Work orders that are written, and those that are changed."""

import uuid

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from config.core import hand_overs
from config.core.keys import keys_of
from config.core.models import Submission
from config.core.refusals import ChangedMeanwhile, Refused
from workorders.forms.orders import NewOrderForm, OrderForm, ResolutionForm, TemplateForm
from workorders.models import Asset, Case, ServiceJob, WorkOrder
from workorders.services import orders as work
from workorders.services.cases import take_over
from workorders.states import SEALED
from workorders.views.orders import attempt, may_plan, order_for

LONGEST_TITLE = WorkOrder._meta.get_field("title").max_length


@require_http_methods(["GET", "POST"])
@may_plan
def new_order(request):
    """A form that is empty, or begun by the address: ``case``, ``job``, ``asset`` (several), ``from`` (a record of another desk)."""
    if request.method == "POST":
        form = NewOrderForm(request.POST, user=request.user)
        if form.is_valid() and (made := make(request, form)):
            return redirect(made)
        return edit_page(request, form, matter=form.cleaned_data.get("matter"), status=422)
    matter = hand_overs.matter_named(request)
    form = NewOrderForm(user=request.user, initial=first_words(request, matter))
    return edit_page(request, form, matter=matter)


def make(request, form):
    """The address of the order, made once for each form; "" where it was refused."""

    def make_it():
        details, matter = form.details(), form.cleaned_data["matter"]
        if matter:
            return take_over(matter, by=request.user, **details).get_absolute_url()
        return work.open_order(by=request.user, **details).get_absolute_url()

    once = form.cleaned_data["once"] or uuid.uuid4().hex
    try:
        return Submission.once(f"{request.user.pk}:{once}", make_it)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return ""


def first_words(request, matter):
    """What the address and the matter begin the form with, as far as this user may see it."""
    asked, user = request.GET, request.user
    keys = keys_of(asked.getlist("asset"))
    first = {"once": uuid.uuid4().hex, "assets": Asset.objects.for_user(user).filter(pk__in=keys)}
    if case := Case.objects.for_user(user).filter(number=asked.get("case", "")).first():
        first |= {"case": case, "title": case.title, "assets": [case.asset_id]}
    if matter:
        first |= {"matter": matter.record.number, "description": matter.description}
        first["title"] = matter.title[:LONGEST_TITLE]
    if job := ServiceJob.objects.for_user(user).filter(number=asked.get("job", "")).first():
        first |= {"job": job}
    return first


@require_http_methods(["GET", "POST"])
@may_plan
def edit_order(request, number):
    order = order_for(request, number)
    if order.status in SEALED:
        refusal = _("%(order)s is %(status)s and sealed: reopen it first.")
        messages.error(request, refusal % {"order": order, "status": order.get_status_display()})
        return redirect(order)
    form = OrderForm(request.POST or None, instance=order, user=request.user)
    if request.method == "POST":
        if form.is_valid() and save(request, order, form):
            return redirect(order)
        order = order_for(request, number)  # as it is now, beside what was typed
        return edit_page(request, form, order, status=422)
    return edit_page(request, form, order)


def save(request, order, form):
    """Whether the order has what was typed."""
    try:
        work.change_order(
            order, by=request.user, seen_version=seen_version(request), **form.details()
        )
    except ChangedMeanwhile as refusal:
        form.is_stale = True  # who was told may save the second time
        form.add_error(None, str(refusal))
        return False
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def edit_page(request, form, order=None, matter=None, status=200):
    version = ""
    if order is not None:
        looked = request.method == "GET" or form.is_stale
        version = order.version if looked else seen_version(request)
    context = {"form": form, "order": order, "version": version, "matter": matter}
    return render(request, "workorders/orders/edit.html", context, status=status)


def seen_version(request):
    version = request.POST.get("version", "")
    return int(version) if version.isdecimal() and len(version) < 10 else 0


@require_http_methods(["GET", "POST"])
@may_plan
def load_template(request, number):
    """The tasks of a template, after those the order has."""
    order = order_for(request, number)
    form = TemplateForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["template"].current
        if version and attempt(
            request, lambda: work.load_template(order, version, by=request.user)
        ):
            return redirect(f"{order.get_absolute_url()}#tasks")
    context = {"order": order, "form": form, "title": _("Load a template"), "task": None}
    status = 422 if form.is_bound else 200
    return render(request, "workorders/orders/form.html", context, status=status)


@require_http_methods(["GET", "POST"])
@may_plan
def correct_resolution(request, number):
    """How long it took, set by hand once it has ended."""
    order = order_for(request, number)
    form = ResolutionForm(request.POST or None, initial={"minutes": order.resolution_minutes})
    if request.method == "POST" and form.is_valid():
        minutes = form.cleaned_data["minutes"]
        attempt(request, lambda: work.correct_resolution(order, by=request.user, minutes=minutes))
        return redirect(order)
    context = {"order": order, "form": form, "title": _("Resolution time"), "task": None}
    status = 422 if form.is_bound else 200
    return render(request, "workorders/orders/form.html", context, status=status)
