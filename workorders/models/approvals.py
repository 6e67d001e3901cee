from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from config.core.fields import one_of
from config.core.models import Photo, SecretLink
from workorders.models.orders import WorkOrder
from workorders.states import Verdict


class ApprovalRound(models.Model):
    """The executor signed what was done; the approver agrees, or sends it back. Each round is kept as it was.

    ``content`` is all that was signed and ``digest`` its SHA-256: a row changed afterwards no longer matches.
    """

    order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    digest = models.CharField(max_length=64)

    executor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    executor_name = models.CharField(max_length=120)
    executed_at = models.DateTimeField()

    approver = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    approver_name = models.CharField(max_length=120, blank=True)
    approver_email = models.EmailField(blank=True)
    verdict = models.CharField(max_length=10, choices=Verdict, default=Verdict.WAITING)
    comment = models.TextField(_("comment"), max_length=4000, blank=True)
    decided_at = models.DateTimeField(null=True)
    address = models.GenericIPAddressField(null=True)
    seal = models.CharField(max_length=64, blank=True)  # SHA-256 of the digest and the verdict

    class Meta:
        ordering = ["number"]
        constraints = [
            one_of("verdict", Verdict, "verdict_known"),
            models.UniqueConstraint(fields=["order", "number"], name="one_round_a_number"),
            models.CheckConstraint(
                condition=Q(approver=None) | ~Q(approver=F("executor")),
                name="nobody_signs_twice",
            ),
            models.CheckConstraint(
                condition=Q(verdict=Verdict.WAITING) | Q(decided_at__isnull=False) & ~Q(seal=""),
                name="verdict_sealed_at_a_time",
            ),
        ]

    def __str__(self):
        return f"{self.order} #{self.number}"

    @property
    def is_approved(self):
        return self.verdict == Verdict.APPROVED

    @cached_property
    def stands(self):
        """Whether it was approved, and nobody has reopened the order since."""
        since = self.order.history.filter(
            action="reopen", at__gte=self.decided_at or self.executed_at
        )
        return self.is_approved and not since.exists()


class Signature(Photo):
    """What a person drew, or none where they typed their name; the name stands in the round."""

    round = models.ForeignKey(ApprovalRound, models.PROTECT, related_name="signatures")
    is_approver = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "is_approver"], name="one_signature_a_side")
        ]


class SignOffLink(SecretLink):
    """Where an approver from outside reads and signs; it ends by itself."""

    KIND = "signoff"

    round = models.ForeignKey(ApprovalRound, models.CASCADE, related_name="links")

    def __str__(self):
        return f"{self.owner} v{self.version}"
