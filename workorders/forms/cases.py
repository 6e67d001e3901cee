"""What is asked of the list of cases, and what people type of one."""

from django import forms
from django.utils.translation import gettext_lazy as _

from config.core.dates import sensible
from config.core.images import PhotosField
from config.core.keys import LARGEST_KEY
from vendors.forms.partners import Asked
from workorders.forms.assets import PicksAsset, doers
from workorders.models import Case
from workorders.states import CASE_LIVE, CaseStatus, Priority

SORTS = {
    "number": ["number_year", "number_seq"],
    "asset": ["asset__name", "number_year", "number_seq"],
    "opened": ["opened_at", "number_year", "number_seq"],
}


class CaseFilter(Asked):
    """The filters of the list, which all stand in its address; what is wrong there is left out."""

    NOBODY = "nobody"

    status = forms.MultipleChoiceField(choices=CaseStatus.choices, required=False)
    asset = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_KEY)
    assignee = forms.RegexField(r"^(nobody|[0-9]{1,9})$", required=False)
    priority = forms.ChoiceField(choices=Priority.choices, required=False)
    q = forms.CharField(max_length=200, required=False)
    sort = forms.ChoiceField(
        choices=[(f"{sign}{name}", name) for name in SORTS for sign in ("", "-")], required=False
    )

    def narrow(self, cases):
        """These cases, of whatever status, as far as the other filters let them through."""
        asked = self.cleaned_data
        if asked["asset"]:
            cases = cases.filter(asset=asked["asset"])
        if asked["assignee"] == self.NOBODY:
            cases = cases.filter(assignee=None)
        elif asked["assignee"]:
            cases = cases.filter(assignee=asked["assignee"])
        if asked["priority"]:
            cases = cases.filter(priority=asked["priority"])
        return cases.matching(asked["q"]) if asked["q"] else cases

    @property
    def statuses(self):
        """Those the list shows: the live ones, unless a status, an asset or a search asks for others."""
        asked = self.cleaned_data
        if asked["status"]:
            return asked["status"]
        if asked["q"] or asked["asset"]:
            return CaseStatus.values
        return [str(status) for status in CASE_LIVE]

    @property
    def sorting(self):
        return self.cleaned_data["sort"] or "-number"

    @property
    def order(self):
        sign = "-" if self.sorting.startswith("-") else ""
        return [f"{sign}{field}" for field in SORTS[self.sorting.removeprefix("-")]]

    @property
    def is_narrow(self):
        return any(value for name, value in self.cleaned_data.items() if name != "sort")


class CaseForm(PicksAsset, forms.ModelForm):
    class Meta:
        model = Case
        fields = [
            "asset", "title", "description", "priority", "assignee", "reporter_name",
            "reporter_email",
        ]  # fmt: skip
        widgets = {
            "title": forms.TextInput(attrs={"autocomplete": "off"}),
            "description": forms.Textarea(attrs={"rows": 5}),
            "reporter_name": forms.TextInput(attrs={"autocomplete": "off"}),
            "reporter_email": forms.EmailInput(attrs={"autocomplete": "off"}),
        }
        help_texts = {"reporter_name": _("Who told you, where it was somebody else.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["assignee"].queryset = doers(self.instance.assignee_id)
        self.fields["assignee"].empty_label = _("Nobody yet")
        self.fields["priority"].initial = Priority.MEDIUM

    def details(self):
        """What the services are told."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class NewCaseForm(CaseForm):
    photos = PhotosField(label=_("Photos"), required=False)
    once = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["assignee"].help_text = _("Left empty: whoever takes the reports of its site.")


class StepForm(forms.Form):
    """What may come along with a step."""

    note = forms.CharField(required=False, max_length=4000)
    public = forms.BooleanField(required=False)
    seen = forms.CharField(required=False, max_length=30)


class CommentForm(forms.Form):
    text = forms.CharField(
        label=_("Comment"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    public = forms.BooleanField(label=_("Whoever reported it reads this"), required=False)


class OrderForm(forms.Form):
    """The work order that is made of a case."""

    title = forms.CharField(
        label=_("Title"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    assignee = forms.ModelChoiceField(None, label=_("Assignee"), required=False)
    due_at = forms.DateTimeField(
        label=_("Due"),
        required=False,
        validators=[sensible],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    once = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["assignee"].queryset = doers()
        self.fields["assignee"].empty_label = _("Nobody yet")

    def details(self):
        return {name: self.cleaned_data[name] for name in ("title", "assignee", "due_at")}
