"""Recipes: the list, the page of one, and its versions."""

from decimal import ROUND_FLOOR
from itertools import groupby
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from config.core.paging import CountedPaginator
from config.core.submissions import made_before, made_once
from warehouse import services
from warehouse.forms.catalogue import NewRecipeForm, RecipeForm, RecipeSearch
from warehouse.forms.lines import initial_of, table_of
from warehouse.models import ZERO, Merchant, ProductionOrder, Recipe, RecipeLine, StockLevel
from warehouse.prices import Costs, Part, Way, uses_above
from warehouse.services.catalogue import current_lines
from warehouse.states import RecipeKind

MOST_VERSIONS = 20
MOST_ORDERS = 10

may_view = permission_required("warehouse.view_recipe", raise_exception=True)
may_change = permission_required("warehouse.change_recipe", raise_exception=True)

Inputs = table_of(needed=gettext_lazy("Name what goes in."))
Outputs = table_of(needed=gettext_lazy("Name what comes out."))


# The list


@require_GET
@may_view
def recipes(request):
    search = RecipeSearch(request.GET)
    search.is_valid()
    found = named(Recipe.objects.for_user(request.user), search.cleaned_data["q"] or "")
    merchants = counted(found)
    state, merchant = search.state_asked, search.cleaned_data["merchant"]
    rows = found.filter(active=state == "active")
    if merchant:
        rows = rows.filter(merchant=merchant)
    total = sum(getattr(each, f"n_{state}") for each in merchants if merchant in (None, each.pk))
    page = CountedPaginator(rows.order_by("name", "pk"), total).get_page(request.GET.get("page"))
    here = services.workplace_of(request.user)
    facts = {
        "page": page,
        "rows": rows_of(page.object_list, here) if total else [],
        "search": search,
        "state": state,
        "states": [
            {"state": key, "label": label, "count": sum(getattr(m, f"n_{key}") for m in merchants)}
            for key, label in RecipeSearch.STATES
        ],
        "merchants": [each for each in merchants if each.active],
        "sort": "",
    }
    template = "_recipes" if request.htmx and not request.htmx.boosted else "recipes"
    return render(request, f"warehouse/catalogue/{template}.html", facts)


def named(found, words):
    """The recipes of which every word is in the name or in a SKU of the current version."""
    for word in words.split()[:8]:
        lines = current_lines().filter(product__sku__icontains=word)
        found = found.filter(Q(name__icontains=word) | Q(pk__in=lines.values("version__recipe")))
    return found


def counted(found):
    """All merchants, each with how many of the recipes found are active and inactive; of one query."""
    counts = {
        f"n_{key}": Count("recipes", filter=Q(recipes__in=found.filter(active=active).values("pk")))
        for key, active in (("active", True), ("inactive", False))
    }
    return list(Merchant.objects.annotate(**counts).order_by("name"))


def rows_of(recipes, warehouse):
    """The recipes of a page with what their current versions say; of one query, as every recipe has lines."""
    lines = with_free(current_lines(), warehouse)
    lines = lines.filter(version__recipe__in=recipes.order_by().values("pk"))
    lines = lines.select_related("version__recipe__merchant").order_by(
        "version__recipe__name", "version__recipe", "pk"
    )
    rows = []
    for version, group in groupby(lines, lambda line: line.version):
        group = list(group)
        inputs = [line for line in group if not line.is_output]
        rows.append(
            {
                "recipe": version.recipe,
                "version": version,
                "inputs": inputs,
                "outputs": [line for line in group if line.is_output],
                "cost": cost_of(inputs),
                "most": most_sets(inputs),
            }
        )
    return rows


def with_free(lines, warehouse):
    """Lines with their products, and what of each is ``free`` in that warehouse."""
    level = StockLevel.objects.with_free().filter(warehouse=warehouse, product=OuterRef("product"))
    lines = lines.select_related("product__unit", "version__recipe")
    return lines.annotate(free=Subquery(level.values("available")[:1]))


def cost_of(inputs):
    return sum((line.quantity * line.product.cost for line in inputs), ZERO)


def most_sets(inputs):
    """How many sets can be made of what is free; whole ones."""
    needed, free = {}, {}
    for line in inputs:
        needed[line.product_id] = needed.get(line.product_id, ZERO) + line.quantity
        free[line.product_id] = line.free or ZERO
    sets = [max(free[product], ZERO) / quantity for product, quantity in needed.items()]
    return min(sets, default=ZERO).to_integral_value(ROUND_FLOOR)


# One recipe


@require_GET
@may_view
def recipe(request, pk):
    """One recipe: what it says now and said before, what a set costs, and what was made by it."""
    record = recipe_for(request, pk)
    versions = versions_of(record, services.workplace_of(request.user))
    current = versions[0]
    ways = ways_of(record)
    costs = Costs([way for way in ways if way.recipe != record.pk])
    inputs = [part_of(line) for line in current["inputs"]]
    outputs = [part_of(line) for line in current["outputs"]]
    orders = ProductionOrder.objects.for_user(request.user)
    orders = orders.filter(recipe_version__recipe=record).select_related("recipe_version")
    facts = {
        "recipe": record,
        "current": current,
        "inputs": [
            {"line": line, "cost": line.quantity * line.product.cost} for line in current["inputs"]
        ],
        "earlier": versions[1:],
        "cost": cost_of(current["inputs"]),
        "full_cost": costs.of_set(inputs),
        "most": most_sets(current["inputs"]),
        "tree": costs.tree(inputs),
        "above": uses_above(outputs, [way for way in ways if way.recipe != record.pk]),
        "orders": orders.order_by("-number_year", "-number_seq")[:MOST_ORDERS],
    }
    facts["has_levels"] = any(branch.depth for branch in facts["tree"])
    return render(request, "warehouse/catalogue/recipe.html", facts)


