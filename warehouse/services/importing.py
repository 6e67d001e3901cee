"""Products, recipes and opening stock from a table: tried row by row first, then put in all at once."""

import re
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import islice

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models.functions import Upper
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from config.core import live
from config.core.dates import sensible
from config.core.fields import QuantityField
from config.core.images import display_name
from config.core.models import User
from config.core.refusals import Refused
from config.core.transactions import in_one_go
from warehouse.models import (
    ImportedFile,
    Location,
    Lot,
    Merchant,
    NotEnough,
    Posting,
    Product,
    Recipe,
    StockMove,
    Unit,
    Warehouse,
)
from warehouse.services.catalogue import (
    Wanted,
    by_direction,
    current_says,
    doubt_about,
    in_a_ring,
    keep_recipes,
    lying,
    made_of,
    rings,
    why_not_changed,
)
from warehouse.services.tables import read_table
from warehouse.states import LocationKind, Reason, RecipeKind

AT_ONCE = 2000  # rows of one statement
MONEY_PLACES = 3
MOST_RINGS = 50  # named one by one
YES = {"yes", "y", "true", "1", "x", "si", "sí", "sim", "s"}
NO = {"no", "n", "false", "0", "-", "não", "nao"}
INPUT = {"input", "in", "material", "consume", "entrada"}
OUTPUT = {"output", "out", "product", "produce", "salida", "saída"}


@dataclass
class Trial:
    """What would happen: how many rows or records are new, changed or as they are, and what is wrong with which row."""

    rows: int
    new: int = 0
    changed: int = 0
    same: int = 0
    problems: list[dict] = field(default_factory=list)  # row, column, text
    doubts: list[dict] = field(default_factory=list)  # the same, of rows that can be put in
    put_in: Callable | None = None  # does it, given by=

    @property
    def bad_rows(self):
        return len({problem["row"] for problem in self.problems})

    def wrong(self, row, column, text):
        self.problems.append({"row": row.number, "column": column, "text": text})

    def doubt(self, row, column, text):
        self.doubts.append({"row": row.number, "column": column, "text": text})


def keep_file(kind: str, name: str, data: bytes, *, warehouse: Warehouse, by: User):
    """(the file as rows, heads of columns that nobody reads), to be tried. Raises BadTable for what is no table."""
    columns = COLUMNS[kind]
    names = {alias: column for column, words in columns.items() for alias in (column, *words)}
    table = read_table(data, names, NEEDED[kind])
    if kind == ImportedFile.Kind.STOCK:
        for row in table.rows:  # whoever puts it in later may work elsewhere by then
            row.setdefault("warehouse", warehouse.code)
    imported = ImportedFile.objects.create(
        kind=kind, name=display_name(name), rows=table.rows, by=by
    )
    return imported, table.unknown


def try_out(imported: ImportedFile) -> Trial:
    """What putting in the file would do now."""
    trial = Trial(len(imported.rows))
    rows = [Row(cells, trial) for cells in imported.rows]
    if not rows:
        trial.problems.append({"row": 1, "column": "", "text": _("This table has no rows.")})
    TRIALS[imported.kind](rows, trial, imported)
    trial.problems.sort(key=lambda problem: problem["row"])
    return trial


@in_one_go
def put_in(imported: ImportedFile, *, by: User) -> Trial:
    """Every row of the file is put in, once. Raises Refused where it was before, or where a row is not right any more."""
    imported = ImportedFile.objects.select_for_update().get(pk=imported.pk)
    if imported.done_at:
        raise Refused(_("This file was put in already."))
    trial = try_out(imported)
    if trial.problems:
        raise Refused(
            ngettext(
                "Nothing was put in: %d row is not right.",
                "Nothing was put in: %d rows are not right.",
                trial.bad_rows,
            )
            % trial.bad_rows
        )
    try:
        trial.put_in(by=by)
    except (IntegrityError, NotEnough) as error:
        raise Refused(_("Somebody changed the same records meanwhile: try again.")) from error
    imported.done_at = timezone.now()
    imported.save(update_fields=["done_at"])
    live.publish("warehouse")
    return trial


# Rows and cells


