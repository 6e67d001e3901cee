"""What another system sends twice under one key is done once, and answered the same."""

from datetime import timedelta

import pytest
from django.utils import timezone

from workorders.models import Answered, ApiToken, WorkOrder
from workorders.tasks import forget_answers
from workorders.tests.fleet import ORDERS, Fleet, refusal_of


@pytest.fixture
def order(press):
    return {"assetId": str(press.pk), "description": "Grease it"}


def test_the_same_request_makes_one_order_and_has_one_answer(fleet, order):
    first = fleet.post(ORDERS, order, **{"Idempotency-Key": "a"})
    again = fleet.post(ORDERS, order, **{"Idempotency-Key": "a"})
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert again["Content-Type"].startswith("application/json")
    assert again["Idempotency-Replayed"] == "true"
    assert WorkOrder.objects.count() == 1


def test_another_body_under_the_same_key_is_refused(fleet, order):
    fleet.post(ORDERS, order, **{"Idempotency-Key": "a"})
    other = fleet.post(ORDERS, order | {"description": "Oil it"}, **{"Idempotency-Key": "a"})
    assert refusal_of(other) == "Idempotency-Key: was sent with another request"
    assert WorkOrder.objects.count() == 1


def test_other_keys_and_other_tokens_make_orders_of_their_own(fleet, order, client):
    other = Fleet(client, ApiToken.make("Other", "write")[1])
    fleet.post(ORDERS, order, **{"Idempotency-Key": "a"})
    fleet.post(ORDERS, order, **{"Idempotency-Key": "b"})
    other.post(ORDERS, order, **{"Idempotency-Key": "a"})
    fleet.post(ORDERS, order)
    fleet.post(ORDERS, order)
    assert WorkOrder.objects.count() == 5


def test_what_was_refused_leaves_the_key_free(fleet, order):
    assert fleet.post(ORDERS, {}, **{"Idempotency-Key": "a"}).status_code == 400
    assert fleet.post(ORDERS, order, **{"Idempotency-Key": "a"}).status_code == 200
    assert Answered.objects.count() == 1


@pytest.mark.parametrize("key", ["", "x" * 256, "tab\there"])
def test_a_key_that_is_none_is_refused(fleet, order, key):
    answer = fleet.post(ORDERS, order, **{"Idempotency-Key": key})
    assert refusal_of(answer).startswith("Idempotency-Key:")
    assert not WorkOrder.objects.exists()


def test_a_revoked_token_is_not_answered_from_memory(fleet, order):
    fleet.post(ORDERS, order, **{"Idempotency-Key": "a"})
    ApiToken.objects.update(revoked_at=timezone.now())
    assert fleet.post(ORDERS, order, **{"Idempotency-Key": "a"}).status_code == 401


def test_a_token_that_only_reads_is_refused_under_a_key_too(reading_fleet, order):
    assert reading_fleet.post(ORDERS, order, **{"Idempotency-Key": "a"}).status_code == 403
    assert not Answered.objects.exists()


def test_a_key_means_nothing_where_nothing_is_made(fleet, order, press):
    pk = fleet.make(press)["id"]
    for notes in ("One", "Two"):
        body = {"id": pk, "closingNotes": notes}
        assert fleet.patch(ORDERS, body, **{"Idempotency-Key": "a"}).status_code == 200
    assert fleet.get(ORDERS, **{"Idempotency-Key": "a"}).status_code == 200
    assert not Answered.objects.exists()


def test_keys_are_forgotten_after_two_days(fleet, order):
    for key in ("old", "new"):
        fleet.post(ORDERS, order, **{"Idempotency-Key": key})
    Answered.objects.filter(key="old").update(at=timezone.now() - timedelta(hours=49))
    forget_answers()
    assert list(Answered.objects.values_list("key", flat=True)) == ["new"]
