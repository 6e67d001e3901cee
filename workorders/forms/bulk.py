"""Bulk add: which assets, with what, and when; and what of it is wrong, row by row."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.core.dates import sensible
from config.core.keys import keys_of
from config.core.models import User
from config.core.models.shop import current_shop
from warehouse.services.tables import BadTable, read_table
from workorders.forms.strategies import DatesField
from workorders.models import Asset, Site, Team, WorkOrder, WorkTemplate
from workorders.services.bulk import MOST_ORDERS, Wish
from workorders.states import LIVE, Kind, Priority

WORK_BEGINS = time(8)
COLUMNS = {
    "tag": "tag", "asset": "tag", "asset_tag": "tag",
    "title": "title", "due": "due", "due_date": "due", "date": "due", "priority": "priority",
}  # fmt: skip
MOST_WEEKS, MOST_TIMES = 104, 104


class AssetSearch(forms.Form):
    """Which assets are offered to be ticked; what is wrong there is left out."""

    q = forms.CharField(max_length=100, required=False)
    site = forms.ModelChoiceField(Site.objects.order_by("name"), required=False)
    kind = forms.CharField(max_length=80, required=False)

    def full_clean(self):
        super().full_clean()
        for name in self.errors:
            self.cleaned_data[name] = None

    def narrow(self, assets):
        asked = self.cleaned_data
        if asked["q"]:
            assets = assets.matching(asked["q"])
        if asked["site"]:
            assets = assets.filter(site=asked["site"])
        if asked["kind"]:
            assets = assets.filter(kind=asked["kind"])
        return assets


@dataclass
class Row:
    """One order of the preview: what it would be, and what is wrong with it."""

    tag: str
    title: str
    due: datetime | None
    priority: str
    asset: Asset | None = None
    line: int | None = None  # of the table
    wrong: list[str] = field(default_factory=list)
    warning: str = ""

    @property
    def priority_label(self):
        return Priority(self.priority).label

    @property
    def wish(self):
        return Wish(self.asset.pk, self.title, self.due, self.priority)


class BulkForm(forms.Form):
    """Assets that were ticked, or named in a table, times dates; a row of the table may have a date of its own."""

    WHEN = [
        ("dates", gettext_lazy("On these dates")),
        ("every", gettext_lazy("Every so many weeks")),
    ]

    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=150,
        required=False,
        help_text=gettext_lazy("Else the orders are called as their template."),
    )
    template = forms.ModelChoiceField(
        WorkTemplate.objects.none(), label=gettext_lazy("Template"), required=False
    )
    kind = forms.ChoiceField(label=gettext_lazy("Type"), initial=Kind.MAINTENANCE)
    priority = forms.ChoiceField(
        label=gettext_lazy("Priority"), choices=Priority.choices, initial=Priority.MEDIUM
    )
    assignee = forms.ModelChoiceField(
        User.objects.none(), label=gettext_lazy("Assignee"), required=False
    )
    team = forms.ModelChoiceField(Team.objects.none(), label=gettext_lazy("Team"), required=False)
    planned_minutes = forms.IntegerField(
        label=gettext_lazy("Planned minutes"), required=False, min_value=0, max_value=60 * 24 * 366
    )
    when = forms.ChoiceField(
        label=gettext_lazy("When"), choices=WHEN, initial="dates", widget=forms.RadioSelect
    )
    dates = DatesField(label=gettext_lazy("Dates, one on a line"))
    first = forms.DateField(
        label=gettext_lazy("From"),
        required=False,
        validators=[sensible],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    weeks = forms.IntegerField(
        label=gettext_lazy("Every, weeks"), required=False, min_value=1, max_value=MOST_WEEKS
    )
    times = forms.IntegerField(
        label=gettext_lazy("So many times"), required=False, min_value=1, max_value=MOST_TIMES
    )
    at = forms.TimeField(
        label=gettext_lazy("Time of day"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    picked = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40_000)
    table = forms.CharField(
        label=gettext_lazy("Tags, one on a line, or a table"),
        required=False,
        max_length=200_000,
        widget=forms.Textarea(
            attrs={"rows": 5, "placeholder": "tag,title,due\nP-4,Check the press,2026-12-24"}
        ),
    )
    file = forms.FileField(
        label=gettext_lazy("Or a file, CSV or XLSX"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.txt"}),
    )
    once = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    def __init__(self, *args, user, ticked=(), all_found=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.user, self.ticked, self.all_found = user, list(ticked), all_found
        # Who approves is a matter of each order: approvals are not made in bulk.
        self.fields["kind"].choices = [each for each in Kind.choices if each[0] != Kind.APPROVAL]
        self.fields["template"].queryset = (
            WorkTemplate.objects.for_user(user)
            .active()
            .exclude(versions=None)
            .order_by("name")
            .distinct()
        )
        self.fields["assignee"].queryset = User.objects.filter(is_active=True).order_by(
            "first_name", "username"
        )
        self.fields["team"].queryset = Team.objects.order_by("name")
        for name, nothing in (
            ("template", _("None")), ("assignee", _("Nobody yet")), ("team", _("No team")),
        ):  # fmt: skip
            self.fields[name].empty_label = nothing

    def clean_picked(self):
        return keys_of(self.cleaned_data["picked"].split(","))

    def clean(self):
        typed = self.cleaned_data
        try:
            self.lines = self._read()
        except BadTable as refusal:
            self.lines = []
            self.add_error("table", str(refusal))
        self.assets = self._assets()
        if not self.errors and not self.assets and not self.lines:
            raise forms.ValidationError(_("Tick assets, or paste their tags."))
        self.days = self._days() if typed.get("when") else []
        if not self.errors:
            self.rows = self._rows()
            if len(self.rows) > MOST_ORDERS:
                raise forms.ValidationError(
                    _("These would be %(number)s orders; at most %(most)s are made in one go.")
                    % {"number": len(self.rows), "most": MOST_ORDERS}
                )
        return typed

    def _read(self):
        """The rows of the table, {column: text}; bare tags are a table of one column."""
        typed = self.cleaned_data
        if upload := typed.get("file"):
            data = upload.read()
            self.data = self.data.copy()  # so that the preview can carry it on
            if not data.startswith(b"PK\x03\x04"):
                self.data["table"] = data.decode("utf-8-sig", "replace")
        else:
            data = (typed.get("table") or "").encode()
        if not data.strip():
            return []
        head = data.lstrip(b"\xef\xbb\xbf \r\n").split(b"\n", 1)[0].decode("utf-8", "replace")
        cells = {
            cell.strip().strip('"').lower()
            for cell in head.replace(";", ",").replace("\t", ",").split(",")
        }
        if not data.startswith(b"PK\x03\x04") and not cells & set(COLUMNS):
            data = b"tag\n" + data
        rows = read_table(data, COLUMNS, ["tag"]).rows
        if upload:
            self.data["table"] = as_text(rows)
        return rows

    def _assets(self):
        found = Asset.objects.for_user(self.user).in_use()
        if self.all_found is not None:
            return list(self.all_found[: MOST_ORDERS + 1])
        keys = {*self.ticked, *self.cleaned_data.get("picked", [])}
        return list(found.filter(pk__in=keys).order_by("name", "pk")) if keys else []

    def _days(self):
        """The days they are due on; a table whose rows all have their own needs none."""
        typed = self.cleaned_data
        if typed["when"] == "dates":
            days = [datetime.fromisoformat(day).date() for day in typed.get("dates") or []]
        else:
            days = self._every()
        needed = self.assets or any("due" not in line for line in self.lines)
        if not days and needed and not self.errors:
            self.add_error("dates" if typed["when"] == "dates" else "first", _("Say when."))
        return days

    def _every(self):
        typed = self.cleaned_data
        first, weeks, times = (typed.get(name) for name in ("first", "weeks", "times"))
        if not (first and weeks and times):
            if not {"first", "weeks", "times"} & set(self.errors):
                self.add_error("first", _("Say from when, every how many weeks, how many times."))
            return []
        return [first + timedelta(weeks=weeks * number) for number in range(times)]

    def _rows(self):
        typed = self.cleaned_data
        title = typed["title"] or (typed["template"].name if typed["template"] else "")
        moments = [self._moment(day) for day in self.days]
        rows = [
            Row(asset.tag, title, due, typed["priority"], asset)
            for asset in self.assets
            for due in moments
        ]
        tagged = self._by_tag()
        for line in self.lines:
            rows += self._rows_of(line, title, moments, tagged)
            if len(rows) > MOST_ORDERS:
                return rows
        _judge(rows, typed["template"])
        return rows

    def _by_tag(self):
        tags = {line["tag"].lower() for line in self.lines if "tag" in line}
        assets = Asset.objects.for_user(self.user).only("name", "tag", "status")
        return (
            {asset.tag.lower(): asset for asset in assets if asset.tag.lower() in tags}
            if tags
            else {}
        )

    def _rows_of(self, line, title, moments, tagged):
        """The orders of one row of the table: on its own date, or on each of the dates."""
        wrong, due = [], None
        if "due" in line:
            due = self._typed_due(line["due"])
            if due is None:
                wrong.append(_("“%s” is no date.") % line["due"][:40])
        priority = line.get("priority", "").lower() or self.cleaned_data["priority"]
        if priority not in Priority.values:
            wrong.append(_("“%s” is no priority.") % priority[:40])
            priority = self.cleaned_data["priority"]
        tag = line.get("tag", "")
        title = line.get("title", "") or title
        return [
            Row(tag, title, moment, priority, tagged.get(tag.lower()), line["#"], list(wrong))
            for moment in ([due] if "due" in line else moments)
        ]

    def _typed_due(self, text):
        for kind in (forms.DateField, forms.DateTimeField):
            try:
                moment = kind(validators=[sensible]).clean(text)
            except forms.ValidationError:
                continue
            return moment if isinstance(moment, datetime) else self._moment(moment)
        return None

    def _moment(self, day):
        return datetime.combine(
            day, self.cleaned_data.get("at") or WORK_BEGINS, tzinfo=current_shop().zone
        )


def _judge(rows, template):
    """What is wrong is said of each row; an open order for the same thing on the same day is a warning."""
    there = _there(rows, template)
    seen = set()
    for row in rows:
        if row.asset is None:
            row.wrong.append(_("There is no asset “%s”.") % row.tag[:60])
        elif row.asset.status == "retired":
            row.wrong.append(_("This asset is retired."))
        if not row.title:
            row.wrong.append(_("It has no title."))
        elif len(row.title) > 150:
            row.wrong.append(_("The title is longer than %s characters.") % 150)
        key = (row.tag.lower(), row.title, row.due)
        if row.due and key in seen:
            row.wrong.append(_("The same order stands above already."))
        seen.add(key)
        if row.asset and row.due and (row.asset.pk, timezone.localdate(row.due)) in there:
            row.warning = _("An open order of this template is due that day.")


def _there(rows, template):
    """{(asset, day)} of open orders made with this template."""
    if template is None:
        return set()
    assets = {row.asset.pk for row in rows if row.asset}
    orders = WorkOrder.objects.filter(
        template__template=template, status__in=LIVE, due_at__isnull=False, places__asset__in=assets
    )
    return {
        (asset, timezone.localdate(due))
        for asset, due in orders.values_list("places__asset", "due_at")
    }


def as_text(rows):
    """The rows of a table as text that can be typed again."""
    names = ["tag", "title", "due", "priority"]

    def cell(text):
        return '"' + text.replace('"', '""') + '"'

    lines = [",".join(cell(row.get(name, "")) for name in names) for row in rows]
    return "\n".join([",".join(names), *lines])
