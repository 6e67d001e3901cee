"""The figures of maintenance: each is one function of the work that was asked about, and says its rule and its unit.

What the functions read is read once for all of them, set by set; each number of a figure knows the orders it is made of.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from types import SimpleNamespace

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from config.core.dates import midnight
from config.core.models import User
from config.core.money import rounded
from workorders.costs import costs_of
from workorders.models import PartLine, Task, WorkOrderAsset, WorkOrderHistory, WorkTime
from workorders.states import FINISHED, LIVE, Kind, Origin, Status

BACKLOG_AGES = (7, 30, 90)  # days
PLANNED, UNPLANNED = {Origin.STRATEGY, Origin.BULK}, {Origin.CASE, Origin.MACHINE}
FINISHED_COLUMNS = [
    "pk", "kind", "origin", "created_at", "started_at", "completed_at", "due_at",
    "resolution_minutes",
]  # fmt: skip


# What is asked about


@dataclass
class Work:
    """The orders that the filters let through, and the days that are asked about, both included."""

    orders: object  # a queryset
    since: date
    until: date
    hourly_rate: Decimal = Decimal(0)

    @property
    def starts_at(self):
        return midnight(self.since)

    @property
    def ends_at(self):
        return midnight(self.until + timedelta(days=1))

    @property
    def mondays(self):
        """Of the weeks that the days lie in."""
        first = _monday(self.since)
        weeks = (_monday(self.until) - first).days // 7 + 1
        return [first + timedelta(weeks=past) for past in range(weeks)]

    @property
    def _done(self):
        days = {"completed_at__gte": self.starts_at, "completed_at__lt": self.ends_at}
        return self.orders.filter(status__in=FINISHED, **days)

    @cached_property
    def finished(self):
        """Completed on these days, the first one first."""
        rows = self._done.order_by("completed_at", "pk")
        return list(rows.values_list(*FINISHED_COLUMNS, named=True))

    @cached_property
    def live(self):
        return list(self.orders.filter(status__in=LIVE).values_list("pk", "created_at"))

    @cached_property
    def skipped(self):
        """For each order skipped on these days why it was, the last time."""
        steps = WorkOrderHistory.objects.filter(
            order__in=self.orders.filter(status=Status.CANCELLED).values("pk"),
            action="skip",
            at__gte=self.starts_at,
            at__lt=self.ends_at,
        )
        return dict(steps.order_by("pk").values_list("order", "note"))

    @cached_property
    def assets(self):
        """The assets of each finished order, as (key, name)."""
        found = defaultdict(list)
        places = WorkOrderAsset.objects.filter(order__in=self._done.values("pk"))
        rows = places.order_by("place", "pk").values_list("order", "asset", "asset__name")
        for order, asset, name in rows:
            found[order].append((asset, name))
        return found

    @cached_property
    def times(self):
        """Time spent on the finished orders, or on these days on any."""
        of_finished = Q(order__in=self._done.values("pk"))
        on_these_days = Q(
            order__in=self.orders.values("pk"),
            started_at__gte=self.starts_at,
            started_at__lt=self.ends_at,
        )
        return list(WorkTime.objects.filter(of_finished | on_these_days).order_by())

    @cached_property
    def tasks(self):
        """Those that cost or took something: of the finished orders, or answered on these days."""
        timed = Exists(WorkTime.objects.filter(task=OuterRef("pk")))
        with_parts = Exists(PartLine.objects.filter(task=OuterRef("pk")))
        costing = Q(minutes__gt=0) | Q(parts_cost__isnull=False) | Q(timed) | Q(with_parts)
        of_finished = Q(order__in=self._done.values("pk"))
        on_these_days = Q(
            order__in=self.orders.values("pk"),
            answered_at__gte=self.starts_at,
            answered_at__lt=self.ends_at,
        )
        tasks = Task.objects.filter(costing, of_finished | on_these_days).order_by()
        return list(
            tasks.only(
                "order_id", "asset_id", "minutes", "hourly_rate", "parts_cost", "answered_at",
                "answered_by_id",
            )
        )  # fmt: skip

    @cached_property
    def parts(self):
        """The parts of the finished orders."""
        lines = PartLine.objects.filter(order__in=self._done.values("pk")).order_by("pk")
        return list(lines.annotate(product_name=F("product__name")))

    @cached_property
    def names(self):
        """Of everybody who worked."""
        people = {time.who_id for time in self.times} | {task.answered_by_id for task in self.tasks}
        return {person.pk: str(person) for person in User.objects.filter(pk__in=people - {None})}


# What is answered


@dataclass(frozen=True)
class Column:
    """One number of each row: a count, share (%), hours, days, minutes, money or quantity."""

    name: str
    label: str
    kind: str = "count"


@dataclass
class Row:
    """``orders`` are, for each column, the keys of the orders its number is made of."""

    key: str
    label: str
    values: dict
    orders: dict = field(default_factory=dict)


@dataclass
class Figure:
    slug: str
    title: str
    rule: str
    head: str  # of the labels
    columns: list[Column]
    rows: list[Row]
    total: object  # the one number of the whole
    total_label: str
    total_kind: str = "count"
    drawn: tuple = ()  # the columns that the chart shows
    by_week: bool = False

    def orders(self, row, column):
        """The keys of the orders that a number is made of; of all rows together for ``all``."""
        found = [each for each in self.rows if row in ("all", each.key)]
        return list(dict.fromkeys(key for each in found for key in each.orders.get(column, ())))


def finished_per_week(work: Work) -> Figure:
    """Orders completed or closed, by the week of their completion. Unit: orders."""
    weeks = _by_week(work, work.finished)
    rows = [
        _week(monday, {"finished": len(done)}, {"finished": _keys(done)})
        for monday, done in weeks.items()
    ]
    return Figure(
        slug="finished",
        title=_("Finished each week"),
        rule=_("Orders that were completed, by the week of their completion."),
        head=_("Week of"),
        columns=[Column("finished", _("Finished"))],
        rows=rows,
        total=len(work.finished),
        total_label=_("in all"),
        drawn=("finished",),
        by_week=True,
    )


def is_planned(order) -> bool:
    """Made by a strategy or in bulk; else neither out of a case, nor by machine data, nor a repair."""
    if order.origin in PLANNED:
        return True
    return order.origin not in UNPLANNED and order.kind != Kind.REPAIR


def planned_share(work: Work) -> Figure:
    """Finished orders that were planned (see ``is_planned``) and those that were not, by week. Unit: orders; per cent."""
    rows = []
    for monday, done in _by_week(work, work.finished).items():
        planned = [order for order in done if is_planned(order)]
        others = [order for order in done if not is_planned(order)]
        values = {
            "planned": len(planned),
            "unplanned": len(others),
            "share": _percent(len(planned), len(done)),
        }
        rows.append(
            _week(
                monday,
                values,
                {"planned": _keys(planned), "unplanned": _keys(others), "share": _keys(done)},
            )
        )
    planned = sum(row.values["planned"] for row in rows)
    return Figure(
        slug="planned",
        title=_("Planned and unplanned"),
        rule=_(
            "Finished orders. Planned are those made by a strategy or in bulk; unplanned those out of a case, by "
            "machine data, and repairs; all others count as planned."
        ),
        head=_("Week of"),
        columns=[
            Column("planned", _("Planned")),
            Column("unplanned", _("Unplanned")),
            Column("share", _("Planned, %"), "share"),
        ],
        rows=rows,
        total=_percent(planned, len(work.finished)),
        total_label=_("planned"),
        total_kind="share",
        drawn=("planned", "unplanned"),
        by_week=True,
    )


def on_time_rate(work: Work) -> Figure:
    """Of the finished orders with a due date, how many were completed by then, by week. Unit: per cent."""
    due = [order for order in work.finished if order.due_at]
    rows, met = [], 0
    for monday, done in _by_week(work, due).items():
        on_time = [order for order in done if order.completed_at <= order.due_at]
        met += len(on_time)
        values = {
            "due": len(done),
            "on_time": len(on_time),
            "rate": _percent(len(on_time), len(done)),
        }
        rows.append(
            _week(
                monday,
                values,
                {"due": _keys(done), "on_time": _keys(on_time), "rate": _keys(done)},
            )
        )
    return Figure(
        slug="on-time",
        title=_("On time"),
        rule=_("Finished orders that had a due date, and how many of them were completed by then."),
        head=_("Week of"),
        columns=[
            Column("due", _("With a due date")),
            Column("on_time", _("On time")),
            Column("rate", _("On time, %"), "share"),
        ],
        rows=rows,
        total=_percent(met, len(due)),
        total_label=_("on time"),
        total_kind="share",
        drawn=("rate",),
        by_week=True,
    )


def mean_time_to_repair(work: Work) -> Figure:
    """From the request to the end of each finished repair (its resolution), by week of completion. Unit: hours."""
    repairs = [order for order in work.finished if order.kind == Kind.REPAIR]
    rows = []
    for monday, done in _by_week(work, repairs).items():
        mean = _mean([_resolution(order) for order in done])
        rows.append(
            _week(
                monday,
                {"repairs": len(done), "hours": mean},
                {"repairs": _keys(done), "hours": _keys(done)},
            )
        )
    return Figure(
        slug="mttr",
        title=_("Mean time to repair"),
        rule=_("From the request to the completion of each repair, or as corrected by hand."),
        head=_("Week of"),
        columns=[Column("repairs", _("Repairs")), Column("hours", _("Mean"), "hours")],
        rows=rows,
        total=_mean([_resolution(order) for order in repairs]),
        total_label=_("on average"),
        total_kind="hours",
        drawn=("hours",),
        by_week=True,
    )


def mean_time_between_failures(work: Work) -> Figure:
    """Of each asset with two finished repairs or more: from one completion to the next. Unit: days."""
    repairs, names = defaultdict(list), {}
    for order in work.finished:  # in the order of time
        if order.kind == Kind.REPAIR:
            for asset, name in work.assets[order.pk]:
                names[asset] = name
                repairs[asset].append(order)
    rows, all_gaps = [], []
    for asset, done in repairs.items():
        times = [order.completed_at for order in done]
        gaps = [_days(after - before) for before, after in pairwise(times)]
        if gaps:
            all_gaps += gaps
            rows.append(
                Row(
                    str(asset),
                    names[asset],
                    {"repairs": len(done), "days": _mean(gaps)},
                    {"repairs": _keys(done), "days": _keys(done)},
                )
            )
    rows.sort(key=lambda row: (row.values["days"], row.label))
    return Figure(
        slug="mtbf",
        title=_("Mean time between failures"),
        rule=_("For each asset with two repairs or more, from one completed repair to the next."),
        head=_("Asset"),
        columns=[Column("repairs", _("Repairs")), Column("days", _("Mean"), "days")],
        rows=rows,
        total=_mean(all_gaps),
        total_label=_("on average"),
        total_kind="days",
        drawn=("days",),
    )


def backlog_age(work: Work) -> Figure:
    """Orders that are still to do now, by the days since they were made; the dates asked about do not matter. Unit: orders; days."""
    now = timezone.now()
    ages = {pk: _days(now - made) for pk, made in work.live}
    limits = [0, *BACKLOG_AGES, None]
    rows = []
    for least, most in pairwise(limits):
        keys = [key for key, age in ages.items() if age >= least and (most is None or age < most)]
        rows.append(Row(f"{least}", _age(least, most), {"orders": len(keys)}, {"orders": keys}))
    return Figure(
        slug="backlog",
        title=_("Age of the backlog"),
        rule=_(
            "Orders that are neither finished nor skipped today, by the days since they were made."
        ),
        head=_("Age"),
        columns=[Column("orders", _("Orders"))],
        rows=rows,
        total=_mean(list(ages.values())),
        total_label=_("on average"),
        total_kind="days",
        drawn=("orders",),
    )


def cost_by_asset(work: Work) -> Figure:
    """Labour and parts of the finished orders, before discount and tax. Unit: the shop's currency.

    A task's cost is its asset's; what belongs to no asset's task is shared evenly among the assets of its order.
    """
    sums = defaultdict(lambda: {"labor": Decimal(0), "parts": Decimal(0)})
    orders, names = defaultdict(list), {}
    for order, costs, tasks in _costs(work):
        places = work.assets[order] or [(None, _("No asset"))]
        names.update(places)
        own = {asset for asset, _name in places}
        shares = [(costs.loose, None)]
        shares += [(costs.tasks[task.pk], task.asset_id) for task in tasks]
        for cost, asset in shares:
            among = [asset] if asset in own else [key for key, _name in places]
            for what in ("labor", "parts"):
                parts = _evenly(getattr(cost, what), len(among))
                for key, part in zip(among, parts, strict=True):
                    sums[key][what] += part
        for asset in own:
            orders[asset].append(order)
    rows = []
    for asset, figures in sums.items():
        values = {"orders": len(orders[asset]), **figures, "total": sum(figures.values())}
        if values["total"]:
            rows.append(
                Row(str(asset), names[asset], values, dict.fromkeys(values, tuple(orders[asset])))
            )
    rows.sort(key=lambda row: (-row.values["total"], row.label))
    return Figure(
        slug="asset-cost",
        title=_("Cost by asset"),
        rule=_(
            "Labour and parts of finished orders, before discount and tax. What belongs to no task of one asset is "
            "shared evenly among the assets of the order."
        ),
        head=_("Asset"),
        columns=[
            Column("orders", _("Orders")),
            Column("labor", _("Labour"), "money"),
            Column("parts", _("Parts"), "money"),
            Column("total", _("Total"), "money"),
        ],
        rows=rows,
        total=sum((row.values["total"] for row in rows), Decimal(0)),
        total_label=_("in all"),
        total_kind="money",
        drawn=("total",),
    )


def cost_by_part(work: Work) -> Figure:
    """Parts of the finished orders, at their cost of the time. Unit: pieces of each part; the shop's currency."""
    lines = defaultdict(list)
    for line in work.parts:
        lines[line.product_id].append(line)
    rows = []
    for product, own in lines.items():
        orders = tuple(dict.fromkeys(line.order_id for line in own))
        values = {
            "orders": len(orders),
            "quantity": sum(line.quantity for line in own),
            "cost": rounded(sum(line.quantity * line.unit_cost for line in own)),
        }
        rows.append(Row(str(product), own[0].product_name, values, dict.fromkeys(values, orders)))
    rows.sort(key=lambda row: (-row.values["cost"], row.label))
    return Figure(
        slug="part-cost",
        title=_("Cost by part"),
        rule=_("Parts of finished orders, each at what it cost at the time."),
        head=_("Part"),
        columns=[
            Column("orders", _("Orders")),
            Column("quantity", _("Quantity"), "quantity"),
            Column("cost", _("Cost"), "money"),
        ],
        rows=rows,
        total=sum((row.values["cost"] for row in rows), Decimal(0)),
        total_label=_("in all"),
        total_kind="money",
        drawn=("cost",),
    )