class Row:
    """One row: each cell is asked for as what it should be, and what is wrong with it goes to the trial."""

    def __init__(self, cells, trial):
        self.cells, self.trial, self.ok = cells, trial, True
        self.number = cells["#"]

    def wrong(self, column, text):
        self.ok = False
        self.trial.wrong(self, column, text)

    def has(self, column):
        return column in self.cells

    def text(self, column, most, *, needed=False):
        text = self.cells.get(column, "")
        if needed and not text:
            self.wrong(column, _("This must be filled in."))
        elif len(text) > most:
            self.wrong(column, _("At most %d letters.") % most)
        return text

    def amount(self, column, default=None, *, places=QuantityField.PLACES):
        """A number of zero or more, ``default`` where the cell is empty."""
        text = self.cells.get(column, "").replace("\u00a0", "").replace(" ", "")
        if not text:
            return default
        if re.fullmatch(r"\d+,\d{3}", text) or ("," in text and "." in text) or text.count(",") > 1:
            self.wrong(column, _("Write thousands without a mark: 1234.5"))
        elif not re.fullmatch(r"\d{1,12}([.,]\d{1,20})?", text):
            self.wrong(column, _("“%s” is not a number of zero or more.") % text[:40])
        else:
            number = Decimal(text.replace(",", "."))
            if number > QuantityField.MOST:
                self.wrong(column, _("This number is too large."))
            elif number == round(number, places):
                return number
            else:
                self.wrong(column, _("At most %d decimal places.") % places)
        return default

    def quantity(self, column, product):
        """How much of the product: more than nothing, and as fine as its unit allows."""
        if not self.has(column):
            self.wrong(column, _("This must be filled in."))
            return None
        quantity = self.amount(column)
        if quantity is None:
            return None
        if quantity == 0:
            self.wrong(column, _("Enter more than zero."))
        elif product and not product.unit.fits(quantity):
            self.wrong(
                column,
                _("%(unit)s have at most %(places)d decimal places.")
                % {"unit": product.unit.name, "places": product.unit.places},
            )
        return quantity

    def yes(self, column, default):
        word = self.cells.get(column, "").lower()
        if word and word not in YES | NO:
            self.wrong(column, _("Write yes or no."))
        return word in YES if word in YES | NO else default

    def day(self, column):
        text = self.cells.get(column, "")
        try:
            found = date.fromisoformat(text) if text else None
            if found:
                sensible(found)
        except (ValueError, ValidationError):
            self.wrong(column, _("Write days as 2027-03-31, between 2000 and 2100."))
            return None
        return found

    def one_of(self, column, known, *, what):
        """What the word in the cell means, None where it is empty or unknown."""
        word = self.cells.get(column, "")
        if word and word.upper() not in known:
            self.wrong(column, what % word[:40])
        return known.get(word.upper())


class Merchants:
    """Whose goods a row is about; a shop with one merchant need not say."""

    def __init__(self):
        active = list(Merchant.objects.filter(active=True))
        self.known = {each.name.upper(): each for each in active}
        self.known |= {each.code.upper(): each for each in active}
        self.only = active[0] if len(active) == 1 else None

    def of(self, row):
        if not row.has("merchant"):
            if self.only is None:
                row.wrong("merchant", _("Say whose it is: there are several merchants."))
            return self.only
        return row.one_of("merchant", self.known, what=_("There is no merchant “%s”."))


def in_parts(values):
    values = sorted(values)
    return (values[at : at + AT_ONCE] for at in range(0, len(values), AT_ONCE))


def products_of(rows):
    """{(merchant, SKU in capitals): product} of the SKUs that the rows name."""
    found = {}
    for skus in in_parts({row.cells.get("sku", "").upper() for row in rows}):
        named = Product.objects.alias(key=Upper("sku")).filter(key__in=skus)
        for product in named.select_related("unit"):
            found[product.merchant_id, product.sku.upper()] = product
    return found


def known_product(row, merchant, products):
    """The active product that the row names; None where there is none."""
    sku = row.text("sku", 40, needed=True)
    if not sku or merchant is None:
        return None
    product = products.get((merchant.pk, sku.upper()))
    if product is None:
        row.wrong("sku", _("There is no product “%s”.") % sku)
    elif not product.active:
        row.wrong("sku", _("%s is inactive.") % sku)
    return product


# Products

PRODUCT_FIELDS = [
    "sku", "name", "unit_id", "barcode", "cost", "price", "reorder_level", "lot_tracked", "active",
]  # fmt: skip


