"""Several managers invite the same person at the same moment, on both engines: one link works."""

import pytest

from tests.workers import ask, surroundings


@pytest.mark.parametrize("engine", ["sqlite", "stack"])
def test_of_invitations_of_the_same_moment_one_works(database_template, tmp_path, engine):
    helper = surroundings(database_template.copy(engine, tmp_path), tmp_path)
    done = ask("invite_one_address", helper, people=6)
    assert done == {"live": 1, "sent": 6}
