"""How an e-mail leaves, against a mail server that takes, refuses and hangs up."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from config.core import outbox, tasks
from config.core.models import Document, Email, ShopProfile

GOOD, BAD = "cleo@example.org", "nobody@example.org"


@pytest.fixture(autouse=True)
def mail(smtp_server, settings):
    """A mail server that knows who is nobody."""

    async def handle_RCPT(server, session, envelope, address, options):
        if address == BAD and smtp_server.to_nobody:
            return smtp_server.to_nobody
        envelope.rcpt_tos.append(address)
        return "250 OK"

    smtp_server.to_nobody = "550 5.1.1 No such mailbox"
    smtp_server.handle_RCPT = handle_RCPT
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", smtp_server.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_TIMEOUT = 5
    settings.REDIS_URL = ""
    return smtp_server


def written(to=GOOD, subject="Ready", **fields):
    row = outbox.email(kind="test", to=to, subject=subject, text="x", language="en")
    Email.objects.filter(pk=row.pk).update(**fields)
    return row.pk


def stands(pk):
    return Email.objects.get(pk=pk)


def made_due(pk):
    Email.objects.filter(pk=pk).update(due_at=timezone.now())


def test_an_e_mail_is_sent_once_however_often_a_worker_is_called(mail):
    pk = written()
    for _ in range(3):
        tasks.send_email(pk)
    tasks.sweep()
    row = stands(pk)
    (message,) = mail.messages
    assert (row.state, row.attempts, row.error, row.lease_until) == ("sent", 1, "", None)
    assert row.done_at is not None
    assert message.message["Message-ID"] == row.message_id
    assert message.message["Auto-Submitted"] == "auto-generated"


def test_a_name_of_the_shop_on_two_lines_stops_no_mail(mail, shop):
    ShopProfile.objects.filter(pk=shop.pk).update(name='My\r\n"shop"')
    tasks.send_email(written())
    (message,) = mail.messages
    assert message.message["From"].startswith("My shop <")


def test_an_address_that_is_refused_for_good_bounces_at_once(mail, client, manager):
    pk = written(to=BAD)
    tasks.send_email(pk)
    tasks.sweep()
    row = stands(pk)
    assert (row.state, row.attempts) == ("bounced", 1)
    assert row.error == "nobody@example.org: 550 5.1.1 No such mailbox"
    assert mail.messages == []
    client.force_login(manager)
    page = client.get("/outgoing/?tab=failed").text
    assert BAD in page
    assert "Bounced" in page


def test_an_address_that_is_refused_for_now_is_tried_again(mail):
    mail.to_nobody = "450 4.2.1 Mailbox busy"
    pk = written(to=BAD)
    tasks.send_email(pk)
    row = stands(pk)
    assert (row.state, row.attempts) == ("queued", 1)
    assert row.error == "nobody@example.org: 450 4.2.1 Mailbox busy"
    assert row.due_at > timezone.now()

    mail.to_nobody = ""
    made_due(pk)
    tasks.sweep()
    assert stands(pk).state == "sent"


def test_a_message_that_is_refused_for_now_comes_later_under_the_same_id(mail):
    mail.refuse_next(1)
    pk = written()
    tasks.send_email(pk)
    assert stands(pk).state == "queued"
    assert "451" in stands(pk).error
    tasks.sweep()  # not due yet
    assert mail.messages == []
    made_due(pk)
    tasks.sweep()
    assert (stands(pk).state, stands(pk).error) == ("sent", "")
    assert mail.refused[0].message["Message-ID"] == mail.messages[0].message["Message-ID"]


def test_an_e_mail_waits_for_a_server_that_is_gone(mail):
    mail.stop()
    pk = written()
    tasks.send_email(pk)
    assert stands(pk).state == "queued"
    assert "refused" in stands(pk).error.lower()
    mail.start()
    made_due(pk)
    tasks.sweep()
    assert [message.subject for message in mail.messages] == ["Ready"]


def test_one_that_cannot_be_sent_holds_nobody_up(mail):
    poison = written(to=BAD, subject="Poison")
    mail.to_nobody = "450 4.2.1 Mailbox busy"
    others = [written(subject=f"Letter {number}") for number in range(5)]
    tasks.sweep()
    assert stands(poison).state == "queued"
    assert {stands(pk).state for pk in others} == {"sent"}
    assert [message.subject for message in mail.messages] == [
        f"Letter {number}" for number in range(5)
    ]


def test_the_threads_of_the_web_process_go_past_it_too(mail):
    mail.to_nobody = "450 4.2.1 Mailbox busy"
    poison = written(to=BAD)
    other = written()
    while outbox.work_once():
        pass
    assert (stands(poison).state, stands(other).state) == ("queued", "sent")


def test_the_pauses_grow_and_the_last_try_is_the_last(mail, settings):
    mail.to_nobody = "450 4.2.1 Mailbox busy"
    pk, pauses = written(to=BAD), []
    for _ in range(Email.PATIENCE):
        made_due(pk)
        tried_at = timezone.now()
        tasks.send_email(pk)
        pauses.append((stands(pk).due_at - tried_at).total_seconds())
    assert (stands(pk).state, stands(pk).attempts) == ("failed", Email.PATIENCE)
    for number, pause in enumerate(pauses[:-1]):
        usual = min(settings.OUTBOX_PAUSE * 2**number, 3600)
        assert usual * 0.8 <= pause <= usual * 1.2 + 10
    tasks.sweep()
    assert stands(pk).attempts == Email.PATIENCE


def test_a_person_puts_a_failed_one_into_the_queue_again(mail):
    pk = written(state="failed", attempts=Email.PATIENCE, error="Mailbox busy")
    before = stands(pk).message_id
    outbox.resend(stands(pk))
    tasks.sweep()
    assert (stands(pk).state, stands(pk).attempts, stands(pk).error) == ("sent", 1, "")
    assert mail.messages[0].message["Message-ID"] == before


# Leases


def test_a_row_in_another_worker_s_hands_is_left_alone(mail):
    pk = written(state="sending", lease_until=timezone.now() + timedelta(seconds=5), attempts=1)
    tasks.send_email(pk)
    tasks.sweep()
    assert not outbox.work_once()
    assert mail.messages == []
    assert stands(pk).attempts == 1


def test_a_row_whose_worker_died_is_taken_when_its_lease_has_ended(mail):
    pk = written(state="sending", lease_until=timezone.now() - timedelta(seconds=1), attempts=1)
    tasks.sweep()
    assert (stands(pk).state, stands(pk).attempts) == ("sent", 2)
    assert len(mail.messages) == 1


def test_a_row_is_claimed_by_one():
    pk = written()
    first, second = stands(pk), stands(pk)
    assert first.claim()
    assert not second.claim()
    assert stands(pk).lease_until == first.lease_until


@pytest.mark.parametrize("late", ["finish", "fail"])
def test_a_worker_that_comes_back_late_does_not_undo_what_another_did(late):
    pk = written()
    slow, quick = stands(pk), stands(pk)
    assert slow.claim()
    Email.objects.filter(pk=pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert quick.claim()
    if late == "fail":
        quick.finish()
        slow.fail("The line was cut")
        assert (stands(pk).state, stands(pk).error) == ("sent", "")
    else:
        slow.finish()
        assert (stands(pk).state, stands(pk).lease_until) == ("sending", quick.lease_until)


def test_a_row_that_ends_every_worker_is_left_to_a_person(mail):
    """Such as a letter that takes all the memory there is: nobody lives to call `fail`."""
    lost = timezone.now() - timedelta(seconds=1)
    pk = written(state="sending", lease_until=lost, attempts=Email.PATIENCE)
    tasks.sweep()
    row = stands(pk)
    assert row.state == "failed"
    assert row.error == "Every worker that took it ended before it was done."
    assert mail.messages == []


def test_a_letter_waits_for_its_paper_and_for_nothing_else(mail):
    paper = Document.objects.create(digest="x", template="x", language="en", facts={}, name="x.pdf")
    pk = written(attachment=paper)
    tasks.send_email(pk)
    assert (stands(pk).state, stands(pk).attempts) == ("queued", 0)
    assert not stands(pk).claim()
    Document.objects.update(state="failed", error="Out of paper")
    tasks.send_email(pk)
    assert stands(pk).error == "x.pdf could not be printed. Out of paper"


@pytest.mark.parametrize("asks", ["whoever sends the letter again", "whoever wants the paper"])
def test_a_paper_that_could_not_be_printed_is_printed_when_somebody_asks_again(mail, asks):
    receipt = {"template": "x.html", "name": "x.pdf", "facts": {}, "language": "en"}
    paper = outbox.document(**receipt)
    pk = written(attachment=paper, state="failed", error="x.pdf could not be printed.")
    long_ago = timezone.now() - timedelta(hours=1)
    Document.objects.update(state="failed", attempts=9, error="PDFs need Pango", due_at=long_ago)

    if asks == "whoever wants the paper":
        assert outbox.document(**receipt) == paper
    else:
        outbox.resend(stands(pk))
        assert stands(pk).state == "queued"
    paper.refresh_from_db()
    assert (paper.state, paper.attempts, paper.error) == ("queued", 0, "")


def test_nothing_is_sent_for_a_change_that_was_rolled_back(mail):
    def fail_after_writing():
        with transaction.atomic():
            written()
            raise ValueError("The shop changed its mind")

    with pytest.raises(ValueError, match="changed its mind"):
        fail_after_writing()
    tasks.sweep()
    assert not Email.objects.exists()
    assert mail.messages == []


def test_a_worker_is_called_once_the_change_has_committed(
    mail, order, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        outbox.resend(Email.objects.get())
        assert mail.messages == []
    assert [message.subject for message in mail.messages] == [
        f"We have your Apple iPhone 13: {order}"
    ]
