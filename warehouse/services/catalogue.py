from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db import IntegrityError
from django.db.models import OuterRef, Q, Subquery, Sum
from django.utils.translation import gettext as _

from config.core import live
from config.core.images import CleanPhoto
from config.core.models import User
from config.core.money import format_quantity
from config.core.refusals import ChangedMeanwhile, Refused
from config.core.transactions import in_one_go
from warehouse.models import (
    Location,
    Merchant,
    Product,
    ProductPhoto,
    Recipe,
    RecipeLine,
    RecipeVersion,
    StockItem,
    StockLevel,
    Warehouse,
)
from warehouse.states import LocationKind, RecipeKind

GTINS = (8, 12, 13, 14)  # digits
Quantities = list[tuple[Product, Decimal]]


@in_one_go
def open_warehouse(warehouse: Warehouse) -> Warehouse:
    """The warehouse with the places that none can do without: a door, and one for picked goods."""
    warehouse.save()
    for code, kind in (("DOCK", LocationKind.RECEIVING), ("STAGING", LocationKind.STAGING)):
        if not warehouse.locations.filter(kind=kind).exists():
            Location.objects.create(warehouse=warehouse, code=code, kind=kind)
    return warehouse


# Products


def keep_product(product: Product, *, by: User, photo: list[CleanPhoto] = ()) -> Product:
    """The product is kept, with the picture where one is given instead of the one before.

    Raises Refused where what lies in stock stands against another unit or against tracking by lot, and where
    another product has its SKU or barcode.
    """
    try:
        with ProductPhoto.stored(photo, added_by=by) as pictures:
            return _keep_product(product, pictures)
    except IntegrityError as taken:
        raise Refused(_("Another product of this merchant has this SKU or barcode.")) from taken


@in_one_go
def _keep_product(product, pictures):
    before = Product.objects.select_related("unit").filter(pk=product.pk).first()
    if before:
        list(StockLevel.objects.filter(product=product.pk).locked())
        if reason := why_not_changed(before, product, lying([product]).get(product.pk)):
            raise Refused(reason)
    product.save()
    for picture in pictures:
        if earlier := ProductPhoto.objects.filter(product=product).first():
            earlier.forget()
        picture.product = product
        picture.save()
    live.publish("warehouse")
    return product


@in_one_go
def remove_photo(product: Product) -> None:
    """The product has no picture."""
    if photo := ProductPhoto.objects.filter(product=product).first():
        photo.forget()


@in_one_go
def switch_product(product: Product, *, active: bool) -> None:
    """The product can be ordered, counted and made, or can no more; what lies in stock of it stays."""
    product.active = active
    product.save(update_fields=["active"])
    live.publish("warehouse")


def doubt_about(barcode: str) -> str:
    """What looks wrong about a barcode, or "": its last digit, where it has the length of a GTIN."""
    if not (barcode.isascii() and barcode.isdecimal() and len(barcode) in GTINS):
        return ""
    weighed = sum(int(digit) * (3, 1)[at % 2] for at, digit in enumerate(barcode[-2::-1]))
    check = -weighed % 10
    if check == int(barcode[-1]):
        return ""
    return _("%(barcode)s looks like a GTIN, but then it would end in %(check)s.") % {
        "barcode": barcode,
        "check": check,
    }


@dataclass(frozen=True)
class Lying:
    """So much of a product lies in stock everywhere, and so much of it without a lot."""

    total: Decimal
    loose: Decimal


def lying(products: Iterable[Product]) -> dict[int, Lying]:
    """What lies in stock of each of them; one that does not lie anywhere is not named."""
    there = StockItem.objects.there().filter(product__in=products).order_by().values("product")
    summed = there.annotate(total=Sum("quantity"), loose=Sum("quantity", filter=Q(lot=None)))
    return {row["product"]: Lying(row["total"], row["loose"] or Decimal(0)) for row in summed}


