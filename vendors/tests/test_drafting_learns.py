"""Every decision teaches the local engine."""

import pytest

from vendors.drafting import Example
from vendors.drafting.lexicon import lexicon
from vendors.drafting.local import LocalEngine

TRADES = {slug: slug.replace("_", " ") for slug in lexicon().trades}
NICKNAMES = {
    "hvac": "the Zephyr unit",
    "concrete_masonry": "the Alamo",
    "cabinets_countertops": "the butler station",
    "landscaping_drainage": "the Moses",
    "plumbing": "the Manabloc",
    "electrical": "the Lux panel",
}
SAID = ["{} is acting up", "please look at {}", "trouble with {} again", "{} is not right"]
ASKED = ["{} went bad on Sunday", "somebody should come and see {}", "hello, {} once more"]


def share_right(engine):
    asked = [(line.format(name), trade) for trade, name in NICKNAMES.items() for line in ASKED]
    return sum(engine.draft(text)[0].trade == trade for text, trade in asked) / len(asked)


def lessons(most):
    said = [Example(line.format(name), trade) for line in SAID for trade, name in NICKNAMES.items()]
    return said[:most]


def test_the_companys_own_words_are_learned():
    before, some, all_of_them = (share_right(LocalEngine(TRADES, lessons(n))) for n in (0, 6, 24))
    assert before < 0.5
    assert some > before
    assert all_of_them > 0.9


def test_a_trade_of_the_companys_own_is_learned_from_its_orders():
    trades = TRADES | {"av": "AV"}
    taught = [Example(f"the Savant keypad {what}", "av") for what in ("is dark", "froze", "lags")]
    assert LocalEngine(trades).draft("our Savant screen shows nothing")[0].trade != "av"
    assert LocalEngine(trades, taught).draft("our Savant screen shows nothing")[0].trade == "av"


@pytest.mark.parametrize("wrong", ["paint", "cleaning"])
def test_a_wrong_lesson_does_not_spoil_the_rest(wrong):
    engine = LocalEngine(TRADES, [Example("the toilet leaks at the base", wrong)])
    for text, trade in [
        ("toilet runs all night", "plumbing"),
        ("the kitchen faucet leaks", "plumbing"),
        ("paint peels in the hall", "paint"),
        ("dead outlet in the den", "electrical"),
    ]:
        assert engine.draft(text)[0].trade == trade


def test_many_orders_of_one_trade_do_not_draw_the_others_to_it():
    many = [Example(f"the sink in unit {n} leaks, please hurry", "plumbing") for n in range(200)]
    engine = LocalEngine(TRADES, many)
    plain = LocalEngine(TRADES)
    for sentence, trade in lexicon().seeds:
        if plain.draft(sentence)[0].trade == trade != "plumbing":
            assert engine.draft(sentence)[0].trade == trade


def test_a_rejected_draft_is_not_proposed_again():
    text = "the shower screen drags"
    first = LocalEngine(TRADES).draft(text)[0].trade
    refused = [Example(text, first, refused=True)] * 2
    assert LocalEngine(TRADES, refused).draft(text)[0].trade != first


def test_a_draft_names_the_orders_it_leant_on():
    taught = [
        Example("the Zephyr unit hums", "hvac", key=7),
        Example("the Zephyr unit drips", "hvac", key=9),
        Example("the fence leans", "landscaping_drainage", key=11),
    ]
    (draft,) = LocalEngine(TRADES, taught).draft("Zephyr unit hums at night")
    assert draft.leaned_on[0] == 7
    assert 11 not in draft.leaned_on
    assert LocalEngine(TRADES).draft("Zephyr unit hums")[0].leaned_on == ()


def test_two_things_known_by_the_companys_names_are_two_problems():
    text = "The Manabloc went bad on Sunday. Also the Zephyr unit is making trouble."
    taught = LocalEngine(TRADES, lessons(24))
    assert [draft.trade for draft in taught.draft(text)] == ["plumbing", "hvac"]
