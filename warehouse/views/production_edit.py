"""A production order being typed: new, or changed."""

import uuid

from django.contrib import messages
from django.http import QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from config.core.keys import key_of
from config.core.models import Submission
from warehouse import services
from warehouse.forms import production as forms
from warehouse.forms.lines import initial_of
from warehouse.models import RecipeVersion
from warehouse.states import Status
from warehouse.views.production_detail import order_for, say_how_it_ended
from warehouse.views.production_shortages import may_produce


@require_http_methods(["GET", "POST"])
@may_produce
def new_order(request):
    here = services.workplace_of(request.user)
    if here is None:
        messages.error(request, _("Add a warehouse first: an order is made in one."))
        return redirect("warehouse:orders")
    if request.method == "GET":
        form = forms.OrderForm(initial={"once": uuid.uuid4().hex})
        return filled_page(request, form, request.GET)
    if "do" in request.POST:
        return helped(request, here)
    form = forms.OrderForm(request.POST)
    tables = valid_tables(request, form)
    if tables is None:
        return failed_page(request, form)

    def make():
        order = services.open_order(by=request.user, warehouse=here, **form.facts(), **tables)
        return order.get_absolute_url()

    try:
        once = form.cleaned_data["once"]
        made = Submission.once(f"{request.user.pk}:{once}", make) if once else make()
    except services.Refused as refusal:
        form.add_error(None, str(refusal))
        return failed_page(request, form)
    return redirect(made)


@require_http_methods(["GET", "POST"])
@may_produce
def edit_order(request, number):
    """Who saves second is told, and keeps what they typed."""
    order = order_for(request, number)
    if not order.can_be_edited:
        refusal = _("%(order)s is %(status)s and cannot be edited.")
        facts = {"order": order, "status": order.get_status_display()}
        messages.error(request, refusal % facts)
        return redirect(order)
    if request.method == "GET":
        return edit_page(request, order)
    if "do" in request.POST:
        return helped(request, order.warehouse, order)
    form = forms.OrderForm(request.POST, instance=order_for(request, number))
    tables = valid_tables(request, form)
    if tables is None:
        return failed_page(request, form, order)
    try:
        changed = services.change_order(
            order, by=request.user, seen_version=seen_version(request), **form.facts(), **tables
        )
    except services.Refused as refusal:
        form.add_error(None, str(refusal))
        return failed_page(
            request, form, order, is_stale=isinstance(refusal, services.ChangedMeanwhile)
        )
    if order.status == Status.OUT_OF_STOCK:
        say_how_it_ended(request, changed)
    return redirect(changed)


def seen_version(request):
    version = request.POST.get("version", "")
    return int(version) if version.isascii() and version.isdecimal() and len(version) < 10 else 0


def valid_tables(request, form):
    """{"materials": [(product, quantity)], "outputs": ...}, or None where the form or a table is wrong."""
    is_valid = form.is_valid()
    tables = forms.tables(request.POST, merchant=form.owner)
    if all([is_valid, *(table.is_valid() for table in tables.values())]):
        return {name: table.quantities for name, table in tables.items()}
    return None


# The page


def edit_page(request, order):
    form = forms.OrderForm(
        instance=order, initial={"recipe_version": order.recipe_version_id, "made_sets": order.sets}
    )
    rows = {
        "materials": initial_of(order.materials.select_related("product")),
        "outputs": initial_of(order.outputs.select_related("product")),
    }
    return page(request, form, forms.tables(initial=rows), order=order)


def filled_page(request, form, asked):
    """An empty page; with the lines of the recipe that the address names."""
    if "recipe" not in asked:
        return page(request, form, forms.tables())
    data = asked if "sets" in asked else QueryDict(f"{asked.urlencode()}&sets=1")
    apply = forms.ApplyForm(data)
    if not apply.is_valid():
        return page(request, form, forms.tables(), apply=apply)
    form.initial |= made_from(apply) | {"merchant": apply.cleaned_data["recipe"].merchant_id}
    return page(request, form, forms.tables(initial=apply.lines()), apply=apply)


def failed_page(request, form, order=None, *, is_stale=False):
    """What was typed, with what is wrong beside it."""
    tables = forms.tables(request.POST, merchant=form.owner)
    return page(request, form, tables, order=order, status=422, is_stale=is_stale)


def page(request, form, tables, *, order=None, apply=None, status=200, is_stale=False):
    context = {
        "form": form,
        "order": order,
        "apply": apply or forms.ApplyForm(),
        "made_from": RecipeVersion.objects.select_related("recipe")
        .filter(pk=key_of(form["recipe_version"].value()))
        .first(),
        "made_sets": form["made_sets"].value(),
        "is_stale": is_stale,
        **tables,
    }
    return render(request, "warehouse/production/edit.html", context, status=status)


# Help with typing: by HTMX into the page, and by the same buttons without it


def helped(request, warehouse, order=None):
    """The page as it was typed, with a name suggested or with the lines of a recipe."""
    typed = {name: request.POST.get(name) for name in forms.OrderForm.base_fields}
    rows = forms.typed_rows(request.POST)
    apply, status = None, 200
    if request.POST["do"] == "suggest":
        typed["name"] = services.suggest_name(warehouse)
    else:
        apply = forms.ApplyForm(request.POST)
        if apply.is_valid():
            rows = apply.lines()
            typed |= made_from(apply)
        else:
            status = 422
    form = forms.OrderForm(instance=order, initial=typed)
    return page(
        request, form, forms.tables(initial=rows), order=order, apply=apply, status=status
    )  # fmt: skip


def made_from(apply):
    """What the order is told of the recipe that filled its tables."""
    recipe = apply.cleaned_data["recipe"]
    return {"recipe_version": recipe.current.pk, "made_sets": apply.cleaned_data["sets"]}


@require_GET
@may_produce
def order_name(request):
    """The field of the name, with one that nobody has given yet."""
    here = services.workplace_of(request.user)
    form = forms.OrderForm(initial={"name": services.suggest_name(here)})
    return render(request, "warehouse/production/_name.html", {"form": form})


@require_GET
@may_produce
def recipe_rows(request):
    """Both tables, filled in from the recipe for so many sets; where that is wrong, the recipe's fields saying why."""
    apply = forms.ApplyForm(request.GET)
    if not apply.is_valid():
        context = {"apply": apply}
        response = render(request, "warehouse/production/_recipe.html", context, status=422)
        response["HX-Retarget"] = "#recipe"
        return response
    form = forms.OrderForm(initial=made_from(apply))
    context = {
        "form": form,
        "apply": apply,
        "made_from": apply.cleaned_data["recipe"].current,
        "made_sets": apply.cleaned_data["sets"],
        **forms.tables(initial=apply.lines()),
    }
    return render(request, "warehouse/production/_applied.html", context)
