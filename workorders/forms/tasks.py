"""What is answered, and what a task asks."""

from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.core.dates import sensible
from config.core.forms import AmountInput
from config.core.images import PhotosField, clean_document
from config.core.models import User
from warehouse.forms.lines import QuantityInput
from workorders.models import Asset, Task
from workorders.states import AnswerKind

OLDEST_ANSWER = timedelta(days=30)  # that a phone may bring back from a cellar


def number_input():
    return QuantityInput()


class NumberField(forms.DecimalField):
    """A number as hands type it: with a comma or a point."""

    def to_python(self, value):
        return super().to_python(str(value or "").replace(",", "."))


class AnswerForm(forms.Form):
    """The answer of one task, as far as it was typed; the service says whether it is one.

    ``at`` is when it was given and ``sent`` when it was sent at last, both by the clock of the phone, which may be wrong.
    """

    text = forms.CharField(max_length=4000, required=False)
    number = NumberField(
        max_digits=14,
        decimal_places=4,
        required=False,
        error_messages={"invalid": gettext_lazy("Type a number.")},
    )
    notes = forms.CharField(max_length=4000, required=False)
    at = forms.DateTimeField(required=False)
    sent = forms.DateTimeField(required=False)

    @property
    def given_at(self):
        """When it was given by our clock, or None for now."""
        at, sent = self.cleaned_data["at"], self.cleaned_data["sent"]
        age = sent - at if at and sent else timedelta(0)
        return timezone.now() - age if timedelta(0) < age < OLDEST_ANSWER else None

    def answer(self):
        """What the service is told; notes that the page did not ask for stay as they are."""
        told = {name: self.cleaned_data[name] for name in ("text", "number")}
        told |= {"at": self.given_at}
        return told | ({"notes": self.cleaned_data["notes"]} if "notes" in self.data else {})


class SetAsideForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why it is not done"),
        max_length=500,
        error_messages={"required": gettext_lazy("Say why it is not done.")},
    )
    failed = forms.BooleanField(required=False)


class TaskPhotosForm(forms.Form):
    photos = PhotosField(label=gettext_lazy("Photos"))


class DrawingForm(forms.Form):
    """The signature that was drawn, and the name of whoever drew it."""

    text = forms.CharField(
        max_length=120,
        error_messages={"required": gettext_lazy("Type the name of whoever signs.")},
    )
    photos = PhotosField(most=1, required=False)


class DocumentForm(forms.Form):
    document = forms.FileField(widget=forms.FileInput(attrs={"accept": "application/pdf"}))

    def clean_document(self):
        return clean_document(self.cleaned_data["document"])


class TimeForm(forms.Form):
    """Time that no clock stopped."""

    who = forms.ModelChoiceField(User.objects.none(), label=gettext_lazy("Who"))
    started_at = forms.DateTimeField(
        label=gettext_lazy("From"),
        validators=[sensible],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    minutes = forms.IntegerField(label=gettext_lazy("Minutes"), min_value=1, max_value=24 * 60)
    task = forms.ModelChoiceField(
        Task.objects.none(), label=gettext_lazy("Task"), required=False, empty_label=""
    )

    def __init__(self, *args, order, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["who"].queryset = User.objects.filter(is_active=True).order_by("first_name")
        self.fields["task"].queryset = order.tasks.all()
        self.fields["task"].empty_label = _("No task")

    def times(self):
        typed = self.cleaned_data
        return {
            "who": typed["who"],
            "task": typed["task"],
            "started_at": typed["started_at"],
            "ended_at": typed["started_at"] + timedelta(minutes=typed["minutes"]),
        }


class TaskForm(forms.ModelForm):
    """What one task asks; its choices are lines of text."""

    choices = forms.CharField(
        label=gettext_lazy("Choices, one on a line"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    asset = forms.ModelChoiceField(Asset.objects.none(), label=gettext_lazy("Asset"))
    once = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    class Meta:
        model = Task
        fields = [
            "title", "instructions", "asset", "answer_kind", "choices", "least", "most", "unit",
            "required", "assignee", "planned_minutes", "hourly_rate",
        ]  # fmt: skip
        widgets = {
            "instructions": forms.Textarea(attrs={"rows": 3}),
            "least": number_input(),
            "most": number_input(),
            "hourly_rate": AmountInput(),
        }

    def __init__(self, *args, order, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["choices"] = "\n".join(self.instance.choices or [])
        self.fields["assignee"].queryset = User.objects.filter(is_active=True).order_by(
            "first_name"
        )
        self.fields["assignee"].empty_label = _("Whoever has the order")
        if self.instance.pk:
            del self.fields["asset"]
        else:
            self.fields["asset"].queryset = order.assets.all()
            self.fields["asset"].required = False
            self.fields["asset"].empty_label = _("Each asset of the order")

    def clean_choices(self):
        lines = (line.strip()[:200] for line in self.cleaned_data["choices"].splitlines())
        return list(dict.fromkeys(filter(None, lines)))

    def clean(self):
        if self.cleaned_data.get("answer_kind") != AnswerKind.CHOICE:
            self.cleaned_data["choices"] = []
        return self.cleaned_data
