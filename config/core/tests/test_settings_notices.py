import pytest

from config.core import notices
from config.core.models import NoticeText
from config.core.models.shop import current_shop

READY = "/settings/notices/order-ready/"


@pytest.fixture
def at_settings(client, manager):
    client.force_login(manager)
    return client


def test_what_is_not_ticked_is_not_sent(at_settings):
    on = [slug for slug in notices.declared if slug != "order-ready"]
    at_settings.post("/settings/", {"section": "notices", "on": on})

    assert current_shop().notices_off == ["order-ready"]
    facts = dict.fromkeys(notices.declared["order-ready"].placeholders, "x")
    told = notices.send(
        "order-ready", to="cleo@example.org", language="en", facts=facts, link="https://x/"
    )
    assert told is None


def test_a_notice_that_does_not_exist_cannot_be_ticked(at_settings):
    response = at_settings.post("/settings/", {"section": "notices", "on": ["made-up"]})

    assert response.status_code == 422
    assert current_shop().notices_off == []


def test_the_shops_own_words_go_out_in_their_language(at_settings):
    at_settings.post(
        READY + "?language=es", {"subject": "Listo: {number}", "body": "Hola {client}"}
    )

    notice = notices.declared["order-ready"]
    assert notices.words(notice, "es") == ("Listo: {number}", "Hola {client}")
    assert notices.words(notice, "en")[0] == "Your {device} is ready: {number}"


def test_an_unknown_placeholder_is_named_and_nothing_kept(at_settings):
    response = at_settings.post(READY, {"subject": "{passwort}", "body": "Hello"})
    page = response.content.decode()

    assert "{passwort} is not known here" in page
    assert ">Hello</textarea>" in page.replace("\n", "")
    assert not NoticeText.objects.exists()


def test_the_preview_fills_in_made_up_facts(at_settings):
    response = at_settings.post(
        READY,
        {"subject": "{number}!", "body": "Hi {client} {% now %}"},
        headers={"HX-Request": "true"},
    )
    preview = response.content.decode()

    assert "OS-2026-0042!" in preview
    assert "Hi Cleo Marsh {% now %}" in preview
    assert not NoticeText.objects.exists()


def test_a_preview_shows_markup_as_text(at_settings):
    response = at_settings.post(
        READY, {"subject": "<img src=x>", "body": "x"}, headers={"HX-Request": "true"}
    )

    assert "<img" not in response.content.decode()


def test_our_own_words_can_be_had_back(at_settings):
    NoticeText.objects.create(slug="order-ready", language="en", subject="Mine", body="Mine")
    at_settings.post(READY + "?language=en", {"reset": "1"})

    assert not NoticeText.objects.exists()


@pytest.mark.parametrize("address", ["/settings/notices/no-such/", READY + "?language=xx"])
def test_what_is_not_declared_is_nowhere(at_settings, address):
    assert at_settings.get(address).status_code == 404


def test_only_managers_change_the_words(client, technician, reader, stranger):
    for user in (technician, reader, stranger):
        client.force_login(user)
        assert client.post(READY, {"subject": "Mine", "body": "Mine"}).status_code == 403
