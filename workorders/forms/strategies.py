"""What may be typed into a strategy; what its trigger does not need is left out."""

from datetime import date
from decimal import Decimal

from django import forms
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.core.dates import sensible
from config.core.keys import SeveralChoices
from config.core.models import User
from warehouse.forms.lines import QuantityInput
from workorders.models import Asset, Strategy, Team, WorkTemplate
from workorders.sentences import READ_IN
from workorders.states import Condition, Every, MeterKind, Trigger

MOST_DATES = 500
LONGEST = {Every.DAY: 3650, Every.WEEK: 520, Every.MONTH: 120, Every.YEAR: 10}  # of an interval
MOST_MINUTES = 60 * 24 * 366
BY_CALENDAR = ["every", "unit", "weekdays", "after_completion", "starts_on", "ends_on"]
NEEDS = {
    Trigger.CALENDAR: BY_CALENDAR,
    Trigger.DATES: ["dates"],
    Trigger.USAGE: [*BY_CALENDAR, "meter", "meter_name", "usage"],
    Trigger.CONDITION: ["signal", "condition", "limit", "minutes"],
}
RULE = list(dict.fromkeys(name for names in NEEDS.values() for name in names))
REST = ["excluded", "season_starts", "season_ends", "at", "lead_days"]


class DatesField(forms.CharField):
    """Dates, one on a line; the value is a list of ISO dates in order."""

    def __init__(self, **kwargs):
        widget = forms.Textarea(attrs={"rows": 4, "placeholder": "2026-12-24"})
        super().__init__(required=False, max_length=8000, widget=widget, **kwargs)

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value):
        field, found = forms.DateField(validators=[sensible]), set()
        for line in super().clean(value).replace(",", "\n").split():
            try:
                found.add(field.clean(line).isoformat())
            except forms.ValidationError as error:
                raise forms.ValidationError(
                    _("“%s” is no date. Write one on each line, such as 2026-12-24.") % line[:40]
                ) from error
        if len(found) > MOST_DATES:
            raise forms.ValidationError(_("At most %s dates.") % MOST_DATES)
        return sorted(found)


class DayOfYear(forms.CharField):
    """A day of every year; the value is MM-DD, or ""."""

    def __init__(self, **kwargs):
        widget = forms.TextInput(attrs={"placeholder": "11-15", "autocomplete": "off"})
        super().__init__(required=False, max_length=5, widget=widget, **kwargs)

    def clean(self, value):
        value = super().clean(value)
        if not value:
            return ""
        try:
            return date.fromisoformat(f"2024-{value}").strftime("%m-%d")  # a leap year
        except ValueError as error:
            raise forms.ValidationError(_("Write the month and the day, such as 11-15.")) from error


class AssetTicks(SeveralChoices):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, asset):
        return f"{asset.name} · {asset.tag}"


