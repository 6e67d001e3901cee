"""What a mail is told to be, and what follows from it."""

from io import BytesIO

import pytest
from PIL import Image

from config.core import workflow
from config.core.models import Email
from vendors import services
from vendors.models import Message, VendorWorkOrder
from vendors.states import MessageKind, Response, Status
from vendors.tests.mails import answer, bounce, mail


@pytest.fixture(autouse=True)
def reply_address(settings):
    settings.REPLY_ADDRESS = "replies@shop.example"


@pytest.fixture
def sent(make_order, manager):
    """An order its vendor has been sent."""
    return workflow.take_step(make_order(), "send", by=manager)


def file(message):
    return services.file_mail(message if isinstance(message, bytes) else message.as_bytes())


def now(order):
    return VendorWorkOrder.objects.get(pk=order.pk)


def out(email):
    """The e-mail has left."""
    Email.objects.filter(pk=email.pk).update(state=Email.State.SENT)
    return email


# Answers


@pytest.mark.parametrize("header", ["Cc", "Delivered-To", "X-Original-To", "Envelope-To"])
def test_the_reply_address_is_found_wherever_servers_put_it(sent, header):
    message = answer(sent)
    address = message["To"]
    del message["To"]
    message[header] = address.upper()

    assert file(message).order == sent


def test_a_number_in_the_subject_or_the_right_sender_matches_nothing(sent):
    filed = file(mail("Done.", to="replies@shop.example", subject=f"Re: {sent.number}"))

    assert (filed.kind, filed.order) == (MessageKind.UNKNOWN, None)


def test_a_dead_reply_address_still_knows_its_order_but_answers_for_nobody(sent, manager):
    late = answer(sent, "I can come tomorrow.")
    services.replace_vendor_link(sent, by=manager)

    assert file(late).order == sent
    order = now(sent)
    assert order.has_news
    assert (order.answered_at, order.wished_at) == (None, None)


def test_somebody_else_who_answers_is_shown_as_unverified(sent):
    file(answer(sent, sender="Bob <bob@elsewhere.example>"))

    entry = sent.history.get(action="reply")
    assert entry.who == "Vendor unverified sender: bob@elsewhere.example"


def test_an_answer_after_the_work_is_done_is_news_and_moves_nothing(sent, manager):
    workflow.take_step(sent, "complete", by=manager)

    file(answer(sent, "The tap drips again, I come tomorrow."))

    order = now(sent)
    assert (order.status, order.has_news, order.wished_at) == (Status.COMPLETED, True, None)


def test_a_picture_comes_as_pixels_of_our_own(sent, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    pixels = BytesIO()
    Image.new("RGB", (40, 30), "red").save(pixels, "PNG")
    message = answer(sent)
    message.add_attachment(
        pixels.getvalue(), maintype="image", subtype="png", filename="../wall.png"
    )

    kept = file(message).files.get()

    assert (kept.name, kept.content_type) == ("wall.jpg", "image/jpeg")
    assert kept.file.open().read(2) == b"\xff\xd8"


def test_the_words_of_an_html_mail_are_its_text(sent):
    message = answer(sent)
    message.set_content(
        "<p>Tuesday,<br>9 am</p><script>x</script>"
        '<div class="gmail_quote">On Friday Docket wrote: old words</div>',
        subtype="html",
    )

    assert file(message).text == "Tuesday,\n9 am"


# Machines


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Auto-Submitted", "auto-replied"),
        ("X-Auto-Response-Suppress", "All"),
        ("Precedence", "bulk"),
        ("X-Autoreply", "yes"),
    ],
)
def test_what_a_machine_wrote_is_in_the_history_and_no_news(sent, name, value):
    filed = file(answer(sent, "We received your mail.", **{name: value}))

    assert (filed.kind, filed.order) == (MessageKind.AUTO, sent)
    assert sent.history.filter(action="auto").count() == 1
    order = now(sent)
    assert (order.has_news, order.answered_at) == (False, None)
    assert order.response == Response.SENT


def test_a_person_may_write_out_of_office_in_the_subject(sent):
    person = answer(sent, "Tuesday works.", subject="Out of office key: where is it?")
    machine = answer(sent, "I am on vacation.", subject="Out of office: Re: Leak")

    assert [file(person).kind, file(machine).kind] == ["reply", "auto"]


def test_auto_submitted_no_is_a_person(sent):
    assert file(answer(sent, Auto_Submitted="no")).kind == MessageKind.REPLY


def test_a_machine_without_a_reply_address_waits_in_the_inbox():
    file(mail("We come on Tuesday.", to="docket@localhost", Auto_Submitted="auto-generated"))

    assert Message.objects.in_the_inbox().get().kind == MessageKind.AUTO


def test_a_mail_of_our_own_is_filed_and_bothers_nobody(sent):
    filed = file(answer(sent, sender="Docket <docket@localhost>"))
    email = sent.history.get(email__isnull=False).email
    copy = file(answer(sent, Message_ID=email.message_id))

    assert filed.handled_at
    assert copy.handled_at
    assert not sent.history.filter(action__in=["reply", "auto"]).exists()
    assert not now(sent).has_news


# What came back


def test_a_bounce_marks_the_email_and_says_so_on_the_order(sent):
    email = out(sent.history.get(email__isnull=False).email)

    filed = file(bounce(email))

    assert (filed.kind, filed.order, filed.email) == (MessageKind.BOUNCE, sent, email)
    email = Email.objects.get(pk=email.pk)
    assert email.state == Email.State.BOUNCED
    assert email.error == "pipeco@example.com: 550 5.1.1 User unknown"
    assert sent.history.get(action="bounce").note == email.error
    assert now(sent).has_news


def test_a_delay_is_no_bounce(sent):
    email = out(sent.history.get(email__isnull=False).email)

    filed = file(bounce(email, action="delayed", why="421 Try again"))

    assert filed.kind == MessageKind.AUTO
    assert Email.objects.get(pk=email.pk).state == Email.State.SENT
    assert not now(sent).has_news


def test_the_bounce_of_a_homeowners_email_is_in_the_history_of_the_request(asked):
    email = out(asked.history.filter(email__isnull=False).first().email)

    filed = file(bounce(email, why="552 Mailbox full"))

    assert Email.objects.get(pk=email.pk).state == Email.State.BOUNCED
    assert filed.handled_at
    assert asked.history.filter(note__contains="552 Mailbox full").count() == 1


def test_a_bounce_that_only_guesses_a_key_marks_nothing(sent):
    email = out(sent.history.get(email__isnull=False).email)
    forged = bounce(email).replace(b"-20", b"-19")

    filed = file(forged)

    assert Email.objects.get(pk=email.pk).state == Email.State.SENT
    assert (filed.order, filed.email) == (None, None)
    assert filed in Message.objects.in_the_inbox()


def test_an_old_servers_bounce_without_a_report_is_known_by_our_message_id(sent):
    email = out(sent.history.get(email__isnull=False).email)
    told = f"Your message {email.message_id} could not be delivered: no such user."

    file(mail(told, to="docket@localhost", sender="MAILER-DAEMON@old.example"))

    assert Email.objects.get(pk=email.pk).state == Email.State.BOUNCED


def test_an_email_queued_again_is_not_stopped_by_the_bounce_of_the_first(sent):
    email = sent.history.get(email__isnull=False).email
    Email.objects.filter(pk=email.pk).update(state=Email.State.QUEUED)

    file(bounce(email))

    assert Email.objects.get(pk=email.pk).state == Email.State.QUEUED
