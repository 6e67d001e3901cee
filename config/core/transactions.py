"""Transactions that try again when the database asks for it."""

import functools
import random
import time

from django.db import OperationalError, connection, transaction

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