def skipped_by_reason(work: Work) -> Figure:
    """Orders that were skipped on these days and still are, by the reason that was given. Unit: orders."""
    groups, labels = defaultdict(list), {}
    for order, reason in work.skipped.items():
        text = " ".join(reason.split())
        labels.setdefault(text.casefold(), text)
        groups[text.casefold()].append(order)
    rows = [
        Row(
            hashlib.blake2b(reason.encode(), digest_size=6).hexdigest(),
            Truncator(labels[reason] or _("No reason")).chars(120),
            {"orders": len(orders)},
            {"orders": tuple(orders)},
        )
        for reason, orders in groups.items()
    ]
    rows.sort(key=lambda row: (-row.values["orders"], row.label))
    return Figure(
        slug="skipped",
        title=_("Skipped, and why"),
        rule=_(
            "Orders that were skipped on these days, by the reason given; alike but for capitals is one."
        ),
        head=_("Reason"),
        columns=[Column("orders", _("Skipped"))],
        rows=rows,
        total=len(work.skipped),
        total_label=_("in all"),
        drawn=("orders",),
    )


def technician_load(work: Work) -> Figure:
    """Minutes of timers that began on these days, and those typed on tasks answered then, by who did it. Unit: minutes."""
    minutes, orders = defaultdict(int), defaultdict(list)
    for spent in work.times:
        if spent.ended_at and work.starts_at <= spent.started_at < work.ends_at:
            minutes[spent.who_id] += spent.minutes
            orders[spent.who_id].append(spent.order_id)
    for task in work.tasks:
        if (
            task.minutes
            and task.answered_by_id
            and work.starts_at <= task.answered_at < work.ends_at
        ):
            minutes[task.answered_by_id] += task.minutes
            orders[task.answered_by_id].append(task.order_id)
    rows = []
    for person, total in minutes.items():
        keys = tuple(dict.fromkeys(orders[person]))
        values = {"orders": len(keys), "minutes": total}
        rows.append(Row(str(person), work.names[person], values, dict.fromkeys(values, keys)))
    rows.sort(key=lambda row: (-row.values["minutes"], row.label))
    return Figure(
        slug="load",
        title=_("Who worked how much"),
        rule=_(
            "Minutes of timers that began on these days, and minutes typed on tasks answered then."
        ),
        head=_("Person"),
        columns=[Column("orders", _("Orders")), Column("minutes", _("Time worked"), "minutes")],
        rows=rows,
        total=sum(minutes.values()),
        total_label=_("in all"),
        total_kind="minutes",
        drawn=("minutes",),
    )


