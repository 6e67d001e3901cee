import re

import pytest
from django.contrib.auth import get_user
from django.test import Client
from django.urls import reverse

from config.core.models import Email, Invitation, User
from config.core.models.shop import current_shop

WISH = {"email": "nina@example.org", "role": "technician"}


def page_of(someone):
    return reverse("person", args=[someone.pk])


def log_in(client, user):
    """By the form, as people do: only then is the session listed."""
    client.post("/login/", {"login": user.username, "password": "a-long-password"})
    assert get_user(client).is_authenticated


@pytest.fixture
def at_people(client, manager):
    client.force_login(manager)
    return client


def test_the_list_shows_roles_and_who_was_never_here(at_people, technician, stranger):
    page = at_people.get("/settings/people/").content.decode()

    assert "Dana Whitlock" in page
    assert '<span class="tag">Technician</span>' in page
    assert "No role" in page
    assert "Never" in page


def test_the_list_asks_as_little_for_many_as_for_one(
    at_people, technician, dispatcher, reader, django_assert_max_num_queries
):
    current_shop()
    with django_assert_max_num_queries(7):
        at_people.get("/settings/people/")


def test_only_managers_see_and_change_people(client, technician, dispatcher, reader, stranger):
    for user in (technician, dispatcher, reader, stranger):
        client.force_login(user)
        assert client.get("/settings/people/").status_code == 403
        assert client.get(page_of(technician)).status_code == 403
        assert client.post("/settings/people/invite/", WISH).status_code == 403
        assert client.post(page_of(user), {"do": "roles", "roles": "manager"}).status_code == 403
    assert not Invitation.objects.exists()


def test_an_invitation_goes_out_with_its_link(at_people):
    at_people.post("/settings/people/invite/", WISH)

    invitation = Invitation.objects.get()
    email = Email.objects.get()
    assert (email.to, email.kind) == ("nina@example.org", "invitation")
    assert reverse("join", args=[invitation.token]) in email.text
    assert invitation.role == "technician"


def test_inviting_again_ends_the_older_link(at_people):
    at_people.post("/settings/people/invite/", WISH)
    at_people.post("/settings/people/invite/", WISH | {"role": "dispatcher"})

    assert [each.role for each in Invitation.objects.live()] == ["dispatcher"]


def test_an_invitation_can_be_taken_back(at_people, client):
    at_people.post("/settings/people/invite/", WISH)
    invitation = Invitation.objects.get()
    at_people.post("/settings/people/invite/", {"revoke": invitation.pk})

    assert client.get(reverse("join", args=[invitation.token])).status_code == 404


@pytest.mark.parametrize(
    ("mistake", "words"),
    [
        ({"email": "dana@EXAMPLE.org"}, "already has a login"),
        ({"email": "nobody"}, "Enter a valid email"),
        ({"role": "boss"}, "Select a valid choice"),
    ],
)
def test_a_wrong_invitation_is_explained_and_not_sent(at_people, technician, mistake, words):
    response = at_people.post("/settings/people/invite/", WISH | mistake)

    assert words in response.content.decode()
    assert not Email.objects.exists()


def test_roles_are_changed(at_people, technician):
    at_people.post(page_of(technician), {"do": "roles", "roles": ["dispatcher", "warehouse"]})

    assert sorted(technician.groups.values_list("name", flat=True)) == ["dispatcher", "warehouse"]


def test_an_unknown_role_is_refused(at_people, technician):
    response = at_people.post(page_of(technician), {"do": "roles", "roles": ["boss"]})

    assert response.status_code == 200
    assert list(technician.groups.values_list("name", flat=True)) == ["technician"]


def test_the_last_manager_stays_manager(at_people, manager):
    response = at_people.post(page_of(manager), {"do": "roles", "roles": []}, follow=True)

    assert "This is the last manager" in response.content.decode()
    assert manager.groups.filter(name="manager").exists()


def test_whoever_is_locked_out_is_out_at_once(at_people, technician):
    other = Client()
    log_in(other, technician)
    at_people.post(page_of(technician), {"do": "deactivate"})

    assert other.get("/").status_code == 302
    assert not User.objects.get(pk=technician.pk).is_active
    other.post("/login/", {"login": "dana", "password": "a-long-password"})
    assert not get_user(other).is_authenticated


def test_invitations_of_somebody_locked_out_end_too(at_people, technician):
    Invitation.make(email="pal@example.org", role="manager", by=technician)
    at_people.post(page_of(technician), {"do": "deactivate"})

    assert not Invitation.objects.live().exists()


def test_nobody_locks_themselves_out(at_people, manager):
    response = at_people.post(page_of(manager), {"do": "deactivate"}, follow=True)

    assert "You cannot lock yourself out" in response.content.decode()
    assert User.objects.get(pk=manager.pk).is_active


def test_whoever_runs_the_site_cannot_lock_out_the_last_manager(client, manager, stranger):
    User.objects.filter(pk=stranger.pk).update(is_superuser=True)
    client.force_login(stranger)
    response = client.post(page_of(manager), {"do": "deactivate"}, follow=True)

    assert "This is the last manager" in response.content.decode()
    assert User.objects.get(pk=manager.pk).is_active


@pytest.mark.parametrize("do", ["deactivate", "sign_out", "roles"])
def test_a_manager_has_no_power_over_whoever_runs_the_site(at_people, stranger, do):
    User.objects.filter(pk=stranger.pk).update(is_superuser=True)
    at_people.post(page_of(stranger), {"do": do, "roles": ["read-only"]})

    assert User.objects.get(pk=stranger.pk).is_active
    assert not stranger.groups.exists()


def test_logging_out_everywhere_ends_the_sessions_and_keeps_the_login(at_people, technician):
    other = Client()
    log_in(other, technician)
    at_people.post(page_of(technician), {"do": "sign_out"})

    assert not get_user(other).is_authenticated
    log_in(other, technician)


def test_somebody_let_in_again_can_log_in(at_people, technician):
    at_people.post(page_of(technician), {"do": "deactivate"})
    at_people.post(page_of(technician), {"do": "activate"})

    log_in(Client(), technician)


def test_an_unknown_change_is_nowhere(at_people, technician):
    assert at_people.post(page_of(technician), {"do": "promote"}).status_code == 404


def test_the_link_of_an_invitation_can_be_copied(at_people):
    at_people.post("/settings/people/invite/", WISH)
    page = at_people.get("/settings/people/").content.decode()

    token = Invitation.objects.get().token
    assert re.search(rf'data-copy="http[^"]*/join/{re.escape(token)}/"', page)