def recipe_for(request, pk):
    """The recipe; ``others`` says whether there are other merchants beside its own."""
    others = Merchant.objects.filter(active=True).exclude(pk=OuterRef("merchant"))
    found = Recipe.objects.for_user(request.user).annotate(others=Exists(others))
    return get_object_or_404(found.exclude(versions=None).select_related("merchant"), pk=pk)


def versions_of(recipe, warehouse):
    """Its latest versions with their lines, the current one first; each but that with how it differs from the next."""
    latest = recipe.versions.order_by("-number").values("pk")[:MOST_VERSIONS]
    lines = with_free(RecipeLine.objects.filter(version__in=latest), warehouse)
    lines = lines.select_related("version__by").order_by("-version__number", "pk")
    versions = []
    for version, group in groupby(lines, lambda line: line.version):
        group = list(group)
        row = {
            "version": version,
            "inputs": [line for line in group if not line.is_output],
            "outputs": [line for line in group if line.is_output],
        }
        row["changes"] = changes(group, versions[-1]) if versions else []
        versions.append(row)
    return versions


def changes(lines, later):
    """What the next version has otherwise; ``was`` and ``now`` are None where the product is not in it."""
    before, after = amounts(lines), amounts([*later["inputs"], *later["outputs"]])
    return [
        {
            "product": product,
            "output": is_output,
            "was": before.get((product, is_output)),
            "now": after.get((product, is_output)),
        }
        for product, is_output in dict.fromkeys([*before, *after])
        if before.get((product, is_output)) != after.get((product, is_output))
    ]


def amounts(lines):
    found = {}
    for line in lines:
        key = line.product, line.is_output
        found[key] = found.get(key, ZERO) + line.quantity
    return found


def ways_of(recipe):
    """The active recipes of its merchant that put together, or those that take apart where it does."""
    apart = Q(version__recipe__kind=RecipeKind.DISASSEMBLY)
    lines = current_lines().filter(
        apart if recipe.kind == RecipeKind.DISASSEMBLY else ~apart,
        version__recipe__merchant=recipe.merchant_id,
        version__recipe__active=True,
    )
    ways = {}
    for key, name, is_output, *part in lines.order_by("version__recipe__name", "pk").values_list(
        "version__recipe", "version__recipe__name", "is_output", "product", "product__sku",
        "product__name", "product__unit__code", "product__cost", "quantity",
    ):  # fmt: skip
        way = ways.setdefault(key, Way(key, name))
        (way.outputs if is_output else way.inputs).append(Part(*part))
    return list(ways.values())


def part_of(line):
    product = line.product
    return Part(
        product.pk, product.sku, product.name, product.unit.code, product.cost, line.quantity
    )


# Making and changing one


@require_http_methods(["GET", "POST"])
@permission_required("warehouse.add_recipe", raise_exception=True)
def new_recipe(request):
    form = NewRecipeForm(request.POST or None, initial={"once": uuid4().hex})
    tables = tables_for(request, form)
    valid = all(part.is_valid() for part in (form, *tables))
    if made := made_before(request, form):
        return redirect(made)
    if valid:
        try:
            return redirect(
                made_once(request, form, lambda: kept(request, form, tables).get_absolute_url())
            )
        except services.Refused as refusal:
            form.add_error(None, str(refusal))
    return recipe_form(request, form, tables)


@require_http_methods(["GET", "POST"])
@may_change
def edit_recipe(request, pk):
    record = recipe_for(request, pk)
    name, current = record.name, record.current
    form = RecipeForm(
        request.POST or None, instance=record, initial={"seen_version": current.number}
    )
    lines = list(current.lines.select_related("product"))
    tables = tables_for(
        request,
        form,
        inputs=initial_of(line for line in lines if not line.is_output),
        outputs=initial_of(line for line in lines if line.is_output),
    )
    if all(part.is_valid() for part in (form, *tables)):
        try:
            return redirect(kept(request, form, tables))
        except services.Refused as refusal:
            form.add_error(None, str(refusal))
    return recipe_form(request, form, tables, pk=pk, name=name)


def tables_for(request, form, inputs=(), outputs=()):
    """The two tables; SKUs are those of the merchant that the form names."""
    form.is_valid()
    if form.is_bound:  # a row that is as it was at first would count as one left empty
        inputs = outputs = None
    merchant = form.instance.merchant if form.instance.merchant_id else None
    data = request.POST or None
    return (
        Inputs(data, prefix="inputs", merchant=merchant, initial=inputs),
        Outputs(data, prefix="outputs", merchant=merchant, initial=outputs),
    )


def kept(request, form, tables):
    inputs, outputs = tables
    return services.keep_recipe(
        form.save(commit=False),
        by=request.user,
        inputs=inputs.quantities,
        outputs=outputs.quantities,
        note=form.cleaned_data.get("note", ""),
        seen_version=form.cleaned_data.get("seen_version"),
    )


def recipe_form(request, form, tables, **facts):
    inputs, outputs = tables
    facts = {"pk": None, "name": "", **facts, "form": form, "inputs": inputs, "outputs": outputs}
    status = 422 if form.is_bound else 200
    return render(request, "warehouse/catalogue/recipe_form.html", facts, status=status)


@require_POST
@may_change
def switch_recipe(request, pk):
    """New orders can be made from it, or can no more."""
    record = recipe_for(request, pk)
    try:
        services.switch_recipe(record, active=request.POST.get("active") == "1")
    except services.Refused as refusal:
        messages.error(request, _("It stays inactive: %s") % refusal)
    return redirect(record)
