"""Several systems change one work order at the same moment: every change sticks, and its history is one line of steps."""

from itertools import pairwise

import pytest

from tests.workers import ask, surroundings

pytestmark = pytest.mark.xdist_group("servers")


@pytest.mark.parametrize("engine", ["sqlite", "stack"])
def test_changes_of_different_fields_at_once_all_stick(engine, database_template, tmp_path):
    env = surroundings(database_template.copy(engine, tmp_path), tmp_path)
    done = ask("change_at_once", env, module="workorders.tests.fleet_workers", workers=5, times=4)

    assert done["statuses"] == [[200]] * 5
    assert set(done["kept"].values()) == {"4"}
    assert done["lines"] == 20


@pytest.mark.parametrize("engine", ["sqlite", "stack"])
def test_statuses_at_once_follow_one_another(engine, database_template, tmp_path):
    env = surroundings(database_template.copy(engine, tmp_path), tmp_path)
    done = ask("close_at_once", env, module="workorders.tests.fleet_workers", workers=4)

    assert {status for told in done["told"] for status in told} == {200}
    assert all(before[1] == after[0] for before, after in pairwise(done["steps"]))
    assert done["status"] == done["steps"][-1][1]