def try_products(rows, trial, _imported):
    units = {unit.name.upper(): unit for unit in Unit.objects.all()}
    units |= {unit.code.upper(): unit for unit in Unit.objects.all()}
    merchants, known = Merchants(), products_of(rows)
    taken = barcodes_of(rows)
    seen, new, changed = {}, [], []
    for row in rows:
        merchant = merchants.of(row)
        sku = row.text("sku", 40, needed=True)
        if merchant is None or not sku:
            continue
        key = merchant.pk, sku.upper()
        if key in seen:
            row.wrong("sku", _("Row %d has this SKU already.") % seen[key])
            continue
        seen[key] = row.number
        before = known.get(key)
        product = fill(row, copy(before) if before else Product(merchant=merchant, sku=sku), units)
        owner = taken.setdefault((merchant.pk, product.barcode), key) if product.barcode else key
        if owner != key:
            row.wrong("barcode", _("%s has this barcode.") % owner[1])
        if not row.ok:
            continue
        if product.barcode and (doubt := doubt_about(product.barcode)):
            trial.doubt(row, "barcode", doubt)
        product.search_text = product.searchable()
        if before is None:
            new.append(product)
        elif any(getattr(before, name) != getattr(product, name) for name in PRODUCT_FIELDS):
            changed.append((row, before, product))
        else:
            trial.same += 1
    check_stock(changed)
    trial.new, trial.changed = len(new), len(changed)

    def keep(*, by):
        Product.objects.bulk_create(new, batch_size=AT_ONCE)
        Product.objects.bulk_create(
            [product for _row, _before, product in changed],
            batch_size=AT_ONCE,
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=[*(name.removesuffix("_id") for name in PRODUCT_FIELDS), "search_text"],
        )

    trial.put_in = keep


def fill(row, product, units):
    """The product with what the row says; an empty cell leaves what is there."""
    is_new = product.pk is None
    if name := row.text("name", 150, needed=is_new):
        product.name = name
    unit = row.one_of("unit", units, what=_("There is no unit “%s”."))
    if unit:
        product.unit = unit
    elif is_new and not row.has("unit"):
        row.wrong("unit", _("This must be filled in."))
    if barcode := "".join(row.text("barcode", 40).split()):
        product.barcode = barcode
    product.cost = row.amount("cost", product.cost, places=MONEY_PLACES)
    product.price = row.amount("price", product.price, places=MONEY_PLACES)
    product.reorder_level = Decimal(row.amount("reorder_level", product.reorder_level))
    product.lot_tracked = row.yes("lot_tracked", product.lot_tracked)
    product.active = row.yes("active", product.active)
    if product.unit_id and not product.unit.fits(product.reorder_level):
        row.wrong("reorder_level", _("At most %d decimal places.") % product.unit.places)
    return product


def barcodes_of(rows):
    """{(merchant, barcode): (merchant, SKU in capitals)} of the barcodes in the rows that products have now."""
    found = {}
    for barcodes in in_parts({row.cells.get("barcode", "") for row in rows} - {""}):
        having = Product.objects.filter(barcode__in=barcodes)
        for merchant, barcode, sku in having.values_list("merchant", "barcode", "sku"):
            found[merchant, barcode] = merchant, sku.upper()
    return found


def check_stock(changed):
    """Rows whose unit or lots what lies in stock stands against are wrong."""
    asked = [
        (row, before, after)
        for row, before, after in changed
        if before.unit_id != after.unit_id or before.lot_tracked != after.lot_tracked
    ]
    stock = lying([before for _row, before, _after in asked]) if asked else {}
    for row, before, after in asked:
        if reason := why_not_changed(before, after, stock.get(before.pk)):
            row.wrong("unit" if before.unit_id != after.unit_id else "lot_tracked", reason)


# Recipes


