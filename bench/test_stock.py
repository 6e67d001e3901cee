"""Confirming orders of twenty lines over HTTP, beside raw SQL: how dear it is, and that a race is exact.

What it costs is printed, and never fails: machines differ. `BENCH_ORDERS=400 make bench` measures for longer.
"""

import os
import statistics
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from itertools import cycle

import pytest

from bench.stock import LINES, cpu_of_site
from tests.workers import ask

PEOPLE = 8
ORDERS = int(os.environ.get("BENCH_ORDERS", "40")) // PEOPLE * PEOPLE
ROUNDS = 3
REPEATS = 5

pytestmark = [
    pytest.mark.timeout(3600),
    pytest.mark.parametrize("engine", ["sqlite", "stack"]),
]


def job(name, site, **given):
    return ask(name, site.env, module="bench.stock", **given)


def confirm(site, given, paths, people):
    """Statuses of the answers, by how often they came."""
    token = "t" * 32

    def press(path, cookie):
        headers = {"Cookie": f"{cookie}; {given['csrf']}={token}", "X-CSRFToken": token}
        with closing(HTTPConnection("127.0.0.1", site.port, timeout=120)) as browser:
            browser.request("POST", path, headers=headers | {"Content-Length": "0"})
            return browser.getresponse().status

    with ThreadPoolExecutor(people) as crowd:
        return Counter(crowd.map(press, paths, cycle(given["cookies"])))


def measured(site, given, paths, people):
    """(seconds, of them CPU with the database's)."""
    before, began = cpu_of_site(site), time.monotonic()
    assert confirm(site, given, paths, people) == {302: len(paths)}
    seconds = time.monotonic() - began
    return seconds, sum(cpu - before.get(pid, 0) for pid, cpu in cpu_of_site(site).items())


def test_allocating_twenty_lines_beside_raw_sql(docket_site, engine, capsys):
    site = docket_site(engine)
    crowds = [1, PEOPLE]
    given = job(
        "drafts", site, rounds=(ROUNDS + 1) * 2, orders=ORDERS, enough=ORDERS, people=PEOPLE
    )
    rounds = iter(given["rounds"])
    taken = {(who, people): [] for who in ("ours", "raw") for people in crowds}
    for number in range(ROUNDS + 1):
        for people in crowds:
            ours = measured(site, given, next(rounds), people)
            raw = job("raw", site, orders=ORDERS, people=people)
            if number:  # the first round only warms up
                taken["ours", people].append(ours)
                taken["raw", people].append(raw)
    done = job("where_they_stand", site)
    assert done["statuses"] == {"allocated": (ROUNDS + 1) * 2 * ORDERS}
    assert done["mismatches"] == []
    with capsys.disabled():
        print(f"\n{engine}: {ORDERS} orders of {LINES} lines, median of {ROUNDS}")
        for people in crowds:
            line = f"{people} at once"
            cpu = {}
            for who in ("ours", "raw"):
                seconds, cpus = zip(*taken[who, people], strict=True)
                rate, cpu[who] = ORDERS / statistics.median(seconds), statistics.median(cpus)
                line += f"   {who} {rate:6.0f}/s {cpu[who] / ORDERS * 1000:5.1f} ms CPU"
            print(f"{line}   {cpu['ours'] / cpu['raw']:4.1f}x")


def test_of_scarce_goods_just_what_is_there_is_allocated(docket_site, engine, capsys):
    """Twenty goods for half of the orders, in any order of their lines, five times over."""
    site = docket_site(engine)
    half = ORDERS // 4
    given = job("drafts", site, rounds=REPEATS, orders=2 * half, enough=half, people=PEOPLE)
    answers = Counter()
    for paths in given["rounds"]:
        answers += confirm(site, given, paths, PEOPLE)
    assert answers == {302: REPEATS * 2 * half}
    done = job("where_they_stand", site)
    with capsys.disabled():
        print(f"\n{engine}: {REPEATS} races of {2 * half} orders for {half}: {done}")
    assert done == {
        "statuses": {"allocated": REPEATS * half, "out_of_stock": REPEATS * half},
        "lines": {str(LINES): REPEATS * half},
        "mismatches": [],
    }
