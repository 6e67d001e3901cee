"""The order is worded from what the homeowner says, or as the company worded it before."""

from vendors.drafting import Example
from vendors.drafting.lexicon import lexicon
from vendors.drafting.local import LocalEngine

TRADES = {slug: slug.replace("_", " ") for slug in lexicon().trades}


def test_the_title_says_what_to_do_and_where():
    (draft,) = LocalEngine(TRADES).draft("the kitchen faucet drips")
    assert draft.title == "Repair leak at the faucet (kitchen)"


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
