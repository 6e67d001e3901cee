"""Workers run the strategies, or make what was added in bulk, at the same moment: nothing twice, nothing missed."""

import pytest

from tests.workers import ask, surroundings

pytestmark = pytest.mark.xdist_group("servers")

ASSETS = 12


@pytest.mark.parametrize("engine", ["sqlite", "stack"])
def test_several_workers_at_once_make_each_order_once(engine, database_template, tmp_path):
    env = surroundings(database_template.copy(engine, tmp_path), tmp_path)
    done = ask(
        "run_at_once", env, module="workorders.tests.strategy_workers", workers=3, assets=ASSETS
    )

    assert sum(done["made"]) == 2 * ASSETS  # by the calendar, and by use
    assert done["orders"] == 2 * ASSETS
    assert done["each_asset"] == [2] * ASSETS
    assert done["numbers"] == list(range(1, 2 * ASSETS + 1))


@pytest.mark.parametrize("engine", ["sqlite", "stack"])
def test_several_workers_at_once_make_each_batch_once(engine, database_template, tmp_path):
    env = surroundings(database_template.copy(engine, tmp_path), tmp_path)
    done = ask(
        "add_in_bulk_at_once",
        env,
        module="workorders.tests.strategy_workers",
        workers=3,
        orders=250,
    )

    assert done["made"] == [250, 250]
    assert done["numbers"] == list(range(1, 501))