class StrategyForm(forms.ModelForm):
    """A strategy; use is typed in kilometres and hours, where its meter is an odometer or counts engine hours."""

    trigger = forms.ChoiceField(
        label=gettext_lazy("Goes by"), choices=Trigger.choices, widget=forms.RadioSelect
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=gettext_lazy("On these days"),
        choices=list(WEEKDAYS_ABBR.items()),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    dates = DatesField(label=gettext_lazy("Dates, one on a line"))
    excluded = DatesField(
        label=gettext_lazy("Excluded dates, one on a line"),
        help_text=gettext_lazy("Work that would fall on them moves to the next day."),
    )
    season_starts = DayOfYear(label=gettext_lazy("Rests each year from"))
    season_ends = DayOfYear(label=gettext_lazy("to"))
    usage = forms.DecimalField(
        label=gettext_lazy("Every so much"),
        help_text=gettext_lazy("In km for an odometer, in hours for engine hours."),
        required=False,
        max_digits=12,
        decimal_places=3,
        widget=QuantityInput,
    )
    limit = forms.FloatField(
        label=gettext_lazy("Limit"),
        required=False,
        min_value=-1e12,
        max_value=1e12,
        widget=forms.NumberInput(attrs={"step": "any"}),
    )
    assets = AssetTicks(
        Asset.objects.none(),
        label=gettext_lazy("Assets"),
        error_messages={"required": gettext_lazy("Choose at least one asset.")},
    )
    seen_version = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=1, max_value=10**9
    )
    once = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    class Meta:
        model = Strategy
        fields = [
            "name", "trigger", "every", "unit", "weekdays", "after_completion", "starts_on",
            "ends_on", "at", "dates", "excluded", "meter", "meter_name", "usage", "signal",
            "condition", "limit", "minutes", "lead_days", "season_starts", "season_ends", "title",
            "kind", "priority", "template", "assignee", "team", "planned_minutes",
        ]  # fmt: skip
        widgets = {
            "starts_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "ends_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "at": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        strategy = self.instance
        places = set(strategy.places.values_list("asset_id", flat=True)) if strategy.pk else set()
        assets = Asset.objects.for_user(user)
        self.fields["assets"].queryset = (assets.in_use() | assets.filter(pk__in=places)).order_by(
            "name", "tag"
        )
        self.fields["template"].queryset = (
            WorkTemplate.objects.for_user(user).filter(active=True)
            | WorkTemplate.objects.filter(pk=strategy.template_id)
        ).order_by("name")
        people = User.objects.filter(is_active=True) | User.objects.filter(pk=strategy.assignee_id)
        self.fields["assignee"].queryset = people.order_by("first_name", "username")
        self.fields["team"].queryset = Team.objects.order_by("name")
        for name, nothing in (
            ("template", _("None")), ("assignee", _("Nobody yet")), ("team", _("No team")),
        ):  # fmt: skip
            self.fields[name].empty_label = nothing
        self.fields["minutes"].required = False
        for name in ("starts_on", "ends_on"):
            self.fields[name].validators.append(sensible)
        self.fields["lead_days"].max_value = 366
        self.fields["title"].help_text = _("What its orders are called.")
        if strategy.pk:
            self.initial |= {"assets": list(places), "usage": self._typed_usage(strategy)}

    def _typed_usage(self, strategy):
        if strategy.usage is None:
            return None
        divisor, _unit = READ_IN.get(strategy.meter, (Decimal(1), ""))
        return (strategy.usage / divisor).normalize()

    @property
    def wrong_rule(self):
        """What is wrong with the rule alone, in words, whatever else is missing."""
        return [error for name in ["trigger", *RULE, *REST] for error in self.errors.get(name, [])]

    def clean_minutes(self):
        minutes = self.cleaned_data["minutes"] or 0
        if minutes > MOST_MINUTES:
            raise forms.ValidationError(_("At most %s minutes.") % MOST_MINUTES)
        return minutes

    def clean_planned_minutes(self):
        minutes = self.cleaned_data["planned_minutes"]
        if minutes is not None and minutes > MOST_MINUTES:
            raise forms.ValidationError(_("At most %s minutes.") % MOST_MINUTES)
        return minutes

    def clean_lead_days(self):
        days = self.cleaned_data["lead_days"]
        if days is not None and days > 366:
            raise forms.ValidationError(_("At most %s days ahead.") % 366)
        return days

    def clean(self):
        typed = self.cleaned_data
        trigger = typed.get("trigger")
        if trigger not in NEEDS:
            return typed
        self._leave_out(trigger)
        check = {
            Trigger.CALENDAR: self._clean_calendar,
            Trigger.DATES: self._clean_dates,
            Trigger.USAGE: self._clean_usage,
            Trigger.CONDITION: self._clean_condition,
        }[trigger]
        check()
        self._clean_season()
        return typed

    def _leave_out(self, trigger):
        """What the trigger does not go by counts as not typed, wrong or not."""
        for name in set(RULE) - set(NEEDS[trigger]):
            self.errors.pop(name, None)
            self.cleaned_data[name] = self.instance._meta.get_field(name).get_default()

    def _need(self, name, words):
        if self.cleaned_data.get(name) in (None, "", []) and name not in self.errors:
            self.add_error(name, words)

    def _clean_calendar(self):
        typed = self.cleaned_data
        self._need("every", _("Every how many days, weeks, months or years?"))
        self._need("unit", _("Choose days, weeks, months or years."))
        self._need("starts_on", _("From which day on?"))
        every, unit = typed.get("every"), typed.get("unit")
        if every == 0:
            self.add_error("every", _("Enter at least 1."))
        elif every and unit and every > LONGEST[unit]:
            self.add_error("every", _("At most %s of them.") % LONGEST[unit])
        if unit and unit != Every.WEEK:
            typed["weekdays"] = []
        if typed.get("after_completion"):
            typed["weekdays"] = []
        first, last = typed.get("starts_on"), typed.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("It ends before it starts."))

    def _clean_dates(self):
        self._need("dates", _("Name at least one date."))

    def _clean_usage(self):
        typed = self.cleaned_data
        self._need("meter", _("Which meter does it go by?"))
        self._need("usage", _("Every how much of it?"))
        usage = typed.get("usage")
        if usage is not None and usage <= 0:
            self.add_error("usage", _("Enter more than zero."))
        elif usage is not None:
            divisor, _unit = READ_IN.get(typed.get("meter"), (Decimal(1), ""))
            typed["usage"] = usage * divisor
        if typed.get("meter") == MeterKind.OTHER:
            self._need("meter_name", _("What is the meter called?"))
        if any(typed.get(name) for name in ("every", "unit", "starts_on")):
            self._clean_calendar()
        else:
            typed |= {"weekdays": [], "after_completion": False, "ends_on": None}

    def _clean_condition(self):
        typed = self.cleaned_data
        self._need("signal", _("Which value of the machine?"))
        self._need("condition", _("Above, below, or outside its usual band?"))
        if typed.get("condition") in (Condition.ABOVE, Condition.BELOW):
            self._need("limit", _("Above or below which limit?"))
        else:
            typed["limit"] = None

    def _clean_season(self):
        first, last = (self.cleaned_data.get(name) for name in ("season_starts", "season_ends"))
        if bool(first) != bool(last) and not {"season_starts", "season_ends"} & set(self.errors):
            self.add_error("season_ends", _("A season of rest needs its first and its last day."))
        if first and last and self._whole_year(first, last):
            self.add_error("season_ends", _("It would rest all year: pause it instead."))

    def _whole_year(self, first, last):
        first, last = (date.fromisoformat(f"2024-{each}") for each in (first, last))
        return (first - last).days % 366 == 1

    def _get_validation_exclusions(self):
        """The database's own rules are met by clean(), which says them in plainer words."""
        return super()._get_validation_exclusions() | {"usage"}

    def validate_unique(self):
        """The service says whose name it is, under its lock."""

    def validate_constraints(self):
        """clean() has said what they would."""
