"""What is asked of the list of production orders, and what is typed into an order."""

import re
from datetime import timedelta
from decimal import Decimal
from functools import reduce
from operator import and_, or_

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from config.core.dates import midnight, sensible
from config.core.keys import key_of
from warehouse.forms.lines import QuantityInput, initial_of, table_of
from warehouse.models import (
    MaterialLine,
    Merchant,
    OutputLine,
    Product,
    ProductionOrder,
    Recipe,
    RecipeVersion,
)
from warehouse.states import OPEN, Status

MOST_TERMS = 40
MOST_WORDS = 8
NUMBERS = re.compile(r"([A-Za-z]{2}-\d{4}-\d+\s*)+")

# The list


class SeveralInput(forms.TextInput):
    """One field for several terms; an address may name it several times as well."""

    def value_from_datadict(self, data, files, name):
        return ", ".join(data.getlist(name) if hasattr(data, "getlist") else [data.get(name, "")])


class Terms(forms.CharField):
    """Several things to look for, of which one is enough: a list of them, parted by commas or lines."""

    widget = SeveralInput

    def __init__(self, *, parted=r"[,;\n]+", **kwargs):
        self.parted = parted
        super().__init__(required=False, **kwargs)

    def clean(self, value):
        found = (term.strip() for term in re.split(self.parted, super().clean(value)))
        return list(dict.fromkeys(filter(None, found)))[:MOST_TERMS]


class Keys(forms.TypedMultipleChoiceField):
    """Records named by their keys; one that does not exist is simply not found."""

    def __init__(self, **kwargs):
        super().__init__(required=False, coerce=int, **kwargs)

    def valid_value(self, value):
        return key_of(value) is not None


class OrderFilter(forms.Form):
    """The filters of the list, which all stand in its address; what is wrong there is left out."""

    status = forms.MultipleChoiceField(label=_("Status"), choices=Status.choices, required=False)
    merchant = Keys(label=_("Merchant"))
    q = Terms(label=_("Number or name"))
    input = Terms(label=_("Input SKU"), parted=r"[,;\s]+")
    output = Terms(label=_("Output SKU"), parted=r"[,;\s]+")
    due = forms.ChoiceField(
        label=_("Scheduled"),
        choices=[("late", _("Late")), ("today", _("Today")), ("week", _("Next 7 days"))],
        required=False,
    )

    looks_for = ("q", "input", "output")

    def full_clean(self):
        super().full_clean()
        for name in self.errors:
            self.cleaned_data[name] = [] if name != "due" else ""

    @property
    def statuses(self):
        """What is shown: the statuses asked for, all where something is looked for, else what is open."""
        if chosen := self.cleaned_data["status"]:
            return chosen
        if any(self.cleaned_data[name] for name in self.looks_for):
            return Status.values
        return [str(status) for status in OPEN]

    def narrow(self, orders):
        """These orders, of whatever status, as far as the other filters let them through."""
        asked = self.cleaned_data
        if asked["merchant"]:
            orders = orders.filter(merchant__in=asked["merchant"])
        if asked["q"]:
            orders = orders.filter(any_of(holds_all(term) for term in numbers_apart(asked["q"])))
        for name, lines in (("input", MaterialLine), ("output", OutputLine)):
            if asked[name]:
                goods = Product.objects.filter(any_of(Q(sku__icontains=t) for t in asked[name]))
                orders = orders.filter(
                    pk__in=lines.objects.filter(product__in=goods).values("order")
                )
        if asked["due"]:
            orders = scheduled(orders, asked["due"])
        return orders


def any_of(conditions):
    return reduce(or_, conditions)


def holds_all(term):
    """The words of the term, in any order."""
    words = term.lower().split()[:MOST_WORDS]
    return reduce(and_, [ProductionOrder.holds(word) for word in words])


def numbers_apart(terms):
    """Numbers beside each other, as they are pasted from a table, are looked for one by one."""
    for term in terms:
        yield from term.split() if NUMBERS.fullmatch(term) else [term]


def scheduled(orders, due):
    if due == "late":
        return orders.late()
    today = midnight(timezone.localdate())
    days = 1 if due == "today" else 7
    return orders.open().filter(
        scheduled_at__gte=today, scheduled_at__lt=today + timedelta(days=days)
    )


# The page of an order


class StepForm(forms.Form):
    """What may come along with a step."""

    note = forms.CharField(required=False, max_length=4000)
    seen = forms.CharField(required=False, max_length=30)


