"""The one way out: e-mails and PDFs are rows first, in the transaction that caused them, and a worker's task after."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from config.core import engine, tasks
from config.core.background import later
from config.core.models import Document, Email, Outgoing
from config.core.models.shop import current_shop
from config.core.refusals import Refused

A_WHILE = timedelta(minutes=1)  # within it, whoever waits for a paper is told that it failed
Hopeless = tasks.Hopeless  # what a worker raises of a row that cannot be done, now or later


def email(
    *,
    kind: str,
    to: str,
    subject: str,
    text: str,
    language: str,
    button: tuple[str, str] | None = None,
    reply_to: str = "",
    attachment: Document | None = None,
    files: Iterable[tuple[str, str]] = (),
    topic: str = "",
) -> Email:
    """Write an e-mail now; it is sent once the surrounding transaction commits.

    ``text`` is plain; the same words are laid out as HTML, with ``button`` (a label and an address) below them.
    ``files`` are (name, path in the file storage) of pictures that go with it.
    """
    shop = current_shop()
    with translation.override(language):
        facts = {"shop": shop, "subject": subject, "text": text, "button": button}
        html = render_to_string("core/email/notice.html", facts)
    row = Email.objects.create(
        kind=kind,
        to=to,
        subject=" ".join(subject.split())[:200],
        text=f"{text}\n\n{button[0]}: {button[1]}" if button else text,
        html=html,
        reply_to=reply_to or shop.email,
        attachment=attachment,
        files=[list(each) for each in files],
        topic=topic,
    )
    queue(row)
    return row


def document(
    template: str,
    *,
    name: str,
    facts: dict,
    language: str,
    images: Mapping[str, str] | None = None,
    topic: str = "",
) -> Document:
    """The PDF of these facts: the one already made of the very same facts, else one that a worker prints.

    One that could not be printed a while ago is tried again: what was in its way may be gone.
    """
    images = dict(images or {})
    row, made = Document.objects.get_or_create(
        digest=Document.digest_of(template, language, facts, images),
        defaults={
            "template": template, "name": name, "facts": facts, "language": language,
            "images": images, "topic": topic,
        },
    )  # fmt: skip
    if made:
        queue(row)
    elif row.state == Document.State.FAILED and row.due_at < timezone.now() - A_WHILE:
        row.again()
        queue(row)
    return row


def queue(row: Outgoing) -> None:
    """Wake a worker for the row after commit. A wake-up that is lost costs a sweep, never the row."""
    transaction.on_commit(lambda: wake(row), robust=True)


def wake(row: Outgoing) -> None:
    if settings.REDIS_URL or settings.CELERY_TASK_ALWAYS_EAGER:
        task = tasks.WORKERS[type(row)]
        later(lambda: task.apply_async((row.pk,), retry=False))
    else:
        engine.wake()


def work_once() -> bool:
    """Do one row that is due, of whatever kind; False when there is none. For the threads of the web process."""
    for kind, work in tasks.WORKERS.items():
        pk = kind.objects.due().order_by("due_at").values_list("pk", flat=True).first()
        if pk is not None:
            work(pk)
            return True
    return False


def resend(row: Email) -> None:
    """Put an e-mail into the queue again, under the same Message-ID, and its paper where that could not be printed.

    Raises Refused where it may not leave.
    """
    if row.state == Email.State.SENDING:
        raise Refused(_("It is being sent right now: look again in a moment."))
    if not row.can_be_resent:
        raise Refused(_("This e-mail can no longer be sent."))
    paper = row.attachment
    if paper and paper.state == Document.State.FAILED:
        paper.again()
        queue(paper)
    row.again()
    queue(row)


def withdraw(rows) -> int:
    """E-mails of these that have not left do not leave any more; returns how many."""
    waiting = rows.filter(state=Email.State.QUEUED)
    return waiting.update(state=Email.State.WITHDRAWN, done_at=timezone.now())


def register(kind: type[Outgoing], task) -> None:
    """Rows of this kind are queued like e-mails: an app says in its ``ready`` which task does them."""
    tasks.WORKERS[kind] = task


def work(kind: type[Outgoing], pk: int, do) -> None:
    """``do(row)`` if nobody else has the row; what goes wrong is written on it, and it is tried again later."""
    tasks.work(kind, pk, do)
