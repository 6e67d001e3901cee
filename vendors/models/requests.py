from django.db import models
from django.db.models import Count, F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from config.core import workflow
from config.core.dates import in_our_time
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
from vendors import letters
from vendors.models.partners import Property
from vendors.states import (
    OPEN,
    REQUEST_DONE,
    REQUEST_OPEN,
    Decision,
    RequestStatus,
    Status,
    Urgency,
)

HANDLE = "vendors.handle"


class ServiceRequestQuerySet(SearchableQuerySet):
    def for_user(self, user):
        """The service requests this user may see: all of them, or none."""
        return self if user.has_perm("vendors.view_servicerequest") else self.none()

    def open(self):
        return self.filter(status__in=REQUEST_OPEN)

    def with_progress(self):
        """Each with ``orders_done`` of ``orders_all``; canceled ones do not count."""
        counted = ~Q(orders__status=Status.CANCELED)
        return self.annotate(
            orders_all=Count("orders", filter=counted, distinct=True),
            orders_done=Count("orders", filter=Q(orders__status=Status.COMPLETED), distinct=True),
        )


class ServiceRequest(Numbered, Searchable, Workflow):
    """What a homeowner reported: one or more issues at one property."""

    PREFIX = "SR"
    USUAL_STEPS = {
        RequestStatus.SUBMITTED: "review",
        RequestStatus.IN_REVIEW: "progress",
        RequestStatus.IN_PROGRESS: "resolve",
        RequestStatus.RESOLVED: "close",
    }

    status = StatusField(choices=RequestStatus, default=RequestStatus.SUBMITTED)
    home = models.ForeignKey(Property, models.PROTECT, related_name="requests")
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = PhoneNumberField(_("phone"), blank=True)
    language = models.CharField(_("language"), max_length=10, default="en")
    submitted_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)
    resolved_at = models.DateTimeField(null=True, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)

    objects = ServiceRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("service request")
        verbose_name_plural = _("service requests")
        permissions = [("handle", "Can handle service requests")]
        constraints = [
            one_of("status", RequestStatus, "request_status_known"),
            models.UniqueConstraint(
                fields=["number_year", "number_seq"], name="one_request_a_number"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="request_has_a_name"),
            in_our_time("submitted_at", "request_submitted_in_our_time"),
        ]
        indexes = [
            models.Index(F("number_year").desc(), F("number_seq").desc(), name="request_newest"),
            models.Index(fields=["status", "-submitted_at"], name="request_by_status"),
            models.Index(Lower("email"), name="request_email"),
            models.Index(fields=["phone"], name="request_phone"),
        ]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("vendors:request", args=[self.number])

    def step_url(self, step):
        return reverse("vendors:request_step", args=[self.number, step])

    def search_words(self):
        return [self.number, self.name, self.email, self.phone, self.home.address]

    @property
    def is_closed(self):
        return self.status in REQUEST_DONE

    @property
    def link(self):
        """The homeowner's live link, or None after it was revoked."""
        return self.links.filter(revoked_at=None).first()

    @property
    def is_all_done(self):
        """Whether every order ended, one at least was completed, and no draft waits for a decision."""
        statuses = set(self.orders.values_list("status", flat=True))
        waiting = self.issues.filter(proposals__decision=Decision.PENDING).exists()
        return Status.COMPLETED in statuses and not statuses & set(OPEN) and not waiting

    def end_if_done(self, *, by):
        """It is resolved by itself once nothing of it is left to do (spec 30)."""
        if self.is_all_done and not self.is_closed:
            workflow.take_step(self, "resolve", by=by)

    def moved(self, step, *, by):
        """The homeowner is told of every status, unless the shop switched that off."""
        letters.request_moved(self, by=by)

    @step(
        _("Start review"),
        source=RequestStatus.SUBMITTED,
        target=RequestStatus.IN_REVIEW,
        permission=HANDLE,
        open_to=["clock"],
    )
    def review(self, *, by):
        """The issues have their drafts, and a person looks at them."""

    @step(
        _("Start work"),
        source=[RequestStatus.SUBMITTED, RequestStatus.IN_REVIEW, RequestStatus.RESOLVED],
        target=RequestStatus.IN_PROGRESS,
        permission=HANDLE,
    )
    def progress(self, *, by):
        """A vendor is on it."""
        self.resolved_at = None

    @step(
        _("Mark resolved"),
        source=REQUEST_OPEN,
        target=RequestStatus.RESOLVED,
        permission=HANDLE,
        open_to=["clock", "vendor"],
        hint=_("The homeowner is asked whether all is fixed"),
    )
    def resolve(self, *, by):
        """All of it is done, as far as we know."""
        self.resolved_at = timezone.now()

    @step(
        _("Close"),
        source=[*REQUEST_OPEN, RequestStatus.RESOLVED],
        target=RequestStatus.CLOSED,
        permission=HANDLE,
        open_to=["client"],
    )
    def close(self, *, by):
        """Nothing more is done about it."""
        self.closed_at = timezone.now()

    @step(
        _("Reopen"),
        source=REQUEST_DONE,
        target=RequestStatus.IN_REVIEW,
        permission=HANDLE,
        note_needed=True,
        open_to=["client"],
    )
    def reopen(self, *, by):
        """It is not fixed after all."""
        self.resolved_at = self.closed_at = None


