"""What people type about assets, meters and sites, and what they look for among them."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.core.dates import sensible
from config.core.images import PhotosField
from config.core.keys import LARGEST_KEY, key_of
from config.core.models import User
from vendors.forms.partners import Asked
from workorders.models import Asset, Meter, Site
from workorders.services.assets import UNITS
from workorders.states import AssetStatus, MeterKind

SHOWN_IN = {  # people read kilometres and hours, what is kept are metres and seconds
    MeterKind.ODOMETER: ("km", Decimal(1000)),
    MeterKind.ENGINE: ("h", Decimal(3600)),
}


# Meters as people read them


def unit_of(meter):
    """The unit that people read and type."""
    return SHOWN_IN.get(meter.kind, (meter.unit, 1))[0]


def shown(meter, value):
    """What is kept as people read it: 100,000 metres are 100 km."""
    if value is None:
        return None
    each = SHOWN_IN.get(meter.kind, ("", Decimal(1)))[1]
    return round(value / each, 2) if each != 1 else value


def kept(meter, typed):
    """What was typed as it is kept; the very reading that is shown is the very one that is kept."""
    each = SHOWN_IN.get(meter.kind, ("", Decimal(1)))[1]
    value = typed * each
    if meter.value is not None and shown(meter, meter.value) == shown(meter, value):
        return meter.value
    return value


# People and assets to choose from


def people_who(right, *besides):
    """Those whose role has this right of maintenance, and whoever has the keys ``besides``: they are chosen already."""
    may = Q(is_active=True) & (Q(groups__permissions__codename=right) | Q(is_superuser=True))
    people = User.objects.filter(may | Q(pk__in=[key for key in besides if key]))
    return people.distinct().order_by("first_name", "last_name", "username")


def doers(*besides):
    """Those who may be given work."""
    return people_who("do_work", *besides)


def sites(*besides):
    """The sites where assets may stand, and those with the keys ``besides``: they are chosen already."""
    return Site.objects.filter(Q(active=True) | Q(pk__in=besides)).order_by("name")


class PicksAsset(forms.Form):
    """A form with an asset: picked from those offered, or named by its whole tag or name.

    ``user`` is who types: nobody picks an asset they may not see.
    """

    PICKED = "asset"
    LABEL = gettext_lazy("Asset")
    NEEDED = True

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.known = Asset.objects.for_user(user)
        self.fields[self.PICKED] = forms.ModelChoiceField(
            self.known,
            required=False,
            widget=forms.HiddenInput,
            error_messages={
                "invalid_choice": gettext_lazy("This asset is no longer there: pick another.")
            },
        )
        self.fields["asset_words"] = forms.CharField(
            label=self.LABEL,
            max_length=150,
            error_messages={"required": gettext_lazy("Pick an asset.")},
            widget=forms.TextInput(
                attrs={
                    "autocomplete": "off",
                    "placeholder": gettext_lazy("Name, tag or serial number"),
                    "hx-get": reverse_lazy("workorders:find_assets"),
                    "hx-trigger": "input changed delay:200ms",
                    "hx-target": "#matches",
                    "hx-swap": "outerHTML",
                    "hx-sync": "this:replace",
                }
            ),
        )
        self.fields["asset_words"].required = self.NEEDED and not self[self.PICKED].value()

    @property
    def asset_field(self):
        return self[self.PICKED]

    @property
    def picked(self):
        """The asset that is picked already, or None."""
        key = key_of(self[self.PICKED].value())
        return self.known.filter(pk=key).first() if key else None

    def clean(self):
        super().clean()
        words = " ".join(self.cleaned_data.get("asset_words", "").split())
        if self.PICKED in self.errors:
            return self.cleaned_data
        if not self.cleaned_data.get(self.PICKED) and words:
            self.cleaned_data[self.PICKED] = self.named(words)
        return self.cleaned_data

    def named(self, words):
        """The one asset of this tag or name; else an error that says so, and None."""
        tagged = self.known.filter(tag__iexact=words).first()
        found = [tagged] if tagged else list(self.known.filter(name__iexact=words)[:2])
        if len(found) == 1:
            return found[0]
        self.add_error("asset_words", _("Pick one of those offered, or type its whole tag."))
        return None


# Assets


class AssetSearch(Asked):
    VIEWS = [("tree", gettext_lazy("Tree"))]

    q = forms.CharField(required=False, max_length=100)
    site = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_KEY)
    kind = forms.CharField(required=False, max_length=80)
    status = forms.ChoiceField(required=False, choices=AssetStatus.choices)
    view = forms.ChoiceField(required=False, choices=VIEWS)

    @property
    def is_narrow(self):
        return any(value for name, value in self.cleaned_data.items() if name != "view")


class AssetForm(PicksAsset, forms.ModelForm):
    PICKED = "parent"
    LABEL = gettext_lazy("Part of")
    NEEDED = False

    class Meta:
        model = Asset
        fields = ["name", "tag", "serial", "kind", "site", "location", "status", "parent", "notes"]
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "off"}),
            "tag": forms.TextInput(attrs={"autocomplete": "off"}),
            "serial": forms.TextInput(attrs={"autocomplete": "off"}),
            "kind": forms.TextInput(attrs={"list": "kinds", "autocomplete": "off"}),
            "location": forms.TextInput(attrs={"autocomplete": "off"}),
            "notes": forms.Textarea(attrs={"rows": 4}),
        }
        help_texts = {
            "tag": gettext_lazy("What is written on it; no two assets have the same."),
            "site": gettext_lazy("Reports from there go to whoever takes those of the site."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = sites(self.instance.site_id)
        self.fields["site"].empty_label = _("None")

    def clean_tag(self):
        tag = " ".join(self.cleaned_data["tag"].split())
        others = Asset.objects.exclude(pk=self.instance.pk).filter(tag__iexact=tag)
        if others.exists():
            raise ValidationError(_("Another asset has this tag."))
        return tag

    def clean_kind(self):
        return " ".join(self.cleaned_data["kind"].split())

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk and cleaned.get("parent") == self.instance:
            self.add_error("asset_words", _("Nothing is a part of itself."))
            cleaned["parent"] = None
        return cleaned


class NewAssetForm(AssetForm):
    once = forms.CharField(widget=forms.HiddenInput, max_length=64)


class AssetPhotosForm(forms.Form):
    photos = PhotosField(label=gettext_lazy("Photos"))
    caption = forms.CharField(label=gettext_lazy("Caption"), max_length=120, required=False)


# Meters


class MeterForm(forms.Form):
    """A new meter; odometers are typed in kilometres and engine hours in hours."""

    kind = forms.ChoiceField(label=gettext_lazy("Meter"), choices=MeterKind.choices)
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Left empty it is called what it is."),
    )
    unit = forms.CharField(
        label=gettext_lazy("Unit"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("Odometers are read in km, engine hours in h."),
    )
    value = forms.DecimalField(
        label=gettext_lazy("First reading"),
        required=False,
        min_value=0,
        max_digits=12,
        decimal_places=2,
    )

    def clean(self):
        said = super().clean()
        kind = said.get("kind")
        if not kind:
            return said
        label = MeterKind(kind).label
        said["name"] = " ".join((said.get("name") or str(label)).split())
        said["unit"] = UNITS.get(kind) or said.get("unit") or ("" if kind == "other" else "cycles")
        if not said["unit"]:
            self.add_error("unit", _("Say what it counts in: litres, pieces, …"))
        return said

    def meter(self):
        """What services.assets.add_meter is told."""
        said = dict(self.cleaned_data)
        if said["value"] is not None:
            said["value"] = kept(Meter(kind=said["kind"]), said["value"])
        return said


class ReadingForm(forms.Form):
    value = forms.DecimalField(
        label=gettext_lazy("Reading"),
        min_value=0,
        max_digits=12,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    at = forms.DateTimeField(
        label=gettext_lazy("Read at"),
        required=False,
        validators=[sensible],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=gettext_lazy("Left empty: now."),
    )
    once = forms.CharField(widget=forms.HiddenInput, max_length=64)
    reason = forms.CharField(
        label=gettext_lazy("Why it went back"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Only where the meter was replaced or set back."),
    )

    def clean_at(self):
        at = self.cleaned_data["at"]
        if at and at > timezone.now():
            raise ValidationError(_("A reading cannot be of the future."))
        return at


# Sites


class SiteForm(forms.ModelForm):
    class Meta:
        model = Site
        fields = ["name", "address", "customer", "assignee", "pin", "active"]
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "off"}),
            "address": forms.Textarea(attrs={"rows": 3}),
            "pin": forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
        }
        help_texts = {
            "pin": gettext_lazy(
                "Whoever scans a label there types it once a day. Left empty, nobody is asked."
            ),
            "assignee": gettext_lazy("Problems that are reported there are given to them."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["assignee"].queryset = doers(self.instance.assignee_id)
        self.fields["assignee"].empty_label = _("Nobody")

    def clean_pin(self):
        return "".join(self.cleaned_data["pin"].split())


class NewSiteForm(SiteForm):
    once = forms.CharField(widget=forms.HiddenInput, max_length=64)
