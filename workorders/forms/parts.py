"""Parts of a work order, as they are typed."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.core.fields import AmountField
from config.core.forms import AmountInput
from warehouse.forms.lines import ProductLine, QuantityInput
from warehouse.models import Product
from workorders.models import Task


def cost_field():
    return AmountField(
        label=gettext_lazy("Own unit cost"),
        required=False,
        min_value=Decimal(0),
        widget=AmountInput(),
    )


def quantity_field():
    return forms.DecimalField(
        label=gettext_lazy("Quantity"),
        min_value=Decimal("0.0001"),
        max_value=Decimal(10) ** 9,
        max_digits=14,
        decimal_places=4,
        widget=QuantityInput,
        error_messages={"min_value": gettext_lazy("Enter more than zero.")},
    )


def name_of(task):
    return f"{task.title} · {task.asset.tag}" if task.asset else task.title


class NewPartForm(forms.Form):
    """A product that the order needs, by its SKU or barcode; without a cost of its own it has the product's."""

    sku = ProductLine.base_fields["sku"]
    quantity = quantity_field()
    unit_cost = cost_field()
    task = forms.ModelChoiceField(
        Task.objects.none(), label=gettext_lazy("For the task"), required=False
    )
    once = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    def __init__(self, *args, user, order, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["task"].queryset = order.tasks.select_related("asset")
        self.fields["task"].empty_label = _("None of them")
        self.fields["task"].label_from_instance = name_of
        self.products = Product.objects.for_user(user).active().select_related("unit")

    def clean_sku(self):
        typed = self.cleaned_data["sku"]
        if not typed:
            raise forms.ValidationError(_("Choose a product."))
        found = self.products.scanned(typed)[:2]
        if len(found) == 1:
            self.cleaned_data["product"] = found[0]
            return typed
        if found:
            raise forms.ValidationError(
                _("Several merchants have this SKU: type the product’s barcode.")
            )
        raise forms.ValidationError(_("There is no active product “%s”.") % typed)


class PartForm(forms.Form):
    """How much of a part, and at what cost."""

    quantity = quantity_field()
    unit_cost = cost_field()
