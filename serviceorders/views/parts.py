"""Parts of an order, added, changed and taken off in place."""

import uuid

from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from serviceorders import services
from serviceorders.forms.orders import PartForm
from serviceorders.models import PartUsed
from serviceorders.views.detail import make_once, may_take_in, order_for


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
    form = PartForm(request.POST, instance=part) if request.POST else empty_line(part)
    if request.method == "POST" and form.is_valid():
        try:
            make_once(
                request, form, order,
                lambda: services.save_part(order, by=request.user, part=form.instance),
            )  # fmt: skip
        except services.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return card(request, order, form=empty_line() if is_new else None)
    return card(request, order, form=form, editing=None if is_new else part.pk)


def empty_line(part=None):
    """The form of one part, to be sent once."""
    return PartForm(instance=part, initial={"once": uuid.uuid4().hex})


@require_POST
@may_take_in
def remove(request, number, pk):
    order = order_for(request, number)
    part = get_object_or_404(order.parts, pk=pk)
    try:
        services.remove_part(order, by=request.user, part=part)
    except services.Refused:
        return card(request, order, status=409)
    return card(request, order)


def card(request, order, form=None, editing=None, status=200):
    """The card of parts and totals; without HTMX a page of it, or the order's page when there is no form."""
    failed = form is not None and form.is_bound
    if not request.htmx and form is None:
        return redirect(order)
    if not request.htmx and request.method == "POST" and not failed:
        return redirect("serviceorders:parts", order.number)
    order = order_for(request, order.number)
    context = {
        "order": order,
        "prices": order.prices,
        "may_edit": True,
        "part_form": form,
        "editing": editing,
    }
    template = "_parts" if request.htmx else "parts"
    return render(
        request, f"serviceorders/{template}.html", context, status=422 if failed else status
    )