class NoteForm(forms.Form):
    note = forms.CharField(
        label=_("Note"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )


# An order being typed

Materials = table_of()
Outputs = table_of()
TABLES = {"materials": Materials, "outputs": Outputs}


def sets_field(**kwargs):
    return forms.DecimalField(
        label=_("Sets"),
        min_value=Decimal("0.0001"),
        max_value=Decimal(10) ** 6,
        max_digits=12,
        decimal_places=4,
        error_messages={"min_value": _("Enter more than zero.")},
        **kwargs,
    )


class OrderForm(forms.ModelForm):
    """What an order says of itself. The merchant is asked for only where the shop has several.

    ``recipe_version`` and ``made_sets`` say what its lines were filled in from.
    """

    recipe_version = forms.ModelChoiceField(
        RecipeVersion.objects.select_related("recipe"), required=False, widget=forms.HiddenInput
    )
    made_sets = sets_field(required=False, widget=forms.HiddenInput)
    once = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    class Meta:
        model = ProductionOrder
        fields = ["name", "merchant", "scheduled_at", "notes"]
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "off"}),
            "scheduled_at": forms.DateTimeInput(
                attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"
            ),
            "notes": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        known = Merchant.objects.filter(Q(active=True) | Q(pk=self.instance.merchant_id))
        merchants = list(known.order_by("name"))
        self.only_merchant = merchants[0] if len(merchants) == 1 else None
        if self.only_merchant:
            del self.fields["merchant"]
        else:
            self.fields["merchant"].queryset = known.order_by("name")
        self.fields["scheduled_at"].validators.append(sensible)

    @property
    def owner(self):
        """Whose order it is; None while that is not known."""
        return self.only_merchant or getattr(self, "cleaned_data", {}).get("merchant")

    def facts(self):
        """What the order is told of itself, besides its lines."""
        typed = self.cleaned_data
        version = typed["recipe_version"]
        return {
            "name": typed["name"],
            "merchant": self.owner,
            "scheduled_at": typed["scheduled_at"],
            "notes": typed["notes"],
            "recipe_version": version,
            "sets": typed["made_sets"] if version else None,
        }


class RecipeChoice(forms.ModelChoiceField):
    """A recipe by its name, and by its merchant where there are several."""

    def label_from_instance(self, recipe):
        return f"{recipe.name} ({recipe.merchant})" if self.names_merchants else recipe.name


class ApplyForm(forms.Form):
    """A recipe and how often: it fills both tables."""

    recipe = RecipeChoice(Recipe.objects.none(), label=_("Recipe (BOM)"), empty_label=_("Choose…"))
    sets = sets_field(widget=QuantityInput)

    def __init__(self, *args, **kwargs):
        kwargs["initial"] = {"sets": Decimal(1)} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        recipes = Recipe.objects.active().select_related("merchant").order_by("name")
        field = self.fields["recipe"]
        field.names_merchants = Merchant.objects.filter(active=True).count() > 1
        field.queryset = recipes

    def clean_recipe(self):
        recipe = self.cleaned_data["recipe"]
        if recipe.current is None:
            raise forms.ValidationError(_("This recipe has no lines yet."))
        return recipe

    def lines(self):
        """{table: what it shows at first} of the current version, for so many sets."""
        version, sets = self.cleaned_data["recipe"].current, self.cleaned_data["sets"]
        rows = list(version.lines.select_related("product"))
        return {
            name: initial_of(
                (row.product, times(row.quantity, sets)) for row in rows if row.is_output == wanted
            )
            for name, wanted in (("materials", False), ("outputs", True))
        }


def times(quantity, sets):
    """So much for so many sets, as far as quantities have places."""
    return (quantity * sets).quantize(Decimal("0.0001"))


def tables(data=None, *, merchant=None, initial=None):
    """The two tables of an order: as they were sent, or with these rows."""
    return {
        name: table(data, prefix=name, merchant=merchant)
        if data is not None
        else table(prefix=name, initial=(initial or {}).get(name))
        for name, table in TABLES.items()
    }


def typed_rows(data):
    """{table: the rows that were typed and not removed}, to be shown again as they are."""
    found = {}
    for name, table in tables(data).items():
        table.is_valid()  # which rows were removed is known afterwards
        found[name] = [
            {"sku": row["sku"].value(), "quantity": row["quantity"].value()} for row in table.filled
        ]
    return found
