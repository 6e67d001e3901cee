import re
from urllib.parse import urlsplit

import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.urls import reverse

from config.core.models import Email

pytestmark = pytest.mark.django_db

MINE = [
    "account_change_password",
    "mfa_index",
    "mfa_activate_totp",
    "usersessions_list",
    "account_reauthenticate",
]


def test_the_login_page_asks_for_a_name_and_a_password(client):
    page = client.get(reverse("account_login")).content.decode()

    assert re.findall('<input type="(?:text|password)" name="([^"]+)"', page) == [
        "login",
        "password",
    ]
    assert "sign up" not in page.lower()


@pytest.mark.parametrize("name", MINE)
def test_the_pages_of_an_account_open(client, manager, name):
    client.post(reverse("account_login"), {"login": "maya", "password": "a-long-password"})

    page = client.get(reverse(name), follow=True)

    assert page.status_code == 200
    assert "style=" not in page.content.decode()


def test_a_second_factor_is_switched_on_asked_for_and_switched_off(client, manager):
    client.post(reverse("account_login"), {"login": "maya", "password": "a-long-password"})
    client.post(reverse("account_reauthenticate"), {"password": "a-long-password"})
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret

    switched_on = client.post(reverse("mfa_activate_totp"), {"code": digits(secret)}, follow=True)
    assert switched_on.status_code == 200
    codes = client.get(reverse("mfa_view_recovery_codes"))
    assert codes.content.decode().count("<li>") == 10
    assert client.get(reverse("mfa_index")).status_code == 200

    client.logout()
    asked = client.post(
        reverse("account_login"), {"login": "maya", "password": "a-long-password"}, follow=True
    )
    assert asked.redirect_chain[-1][0] == reverse("mfa_authenticate")
    in_again = client.post(reverse("mfa_authenticate"), {"code": codes.context["unused_codes"][0]})
    assert in_again.status_code == 302
    assert client.get(reverse("mfa_deactivate_totp"), follow=True).status_code == 200


def digits(secret):
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def test_a_forgotten_password_is_mailed_by_the_outbox(client, manager):
    client.post(reverse("account_reset_password"), {"email": manager.email})

    letter = Email.objects.get()
    assert (letter.kind, letter.to) == ("account", "maya@example.org")
    assert "/account/reset/" in letter.text


def test_a_link_to_a_new_password_leads_to_our_own_site(client, manager, settings):
    settings.SITE_URL, settings.ALLOWED_HOSTS = "https://desk.example.org", ["*"]
    client.post(
        reverse("account_reset_password"), {"email": manager.email}, HTTP_HOST="localhost:6666"
    )

    letter = Email.objects.get()
    (link,) = re.findall(r"https?://[^\s]+", letter.text)
    assert link.startswith("https://desk.example.org/account/reset/")
    assert "6666" not in letter.text + letter.html
    assert client.get(urlsplit(link).path, follow=True).status_code == 200


def test_the_link_to_a_new_password_works_once(client, manager):
    client.post(reverse("account_reset_password"), {"email": manager.email})
    link = re.search(r"/account/reset/\S+", Email.objects.get().text).group()
    chosen = {"password1": "another-long-password", "password2": "another-long-password"}

    form = client.get(link, follow=True)
    assert "Choose a password" in form.content.decode()
    done = client.post(form.redirect_chain[-1][0], chosen, follow=True)

    assert "Your password is changed" in done.content.decode()
    assert client.login(username="maya", password="another-long-password")
    assert "This link has ended" in client.get(link).content.decode()


def test_the_browser_remembers_light_or_dark(client):
    client.cookies["theme"] = "dark"
    assert 'data-bs-theme="dark"' in client.get(reverse("account_login")).content.decode()

    client.cookies["theme"] = '"><script>'
    assert 'data-bs-theme="auto"' in client.get(reverse("account_login")).content.decode()
