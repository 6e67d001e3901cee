from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from config.core.fields import one_of
from config.core.models import Outgoing
from config.core.models.outgoing import state_is_known, waiting_index
from vendors.models.orders import VendorWorkOrder
from vendors.models.partners import Trade, Vendor
from vendors.models.requests import Issue, ServiceRequest
from vendors.states import Decision


class Drafting(Outgoing):
    """That the issues of a request want their drafts: a row of the request's own transaction, done by a worker."""

    request = models.OneToOneField(ServiceRequest, models.CASCADE, related_name="drafting")

    class Meta:
        constraints = [state_is_known("drafting")]
        indexes = [waiting_index("drafting")]

    def __str__(self):
        return str(self.request)


class DraftProposalQuerySet(models.QuerySet):
    def overtake(self, *, by, reason):
        """Those that waited for a decision wait no longer; nobody learns from them."""
        self.filter(decision=Decision.PENDING).update(
            decision=Decision.OVERTAKEN, decided_by=by, decided_at=timezone.now(), reason=reason
        )


class DraftProposal(models.Model):
    """What an engine wrote for an issue, kept as it was, and what a person made of it."""

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="proposals")
    text = models.TextField()  # the part of the homeowner's words that it is about
    trade = models.ForeignKey(Trade, models.PROTECT, related_name="+")
    title = models.CharField(max_length=150)
    description = models.TextField(max_length=8000)
    vendor = models.ForeignKey(Vendor, models.PROTECT, null=True, related_name="+")
    confidence = models.FloatField()  # 0 to 1
    words = models.JSONField(default=list)  # what it went by, the strongest first
    leaned_on = models.ManyToManyField(VendorWorkOrder, related_name="led_to")
    engine = models.CharField(max_length=20)
    engine_version = models.CharField(max_length=40)
    prompt_hash = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    decision = models.CharField(max_length=10, choices=Decision, default=Decision.PENDING)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(_("reason"), max_length=2000, blank=True)
    changed = models.JSONField(default=dict)  # {field: [as drafted, as decided]}
    order = models.OneToOneField(
        VendorWorkOrder, models.PROTECT, null=True, related_name="proposal"
    )

    objects = DraftProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [
            one_of("decision", Decision, "draft_decision_known"),
            models.UniqueConstraint(
                fields=["issue"],
                condition=Q(decision=Decision.PENDING),
                name="one_draft_waits_for_an_issue",
            ),
            models.CheckConstraint(
                condition=Q(confidence__gte=0, confidence__lte=1), name="draft_confidence_a_share"
            ),
            models.CheckConstraint(
                condition=Q(decision=Decision.PENDING)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="draft_decided_by_a_person",
            ),
            models.CheckConstraint(
                condition=~Q(decision__in=[Decision.ACCEPTED, Decision.EDITED])
                | Q(order__isnull=False),
                name="draft_taken_has_an_order",
            ),
        ]
        indexes = [
            models.Index(fields=["decision", "decided_at"], name="draft_decided"),
        ]

    def __str__(self):
        return self.title