def why_not_changed(before: Product, after: Product, stock: Lying | None) -> str:
    """What in stock stands against the change, or ""."""
    if stock is None:
        return ""
    if after.unit.places < before.unit.places:
        return _(
            "%(quantity)s %(unit)s of %(sku)s lie in stock: until they have left, its unit can only be one with as "
            "many decimal places."
        ) % {"quantity": format_quantity(stock.total), "unit": before.unit, "sku": before.sku}
    if after.lot_tracked and not before.lot_tracked and stock.loose:
        return _(
            "%(quantity)s %(unit)s of %(sku)s lie in stock without a lot: it cannot be tracked by lot before they "
            "have left."
        ) % {"quantity": format_quantity(stock.loose), "unit": before.unit, "sku": before.sku}
    return ""


# Recipes


@dataclass(frozen=True)
class Wanted:
    """A recipe, saved or not, and what its current version should say."""

    recipe: Recipe
    inputs: Quantities
    outputs: Quantities

    @property
    def lines(self):
        for lines, is_output in ((self.inputs, False), (self.outputs, True)):
            for product, quantity in lines:
                yield product, quantity, is_output

    @property
    def says(self):
        return sorted((product.pk, quantity, out) for product, quantity, out in self.lines)


@in_one_go
def keep_recipe(
    recipe: Recipe,
    *,
    by: User,
    inputs: Quantities,
    outputs: Quantities,
    note: str = "",
    seen_version: int | None = None,
) -> Recipe:
    """The recipe with its lines; lines that differ from the current version are a new one, and orders keep theirs.

    Raises Refused without inputs or outputs, across merchants, where a product would be made of itself or where
    the merchant has a recipe of that name, and ChangedMeanwhile when another version came after ``seen_version``.
    """
    list(Merchant.objects.select_for_update().filter(pk=recipe.merchant_id))
    current = recipe.current if recipe.pk else None
    if seen_version is not None and current and current.number != seen_version:
        raise ChangedMeanwhile(
            _(
                "%(who)s saved version %(number)s while you were typing. Look at it, then save yours."
            )
            % {"who": current.by or _("Somebody"), "number": current.number}
        )
    same = Recipe.objects.filter(merchant=recipe.merchant_id, name=recipe.name)
    if same.exclude(pk=recipe.pk).exists():
        raise Refused(_("This merchant has a recipe of that name already."))
    keep_recipes([Wanted(recipe, inputs, outputs)], by=by, note=note)
    return recipe


@in_one_go
def keep_recipes(wanted: list[Wanted], *, by: User, note: str = "") -> list[RecipeVersion]:
    """As ``keep_recipe``, many at once: all of them or none. Returns the versions that are new."""
    for each in wanted:
        check_lines(each)
    merchants = {each.recipe.merchant_id for each in wanted}
    # Two recipes kept at once may make a ring of which neither sees the other half.
    list(Merchant.objects.select_for_update().filter(pk__in=merchants).order_by("pk"))
    known = [each.recipe for each in wanted if each.recipe.pk]
    Recipe.objects.bulk_update(known, ["merchant", "name", "kind", "active"], batch_size=500)
    Recipe.objects.bulk_create(each.recipe for each in wanted if each.recipe.pk is None)
    said = current_says([each.recipe for each in wanted])
    versions, lines = [], []
    for each in wanted:
        number, says = said.get(each.recipe.pk, (0, None))
        if says == each.says:
            continue
        version = RecipeVersion(recipe=each.recipe, number=number + 1, by=by, note=note)
        versions.append(version)
        lines += [
            RecipeLine(version=version, product=product, quantity=quantity, is_output=is_output)
            for product, quantity, is_output in each.lines
        ]
    RecipeVersion.objects.bulk_create(versions)
    RecipeLine.objects.bulk_create(lines)
    check_no_rings(wanted)
    live.publish("warehouse")
    return versions


@in_one_go
def switch_recipe(recipe: Recipe, *, active: bool) -> None:
    """New orders can be made from the recipe, or can no more. Raises Refused where that would close a ring."""
    list(Merchant.objects.select_for_update().filter(pk=recipe.merchant_id))
    recipe.active = active
    recipe.save(update_fields=["active"])
    if active:
        lines = list(recipe.current.lines.select_related("product"))
        outputs = [(line.product, line.quantity) for line in lines if line.is_output]
        check_no_rings([Wanted(recipe, [], outputs)])
    live.publish("warehouse")


