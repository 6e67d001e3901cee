import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from config.core.fields import one_of
from vendors.models.orders import VendorWorkOrder
from vendors.states import MessageKind


class MessageQuerySet(models.QuerySet):
    def for_user(self, user):
        """The mail that came in, for those who may see vendor work orders."""
        return self if user.has_perm("vendors.view_vendorworkorder") else self.none()

    def in_the_inbox(self):
        """What belongs to no order and nobody has dealt with."""
        return self.filter(order=None, handled_at=None)


class Message(models.Model):
    """An e-mail that came in, kept whole in text; what went out are the Emails of the outbox."""

    digest = models.CharField(max_length=64, unique=True)  # of its content: it is kept once
    message_id = models.CharField(max_length=500, blank=True)  # as its sender gave it
    kind = models.CharField(max_length=10, choices=MessageKind, default=MessageKind.UNKNOWN)
    order = models.ForeignKey(VendorWorkOrder, models.PROTECT, null=True, related_name="messages")
    email = models.ForeignKey(
        "core.Email", models.PROTECT, null=True, related_name="+"
    )  # that came back
    sender = models.CharField(max_length=254)
    sender_name = models.CharField(max_length=200, blank=True)
    to = models.CharField(max_length=1000, blank=True)
    subject = models.CharField(max_length=500, blank=True)
    text = models.TextField()  # without what it quotes
    whole = models.TextField(blank=True)  # with it
    sent_at = models.DateTimeField(null=True)  # by the sender's clock
    received_at = models.DateTimeField(auto_now_add=True)
    handled_at = models.DateTimeField(null=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        permissions = [("read_inbox", "Can read and sort unmatched mail")]
        constraints = [one_of("kind", MessageKind, "message_kind_known")]
        indexes = [
            models.Index(fields=["order", "-received_at"], name="message_of_order"),
            models.Index(
                fields=["-received_at"],
                name="message_inbox",
                condition=models.Q(order=None, handled_at=None),
            ),
        ]

    def __str__(self):
        return self.subject or self.sender


def attachment_path(instance, filename):
    """A name that says nothing and cannot be guessed."""
    return f"mail/{secrets.token_hex(1)}/{secrets.token_urlsafe(24)}"


class MessageFile(models.Model):
    """Something that came with a message: a picture of ours made of it, or a PDF."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="files")
    name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=60)
    file = models.FileField(upload_to=attachment_path, max_length=200)

    def __str__(self):
        return self.name
