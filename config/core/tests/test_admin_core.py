import re

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from config.core import outbox
from config.core.models import Email, Invitation, NoticeText, ShopProfile, User
from config.core.models.shop import current_shop


@pytest.fixture
def administrator():
    return User.objects.create_superuser("ada", "ada@example.org", "a-long-password")


@pytest.fixture
def back_office(client, administrator):
    client.force_login(administrator)
    return client


@pytest.fixture
def personnel():
    """Someone of the staff site who may change users, and is no superuser."""
    group = Group.objects.create(name="personnel")
    group.permissions.set(Permission.objects.filter(codename__in=["change_user", "view_user"]))
    person = User.objects.create_user("pat", "pat@example.org", "a-long-password", is_staff=True)
    person.groups.add(group)
    return person


def profile(user, **fields):
    return {
        "username": user.username,
        "first_name": "",
        "last_name": "",
        "email": "",
        "is_active": "on",
    } | fields


def address(user):
    return f"/admin/core/user/{user.pk}/change/"


def test_the_back_office_is_closed_to_everyone_but_its_staff(client, manager):
    client.force_login(manager)
    assert client.get("/admin/").status_code == 302
    assert client.get("/admin/core/user/").status_code == 302


def test_nobody_but_a_superuser_gives_rights(client, personnel):
    client.force_login(personnel)
    role = Group.objects.get(name="manager")

    client.post(
        address(personnel),
        profile(personnel, is_superuser="on", groups=[role.pk], first_name="Pat"),
    )

    personnel.refresh_from_db()
    assert personnel.first_name == "Pat"
    assert not personnel.is_superuser
    assert [group.name for group in personnel.groups.all()] == ["personnel"]


def test_nobody_but_a_superuser_changes_a_superuser(client, personnel, administrator):
    client.force_login(personnel)
    assert client.post(address(administrator), profile(administrator)).status_code == 403
    assert client.get(f"/admin/core/user/{administrator.pk}/password/").status_code == 403


def test_a_superuser_gives_roles(back_office, stranger):
    role = Group.objects.get(name="technician")
    back_office.post(address(stranger), profile(stranger, groups=[role.pk]))
    assert list(stranger.groups.all()) == [role]


def test_the_shop_is_one_row_that_is_changed_and_neither_added_nor_deleted(back_office):
    current_shop()
    assert back_office.get("/admin/core/shopprofile/1/change/").status_code == 200
    assert back_office.get("/admin/core/shopprofile/add/").status_code == 403
    assert back_office.post("/admin/core/shopprofile/1/delete/", {"post": "yes"}).status_code == 403
    assert ShopProfile.objects.count() == 1


@pytest.fixture
def failed():
    row = outbox.email(kind="test", to="cleo@example.org", subject="Hi", text="Text", language="en")
    Email.objects.filter(pk=row.pk).update(state=Email.State.FAILED, attempts=8)
    return row


def test_a_failed_email_is_sent_again(
    back_office, failed, mailoutbox, django_capture_on_commit_callbacks
):
    chosen = {"action": "resend", "_selected_action": [failed.pk]}
    with django_capture_on_commit_callbacks(execute=True):
        text = back_office.post("/admin/core/email/", chosen, follow=True).text
    assert "1 e-mail is queued again." in text
    assert [mail.to for mail in mailoutbox] == [["cleo@example.org"]]


def test_an_email_on_its_way_is_not_sent_twice(back_office, failed):
    Email.objects.update(state=Email.State.SENDING)
    chosen = {"action": "resend", "_selected_action": [failed.pk]}
    assert "0 e-mails" in back_office.post("/admin/core/email/", chosen, follow=True).text
    assert Email.objects.get().state == Email.State.SENDING


def test_what_was_sent_is_only_read(back_office, failed):
    page = f"/admin/core/email/{failed.pk}/change/"
    assert back_office.get(page).status_code == 200
    assert back_office.post(page, {"text": "Else"}).status_code == 403
    assert back_office.get("/admin/core/email/add/").status_code == 403


def test_an_invitations_secret_is_not_shown(back_office, administrator):
    invitation = Invitation.make(email="new@example.org", role="technician", by=administrator)
    text = back_office.get(f"/admin/core/invitation/{invitation.pk}/change/").text
    assert "new@example.org" in text
    assert invitation.token not in text
    assert invitation.digest not in text


def test_a_notice_knows_only_its_own_placeholders(back_office):
    form = {"slug": "order-ready", "language": "en", "subject": "Hi {client}", "body": "{nonsense}"}
    assert (
        "{nonsense} is not known here" in back_office.post("/admin/core/noticetext/add/", form).text
    )
    back_office.post("/admin/core/noticetext/add/", form | {"body": "Come, {client}"})
    assert NoticeText.objects.get().body == "Come, {client}"


@pytest.mark.parametrize(
    "name",
    ["core_user_changelist", "core_user_add", "serviceorders_serviceorder_add", "serviceorders_booking_add",
     "core_email_changelist", "core_noticetext_add", "auth_group_add", "index"],
)  # fmt: skip
def test_no_page_needs_inline_scripts_or_styles(back_office, name):
    response = back_office.get(reverse(f"admin:{name}"))
    assert "unsafe" not in response["Content-Security-Policy"]
    assert not re.findall(
        r"<script(?![^>]*src=)[^>]*>\s*\S|<style|\sstyle=|\son\w+=", response.text
    )
