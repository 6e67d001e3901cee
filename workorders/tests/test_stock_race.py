"""Eight processes at thirty scarce products, on both engines: nothing is promised twice, and the books agree throughout.

`RACE_ORDERS=2000 pytest workorders/tests/test_stock_race.py -s` runs for longer.
"""

import os
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from itertools import cycle

import pytest

from tests.workers import ask, surroundings

pytestmark = pytest.mark.xdist_group("servers")

ORDERS = int(os.environ.get("RACE_ORDERS", "40"))
PRESSES_ALL = 200  # orders with which every button surely has its turn


@pytest.fixture
def helper(database_template, tmp_path):
    """The environment of a helper on a fresh database of this engine."""
    return lambda engine: surroundings(database_template.copy(engine, tmp_path), tmp_path)


def race(env, **given):
    done = ask("race", env, module="workorders.tests.stock_workers", **given)
    sys.stdout.write("".join(f"\n{what}: {said}" for what, said in done.items()) + "\n")
    return done


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("engine", ["sqlite", "stack"])
def test_eight_people_never_promise_the_same_goods_twice(helper, engine):
    done = race(helper(engine), orders=ORDERS)
    assert done["unexpected"] == []
    assert done["mismatches"] == []
    assert done["deadlocks"] == 0
    assert done["busy"] <= done["tried"] * 0.1  # none on a machine that has the time
    assert done["checkpoints"] >= 3
    counted = done["counted"]
    for outcome in ("allocated", "out_of_stock", "completed", "canceled"):
        assert any(name.endswith(f": {outcome}") for name in counted), counted
    assert "work: reserve_parts: done" in counted, counted
    if ORDERS >= PRESSES_ALL:
        assert "reverse_completion: draft" in counted, counted
        for button in ("fetch_parts", "claim", "pick", "finish"):
            assert f"work: {button}: done" in counted, counted


def test_without_the_lock_the_books_would_not_agree(helper):
    """The control on PostgreSQL: the same race where nobody waits for anybody."""
    done = race(helper("stack"), orders=20, lock=False)
    assert done["mismatches"]


def test_without_a_lock_at_the_start_sqlite_would_refuse_people(helper):
    """The control on SQLite: the same race with transactions that ask for the lock only when they write."""
    done = race(helper("sqlite"), orders=8, lock=False)
    assert done["busy"] >= done["tried"] * 0.3


@pytest.mark.parametrize("engine", ["sqlite", "stack"])
def test_orders_confirmed_from_eight_browsers_share_what_is_enough_for_half(docket_site, engine):
    site = docket_site(engine)
    half = ORDERS // 4
    given = ask(
        "orders_for_half_of_them",
        site.env,
        module="workorders.tests.stock_workers",
        orders=2 * half,
        people=8,
    )
    token = "t" * 32

    def confirm(path, cookie):
        with closing(HTTPConnection("127.0.0.1", site.port, timeout=60)) as browser:
            browser.request(
                "POST",
                path,
                headers={
                    "Cookie": f"{cookie}; {given['csrf']}={token}",
                    "X-CSRFToken": token,
                    "Content-Length": "0",
                },
            )
            return browser.getresponse().status

    with ThreadPoolExecutor(8) as people:
        answers = Counter(people.map(confirm, given["paths"], cycle(given["cookies"])))
    assert answers == {302: 2 * half}
    done = ask("where_they_stand", site.env, module="workorders.tests.stock_workers")
    assert done == {"statuses": {"allocated": half, "out_of_stock": half}, "mismatches": []}
