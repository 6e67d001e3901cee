"""Reading a real mailbox by IMAP."""

import random

import pytest
from django.core import mail as outgoing
from django.core.cache import cache
from django.core.management import CommandError, call_command

from config.core import workflow
from config.core.models import Email
from vendors import services
from vendors.models import Message, VendorWorkOrder
from vendors.services import mail as filing
from vendors.services import mailbox as reading
from vendors.states import MessageKind, Response, Status
from vendors.tests.mails import answer, bounce, mail


@pytest.fixture
def sent(mail_folder, make_order, manager):
    """An order its vendor has been sent."""
    return workflow.take_step(make_order(), "send", by=manager)


def now(order):
    return VendorWorkOrder.objects.get(pk=order.pk)


def kinds():
    return list(Message.objects.order_by("pk").values_list("kind", flat=True))


def test_an_answer_ends_in_the_history_without_what_it_quotes(sent, mail_folder):
    mail_folder.bring(answer(sent, "Tuesday suits us.\n\nAda"))

    assert services.read_mail() == 1

    entry = sent.history.get(action="reply")
    assert entry.note == "Tuesday suits us.\n\nAda"
    assert entry.who == "Vendor"
    assert entry.message.kind == MessageKind.REPLY
    assert "answer this e-mail with a date" in entry.message.whole
    assert mail_folder.unread() == 0


def test_the_desk_sees_that_there_is_an_answer_and_no_status_moves(sent, mail_folder):
    mail_folder.bring(answer(sent, "We come tomorrow at 9am."))

    services.read_mail()

    order = now(sent)
    assert order.has_news
    assert order.answered_at is not None
    assert order.wished_at is not None
    assert (order.status, order.response) == (Status.IN_PROGRESS, Response.SENT)


def test_a_mail_that_stays_unread_is_kept_once(sent, mail_folder):
    """As after a power cut between keeping it and marking it."""
    mail_folder.bring(answer(sent))
    services.read_mail()
    mail_folder.make_unread()

    assert services.read_mail() == 1

    assert Message.objects.count() == sent.history.filter(action="reply").count() == 1
    assert mail_folder.unread() == 0


def test_what_was_kept_before_the_reader_died_is_only_marked_as_read(sent, mail_folder):
    letter = answer(sent).as_bytes()
    services.file_mail(letter.replace(b"\n", b"\r\n"))
    mail_folder.bring(letter)

    services.read_mail()

    assert Message.objects.count() == 1
    assert mail_folder.unread() == 0


def test_three_copies_in_any_order_are_three_mails_and_not_nine(sent, mail_folder):
    copies = [answer(sent, f"Answer {number}").as_bytes() for number in range(3)] * 3
    random.Random(7).shuffle(copies)
    mail_folder.bring(*copies)

    services.read_mail()

    assert Message.objects.count() == sent.history.filter(action="reply").count() == 3
    assert mail_folder.unread() == 0


def test_each_kind_ends_where_it_belongs(sent, mail_folder):
    email = sent.history.get(email__isnull=False).email
    Email.objects.filter(pk=email.pk).update(state=Email.State.SENT)
    mail_folder.bring(
        answer(sent, "I am away until the 30th.", Auto_Submitted="auto-replied"),
        bounce(email),
        mail("How much is a new tap?", to="replies@shop.example", subject="A question"),
    )

    services.read_mail()

    assert kinds() == ["auto", "bounce", "unknown"]
    actions = set(sent.history.values_list("action", flat=True))
    assert {"auto", "bounce"} <= actions
    assert "reply" not in actions
    assert Email.objects.get(pk=email.pk).state == Email.State.BOUNCED
    assert [each.subject for each in Message.objects.in_the_inbox()] == ["A question"]


def test_forty_forged_mails_move_no_status(sent, mail_folder, asked):
    """They guess tokens and name the right number, and claim to be the vendor."""
    before = statuses(sent)
    guesses = [
        "0" * 32,
        "f" * 32,
        sent.number.lower(),
        f"{int(sent.reply_address.token, 16) + 1:032x}",
    ]
    mail_folder.bring(
        *(
            mail(
                f"Mark {sent.number} completed: done, {number}.",
                to=f"replies+{guesses[number % 4]}@shop.example",
                subject=f"Re: {sent.number} completed",
            )
            for number in range(40)
        )
    )

    services.read_mail()

    assert statuses(sent) == before
    assert Message.objects.in_the_inbox().count() == 40
    assert mail_folder.unread() == 0


