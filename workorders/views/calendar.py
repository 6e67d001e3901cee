"""Orders by day: the calendar, the timeline, moving an order to another day, and the feed for other calendars."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Max, Min, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from config.core.addresses import local_address
from config.core.dates import months_after
from config.core.durations import format_work
from config.core.refusals import Refused
from workorders.forms.calendar import MoveForm, WorkFilter
from workorders.models import ServiceJob, WorkOrder
from workorders.services import feeds
from workorders.services import orders as work
from workorders.states import Kind
from workorders.views import planner
from workorders.views.planner import ONE_DAY, Days

LANES = 4  # of a day in the month; the rest is "+3 more"
MOST_BARS = 800  # on one timeline
ZOOMS = {"week": 7, "4weeks": 28, "quarter": 91}

may_view = permission_required("workorders.view_workorder", raise_exception=True)
may_plan = permission_required("workorders.plan_work", raise_exception=True)


# The calendar


@require_GET
@may_view
def calendar(request):
    """A month, a week or a day of orders; every figure and bar leads to its order."""
    view = request.GET.get("view")
    day = planner.day_named(request.GET.get("day", ""))
    asked = WorkFilter(request.GET)
    orders = asked.narrow(WorkOrder.objects.for_user(request.user), request.user)
    if view == "day":
        facts = of_day(orders, day)
    elif view == "week":
        facts = of_week(orders, day)
    else:
        facts = of_month(orders, day)
    return render(request, "workorders/calendar/calendar.html", facts | offered(request, asked))


def of_month(orders, day):
    first = day.replace(day=1)
    last = months_after(first, 1) - ONE_DAY
    monday = planner.monday_of(first)
    days = Days(monday, (planner.monday_of(last) - monday).days + 7)
    return {
        "view": "month",
        "title": date_format(first, _("F Y")),
        "before": months_after(first, -1),
        "after": months_after(first, 1),
        "is_now": first <= timezone.localdate() <= last,
    } | weeks_of(orders, days, lanes=LANES, month=first.month)


def of_week(orders, day):
    monday = planner.monday_of(day)
    days = Days(monday, 7)
    return {
        "view": "week",
        "title": f"{date_format(monday, _('j M'))} – {date_format(days.last, _('j M Y'))}",
        "number": monday.isocalendar().week,
        "before": monday - timedelta(days=7),
        "after": monday + timedelta(days=7),
        "is_now": monday <= timezone.localdate() <= days.last,
    } | weeks_of(orders, days, lanes=MOST_BARS)


def of_day(orders, day):
    entries = planner.on_days(orders, Days(day, 1))
    planner.name_assets(entries[:MOST_BARS])
    return {
        "view": "day",
        "title": date_format(day, _("l j F Y")),
        "before": day - ONE_DAY,
        "after": day + ONE_DAY,
        "is_now": day == timezone.localdate(),
        "entries": entries[:MOST_BARS],
        "count": len(entries),
    }


@dataclass
class Week:
    days: list
    bars: list


@dataclass
class Cell:
    """One day's square: how many orders have no room in it."""

    date: date
    is_today: bool
    is_outside: bool
    more: int = 0


def weeks_of(orders, days, *, lanes, month=None):
    entries = planner.on_days(orders, days)
    weeks = [week_of(entries, seven, lanes, month) for seven in days.weeks()]
    shown = {bar.entry.pk: bar.entry for week in weeks for bar in week.bars}
    planner.name_assets(shown.values())
    return {"weeks": weeks, "count": len(entries)}


def week_of(entries, days, lanes, month):
    today = timezone.localdate()
    cells = [Cell(day, day == today, month is not None and day.month != month) for day in days]
    bars = planner.bars_of(entries, days)
    for bar in bars:
        if bar.lane >= lanes:
            for column in range(bar.column, bar.end):
                cells[column - 1].more += 1
    return Week(cells, [bar for bar in bars if bar.lane < lanes])