def try_recipes(rows, trial, imported):
    merchants, products = Merchants(), products_of(rows)
    kinds = {str(word).upper(): kind for kind in RecipeKind for word in (kind.value, kind.label)}
    known = recipes_of(rows)
    sides = {word.upper(): False for word in INPUT} | {word.upper(): True for word in OUTPUT}
    wanted = {}
    for row in rows:
        merchant = merchants.of(row)
        name = row.text("recipe", 120, needed=True)
        product = known_product(row, merchant, products)
        quantity = row.quantity("quantity", product)
        kind = row.one_of("kind", kinds, what=_("There is no kind “%s”."))
        is_output = row.one_of("direction", sides, what=_("Write input or output, not “%s”."))
        if is_output is None and not row.has("direction"):
            row.wrong("direction", _("This must be filled in."))
        if merchant is None or not name:
            continue
        key = merchant.pk, name.upper()
        if key not in wanted:
            recipe = known.get(key) or Recipe(merchant=merchant, name=name)
            wanted[key] = row, Wanted(recipe, [], []), set()
        first, recipe_wanted, said = wanted[key]
        if kind:
            said.add(kind)
            if len(said) > 1:
                row.wrong("kind", _("Row %d says another kind of the same recipe.") % first.number)
            recipe_wanted.recipe.kind = kind
        if row.ok:
            lines = recipe_wanted.outputs if is_output else recipe_wanted.inputs
            lines.append((product, quantity))
    found = [(first, each) for first, each, _said in wanted.values()]
    if not trial.problems:
        check_sides(found)
    if not trial.problems:
        check_rings(found)
    count_recipes([each for _first, each in found], trial)

    def keep(*, by):
        keep_recipes([each for _first, each in found], by=by, note=imported.name)

    trial.put_in = keep


def recipes_of(rows):
    """{(merchant, name in capitals): recipe} of the names in the rows."""
    found = {}
    for names in in_parts({row.cells.get("recipe", "").upper() for row in rows}):
        for recipe in Recipe.objects.alias(key=Upper("name")).filter(key__in=names):
            found[recipe.merchant_id, recipe.name.upper()] = recipe
    return found


def check_sides(found):
    for first, wanted in found:
        if not wanted.inputs:
            first.wrong("recipe", _("%s has no input.") % wanted.recipe)
        if not wanted.outputs:
            first.wrong("recipe", _("%s has no output.") % wanted.recipe)


def check_rings(found):
    """The first row of a recipe is wrong where a product would be made of itself."""
    rows = {id(wanted): first for first, wanted in found}
    besides = [wanted.recipe for _first, wanted in found]
    for group in by_direction([wanted for _first, wanted in found]):
        graph = made_of(group[0].recipe, besides=besides)
        for wanted in group:
            for product, _quantity in wanted.outputs:
                graph.setdefault(product.pk, set()).update(part.pk for part, _n in wanted.inputs)
        for wanted, product in islice(rings(group, graph), MOST_RINGS):
            rows[id(wanted)].wrong("recipe", in_a_ring(product))


def count_recipes(wanted, trial):
    says = {}
    for part in in_parts([each.recipe.pk for each in wanted if each.recipe.pk]):
        says |= current_says(part)
    for each in wanted:
        if each.recipe.pk is None:
            trial.new += 1
        elif says.get(each.recipe.pk, (0, None))[1] == each.says:
            trial.same += 1
        else:
            trial.changed += 1


# Opening stock


def try_stock(rows, trial, imported):
    merchants, products = Merchants(), products_of(rows)
    places = places_of()
    lots = lots_of(rows)
    moves = []
    for row in rows:
        merchant = merchants.of(row)
        product = known_product(row, merchant, products)
        location = place_of(row, places)
        quantity = row.quantity("quantity", product)
        lot = lot_of(row, product, lots)
        if row.ok and quantity:
            moves.append(
                StockMove(
                    warehouse_id=location.warehouse_id,
                    product=product,
                    lot=lot,
                    quantity=quantity,
                    to_location=location,
                )
            )
    trial.new = len(moves)

    def keep(*, by):
        Lot.objects.bulk_create([lot for lot in lots.values() if lot.pk is None])
        for move in moves:
            move.lot = move.lot  # its key is known only now
        Posting.post(
            Reason.ADJUST, moves, by=by, document=f"import-{imported.pk}", note=imported.name
        )

    trial.put_in = keep


def places_of():
    """{warehouse code: {location code: location}}, all in capitals."""
    found = {}
    places = Location.objects.filter(warehouse__active=True).select_related("warehouse")
    for place in places:
        found.setdefault(place.warehouse.code.upper(), {})[place.code.upper()] = place
    return found


