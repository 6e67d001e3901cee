"""A command that comes before the tables says so."""

import pytest

from deploy import stack
from tests import nursery
from tests.plugin_servers import surroundings


@pytest.mark.parametrize("command", ["check_stock", "backup {}/shop.tar"])
def test_it_says_what_makes_the_tables(tmp_path, command):
    shop = surroundings(f"sqlite:///{tmp_path}/docket.sqlite3", tmp_path)
    done = nursery.run([*stack.MANAGE, *command.format(tmp_path).split()], env=shop)
    assert done.returncode == 1
    assert done.stderr.strip() == (
        "The database has no tables yet. This makes them: manage.py migrate"
    )
    assert not (tmp_path / "shop.tar").exists()
