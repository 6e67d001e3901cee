"""A week of bookings as a grid: seven days side by side, half hours as rows."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from serviceorders.models import Booking
from serviceorders.states import BookingStatus

SEVEN_DAYS = timedelta(days=7)
FIRST_HOUR, LAST_HOUR = 8, 19  # shown at least
MORNING = time(10)


def monday_of(name):
    """The first day of a week such as 2026-W47; of this week where the name is wrong."""
    found = re.fullmatch(r"(20\d\d)-W(\d\d)", name, re.ASCII)
    try:
        return date.fromisocalendar(int(found[1]), int(found[2]), 1)
    except (TypeError, ValueError):
        today = timezone.localdate()
        return today - timedelta(days=today.weekday())


def name_of(day):
    year, number, _weekday = day.isocalendar()
    return f"{year}-W{number:02d}"


def morning_of(day):
    """Ten o'clock of a day such as 2026-11-23, or None."""
    try:
        return datetime.combine(date.fromisoformat(day), MORNING)
    except ValueError:
        return None


def facts(monday, bookings):
    """What the week's page shows of these bookings, which stand in the order of time."""
    sunday = monday + timedelta(days=6)
    blocks = [Block.of(booking) for booking in bookings]
    first = min([FIRST_HOUR, *(block.row // 2 for block in blocks)])
    last = max([LAST_HOUR, *((block.end + 1) // 2 for block in blocks)])
    return {
        "monday": monday,
        "sunday": sunday,
        "number": monday.isocalendar().week,
        "days": [Day.of(monday + timedelta(days=number), blocks, first) for number in range(7)],
        "hours": [time(hour) for hour in range(first, last)],
        "rows": (last - first) * 2,
        "booked": len(blocks),
        "waiting": sum(booking.status == BookingStatus.REQUESTED for booking in bookings),
        "before": name_of(monday - SEVEN_DAYS),
        "after": name_of(monday + SEVEN_DAYS),
        "is_now": monday <= timezone.localdate() <= sunday,
    }


@dataclass
class Block:
    """A booking on the grid: the half hour it starts in, how many it takes, and its place beside others.

    A day is twelve columns wide, so that one to four or six bookings at a time share it evenly.
    """

    booking: Booking
    day: date
    row: int
    span: int
    lane: int = 0
    lanes: int = 1

    @classmethod
    def of(cls, booking):
        start = timezone.localtime(booking.starts_at)
        row = start.hour * 2 + start.minute // 30
        minutes = start.minute % 30 + (booking.ends_at - booking.starts_at).total_seconds() / 60
        half_hours = int(-(-minutes // 30))
        return cls(booking, start.date(), row, span=min(half_hours, 48 - row))

    @property
    def end(self):
        return self.row + self.span

    @property
    def width(self):
        return next(12 // lanes for lanes in (1, 2, 3, 4, 6) if lanes >= min(self.lanes, 6))

    @property
    def column(self):
        return min(self.lane * self.width, 12 - self.width) + 1


@dataclass
class Day:
    date: date
    blocks: list
    is_today: bool

    @classmethod
    def of(cls, day, blocks, first_hour):
        """The blocks of the day, side by side where they overlap, their rows counted from the first hour shown."""
        own = [block for block in blocks if block.day == day]
        for group in at_one_time(own):
            share(group)
        for block in own:
            block.row += 1 - first_hour * 2
        return cls(day, own, day == timezone.localdate())


def at_one_time(blocks):
    """The blocks, in the order of time, in groups of which no two overlap."""
    groups, end = [], -1
    for block in blocks:
        if block.row >= end:
            groups.append([])
        groups[-1].append(block)
        end = max(end, block.end)
    return groups


def share(group):
    """Give each block of the group the first lane that is free."""
    free_from = []  # for each lane, the row it is free from
    for block in group:
        free = (lane for lane, row in enumerate(free_from) if row <= block.row)
        block.lane = next(free, len(free_from))
        free_from[block.lane : block.lane + 1] = [block.end]
    for block in group:
        block.lanes = len(free_from)
