"""What is asked of the list of service requests, and what the desk types of one."""

from datetime import timedelta

from django import forms
from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField

from config.core.dates import midnight, sensible
from config.core.images import PhotosField
from config.core.keys import key_of
from config.core.models.shop import current_shop
from vendors import services
from vendors.models import DraftProposal, Property, ServiceRequestHistory
from vendors.states import REQUEST_OPEN, Decision, RequestStatus, Urgency

MOST_ISSUES = 20
ROWS_SHOWN = 3  # of issues, where no script adds more

SORTS = {
    "number": ["number_year", "number_seq"],
    "property": ["home__address", "number_year", "number_seq"],
    "homeowner": ["name", "number_year", "number_seq"],
    "submitted": ["submitted_at", "number_year", "number_seq"],
}


def day_input():
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


# The list


def not_fixed():
    """A condition on requests: the homeowner says that it is not fixed, and nobody has gone on with it."""
    said = ServiceRequestHistory.objects.filter(
        request=OuterRef("pk"), action="reopen", actor="client"
    )
    return Q(status=RequestStatus.IN_REVIEW) & Exists(said)


def waits_for_the_desk():
    """A condition on requests: drafts want a decision, or it is not fixed."""
    drafts = DraftProposal.objects.filter(
        issue__request=OuterRef("pk"), decision=Decision.PENDING, issue__not_covered_at=None
    )
    return Exists(drafts) | not_fixed()


class RequestFilter(forms.Form):
    """The filters of the list, which all stand in its address; what is wrong there is left out."""

    status = forms.MultipleChoiceField(choices=RequestStatus.choices, required=False)
    waits = forms.BooleanField(required=False)
    community = forms.CharField(max_length=120, required=False)
    home = forms.IntegerField(min_value=1, max_value=2**31 - 1, required=False)
    since = forms.DateField(required=False, validators=[sensible])
    until = forms.DateField(required=False, validators=[sensible])
    q = forms.CharField(max_length=200, required=False)
    sort = forms.ChoiceField(
        choices=[(f"{sign}{name}", name) for name in SORTS for sign in ("", "-")], required=False
    )

    def full_clean(self):
        super().full_clean()
        for name in self.errors:
            self.cleaned_data[name] = None

    def narrow(self, requests):
        """These requests, of whatever status, as far as the other filters let them through."""
        asked = self.cleaned_data
        if asked["waits"]:
            requests = requests.filter(waits_for_the_desk())
        if asked["community"]:
            requests = requests.filter(home__community=asked["community"])
        if asked["home"]:
            requests = requests.filter(home=asked["home"])
        if asked["since"]:
            requests = requests.filter(submitted_at__gte=midnight(asked["since"]))
        if asked["until"]:
            requests = requests.filter(
                submitted_at__lt=midnight(asked["until"]) + timedelta(days=1)
            )
        return requests.matching(asked["q"]) if asked["q"] else requests

    @property
    def statuses(self):
        """Those the list shows: the open ones, unless a status, a home or a search asks for others."""
        asked = self.cleaned_data
        if asked["status"]:
            return asked["status"]
        if asked["q"] or asked["home"]:
            return RequestStatus.values
        return [str(status) for status in REQUEST_OPEN]

    @property
    def sorting(self):
        return self.cleaned_data["sort"] or "-number"

    @property
    def order(self):
        sign = "-" if self.sorting.startswith("-") else ""
        return [f"{sign}{field}" for field in SORTS[self.sorting.removeprefix("-")]]

    @property
    def is_set(self):
        return any(value for name, value in self.cleaned_data.items() if name != "sort")


# A request taken by phone, and its details


