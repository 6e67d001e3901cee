from django.db import models
from django.urls import reverse

from config.core.fields import MoneyField, one_of
from config.core.models import SecretLink
from serviceorders.states import AnswerKind


class TrackingLink(SecretLink):
    """The client's page of one order. An order has one live link; replacing it ends the old one."""

    KIND = "track"

    order = models.ForeignKey("ServiceOrder", models.CASCADE, related_name="tracking_links")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order"],
                condition=models.Q(revoked_at=None),
                name="one_live_tracking_link",
            )
        ]

    def __str__(self):
        return f"{self.owner} v{self.version}"

    def get_absolute_url(self):
        return reverse("track", args=[self.token])


class DecisionLink(SecretLink):
    """A link by which a client answers one estimate, as it was when it was sent."""

    KIND = "decision"

    order = models.ForeignKey("ServiceOrder", models.CASCADE, related_name="decision_links")
    amount = MoneyField()
    content = models.CharField(
        max_length=64
    )  # the hash of the estimate; see ServiceOrder.estimate_hash

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order"],
                condition=models.Q(revoked_at=None),
                name="one_live_decision_link",
            )
        ]

    def __str__(self):
        return f"{self.owner} v{self.version}"

    def get_absolute_url(self):
        return reverse("approve", args=[self.token])

    @property
    def final_answer(self):
        return next((each for each in self.answers.all() if each.kind != AnswerKind.ASKED), None)


class Answer(models.Model):
    """What a client said to an estimate, as their own act."""

    link = models.ForeignKey(DecisionLink, models.PROTECT, related_name="answers")
    kind = models.CharField(max_length=10, choices=AnswerKind)
    name = models.CharField(max_length=120)
    text = models.TextField(blank=True)
    address = models.GenericIPAddressField(null=True)
    content = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            one_of("kind", AnswerKind, "answer_kind_known"),
            models.UniqueConstraint(
                fields=["link"],
                condition=~models.Q(kind="asked"),
                name="one_answer_to_an_estimate",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.name}"


class BookingLink(SecretLink):
    """The client's page of one booking, with the calendar entry of a confirmed one."""

    KIND = "booking"

    booking = models.ForeignKey("Booking", models.CASCADE, related_name="links")

    def __str__(self):
        return self.owner

    def get_absolute_url(self):
        return reverse("booked", args=[self.token])
