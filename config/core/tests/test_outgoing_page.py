from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from config.core import outbox
from config.core.models import Email, User
from config.core.models.link import token_for


def written(subject="Hello", **fields):
    row = outbox.email(kind="", to="cleo@example.org", subject=subject, text="Hi", language="en")
    Email.objects.filter(pk=row.pk).update(**fields)
    return Email.objects.get(pk=row.pk)


@pytest.fixture
def desk(client, dispatcher):
    client.force_login(dispatcher)
    return client


def page_of(row):
    return reverse("email", args=[row.pk])


def test_each_tab_shows_its_own(desk):
    written("Waits")
    written("Bounced back", state="bounced", error="550 no such user")
    written("Went", state="sent", done_at=timezone.now())
    written("Arrived", state="delivered", done_at=timezone.now())
    written("Not needed", state="withdrawn", done_at=timezone.now())
    tab_of = {
        "Waits": "waiting",
        "Bounced back": "failed",
        "Went": "sent",
        "Arrived": "sent",
        "Not needed": "withdrawn",
    }
    pages = {
        tab: desk.get(f"/outgoing/?tab={tab}").content.decode() for tab in set(tab_of.values())
    }

    for subject, tab in tab_of.items():
        for other in pages:
            assert (f">{subject}</a>" in pages[other]) is (other == tab)
    assert "550 no such user" in pages["failed"]
    assert pages["waiting"].count(" <b>1</b>") == 2
    assert pages["waiting"].count(" <b>2</b>") == 1
    assert '<b class="late">1</b>' in pages["waiting"]


def test_the_age_of_the_queue_is_told(desk):
    written(queued_at=timezone.now() - timedelta(hours=3))

    assert ">3 h</time>" in desk.get("/outgoing/").content.decode()


def test_an_empty_queue_says_so(desk):
    assert "All e-mails are out." in desk.get("/outgoing/").content.decode()


@pytest.mark.parametrize("query", ["tab=secret"])
def test_an_unknown_tab_is_nowhere(desk, query):
    assert desk.get(f"/outgoing/?{query}").status_code == 404


def test_a_long_queue_is_as_cheap_as_a_short_one(desk, django_assert_max_num_queries):
    for number in range(60):
        written(f"Letter {number}")
    with django_assert_max_num_queries(6):
        page = desk.get("/outgoing/").content.decode()

    assert "Letter 49" in page
    assert "Letter 50" not in page
    assert "Letter 59" in desk.get("/outgoing/?page=2").content.decode()


def test_an_email_is_shown_without_its_secret_link(desk):
    token = token_for("tracking", "1", 1)
    row = written(text=f"See https://shop.example/track/{token}/", error=f"refused {token}")
    page = desk.get(page_of(row)).content.decode()

    assert token not in page
    assert "https://shop.example/track/•••/" in page
    assert row.message_id.strip("<>") in page


def test_an_emails_text_is_never_markup(desk):
    page = desk.get(page_of(written(text="<script>alert(1)</script>"))).content.decode()

    assert "<script>alert" not in page


def test_what_failed_is_sent_again_on_demand(desk, mailoutbox, django_capture_on_commit_callbacks):
    row = written(state="failed", attempts=8, error="no network")
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(reverse("resend", args=[row.pk]), {"once": "a1"})

    assert [mail.to for mail in mailoutbox] == [["cleo@example.org"]]
    assert Email.objects.get(pk=row.pk).state == "sent"


def test_pressing_twice_sends_once(desk, mailoutbox, django_capture_on_commit_callbacks):
    row = written(state="sent")
    for _press in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            desk.post(reverse("resend", args=[row.pk]), {"once": "a1"})

    assert len(mailoutbox) == 1


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"state": "sending"}, "It is being sent right now: look again in a moment."),
        ({"state": "withdrawn"}, "This e-mail can no longer be sent."),
        ({"state": "bounced", "to": Email.NOBODY}, "This e-mail can no longer be sent."),
    ],
)
def test_what_may_not_leave_again_is_left_alone(desk, fields, told):
    row = written(**fields, lease_until=timezone.now() + timedelta(minutes=2))

    assert reverse("resend", args=[row.pk]) not in desk.get(page_of(row)).content.decode()
    refused = desk.post(reverse("resend", args=[row.pk]), {"once": "a1"}, follow=True)
    assert told in refused.content.decode()
    desk.force_login(User.objects.create_superuser("ada"))
    desk.post("/admin/core/email/", {"action": "resend", "_selected_action": [row.pk]})
    assert Email.objects.get(pk=row.pk).state == fields["state"]


def test_only_those_with_the_right_see_the_queue(client, technician, reader, stranger):
    row = written(state="failed")
    for user in (technician, reader, stranger):
        client.force_login(user)
        assert client.get("/outgoing/").status_code == 403
        assert client.get(page_of(row)).status_code == 403
        assert client.post(reverse("resend", args=[row.pk])).status_code == 403
    assert Email.objects.get(pk=row.pk).state == "failed"


def test_nobody_sees_it_without_a_login(client):
    assert client.get("/outgoing/").status_code == 302
    assert client.get(page_of(written())).status_code == 302


def test_sending_again_takes_a_post(desk):
    assert desk.get(reverse("resend", args=[written().pk])).status_code == 405
