"""Two clocks strike at the same moment: every vendor is reminded once, and the desk is told once."""

import pytest

from tests.workers import ask, surroundings

pytestmark = pytest.mark.xdist_group("servers")

ORDERS = 10


@pytest.mark.parametrize("engine", ["sqlite", "stack"])
def test_several_clocks_at_once_take_every_step_once(engine, database_template, tmp_path):
    env = surroundings(database_template.copy(engine, tmp_path), tmp_path)
    done = ask("climb_at_once", env, module="vendors.tests.ladder_workers", clocks=4, orders=ORDERS)

    assert done["emails"] == {"vendor-reminder": ORDERS, "desk-escalated": ORDERS}
    assert sum(done["taken"]) == 2 * ORDERS
    assert done["unmarked"] == 0
