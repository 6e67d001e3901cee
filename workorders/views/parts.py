"""Parts of a work order: on its page, and on a page of their own for whoever fetches them with a phone."""

import uuid

from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from config.core.addresses import local_address
from config.core.models import Submission
from config.core.refusals import Refused
from workorders.forms.parts import NewPartForm, PartForm
from workorders.services import parts as work
from workorders.states import PartState
from workorders.views import order_facts as facts
from workorders.views.orders import attempt, back_to_panel, may_do, may_view, order_for


@require_http_methods(["GET", "POST"])
@may_view
def parts(request, number):
    """The page for picking; a part that is sent is planned."""
    order = order_for(request, number)
    if request.method == "POST":
        return add(request, order)
    return page(request, number, empty_form(request.user, order))


@may_do
def add(request, order):
    form = NewPartForm(request.POST, user=request.user, order=order)
    if not form.is_valid():
        return page(request, order.number, form, status=422)

    def make():
        typed = form.cleaned_data
        work.add_part(
            order, typed["product"], typed["quantity"], by=request.user,
            unit_cost=typed["unit_cost"], task=typed["task"],
        )  # fmt: skip
        return order.get_absolute_url()

    try:
        Submission.once(f"{request.user.pk}:{form.cleaned_data['once'] or uuid.uuid4().hex}", make)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return page(request, order.number, form, status=422)
    return back(request, order)


def empty_form(user, order):
    first = {"once": uuid.uuid4().hex, "quantity": 1}
    return NewPartForm(user=user, order=order, initial=first)


def page(request, number, form, status=200):
    order = get_object_or_404(facts.for_page(request.user), number=number)
    context = facts.page_context(order, request.user)
    found = context["parts"]
    context |= {
        "part_form": form,
        "to_fetch": [part for part in found if not part.was_picked],
        "fetched": [part for part in found if part.was_picked],
        "lists": list(dict.fromkeys(part.on_list for part in found if part.on_list)),
        "to_list": any(part.state == PartState.RESERVED and not part.on_list for part in found),
    }
    return render(request, "workorders/orders/parts.html", context, status=status)


def back(request, order):
    """Where the form asks to go next, else the order's panel."""
    if came_from := local_address(request):
        return redirect(came_from)
    return back_to_panel(request, order)


@require_POST
@may_do
def reserve(request, number):
    order = order_for(request, number)
    attempt(
        request, lambda: work.reserve_parts(order, by=request.user), _("All parts are reserved.")
    )
    return back(request, order)


@require_POST
@may_do
def make_list(request, number):
    """The warehouse is asked to fetch what is reserved."""
    order = order_for(request, number)
    attempt(
        request,
        lambda: work.fetch_parts(order, by=request.user),
        _("The warehouse is asked to fetch what is reserved."),
    )
    return back(request, order)


@require_http_methods(["GET", "POST"])
@may_do
def part(request, number, pk):
    """How much of it, and at what cost."""
    order = order_for(request, number)
    line = get_object_or_404(order.parts.select_related("product__unit"), pk=pk)
    initial = {
        "quantity": line.quantity,
        "unit_cost": line.unit_cost if line.is_own_cost else None,
    }
    form = PartForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            work.change_part(line, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(f"{order.get_absolute_url()}#parts")
    context = {"order": order, "form": form, "title": line.product.name}
    status = 422 if form.is_bound else 200
    return render(request, "workorders/orders/form.html", context, status=status)


def moved(request, number, pk, verb):
    order = order_for(request, number)
    line = get_object_or_404(order.parts.all(), pk=pk)
    line.order = order
    attempt(request, lambda: verb(line, by=request.user))
    return back(request, order)


@require_POST
@may_do
def remove(request, number, pk):
    return moved(request, number, pk, work.remove_part)


@require_POST
@may_do
def pick(request, number, pk):
    return moved(request, number, pk, work.pick_part)


@require_POST
@may_do
def give_back(request, number, pk):
    return moved(request, number, pk, work.give_part_back)
