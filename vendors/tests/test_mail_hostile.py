"""Mail made to break whoever reads it: the queue goes on, and nothing of it is lost."""

import random

import pytest

from vendors import services
from vendors.models import Message, MessageFile
from vendors.tests.mails import answer, mail

HEAD = b"From: eve@example.com\nTo: replies@shop.example\nSubject: Hostile\n"
MIXED = b'Content-Type: multipart/mixed; boundary="b"\n\n'


def boxes(depth):
    for number in range(depth):
        yield b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (number, number)


MADE = {
    "a thousand boxes in boxes": HEAD + b"".join(boxes(1000)) + b"\nhello\n",
    "a thousand mails in mails": HEAD + b"Content-Type: message/rfc822\n\n" * 1000,
    "ten thousand parts": HEAD + MIXED + b"--b\n\nx\n" * 10_000 + b"--b--\n",
    "ten thousand pictures": HEAD + MIXED + b"--b\nContent-Type: image/png\n\nx\n" * 10_000,
    "more lines than people write": HEAD + b"\n" + b"a\n" * 600_000,
    "a charset nobody knows": HEAD + b"Content-Type: text/plain; charset=x-none\n\n\xff\xfe\0a",
    "a slow charset": HEAD + b"Content-Type: text/plain; charset=punycode\n\n" + b"a" * 90_000,
    "a charset that is none": HEAD + b"Content-Type: text/plain; charset*=x'y'%ff\n\nabc",
    "nothing but NUL": b"\0" * 100,
    "NUL in every place": b"From: e\0ve@example.com\nSubject: a\0b\nMessage-ID: <\0>\n\nte\0xt",
    "lone surrogates": HEAD + b"Subject: =?utf-16?b?2AA=?=\n\n\xed\xa0\x80",
    "nothing at all": b"",
    "line ends alone": b"\r\n" * 10,
    "no head": b"\nJust words.",
    "no body": HEAD,
    "a header of a megabyte": HEAD + b"X-Long: " + b"a" * 1_000_000 + b"\n\nhi",
    "a subject of a megabyte": b"Subject: " + b"=?utf-8?q?a?= " * 70_000 + b"\n\nhi",
    "ten thousand recipients": b"To: a@b.c\n" * 10_000 + b"\nhi",
    "brackets in an address": b"From: " + b"(" * 9_000 + b"\n\nhi",
    "base64 that is none": HEAD + b"Content-Transfer-Encoding: base64\n\n!!!@@a===b=c\n",
    "uuencode that is none": HEAD
    + b"Content-Transfer-Encoding: x-uuencode\n\nbegin 666 x\n\0\xff\n",
    "a date of no calendar": HEAD + b"Date: Mon, 99 Foo 99999 99:99:99 +9999\n\nx",
    "a date before time": HEAD + b"Date: Mon, 1 Jan 0001 00:00:00 +2359\n\nx",
    "a zip": HEAD + b"Content-Type: application/zip; name=x.zip\n\nPK\x03\x04",
    "a picture that is none": HEAD + b"Content-Type: image/png; name=x.png\n\nPNG",
    "a paper that is none": HEAD + b"Content-Type: application/pdf; name=x.pdf\n\n%PDF-",
    "a name that climbs": HEAD + b'Content-Type: application/zip; name="../../etc/passwd"\n\nx',
    "a name in pieces": HEAD + b"Content-Type: a/b; name*0*=utf-8''%e2; name*2000000*=x\n\nx",
    "an HTML tower": HEAD + b"Content-Type: text/html\n\n" + b"<div>" * 40_000,
    "an HTML comment without end": HEAD + b"Content-Type: text/html\n\n<!--" + b"<" * 50_000,
    "quotes in quotes": HEAD + b"\n" + b"> " * 50_000,
    "openings of quotes": HEAD + b"\n" + b"On " * 20_000,
    "a report of nothing": HEAD
    + b"Content-Type: multipart/report; boundary=b; report-type=delivery-status\n\n"
    + b"--b\nContent-Type: message/delivery-status\n\n\n\n--b--\n",
}


def damaged(count, raw):
    """Copies of a mail with bytes changed, cut and doubled."""
    dice = random.Random(2026)
    for _copy in range(count):
        bad = bytearray(raw)
        for _change in range(dice.randint(1, 40)):
            at = dice.randrange(len(bad))
            dealt = dice.randrange(3)
            if dealt == 0:
                bad[at] = dice.randrange(256)
            elif dealt == 1:
                del bad[at : at + dice.randint(1, 30)]
            else:
                bad[at:at] = bad[at : at + dice.randint(1, 200)]
        yield bytes(bad)


def whole():
    message = mail("Tuesday — at nine.", to="replies@shop.example", subject="Ünïcode")
    message.add_alternative("<p>Tuesday</p><blockquote>old</blockquote>", subtype="html")
    message.add_attachment(b"PK", maintype="application", subtype="zip", filename="é.zip")
    return message.as_bytes()


@pytest.mark.parametrize("name", MADE)
def test_every_mail_is_filed_as_far_as_it_can_be_read_and_once(name):
    """The test's mail server itself cannot take most of them, so they come as by a webhook."""
    filed = services.file_mail(MADE[name])

    assert services.file_mail(MADE[name]) == filed
    assert Message.objects.in_the_inbox().get() == filed


def test_two_hundred_damaged_mails_leave_the_queue_empty(mail_folder, caplog):
    corpus = list(damaged(200, whole()))
    refused = mail_folder.bring(*corpus)

    assert services.read_mail() == 200 - len(refused) > 180

    assert mail_folder.unread() == 0
    assert Message.objects.count() > 150  # some are alike but for what nobody reads
    assert "could not be filed" not in caplog.text


def test_of_what_is_no_picture_and_no_paper_only_the_name_is_kept(make_order):
    message = mail("See the files.", to="replies@shop.example")
    message.add_attachment(b"PK\3\4", maintype="application", subtype="zip", filename="plans.zip")
    message.add_attachment(b"no pixels", maintype="image", subtype="png", filename="wall.png")

    filed = services.file_mail(message.as_bytes())

    assert filed.text == "See the files.\n\n[Not kept: plans.zip, wall.png]"
    assert not MessageFile.objects.exists()


def test_a_letter_too_deep_to_open_is_matched_by_its_head(make_order, manager, settings):
    from config.core import workflow

    settings.REPLY_ADDRESS = "replies@shop.example"
    order = workflow.take_step(make_order(), "send", by=manager)
    head = answer(order).as_bytes().partition(b"Content-Type")[0]

    services.file_mail(head + b"".join(boxes(1000)) + b"\nhello\n")

    assert "Only its beginning could be read" in order.history.get(action="reply").note
