import hashlib
import json
from datetime import timedelta
from functools import reduce
from operator import or_

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from config.core.dates import in_our_time
from config.core.fields import StatusField, not_negative, one_of
from config.core.models import (
    Numbered,
    Searchable,
    Workflow,
)
from config.core.models.shop import current_shop
from config.core.money import format_money
from config.core.refusals import Refused
from config.core.workflow import StepRefused, guard, step
from serviceorders import letters
from serviceorders.models.booking import Booking, ServiceType
from serviceorders.models.client import Client
from serviceorders.models.links import DecisionLink, TrackingLink
from serviceorders.models.order_queries import ServiceOrderQuerySet, spellings
from serviceorders.prices import Prices, known_price
from serviceorders.states import CLOSED, OPEN, PARTS_ARE_IN, Status

REPAIR, DECIDE = "serviceorders.repair", "serviceorders.decide"


@guard(_("Awaiting approval needs a diagnosis."), fix="diagnosis")
def has_diagnosis(order):
    return bool(order.diagnosis.strip())


@guard(_("Awaiting approval needs an estimated cost."), fix="estimated_cost")
def has_estimate(order):
    return order.estimated_cost is not None


class ServiceOrder(Numbered, Searchable, Workflow):
    """One job on one device of one client, from intake to pickup."""

    PREFIX = "OS"
    USUAL_STEPS = {
        Status.PENDING: "queue_diagnosis",
        Status.AWAITING_DIAGNOSIS: "start_diagnosis",
        Status.DIAGNOSING: "request_approval",
        Status.AWAITING_APPROVAL: "approve",
        Status.APPROVED: "start_repair",
        Status.REPAIRING: "start_testing",
        Status.TESTING: "mark_ready",
        Status.READY: "complete",
    }

    status = StatusField(choices=Status, default=Status.PENDING)
    client = models.ForeignKey(Client, models.PROTECT, related_name="orders")
    booking = models.OneToOneField(Booking, models.PROTECT, null=True, related_name="order")
    service_type = models.ForeignKey(
        ServiceType, models.PROTECT, null=True, blank=True, verbose_name=_("service type")
    )
    returns = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="warranty_returns", editable=False
    )

    brand = models.CharField(_("brand"), max_length=60, blank=True)
    model = models.CharField(_("model"), max_length=100)
    imei = models.CharField(_("IMEI"), max_length=20, blank=True)
    serial = models.CharField(_("serial number"), max_length=60, blank=True)
    problem = models.TextField(_("problem reported"), max_length=4000)
    accessories = models.CharField(_("accessories"), max_length=300, blank=True)
    condition = models.TextField(_("condition"), max_length=2000, blank=True)

    diagnosis = models.TextField(_("diagnosis"), max_length=8000, blank=True)
    internal_notes = models.TextField(_("internal notes"), max_length=8000, blank=True)
    estimated_cost = not_negative(verbose_name=_("estimated cost"), null=True, blank=True)
    approved_cost = not_negative(null=True, editable=False)  # the estimate when it was approved
    labor_cost = not_negative(verbose_name=_("labour"), default=0)
    final_cost = not_negative(verbose_name=_("final cost"), null=True, blank=True)
    warranty_days = models.PositiveSmallIntegerField(
        _("warranty, days"), default=0, validators=[MaxValueValidator(3650)]
    )

    technician = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="service_orders",
        verbose_name=_("technician"),
    )
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)
    ready_at = models.DateTimeField(null=True, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)
    asked_at = models.DateTimeField(null=True, editable=False)  # a client's question, unanswered
    reminded_at = models.DateTimeField(null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)  # of what is typed on the page

    objects = ServiceOrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("service order")
        verbose_name_plural = _("service orders")
        permissions = [
            ("intake", "Can take devices in"),
            ("repair", "Can diagnose and repair"),
            ("decide", "Can record the client's answer and cancel"),
            ("deliver", "Can hand devices out and take payments"),
            ("reopen", "Can reopen closed orders"),
        ]
        constraints = [
            one_of("status", Status, "order_status_known"),
            models.UniqueConstraint(
                fields=["number_year", "number_seq"], name="one_order_a_number"
            ),
            models.CheckConstraint(condition=~Q(model=""), name="order_has_a_model"),
            models.CheckConstraint(condition=~Q(problem=""), name="order_has_a_problem"),
            models.CheckConstraint(
                condition=Q(estimated_cost=None) | Q(estimated_cost__gte=0),
                name="order_estimate_not_negative",
            ),
            models.CheckConstraint(condition=Q(labor_cost__gte=0), name="order_labor_not_negative"),
            models.CheckConstraint(
                condition=Q(final_cost=None) | Q(final_cost__gte=0),
                name="order_final_cost_not_negative",
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.AWAITING_APPROVAL)
                | (~Q(diagnosis="") & Q(estimated_cost__isnull=False)),
                name="order_awaiting_approval_has_an_estimate",
            ),
            in_our_time("due_at", "order_due_in_our_time"),
            in_our_time("created_at", "order_created_in_our_time"),
        ]
        indexes = [
            models.Index(F("number_year").desc(), F("number_seq").desc(), name="order_newest"),
            models.Index(
                "status", F("number_year").desc(), F("number_seq").desc(), name="order_by_status"
            ),
            models.Index(fields=["technician", "status"], name="order_technician"),
            models.Index(fields=["status", "due_at"], name="order_due"),
            models.Index(fields=["-updated_at"], name="order_updated"),
            models.Index(fields=["created_at"], name="order_created"),
            models.Index(fields=["status", "closed_at"], name="order_closed"),
            models.Index(fields=["asked_at"], name="order_asked", condition=~Q(asked_at=None)),
            models.Index(fields=["imei"], name="order_imei", condition=~Q(imei="")),
            models.Index(Upper("serial"), name="order_same_serial", condition=~Q(serial="")),
        ]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("serviceorders:detail", args=[self.number])

    def step_url(self, step):
        return reverse("serviceorders:step", args=[self.number, step])

    def search_words(self):
        device = [self.brand, self.model, self.imei, self.serial]
        return [self.number, *device, *self.client.search_words()]

    @classmethod
    def holds(cls, word):
        """A condition: also for an IMEI typed with dashes, and for a number typed without its own."""
        return reduce(or_, map(super().holds, spellings(word)))

    # Facts

    @property
    def is_closed(self):
        return self.status in CLOSED

    @property
    def is_late(self):
        return bool(self.due_at and self.due_at < timezone.now() and not self.is_closed)

    @property
    def device(self):
        return f"{self.brand} {self.model}".strip()

    @property
    def prices(self):
        """Parts, labour and what is charged; see prices.py."""
        return Prices.of(self)

    @property
    def charged(self):
        """The price as far as it is known, or None; of many orders, read them ``with_price``."""
        return known_price(self)

    @property
    def warranty_until(self):
        """The last day of the warranty, or None: completion date + days (source: seeds/001)."""
        if self.status != Status.COMPLETED or not self.warranty_days or not self.closed_at:
            return None
        completed_on = self.closed_at.astimezone(current_shop().zone).date()
        return completed_on + timedelta(days=self.warranty_days)

    @property
    def in_warranty(self):
        until = self.warranty_until
        return until is not None and current_shop().today() <= until

    @property
    def estimate_hash(self):
        """Of what the client is asked to approve: it changes when the price or the finding does."""
        content = [self.number, f"{self.estimated_cost or 0:.3f}", self.diagnosis]
        return hashlib.sha256(json.dumps(content).encode()).hexdigest()

    @property
    def tracking_link(self):
        """The live link, or None after it was revoked."""
        if self._was_read_for_page:
            return self.__dict__.get("tracking")
        return self.tracking_links.filter(revoked_at=None).first()

    @property
    def decision_link(self):
        """The link that the client can answer now, or None."""
        if self.status != Status.AWAITING_APPROVAL:
            return None
        if self._was_read_for_page:
            link = self.__dict__.get("decision")
        else:
            link = self.decision_links.filter(revoked_at=None).first()
        return link if link and link.is_live else None

    @property
    def _was_read_for_page(self):
        return "orders_of_client" in self.__dict__

    # Links

    def issue_tracking_link(self):
        """A new tracking link; the one before it is dead."""
        self.tracking_links.filter(revoked_at=None).update(revoked_at=timezone.now())
        nth = self.tracking_links.count() + 1
        return TrackingLink.issue(owner=self.number, nth=nth, order=self)

    def issue_decision_link(self):
        """A new decision link for the estimate as it stands; the one before it is dead."""
        self.revoke_decision_links()
        return DecisionLink.issue(
            owner=self.number,
            nth=self.decision_links.count() + 1,
            order=self,
            amount=self.estimated_cost,
            content=self.estimate_hash,
            expires_at=timezone.now() + timedelta(days=current_shop().estimate_days),
        )

    def revoke_decision_links(self):
        """The client can answer none of them any more; an e-mail with one that has not left does not leave."""
        if self.decision_links.filter(revoked_at=None).update(revoked_at=timezone.now()):
            letters.estimate_withdrawn(self)

    # Workflow

    def moved(self, step, *, by):
        """Parts leave the shelves or lie there again, and clients are told what concerns them: all in this transaction."""
        if self.status in PARTS_ARE_IN:
            self._move_parts("take", by)
        elif step in ("cancel", "reject"):
            self._move_parts("give_back", by)
        if step == "request_approval":
            letters.estimate_sent(self, self.issue_decision_link(), by=by)
        elif step == "mark_ready":
            letters.ready(self, by=by)
        elif step == "complete":
            letters.completed(self, by=by)

    def _move_parts(self, verb, by):
        """Take the parts of products from stock, or give them back; StepRefused where the warehouse cannot."""
        for part in self.parts.exclude(product=None).with_stock():
            part.order = self
            try:
                getattr(part, verb)(by=by)
            except Refused as refusal:
                raise StepRefused(str(refusal), "parts") from refusal
            part.save(update_fields=["reservation"])

    @step(
        _("Queue for diagnosis"),
        source=[Status.PENDING, Status.DIAGNOSING],
        target=Status.AWAITING_DIAGNOSIS,
        permission="serviceorders.intake",
    )
    def queue_diagnosis(self, *, by):
        """Intake is complete; a technician can pick the device up."""

    @step(
        _("Start diagnosis"),
        source=[Status.PENDING, Status.AWAITING_DIAGNOSIS, Status.AWAITING_APPROVAL],
        target=Status.DIAGNOSING,
        permission=REPAIR,
    )
    def start_diagnosis(self, *, by):
        """A technician has the device on the bench; an estimate sent before is void."""
        self._take_over(by)
        self.revoke_decision_links()

    @step(
        _("Ask for approval"),
        source=[
            Status.PENDING,
            Status.AWAITING_DIAGNOSIS,
            Status.DIAGNOSING,
            Status.APPROVED,
            Status.REPAIRING,
        ],
        target=Status.AWAITING_APPROVAL,
        permission=REPAIR,
        needs=[has_diagnosis, has_estimate],
        hint=_("The client gets the estimate"),
    )
    def request_approval(self, *, by):
        """The client is told the finding and the price, and asked for an answer."""
        self.asked_at = self.approved_cost = None

    @step(
        _("Record approval"),
        source=Status.AWAITING_APPROVAL,
        target=Status.APPROVED,
        permission=DECIDE,
        open_to=["client"],
    )
    def approve(self, *, by):
        """The client said yes to the estimate as it stands."""
        self.approved_cost = self.estimated_cost
        self._answered(by)

    @step(
        _("Client declined"),
        source=Status.AWAITING_APPROVAL,
        target=Status.REJECTED,
        permission=DECIDE,
        note_needed=True,
        open_to=["client"],
        hint=_("Closes the order"),
    )
    def reject(self, *, by):
        """The client said no; the order is closed."""
        self._answered(by)
        self._close()

    @step(
        _("Start repair"),
        source=[
            Status.PENDING,
            Status.AWAITING_DIAGNOSIS,
            Status.DIAGNOSING,
            Status.APPROVED,
            Status.TESTING,
            Status.READY,
        ],
        target=Status.REPAIRING,
        permission=REPAIR,
    )
    def start_repair(self, *, by):
        """The device is being repaired."""
        self._take_over(by)
        self.ready_at = None

    @step(
        _("Start testing"),
        source=Status.REPAIRING,
        target=Status.TESTING,
        permission=REPAIR,
    )
    def start_testing(self, *, by):
        """The repair is done and is being tried."""

    @step(
        _("Mark ready"),
        source=[Status.DIAGNOSING, Status.REPAIRING, Status.TESTING],
        target=Status.READY,
        permission=REPAIR,
        hint=_("The client is told"),
    )
    def mark_ready(self, *, by):
        """The device waits for its client; where no cost was written down, it costs what was agreed or estimated."""
        self.ready_at = timezone.now()
        self.reminded_at = None
        agreed = self.estimated_cost if self.approved_cost is None else self.approved_cost
        if agreed and self.final_cost is None and not self.prices.total:
            self.final_cost = agreed
            self.version += 1
            self.log("edited", by=by, note=_("Final cost: %s") % format_money(agreed))

    @step(
        _("Hand over"),
        source=Status.READY,
        target=Status.COMPLETED,
        permission="serviceorders.deliver",
        hint=_("Closes the order; the client gets the receipt"),
    )
    def complete(self, *, by):
        """The client has the device back, and the warranty runs."""
        self._close()

    @step(
        _("Cancel order"),
        source=OPEN,
        target=Status.CANCELLED,
        permission=DECIDE,
        note_needed=True,
        hint=_("Closes the order"),
    )
    def cancel(self, *, by):
        """The job ends here."""
        self.revoke_decision_links()
        self._close()

    @step(
        _("Reopen"),
        source=CLOSED,
        target=Status.PENDING,
        permission="serviceorders.reopen",
        note_needed=True,
    )
    def reopen(self, *, by):
        """A closed order is open again; what happened before stays in its history."""
        self.closed_at = self.ready_at = self.approved_cost = None

    def _take_over(self, by):
        if self.technician_id is None and by.is_person:
            self.technician = by

    def _answered(self, by):
        self.asked_at = None
        if by.is_person:
            self.revoke_decision_links()

    def _close(self):
        self.closed_at = timezone.now()
