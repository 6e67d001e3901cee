"""A text that is longer than what the network looks at in one go is read as a whole."""

import re

import pytest

from vendors.drafting.splitting import MOST_PROBLEMS, WINDOW, passages
from vendors.drafting.wordpieces import UNKNOWN, vocabulary, wordpieces

PROBLEMS = [
    "The toilet in the hall bath keeps running",
    "The outlet in the den is dead",
    "Paint is peeling on the porch ceiling",
    "The garage door stops halfway",
    "There are ants in the pantry",
]
TALE = (
    " My brother looked at it on Sunday with his neighbor and they could not say what it was." * 3
)


def test_problems_beyond_the_first_look_are_found():
    text = "\n".join(f"{n}. {what}.{TALE}" for n, what in enumerate(PROBLEMS * 2, 1))
    assert len(list(wordpieces(text))) > WINDOW
    found = [text[each.start : each.end] for each in passages(text)]
    assert len(found) == 10
    assert all(what in each for what, each in zip(PROBLEMS * 2, found, strict=True))


def test_what_is_too_much_stays_with_the_last_problem():
    text = ". ".join(PROBLEMS * 200)
    found = passages(text)
    assert len(found) <= MOST_PROBLEMS
    assert found[-1].end == len(text)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Leaking", ["leaking"]),
        ("dishwasher", ["dish", "##wash", "##er"]),
        ("Café\n-2", ["cafe", "[unused1]", "-", "2"]),
        ("x" * 50, [UNKNOWN]),
        ("", []),
    ],
)
def test_words_are_cut_into_the_longest_pieces_that_are_known(text, pieces):
    names = {number: piece for piece, number in vocabulary().items()}
    assert [names[piece.number] for piece in wordpieces(text)] == pieces


def test_a_piece_knows_where_its_word_stands_and_which_opens_it():
    text = "The  dishwasher!"
    read = [(each.start, each.opens) for each in wordpieces(text)]
    assert read == [(0, True), (5, True), (5, False), (5, False), (15, False)]
    assert re.match("dishwasher", text[5:])
