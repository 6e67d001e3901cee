"""Mail services that post to us, as Postmark and Brevo do."""

import base64
from importlib import import_module, reload

import pytest
from django.urls import clear_url_caches

from config.core import workflow
from config.core.models import Email
from vendors.models import Message, VendorWorkOrder
from vendors.tests.mails import answer

SECRET = "docket:a long secret word"
INBOUND, FATES = "/mail/webhooks/postmark/inbound/", "/mail/webhooks/brevo/tracking/"


@pytest.fixture(autouse=True)
def reply_address(settings):
    settings.REPLY_ADDRESS = "replies@shop.example"


@pytest.fixture
def webhooks(settings):
    """The addresses are there."""
    settings.ANYMAIL_WEBHOOK_SECRET = SECRET
    lay_out_again(settings)
    yield
    settings.ANYMAIL_WEBHOOK_SECRET = ""
    lay_out_again(settings)


def lay_out_again(settings):
    """The addresses are those that the settings ask for."""
    reload(import_module(settings.ROOT_URLCONF))
    clear_url_caches()


@pytest.fixture
def sent(make_order, manager):
    """An order its vendor has been sent."""
    return workflow.take_step(make_order(), "send", by=manager)


@pytest.fixture
def post(client):
    def send(path, data, secret=SECRET):
        token = base64.b64encode(secret.encode()).decode()
        return client.post(
            path, data, content_type="application/json", headers={"authorization": f"Basic {token}"}
        )

    return send


def inbound(message):
    """What Postmark posts when it includes the raw e-mail."""
    return {
        "FromFull": {"Email": "pipeco@example.com", "Name": "Ada", "MailboxHash": ""},
        "OriginalRecipient": message["To"],
        "MessageID": "22c74902-a0c1-4511-804f2-341342852c90",
        "Headers": [{"Name": "Return-Path", "Value": "<pipeco@example.com>"}],
        "RawEmail": message.as_string(),
    }


def fate(email, event, **rest):
    """What Brevo posts."""
    return {
        "event": event,
        "email": email.to,
        "id": 26224,
        "date": "2026-11-21 10:00:00",
        "ts": 1795255200,
        "ts_event": 1795255200,
        "message-id": email.message_id,
        "subject": email.subject,
        "sending_ip": "185.41.28.109",
    } | rest


def test_an_answer_that_is_posted_ends_in_the_history_and_once(webhooks, sent, post):
    told = inbound(answer(sent, "Tuesday suits us."))

    assert [post(INBOUND, told).status_code for _time in range(3)] == [200, 200, 200]

    assert Message.objects.count() == 1
    assert sent.history.get(action="reply").note == "Tuesday suits us."


def test_the_address_of_the_envelope_finds_the_order(webhooks, sent, post):
    message = answer(sent)
    told = inbound(message)
    told["RawEmail"] = told["RawEmail"].replace(message["To"], "somebody@shop.example")

    post(INBOUND, told)

    assert sent.history.filter(action="reply").exists()


@pytest.mark.parametrize("secret", ["", "docket:wrong", "docket"])
def test_a_stranger_who_posts_is_refused(webhooks, sent, post, secret, caplog):
    assert post(INBOUND, inbound(answer(sent)), secret).status_code == 400

    assert not Message.objects.exists()
    assert SECRET not in caplog.text


def test_without_a_secret_the_addresses_do_not_exist(sent, post, client):
    assert post(INBOUND, inbound(answer(sent))).status_code in (302, 404)
    assert not Message.objects.exists()


def test_an_email_is_delivered_and_may_still_come_back(webhooks, sent, post):
    email = sent.history.get(email__isnull=False).email
    Email.objects.filter(pk=email.pk).update(state=Email.State.SENT)

    post(FATES, fate(email, "delivered"))
    assert Email.objects.get(pk=email.pk).state == Email.State.DELIVERED

    post(FATES, fate(email, "hard_bounce", reason="550 User unknown"))
    assert Email.objects.get(pk=email.pk).state == Email.State.BOUNCED
    assert "550 User unknown" in sent.history.get(action="bounce").note
    assert VendorWorkOrder.objects.get().has_news


def test_the_fate_of_a_strangers_email_changes_nothing(webhooks, sent, post):
    email = sent.history.get(email__isnull=False).email
    Email.objects.filter(pk=email.pk).update(state=Email.State.SENT)
    guessed = fate(email, "hard_bounce", reason="550")
    guessed["message-id"] = email.message_id.replace("-20", "-19")

    assert post(FATES, guessed).status_code == 200

    assert Email.objects.get(pk=email.pk).state == Email.State.SENT
