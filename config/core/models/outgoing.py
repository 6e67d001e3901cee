import hashlib
import json
import random
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from config.core.fields import one_of


def state_is_known(name):
    return one_of("state", Outgoing.State, f"{name}_state_known")


def waiting_index(name):
    """Finds what is due among millions of rows long sent."""
    waiting = Q(state__in=["queued", "sending"])
    return models.Index(fields=["due_at"], name=f"{name}_waiting", condition=waiting)


class OutgoingQuerySet(models.QuerySet):
    def free(self):
        """Rows in nobody's hands: waiting and due, or left behind by a worker whose lease has ended."""
        now = timezone.now()
        waiting = Q(state=Outgoing.State.QUEUED, due_at__lte=now)
        left = Q(state=Outgoing.State.SENDING, lease_until__lt=now)
        return self.filter(waiting | left)

    def due(self):
        """What a worker may take now."""
        return self.free()


class Outgoing(models.Model):
    """Work that leaves the database: a row first, a worker's task after. The row owns the retries."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Queued")
        SENDING = "sending", _("Sending")
        SENT = "sent", _("Sent")
        DELIVERED = "delivered", _("Delivered")
        FAILED = "failed", _("Failed")
        BOUNCED = "bounced", _("Bounced")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    PATIENCE = 9  # tries: with the pauses below, about two hours

    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    due_at = models.DateTimeField(default=timezone.now)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    queued_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True)
    topic = models.CharField(max_length=60, blank=True)  # the open pages that show this row

    objects = OutgoingQuerySet.as_manager()

    class Meta:
        abstract = True

    def claim(self):
        """Take the row for this worker until its lease ends; False if another worker has it."""
        rows = type(self).objects
        if not rows.due().filter(pk=self.pk).exists():
            return False
        lease = timezone.now() + timedelta(seconds=settings.OUTBOX_LEASE)
        # No joins here: PostgreSQL would not look at the row again after waiting for another worker's claim.
        free = rows.free().filter(pk=self.pk)
        if not free.update(state=self.State.SENDING, lease_until=lease, attempts=F("attempts") + 1):
            return False
        self.state, self.lease_until, self.attempts = self.State.SENDING, lease, self.attempts + 1
        return True

    def finish(self):
        self._let_go(state=self.State.SENT, done_at=timezone.now(), error="")

    def fail(self, error, *, for_good=None):
        """Try again later, each time later; after the last try, or ``for_good``, leave it to a person."""
        if for_good or self.attempts >= self.PATIENCE:
            self._let_go(state=for_good or self.State.FAILED, error=str(error))
        else:
            self._let_go(state=self.State.QUEUED, due_at=self._next_try(), error=str(error))

    def again(self):
        """Put a row that failed, bounced or was sent back into the queue, due now."""
        self._settle(
            type(self).objects.filter(pk=self.pk),
            state=self.State.QUEUED,
            due_at=timezone.now(),
            attempts=0,
            error="",
        )

    def _next_try(self):
        pause = min(settings.OUTBOX_PAUSE * 2 ** (self.attempts - 1), 3600)
        return timezone.now() + timedelta(seconds=pause * random.uniform(0.8, 1.2))  # noqa: S311 -- spreads retries, guards nothing

    def _let_go(self, **values):
        """Write down how it went, unless the lease ended and another worker has the row by now."""
        self._settle(type(self).objects.filter(pk=self.pk, lease_until=self.lease_until), **values)

    def _settle(self, rows, **values):
        values["lease_until"] = None
        if rows.update(**values):
            for name, value in values.items():
                setattr(self, name, value)


class Document(Outgoing):
    """A PDF: a template and the facts it prints, as they were when it was asked for. The same facts are printed once."""

    digest = models.CharField(max_length=64, unique=True)
    template = models.CharField(max_length=100)
    language = models.CharField(max_length=10)
    facts = models.JSONField()
    images = models.JSONField(default=dict)  # name in the template: path in the file storage
    name = models.CharField(max_length=120)
    file = models.FileField(upload_to="documents", max_length=200, blank=True)

    class Meta:
        constraints = [state_is_known("document")]
        indexes = [waiting_index("document")]

    def __str__(self):
        return self.name

    @property
    def is_ready(self):
        return self.state == self.State.SENT

    @staticmethod
    def digest_of(template, language, facts, images):
        """The same for the same paper, whoever asks for it."""
        content = json.dumps([template, language, facts, images], sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()


class EmailQuerySet(OutgoingQuerySet):
    def due(self):
        """An e-mail waits for the paper that goes with it."""
        unprinted = [Outgoing.State.QUEUED, Outgoing.State.SENDING]
        return super().due().exclude(attachment__state__in=unprinted)


class Email(Outgoing):
    """An e-mail, in the words it had when it was decided on."""

    NOBODY = "erased@erased.invalid"  # whose person was erased; RFC 6761: this domain never exists

    kind = models.SlugField(blank=True)
    to = models.EmailField()
    reply_to = models.CharField(max_length=254, blank=True)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField(blank=True)
    attachment = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="emails"
    )

    files = models.JSONField(default=list)  # [name, path in the file storage] of what goes with it

    objects = EmailQuerySet.as_manager()

    class Meta:
        constraints = [state_is_known("email")]
        indexes = [waiting_index("email"), models.Index(fields=["to"], name="email_to")]

    def __str__(self):
        return f"{self.subject} → {self.to}"

    @property
    def can_be_resent(self):
        """One that is on its way stays on it; one that was withdrawn, or whose person was erased, never leaves."""
        gone = self.state in (self.State.SENDING, self.State.WITHDRAWN)
        return not gone and self.to != self.NOBODY

    @property
    def message_id(self):
        """Always the same for this row: a message sent twice can be recognised as one."""
        return f"<docket-{self.pk}-{self.queued_at:%Y%m%d%H%M%S}@{urlsplit(settings.SITE_URL).hostname}>"
