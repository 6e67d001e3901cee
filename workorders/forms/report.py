"""What somebody types who scanned the label of an asset."""

from django import forms
from django.utils.translation import gettext_lazy as _

from config.core.images import PhotosField
from workorders.states import Priority

MOST_PHOTOS = 6
HOW_BAD = [
    (Priority.MEDIUM, _("It works, but not well")),
    (Priority.LOW, _("It can wait")),
    (Priority.HIGH, _("It stands still")),
    (Priority.URGENT, _("Somebody could get hurt")),
]


def photos_field():
    field = PhotosField(label=_("Photos"), required=False, most=MOST_PHOTOS)
    field.widget.attrs |= {"accept": "image/*", "data-photos": MOST_PHOTOS}
    return field


class ReportForm(forms.Form):
    """One problem; ``website`` is a trap that people do not see."""

    title = forms.CharField(
        label=_("What is the problem?"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Say in a few words what is wrong.")},
    )
    description = forms.CharField(
        label=_("What happened?"),
        max_length=8000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    priority = forms.ChoiceField(label=_("How bad is it?"), choices=HOW_BAD)
    photos = photos_field()
    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("E-mail, if you want an answer"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    website = forms.CharField(required=False)
    once = forms.CharField(widget=forms.HiddenInput, max_length=50)

    @property
    def is_trapped(self):
        return bool(self.data.get("website"))

    def report(self):
        """What services.cases.report is told."""
        said = self.cleaned_data
        return {
            "title": said["title"],
            "description": said["description"],
            "priority": said["priority"],
            "photos": said["photos"],
            "reporter_name": said["name"],
            "reporter_email": said["email"],
        }


class PinForm(forms.Form):
    pin = forms.CharField(
        label=_("PIN"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "autofocus": True}
        ),
        help_text=_("You find it where the machines are, or ask whoever is in charge."),
    )
