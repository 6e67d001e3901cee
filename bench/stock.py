"""Orders of twenty lines that wait to be confirmed, and the floor beside them: raw SQL that locks, decides and writes."""

import os
import random
import time
from decimal import Decimal
from pathlib import Path

from tests.workers import crowd, rows, someone

LINES = 20
PIECES = 2  # of each line
TABLES = [
    "CREATE TABLE bench_level (id integer PRIMARY KEY, on_hand integer, reserved integer,"
    " CHECK (reserved <= on_hand))",
    "CREATE TABLE bench_line (level integer, quantity integer)",
]


# Done by a helper, on the database of a site


def drafts(rounds, orders, enough, people):
    """Where to confirm so many orders in each round, whose goods are enough for so many of them, and who is logged in."""
    from django.conf import settings
    from django.test import Client
    from django.urls import reverse

    from workorders.tests.stock_workers import draft, shelves

    chance = random.Random(1)
    goods = shelves(rounds * LINES, pieces=enough * PIECES)
    paths = []
    for number in range(rounds):
        needed = [(each, Decimal(PIECES)) for each in goods[number * LINES :][:LINES]]
        made = [draft(chance.sample(needed, LINES), needed[:1]).number for _ in range(orders)]
        paths.append([reverse("warehouse:order_step", args=[each, "confirm"]) for each in made])
    cookies = []
    for number in range(people):
        client = Client()
        client.force_login(someone(f"person-{number}"))
        cookies.append(client.cookies[settings.SESSION_COOKIE_NAME].OutputString().split(";")[0])
    return {"rounds": paths, "cookies": cookies, "csrf": settings.CSRF_COOKIE_NAME}


def raw(orders, people):
    """(seconds, of them CPU with the database's) that so many processes take for as many orders in all."""
    from django.db import connection

    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"DROP TABLE IF EXISTS {table.split()[2]}")
            cursor.execute(table)
        plenty = [(number, orders * PIECES) for number in range(LINES)]
        cursor.executemany("INSERT INTO bench_level VALUES (%s, %s, 0)", plenty)

    def work(number, barrier):
        with connection.cursor() as cursor:
            before = cpu_of_this(cursor)
            barrier.wait()
            began = time.monotonic()
            for _each in range(orders // people):
                hold(cursor)
            return time.monotonic() - began, cpu_of_this(cursor) - before

    taken = crowd(people, work)
    return max(seconds for seconds, _cpu in taken), sum(cpu for _seconds, cpu in taken)


def hold(cursor):
    from django.db import connection, transaction

    keys = list(range(LINES))
    these = ",".join(["%s"] * LINES)
    lock = " FOR UPDATE" if connection.vendor == "postgresql" else ""
    with transaction.atomic():
        cursor.execute(
            f"SELECT on_hand - reserved FROM bench_level WHERE id IN ({these}) ORDER BY id{lock}",
            keys,
        )
        if min(free for (free,) in cursor.fetchall()) < PIECES:
            return
        cursor.execute(
            f"UPDATE bench_level SET reserved = reserved + {PIECES} WHERE id IN ({these})", keys
        )
        values = ",".join([f"(%s, {PIECES})"] * LINES)
        cursor.execute(f"INSERT INTO bench_line VALUES {values}", keys)


def cpu_of_this(cursor):
    """CPU seconds of this process, and of the one that serves it where there is such."""
    from django.db import connection

    served = 0
    if connection.vendor == "postgresql":
        cursor.execute("SELECT pg_backend_pid()")
        served = cpu_of(cursor.fetchone()[0])
    return time.process_time() + served


def where_they_stand():
    """Orders by status, lines held for an order by how many of its lines those are, and what the books say."""
    from collections import Counter

    from warehouse import books
    from warehouse.models import ProductionOrder, Reservation

    held = Counter(
        Reservation.objects.active().values_list("material__order", flat=True).order_by()
    )
    return {
        "statuses": dict(Counter(ProductionOrder.objects.values_list("status", flat=True))),
        "lines": dict(Counter(held.values())),
        "mismatches": books.mismatches(),
    }


# Seen from outside


def cpu_of_site(site):
    """{pid: CPU seconds} of its web processes, and of those of PostgreSQL that serve its database."""
    pids = family(site.pid("web"))
    url = site.env["DATABASE_URL"]
    if url.startswith("postgres"):
        query = "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
        pids += [pid for (pid,) in rows(url, query)]
    return {pid: cpu_of(pid) for pid in pids}


def family(pid):
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(each for child in children for each in family(int(child)))]


def cpu_of(pid):
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
