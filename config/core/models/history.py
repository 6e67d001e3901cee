from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from config.core.actors import KINDS


class HistoryEntry(models.Model):
    """One line of a record's history: who did what, when, and what went out.

    A subclass adds a foreign key with ``related_name="history"`` and names its ACTIONS and its STATUS choices. The
    database refuses to change or delete a line (see config/core/append_only.py).
    """

    ACTIONS = {"note": _("Note"), "email": _("E-mail"), "document": _("Document")}
    STATUS = None
    READ_BY_CLIENTS = False  # whether some of its notes are; then each note says which it is

    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    actor = models.CharField(max_length=80, blank=True)
    action = models.SlugField()
    came_from = models.CharField(max_length=30, blank=True)
    went_to = models.CharField(max_length=30, blank=True)
    note = models.TextField(blank=True)
    public = models.BooleanField(default=False)
    email = models.ForeignKey("core.Email", models.PROTECT, null=True, related_name="+")
    document = models.ForeignKey("core.Document", models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True
        ordering = ["-id"]

    def __str__(self):
        return f"{self.action} {self.went_to}".strip()

    @property
    def who(self):
        if self.by_id:
            return str(self.by)
        kind, _colon, name = self.actor.partition(":")
        return f"{KINDS.get(kind, kind)} {name}".strip()

    @property
    def status(self):
        return self.went_to if self.went_to != self.came_from else ""

    @property
    def document_url(self):
        """Where the document can be read; a subclass that shows documents says so."""
        return ""

    @property
    def title(self):
        if self.status and self.STATUS:
            return self.STATUS(self.status).label
        if self.email_id:
            return _("E-mail to %(to)s: %(subject)s") % {
                "to": self.email.to,
                "subject": self.email.subject,
            }
        return (HistoryEntry.ACTIONS | self.ACTIONS).get(self.action, self.action)


class Workflow(models.Model):
    """A record whose status moves only by ``workflow.take_step``, and each move is kept in its history.

    Nobody refreshes such a record: the protected status refuses it. Whoever took a step uses the record it returned.
    """

    USUAL_STEPS = {}  # status: the name of the step that most records take next

    class Meta:
        abstract = True

    def log(self, action, *, by, **details):
        """Add a line to the history; ``by`` is a User or an Actor."""
        if by.is_person:
            who = {"by": by}
        else:
            who = {"actor": f"{by.kind}:{by.name}" if by.name else by.kind}
        return self.history.create(action=action, **who, **details)

    def moved(self, step, *, by):
        """What follows from a step just taken: more rows of the same transaction. The history has its line by now."""

    def lock_first(self):
        """Lock the rows that come before this one in the order of locks; most records come first themselves."""

    def why_not(self, step):
        """A sentence for a step that is not possible from here, where the status alone does not explain it."""
        return ""

    @property
    def topic(self):
        """What open pages of this record listen to."""
        return f"{self._meta.model_name}:{self.pk}"
