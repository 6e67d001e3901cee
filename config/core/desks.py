"""What a desk shows on the pages that all desks share: sidebar, dashboard, my work, search."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from config.core.dates import midnight


@dataclass(frozen=True)
class Link:
    """A line of the sidebar, for those who hold ``permission``; ``count`` is the key of its figure."""

    label: str
    view: str
    permission: str = ""
    icon: str = ""
    count: str = ""

    def facts(self, request):
        url = reverse(self.view)
        return {
            "label": self.label,
            "icon": self.icon,
            "url": url,
            "current": request.path == url or (url != "/" and request.path.startswith(url)),
            "count_key": self.count,
        }

    def is_for(self, user):
        return not self.permission or user.has_perm(self.permission)


@dataclass(frozen=True)
class Job:
    """Something that waits for a person: on their phone, and in the dashboard's lists."""

    title: str
    detail: str
    url: str
    status: str
    status_label: str
    due_at: datetime | None = None
    late: bool = False
    in_hand: bool = False
    waits_for_others: bool = False
    step: object = None
    button: str = ""


@dataclass(frozen=True)
class Tile:
    """One figure of the dashboard and the list behind it."""

    label: str
    value: int
    detail: str
    url: str
    alarming: bool = False


@dataclass(frozen=True)
class Hit:
    """One thing that the search found."""

    kind: str
    title: str
    detail: str
    url: str
    status: str = ""
    status_label: str = ""


@dataclass(frozen=True)
class Matter:
    """What a record is about, as it goes along to another desk: whose it is, what is wrong, and its photos."""

    record: object
    title: str
    description: str
    name: str = ""
    email: str = ""
    phone: object = ""
    language: str = ""
    device: str = ""
    photos: list = field(default_factory=list)

    @property
    def contact(self):
        """What is known of how to reach whose it is."""
        known = {"name": self.name, "email": self.email, "phone": self.phone}
        return {name: each for name, each in (known | {"language": self.language}).items() if each}

    @property
    def words(self):
        """All that was said of it."""
        is_said = self.title in self.description
        return self.description if is_said else f"{self.title}\n{self.description}".strip()


@dataclass
class Desk:
    """A desk of the shop. An app subclasses it in its desk.py, overriding what it has to show."""

    label: str = ""
    icon: str = ""
    place: int = 0
    links: list = field(default_factory=list)

    def top(self, request):
        """(template, what it shows as ``shown``) for the bar at the top of a page, or None."""
        return None

    def counts(self, user):
        """{count key: figure} for the sidebar."""
        return {}

    def orders_this_month(self, user):
        """What the plan counts, or None at a desk it does not count."""
        return None

    def jobs(self, user):
        """What is assigned to this user and open, most urgent first."""
        return []

    def tiles(self, user):
        return []

    def late(self, user):
        return []

    def waiting(self, user):
        """What waits for a decision of this user."""
        return []

    def by_status(self, user):
        """(status, label, count, url) of what is open."""
        return []

    def finished_each_week(self, user, since):
        """{ISO week: how many were finished} since that day."""
        return {}

    def search(self, user, words):
        """At most eight hits, the best first."""
        return []

    def find(self, numbers, user):
        """{number: Hit} of the records of these numbers that this user may see; at most one query a kind of record."""
        return {}

    def seen(self, email, phone, user):
        """Where this e-mail or phone stands, as far as this user may see it: row sets of ``people.places``."""
        return []

    def matter(self, number, user):
        """What this user may hand on to other desks of the record of this number, or None."""
        return None


def numbered_hit(kind, record, detail):
    """The hit of a record that has a number and a status."""
    return Hit(
        kind=kind,
        title=record.number,
        detail=detail,
        url=record.get_absolute_url(),
        status=record.status,
        status_label=record.get_status_display(),
    )


def found_by_number(records, numbers, kind, detail):
    """{number: Hit} of these records as ``Desk.find`` answers it; where none can be of them, nobody is asked."""
    wanted = [each for each in numbers if each.startswith(f"{records.model.PREFIX}-")]
    found = records.filter(number__in=wanted) if wanted else []
    return {each.number: numbered_hit(kind, each, detail(each)) for each in found}


_desks: list[Desk] = []


def register(desk):
    _desks.append(desk)
    _desks.sort(key=lambda each: each.place)


def all_desks():
    return list(_desks)


def top_bar(request):
    """What the desks put into the bar at the top: (template, shown) each."""
    return [part for desk in _desks if (part := desk.top(request))]


def sidebar(request):
    """The desks of which this user may open a page, each with the lines they may open."""
    shown = []
    for desk in _desks:
        links = [link.facts(request) for link in desk.links if link.is_for(request.user)]
        if links:
            is_open = any(link["current"] for link in links) or len(_desks) == 1
            shown.append({"label": desk.label, "icon": desk.icon, "open": is_open, "links": links})
    return shown


def counted_by_week(rows, moment, since):
    """{ISO week: how many of ``rows`` have their ``moment`` in it}, from the week of ``since`` to this one.

    One pass over the column, which is indexed, and no row is read.
    """
    monday = timezone.localdate(since) - timedelta(days=since.weekday())
    weeks = {}
    while monday <= timezone.localdate():
        weeks[f"w{monday:%G_%V}"] = monday
        monday += timedelta(days=7)
    counted = rows.filter(**{f"{moment}__gte": since}).aggregate(
        **{name: Count("pk", filter=_in_week(moment, first)) for name, first in weeks.items()}
    )
    return {first.isocalendar()[:2]: counted[name] for name, first in weeks.items()}


def _in_week(moment, monday):
    begins, ends = midnight(monday), midnight(monday + timedelta(days=7))
    return Q(**{f"{moment}__gte": begins, f"{moment}__lt": ends})
