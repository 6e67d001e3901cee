"""What people type and ask for about products and recipes."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.core.images import PhotosField
from warehouse.forms.lines import QuantityInput, misfit
from warehouse.models import ImportedFile, Merchant, Product, Recipe
from warehouse.services.tables import MB, MOST_BYTES


class Asked(forms.Form):
    """What stands in an address; what is wrong there is left out, as if nobody had asked for it."""

    def full_clean(self):
        super().full_clean()
        for name in self.errors:
            self.cleaned_data[name] = None


class ProductSearch(Asked):
    STATES = [
        ("active", gettext_lazy("Active")),
        ("low", gettext_lazy("Low")),
        ("inactive", gettext_lazy("Inactive")),
    ]
    TRACKED = [("yes", gettext_lazy("Tracked by lot")), ("no", gettext_lazy("Without lots"))]

    q = forms.CharField(required=False, max_length=100)
    state = forms.ChoiceField(choices=STATES, required=False)
    lots = forms.ChoiceField(choices=TRACKED, required=False, label=gettext_lazy("Lots"))
    merchant = forms.IntegerField(required=False, max_value=10**18, label=gettext_lazy("Merchant"))

    @property
    def state_asked(self):
        return self.cleaned_data["state"] or "active"


class RecipeSearch(Asked):
    STATES = [("active", gettext_lazy("Active")), ("inactive", gettext_lazy("Inactive"))]

    q = forms.CharField(required=False, max_length=100)
    state = forms.ChoiceField(choices=STATES, required=False)
    merchant = forms.IntegerField(required=False, max_value=10**18, label=gettext_lazy("Merchant"))

    @property
    def state_asked(self):
        return self.cleaned_data["state"] or "active"


class OfMerchant(forms.ModelForm):
    """A record of a merchant: asked for where there are several, known where it exists already or there is but one."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        merchants = list(Merchant.objects.filter(active=True).order_by("name"))
        if self.instance.pk or len(merchants) == 1:
            del self.fields["merchant"]
            if not self.instance.pk:
                self.instance.merchant = merchants[0]
        else:
            self.fields["merchant"].queryset = Merchant.objects.filter(active=True)

    def _get_validation_exclusions(self):
        """A SKU and a name are one of a kind within the merchant, also where nobody was asked for it."""
        known = {"merchant"} if self.instance.merchant_id else set()
        return super()._get_validation_exclusions() - known


class ProductForm(OfMerchant):
    photo = PhotosField(label=gettext_lazy("Photo"), most=1, required=False)
    remove_photo = forms.BooleanField(label=gettext_lazy("Remove the photo"), required=False)

    class Meta:
        model = Product
        fields = [
            "merchant", "sku", "name", "unit", "barcode", "cost", "price", "reorder_level",
            "lot_tracked",
        ]  # fmt: skip
        widgets = {
            "sku": forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
            "name": forms.TextInput(attrs={"autocomplete": "off"}),
            "barcode": forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text"}),
            "cost": QuantityInput,
            "price": QuantityInput,
            "reorder_level": QuantityInput,
        }
        help_texts = {
            "barcode": gettext_lazy(
                "GTIN or your own; the label prints the SKU where it is empty."
            ),
            "cost": gettext_lazy("Of one unit."),
            "price": gettext_lazy("Of one unit."),
            "reorder_level": gettext_lazy(
                "The product is low once less than this is free and on its way; 0 is never."
            ),
            "lot_tracked": gettext_lazy("Goods are received, picked and traced lot by lot."),
        }

    def __init__(self, *args, has_photo=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["photo"].widget.attrs["multiple"] = False
        if not has_photo:
            del self.fields["remove_photo"]

    def clean_sku(self):
        return self.cleaned_data["sku"].strip()

    def clean_barcode(self):
        return "".join(self.cleaned_data["barcode"].split())

    def clean(self):
        cleaned = super().clean()
        unit, level = cleaned.get("unit"), cleaned.get("reorder_level")
        if unit and level is not None:
            if level < 0:
                self.add_error("reorder_level", _("Enter zero or more."))
            elif not unit.fits(level):
                self.add_error("reorder_level", misfit(Product(sku=cleaned.get("sku"), unit=unit)))
        return cleaned


class NewProductForm(ProductForm):
    once = forms.CharField(widget=forms.HiddenInput, max_length=64)


class RecipeForm(OfMerchant):
    seen_version = forms.IntegerField(widget=forms.HiddenInput, max_value=10**9)
    note = forms.CharField(
        label=gettext_lazy("What changed"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Stands beside the new version."),
    )

    class Meta:
        model = Recipe
        fields = ["merchant", "name", "kind"]
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "off"})}


class NewRecipeForm(RecipeForm):
    seen_version = note = None
    once = forms.CharField(widget=forms.HiddenInput, max_length=64)


class TableForm(forms.Form):
    """A table to be put in; what is in it is for the import to judge."""

    kind = forms.ChoiceField(label=gettext_lazy("What is in it"), widget=forms.RadioSelect)
    file = forms.FileField(
        label=gettext_lazy("File"),
        max_length=200,
        help_text=gettext_lazy("CSV or XLSX, up to 5 MB and 20,000 rows."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,text/csv"}),
        error_messages={"empty": gettext_lazy("This file is empty. Please choose it again.")},
    )

    def __init__(self, *args, kinds, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind, kind.label) for kind in kinds]

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(
                _("This file is larger than %(most)d MB. Please split it.")
                % {"most": MOST_BYTES // MB}
            )
        return file

    def clean_kind(self):
        return ImportedFile.Kind(self.cleaned_data["kind"])