class ContactForm(forms.Form):
    """Whose home it is: a property picked from those known, or its address; and who is asking.

    ``user`` is who types: nobody picks a property they may not see.
    """

    home = forms.ModelChoiceField(
        Property.objects.none(),
        required=False,
        widget=forms.HiddenInput,
        error_messages={"invalid_choice": _("This property is no longer there: pick another.")},
    )
    address = forms.CharField(
        label=_("Address"),
        max_length=300,
        required=False,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "placeholder": _("Street and number, town; or the homeowner’s name"),
                "hx-get": reverse_lazy("vendors:find_properties"),
                "hx-trigger": "input changed delay:200ms",
                "hx-target": "#matches",
                "hx-swap": "outerHTML",
                "hx-sync": "this:replace",
            }
        ),
    )
    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    phone = PhoneNumberField(label=_("Phone"), required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES, required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["home"].queryset = known = Property.objects.for_user(user)
        self.picked = one_of(known, self["home"].value())
        for name in ("name", "email", "phone"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        self.fields["phone"].widget.input_type = "tel"
        self.initial.setdefault("language", current_shop().language)

    def clean(self):
        said = self.cleaned_data
        home = said.get("home")
        if not home and not said.get("address") and "home" not in self.errors:
            self.add_error("address", _("Type the address, or pick a property you know."))
        if not said.get("name") and not (home and home.homeowner) and "name" not in self.errors:
            self.add_error("name", self.fields["name"].error_messages["required"])
        return said

    def contact(self):
        """Who is asking; what was left empty is the homeowner's."""
        said, home = self.cleaned_data, self.cleaned_data["home"]
        contact = {name: said[name] for name in ("name", "email", "phone", "language")}
        if home and not said["name"]:
            contact["name"] = home.homeowner
            contact["email"] = said["email"] or home.email
            contact["phone"] = said["phone"] or home.phone
        contact["language"] = said["language"] or self.initial["language"]
        return contact

    def find_home(self):
        """The property that was picked, else the one at the address, which may be new."""
        contact = self.contact()
        return self.cleaned_data["home"] or services.find_or_add_home(
            address=self.cleaned_data["address"], **contact
        )


def one_of(known, key):
    """The known property of this key, or None; a key may be anything that was typed into an address."""
    if isinstance(key, Property):
        return key
    return known.filter(pk=key_of(key)).first()


class NewRequestForm(ContactForm):
    once = forms.CharField(widget=forms.HiddenInput, max_length=64)


class EditRequestForm(ContactForm):
    seen_at = forms.DateTimeField(widget=forms.HiddenInput, required=False)

    def changes(self):
        return self.contact() | {"home": self.find_home()}


class IssueForm(forms.Form):
    """One problem, in the words of whoever reported it."""

    description = forms.CharField(
        label=_("What is wrong"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3, "data-product": ""}),
    )
    room = forms.CharField(label=_("Room"), max_length=80, required=False)
    urgency = forms.ChoiceField(
        label=_("Urgency"), choices=Urgency.choices, initial=Urgency.NORMAL, required=False
    )
    photos = PhotosField(label=_("Photos"), required=False)

    @property
    def is_blank(self):
        """Whether nothing was typed into the row."""
        return not (self.is_bound and self.has_changed())

    def clean_description(self):
        return self.cleaned_data["description"].replace("\r\n", "\n")

    def report(self):
        said = self.cleaned_data
        return services.Report(
            said["description"],
            room=said["room"],
            urgency=said["urgency"] or Urgency.NORMAL,
            photos=said["photos"],
        )


class IssueRows(forms.BaseFormSet):
    def clean(self):
        if not any(self.errors) and not self.filled:
            raise forms.ValidationError(_("Describe at least one problem."))

    @property
    def filled(self):
        """The rows in which something was typed, and that were not removed."""
        return [
            row
            for row in self.forms
            if row.has_changed() and row.cleaned_data and not row.cleaned_data.get("DELETE")
        ]

    @property
    def reports(self):
        return [row.report() for row in self.filled]


def issue_rows(*args):
    """The issues of a new request, in rows that grow and shrink."""
    rows = forms.formset_factory(
        IssueForm,
        formset=IssueRows,
        extra=ROWS_SHOWN,
        can_delete=True,
        max_num=MOST_ISSUES,
        absolute_max=MOST_ISSUES,
        validate_max=True,
    )
    return rows(*args, prefix="issues")


class NotCoveredForm(forms.Form):
    reason = forms.CharField(
        label=_("Why the warranty does not cover it"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The homeowner reads this, by e-mail and on their page."),
    )


class NoteForm(forms.Form):
    note = forms.CharField(
        label=_("Internal note"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )


class StepForm(forms.Form):
    """What may come along with a step."""

    note = forms.CharField(required=False, max_length=4000)
    public = forms.BooleanField(required=False)
    seen = forms.CharField(required=False, max_length=30)