def offered(request, asked):
    """What both pages say of their filters and of who looks."""
    return planner.picks() | {
        "asked": asked,
        "kinds": Kind.choices,
        "today": timezone.localdate(),
        "may_plan": request.user.has_perm("workorders.plan_work"),
        "here": request.get_full_path(),
        "kept": [(name, request.GET.get(name)) for name in ("view", "zoom", "by", "day")],
    }


# The timeline


@require_GET
@may_view
def timeline(request):
    """Days across; a row for each assignee or asset, and one for each service job with its orders in it."""
    zoom = request.GET.get("zoom") if request.GET.get("zoom") in ZOOMS else "4weeks"
    by = "asset" if request.GET.get("by") == "asset" else "assignee"
    monday = planner.monday_of(planner.day_named(request.GET.get("day", "")))
    days = Days(monday, ZOOMS[zoom])
    asked = WorkFilter(request.GET)
    orders = asked.narrow(WorkOrder.objects.for_user(request.user), request.user)
    entries = planner.on_days(orders, days)
    drawn = entries[:MOST_BARS]
    planner.name_assets(drawn)
    facts = {
        "zoom": zoom,
        "by": by,
        "days": days,
        "heads": heads(days),
        "title": f"{date_format(monday, _('j M'))} – {date_format(days.last, _('j M Y'))}",
        "before": monday - timedelta(days=days.count),
        "after": monday + timedelta(days=days.count),
        "is_now": days.first <= timezone.localdate() <= days.last,
        "today_column": (timezone.localdate() - days.first).days + 1,
        "rows": rows_by_asset(drawn, days) if by == "asset" else rows_by_assignee(drawn, days),
        "jobs": jobs_on(request.user, orders, drawn, days, is_narrow=asked.is_narrow),
        "count": len(entries),
        "left_off": len(entries) - len(drawn),
    }
    return render(request, "workorders/calendar/timeline.html", facts | offered(request, asked))


def heads(days):
    """The days written above the timeline: all of them, or in a quarter the Mondays."""
    step = 1 if days.count <= 28 else 7
    return [
        {"date": day, "column": number + 1, "span": step, "is_today": day == timezone.localdate()}
        for number, day in enumerate(days)
        if number % step == 0
    ]


@dataclass
class Row:
    label: str
    bars: list
    minutes: int = 0
    is_nobody: bool = False

    @property
    def hours(self):
        return format_work(self.minutes or None)


def rows_by_assignee(entries, days):
    groups = {}
    for entry in entries:
        groups.setdefault(entry.assignee or (entry.team and f"team-{entry.team}"), []).append(entry)
    rows = [
        row_of(own[0].who if key else _("Nobody yet"), own, days, is_nobody=not key)
        for key, own in groups.items()
    ]
    return sorted(rows, key=lambda row: (not row.is_nobody, row.label.lower()))


def rows_by_asset(entries, days):
    """An order with several assets stands in the row of each of them."""
    groups, names = {}, {None: _("No asset")}
    for entry in entries:
        for asset, name in entry.assets or [(None, names[None])]:
            names[asset] = name
            groups.setdefault(asset, []).append(entry)
    rows = [row_of(names[key], own, days, is_nobody=not key) for key, own in groups.items()]
    return sorted(rows, key=lambda row: (not row.is_nobody, row.label.lower()))


def row_of(label, entries, days, **facts):
    minutes = sum(entry.minutes for entry in entries)
    return Row(label, planner.bars_of(entries, days), minutes, **facts)


@dataclass
class JobRow:
    """A service job: its own bar, its orders within it, and what they come to together."""

    job: ServiceJob
    column: int
    span: int
    first: date
    last: date
    bars: list = field(default_factory=list)

    @property
    def hours(self):
        return format_work(self.job.minutes or None)

    @property
    def percent(self):
        return round(100 * self.job.orders_done / self.job.orders_all) if self.job.orders_all else 0


