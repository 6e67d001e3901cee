"""The dates a strategy gives: month ends, leap days, week days, completions, excluded days, seasons of rest."""

from datetime import date

import pytest

from workorders.models import Strategy
from workorders.recurrence import dates_of


def days(*texts):
    return [date.fromisoformat(text) for text in texts]


def strategy(starts="2026-01-31", every=1, unit="month", **fields):
    return Strategy(
        trigger=fields.pop("trigger", "calendar"),
        every=every,
        unit=unit,
        starts_on=date.fromisoformat(starts) if starts else None,
        **fields,
    )


TABLE = {
    "a month's end stays one": (
        strategy("2026-01-31"),
        "2026-05-31",
        days("2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31"),
    ),
    "every three months from the last of November": (
        strategy("2025-11-30", every=3),
        "2026-12-31",
        days("2025-11-30", "2026-02-28", "2026-05-30", "2026-08-30", "2026-11-30"),
    ),
    "the end of February in a leap year": (
        strategy("2027-12-31"),
        "2028-03-31",
        days("2027-12-31", "2028-01-31", "2028-02-29", "2028-03-31"),
    ),
    "a leap day comes back in leap years": (
        strategy("2024-02-29", unit="year"),
        "2028-03-01",
        days("2024-02-29", "2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"),
    ),
    "every ten days over the change of the clocks": (
        strategy("2026-03-20", every=10, unit="day"),
        "2026-04-20",
        days("2026-03-20", "2026-03-30", "2026-04-09", "2026-04-19"),
    ),
    "every second week on two days": (
        strategy("2026-11-02", every=2, unit="week", weekdays=[0, 3]),
        "2026-11-30",
        days("2026-11-02", "2026-11-05", "2026-11-16", "2026-11-19", "2026-11-30"),
    ),
    "every week without a day goes by the first": (
        strategy("2026-11-04", unit="week"),
        "2026-11-19",
        days("2026-11-04", "2026-11-11", "2026-11-18"),
    ),
    "it ends": (
        strategy("2026-01-01", ends_on=date(2026, 2, 15)),
        "2026-12-31",
        days("2026-01-01", "2026-02-01"),
    ),
    "listed dates": (
        strategy(None, every=None, unit="", trigger="dates", dates=["2026-12-01", "2026-06-01"]),
        "2026-12-31",
        days("2026-06-01", "2026-12-01"),
    ),
    "an excluded day moves to the next that is not": (
        strategy("2026-12-25", unit="day", every=7, excluded=["2026-12-25", "2026-12-26"]),
        "2027-01-02",
        days("2026-12-27", "2027-01-01"),
    ),
    "a shutdown leaves one of many days": (
        strategy("2026-12-24", unit="day", excluded=["2026-12-25", "2026-12-26", "2026-12-27"]),
        "2026-12-29",
        days("2026-12-24", "2026-12-28", "2026-12-29"),
    ),
    "a day moved beyond the horizon is not due yet": (
        strategy("2026-12-25", unit="year", excluded=["2026-12-25"]),
        "2026-12-25",
        [],
    ),
    "a season of rest over New Year": (
        strategy("2026-10-15", season_starts="11-01", season_ends="02-28"),
        "2027-04-01",
        days("2026-10-15", "2027-03-15"),
    ),
    "a season of rest within a year": (
        strategy("2026-06-15", season_starts="07-01", season_ends="08-31"),
        "2026-10-01",
        days("2026-06-15", "2026-09-15"),
    ),
    "use alone has no dates": (
        strategy(None, every=None, unit="", trigger="usage"),
        "2027-01-01",
        [],
    ),
}


@pytest.mark.parametrize("name", TABLE)
def test_the_dates_of(name):
    strategy, until, expected = TABLE[name]
    assert dates_of(strategy, until=date.fromisoformat(until)) == expected


@pytest.mark.parametrize(
    ("anchor", "expected"),
    [
        (None, "2026-01-31"),
        ("2026-01-31", "2026-02-28"),
        ("2026-02-10", "2026-03-10"),
        ("2026-03-31", "2026-04-30"),
        ("2028-01-31", "2028-02-29"),
    ],
)
def test_the_next_date_counts_from_the_last_completion(anchor, expected):
    counted = strategy("2026-01-31", after_completion=True)
    anchor = anchor and date.fromisoformat(anchor)
    assert dates_of(counted, anchor=anchor, until=date(2029, 1, 1)) == days(expected)


def test_counted_from_a_completion_an_excluded_day_moves_too():
    counted = strategy(after_completion=True, excluded=["2026-02-10", "2026-02-11"])
    anchor = date(2026, 1, 10)
    assert dates_of(counted, anchor=anchor, until=date(2027, 1, 1)) == days("2026-02-12")