def place_of(row, places):
    here = row.one_of("warehouse", places, what=_("There is no warehouse “%s”."))
    code = row.text("location", 24, needed=True)
    if here is None or not code:
        return None
    place = here.get(code.upper())
    if place is None:
        row.wrong("location", _("There is no location “%s” in this warehouse.") % code)
    elif not place.active:
        row.wrong("location", _("%s is inactive.") % code)
    elif place.kind == LocationKind.STAGING:
        row.wrong("location", _("Picked goods are moved by their picking lists."))
    return place


def lots_of(rows):
    """{(product, code): lot} of the lots that the rows name; new ones are added while rows are tried."""
    found = {}
    for codes in in_parts({row.cells.get("lot", "") for row in rows} - {""}):
        for lot in Lot.objects.filter(code__in=codes):
            found[lot.product_id, lot.code] = lot
    return found


def lot_of(row, product, lots):
    code = row.text("lot", 40)
    expires = row.day("expires_on")
    if product is None:
        return None
    if product.lot_tracked and not code:
        row.wrong("lot", _("%s is tracked by lot.") % product.sku)
    elif code and not product.lot_tracked:
        row.wrong("lot", _("%s is not tracked by lot.") % product.sku)
    elif expires and not code:
        row.wrong("expires_on", _("Only lots have a day to use them by."))
    if not code or not row.ok:
        return None
    lot = lots.setdefault((product.pk, code), Lot(product=product, code=code, expires_on=expires))
    if expires and lot.expires_on != expires:
        row.wrong(
            "expires_on",
            _("Lot %(lot)s is to be used by %(day)s.")
            % {"lot": code, "day": lot.expires_on or _("no day")},
        )
    return lot


COLUMNS = {
    ImportedFile.Kind.PRODUCTS: {
        "sku": ["code", "item", "item_code", "product_code"],
        "name": ["product", "product_name", "description", "title"],
        "unit": ["uom", "unit_of_measure"],
        "barcode": ["ean", "gtin", "upc"],
        "cost": ["cost_price", "unit_cost"],
        "price": ["sales_price", "selling_price", "unit_price"],
        "reorder_level": ["reorder", "minimum", "minimum_stock", "low_below"],
        "lot_tracked": ["lots", "tracked_by_lot", "lot_tracking"],
        "active": [],
        "merchant": ["owner"],
    },
    ImportedFile.Kind.RECIPES: {
        "recipe": ["bom", "name", "recipe_name"],
        "kind": ["type"],
        "direction": ["side", "line", "in_or_out"],
        "sku": ["code", "component", "product"],
        "quantity": ["qty", "amount"],
        "merchant": ["owner"],
    },
    ImportedFile.Kind.STOCK: {
        "sku": ["code", "item", "product"],
        "location": ["bin", "place", "shelf"],
        "quantity": ["qty", "on_hand", "stock"],
        "lot": ["batch", "lot_number"],
        "expires_on": ["use_by", "expiry", "expires", "best_before"],
        "warehouse": ["warehouse_code"],
        "merchant": ["owner"],
    },
}
NEEDED = {
    ImportedFile.Kind.PRODUCTS: ["sku"],
    ImportedFile.Kind.RECIPES: ["recipe", "direction", "sku", "quantity"],
    ImportedFile.Kind.STOCK: ["sku", "location", "quantity"],
}
EXAMPLES = {
    ImportedFile.Kind.PRODUCTS: [
        ["TEA-100", "Tea, 100 g", "pcs", "4006381333931", "4.20", "9.50", "20", "yes", "yes", ""],
        ["MUG-B", "Mug, blue", "pcs", "", "3", "7.50", "", "no", "yes", ""],
    ],
    ImportedFile.Kind.RECIPES: [
        ["Gift box", "assembly", "input", "TEA-100", "1", ""],
        ["Gift box", "assembly", "input", "MUG-B", "2", ""],
        ["Gift box", "assembly", "output", "GIFT", "1", ""],
    ],
    ImportedFile.Kind.STOCK: [
        ["TEA-100", "A-01", "40", "L2610-1", "2027-03-31", "", ""],
        ["MUG-B", "A-01", "12", "", "", "", ""],
    ],
}
TRIALS = {
    ImportedFile.Kind.PRODUCTS: try_products,
    ImportedFile.Kind.RECIPES: try_recipes,
    ImportedFile.Kind.STOCK: try_stock,
}
