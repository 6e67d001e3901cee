from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from config.core.time_travel import Hours, as_of, play
from serviceorders import services

SATURDAY_NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
BRISTOL = ZoneInfo("Europe/London")


def test_history_is_written_at_the_moment_that_is_played(order, manager):
    with as_of(SATURDAY_NOON):
        services.add_note(order, by=manager, note="Passcode in the safe")

    assert order.history.get(action="note").at == SATURDAY_NOON


def test_the_clock_goes_right_again_after_a_failure():
    with pytest.raises(ZeroDivisionError), as_of(SATURDAY_NOON):
        raise ZeroDivisionError

    assert timezone.now() != SATURDAY_NOON


def test_stories_happen_in_the_order_of_their_moments_until_now():
    seen = []

    def story(name, *hours):
        for hour in hours:
            yield SATURDAY_NOON + timedelta(hours=hour)
            seen.append((name, timezone.now().hour))

    play([story("late", 2, 3, 9), story("early", 1, 4)], until=SATURDAY_NOON + timedelta(hours=5))

    assert seen == [("early", 13), ("late", 14), ("late", 15), ("early", 16)]


@pytest.mark.parametrize(
    ("hours", "moment"),
    [
        (-1, datetime(2026, 11, 21, 11, tzinfo=BRISTOL)),
        (-3, datetime(2026, 11, 20, 16, 30, tzinfo=BRISTOL)),
        (5, datetime(2026, 11, 23, 10, tzinfo=BRISTOL)),
    ],
)
def test_opening_hours_leave_out_nights_and_sundays(hours, moment):
    assert Hours(SATURDAY_NOON, BRISTOL).at(hours) == moment


def test_a_slot_fits_between_opening_and_closing():
    hours = Hours(SATURDAY_NOON, BRISTOL)

    assert hours.slot(3.9, 60) == datetime(2026, 11, 21, 15, tzinfo=BRISTOL)
    assert hours.slot(4.1, 60) == datetime(2026, 11, 23, 9, tzinfo=BRISTOL)