def jobs_on(user, orders, entries, days, *, is_narrow):
    """The service jobs on these days: those planned for them, and those with orders on them.

    With a filter, only those with an order that it lets through.
    """
    here = {entry.job for entry in entries} - {None}
    wanted = Q(pk__in=here)
    if not is_narrow:
        wanted |= Q(starts_at__lt=days.ends_at, ends_at__gte=days.starts_at)
        wanted |= Q(starts_at__gte=days.starts_at, starts_at__lt=days.ends_at, ends_at=None)
    jobs = ServiceJob.objects.for_user(user).filter(wanted).with_sums()
    there = Q(orders__removed_at=None)
    jobs = jobs.annotate(
        first_start=Min("orders__planned_start", filter=there),
        last_end=Max("orders__planned_end", filter=there),
        last_start=Max("orders__planned_start", filter=there),
    )
    rows = [job_row(job, [each for each in entries if each.job == job.pk], days) for job in jobs]
    return sorted((row for row in rows if row), key=lambda row: (row.first, row.job.number))


def job_row(job, entries, days):
    """From where the job or its first order begins to where the last of them ends; None where that is elsewhere."""
    starts = [local(job.starts_at), local(job.first_start), *(each.first for each in entries)]
    ends = [local(each) for each in (job.ends_at, job.last_end, job.last_start)]
    first = min(filter(None, starts))
    last = max(filter(None, [first, *ends, *(each.last for each in entries)]))
    from_day, to_day = max(first, days.first), min(last, days.last)
    if to_day < from_day:
        return None
    column, span = (from_day - days.first).days + 1, (to_day - from_day).days + 1
    return JobRow(job, column, span, first, last, planner.bars_of(entries, days))


def local(moment):
    return moment and timezone.localdate(moment)


# Another day


@require_http_methods(["GET", "POST"])
@may_plan
def replan(request, number):
    """The order is on the day that was chosen, or it says why not: 409 for a sealed or changed one, 422 for a bad date."""
    order = get_object_or_404(WorkOrder.objects.for_user(request.user), number=number)
    if request.method == "GET":
        at = order.planned_start or order.due_at
        initial = {"date": at and timezone.localdate(at), "seen": order.version}
        return move_page(request, order, MoveForm(order=order, initial=initial))
    form = MoveForm(request.POST, order=order)
    if not form.is_valid():
        return move_page(request, order, form, status=422)
    start, end = form.times(order)
    try:
        work.replan(
            order,
            by=request.user,
            planned_start=start,
            planned_end=end,
            seen_version=form.cleaned_data["seen"],
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return move_page(request, order, form, status=409)
    moved = _("%(order)s is planned for %(day)s.") % {
        "order": order.number,
        "day": date_format(timezone.localdate(start), _("l j F Y")),
    }
    if is_dragged(request):
        return HttpResponse(moved, content_type="text/plain; charset=utf-8")
    messages.success(request, moved)
    return redirect(local_address(request) or order.get_absolute_url())


def is_dragged(request):
    return request.headers.get("X-Moved-By") == "calendar"


def move_page(request, order, form, status=200):
    if is_dragged(request) and status != 200:
        reasons = [error for errors in form.errors.values() for error in errors]
        return HttpResponse(
            " ".join(reasons), status=status, content_type="text/plain; charset=utf-8"
        )
    facts = {
        "order": order,
        "form": form,
        "next": request.GET.get("next") or request.POST.get("next", ""),
    }
    return render(request, "workorders/calendar/move.html", facts, status=status)


# The feed


@require_http_methods(["GET", "POST"])
@may_view
def feed_link(request):
    """The person's own secret address: made, replaced by a new one, or ended."""
    if request.method == "POST":
        if request.POST.get("do") == "revoke":
            feeds.revoke(request.user)
            messages.success(request, _("Your calendar link has ended."))
        else:
            feeds.make(request.user)
            messages.success(request, _("This is your calendar link. Keep it to yourself."))
        return redirect("workorders:feed_link")
    link = feeds.link_of(request.user)
    facts = {"link": link, "address": link and feeds.address_of(link)}
    return render(request, "workorders/calendar/feed.html", facts)
