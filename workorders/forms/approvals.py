"""What is typed and drawn at a sign-off."""

import base64
import binascii
import re
from io import BytesIO

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.core.images import clean_photo
from workorders.states import Verdict

LONGEST_DRAWING = 700_000  # characters: a canvas full of ink
DRAWING_EDGE = 1200  # pixels
_PNG = re.compile(r"data:image/png;base64,([A-Za-z0-9+/=]+)")


class DrawingField(forms.CharField):
    """What was drawn on a canvas, as a data address; the value is a CleanPhoto, or None where nothing was drawn."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs):
        super().__init__(required=False, **kwargs)

    def clean(self, value):
        value = super().clean(value)
        if not value:
            return None
        found = _PNG.fullmatch(value) if len(value) <= LONGEST_DRAWING else None
        if found is None:
            raise forms.ValidationError(_("This drawing cannot be read: draw it again."))
        try:
            data = base64.b64decode(found[1], validate=True)
        except binascii.Error as error:
            raise forms.ValidationError(_("This drawing cannot be read: draw it again.")) from error
        return clean_photo(BytesIO(data), max_edge=DRAWING_EDGE)


class SignForm(forms.Form):
    """Whoever signs types their name, and draws it if they like."""

    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": gettext_lazy("Type the name of whoever signs.")},
    )
    drawing = DrawingField()
    once = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    def signature(self):
        return {name: self.cleaned_data[name] for name in ("name", "drawing")}


class DecisionForm(SignForm):
    """The approver agrees, or sends it back and says what is missing."""

    verdict = forms.ChoiceField(
        label=gettext_lazy("Your decision"),
        choices=[
            (Verdict.APPROVED, gettext_lazy("Approve: it is done as it should be")),
            (Verdict.SENT_BACK, gettext_lazy("Send back: something is missing")),
        ],
        widget=forms.RadioSelect,
    )
    comment = forms.CharField(
        label=gettext_lazy("Comment"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    field_order = ["verdict", "comment", "name"]

    def clean(self):
        typed = super().clean()
        if typed.get("verdict") == Verdict.SENT_BACK and not typed.get("comment", "").strip():
            self.add_error("comment", _("Say what is missing."))
        return typed

    def decision(self):
        typed = self.cleaned_data
        return self.signature() | {
            "approved": typed["verdict"] == Verdict.APPROVED,
            "comment": typed["comment"],
        }
