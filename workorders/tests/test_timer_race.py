"""Two people swap the orders on which their timers run: both start, and neither waits for the other for ever."""

import pytest

from tests.workers import ask, surroundings

pytestmark = pytest.mark.xdist_group("servers")

ROUNDS = 60


@pytest.fixture
def swap(database_template, tmp_path):
    """``swap(engine, job, …)``: what the job answers on a fresh database of this engine."""

    def swap(engine, job, **given):
        env = surroundings(database_template.copy(engine, tmp_path), tmp_path)
        return ask(job, env, module="workorders.tests.timer_workers", **given)

    return swap


@pytest.mark.parametrize("engine", ["sqlite", "stack"])
def test_two_people_start_their_timers_on_the_order_of_the_other(swap, engine):
    assert swap(engine, "swap_orders", rounds=ROUNDS) == {"done": 2 * ROUNDS}


def test_without_one_order_of_locks_one_of_them_fails(swap):
    assert swap("stack", "swap_orders_as_they_come") == {"done": 1, "deadlock": 1}
