import pytest
from django.db import IntegrityError, transaction

from config.core.models import Sequence


class Unlucky(Exception):
    """What rolls a transaction back."""


def test_numbers_follow_each_other_in_each_year_of_each_prefix():
    given = [
        Sequence.next(*what) for what in (("OS", 2026), ("OS", 2026), ("BK", 2026), ("OS", 2027))
    ]
    assert given == [1, 2, 1, 1]


def test_a_number_whose_transaction_fails_is_given_again():
    given = []

    def open_and_fail():
        with transaction.atomic():
            given.append(Sequence.next("OS", 2026))
            raise Unlucky

    for _ in range(2):
        with pytest.raises(Unlucky):
            open_and_fail()
    assert [*given, Sequence.next("OS", 2026)] == [1, 1, 1]


def test_several_numbers_are_taken_in_one_go():
    assert Sequence.next("OS", 2026, count=500) == 500
    assert Sequence.next("OS", 2026) == 501


def test_a_year_has_one_counter():
    Sequence.next("OS", 2026)
    with pytest.raises(IntegrityError), transaction.atomic():
        Sequence.objects.create(prefix="OS", year=2026)
