"""One work order: its page, its steps, its notes."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from config.core import live, workflow
from config.core.addresses import local_address
from config.core.refusals import Refused
from workorders.forms.orders import ClosingForm, NoteForm, StepForm
from workorders.models import WorkOrder
from workorders.services import orders as work
from workorders.views import order_facts as facts

may_view = permission_required("workorders.view_workorder", raise_exception=True)
may_plan = permission_required("workorders.plan_work", raise_exception=True)
may_do = permission_required("workorders.do_work", raise_exception=True)


def order_for(request, number):
    """The order of this number, as far as this user may see it; Http404 otherwise."""
    return get_object_or_404(WorkOrder.objects.for_user(request.user), number=number)


# The page


@require_GET
@may_view
def order(request, number):
    fragment = request.htmx and not request.htmx.boosted
    return panel(request, number, tab_of(request.GET.get("tab")), whole=not fragment)


@require_GET
@may_view
def order_stream(request, number):
    return live.stream(request, [order_for(request, number).topic])


def tab_of(asked):
    return "history" if asked == "history" else "work"


def panel(request, number, tab="work", *, status=200, whole=None, **forms):
    """The page of the order, or for HTMX the part of it that changes."""
    order = get_object_or_404(facts.for_page(request.user), number=number)
    context = facts.page_context(order, request.user, tab) | {
        "note_form": NoteForm(),
        "closing_form": ClosingForm(initial={"closing_notes": order.closing_notes}),
    }
    whole = not request.htmx if whole is None else whole
    template = "detail" if whole else "_panel"
    response = render(request, f"workorders/orders/{template}.html", context | forms, status=status)
    if request.htmx and not whole and request.method == "POST":
        response["HX-Retarget"], response["HX-Reswap"] = "#panel", "outerHTML"
    return response


def back_to_panel(request, order, tab=""):
    """The fresh panel for HTMX, the page for a browser."""
    if not tab:
        tab = "history" if "tab=history" in (request.htmx.current_url or "") else "work"
    if request.htmx:
        return panel(request, order.number, tab)
    return redirect(order.get_absolute_url() + ("?tab=history" if tab == "history" else ""))


def attempt(request, act, done=""):
    """Whether it was done; what was refused is a message."""
    try:
        act()
    except Refused as refusal:
        messages.error(request, str(refusal))
        return False
    except workflow.StepRefused as refusal:
        messages.error(request, refusal.reason)
        return False
    if done:
        messages.success(request, done)
    return True


# Steps and notes


@require_POST
def order_step(request, number, step):
    order = order_for(request, number)
    form = StepForm(request.POST)
    if form.is_valid():
        try:
            workflow.take_step(order, step, by=request.user, **form.cleaned_data)
        except workflow.UnknownStep as unknown:
            raise Http404 from unknown
        except workflow.StepRefused as refusal:
            messages.error(request, refusal.reason)
    else:
        messages.error(request, _("The note is too long: 4,000 characters at most."))
    if came_from := local_address(request):
        return redirect(came_from)
    return back_to_panel(request, order)


@require_http_methods(["GET", "POST"])
@may_do
def order_note(request, number):
    """A note in the history; of a sealed order too."""
    order = order_for(request, number)
    form = NoteForm(request.POST or None)
    if request.method == "GET":
        return back_to_panel(request, order, "history")
    if not form.is_valid():
        return panel(request, number, "history", status=422, note_form=form)
    work.add_note(order, by=request.user, **form.cleaned_data)
    return back_to_panel(request, order, "history")


@require_POST
@may_do
def closing_notes(request, number):
    """What whoever did the work says at the end of it."""
    order = order_for(request, number)
    form = ClosingForm(request.POST)
    if not form.is_valid():
        return panel(request, number, status=422, closing_form=form)
    attempt(
        request,
        lambda: work.change_order(order, by=request.user, **form.cleaned_data),
        _("Closing notes saved."),
    )
    return back_to_panel(request, order)
