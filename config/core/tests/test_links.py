import hashlib
import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from config.core.models import Invitation
from config.core.models.link import token_for
from serviceorders import services
from serviceorders.models import DecisionLink, TrackingLink


@pytest.fixture
def link(order):
    return order.tracking_link


def found(link):
    return type(link).objects.for_token(link.token).first()


def test_a_token_says_nothing_and_holds_256_bits(link, order):
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", link.token)
    assert order.number not in link.token


def test_the_database_holds_only_the_hash_of_a_token(link):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {TrackingLink._meta.db_table}")
        row = cursor.fetchone()
    assert link.token not in map(str, row)
    assert hashlib.sha256(link.token.encode()).hexdigest() in row


def test_a_token_can_be_worked_out_again_by_this_server_alone(link, settings):
    token = link.token
    assert TrackingLink.objects.get(pk=link.pk).token == token
    settings.TOKEN_KEY = "the key of somebody else"
    assert TrackingLink.objects.get(pk=link.pk).token != token


def test_a_token_opens_its_own_link(link):
    assert found(link) == link


def test_tokens_differ_by_kind_owner_and_version():
    tokens = {
        token_for(*what)
        for what in (
            ("track", "OS-2026-0001", 1),
            ("track", "OS-2026-0001", 2),
            ("track", "OS-2026-0002", 1),
            ("decision", "OS-2026-0001", 1),
        )
    }
    assert len(tokens) == 4


@pytest.mark.parametrize(
    "change", [str.lower, str.swapcase, lambda t: t[:-1], lambda t: t + "=", lambda t: ""]
)
def test_a_token_that_is_not_quite_right_opens_nothing(link, change):
    assert not TrackingLink.objects.for_token(change(link.token)).exists()


def test_the_hash_of_a_token_opens_nothing(link):
    assert not TrackingLink.objects.for_token(link.digest).exists()


def test_a_revoked_link_is_dead(link, order, manager):
    services.revoke_tracking_link(order, by=manager)
    assert found(link) is None
    assert order.tracking_link is None
    assert not TrackingLink.objects.get(pk=link.pk).is_live


def test_a_replaced_link_is_dead_and_the_new_one_is_another(link, order, manager):
    services.replace_tracking_link(order, by=manager)
    new = order.tracking_link
    assert found(link) is None
    assert found(new) == new
    assert new.token != link.token


def test_a_link_made_after_one_was_revoked_is_not_the_revoked_one(link, order, manager):
    services.revoke_tracking_link(order, by=manager)
    services.replace_tracking_link(order, by=manager)
    assert order.tracking_link.token != link.token
    assert found(link) is None


def test_an_order_has_at_most_one_live_link(link, order):
    with pytest.raises(IntegrityError), transaction.atomic():
        TrackingLink.issue(owner=order.number, nth=9, order=order)


def test_an_expired_link_is_dead(order):
    order.estimated_cost = 10
    link = order.issue_decision_link()
    assert found(link) == link
    DecisionLink.objects.update(expires_at=timezone.now())
    assert found(link) is None
    assert not DecisionLink.objects.get(pk=link.pk).is_live


def test_a_tracking_link_does_not_expire(link):
    assert link.expires_at is None


def test_a_token_of_one_kind_opens_no_page_of_another(link):
    assert not DecisionLink.objects.for_token(link.token).exists()


def test_a_second_invitation_ends_the_first(manager):
    first = Invitation.make(email="new@example.org", role="technician", by=manager)
    second = Invitation.make(email="new@example.org", role="technician", by=manager)
    other = Invitation.make(email="other@example.org", role="technician", by=manager)
    assert found(first) is None
    assert found(second) == second
    assert found(other) == other
    assert second.expires_at - timezone.now() < timedelta(days=7)


def test_an_opening_is_noted_to_the_minute(link, django_assert_num_queries):
    link.note_opening()
    opened = TrackingLink.objects.get(pk=link.pk)
    assert opened.opened_at is not None
    with django_assert_num_queries(0):
        opened.note_opening()
