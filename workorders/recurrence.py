"""The dates that a strategy gives, worked out from what it says alone; a day is a day of the shop's calendar."""

from datetime import date, datetime, time, timedelta
from itertools import count, takewhile

from dateutil.relativedelta import relativedelta
from dateutil.rrule import WEEKLY, rrule

from workorders.states import Every, Trigger

FAR = date(2099, 12, 31)
LONGEST_SHUTDOWN = 366  # days an excluded date is moved on at most


def dates_of(strategy, *, anchor=None, until):
    """The days on which work is due up to and including ``until``, in order, none twice.

    ``anchor`` is the day of the last completion where the strategy counts from there: it then gives one day, the
    next. A month's or year's end stays one: 31 January, 28 February, 31 March (RFC 5545 would leave February out).
    A day that is excluded moves to the next that is not; a day in the season of rest is left out.
    """
    last = min(until, strategy.ends_on or FAR)
    days = {
        moved
        for day in _plain_dates(strategy, anchor, last)
        if not _rests(strategy, day)
        and (moved := _moved_on(day, strategy.excluded))
        and moved <= until
    }
    return sorted(days)


def _plain_dates(strategy, anchor, last):
    if strategy.trigger == Trigger.DATES:
        return [day for day in map(date.fromisoformat, strategy.dates) if day <= last]
    if not strategy.every or strategy.starts_on is None:
        return []
    if strategy.after_completion and anchor is not None:
        following = anchor + _span(strategy, 1)
        return [following] if following <= last else []
    if strategy.after_completion:
        return [strategy.starts_on] if strategy.starts_on <= last else []
    if strategy.unit == Every.WEEK and strategy.weekdays:
        return _weekly(strategy, last)
    steps = (strategy.starts_on + _span(strategy, number) for number in count())
    return list(takewhile(lambda day: day <= last, steps))


def _span(strategy, number):
    """So many of its intervals; counted from the first day each time, so that month ends do not drift."""
    return relativedelta(**{f"{strategy.unit}s": strategy.every * number})


def _weekly(strategy, last):
    rule = rrule(
        WEEKLY,
        interval=strategy.every,
        byweekday=[int(day) for day in strategy.weekdays],
        dtstart=_midnight(strategy.starts_on),
        until=_midnight(last),
    )
    return [moment.date() for moment in rule]


def _midnight(day):

    return datetime.combine(day, time())


def _moved_on(day, excluded):
    """The day itself, or the next that is not excluded; None where a year is not enough."""
    for _number in range(LONGEST_SHUTDOWN):
        if day.isoformat() not in excluded:
            return day
        day += timedelta(days=1)
    return None


def _rests(strategy, day):
    """Whether the day lies in the season of rest, which may run over New Year."""
    first, last = strategy.season_starts, strategy.season_ends
    if not first or not last:
        return False
    today = f"{day:%m-%d}"
    return first <= today <= last if first <= last else today >= first or today <= last
