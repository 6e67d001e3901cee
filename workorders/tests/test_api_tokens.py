"""A token is shown once, opens what its scope says, and is dead once it is revoked."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from workorders.models import ApiToken, Webhook
from workorders.tests.fleet import ORDERS, Fleet

TOKENS = "admin:workorders_apitoken_changelist"


def made(*arguments):
    said = StringIO()
    call_command("create_api_token", *arguments, stdout=said)
    return said.getvalue().strip()


@pytest.fixture
def office(manager, client):
    """A manager in the back office."""
    manager.is_staff = True
    manager.save()
    client.force_login(manager)
    return client


def test_the_command_makes_a_token_that_opens_the_api(client):
    assert Fleet(client, made("Watcher")).get(ORDERS).status_code == 200


def test_a_token_may_read_unless_it_is_said_to_write(client, press):
    body = {"assetId": str(press.pk)}
    assert Fleet(client, made("Watcher")).post(ORDERS, body).status_code == 403
    assert Fleet(client, made("Fleet", "--scope", "write")).post(ORDERS, body).status_code == 200


def test_the_database_holds_no_token():
    token = made("Fleet")
    assert token not in str(ApiToken.objects.values())


@pytest.mark.parametrize("name", ["", " ", "x" * 81, "Fleet"])
def test_a_name_is_given_once(name):
    made("Fleet")
    with pytest.raises(CommandError):
        made(name)


def test_the_back_office_shows_a_new_token_once(office, manager):
    add = reverse("admin:workorders_apitoken_add")
    assert office.get(add).status_code == 200
    page = office.post(add, {"name": "Telematics", "scope": "write"}).content.decode()

    token = page.partition("<code>")[2].partition("</code>")[0]
    row = ApiToken.objects.get()
    assert (row.name, row.scope, row.made_by) == ("Telematics", "write", manager)
    assert Fleet(office, token).get(ORDERS).status_code == 200
    for name, arguments in ((TOKENS, []), ("admin:workorders_apitoken_change", [row.pk])):
        again = office.get(reverse(name, args=arguments)).content.decode()
        assert "Telematics" in again
        assert token not in again
        assert row.digest not in again


def test_a_revoked_token_opens_nothing_from_then_on(office):
    row, token = ApiToken.make("Fleet", "read")
    fleet = Fleet(office, token)
    assert fleet.get(ORDERS).status_code == 200
    office.post(reverse(TOKENS), {"action": "revoke", "_selected_action": [row.pk]})
    assert fleet.get(ORDERS).status_code == 401
    assert fleet.get(ORDERS, **{"Idempotency-Key": "a"}).status_code == 401


def test_a_token_is_neither_changed_nor_deleted(office):
    row, _token = ApiToken.make("Fleet", "read")
    office.post(
        reverse("admin:workorders_apitoken_change", args=[row.pk]),
        {"name": "Fleet", "scope": "write"},
    )
    assert ApiToken.objects.get().scope == "read"
    page = reverse("admin:workorders_apitoken_delete", args=[row.pk])
    assert office.post(page, {"post": "yes"}).status_code == 403


def test_only_managers_have_tokens_and_webhooks(client, dispatcher):
    dispatcher.is_staff = True
    dispatcher.save()
    client.force_login(dispatcher)
    for model in ("apitoken", "webhook", "delivery"):
        assert client.get(reverse(f"admin:workorders_{model}_changelist")).status_code == 403


def test_a_webhook_shows_its_secret(office):
    office.post(
        reverse("admin:workorders_webhook_add"),
        {"name": "Office", "url": "https://example.org/hook", "secret": "s" * 20, "active": "on"},
    )
    hook = Webhook.objects.get()
    page = office.get(reverse("admin:workorders_webhook_change", args=[hook.pk])).content.decode()
    assert "s" * 20 in page
