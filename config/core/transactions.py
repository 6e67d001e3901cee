"""Transactions that try again when the database asks for it."""

import functools
import random
import time
from contextlib import contextmanager, suppress

from django.db import DatabaseError, OperationalError, connection, transaction

_TRY_AGAIN = {"40001", "40P01"}  # serialization failure, deadlock (PostgreSQL, appendix A)


def in_one_go(function):
    """Run the function in one transaction: all of it happens or none; at most two retries after a deadlock."""

    @functools.wraps(function)
    def whole(*args, **kwargs):
        if connection.in_atomic_block:
            with transaction.atomic():
                return function(*args, **kwargs)
        for tries_left in (2, 1, 0):
            try:
                with transaction.atomic():
                    return function(*args, **kwargs)
            except OperationalError as error:
                if not tries_left or getattr(error.__cause__, "sqlstate", None) not in _TRY_AGAIN:
                    raise
                time.sleep(random.uniform(0.01, 0.1))  # noqa: S311 -- spreads the retries

    return whole


def now_or_never(write):
    """``write()``, one statement, is done if the database takes it at once: a page that is only read waits for no writer.

    It is left where another process writes or the disk is full. Not for the inside of a transaction.
    """
    with suppress(DatabaseError), _without_waiting():
        write()


@contextmanager
def _without_waiting():
    if connection.vendor != "sqlite":
        yield  # PostgreSQL locks the one row, and gives up after the lock_timeout of the settings
        return
    connection.ensure_connection()
    sqlite = connection.connection
    (patience,) = sqlite.execute("PRAGMA busy_timeout").fetchone()
    sqlite.execute("PRAGMA busy_timeout = 100")
    try:
        yield
    finally:
        sqlite.execute(f"PRAGMA busy_timeout = {patience}")
