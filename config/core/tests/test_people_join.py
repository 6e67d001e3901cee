from datetime import timedelta

import pytest
from django.contrib.auth import get_user
from django.urls import reverse
from django.utils import timezone

from config.core.models import Invitation, User

ANSWERS = {
    "username": "nina", "first_name": "Nina", "last_name": "Sol",
    "password1": "a quiet harbour 7", "password2": "a quiet harbour 7",
}  # fmt: skip


@pytest.fixture
def invitation(manager):
    return Invitation.make(email="nina@example.org", role="technician", by=manager)


def address(invitation):
    return reverse("join", args=[invitation.token])


def test_the_page_names_the_shop_and_the_role(client, invitation):
    response = client.get(address(invitation))

    assert "Welcome to My shop" in response.content.decode()
    assert "Technician" in response.content.decode()
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in response["Cache-Control"]


def test_looking_changes_nothing(client, invitation):
    client.get(address(invitation))

    assert Invitation.objects.live().exists()
    assert not User.objects.filter(email="nina@example.org").exists()


def test_a_new_colleague_has_their_role_and_is_logged_in(client, invitation):
    response = client.post(address(invitation), ANSWERS)

    nina = User.objects.get(username="nina")
    assert response["Location"] == "/"
    assert get_user(client) == nina
    assert (nina.email, str(nina)) == ("nina@example.org", "Nina Sol")
    assert list(nina.groups.values_list("name", flat=True)) == ["technician"]
    assert not nina.is_staff


def test_a_used_link_is_dead(client, invitation):
    client.post(address(invitation), ANSWERS)

    assert client.get(address(invitation)).status_code == 404
    assert client.post(address(invitation), ANSWERS | {"username": "twin"}).status_code == 404
    assert Invitation.objects.get().accepted_by.username == "nina"


@pytest.mark.parametrize(
    "ending",
    [{"revoked_at": timezone.now()}, {"expires_at": timezone.now() - timedelta(seconds=1)}],
)
def test_a_link_that_ended_answers_as_one_that_never_was(client, invitation, ending):
    Invitation.objects.update(**ending)
    ended = client.get(address(invitation), headers={"X-Request-ID": "reference"})
    unknown = client.get("/join/" + "x" * 43 + "/", headers={"X-Request-ID": "reference"})

    assert (ended.status_code, ended.content) == (404, unknown.content)


@pytest.mark.parametrize(
    ("mistake", "words"),
    [
        ({"password2": "another one"}, "didn’t match"),
        ({"password1": "short", "password2": "short"}, "too short"),
        ({"password1": "nina@example.org", "password2": "nina@example.org"}, "too similar"),
        ({"username": "MAYA"}, "already exists"),
        ({"first_name": ""}, "This field is required"),
    ],
)
def test_a_mistake_is_explained_and_the_link_still_works(client, invitation, mistake, words):
    response = client.post(address(invitation), ANSWERS | mistake)

    assert words in response.content.decode()
    assert Invitation.objects.live().exists()
    assert not User.objects.filter(email="nina@example.org").exists()


def test_nobody_invites_themselves_to_a_higher_role(client, invitation):
    client.post(
        address(invitation),
        ANSWERS
        | {"role": "manager", "is_superuser": "1", "is_staff": "1", "email": "x@example.org"},
    )

    nina = User.objects.get(username="nina")
    assert (nina.email, nina.is_superuser, nina.is_staff) == ("nina@example.org", False, False)
    assert not nina.groups.filter(name="manager").exists()


def test_an_address_that_has_a_login_by_now_is_refused(client, invitation):
    User.objects.create_user("other", "Nina@example.org", "a-long-password")
    response = client.post(address(invitation), ANSWERS)

    assert "already has a login" in response.content.decode()
