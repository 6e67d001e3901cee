"""Parts of an order, added, changed and taken off in place, and their ways to and from the shelves."""

import uuid

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from serviceorders import services
from serviceorders.forms.orders import PartForm
from serviceorders.models import PartUsed, ServiceOrder
from serviceorders.views.detail import make_once, may_take_in, order_for, shown_parts


@require_http_methods(["GET", "POST"])
@may_take_in
def parts(request, number):
    """The card with an empty line to fill in; a line sent is added, and the next empty one follows."""
    order = order_for(request, number)
    return part_form(request, order, PartUsed())


@require_http_methods(["GET", "POST"])
@may_take_in
def part(request, number, pk):
    order = order_for(request, number)
    return part_form(request, order, get_object_or_404(order.parts, pk=pk))


def part_form(request, order, part):
    is_new = part.pk is None
    user = request.user
    form = PartForm(request.POST, instance=part, user=user) if request.POST else line(user, part)
    if request.method == "POST" and form.is_valid():
        try:
            make_once(
                request, form, order,
                lambda: services.save_part(order, by=user, part=form.instance),
            )  # fmt: skip
        except services.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return card(request, order, form=line(user) if is_new else None)
    return card(request, order, form=form, editing=None if is_new else part.pk)


def line(user, part=None):
    """The form of one part, empty or filled in, to be sent once."""
    return PartForm(instance=part, user=user, initial={"once": uuid.uuid4().hex})


@require_POST
@may_take_in
def remove(request, number, pk):
    return moved(request, number, pk, services.remove_part)


@require_POST
@may_take_in
def take(request, number, pk):
    return moved(request, number, pk, services.take_part)


@require_POST
@may_take_in
def give_back(request, number, pk):
    return moved(request, number, pk, services.give_part_back)


@require_POST
@may_take_in
def reserve(request, number, pk):
    return moved(request, number, pk, services.reserve_part)


def moved(request, number, pk, verb):
    """The card after the verb; what was refused is a message above it."""
    order = order_for(request, number)
    try:
        verb(order, by=request.user, part=get_object_or_404(order.parts, pk=pk))
    except services.Refused as refusal:
        messages.error(request, str(refusal))
    return card(request, order)


def card(request, order, form=None, editing=None):
    """The card of parts and totals; without HTMX a page of it, or the order's page when there is no form."""
    failed = form is not None and form.is_bound
    if not request.htmx and form is None:
        return redirect(order)
    if not request.htmx and request.method == "POST" and not failed:
        return redirect("serviceorders:parts", order.number)
    orders = ServiceOrder.objects.for_user(request.user).prefetch_related(shown_parts())
    order = get_object_or_404(orders, number=order.number)
    context = {
        "order": order,
        "prices": order.prices,
        "may_edit": True,
        "part_form": form,
        "editing": editing,
        "alone": request.htmx,
    }
    template = "_parts" if request.htmx else "parts"
    status = 422 if failed else 200
    return render(request, f"serviceorders/{template}.html", context, status=status)
