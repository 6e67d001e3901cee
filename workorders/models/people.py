from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from config.core.models import Outgoing, SecretLink
from config.core.models.outgoing import state_is_known, waiting_index


class FeedLink(SecretLink):
    """A person's calendar of work, for their own calendar program; replacing it ends the old one."""

    KIND = "feed"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="feeds")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(revoked_at=None), name="one_live_feed"
            )
        ]

    def __str__(self):
        return f"{self.owner} v{self.version}"


class SavedView(models.Model):
    """The filters of a list that a person comes back to."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views")
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="one_view_a_name")]

    def __str__(self):
        return self.name


class Batch(Outgoing):
    """Orders made in one go, by a worker: what was asked for, and what came of it."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    wanted = models.JSONField()
    number = models.PositiveIntegerField()  # of orders wanted
    made = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [state_is_known("batch")]
        indexes = [waiting_index("batch")]

    def __str__(self):
        return f"{self.made} / {self.number}"

    @property
    def is_made(self):
        return self.state == self.State.SENT

    @property
    def has_failed(self):
        return self.state == self.State.FAILED
