"""A command that comes before the tables says so."""

from deploy import stack
from tests import nursery
from tests.plugin_servers import surroundings


def test_it_says_what_makes_the_tables(tmp_path):
    shop = surroundings(f"sqlite:///{tmp_path / 'docket.sqlite3'}", tmp_path)
    for command in ("check_stock", "backup"):
        asked = [
            *stack.MANAGE,
            command,
            *([str(tmp_path / "b.tar")] if command == "backup" else []),
        ]
        done = nursery.run(asked, env=shop)
        assert done.returncode == 1
        assert done.stderr.strip() == (
            "The database has no tables yet. This makes them: manage.py migrate"
        )
