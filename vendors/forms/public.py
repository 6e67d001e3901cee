"""What homeowners and vendors type on pages without a login."""

import re
from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField

from config.core.dates import sensible
from config.core.images import PhotosField
from vendors import services
from vendors.states import Urgency

MOST_ISSUES = 10
MOST_PHOTOS = 10  # of one issue
MOST_FILES = 30  # of one request, see DATA_UPLOAD_MAX_NUMBER_FILES
ROOMS = [
    _("Kitchen"),
    _("Bathroom"),
    _("Bedroom"),
    _("Living room"),
    _("Hall"),
    _("Laundry"),
    _("Garage"),
    _("Attic"),
    _("Basement"),
    _("Outside"),
]
HOW_SOON = [
    (Urgency.NORMAL, _("Soon, please")),
    (Urgency.LOW, _("It can wait")),
    (Urgency.URGENT, _("It is urgent: it gets worse every day")),
    (Urgency.EMERGENCY, _("Emergency: water, gas, or no heating or power")),
]


def lines(rows, **attrs):
    return forms.Textarea(attrs={"rows": rows} | attrs)


def places_of(data):
    """The numbers N of the issues-N-… that were sent, in their order."""
    names = (re.fullmatch(r"issues-(\d{1,2})-description", name) for name in data)
    return sorted({int(name[1]) for name in names if name})[: MOST_ISSUES + 1]


def typed(form, data, prefix=""):
    names = {name: f"{prefix}-{name}" if prefix else name for name in form.base_fields}
    return {name: data[sent] for name, sent in names.items() if sent in data}


def photos_field(label):
    field = PhotosField(label=label, required=False, most=MOST_PHOTOS)
    field.widget.attrs |= {"accept": "image/*", "data-photos": MOST_PHOTOS}
    return field


class IssueForm(forms.Form):
    """One problem in the homeowner's words."""

    description = forms.CharField(
        label=_("What is wrong?"),
        max_length=4000,
        widget=lines(3),
        error_messages={"required": _("Say in a few words what is wrong.")},
    )
    room = forms.CharField(
        label=_("Which room?"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"list": "rooms", "autocomplete": "off"}),
    )
    urgency = forms.ChoiceField(label=_("How soon?"), choices=HOW_SOON)
    photos = photos_field(_("Photos"))

    @property
    def is_blank(self):
        typed = [self.data.get(self.add_prefix(name), "") for name in ("description", "room")]
        return not "".join(typed).strip() and not self.sent_photos

    @property
    def sent_photos(self):
        return self.files.getlist(self.add_prefix("photos")) if self.files else []

    @property
    def place(self):
        """Its number in the names of the fields: 0 for ``issues-0-description``."""
        return int(self.prefix.rpartition("-")[2])

    def report(self):
        return services.Report(**self.cleaned_data)


class ServiceRequestForm(forms.Form):
    """A homeowner, the address, and the problems there.

    Fields: name, email, phone, address, community, lot, once; website is a trap that people do not see. Each problem
    N of 0 to 9 has issues-N-description, issues-N-room, issues-N-urgency and, as often as there are files,
    issues-N-photos. The button ``add`` draws the form again with one problem more, ``remove`` with the value N without
    that one; both keep what was typed, and check nothing.
    """

    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = PhoneNumberField(
        label=_("Phone"),
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    address = forms.CharField(
        label=_("Address of the home"),
        max_length=300,
        widget=lines(2, autocomplete="street-address"),
    )
    community = forms.CharField(label=_("Community, if any"), max_length=120, required=False)
    lot = forms.CharField(label=_("Lot, if you know it"), max_length=40, required=False)
    website = forms.CharField(required=False)
    once = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, data=None, files=None, **kwargs):
        super().__init__(data, files, **kwargs)
        places = places_of(data or {}) or [0]
        self.issues = [IssueForm(data, files, prefix=f"issues-{place}") for place in places]

    @classmethod
    def redrawn(cls, data):
        """What was typed and nothing checked, with a problem more or less where a button asked for it."""
        form = cls(initial=typed(cls, data))
        places = [place for place in places_of(data) if str(place) != data.get("remove")] or [0]
        if "add" in data and len(places) < MOST_ISSUES:
            places.append(max(places) + 1)
        prefixes = [f"issues-{place}" for place in places]
        form.issues = [
            IssueForm(prefix=prefix, initial=typed(IssueForm, data, prefix)) for prefix in prefixes
        ]
        return form

    @property
    def is_trapped(self):
        return bool(self.data.get("website"))

    @property
    def may_add(self):
        return len(self.issues) < MOST_ISSUES

    @property
    def pattern(self):
        """An empty problem, for the script to copy."""
        return IssueForm(prefix="issues-__place__")

    def full_clean(self):
        """The problems are checked along with the rest; empty ones beside others do not count."""
        super().full_clean()
        if not self.is_bound:
            return
        self.issues = [issue for issue in self.issues if not issue.is_blank] or self.issues[:1]
        if len(self.issues) > MOST_ISSUES:
            self.add_error(None, _("Ten problems at most in one request: send another one."))
        elif not all(issue.is_valid() for issue in self.issues) or self.errors:
            self.add_error(None, _("Please look at what is marked below. Nothing was sent yet."))

    def clean_address(self):
        address = self.cleaned_data["address"]
        if not re.search(r"\w", address):
            raise ValidationError(_("Type the street and the number."))
        return address

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not cleaned.get("email") and not cleaned.get("phone"):
            self.add_error(
                "email", _("Type an e-mail address or a phone number, so that we can answer.")
            )
        return cleaned


class FixedForm(forms.Form):
    """Whether all is fixed; a no says what is still wrong."""

    fixed = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])
    text = forms.CharField(
        label=_("What is still wrong?"), max_length=2000, required=False, widget=lines(3)
    )
    once = forms.CharField(max_length=32, required=False)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("fixed") == "no" and not cleaned.get("text"):
            self.add_error("text", _("Please say what is still wrong."))
        return cleaned


# What a vendor answers. Each form's ``once`` makes a second click the same answer.


class VendorAnswerForm(forms.Form):
    once = forms.CharField(max_length=32, required=False, widget=forms.HiddenInput)

    def details(self):
        """What the service of this answer is told."""
        return {name: value for name, value in self.cleaned_data.items() if name != "once"}


class AcceptForm(VendorAnswerForm):
    pass


class DeclineForm(VendorAnswerForm):
    note = forms.CharField(label=_("Why not?"), max_length=2000, widget=lines(3))


class DateForm(VendorAnswerForm):
    at = forms.DateTimeField(
        label=_("Day and time"),
        validators=[sensible],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    note = forms.CharField(label=_("Note"), max_length=2000, required=False, widget=lines(2))

    def clean_at(self):
        at = self.cleaned_data["at"]
        if at < timezone.now():
            raise ValidationError(_("Choose a time that is still to come."))
        if at > timezone.now() + timedelta(days=365):
            raise ValidationError(_("Choose a time within a year."))
        return at


class DoneForm(VendorAnswerForm):
    note = forms.CharField(
        label=_("What did you do?"), max_length=2000, required=False, widget=lines(3)
    )
    photos = photos_field(_("Photos of the work"))
