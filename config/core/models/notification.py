from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class NotificationQuerySet(models.QuerySet):
    def unseen(self):
        return self.filter(seen_at=None)

    def see(self):
        """None of them is new any more."""
        return self.unseen().update(seen_at=timezone.now())


class Notification(models.Model):
    """Something a person here is told under the bell, in the words it had when it was decided on."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications")
    kind = models.SlugField()  # of the notice
    text = models.CharField(max_length=200)
    path = models.CharField(max_length=300)  # of the page it is about
    at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(null=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["user"], name="notification_unseen", condition=Q(seen_at=None)),
            models.Index(fields=["at"], name="notification_old"),
        ]

    def __str__(self):
        return self.text
