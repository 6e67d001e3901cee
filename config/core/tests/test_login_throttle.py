import pytest
from django.core.cache import cache
from django.urls import reverse

pytestmark = pytest.mark.django_db

TRIES = 5


@pytest.fixture(autouse=True)
def no_tries_yet():
    cache.clear()
    yield
    cache.clear()


def log_in(client, name, password, address="203.0.113.7"):
    data = {"login": name, "password": password}
    return client.post(reverse("account_login"), data, REMOTE_ADDR=address)


def guess_until_stopped(client, name, address="203.0.113.7"):
    return [log_in(client, name, "wrong", address).status_code for _try in range(TRIES + 1)]


def test_too_many_wrong_passwords_are_answered_with_429(client, manager):
    assert guess_until_stopped(client, "maya") == [200] * TRIES + [429]


def test_the_right_password_does_not_help_from_an_address_that_guessed(client, manager):
    guess_until_stopped(client, "maya")

    assert log_in(client, "maya", "a-long-password").status_code == 429


def test_the_owner_still_comes_in_from_another_address(client, manager):
    guess_until_stopped(client, "maya")

    answer = log_in(client, "maya", "a-long-password", address="198.51.100.20")

    assert answer.status_code == 302


def test_a_colleague_at_the_same_address_still_comes_in(client, manager, technician):
    guess_until_stopped(client, "maya")

    assert log_in(client, "dana", "a-long-password").status_code == 302


def test_an_unknown_name_is_answered_like_a_known_one(client, manager):
    known, unknown = (log_in(client, name, "wrong") for name in ("maya", "nobody"))

    assert (known.status_code, known.context["form"].errors) == (
        unknown.status_code,
        unknown.context["form"].errors,
    )
    assert guess_until_stopped(client, "someone-else") == [200] * TRIES + [429]


def test_people_come_in_by_user_name_and_by_mail(client, manager):
    assert log_in(client, "maya", "a-long-password").status_code == 302
    client.logout()
    assert log_in(client, "Maya@example.org", "a-long-password").status_code == 302
