"""What the workers do. Each task takes a key and makes one call; the row, not the broker, owns the work."""

import logging
from datetime import timedelta
from mimetypes import guess_type
from smtplib import SMTPRecipientsRefused

from celery import shared_task
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from config.core import live, printing
from config.core.models import Document, Email, Notification, Submission, Tally
from config.core.models.outgoing import Outgoing
from config.core.models.shop import current_shop

logger = logging.getLogger("docket.outbox")


class Hopeless(Exception):
    """The row cannot be done, now or later: it is left to a person at once."""


class NeverFinished(Exception):
    """The row was taken as often as its patience allows, and no worker lived to say how it went."""


@shared_task
def send_email(pk):
    work(Email, pk, post)


@shared_task
def print_document(pk):
    work(Document, pk, make_pdf)
    for email in Email.objects.due().filter(attachment=pk).values_list("pk", flat=True):
        send_email.delay(email) if settings.REDIS_URL else send_email(email)


# Which task does a row of a kind; an app adds its own by outbox.register.
WORKERS = {Document: print_document, Email: send_email}


@shared_task
def sweep():
    """Hand out what is due and not taken: retries, rows no broker heard of, rows a dead worker left."""
    for kind, task in WORKERS.items():
        for pk in kind.objects.due().order_by("due_at").values_list("pk", flat=True)[:500]:
            if settings.REDIS_URL:
                task.delay(pk)
            else:
                task(pk)


@shared_task
def tidy():
    """Forget the keys of forms sent long ago, what people were told under the bell before that, and who was counted."""
    now = timezone.now()
    Submission.objects.filter(at__lt=now - timedelta(days=30)).delete()
    Notification.objects.filter(at__lt=now - timedelta(days=90)).delete()
    Tally.objects.filter(until__lt=now.timestamp()).delete()


def work(kind, pk, do):
    """Do the row if nobody else has it; what goes wrong is written on the row, which is tried again later."""
    row = kind.objects.filter(pk=pk).first()
    if row is None or not row.claim():
        return
    try:
        if row.attempts > row.PATIENCE:
            raise NeverFinished(_("Every worker that took it ended before it was done."))
        do(row)
    except SMTPRecipientsRefused as refusal:
        row.fail(_refusal_text(refusal), for_good=_for_good(refusal))
    except Hopeless as error:
        row.fail(error, for_good=Outgoing.State.FAILED)
    except Exception as error:
        logger.exception("outgoing row failed", extra={"row": f"{kind.__name__} {pk}"})
        row.fail(error)
    else:
        row.finish()
    if row.topic:
        live.publish(row.topic)


def post(email):
    shop = current_shop()
    message = EmailMultiAlternatives(
        email.subject,
        email.text,
        _sender(shop),
        [email.to],
        reply_to=[email.reply_to] if email.reply_to else None,
        headers={"Message-ID": email.message_id, "Auto-Submitted": "auto-generated"},
    )
    if email.html:
        message.attach_alternative(email.html, "text/html")
    if email.attachment_id:
        message.attach(email.attachment.name, pdf_of(email.attachment), "application/pdf")
    for name, path in email.files:
        with default_storage.open(path) as file:
            message.attach(name, file.read(), guess_type(name)[0])
    message.send()


def pdf_of(document):
    """The bytes of a paper that is ready; raises PrintingFailed for one that could not be made."""
    if not document.is_ready:
        raise printing.PrintingFailed(f"{document.name} could not be printed. {document.error}")
    with document.file.open() as file:
        return file.read()


def make_pdf(document):
    with translation.override(document.language):
        html = render_to_string(document.template, document.facts | {"medium": "pdf"})
    images = {}
    for name, path in document.images.items():
        if default_storage.exists(path):
            with default_storage.open(path) as file:
                images[name] = file.read()
    pdf = printing.print_pdf(
        html, images, fit_height=document.facts.get("paper", "").endswith("mm")
    )
    document.file.save(f"{document.digest}.pdf", ContentFile(pdf), save=False)
    document.save(update_fields=["file"])


def _sender(shop):
    address = settings.DEFAULT_FROM_EMAIL.rpartition("<")[2].rstrip(">")
    name = " ".join(shop.name.replace('"', "").replace("\\", "").split())
    return f'"{name}" <{address}>'


def _refusal_text(refusal):
    return "; ".join(
        f"{to}: {code} {text.decode(errors='replace') if isinstance(text, bytes) else text}"
        for to, (code, text) in refusal.recipients.items()
    )


def _for_good(refusal):
    """A recipient refused with a 5xx answer will be refused again (RFC 5321, 4.2.1)."""
    codes = [code for code, _text in refusal.recipients.values()]
    return Outgoing.State.BOUNCED if all(code >= 500 for code in codes) else None
