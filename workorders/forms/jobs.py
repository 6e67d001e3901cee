"""What people type of a service job, and what they look for among them."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.core.dates import sensible
from config.core.keys import SeveralChoices
from vendors.forms.partners import Asked
from workorders.forms.assets import PicksAsset, doers, sites
from workorders.forms.cases import OrderForm
from workorders.models import ServiceJob


class JobSearch(Asked):
    STATES = [("open", gettext_lazy("Open")), ("done", gettext_lazy("Done"))]

    q = forms.CharField(required=False, max_length=100)
    state = forms.ChoiceField(choices=STATES, required=False)
    site = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1)

    @property
    def state_asked(self):
        return self.cleaned_data["state"] or "open"

    @property
    def is_narrow(self):
        return any(self.cleaned_data[name] for name in ("q", "site"))


def moment(label):
    return forms.DateTimeField(
        label=label,
        required=False,
        validators=[sensible],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


class JobForm(forms.ModelForm):
    starts_at = moment(gettext_lazy("From"))
    ends_at = moment(gettext_lazy("To"))
    crew = SeveralChoices(
        None,
        label=gettext_lazy("Crew"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = ServiceJob
        fields = ["title", "site", "customer", "starts_at", "ends_at", "crew", "notes"]
        widgets = {
            "title": forms.TextInput(attrs={"autocomplete": "off"}),
            "customer": forms.TextInput(attrs={"autocomplete": "off"}),
            "notes": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        crew = self.instance.crew.values_list("pk", flat=True) if self.instance.pk else ()
        self.fields["site"].queryset = sites(self.instance.site_id)
        self.fields["site"].empty_label = _("None")
        self.fields["crew"].queryset = doers(*crew)

    def clean(self):
        said = super().clean()
        starts, ends = said.get("starts_at"), said.get("ends_at")
        if starts and ends and ends < starts:
            self.add_error("ends_at", _("It ends before it begins."))
            said["ends_at"] = None
        return said


class NewJobForm(JobForm):
    once = forms.CharField(widget=forms.HiddenInput, max_length=64)


class JobOrderForm(PicksAsset, OrderForm):
    """A work order that is made for one visit."""
