"""What clients type on pages without a login."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField

from config.core.dates import sensible
from serviceorders.forms.orders import lines, moment_input
from serviceorders.models import ServiceType
from serviceorders.states import AnswerKind

CHOICES = [
    (AnswerKind.APPROVED, _("Approve: please repair it")),
    (AnswerKind.DECLINED, _("Decline: please do not")),
    (AnswerKind.ASKED, _("I have a question first")),
]


class AnswerForm(forms.Form):
    """A client's answer to an estimate, with their name for a signature."""

    kind = forms.ChoiceField(label=_("Your answer"), choices=CHOICES, widget=forms.RadioSelect)
    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    text = forms.CharField(
        label=_("Your question, or anything we should know"),
        max_length=2000,
        required=False,
        widget=lines(3),
    )
    once = forms.CharField(widget=forms.HiddenInput, max_length=32, required=False)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("kind") == AnswerKind.ASKED and not cleaned.get("text", "").strip():
            self.add_error("text", _("Please type your question."))
        return cleaned


class BookingRequestForm(forms.Form):
    """An appointment asked for by anybody; ``website`` is a trap that people do not see."""

    service_type = forms.ModelChoiceField(
        ServiceType.objects.none(), label=_("What can we do for you?"), empty_label=None
    )
    starts_at = forms.DateTimeField(
        label=_("Day and time"), widget=moment_input(), validators=[sensible]
    )
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
    notes = forms.CharField(
        label=_("What is wrong?"), max_length=2000, required=False, widget=lines(3)
    )
    website = forms.CharField(required=False)
    once = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["service_type"].queryset = ServiceType.objects.filter(
            active=True, bookable=True
        ).order_by("name")

    def clean_starts_at(self):
        starts_at = self.cleaned_data["starts_at"]
        if starts_at < timezone.now():
            raise ValidationError(_("Choose a time that is still to come."))
        if starts_at > timezone.now() + timedelta(days=365):
            raise ValidationError(_("Choose a time within a year."))
        return starts_at

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not cleaned.get("email") and not cleaned.get("phone"):
            self.add_error(
                "email", _("Type an e-mail address or a phone number, so that we can answer.")
            )
        return cleaned

    @property
    def is_trapped(self):
        return bool(self.data.get("website"))
