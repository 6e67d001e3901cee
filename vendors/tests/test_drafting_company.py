"""The company's engine knows its trades and what its people decided."""

import pytest

from config.core.actors import CLIENT
from vendors import services
from vendors.models import DraftProposal, Trade
from vendors.services import engines
from vendors.services.engines import company_trades, decided_examples, local_engine


@pytest.fixture(autouse=True)
def no_engine_kept(monkeypatch):
    monkeypatch.setattr(engines, "_kept", {})


@pytest.fixture
def ask(home):
    """``ask("The tap drips")`` is a request with its drafts."""

    def submit(text):
        request = services.submit(
            by=CLIENT, home=home, name="Nora Quill", reports=[services.Report(text)]
        )
        services.write_drafts(request)
        return request

    return submit


def decide(request, manager, **fields):
    proposal = DraftProposal.objects.get(issue__request=request)
    return services.edit_draft(proposal, by=manager, **fields)


def test_what_was_decided_teaches_the_next_draft(ask, manager, trade):
    orders = [
        decide(ask(f"The Zephyr unit {what}"), manager, trade=trade("hvac"))
        for what in ("is not right", "looks odd", "again")
    ]
    proposal = DraftProposal.objects.get(issue__request=ask("Please see the Zephyr unit"))
    assert proposal.trade.slug == "hvac"
    assert set(proposal.leaned_on.all()) <= set(orders)
    assert proposal.leaned_on.exists()
    assert "Zephyr" in proposal.words


def test_a_rejected_draft_is_a_lesson_too(ask, manager):
    request = ask("The shower screen drags")
    proposal = DraftProposal.objects.get(issue__request=request)
    services.reject_draft(proposal, by=manager, reason="Not theirs")
    (example,) = decided_examples()
    assert example.refused
    assert (example.text, example.trade) == ("The shower screen drags", proposal.trade.slug)


def test_an_order_for_several_issues_and_a_canceled_one_teach_nothing(asked, manager, trade):
    order = services.open_order(
        by=manager,
        request=asked,
        issues=list(asked.issues.all()),
        trade=trade("plumbing"),
        title="Both",
        description="Both",
    )
    assert decided_examples() == []
    services.change_order(order, by=manager, seen_version=1, issues=[asked.issues.first()])
    assert [example.key for example in decided_examples()] == [order.pk]
    type(order).objects.filter(pk=order.pk).update(status="canceled")
    assert decided_examples() == []


def test_the_engine_is_kept_until_something_was_decided(make_order, manager, trade):
    order = make_order()
    engine = local_engine()
    assert local_engine() is engine
    services.change_order(order, by=manager, seen_version=1, trade=trade("drywall"))
    taught = local_engine()
    assert taught is not engine
    Trade.objects.create(slug="pools", name="Swimming pools")
    assert "pools" in local_engine().trades


def test_a_kept_engine_asks_the_database_three_questions(make_order, django_assert_max_num_queries):
    make_order()
    local_engine()
    with django_assert_max_num_queries(3):
        local_engine()


def test_a_trade_out_of_use_is_not_drafted():
    Trade.objects.filter(slug="plumbing").update(active=False)
    assert "plumbing" not in company_trades()
    assert local_engine().draft("the toilet leaks")[0].trade != "plumbing"


def test_a_request_is_split_in_the_homeowners_words(ask):
    request = ask("The tap drips and the garage door is stuck, also ants in the pantry")
    parts = request.issues.to_do().order_by("place", "pk")
    assert [part.description for part in parts] == [
        "The tap drips",
        "and the garage door is stuck",
        "also ants in the pantry",
    ]
    assert [part.proposals.get().trade.slug for part in parts] == [
        "plumbing",
        "garage_door",
        "pest_control",
    ]