FIGURES: dict[str, Callable[[Work], Figure]] = {
    "finished": finished_per_week,
    "planned": planned_share,
    "on-time": on_time_rate,
    "backlog": backlog_age,
    "mttr": mean_time_to_repair,
    "mtbf": mean_time_between_failures,
    "asset-cost": cost_by_asset,
    "part-cost": cost_by_part,
    "skipped": skipped_by_reason,
    "load": technician_load,
}


# Small sums


def _monday(day):
    return day - timedelta(days=day.weekday())


def _by_week(work, orders):
    """Finished orders in their weeks; a week without any is there too."""
    weeks = {monday: [] for monday in work.mondays}
    for order in orders:
        weeks[_monday(timezone.localdate(order.completed_at))].append(order)
    return weeks


def _week(monday, values, orders):
    return Row(monday.isoformat(), date_format(monday, "SHORT_DATE_FORMAT"), values, orders)


def _keys(orders):
    return tuple(order.pk for order in orders)


def _resolution(order):
    """In hours."""
    if order.resolution_minutes is not None:
        return order.resolution_minutes / 60
    return (order.completed_at - order.created_at).total_seconds() / 3600


def _days(length):
    return length.total_seconds() / 86400


def _mean(numbers):
    """With one decimal; None of none."""
    return round(sum(numbers) / len(numbers), 1) if numbers else None


def _percent(part, whole):
    return round(100 * part / whole, 1) if whole else None


def _age(least, most):
    if most is None:
        return _("%s days and more") % least
    return _("%(least)s to %(most)s days") % {"least": least, "most": most - 1}


def _evenly(amount, number):
    """The amount in so many shares of whole cents; the first takes what is left over."""
    share = rounded(amount / number)
    return [amount - share * (number - 1), *[share] * (number - 1)]


class _Rows(list):
    """Rows read beforehand, as ``costs_of`` asks for them."""

    def all(self):
        return self


def _costs(work):
    """(order's key, its costs, its tasks that cost something) of each finished order that has any costs."""
    found = defaultdict(lambda: {"times": _Rows(), "tasks": _Rows(), "parts": _Rows()})
    finished = {order.pk for order in work.finished}
    for name in ("times", "tasks", "parts"):
        for row in getattr(work, name):
            if row.order_id in finished:
                found[row.order_id][name].append(row)
    nothing_off = dict.fromkeys(("discount", "discount_points", "tax", "tax_points"))
    for order, rows in found.items():
        bill = SimpleNamespace(**rows, **nothing_off)
        yield order, costs_of(bill, hourly_rate=work.hourly_rate), rows["tasks"]