class RequestLink(SecretLink):
    """The homeowner's page of one request."""

    KIND = "request"

    request = models.ForeignKey(ServiceRequest, models.CASCADE, related_name="links")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["request"], condition=Q(revoked_at=None), name="one_live_request_link"
            )
        ]

    def __str__(self):
        return f"{self.owner} v{self.version}"

    def get_absolute_url(self):
        return reverse("request_status", args=[self.token])


class IssueQuerySet(models.QuerySet):
    def to_do(self):
        """Without those that were split: their parts are what is to be done."""
        return self.filter(parts=None)


class Issue(models.Model):
    """One problem, in the homeowner's words; where they name several, each part becomes an issue of its own."""

    request = models.ForeignKey(ServiceRequest, models.PROTECT, related_name="issues")
    place = models.PositiveSmallIntegerField(default=1)  # among the issues of its request
    title = models.CharField(_("title"), max_length=150, blank=True)
    description = models.TextField(_("what is wrong"), max_length=4000)
    room = models.CharField(_("room"), max_length=80, blank=True)
    urgency = models.CharField(_("urgency"), max_length=10, choices=Urgency, default=Urgency.NORMAL)
    split_from = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="parts", editable=False
    )
    not_covered = models.TextField(_("why it is not covered"), max_length=2000, blank=True)
    not_covered_at = models.DateTimeField(null=True, editable=False)

    objects = IssueQuerySet.as_manager()

    class Meta:
        verbose_name = _("issue")
        verbose_name_plural = _("issues")
        ordering = ["place", "pk"]
        constraints = [
            one_of("urgency", Urgency, "issue_urgency_known"),
            models.CheckConstraint(condition=~Q(description=""), name="issue_says_something"),
            models.CheckConstraint(
                condition=Q(not_covered_at=None) | ~Q(not_covered=""),
                name="not_covered_has_a_reason",
            ),
        ]

    def __str__(self):
        return self.title or self.description[:60]

    @property
    def pictures(self):
        """Its photos; those of a part are the photos of the issue that was split."""
        return IssuePhoto.objects.filter(issue__in={self.pk, self.split_from_id} - {None})


class IssuePhoto(Photo):
    issue = models.ForeignKey(Issue, models.CASCADE, related_name="photos")


class ServiceRequestHistory(HistoryEntry):
    ACTIONS = {
        "opened": _("Request received"),
        "drafted": _("Drafts written"),
        "split": _("Issue split"),
        "decided": _("Draft decided"),
        "not_covered": _("Not covered"),
        "answer": _("Homeowner’s answer"),
        "link": _("Link replaced"),
        "bounce": _("E-mail came back"),
    }
    STATUS = RequestStatus
    READ_BY_CLIENTS = True

    request = models.ForeignKey(ServiceRequest, models.PROTECT, related_name="history")
