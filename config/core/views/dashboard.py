import re
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from config.core import desks, live
from config.core.dates import midnight
from config.core.models.shop import current_shop

WEEKS_SHOWN = 12
MOST_LATE = 8
SHORTEST_QUERY = 2
LONGEST_QUERY = 100
NUMBER = re.compile(r"[a-z]{2}-\d{4}-\d{4,9}", re.IGNORECASE)
PLOT_BASE, PLOT_HEIGHT, BAR_WIDTH, BAR_STEP = 130, 100, 25, 39  # in the units of svg.plot
WHENS = ("today", "late", "later")


# The dashboard


@require_GET
def dashboard(request):
    user = request.user
    at_work = desks.all_desks()
    late = [job for desk in at_work for job in desk.late(user)]
    facts = {
        "today": current_shop().today(),
        "tiles": [tile for desk in at_work for tile in desk.tiles(user)],
        "late": sorted(late, key=_due)[:MOST_LATE],
        "waiting": [job for desk in at_work for job in desk.waiting(user)],
        "weeks": weeks(at_work, user),
        "open": [shares for desk in at_work if (shares := open_by_status(desk, user))],
    }
    facts["is_new"] = not (facts["open"] or facts["late"] or facts["weeks"].total)
    return render(request, "core/dashboard.html", facts)


@dataclass(frozen=True)
class Weeks:
    """The bars of the chart, and what they say together."""

    bars: list
    total: int

    @property
    def latest(self):
        return self.bars[-1]


def weeks(at_work, user):
    """How many all desks finished in each of the last weeks, as bars drawn to the highest of them."""
    today = current_shop().today()
    first = today - timedelta(days=today.weekday(), weeks=WEEKS_SHOWN - 1)
    since = midnight(first)
    finished = Counter()
    for desk in at_work:
        finished.update(desk.finished_each_week(user, since))
    shown = [(first + timedelta(weeks=ago)).isocalendar()[:2] for ago in range(WEEKS_SHOWN)]
    highest = max(max(finished[week] for week in shown), 1)
    bars = []
    for place, week in enumerate(shown):
        height = round(finished[week] * PLOT_HEIGHT / highest)
        x = 12 + place * BAR_STEP
        bars.append(
            {
                "week": week[1], "count": finished[week], "x": x, "middle": x + BAR_WIDTH // 2,
                "y": PLOT_BASE - height, "height": height, "top": PLOT_BASE - height - 6,
                "is_latest": place == WEEKS_SHOWN - 1,
            }
        )  # fmt: skip
    return Weeks(bars, sum(bar["count"] for bar in bars))


def open_by_status(desk, user):
    """What is open at a desk as shares of a bar 100 wide; None where nothing is."""
    rows = [row for row in desk.by_status(user) if row[2]]
    total = sum(count for _status, _label, count, _url in rows)
    if not total:
        return None
    shares, x = [], 0
    for status, label, count, url in rows:
        width = count * 100 / total
        shares.append(
            {
                "status": status, "label": label, "count": count, "url": url,
                "x": f"{x:.2f}", "width": f"{max(width - 0.35, 0.2):.2f}",
            }
        )  # fmt: skip
        x += width
    return {"label": desk.label, "total": total, "shares": shares}


def _due(job):
    return (job.due_at is None, job.due_at or timezone.now())


# My work


@require_GET
def my_work(request):
    """The page, or for htmx its list alone."""
    when = request.GET.get("when")
    when = when if when in WHENS else "today"
    back = reverse("my_work") + ("" if when == "today" else f"?when={when}")
    facts = work_of(request.user, when) | {"back": back}
    template = "core/_my_work.html" if request.htmx else "core/my_work.html"
    return render(request, template, facts)


def work_of(user, when):
    jobs = sorted((job for desk in desks.all_desks() for job in desk.jobs(user)), key=_urgency)
    by_when = {
        "today": [job for job in jobs if not _is_later(job)],
        "late": [job for job in jobs if job.late],
        "later": [job for job in jobs if _is_later(job)],
    }
    shown = by_when[when]
    in_hand = next((job for job in shown if job.in_hand), None)
    return {
        "when": when,
        "counts": {name: len(found) for name, found in by_when.items()},
        "in_hand": in_hand,
        "next_jobs": [job for job in shown if job is not in_hand and not job.waits_for_others],
        "elsewhere": [job for job in shown if job is not in_hand and job.waits_for_others],
    }


def _is_later(job):
    """Due after today; what is in hand or has no day belongs to today."""
    if job.late or job.in_hand or job.due_at is None:
        return False
    return timezone.localdate(job.due_at) > timezone.localdate()


def _urgency(job):
    """Late first, then by the time it is due, then what has none; a desk's own order within."""
    return (not job.late, *_due(job))


# Search


@require_GET
def search(request):
    """The hits of all desks; a whole number leads straight to its record."""
    query = " ".join(request.GET.get("q", "").split())[:LONGEST_QUERY]
    hits = []
    if len(query) >= SHORTEST_QUERY:
        hits = [hit for desk in desks.all_desks() for hit in desk.search(request.user, query)]
    if not request.htmx and (only := the_one_numbered(query, hits)):
        return redirect(only.url)
    groups = {}
    for hit in hits:
        groups.setdefault(str(hit.kind), []).append(hit)
    facts = {
        "query": query,
        "too_short": 0 < len(query) < SHORTEST_QUERY,
        "groups": [{"kind": kind, "hits": found} for kind, found in groups.items()],
    }
    template = "core/_search_hits.html" if request.htmx else "core/search.html"
    return render(request, template, facts)


def the_one_numbered(query, hits):
    """The hit whose own address carries this number, where the query is a number and nothing else."""
    if not NUMBER.fullmatch(query):
        return None
    found = [hit for hit in hits if f"/{query.upper()}/" in hit.url]
    return found[0] if len(found) == 1 else None


# The sidebar's figures, and the stream that tells of changes


@require_GET
def nav_counts(request):
    """{count key: figure} of all desks, how much work of one's own there is today, and what is new under the bell."""
    counts = {
        "my-work": work_of(request.user, "today")["counts"]["today"],
        "unseen": request.user.notifications.unseen().count(),
    }
    for desk in desks.all_desks():
        counts |= desk.counts(request.user)
    return JsonResponse(counts)


@require_GET
def stream(request):
    """One event for each change at any desk."""
    return live.stream(request, {_topic(desk) for desk in desks.all_desks()})


def _topic(desk):
    """The label of the desk's app, which every change of its records publishes."""
    return type(desk).__module__.partition(".")[0]
