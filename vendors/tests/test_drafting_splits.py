"""A text is parted into the problems it names, in the homeowner's own words."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vendors.drafting.lexicon import lexicon
from vendors.drafting.local import LocalEngine

ENGINE = LocalEngine({slug: slug.replace("_", " ") for slug in lexicon().trades})


def trades(text):
    return [draft.trade for draft in ENGINE.draft(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "kitchen tap drips and two outlets are dead in the garage also the front door sticks",
            ["plumbing", "electrical", "doors_windows"],
        ),
        (
            "1. dishwasher won't drain\n2) garage door remote is dead\n3 - paint peels in the hall",
            ["appliances", "garage_door", "paint"],
        ),
        (
            "- grout is crumbling in the shower\n- ants in the pantry",
            ["tile", "pest_control"],
        ),
        (
            "The toilet upstairs keeps running. Another thing, the AC blows warm air.",
            ["plumbing", "hvac"],
        ),
        ("the dishwasher won't drain and the microwave is dead", ["appliances", "appliances"]),
        ("toilet clogs all the time window screen ripped", ["plumbing", "doors_windows"]),
        ("a leaking pipe in the basement and also damaged drywall", ["plumbing", "drywall"]),
        ("kitchen sink leaks, shower drips and the toilet is loose", ["plumbing"] * 3),
        (
            "The oven is dead. My husband tried to fix it. The other problem is the shower, it barely trickles",
            ["appliances", "plumbing"],
        ),
    ],
)
def test_each_problem_gets_a_draft(text, expected):
    assert trades(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "the pipe under the sink leaks and the cabinet under it is wet and swollen",
            "plumbing",
        ),
        (
            "Our AC blows warm. We changed the filter and I checked the breaker. "
            "My mother lives with us and it is very hot, so please hurry. Thank you!",
            "hvac",
        ),
        ("The dishwasher leaks every time and now the wood floor is warping.", "appliances"),
        (
            "The window won't lock. It has been like that since closing. My husband tried to "
            "adjust it but the latch doesn't reach.",
            "doors_windows",
        ),
        ("Bedroom 3. window is cracked", "doors_windows"),
        ("The fridge is dented, it is also not cooling", "appliances"),
        (
            "The bedroom light flickers. We swapped the bulb twice and the breaker is fine. "
            "Your guy came in March and changed the switch. Please call before coming.",
            "electrical",
        ),
        (
            "Roof leaked in the storm, now the ceiling is stained and the carpet is ruined.",
            "roofing",
        ),
    ],
)
def test_one_problem_told_at_length_stays_one(text, expected):
    assert trades(text) == [expected]


def test_a_text_about_one_problem_is_kept_letter_by_letter():
    text = "  Hi!\n\nThe tap drips…   thanks :-)\n"
    assert [draft.text for draft in ENGINE.draft(text)] == [text]


WORDS = st.sampled_from(
    [
        "the",
        "tap",
        "leaks",
        "and",
        "also",
        "door",
        "sticks",
        ".",
        ",",
        "\n",
        "1.",
        "2)",
        "-",
        "outlet",
        "is",
        "dead",
        "another",
        "wont",
        "ants",
        "in",
        "it",
        "because",
        "we",
        "Ünïcødé",
        "don’t",
        "😀",
        "\x00",
        "garagedoor",
        "!",
        "?",
        "we've",
        "it's",
        "roof",
        "rain",
    ]
)


@settings(deadline=None, max_examples=150)
@given(
    st.one_of(st.text(max_size=300), st.lists(WORDS, max_size=40).map(" ".join)),
    st.text(max_size=20),
)
def test_any_text_has_a_draft_and_its_parts_stand_in_it_in_order(text, room):
    drafts = ENGINE.draft(text, room)
    assert drafts
    place = 0
    for draft in drafts:
        place = text.index(draft.text, place) + len(draft.text)
        assert draft.trade in ENGINE.trades
        assert 0 <= draft.confidence <= 1
        assert draft.title
        assert len(draft.title) <= 150
        assert len(draft.words) <= 6
        assert all(word in draft.text for word in draft.words)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\0\0\0",
        "😀" * 1000,
        "!?" * 50_000,
        "x" * 100_000,
        "a " * 50_000,
        "1. " * 30_000,
        "12345 67890",
        "ÄÖ Ш 水が漏れています",
    ],
)
def test_a_text_that_says_nothing_has_one_unsure_draft(text):
    (draft,) = ENGINE.draft(text)
    assert draft.trade == "general"
    assert draft.confidence < 0.5


def test_a_flood_of_words_has_a_bounded_number_of_drafts():
    text = "the sink leaks and the door sticks and the outlet is dead. " * 2000
    drafts = ENGINE.draft(text)
    assert len(drafts) <= 25
    assert drafts[-1].text.endswith("dead.")
