"""What is typed where a key belongs is a key, or it is none."""

import pytest

from config.core.keys import LARGEST_KEY, key_of, keys_of


@pytest.mark.parametrize(
    ("typed", "key"),
    [("7", 7), (7, 7), ("0", 0), (str(LARGEST_KEY), LARGEST_KEY), ("007", 7)],
)
def test_a_key_is_read(typed, key):
    assert key_of(typed) == key


@pytest.mark.parametrize(
    "typed", ["", None, "-1", " 7", "7.0", "x", "٧", "²", "\0", str(LARGEST_KEY + 1), "9" * 5000]
)
def test_anything_else_is_none(typed):
    assert key_of(typed) is None


def test_of_many_those_that_are_keys_are_kept_in_their_order():
    assert keys_of(["3", "x", "", "1", "3"]) == [3, 1, 3]
