"""Time travel for the demo, so that its months of history are written by the services that write every history."""

from bisect import bisect_right
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from heapq import heapify, heappop, heappush
from itertools import accumulate, count

from django.db.models import F
from django.utils import timezone

from config.core.models import Outgoing

OPENING_HOURS = {day: (time(9), time(17, 30)) for day in range(5)} | {5: (time(10), time(16))}
PAST, FUTURE = timedelta(days=200), timedelta(days=40)
QUARTER = timedelta(minutes=15)


@contextmanager
def as_of(moment):
    """Whatever asks Django for the time is told ``moment``.

    History cannot be dated afterwards: the database refuses it, and its times come from ``timezone.now``. So the clock
    is turned back instead. Only for a command that runs alone in its process: every thread would be told the same.
    """
    true_now = timezone.now
    timezone.now = lambda: moment
    try:
        yield
    finally:
        timezone.now = true_now


def play(stories, *, until):
    """Let all stories happen in the order of their moments, up to ``until``.

    A story is a generator: it yields the moment it goes on at, then does there what it does.
    """
    turn = count()
    waiting = [(next(story), next(turn), story) for story in stories]
    heapify(waiting)
    while waiting and waiting[0][0] <= until:
        moment, _turn, story = heappop(waiting)
        with as_of(moment):
            following = next(story, None)
        if following:
            heappush(waiting, (max(following, moment), next(turn), story))


class Hours:
    """The shop's opening hours around now, as one line of time without nights and Sundays."""

    def __init__(self, now, zone):
        self.now, self.zone = now, zone
        self._days = list(self._open_days())
        lengths = [closes - opens for opens, closes in self._days]
        self._ends = list(accumulate(lengths))
        self._until_now = sum(
            (max(timedelta(), min(closes, now) - opens) for opens, closes in self._days),
            timedelta(),
        )

    def at(self, hours):
        """The moment so many opening hours from now; negative hours lie in the past."""
        return self._moment(hours)[0]

    def slot(self, hours, minutes):
        """A start on a quarter of an hour near that moment, such that the job fits between opening and closing."""
        moment, (opens, closes) = self._moment(hours)
        start = opens + (moment - opens) // QUARTER * QUARTER
        return min(start, closes - timedelta(minutes=minutes))

    def today(self, hour, minute=0):
        """That time of today on the shop's clock."""
        today = self.now.astimezone(self.zone).date()
        return datetime.combine(today, time(hour, minute), self.zone)

    def _moment(self, hours):
        place = self._until_now + timedelta(hours=hours)
        day = bisect_right(self._ends, place)
        _opens, closes = self._days[day]
        return closes - (self._ends[day] - place), self._days[day]

    def _open_days(self):
        day = (self.now - PAST).astimezone(self.zone).date()
        last = (self.now + FUTURE).astimezone(self.zone).date()
        while day <= last:
            if hours := OPENING_HOURS.get(day.weekday()):
                yield tuple(datetime.combine(day, hour, self.zone) for hour in hours)
            day += timedelta(days=1)


def gone(rows):
    """What waits in these outgoing rows was done a moment after it was asked for."""
    rows.filter(state=Outgoing.State.QUEUED).update(
        state=Outgoing.State.SENT,
        attempts=1,
        error="",
        due_at=F("queued_at"),
        done_at=F("queued_at") + timedelta(seconds=4),
    )
