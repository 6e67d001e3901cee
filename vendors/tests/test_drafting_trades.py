"""The trade is told by the words, however they are spelled."""

import pytest

from vendors.drafting.lexicon import lexicon
from vendors.drafting.local import LocalEngine

ENGINE = LocalEngine({slug: slug.replace("_", " ") for slug in lexicon().trades})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("kichen fawcett is wobly", "plumbing"),
        ("the celing has a hairlne crack", "drywall"),
        ("dishwaher leaves food on everything", "appliances"),
        ("garrage dor opens itself at 2am", "garage_door"),
        ("waterheater makes a popping noise", "plumbing"),
        ("skirting board paint is peeling", "paint"),
        ("the hob has a cracked ring", "appliances"),
        ("the loo won't flush", "plumbing"),
    ],
)
def test_slips_and_british_words_are_understood(text, expected):
    assert ENGINE.draft(text)[0].trade == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the outlet behind the dishwasher is dead", "electrical"),
        ("water stain on the ceiling below the kids bathroom", "plumbing"),
        ("water drips from the ceiling when it rains, nothing but attic above", "roofing"),
        ("crack in the wall above the door", "drywall"),
        ("crack in the driveway", "concrete_masonry"),
        ("cracked tile in the entry", "tile"),
        ("oven door won't close", "appliances"),
        ("cabinet door won't close", "cabinets_countertops"),
        ("garage door won't close", "garage_door"),
        ("bedroom door won't close", "doors_windows"),
        ("house is so humid inside, everything is sticky", "hvac"),
        ("something beeps on the ceiling, changed the battery already", "electrical"),
    ],
)
def test_what_has_the_problem_counts_more_than_what_stands_beside_it(text, expected):
    assert ENGINE.draft(text)[0].trade == expected


def test_the_room_is_a_weak_hint():
    assert ENGINE.draft("it does not work right", "garage door")[0].trade == "garage_door"
    assert ENGINE.draft("the toilet leaks", "garage door")[0].trade == "plumbing"


def test_only_trades_of_the_company_are_drafted():
    engine = LocalEngine({"plumbing": "Plumbing", "general": "General"})
    assert {draft.trade for draft in engine.draft("the roof leaks. also the outlet is dead")} <= {
        "plumbing",
        "general",
    }


def test_a_trade_that_only_this_company_has_is_known_by_its_name():
    engine = LocalEngine({"plumbing": "Plumbing", "pools": "Swimming pools"})
    assert engine.draft("the pool looks green")[0].trade == "pools"


def test_the_reasons_are_words_of_the_text_with_the_strongest_first():
    (draft,) = ENGINE.draft("Sadly the Fawcet DRIPS all night")
    assert draft.words[0] in ("Fawcet", "DRIPS")
    assert {"Fawcet", "DRIPS"} <= set(draft.words)