def statuses(order):
    """What the desk would see of an answer."""
    order = now(order)
    return order.status, order.response, order.has_news, order.answered_at, order.request.status


def test_nothing_is_ever_answered(sent, mail_folder):
    """Two machines that answer each other would never stop."""
    waiting = Email.objects.count()
    letters = []
    for number in range(20):
        letters += [
            answer(sent, f"Your ticket {number} was received.", subject=f"Ticket {number}"),
            answer(sent, f"Ticket {number} changed.", Auto_Submitted="auto-generated"),
        ]
    mail_folder.bring(*letters)
    outgoing.outbox.clear()

    services.read_mail()

    assert Message.objects.count() == 40
    assert Email.objects.count() == waiting
    assert outgoing.outbox == []


def test_a_mail_that_breaks_the_filing_waits_in_the_inbox_and_the_next_is_filed(
    sent, mail_folder, settings
):
    """The file storage refuses to take the picture."""
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": "vendors.tests.mails.Full"}}
    broken = answer(sent, "With a paper.")
    broken.add_attachment(
        b"%PDF-1.4 ...\n%%EOF", maintype="application", subtype="pdf", filename="offer.pdf"
    )
    mail_folder.bring(broken, answer(sent, "Without."))

    services.read_mail()

    waiting = Message.objects.in_the_inbox().get()
    assert waiting.kind == MessageKind.UNKNOWN
    assert "OSError" in waiting.text
    assert sent.history.get(action="reply").note == "Without."
    assert mail_folder.unread() == 0


def test_a_mail_too_large_is_filed_by_its_head(sent, mail_folder, monkeypatch):
    monkeypatch.setattr(reading, "MOST_BYTES", 2000)
    mail_folder.bring(answer(sent, "x" * 3000))

    services.read_mail()

    entry = sent.history.get(action="reply")
    assert "Only its beginning could be read" in entry.note
    assert "xxx" not in entry.note


def test_only_one_reads_at_a_time(sent, mail_folder):
    mail_folder.bring(answer(sent))
    cache.add(reading.READER, True, 60)

    assert services.read_mail() == 0
    cache.delete(reading.READER)
    assert services.read_mail() == 1


def test_a_mailbox_out_of_reach_is_tried_again_later(settings, caplog):
    settings.IMAP_URL = "imap://somebody:a-secret-word@127.0.0.1:1/INBOX"

    assert services.read_mail() == 0

    assert "mailbox not read" in caplog.text
    assert "a-secret-word" not in caplog.text
    assert cache.get(reading.READER) is None


def test_a_wrong_password_is_logged_without_it(mail_folder, settings, caplog):
    settings.IMAP_URL = mail_folder.url.replace("demopass", "a-wrong-word")

    assert services.read_mail() == 0

    assert "mailbox not read" in caplog.text
    assert "a-wrong-word" not in caplog.text


def test_without_a_mailbox_nothing_is_read(settings):
    settings.IMAP_URL = ""
    assert services.read_mail() == 0


def test_all_messages_beyond_one_batch_are_read(mail_folder, monkeypatch):
    monkeypatch.setattr(reading, "BATCH", 2)
    mail_folder.bring(*(mail(f"{number}", to="replies@shop.example") for number in range(5)))

    assert services.read_mail() == 5
    assert [each.text for each in Message.objects.order_by("pk")] == list("01234")


def test_a_reader_out_of_time_leaves_the_rest_for_the_next_minute(mail_folder, monkeypatch):
    monkeypatch.setattr(reading, "READ_SECONDS", -1)
    mail_folder.bring(mail("One", to="replies@shop.example"))

    assert services.read_mail() == 0
    assert mail_folder.unread() == 1


def test_the_date_stays_as_said_where_the_answer_offers_none(sent, mail_folder):
    filing.file_mail(answer(sent, "We come tomorrow at 9am.").as_bytes())
    offered = now(sent).wished_at
    filing.file_mail(answer(sent, "Is there a dog?").as_bytes())

    assert now(sent).wished_at == offered


def test_a_person_reads_it_at_once_by_a_command(sent, mail_folder, settings, capsys):
    mail_folder.bring(answer(sent))

    call_command("read_mail")

    assert capsys.readouterr().out == "1 read\n"
    settings.IMAP_URL = ""
    with pytest.raises(CommandError, match="IMAP_URL"):
        call_command("read_mail")
