"""Taking a person out of what has gone out: the rows stay, what they said of the person does not."""

from collections.abc import Callable

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from config.core import outbox
from config.core.models import Document, Email, Outgoing

ERASED = "Erased"


def forget_emails(emails: QuerySet[Email]) -> int:
    """The e-mails say neither to whom nor what; one that still waited is never sent. Returns how many there were."""
    emails = emails.exclude(to=Email.NOBODY)
    waiting = emails.filter(state__in=[Outgoing.State.QUEUED, Outgoing.State.SENDING])
    waiting.update(state=Outgoing.State.BOUNCED, lease_until=None, error=ERASED)
    return emails.update(to=Email.NOBODY, subject=ERASED, text=ERASED, html="")


def forget_documents(documents: QuerySet[Document], redact: Callable[[Document], None]) -> int:
    """The documents lose their file and what ``redact`` takes out of their facts and images, and are printed again.

    Returns how many there were; those done before are left alone.
    """
    done = 0
    for document in documents.exclude(digest__startswith=ERASED).select_for_update():
        redact(document)
        old = document.file.name
        document.digest = f"{ERASED}-{document.pk}"  # the old one could be used to guess the facts
        document.file = ""
        document.state = Outgoing.State.QUEUED
        document.due_at, document.lease_until, document.attempts = timezone.now(), None, 0
        document.done_at, document.error = None, ""
        document.save()
        if old:
            transaction.on_commit(lambda old=old: default_storage.delete(old), robust=True)
        outbox.queue(document)
        done += 1
    return done
