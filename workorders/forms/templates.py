"""What may be asked of the templates, and typed into one: its name, and its tasks row by row."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.core.forms import AmountInput
from warehouse.forms.lines import QuantityInput
from workorders.models import ServiceTask, TemplateTask, WorkTemplate
from workorders.states import AnswerKind

MOST_TASKS = 200
MOST_MINUTES = 60 * 24 * 366


class StateSearch(forms.Form):
    """The words and the state that a list is narrowed to; what is wrong there is left out."""

    STATES = [("active", gettext_lazy("Active")), ("inactive", gettext_lazy("Inactive"))]

    q = forms.CharField(max_length=100, required=False)
    state = forms.ChoiceField(choices=STATES, required=False)

    @property
    def words(self):
        return self.cleaned_data.get("q") or ""

    @property
    def state_asked(self):
        return self.cleaned_data.get("state") or "active"


class TemplateForm(forms.ModelForm):
    note = forms.CharField(label=gettext_lazy("What changed"), max_length=200, required=False)
    seen_version = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=1, max_value=10**9
    )
    once = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    class Meta:
        model = WorkTemplate
        fields = ["name"]

    def validate_unique(self):
        """The service says whose name it is, under its lock."""


class TaskRow(forms.ModelForm):
    """One task of a template; its choices are lines of text. A row without a title is no row."""

    choices = forms.CharField(
        label=gettext_lazy("Choices, one on a line"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    place = forms.IntegerField(
        label=gettext_lazy("Place"),
        required=False,
        min_value=1,
        max_value=9999,
        widget=forms.NumberInput(attrs={"min": "1"}),
    )

    class Meta:
        model = TemplateTask
        fields = [
            "title", "instructions", "answer_kind", "choices", "least", "most", "unit", "required",
            "planned_minutes", "hourly_rate", "service_task",
        ]  # fmt: skip
        widgets = {
            "title": forms.TextInput(attrs={"data-product": "", "autocomplete": "off"}),
            "instructions": forms.Textarea(attrs={"rows": 2}),
            "least": QuantityInput(),
            "most": QuantityInput(),
            "hourly_rate": AmountInput(),
        }

    def __init__(self, *args, kinds=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        self.fields["title"].required = False
        self.fields["planned_minutes"].max_value = MOST_MINUTES
        self.fields["planned_minutes"].widget.attrs |= {"min": "0", "max": str(MOST_MINUTES)}
        self.fields["service_task"].choices = kinds or [("", "–")]

    @property
    def is_blank(self):
        """Whether nothing that counts was typed into the row."""
        return not any(
            str(self.data.get(self.add_prefix(name)) or "").strip()
            for name in ("title", "instructions", "choices", "least", "most", "unit")
        )

    def clean_planned_minutes(self):
        minutes = self.cleaned_data["planned_minutes"]
        if minutes is not None and minutes > MOST_MINUTES:
            raise forms.ValidationError(_("At most %s minutes.") % MOST_MINUTES)
        return minutes

    def clean_choices(self):
        lines = (line.strip()[:200] for line in self.cleaned_data["choices"].splitlines())
        return list(dict.fromkeys(filter(None, lines)))

    def clean(self):
        typed = self.cleaned_data
        if not self.is_blank and not typed.get("title") and "title" not in self.errors:
            self.add_error("title", _("Say what is to be done."))
        if typed.get("answer_kind") != AnswerKind.CHOICE:
            typed["choices"] = []
        if typed.get("answer_kind") != AnswerKind.NUMBER:
            typed |= {"least": None, "most": None, "unit": ""}
        return typed

    def _post_clean(self):
        if not self.is_blank:
            super()._post_clean()


class TaskRows(forms.BaseFormSet):
    """The tasks of one template, in the order of their places, then of the page."""

    def __init__(self, data=None, *args, initial=None, **kwargs):
        # What was typed is all there is: a row that equals its first value would count as untouched.
        super().__init__(data, *args, initial=initial if data is None else None, **kwargs)

    def get_form_kwargs(self, index):
        kinds = ServiceTask.objects.filter(archived=False).order_by("name")
        if not hasattr(self, "_kinds"):
            self._kinds = [("", "–"), *kinds.values_list("pk", "name")]
        return super().get_form_kwargs(index) | {"kinds": self._kinds}

    def total_form_count(self):
        """As many rows as were sent, whatever their number claims."""
        claimed = super().total_form_count()
        if not self.is_bound:
            return claimed
        sent = sum(
            name.startswith(f"{self.prefix}-") and name.endswith("-title") for name in self.data
        )
        return min(claimed, sent)

    @property
    def filled(self):
        """The forms of rows that count, valid ones only after ``is_valid``."""
        return [
            form for form in self.forms if not form.is_blank and not self._should_delete_form(form)
        ]

    @property
    def tasks(self):
        """The tasks of a valid table, not saved."""
        last = len(self.forms) + 9999
        places = {
            id(form): (form.cleaned_data.get("place") or last, number)
            for number, form in enumerate(self.forms)
        }
        return [form.instance for form in sorted(self.filled, key=lambda form: places[id(form)])]

    def clean(self):
        if not self.filled:
            raise forms.ValidationError(_("A template needs at least one task."))


def rows_of(data, tasks=()):
    """The table for these tasks, or for what was typed."""
    return _table(1 if tasks else 3)(
        data, prefix="tasks", initial=[first_of(task) for task in tasks]
    )


def _table(spare):
    return forms.formset_factory(
        TaskRow,
        formset=TaskRows,
        extra=spare,
        can_delete=True,
        max_num=MOST_TASKS,
        absolute_max=MOST_TASKS,
    )


def first_of(task):
    """What the row of a task shows at first."""
    return {
        **task.question,
        "service_task": task.service_task_id,
        "choices": "\n".join(task.choices),
        "place": task.place,
    }
