"""What a picker types, and what the desk chooses for a picking list."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.core.keys import SeveralChoices
from warehouse.forms.lines import misfit
from warehouse.models import ProductionOrder
from warehouse.states import PickingStatus

NOTHING_WAITS = gettext_lazy("Nothing of %(value)s waits for a picking list any more.")


class PickedQuantity(forms.DecimalField):
    """So much of the goods of a line; a phone's number pad may have a comma and no point."""

    def __init__(self, **kwargs):
        super().__init__(max_digits=14, decimal_places=4, **kwargs)

    def to_python(self, value):
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)


class LineForm(forms.Form):
    """Something said about one line of a list, in the unit of its product."""

    once = forms.CharField(max_length=64, required=False)

    def __init__(self, *args, line, **kwargs):
        super().__init__(*args, **kwargs)
        self.line = line

    def fitting(self, name):
        quantity, product = self.cleaned_data[name], self.line.item.product
        if not product.unit.fits(quantity):
            raise ValidationError(misfit(product))
        return quantity


class PickForm(LineForm):
    quantity = PickedQuantity(
        min_value=Decimal("0.0001"),
        error_messages={
            "required": gettext_lazy("How many do you take?"),
            "invalid": gettext_lazy("How many do you take? Enter a number."),
            "min_value": gettext_lazy("Take at least one, or say that fewer are here."),
        },
    )

    def clean_quantity(self):
        return self.fitting("quantity")


class ShortForm(LineForm):
    """What was really there, and what becomes of the rest."""

    ELSEWHERE, LEAVE = "elsewhere", "leave"

    found = PickedQuantity(
        min_value=Decimal(0),
        error_messages={
            "required": gettext_lazy("How many did you find?"),
            "invalid": gettext_lazy("How many did you find? Enter a number."),
            "min_value": gettext_lazy("How many did you find? Zero or more."),
        },
    )
    rest = forms.ChoiceField(
        choices=[(ELSEWHERE, ELSEWHERE), (LEAVE, LEAVE)],
        error_messages={
            "required": gettext_lazy("Say what becomes of the rest."),
            "invalid_choice": gettext_lazy("Say what becomes of the rest."),
        },
    )

    def clean_found(self):
        return self.fitting("found")

    def clean(self):
        if self.line.is_short:
            raise ValidationError(_("That this line is short is written down already."))
        return self.cleaned_data


class ScanForm(forms.Form):
    code = forms.CharField(
        max_length=80,
        error_messages={
            "required": gettext_lazy("Scan or type a place or a product."),
            "max_length": gettext_lazy("That code is too long: scan one at a time."),
        },
    )
    once = forms.CharField(max_length=64, required=False)


class BatchForm(forms.Form):
    """The orders that one picking list is to serve, and the papers of other desks, by their numbers."""

    orders = SeveralChoices(
        queryset=ProductionOrder.objects.none(),
        required=False,
        error_messages={
            "invalid_choice": gettext_lazy("One of these orders is not of this warehouse."),
            "invalid_pk_value": gettext_lazy("One of these orders is not of this warehouse."),
        },
    )
    papers = forms.MultipleChoiceField(
        required=False,
        error_messages={"invalid_choice": NOTHING_WAITS},
    )
    once = forms.CharField(max_length=64)

    def __init__(self, *args, orders, papers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["orders"].queryset = orders
        self.fields["papers"].choices = [(number, number) for number in papers]

    def clean(self):
        typed = self.cleaned_data
        if not self.errors and not typed["orders"] and not typed["papers"]:
            raise ValidationError(_("Choose at least one order."))
        return typed


class ListsAsked(forms.Form):
    """What stands in the address of the list of picking lists; a status that is none is left out."""

    status = forms.MultipleChoiceField(choices=PickingStatus.choices, required=False)

    def full_clean(self):
        super().full_clean()
        if self.errors:
            self.cleaned_data["status"] = []
