"""Other systems: how they show who they are, what they were answered, and what they are told."""

import secrets
from uuid import uuid4

from django.conf import settings
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from config.core import outbox
from config.core.fields import one_of
from config.core.models import Outgoing
from config.core.models.link import digest_of
from config.core.models.outgoing import OutgoingQuerySet, state_is_known, waiting_index
from workorders.models.orders import WorkOrder

HANDED_OVER = 100  # of one transaction; the sweep finds the others


class Scope(models.TextChoices):
    READ = "read", _("Read")
    WRITE = "write", _("Read and write")


class ApiToken(models.Model):
    """What another system shows with every request; the database holds only its hash."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    scope = models.CharField(_("scope"), max_length=5, choices=Scope, default=Scope.READ)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    used_at = models.DateTimeField(null=True, editable=False)  # to the minute
    revoked_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        constraints = [one_of("scope", Scope, "token_scope_known")]

    def __str__(self):
        return self.name

    @classmethod
    def make(cls, name, scope, *, by=None):
        """(the token's row, the token itself): nobody is ever shown it again."""
        token = f"docket_{secrets.token_urlsafe(32)}"
        return cls.objects.create(
            name=name, scope=scope, digest=digest_of(token), made_by=by
        ), token

    @classmethod
    def of(cls, token):
        """The live token's row, or None."""
        return cls.objects.filter(digest=digest_of(token), revoked_at=None).first()

    @property
    def may_write(self):
        return self.scope == Scope.WRITE


class Answered(models.Model):
    """What was answered to a request under its Idempotency-Key: the same is answered when it comes again."""

    token = models.ForeignKey(ApiToken, models.CASCADE, related_name="answered")
    key = models.CharField(max_length=255)
    asked = models.CharField(max_length=64)  # SHA-256 of method, path and body
    status = models.PositiveSmallIntegerField()
    body = models.TextField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["token", "key"], name="one_answer_a_key"),
        ]

    def __str__(self):
        return self.key


class InvoiceScan(models.Model):
    """A vendor's invoice for an order, as another system sent it."""

    order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="scans")
    file = models.FileField(upload_to="scans", max_length=200)
    content_type = models.CharField(max_length=40)
    added_at = models.DateTimeField(auto_now_add=True)
    token = models.ForeignKey(ApiToken, models.PROTECT, null=True, related_name="+")

    def __str__(self):
        return f"{self.order}: {self.content_type}"


def new_secret():
    return secrets.token_urlsafe(32)


class Webhook(models.Model):
    """An address of another system that hears of every change of a work order."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    url = models.URLField(
        _("address"), max_length=500, validators=[URLValidator(schemes=["http", "https"])]
    )
    secret = models.CharField(_("secret"), max_length=80, default=new_secret)
    active = models.BooleanField(_("active"), default=True)
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")

    def __str__(self):
        return self.name


class Event(models.TextChoices):
    CHANGED = "WorkOrderCreatedOrChanged", _("Created or changed")
    REMOVED = "WorkOrderDeleted", _("Removed")


class DeliveryQuerySet(OutgoingQuerySet):
    def due(self):
        """The next one of each order: a receiver hears of an order's changes in their order."""
        unsent = [Outgoing.State.QUEUED, Outgoing.State.SENDING]
        earlier = Delivery.objects.filter(
            webhook=OuterRef("webhook"),
            order=OuterRef("order"),
            pk__lt=OuterRef("pk"),
            state__in=unsent,
        )
        return super().due().filter(~Exists(earlier), webhook__active=True)

    def following(self, pk):
        """Those of the same order and webhook that were waiting for this one."""
        same = self.filter(pk=pk)
        return self.due().filter(
            pk__gt=pk, webhook__in=same.values("webhook"), order__in=same.values("order")
        )

    def unwritten(self):
        """Those that tell of the order as it will be when they are sent."""
        return self.filter(state=Outgoing.State.QUEUED, body="")

    def tell(self, *orders):
        """Every active webhook hears of these orders soon.

        A message that waits unwritten tells of this change too. It is locked: a worker that is about to claim it
        writes it after this transaction, or has it already, and then there is another one.
        """
        hooks = list(Webhook.objects.filter(active=True))
        if not hooks:
            return
        waiting = self.unwritten().filter(webhook__in=hooks, order__in=orders)
        waiting = waiting.select_for_update(of=("self",)).order_by("pk")
        told = {(row.webhook_id, row.order_id): row for row in waiting}
        new = []
        for order in orders:
            event = Event.REMOVED if order.removed_at else Event.CHANGED
            for hook in hooks:
                row = told.get((hook.pk, order.pk))
                if row is None:
                    new.append(Delivery(webhook=hook, order=order, event=event))
                elif row.event != event:
                    row.event = event
                    row.save(update_fields=["event"])
        for row in Delivery.objects.bulk_create(new)[:HANDED_OVER]:
            outbox.queue(row)


class Delivery(Outgoing):
    """One message to a webhook. Its body is written when it is first sent; until then it tells of later changes as well."""

    webhook = models.ForeignKey(Webhook, models.PROTECT, related_name="deliveries")
    order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="deliveries")
    event = models.CharField(max_length=30, choices=Event)
    event_id = models.UUIDField(default=uuid4, unique=True)
    body = models.TextField(blank=True)
    answer_status = models.PositiveSmallIntegerField(null=True)
    answer = models.CharField(max_length=500, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            state_is_known("delivery"),
            one_of("event", Event, "event_known"),
        ]
        indexes = [
            waiting_index("delivery"),
            models.Index(fields=["webhook", "order", "id"], name="delivery_in_order"),
        ]

    def __str__(self):
        return f"{self.event} {self.order} → {self.webhook}"
