"""Whatever is typed into an address or a form, the answer is an answer: never a 5xx.

Each name is sent some of the values, another mixture in each round; `HOSTILE_ROUNDS=9` sends every value in every name.
"""

import pytest

pytestmark = [pytest.mark.long_file, pytest.mark.timeout(600)]


def test_no_parameter_breaks_a_page(intruder):
    assert intruder.broken_pages() == []


def test_no_field_breaks_a_form(intruder):
    assert intruder.broken_forms() == []