def check_lines(wanted: Wanted) -> None:
    """Raises Refused without inputs or outputs, or across merchants."""
    if not wanted.inputs or not wanted.outputs:
        raise Refused(_("A recipe needs at least one input and one output."))
    if any(product.merchant_id != wanted.recipe.merchant_id for product, *_rest in wanted.lines):
        raise Refused(_("All products of a recipe belong to its merchant."))


def current_lines():
    """The lines of the current version of every recipe."""
    latest = RecipeVersion.objects.filter(recipe=OuterRef("version__recipe")).order_by("-number")
    return RecipeLine.objects.filter(version=Subquery(latest.values("pk")[:1]))


def current_says(recipes: list[Recipe]) -> dict[int, tuple]:
    """{recipe: (number of its current version, what it says)} of those that have one."""
    rows = current_lines().filter(version__recipe__in=recipes).order_by()
    found = {}
    for recipe, number, *line in rows.values_list(
        "version__recipe", "version__number", "product", "quantity", "is_output"
    ):
        found.setdefault(recipe, (number, []))[1].append(tuple(line))
    return {recipe: (number, sorted(lines)) for recipe, (number, lines) in found.items()}


def made_of(recipe: Recipe, *, besides: Iterable[Recipe] = ()) -> dict[int, set[int]]:
    """{product: what it is made of} by the merchant's active recipes of this one's direction, ``besides`` left out.

    Taking a set apart is no ring with putting it together: disassembly is looked at by itself.
    """
    apart = Q(version__recipe__kind=RecipeKind.DISASSEMBLY)
    rows = current_lines().filter(
        apart if recipe.kind == RecipeKind.DISASSEMBLY else ~apart,
        version__recipe__active=True,
        version__recipe__merchant=recipe.merchant_id,
    )
    rows = rows.exclude(version__recipe__in=[each.pk for each in besides if each.pk]).order_by()
    versions = {}
    for version, product, is_output in rows.values_list("version", "product", "is_output"):
        versions.setdefault(version, ([], []))[is_output].append(product)
    graph = {}
    for inputs, outputs in versions.values():
        for output in outputs:
            graph.setdefault(output, set()).update(inputs)
    return graph


def check_no_rings(wanted: list[Wanted]) -> None:
    """Raises Refused where an output is, through active recipes of the same direction, made of itself."""
    for group in by_direction([each for each in wanted if each.recipe.active]):
        for _each, product in rings(group, made_of(group[0].recipe)):
            raise Refused(in_a_ring(product))


def by_direction(wanted: list[Wanted]) -> list[list[Wanted]]:
    """Those of one merchant that put together, those that take apart, and so on."""
    groups = {}
    for each in wanted:
        key = each.recipe.merchant_id, each.recipe.kind == RecipeKind.DISASSEMBLY
        groups.setdefault(key, []).append(each)
    return list(groups.values())


def rings(wanted: list[Wanted], graph: dict[int, set[int]]) -> Iterator[tuple[Wanted, Product]]:
    """Each recipe of which an output is made of itself, and that output."""
    tangled = _tangled(graph)
    for each in wanted:
        for product, _quantity in each.outputs:
            if product.pk in tangled and product.pk in _parts_of(product.pk, graph):
                yield each, product
                break


def _tangled(graph):
    """The products that lie on a ring, or have parts that do; in one walk, as most shops have none."""
    users, waiting = {}, {}
    for product, parts in graph.items():
        made = [part for part in parts if part in graph]
        waiting[product] = len(made)
        for part in made:
            users.setdefault(part, []).append(product)
    ready = [product for product, parts in waiting.items() if not parts]
    while ready:
        for user in users.get(ready.pop(), ()):
            waiting[user] -= 1
            if not waiting[user]:
                ready.append(user)
    return {product for product, parts in waiting.items() if parts}


def in_a_ring(product: Product) -> str:
    return _("%s would be made of itself, through this recipe and others.") % product.sku


def _parts_of(product, graph):
    found, waiting = set(), [product]
    while waiting:
        for part in graph.get(waiting.pop(), ()):
            if part not in found:
                found.add(part)
                waiting.append(part)
    return found


def where_used(product: Product) -> list[Recipe]:
    """The recipes whose current version takes this product in."""
    inputs = current_lines().filter(product=product, is_output=False)
    recipes = Recipe.objects.active().filter(pk__in=inputs.values("version__recipe"))
    return list(recipes.order_by("name"))
