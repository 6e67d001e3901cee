"""How long something took is written in one way."""

import pytest

from config.core.durations import format_elapsed, format_work


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (None, ""),
        (0, "0 min"),
        (55, "55 min"),
        (60, "1 h"),
        (185, "3 h 05 min"),
        (1439, "23 h 59 min"),
        (1440, "1 d"),
        (1499, "1 d"),
        (3120, "2 d 4 h"),
        (60 * 24 * 400, "400 d"),
    ],
)
def test_time_that_went_by_is_written_in_its_two_largest_units(minutes, words):
    assert format_elapsed(minutes) == words


def test_a_day_of_work_has_no_24_hours():
    assert [format_work(minutes) for minutes in (None, 0, 90, 3125)] == [
        "",
        "0 min",
        "1 h 30 min",
        "52 h 05 min",
    ]
