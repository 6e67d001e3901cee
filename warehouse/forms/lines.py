"""Rows of products and quantities, added and removed in place: materials, outputs, goods to come, recipe lines."""

from decimal import Decimal

from django import forms
from django.db.models import Q
from django.db.models.functions import Upper
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from warehouse.models import Product

MOST_ROWS = 1500
SPARE = 2  # empty rows that a page without JavaScript shows


class QuantityInput(forms.TextInput):
    """A number as the phone's number pad types it; the text that was typed is kept."""

    input_type = "text"

    def __init__(self, attrs=None):
        super().__init__(
            {"inputmode": "decimal", "autocomplete": "off", "class": "num"} | (attrs or {})
        )

    def format_value(self, value):
        if isinstance(value, Decimal):
            return f"{value.normalize():f}"
        return super().format_value(value)


class ProductLine(forms.Form):
    """One row; ``cleaned_data["product"]`` is the product of the SKU or barcode that was typed.

    A row of which nothing is filled in is no row. A subclass may add fields: they become columns.
    """

    sku = forms.CharField(
        label=gettext_lazy("Product"),
        required=False,
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "list": "products",
                "autocomplete": "off",
                "spellcheck": "false",
                "placeholder": gettext_lazy("SKU, name or barcode"),
                "hx-get": reverse_lazy("warehouse:product_search"),
                "hx-trigger": "input changed delay:150ms",
                "hx-target": "#products",
                "hx-sync": "this:replace",
                "data-product": "",
            }
        ),
    )
    quantity = forms.DecimalField(
        label=gettext_lazy("Quantity"),
        required=False,
        max_digits=14,
        decimal_places=4,
        max_value=Decimal(10) ** 9,
        widget=QuantityInput,
        error_messages={"invalid": gettext_lazy("Enter a number.")},
    )

    @property
    def columns(self):
        """The fields that are columns of the table."""
        return [field for field in self.visible_fields() if field.name != "DELETE"]

    @property
    def is_blank(self):
        """Whether nothing was typed into the row."""
        return not any(str(value or "").strip() for value in self._typed().values())

    def _typed(self):
        skipped = ("DELETE",)
        return {
            name: field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
            for name, field in self.fields.items()
            if name not in skipped and not isinstance(field, forms.BooleanField)
        }

    def clean(self):
        if self.is_blank:
            return self.cleaned_data
        if not self.cleaned_data.get("sku") and "sku" not in self.errors:
            self.add_error("sku", _("Choose a product."))
        quantity = self.cleaned_data.get("quantity")
        if quantity is None and "quantity" not in self.errors:
            self.add_error("quantity", _("Enter a quantity."))
        elif quantity is not None and quantity <= 0:
            self.add_error("quantity", _("Enter more than zero."))
        return self.cleaned_data

    def take(self, product):
        """The row is about this product; its quantity must fit the product's unit."""
        self.cleaned_data["product"] = product
        quantity = self.cleaned_data.get("quantity")
        if quantity is not None and not product.unit.fits(quantity):
            self.add_error("quantity", misfit(product))


def misfit(product):
    """Why a quantity does not fit the unit, in words."""
    if product.unit.places == 0:
        return _("%(sku)s is counted in whole %(unit)s.") % {
            "sku": product.sku,
            "unit": product.unit.name.lower(),
        }
    return _("%(sku)s has at most %(places)s decimal places.") % {
        "sku": product.sku,
        "places": product.unit.places,
    }


class Lines(forms.BaseFormSet):
    """The rows of one table. ``merchant`` is whose products may be named, where that is known.

    ``rows_needed`` is what the table asks for where it must not be empty.
    """

    rows_needed = ""

    def __init__(self, data=None, *args, merchant=None, initial=None, **kwargs):
        self.merchant = merchant
        # What was typed is all there is: a row that equals its first value would count as untouched.
        super().__init__(data, *args, initial=initial if data is None else None, **kwargs)

    def total_form_count(self):
        """As many rows as were sent, whatever their number claims."""
        claimed = super().total_form_count()
        if not self.is_bound:
            return claimed
        return min(
            claimed, sum(self.prefix in name and name.endswith("-sku") for name in self.data)
        )

    @property
    def filled(self):
        """The forms of rows that count, valid ones only after ``is_valid``."""
        return [
            form for form in self.forms if not form.is_blank and not self._should_delete_form(form)
        ]

    @property
    def quantities(self):
        """[(product, quantity)] of a valid table."""
        return [(row.cleaned_data["product"], row.cleaned_data["quantity"]) for row in self.filled]

    def clean(self):
        rows = [row for row in self.filled if row.cleaned_data.get("sku")]
        known = self._products({row.cleaned_data["sku"].strip() for row in rows})
        for row in rows:
            found = known.get(row.cleaned_data["sku"].strip().upper(), [])
            if len(found) == 1:
                row.take(found[0])
            elif found:
                row.add_error(
                    "sku", _("Several merchants have this SKU: choose the merchant first.")
                )
            else:
                row.add_error(
                    "sku", _("There is no active product “%s”.") % row.cleaned_data["sku"]
                )
        if self.rows_needed and not self.filled:
            raise forms.ValidationError(self.rows_needed)

    def _products(self, typed):
        """{SKU or barcode in capitals: products}, looked up in one query."""
        products = Product.objects.active().select_related("unit")
        if self.merchant:
            products = products.filter(merchant=self.merchant)
        keys = {text.upper() for text in typed}
        found = {}
        named = products.alias(key=Upper("sku")).filter(Q(key__in=keys) | Q(barcode__in=typed))
        for product in named if typed else ():
            for key in {product.sku.upper(), product.barcode.upper()} - {""}:
                found.setdefault(key, []).append(product)
        return found


def table_of(row=ProductLine, *, needed="", spare=SPARE):
    """A kind of table: ``table_of(RowForm)(data, prefix="materials", merchant=...)``."""
    table = forms.formset_factory(
        row, formset=Lines, extra=spare, can_delete=True, max_num=MOST_ROWS, absolute_max=MOST_ROWS
    )
    table.rows_needed = needed
    return table


def initial_of(lines):
    """What a table shows at first for records with a product and a quantity, or for (product, quantity)."""
    pairs = (line if isinstance(line, tuple) else (line.product, line.quantity) for line in lines)
    return [{"sku": product.sku, "quantity": quantity} for product, quantity in pairs]
