"""The table of rights: every address, who may read it and who may write to it. One without a row fails here."""

import pytest

from tests.rights import EVERYONE, RIGHTS
from tests.rooms import NOT_KEPT_HERE, ROOMS, addresses_of

pytestmark = [pytest.mark.long_file, pytest.mark.usefixtures("nobody_prints", "quiet")]


def test_every_address_has_its_row():
    ours = {name for room in ROOMS for name in addresses_of(room)}

    assert {name for name in ours if not name.startswith(NOT_KEPT_HERE)} == set(RIGHTS)


def test_nothing_is_kept_from_the_manager():
    """So what a manager cannot even ask for (405), nobody can."""
    assert [
        name for name, ways in RIGHTS.items() for who in ways if who and "manager" not in who
    ] == []


@pytest.mark.parametrize("role", sorted(EVERYONE))
def test_everybody_gets_what_is_theirs_and_nothing_else(role, doors):
    assert doors.wrong_for(role) == []
