"""The order is worded from what the homeowner says, or as the company worded it before."""

import pytest

from vendors.drafting import Example
from vendors.drafting.lexicon import lexicon
from vendors.drafting.local import LocalEngine

TRADES = {slug: slug.replace("_", " ") for slug in lexicon().trades}


def test_the_title_says_what_to_do_and_where():
    (draft,) = LocalEngine(TRADES).draft("the kitchen faucet drips")
    assert draft.title == "Repair leak at the faucet (kitchen)"


@pytest.mark.parametrize(
    ("told", "title"),
    [
        ("The outlet behind the sofa has no cover plate", "Supply what is missing at the outlet"),
        ("Missing outlet in the office", "Install the missing outlet (office)"),
        ("Door hardware is missing", "Supply what is missing at the door"),
        ("Backsplash tile fell off", "Reset the loose tile"),
        ("Grout is missing in the shower", "Install the missing grout"),
        ("Outlet has no power", "Find the fault at the outlet and make it safe"),
        ("Lawn is muddy and clogged", "Correct the drainage at the lawn"),
        ("Shower drain is slow", "Clear and test the shower drain"),
        ("A sprinkler head sprays the sidewalk", "Repair leak at the sprinkler head"),
        ("Concrete patio is sinking", "Inspect and repair the patio"),
        ("Fence gate does not latch", "Adjust the gate"),
        ("Paint is peeling on the front door", "Prepare and repaint where the paint fails"),
        ("Sewage smell in the basement", "Find the cause of the smell (basement)"),
        ("Windows were never cleaned", "Clean what was left uncleaned"),
        ("AC does not cool", "Diagnose and repair the AC"),
    ],
)
def test_the_verb_fits_the_thing(told, title):
    (draft,) = LocalEngine(TRADES).draft(told)
    assert draft.title == title


@pytest.mark.parametrize("told", ["Window does not lock", "The windows do not lock"])
def test_a_thing_is_called_as_the_homeowner_calls_it(told):
    (draft,) = LocalEngine(TRADES).draft(told)
    assert draft.title == f"Repair the {'windows' if 'windows' in told else 'window'}"


def test_the_description_quotes_the_homeowner_and_says_what_to_do():
    (draft,) = LocalEngine(TRADES).draft("Two outlets are dead", "Garage")
    lines = draft.description.splitlines()
    assert lines[0] == 'Homeowner reports: "Two outlets are dead"'
    assert lines[1] == "Where: garage"
    assert 2 <= len(lines) <= 5


def test_a_long_story_is_quoted_in_brief():
    (draft,) = LocalEngine(TRADES).draft("The toilet leaks. " + "We are very unhappy. " * 300)
    assert len(draft.description) < 800


def test_the_companys_own_wording_is_followed_for_very_similar_issues():
    taught = Example(
        "the kitchen faucet drips all night",
        "plumbing",
        "Replace faucet cartridge",
        'Homeowner reports: "the kitchen faucet drips all night"\nBring a spare cartridge.\nCall 555 123 first.',
    )
    (draft,) = LocalEngine(TRADES, [taught]).draft("kitchen faucet drips at night")
    assert draft.title == "Replace faucet cartridge"
    assert "Bring a spare cartridge." in draft.description
    assert "kitchen faucet drips at night" in draft.description
    assert "555" not in draft.description


def test_wording_that_names_another_room_is_not_followed():
    taught = Example("faucet drips at night", "plumbing", "Replace cartridge in guest bath", "")
    (draft,) = LocalEngine(TRADES, [taught]).draft("the kitchen faucet drips at night")
    assert "guest bath" not in draft.title
