"""A process that is killed while it confirms or completes a big order: all of it happened or nothing, on both engines.

`KILLS=50 pytest workorders/tests/test_stock_kills.py` kills more often.
"""

import os
import sys

import pytest

from tests.workers import ask, surroundings

pytestmark = [pytest.mark.xdist_group("servers"), pytest.mark.timeout(1800)]

KILLS = int(os.environ.get("KILLS", "4"))


@pytest.fixture(params=["sqlite", "stack"])
def helper(request, database_template, tmp_path):
    """The environment of a helper on a fresh database of each engine."""
    return surroundings(database_template.copy(request.param, tmp_path), tmp_path)


def killed(job, helper, lines):
    done = ask(job, helper, module="workorders.tests.stock_workers", lines=lines, times=KILLS)
    orders = done["orders"]
    in_the_middle = sum(order.pop("killed") for order in orders)
    sys.stdout.write(
        f"\n{job}: {len(orders)} kills within {done['seconds']} s, {in_the_middle} while it ran; "
        f"{[order['status'] for order in orders]}\n"
    )
    assert in_the_middle
    return orders


def test_an_order_whose_confirming_was_killed_holds_everything_or_nothing(helper):
    lines = 400
    untouched = {"status": "draft", "held": 0, "used_up": 0, "inbounds": 0, "told": 0}
    confirmed = untouched | {"status": "allocated", "held": lines, "told": 1}
    for order in killed("kill_while_confirming", helper, lines):
        assert order.pop("mismatches") == []
        assert order in (untouched, confirmed)


def test_an_order_whose_completing_was_killed_used_up_everything_or_nothing(helper):
    lines = 150
    picked = {"status": "processing", "held": lines, "used_up": 0, "inbounds": 0, "told": 1}
    completed = {"status": "completed", "held": 0, "used_up": 1, "inbounds": 1, "told": 2}
    for order in killed("kill_while_completing", helper, lines):
        assert order.pop("mismatches") == []
        assert order in (picked, completed)
