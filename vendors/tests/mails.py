"""Mail as vendors, their machines and mail servers send it."""

from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

from django.core.files.storage import FileSystemStorage
from django.utils import timezone

from vendors.letters import reply_to

ASKED = """On Fri, Nov 20, 2026 at 4:15 PM Docket <docket@localhost> wrote:

> Hello Ada,
>
> please take care of this for us, and answer this e-mail with a date that
> suits you.
"""


def mail(text, *, to, sender="Ada <pipeco@example.com>", subject="Re: Leak", **headers):
    """A plain mail; ``Auto_Submitted="auto-replied"`` is a header, None leaves one out."""
    message = EmailMessage()
    headers = {
        "From": sender,
        "To": to,
        "Subject": subject,
        "Date": format_datetime(timezone.now()),
        "Message-ID": make_msgid(domain="example.com"),
    } | {name.replace("_", "-"): value for name, value in headers.items()}
    for name, value in headers.items():
        if value is not None:
            message[name] = value
    message.set_content(text)
    return message


def answer(order, text="Tuesday suits us.", **rest):
    """The vendor's answer to the order's e-mail, with what it quotes below."""
    return mail(f"{text}\n\n{ASKED}", to=reply_to(order), **rest)


def bounce(email, *, action="failed", why="550 5.1.1 User unknown", to="docket@localhost"):
    """What a mail server says about an e-mail of ours (RFC 3464)."""
    return f"""Return-Path: <>
From: Mail Delivery System <MAILER-DAEMON@mx.example.com>
To: {to}
Subject: Undelivered Mail Returned to Sender
Date: {format_datetime(timezone.now())}
Message-ID: {make_msgid(domain="mx.example.com")}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I'm sorry to have to inform you that your message could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.com

Final-Recipient: rfc822; {email.to}
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; {why}

--b
Content-Type: message/rfc822

From: docket@localhost
To: {email.to}
Subject: {email.subject}
Message-ID: {email.message_id}

{email.text[:200]}
--b--
""".encode()


class Full(FileSystemStorage):
    """A disk that takes nothing more."""

    def _save(self, name, content):
        raise OSError("No space left on device")
