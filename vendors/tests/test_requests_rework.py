"""Possible rework: the same trade at the same home within 90 days of an order that was completed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from config.core import workflow
from vendors import services
from vendors.models import DraftProposal, Property, VendorWorkOrder


@pytest.fixture
def earlier(make_order, manager):
    """An order of the plumber's that was completed ten days ago."""
    order = workflow.take_step(make_order(), "send", by=manager)
    order = workflow.take_step(order, "complete", by=manager)
    completed(order, days=10)
    return order


def completed(order, **ago):
    moment = timezone.now() - timedelta(**ago)
    VendorWorkOrder.objects.filter(pk=order.pk).update(closed_at=moment)


@pytest.fixture
def again(home, manager, trade):
    """``again()`` is a further request of the home with a draft for plumbing."""

    def make(slug="plumbing", home=home):
        request = services.submit(
            by=manager, home=home, name="Nora", reports=[services.Report("It drips again")]
        )
        draft = DraftProposal.objects.create(
            issue=request.issues.get(),
            text="It drips again",
            trade=trade(slug),
            title="Leak",
            description="Mend it",
            confidence=0.5,
        )
        return request, draft

    return make


def rework_of(request):
    return services.possible_rework(request)


def test_the_same_trade_at_the_same_home_is_possible_rework(earlier, again):
    request, draft = again()
    assert rework_of(request) == {draft.issue_id: earlier}


def test_another_trade_or_another_home_is_none(earlier, again):
    elsewhere = Property.objects.create(address="Somewhere else")
    assert rework_of(again("drywall")[0]) == {}
    assert rework_of(again(home=elsewhere)[0]) == {}


def test_ninety_days_after_it_is_none_any_more(earlier, again):
    request, draft = again()
    completed(earlier, days=89)
    assert draft.issue_id in rework_of(request)
    completed(earlier, days=91)
    assert rework_of(request) == {}


def test_an_order_that_was_not_completed_before_is_none(make_order, again, manager):
    order = workflow.take_step(make_order(), "send", by=manager)
    request, _draft = again()
    assert rework_of(request) == {}
    workflow.take_step(order, "complete", by=manager)  # after the request came
    assert rework_of(request) == {}


def test_the_orders_of_the_request_itself_are_none(earlier, asked):
    assert rework_of(asked) == {}


def test_a_rejected_draft_says_nothing_and_the_order_written_by_hand_does(
    earlier, again, manager, trade
):
    request, draft = again("drywall")
    services.reject_draft(draft, by=manager, reason="It is the pipe")
    assert rework_of(request) == {}
    services.open_order(
        by=manager,
        request=request,
        issues=[draft.issue],
        trade=trade("plumbing"),
        title="Leak",
        description="Mend it",
    )
    assert rework_of(request) == {draft.issue_id: earlier}


def test_the_latest_of_several_is_named_with_one_query(
    earlier, again, make_order, manager, django_assert_num_queries
):
    later = workflow.take_step(make_order(1), "send", by=manager)
    later = workflow.take_step(later, "complete", by=manager)
    completed(later, days=2)
    request, draft = again()
    with django_assert_num_queries(1):
        assert rework_of(request) == {draft.issue_id: later}
