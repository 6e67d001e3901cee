"""The table of rights of the repair desk: every address, who may read it and who may write to it."""

import pytest

from serviceorders.tests import doors as of_the_desk
from tests.rights import EVERYONE

pytestmark = [pytest.mark.long_file, pytest.mark.usefixtures("nobody_prints", "quiet")]


@pytest.fixture(scope="module")
def room():
    return of_the_desk


@pytest.mark.parametrize("role", sorted(EVERYONE))
def test_everybody_gets_what_is_theirs_and_nothing_else(role, doors):
    assert doors.wrong_for(role) == []
