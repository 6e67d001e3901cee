"""Eight processes open orders at once, on both engines: numbers without a gap and without a double."""

import pytest

from tests.workers import ask, surroundings

pytestmark = pytest.mark.long_file


@pytest.fixture(params=["sqlite", "stack"])
def helper(request, database_template, tmp_path):
    """The environment of a helper on a fresh database of each engine."""
    return surroundings(database_template.copy(request.param, tmp_path), tmp_path)


def gapless(year, count):
    return [[year, seq, f"OS-{year}-{seq:04d}"] for seq in range(1, count + 1)]


def test_two_hundred_orders_of_eight_processes_are_numbered_without_a_gap(helper):
    done = ask("open_orders", helper, people=8, each=25)
    year = done["numbers"][0][0]
    assert done["rolled_back"] >= 9
    assert done["numbers"] == gapless(year, 200)


def test_numbers_begin_anew_with_the_shop_s_own_year(helper):
    done = ask("open_orders_over_new_year", helper, people=8, each=6)
    assert done["rolled_back"] >= 8
    assert done["numbers"] == gapless(2026, 24) + gapless(2027, 24)


def test_the_last_order_of_a_plan_is_opened_once(helper):
    done = ask("open_orders_at_the_end_of_a_plan", helper, people=4, limit=5)
    assert done["made"] == len(done["numbers"]) == 5
    assert [seq for _year, seq, _number in done["numbers"]] == [1, 2, 3, 4, 5]


def test_numbers_after_the_highest_would_collide(helper):
    """The control: what these tests would see if a number were the highest one plus one."""
    done = ask("number_by_the_highest", helper, people=8)
    assert done["refused"] == 7
    assert len(done["numbers"]) == 2
