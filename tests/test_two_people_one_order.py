"""Two people at the same order at the same moment, on both engines: one wins, the other is told who and what."""

import pytest

from tests.workers import ask, surroundings

pytestmark = pytest.mark.long_file


@pytest.fixture
def database(database_template, tmp_path):
    return lambda engine: surroundings(database_template.copy(engine, tmp_path), tmp_path)


@pytest.fixture(params=["sqlite", "stack"])
def helper(request, database):
    return database(request.param)


LABELS = {
    "start_diagnosis": "Diagnosing",
    "start_repair": "Repairing",
    "cancel": "Cancelled",
}
BUTTONS = {
    "start_diagnosis": "Start diagnosis",
    "start_repair": "Start repair",
    "cancel": "Cancel order",
}


@pytest.mark.parametrize(
    "steps",
    [("start_diagnosis", "start_diagnosis"), ("start_repair", "cancel")],
    ids=["the same button", "two buttons"],
)
def test_one_of_two_moves_the_order_and_the_other_is_told_who_did(helper, steps):
    for done in ask("move_one_order", helper, rounds=8, steps=steps):
        winner = done["heard"].index("")
        loser, who = 1 - winner, ["Dana", "Tom"][winner]
        ((moved_by, name),) = done["steps"]
        stands = LABELS[steps[winner]]
        assert (moved_by, name) == (steps[winner], who)
        assert done["status"] == stands.lower()
        assert done["heard"][loser].endswith(
            f" was moved to {stands} by {who}: “{BUTTONS[steps[loser]]}” is not possible now."
        )


def test_without_the_lock_both_would_move_it(database):
    """The control: what the test above would see on PostgreSQL without `select_for_update`."""
    moves = ask("move_one_order_without_a_lock", database("stack"))
    assert sorted(moves) == [["start_diagnosis", "Dana"], ["start_diagnosis", "Tom"]]


def test_one_of_two_saves_the_page_and_the_other_is_told_who_did(helper):
    done = ask("edit_one_order", helper, rounds=8)
    for heard, kept in zip(done["heard"], done["kept"], strict=True):
        winner = heard.index("")
        assert kept == ["dana", "tom"][winner]
        assert heard[1 - winner].startswith(f"{kept.title()} saved changes while you were typing.")


def test_a_form_sent_twenty_times_at_once_makes_one_order(helper):
    done = ask("send_a_form_twenty_times", helper)
    assert len(set(done["answers"])) == 1
    assert done["answers"][0].startswith("/service-orders/OS-")
    assert done["orders"] == 2  # with the one that was there


def test_two_workers_never_both_claim_an_e_mail(helper):
    """With a control: whoever looks first and writes then is not alone."""
    done = ask("claim_at_once", helper, rounds=10, workers=6)
    assert done["ours"] == [1] * 10
    assert done["look_first"] > 1
