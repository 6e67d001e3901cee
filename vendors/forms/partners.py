"""What people type about vendors and properties, and what they look for among them."""

from datetime import date

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.core.dates import sensible
from config.core.models.shop import current_shop
from vendors.models import Property, Trade, Vendor

MOST_MONTHS = 600  # of a warranty, see the model


class Asked(forms.Form):
    """What stands in an address; what is wrong there is left out, as if nobody had asked for it."""

    def full_clean(self):
        super().full_clean()
        for name in self.errors:
            self.cleaned_data[name] = None

    @property
    def is_narrow(self):
        """Whether anything is asked for."""
        return any(self.cleaned_data.values())


class VendorSearch(Asked):
    STATES = [("active", gettext_lazy("Active")), ("inactive", gettext_lazy("Inactive"))]
    INSURANCES = [
        ("ended", gettext_lazy("Insurance ended")),
        ("soon", gettext_lazy("Ends within 30 days")),
        ("insured", gettext_lazy("Insured")),
        ("unknown", gettext_lazy("Not known")),
    ]

    q = forms.CharField(required=False, max_length=100)
    state = forms.ChoiceField(choices=STATES, required=False)
    trade = forms.SlugField(required=False, max_length=40)
    insurance = forms.ChoiceField(
        choices=INSURANCES, required=False, label=gettext_lazy("Insurance")
    )

    @property
    def state_asked(self):
        return self.cleaned_data["state"] or "active"


class PropertySearch(Asked):
    WARRANTIES = [
        ("in", gettext_lazy("In warranty")),
        ("out", gettext_lazy("Out of warranty")),
        ("unknown", gettext_lazy("Not known")),
    ]

    q = forms.CharField(required=False, max_length=100)
    community = forms.CharField(required=False, max_length=120)
    warranty = forms.ChoiceField(choices=WARRANTIES, required=False, label=gettext_lazy("Warranty"))


class Details(forms.ModelForm):
    """A record with a language of its own; names are one line each."""

    ONE_LINE = ()

    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            self.initial["language"] = current_shop().language

    def clean(self):
        cleaned = super().clean()
        for name in self.ONE_LINE:
            cleaned[name] = " ".join(cleaned.get(name, "").split())
        return cleaned


class VendorForm(Details):
    ONE_LINE = ("company", "contact_name", "area")

    trades = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Trades"),
        queryset=Trade.objects.none(),
        to_field_name="slug",
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Vendor
        fields = [
            "company", "contact_name", "email", "phone", "language", "area", "trades",
            "insured_until", "notes",
        ]  # fmt: skip
        widgets = {
            "company": forms.TextInput(attrs={"autocomplete": "off"}),
            "contact_name": forms.TextInput(attrs={"autocomplete": "off"}),
            "email": forms.EmailInput(attrs={"autocomplete": "off"}),
            "phone": forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
            "insured_until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "notes": forms.Textarea(attrs={"rows": 4}),
        }
        help_texts = {
            "email": gettext_lazy("The company’s one address: orders go there, and answers come."),
            "area": gettext_lazy("Where they work, in your own words."),
            "notes": gettext_lazy("Read by your team only."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        choices = Q(active=True) | (Q(vendors=self.instance.pk) if self.instance.pk else Q())
        trades = Trade.objects.filter(choices).distinct().order_by("name")
        self.fields["trades"].queryset = trades
        self.fields["insured_until"].validators.append(sensible)

    def clean_company(self):
        company = " ".join(self.cleaned_data["company"].split())
        others = Vendor.objects.exclude(pk=self.instance.pk).filter(company__iexact=company)
        if others.exists():
            raise ValidationError(_("This vendor is there already."))
        return company


class NewVendorForm(VendorForm):
    once = forms.CharField(widget=forms.HiddenInput, max_length=64)


def in_a_lifetime(day):
    """Raises ValidationError for a closing date that no home of ours can have."""
    if not date(1900, 1, 1) <= day < date(2100, 1, 1):
        raise ValidationError(_("Choose a date between 1900 and 2100."))


class PropertyForm(Details):
    ONE_LINE = ("community", "lot", "homeowner")

    warranty_months = forms.IntegerField(
        label=gettext_lazy("Warranty, months"),
        min_value=0,
        max_value=MOST_MONTHS,
        help_text=gettext_lazy("Counted from the closing date."),
    )

    class Meta:
        model = Property
        fields = [
            "address", "community", "lot", "closed_on", "warranty_months", "homeowner", "phone",
            "email", "language", "notes",
        ]  # fmt: skip
        widgets = {
            "address": forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
            "community": forms.TextInput(attrs={"list": "communities", "autocomplete": "off"}),
            "lot": forms.TextInput(attrs={"autocomplete": "off"}),
            "homeowner": forms.TextInput(attrs={"autocomplete": "off"}),
            "email": forms.EmailInput(attrs={"autocomplete": "off"}),
            "phone": forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
            "closed_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "notes": forms.Textarea(attrs={"rows": 4}),
        }
        help_texts = {"notes": gettext_lazy("Read by your team only.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["closed_on"].validators.append(in_a_lifetime)

    def clean_address(self):
        """One home is one property, however its address is broken into lines."""
        address = self.cleaned_data["address"].replace("\r\n", "\n").strip()
        line = " ".join(address.split()).lower()
        others = Property.objects.exclude(pk=self.instance.pk).matching(line)
        if any(" ".join(other.address.split()).lower() == line for other in others[:50]):
            raise ValidationError(_("This property is there already."))
        return address


class NewPropertyForm(PropertyForm):
    once = forms.CharField(widget=forms.HiddenInput, max_length=64)
