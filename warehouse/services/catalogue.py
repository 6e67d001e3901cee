from decimal import Decimal

from django.db.models import Max
from django.utils.translation import gettext as _

from config.core import live
from config.core.images import CleanPhoto
from config.core.models import User
from config.core.transactions import in_one_go
from warehouse.models import (
    Location,
    Merchant,
    Product,
    ProductPhoto,
    Recipe,
    RecipeLine,
    RecipeVersion,
    Warehouse,
)
from warehouse.services.refusals import Refused
from warehouse.states import LocationKind, RecipeKind

Quantities = list[tuple[Product, Decimal]]


@in_one_go
def open_warehouse(warehouse: Warehouse) -> Warehouse:
    """The warehouse with the places that none can do without: a door, and one for picked goods."""
    warehouse.save()
    for code, kind in (("DOCK", LocationKind.RECEIVING), ("STAGING", LocationKind.STAGING)):
        if not warehouse.locations.filter(kind=kind).exists():
            Location.objects.create(warehouse=warehouse, code=code, kind=kind)
    return warehouse


def keep_product(product: Product, *, by: User, photo: list[CleanPhoto] = ()) -> Product:
    """The product is kept, with the picture where one is given instead of the one before."""
    with ProductPhoto.stored(photo, added_by=by) as pictures:
        return _keep_product(product, pictures)


@in_one_go
def _keep_product(product, pictures):
    product.save()
    for picture in pictures:
        if before := ProductPhoto.objects.filter(product=product).first():
            before.forget()
        picture.product = product
        picture.save()
    live.publish("warehouse")
    return product


@in_one_go
def keep_recipe(
    recipe: Recipe, *, by: User, inputs: Quantities, outputs: Quantities, note: str = ""
) -> Recipe:
    """The recipe with its lines; lines that differ from the current version are a new one, and orders keep theirs.

    Raises Refused without inputs or outputs, across merchants, or where a product would be made of itself.
    """
    if not inputs or not outputs:
        raise Refused(_("A recipe needs at least one input and one output."))
    if any(product.merchant_id != recipe.merchant_id for product, _quantity in inputs + outputs):
        raise Refused(_("All products of a recipe belong to its merchant."))
    recipe.save()
    Merchant.objects.select_for_update().get(
        pk=recipe.merchant_id
    )  # two recipes at once may make a ring
    if _says(recipe.current) != _wanted(inputs, outputs):
        number = (recipe.versions.aggregate(latest=Max("number"))["latest"] or 0) + 1
        version = RecipeVersion.objects.create(recipe=recipe, number=number, by=by, note=note)
        RecipeLine.objects.bulk_create(
            RecipeLine(version=version, product=product, quantity=quantity, is_output=is_output)
            for lines, is_output in ((inputs, False), (outputs, True))
            for product, quantity in lines
        )
    _check_no_ring(recipe)
    live.publish("warehouse")
    return recipe


def _says(version):
    if version is None:
        return None
    return sorted((line.product_id, line.quantity, line.is_output) for line in version.lines.all())


def _wanted(inputs, outputs):
    return sorted(
        (product.pk, quantity, is_output)
        for lines, is_output in ((inputs, False), (outputs, True))
        for product, quantity in lines
    )


def _check_no_ring(recipe):
    """Raises Refused where a product is, through recipes of the same direction, made of itself.

    Taking a set apart is no ring with putting it together: disassembly is looked at by itself.
    """
    apart = recipe.kind == RecipeKind.DISASSEMBLY
    made_of = {}
    recipes = Recipe.objects.active().filter(merchant=recipe.merchant_id)
    for each in recipes.prefetch_related("versions__lines__product"):
        if (each.kind == RecipeKind.DISASSEMBLY) != apart or not each.versions.all():
            continue
        version = max(each.versions.all(), key=lambda one: one.number)
        for output in version.outputs:
            made_of.setdefault(output.product, set()).update(
                line.product for line in version.inputs
            )
    for line in recipe.current.outputs:
        if line.product in _parts_of(line.product, made_of):
            raise Refused(
                _("%s would be made of itself, through this recipe and others.") % line.product.sku
            )


def _parts_of(product, made_of):
    found, waiting = set(), [product]
    while waiting:
        for part in made_of.get(waiting.pop(), ()):
            if part not in found:
                found.add(part)
                waiting.append(part)
    return found


def where_used(product: Product) -> list[Recipe]:
    """The recipes whose current version takes this product in."""
    recipes = Recipe.objects.active().filter(versions__lines__product=product).distinct()
    return [
        recipe
        for recipe in recipes.order_by("name")
        if any(line.product_id == product.pk for line in recipe.current.inputs)
    ]
