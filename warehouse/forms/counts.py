"""What is typed while somebody counts a location."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import zip_longest

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Max, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.core.keys import key_of, keys_of
from warehouse.forms.stock import check_fits, day, keep_lot, lot_named, once, product_of, quantity
from warehouse.models import Lot, Product, StockMove

MOST_ROWS = 500  # of one location on one sheet
MOST_ADDED = 100


class CountForm(forms.Form):
    """What a count says besides its rows."""

    once = once()
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**63 - 1)
    note = forms.CharField(label=gettext_lazy("Note"), required=False, max_length=300)


FOUND = quantity(min_value=Decimal(0), required=False)
LOT = forms.CharField(required=False, max_length=Lot._meta.get_field("code").max_length)
USE_BY = day(gettext_lazy("Use by"))


@dataclass
class Row:
    """A product, and a lot where it has them, that was found or not; ``typed`` is what was written beside it."""

    product: Product
    lot: Lot | None = None
    expected: Decimal | None = None  # None where the books have nothing of it
    key: str = ""
    typed: str = ""
    lot_typed: str = ""
    expires_typed: str = ""
    found: Decimal | None = None
    expires_on: date | None = None
    error: str = ""
    is_next: bool = False

    @property
    def is_added(self):
        return self.expected is None

    def read(self):
        """Understand what was typed; ``error`` says what is wrong with it."""
        try:
            self.found = FOUND.clean(self.typed.strip().replace(",", "."))
            if self.is_added and (self.found is not None or self.lot_typed):
                self.lot = lot_named(self.product, LOT.clean(self.lot_typed))
                self.expires_on = USE_BY.clean(self.expires_typed)
            if self.found is not None:
                check_fits(self.product, self.found)
        except ValidationError as error:
            self.error = " ".join(error.messages)


class Sheet:
    """The rows of a location: everything the books have there, and what was found besides."""

    def __init__(self, location, *, user, data=None):
        self.location, self.user = location, user
        # The ledger's latest movement, read before the rows: what comes or goes later was not counted.
        self.latest_move = StockMove.objects.aggregate(latest=Max("pk"))["latest"] or 0
        typed = data or {}
        self.rows = self._in_the_books(typed)
        if data:
            self.rows += self._added(data)
        self.error = ""

    def _in_the_books(self, typed):
        """Also what was there when the sheet was opened and is gone since."""
        named = keys_of(name[6:] for name in typed if name.startswith("found-"))
        known = Q(quantity__gt=0) | Q(pk__in=named[:MOST_ROWS])
        items = self.location.items.filter(known).select_related("product__unit", "lot")
        self.is_cut = items.count() > MOST_ROWS
        return [
            Row(
                item.product,
                item.lot,
                item.quantity,
                key=f"found-{item.pk}",
                typed=typed.get(f"found-{item.pk}", ""),
            )
            for item in items.order_by("product__sku", "lot__code", "pk")[:MOST_ROWS]
        ]

    def _added(self, data):
        lists = [data.getlist(f"added-{name}") for name in ("product", "lot", "expires", "found")]
        rows = list(zip_longest(*lists, fillvalue=""))[:MOST_ADDED]
        keys = keys_of(key for key, *_rest in rows)
        products = Product.objects.for_user(self.user).select_related("unit").in_bulk(keys)
        return [
            Row(products[key_of(key)], lot_typed=lot, expires_typed=expires, typed=found)
            for key, lot, expires, found in rows
            if key_of(key) in products
        ]

    def scan(self, code):
        """The next row to fill in is the one of this product; where there is none, it is added.

        Raises ValidationError for a code that no product has.
        """
        product = product_of(code, self.user)
        mine = [row for row in self.rows if row.product == product]
        if not mine:
            mine = [Row(product)]
            self.rows += mine
        waiting = [row for row in mine if not row.typed.strip()]
        (waiting or mine)[0].is_next = True

    def add(self, code):
        """One more row for the product: another lot of it, or a product that the books do not have here."""
        product = product_of(code, self.user)
        if not product.lot_tracked and any(row.product == product for row in self.rows):
            return self.scan(code)
        self.rows.append(Row(product, is_next=True))
        return None

    def is_valid(self):
        """Whether everything that was typed can be saved, and something was."""
        for row in self.rows:
            row.read()
        self._refuse_twice()
        if any(row.error for row in self.rows):
            self.error = _("Nothing was saved yet. Please correct the fields marked below.")
        elif all(row.found is None for row in self.rows):
            self.error = _("Write down what you found, 0 where there is nothing.")
        return not self.error

    def _refuse_twice(self):
        seen = set()
        for row in self.rows:
            if row.is_added and row.found is None:
                continue
            key = (row.product.pk, row.lot.code if row.lot else "")
            if key in seen and not row.error:
                row.error = _("This stands on the sheet already.")
            seen.add(key)

    def found(self):
        """{(product, lot): quantity} of what was counted; lots that are new are kept."""
        return {
            (row.product, self._kept(row)): row.found for row in self.rows if row.found is not None
        }

    @staticmethod
    def _kept(row):
        if row.lot and row.lot.pk is None:
            return keep_lot(row.lot, row.expires_on)
        return row.lot
