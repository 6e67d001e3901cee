"""Orders laid out on days: which of them touch a stretch of days, and where their bars stand."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Q, Value
from django.utils import timezone

from config.core.dates import midnight
from config.core.models import User
from workorders.models import Site, Team, WorkOrderAsset
from workorders.states import SEALED, Status
from workorders.views.order_facts import name_of

ONE_DAY = timedelta(days=1)
A_TITLE = 6  # days of four weeks that a title needs
FIRST_YEAR, LAST_YEAR = 2000, 2099
COLUMNS = [
    "pk", "number", "title", "status", "kind", "version", "due_at", "planned_start", "planned_end",
    "assignee_id", "team_id", "job_id", "planned_minutes",
]  # fmt: skip


@dataclass(frozen=True)
class Days:
    """So many days from the first one on."""

    first: date
    count: int

    @property
    def last(self):
        return self.first + timedelta(days=self.count - 1)

    @property
    def starts_at(self):
        return midnight(self.first)

    @property
    def ends_at(self):
        return midnight(self.first + timedelta(days=self.count))

    def __iter__(self):
        return (self.first + timedelta(days=number) for number in range(self.count))

    def weeks(self):
        return [Days(self.first + timedelta(days=past), 7) for past in range(0, self.count, 7)]


def day_named(text):
    """The day written like 2026-11-23; today where it is none, or is far from our time."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return timezone.localdate()
    return day if FIRST_YEAR < day.year < LAST_YEAR else timezone.localdate()


def monday_of(day):
    return day - timedelta(days=day.weekday())


# What is on these days


def on_days(orders, days):
    """Those that touch the days, as plain rows: by their planned time, or else by their due date. Skipped ones are left out."""
    first, end = days.starts_at, days.ends_at
    touching = (
        Q(planned_start__gte=first, planned_start__lt=end)
        | Q(planned_start__lt=first, planned_end__gt=first)
        | Q(planned_start=None, due_at__gte=first, due_at__lt=end)
    )
    rows = (
        orders.filter(touching)
        .exclude(status=Status.CANCELLED)
        .annotate(person=name_of("assignee__"))
        .values_list(*COLUMNS, "person", "team__name", named=True)
    )
    entries = [Entry.of(row) for row in rows]
    return sorted(entries, key=lambda entry: (entry.first, -entry.length, entry.at, entry.pk))


@dataclass
class Entry:
    """An order on the days it is planned for, the last one included; one without a plan stands on the day it is due."""

    pk: int
    number: str
    title: str
    status: str
    version: int
    at: datetime
    first: date
    last: date
    is_planned: bool
    is_late: bool
    who: str
    assignee: int | None
    team: int | None
    job: int | None
    minutes: int
    assets: list = field(default_factory=list)

    @classmethod
    def of(cls, row):
        at = row.planned_start or row.due_at
        first = last = timezone.localdate(at)
        if row.planned_start and row.planned_end and row.planned_end > row.planned_start:
            last = timezone.localdate(row.planned_end - timedelta(microseconds=1))
        return cls(
            pk=row.pk,
            number=row.number,
            title=row.title,
            status=row.status,
            version=row.version,
            at=at,
            first=first,
            last=last,
            is_planned=row.planned_start is not None,
            is_late=bool(row.due_at and row.due_at < timezone.now() and row.status not in SEALED),
            who=row.person or row.team__name or "",
            assignee=row.assignee_id,
            team=row.team_id,
            job=row.job_id,
            minutes=row.planned_minutes or 0,
        )

    @property
    def length(self):
        return (self.last - self.first).days + 1

    @property
    def is_sealed(self):
        return self.status in SEALED

    @property
    def label(self):
        return Status(self.status).label

    @property
    def asset(self):
        return self.assets[0][1] if self.assets else ""


def name_assets(entries):
    """Each entry with the keys and names of its assets, in their order."""
    by_pk = {entry.pk: entry for entry in entries}
    places = WorkOrderAsset.objects.filter(order__in=list(by_pk)).order_by("place", "pk")
    for order, asset, name in places.values_list("order", "asset", "asset__name"):
        by_pk[order].assets.append((asset, name))


# Where it stands


@dataclass
class Bar:
    """An entry within some days: its first column, counted from 1, how many it takes, and the lane it is in."""

    entry: Entry
    column: int
    span: int
    lane: int
    came_before: bool
    goes_on: bool
    is_free: bool = True  # nothing follows soon in its lane: its title may run on

    @property
    def end(self):
        return self.column + self.span

    @property
    def day(self):
        return self.entry.first


def bars_of(entries, days):
    """The entries that touch the days, each in the first lane that is free."""
    bars, free_from, latest = [], [], {}
    for entry in entries:
        if entry.last < days.first or entry.first > days.last:
            continue
        first, last = max(entry.first, days.first), min(entry.last, days.last)
        column, span = (first - days.first).days + 1, (last - first).days + 1
        lane = next((n for n, free in enumerate(free_from) if free <= column), len(free_from))
        if lane in latest and column - latest[lane].column < A_TITLE:
            latest[lane].is_free = False
        free_from[lane : lane + 1] = [column + span]
        bars.append(
            Bar(entry, column, span, lane, entry.first < days.first, entry.last > days.last)
        )
        latest[lane] = bars[-1]
    return bars


# What the filters offer


def picks():
    """People, teams and sites to choose from, each as (key, name); of one query."""
    people = User.objects.filter(is_active=True).order_by()
    rows = people.values_list(Value("people"), "pk", name_of("")).union(
        Team.objects.order_by().values_list(Value("teams"), "pk", "name"),
        Site.objects.order_by().values_list(Value("sites"), "pk", "name"),
    )
    found = {"people": [], "teams": [], "sites": []}
    for kind, pk, name in rows:
        found[kind].append((str(pk), name))
    return {kind: sorted(each, key=lambda one: one[1].lower()) for kind, each in found.items()}
