"""What is asked of the list of inbound orders, and what is typed of one that is expected."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from config.core.dates import sensible
from config.core.fields import MoneyField
from warehouse.forms.lines import Lines, ProductLine, QuantityInput
from warehouse.models import InboundLine, InboundOrder, Merchant, Product
from warehouse.states import INBOUND_OPEN, InboundKind, InboundStatus


class InboundFilter(forms.Form):
    """The filters of the list, which all stand in its address; what is wrong there is left out."""

    status = forms.MultipleChoiceField(choices=InboundStatus.choices, required=False)
    closed = forms.ChoiceField(choices=[("only", "only")], required=False)
    kind = forms.ChoiceField(choices=InboundKind.choices, required=False)
    merchant = forms.IntegerField(min_value=1, max_value=2**31 - 1, required=False)
    q = forms.CharField(max_length=200, required=False)

    def full_clean(self):
        super().full_clean()
        for name in self.errors:
            self.cleaned_data[name] = None

    def narrow(self, inbounds):
        """These orders, of whatever status and merchant, as far as the other filters let them through."""
        asked = self.cleaned_data
        if asked["kind"]:
            inbounds = inbounds.filter(kind=asked["kind"])
        if asked["q"]:
            inbounds = inbounds.filter(_called(asked["q"]))
        return inbounds

    def of_merchant(self, inbounds):
        merchant = self.cleaned_data["merchant"]
        return inbounds.filter(merchant=merchant) if merchant else inbounds

    def of_status(self, inbounds):
        """Open orders alone, unless a status or a search asks for others; a reversed one is closed."""
        asked = self.cleaned_data
        if asked["status"]:
            return inbounds.filter(status__in=asked["status"], reversed_at=None)
        if asked["closed"]:
            return inbounds.exclude(status__in=INBOUND_OPEN, reversed_at=None)
        return inbounds if asked["q"] else inbounds.open()


def _called(words):
    """A condition: the number, the supplier and the reference hold the words, or the name of one of the goods does."""
    lines = InboundLine.objects.filter(product__in=Product.objects.matching(words).values("pk"))
    named = InboundOrder.objects.matching(words).values("pk")
    return Q(pk__in=named) | Q(pk__in=lines.values("inbound"))


class StepForm(forms.Form):
    """What may come along with a step."""

    note = forms.CharField(required=False, max_length=4000)
    seen = forms.CharField(required=False, max_length=30)


class ExpectedLine(ProductLine):
    """A product that will come, how much of it, and what is known of its lot."""

    lot_code = forms.CharField(label=_("Lot"), max_length=40, required=False)
    expires_on = forms.DateField(
        label=_("Use by"),
        required=False,
        validators=[sensible],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    unit_cost = MoneyField().formfield(
        label=_("Unit cost"), required=False, min_value=0, widget=QuantityInput
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["quantity"].label = _("Expected")

    def take(self, product):
        """The row is about this product; a lot is named only where lots are kept."""
        super().take(product)
        if product.lot_tracked:
            return
        for name in ("lot_code", "expires_on"):
            if self.cleaned_data.get(name):
                self.add_error(name, _("%s is not tracked by lot.") % product.sku)

    def as_line(self):
        said = self.cleaned_data
        return InboundLine(
            product=said["product"],
            expected=said["quantity"],
            lot_code=said["lot_code"],
            expires_on=said["expires_on"],
            unit_cost=said["unit_cost"],
        )


class ExpectedLines(Lines):
    @property
    def lines(self):
        """The unsaved lines of a valid table."""
        return [row.as_line() for row in self.filled]


def expected_lines(*args, spare=2, **kwargs):
    """The table of what is expected."""
    table = forms.formset_factory(
        ExpectedLine,
        formset=ExpectedLines,
        extra=spare,
        can_delete=True,
        max_num=500,
        absolute_max=500,
    )
    table.rows_needed = _("Add the goods it brings.")
    return table(*args, prefix="lines", **kwargs)


def rows_of(lines):
    """What the table shows at first for lines that are kept."""
    return [
        {
            "sku": line.product.sku,
            "quantity": line.expected,
            "lot_code": line.lot_code,
            "expires_on": line.expires_on,
            "unit_cost": line.unit_cost,
        }
        for line in lines
    ]


class InboundForm(forms.ModelForm):
    """Goods that are bought or come back; finished goods are expected by their production order alone."""

    once = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)
    seen_at = forms.DateTimeField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = InboundOrder
        fields = ["merchant", "kind", "supplier", "reference", "expected_at", "notes"]
        widgets = {
            "expected_at": forms.DateTimeInput(
                attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"
            ),
            "notes": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [
            (kind.value, kind.label) for kind in (InboundKind.PURCHASE, InboundKind.RETURN)
        ]
        self.fields["expected_at"].validators.append(sensible)
        merchants = list(Merchant.objects.filter(active=True).order_by("pk"))
        self.only_merchant = merchants[0] if len(merchants) == 1 else None
        if self.only_merchant and self._is_theirs():
            del self.fields["merchant"]
        else:
            self.fields["merchant"].queryset = Merchant.objects.filter(active=True)
            self.fields["merchant"].empty_label = None

    def _is_theirs(self):
        return self.instance.pk is None or self.instance.merchant_id == self.only_merchant.pk

    def said(self):
        """What the services are told of the order."""
        names = [name for name in self.Meta.fields if name in self.fields]
        fields = {name: self.cleaned_data[name] for name in names}
        if "merchant" not in fields:
            fields["merchant"] = self.only_merchant
        return fields

    @property
    def merchant(self):
        """Whose goods they are, where that is known by now."""
        return self.only_merchant if "merchant" not in self.fields else self.chosen_merchant

    @property
    def chosen_merchant(self):
        return self.cleaned_data.get("merchant") if self.is_bound and self.is_valid() else None
