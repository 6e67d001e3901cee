"""Vendor orders that are written by hand, and those that are changed."""

import uuid

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from config.core import workflow
from config.core.keys import key_of, keys_of
from config.core.models import Submission
from vendors import services
from vendors.forms.orders import OrderForm
from vendors.models import IssuePhoto, ServiceRequest, Trade, VendorWorkOrder
from vendors.states import Status
from vendors.views.orders import may_dispatch


@require_http_methods(["GET", "POST"])
@may_dispatch
def new_order(request, number):
    requests = ServiceRequest.objects.for_user(request.user).select_related("home")
    asked = get_object_or_404(requests, number=number)
    instance = VendorWorkOrder(request=asked)
    if request.method == "POST":
        trade = trade_of(request.POST)
        form = OrderForm(request.POST, instance=instance, asked=asked, trade=trade)
        if form.is_valid() and (made := write(request, asked, form)):
            return redirect(made)
        return edit_page(request, form, asked, status=422)
    trade = trade_of(request.GET)
    initial = first_choice(request, asked) | {"once": uuid.uuid4().hex, "trade": trade}
    initial["vendor"] = key_of(request.GET.get("vendor", ""))
    form = OrderForm(instance=instance, asked=asked, trade=trade, initial=initial)
    return edit_page(request, form, asked)


def write(request, asked, form):
    """The address of the order, made once for each form and sent if that was asked for; "" where it was refused."""

    def make():
        order = services.open_order(by=request.user, request=asked, **form.details())
        if form.sends:
            workflow.take_step(order, "send", by=request.user)
        return order.get_absolute_url()

    once = form.cleaned_data["once"] or uuid.uuid4().hex
    try:
        return Submission.once(f"{request.user.pk}:{once}", make)
    except services.Refused as refusal:
        form.add_error(None, str(refusal))
    except workflow.StepRefused as refusal:
        form.add_error(None, refusal.reason)
    return ""


@require_http_methods(["GET", "POST"])
@may_dispatch
def edit_order(request, number):
    orders = VendorWorkOrder.objects.for_user(request.user)
    orders = orders.select_related("request__home", "vendor", "trade")
    order = get_object_or_404(orders, number=number)
    if not order.can_be_edited:
        refusal = _("%(order)s is %(status)s and cannot be changed.")
        messages.error(request, refusal % {"order": order, "status": order.get_status_display()})
        return redirect(order)
    if request.method == "POST":
        trade = trade_of(request.POST)
        typed = get_object_or_404(orders, number=number)  # what is typed stays apart from what is
        form = OrderForm(request.POST, instance=typed, asked=order.request, trade=trade)
        if form.is_valid() and save(request, order, form):
            return redirect(order)
        return edit_page(request, form, order.request, order, status=422)
    trade = trade_of(request.GET) or order.trade
    initial = {"issues": order.issues.all(), "photos": order.photos.all(), "trade": trade}
    if order.status == Status.DRAFT and "vendor" in request.GET:
        initial["vendor"] = key_of(request.GET["vendor"])
    form = OrderForm(instance=order, asked=order.request, trade=trade, initial=initial)
    return edit_page(request, form, order.request, order)


def save(request, order, form):
    """Whether the order has what was typed, and was sent if that was asked for."""
    try:
        services.change_order(
            order, by=request.user, seen_version=seen_version(request), **form.details()
        )
    except services.ChangedMeanwhile as refusal:
        form.is_stale = True  # who was told may save the second time
        form.add_error(None, str(refusal))
        return False
    except services.Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    if form.sends and order.status == Status.DRAFT:
        try:
            workflow.take_step(order, "send", by=request.user)
        except workflow.StepRefused as refusal:
            messages.error(request, refusal.reason)
    return True


def edit_page(request, form, asked, order=None, status=200):
    context = {
        "form": form,
        "asked": asked,
        "order": order,
        "is_draft": order is None or order.status == Status.DRAFT,
        "version": version_of(request, form, order),
    }
    return render(request, "vendors/orders/edit.html", context, status=status)


def version_of(request, form, order):
    """The version that was looked at: that of the order as it is, unless an older one is still being typed on."""
    if order is None:
        return ""
    if request.method == "GET" or form.is_stale:
        return order.version
    return seen_version(request)


def seen_version(request):
    version = request.POST.get("version", "")
    return int(version) if version.isdecimal() and len(version) < 10 else 0


def trade_of(asked):
    """The trade that is chosen there, or None."""
    return Trade.objects.filter(pk=key_of(asked.get("trade", ""))).first()


def first_choice(request, asked):
    """The issues that the address names, else those that nobody has an order for; and their photos."""
    open_issues = asked.issues.to_do().filter(not_covered_at=None)
    named = keys_of(each.strip() for each in request.GET.get("issues", "").split(","))
    issues = open_issues.filter(pk__in=named)
    if not issues:
        taken = VendorWorkOrder.objects.exclude(status=Status.CANCELED)
        issues = open_issues.exclude(orders__in=taken.filter(request=asked))
    issues = list(issues)
    keys = {key for issue in issues for key in (issue.pk, issue.split_from_id) if key}
    first = {"issues": issues, "photos": IssuePhoto.objects.filter(issue__in=keys)}
    if len(issues) == 1:
        first |= {"title": str(issues[0])[:150], "description": issues[0].description}
    return first
