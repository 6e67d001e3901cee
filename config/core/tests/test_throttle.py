"""Limits hold for their whole window, for all processes together and for whoever has many addresses."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from config.core import tasks, throttle
from config.core.models import Tally
from tests.workers import ask, surroundings

FULL_HOUR = datetime(2026, 3, 2, 9, tzinfo=UTC)


def refused(rf, address="192.0.2.7", what="booking"):
    request = rf.post("/book/", REMOTE_ADDR=address)
    try:
        throttle.count(request, what, limit=2, seconds=3600)
    except throttle.TooOften as refusal:
        return refusal.wait
    return 0


def test_a_limit_lasts_as_long_as_its_window(rf):
    with time_machine.travel(FULL_HOUR, tick=False) as clock:
        assert [refused(rf) for _ in range(3)] == [0, 0, 3600]
        clock.shift(timedelta(minutes=59))
        assert refused(rf) == 60
        clock.shift(timedelta(minutes=1))
        assert refused(rf) == 0


def test_each_address_and_each_deed_is_counted_by_itself(rf):
    assert [refused(rf) for _ in range(2)] == [0, 0]
    assert refused(rf, address="192.0.2.8") == 0
    assert refused(rf, what="answer") == 0


def test_all_addresses_of_one_connection_are_one(rf):
    """A provider gives each home 2**64 addresses of version 6."""
    assert refused(rf, address="2001:db8:0:1::1") == refused(rf, address="2001:db8:0:1::2") == 0
    assert refused(rf, address="2001:db8:0:1:ffff::3") > 0
    assert refused(rf, address="2001:db8:0:2::1") == 0


def test_who_was_counted_is_forgotten_when_the_window_is_over(rf):
    with time_machine.travel(FULL_HOUR, tick=False) as clock:
        refused(rf)
        tasks.tidy()
        assert Tally.objects.count() == 1
        clock.shift(timedelta(hours=1, seconds=1))
        tasks.tidy()
        assert Tally.objects.count() == 0


@pytest.mark.parametrize("engine", ["sqlite", "stack"])
def test_a_limit_holds_where_many_try_at_once(database_template, tmp_path, engine):
    helper = surroundings(database_template.copy(engine, tmp_path), tmp_path)

    assert ask("try_often", helper, people=8, each=10, limit=10) == 10
