from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from config.core.fields import StatusField, one_of
from config.core.models import (
    HistoryEntry,
    Numbered,
    Photo,
    Searchable,
    SearchableQuerySet,
    SecretLink,
    Workflow,
)
from config.core.workflow import step
from workorders import letters
from workorders.models.assets import Asset
from workorders.states import CASE_LIVE, CaseStatus, Priority

HANDLE = "workorders.handle_case"


class CaseQuerySet(SearchableQuerySet):
    def for_user(self, user):
        """The cases this user may see: all of them, or none."""
        return self if user.has_perm("workorders.view_case") else self.none()

    def live(self):
        return self.filter(status__in=CASE_LIVE)


class Case(Numbered, Searchable, Workflow):
    """A problem or a question that somebody reported about an asset."""

    PREFIX = "CA"
    USUAL_STEPS = {
        CaseStatus.OPEN: "start",
        CaseStatus.IN_PROGRESS: "resolve",
        CaseStatus.RESOLVED: "close",
    }

    status = StatusField(choices=CaseStatus, default=CaseStatus.OPEN)
    asset = models.ForeignKey(Asset, models.PROTECT, related_name="cases", verbose_name=_("asset"))
    title = models.CharField(_("title"), max_length=150)
    description = models.TextField(_("description"), max_length=8000, blank=True)
    priority = models.CharField(
        _("priority"), max_length=10, choices=Priority, default=Priority.MEDIUM
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="cases",
        verbose_name=_("assignee"),
    )
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    reporter_name = models.CharField(_("reported by"), max_length=120, blank=True)
    reporter_email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(_("language"), max_length=10, default="en")
    opened_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)
    resolved_at = models.DateTimeField(null=True, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        permissions = [("handle_case", "Can handle cases")]
        constraints = [
            one_of("status", CaseStatus, "case_status_known"),
            one_of("priority", Priority, "case_priority_known"),
            models.UniqueConstraint(fields=["number_year", "number_seq"], name="one_case_a_number"),
            models.CheckConstraint(condition=~Q(title=""), name="case_has_a_title"),
        ]
        indexes = [
            models.Index(F("number_year").desc(), F("number_seq").desc(), name="case_newest"),
            models.Index(fields=["status", "-opened_at"], name="case_by_status"),
            models.Index(Lower("reporter_email"), name="case_reporter_email"),
        ]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("workorders:case", args=[self.number])

    def step_url(self, step):
        return reverse("workorders:case_step", args=[self.number, step])

    @property
    def is_closed(self):
        return self.status == CaseStatus.CLOSED

    def search_words(self):
        return [self.number, self.title, self.asset.name, self.asset.tag, self.reporter_name]

    def moved(self, step, *, by):
        """Whoever reported it hears that somebody is on it, and that it is dealt with."""
        if step == "start":
            letters.case_started(self, by=by)
        if step == "resolve":
            letters.case_resolved(self, by=by)

    @step(
        _("Start"),
        source=[CaseStatus.OPEN, CaseStatus.RESOLVED],
        target=CaseStatus.IN_PROGRESS,
        permission=HANDLE,
        open_to=["clock", "token"],
    )
    def start(self, *, by):
        """Somebody is on it."""
        self.resolved_at = None

    @step(
        _("Resolve"),
        source=CASE_LIVE,
        target=CaseStatus.RESOLVED,
        permission=HANDLE,
        open_to=["clock", "token", "client"],
    )
    def resolve(self, *, by):
        """What was reported is dealt with."""
        self.resolved_at = timezone.now()

    @step(
        _("Close"),
        source=[*CASE_LIVE, CaseStatus.RESOLVED],
        target=CaseStatus.CLOSED,
        permission=HANDLE,
    )
    def close(self, *, by):
        """Nothing more is done about it."""
        self.closed_at = timezone.now()

    @step(
        _("Reopen"),
        source=[CaseStatus.CLOSED, CaseStatus.RESOLVED],
        target=CaseStatus.OPEN,
        permission=HANDLE,
        note_needed=True,
    )
    def reopen(self, *, by):
        """It is not dealt with after all."""
        self.resolved_at = self.closed_at = None


class CasePhoto(Photo):
    case = models.ForeignKey(Case, models.CASCADE, related_name="photos")


class CaseLink(SecretLink):
    """Where whoever reported a case from outside sees what became of it."""

    KIND = "case"

    case = models.ForeignKey(Case, models.CASCADE, related_name="links")

    def __str__(self):
        return f"{self.owner} v{self.version}"


class CaseHistory(HistoryEntry):
    ACTIONS = {
        "opened": _("Case opened"),
        "edited": _("Details changed"),
        "comment": _("Comment"),
        "order": _("Work order"),
    }
    STATUS = CaseStatus
    READ_BY_CLIENTS = True

    case = models.ForeignKey(Case, models.PROTECT, related_name="history")
