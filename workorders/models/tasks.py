import secrets
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from config.core import live
from config.core.fields import QuantityField, not_negative, one_of
from config.core.models import Photo
from config.core.money import format_quantity
from config.core.refusals import Refused
from config.core.workflow import StepRefused
from warehouse import holders
from warehouse import services as warehouse
from warehouse.models import Product, Reservation
from warehouse.states import Reason
from workorders.models.assets import Asset
from workorders.models.cases import Case
from workorders.models.orders import WorkOrder
from workorders.models.templates import Question, question_constraints
from workorders.states import SEALED, TASK_DONE, AnswerKind, Kind, PartState, Status, TaskStatus


class TaskQuerySet(models.QuerySet):
    def unanswered(self):
        """Required, and neither done nor given a reason for why not."""
        excused = Q(status__in=[TaskStatus.SKIPPED, TaskStatus.FAILED]) & ~Q(reason="")
        return self.filter(required=True).exclude(Q(status=TaskStatus.COMPLETED) | excused)


class Task(Question):
    """One thing to do on an order, for one of its assets or for all of it, and how it was answered."""

    order = models.ForeignKey(WorkOrder, models.CASCADE, related_name="tasks")
    asset = models.ForeignKey(Asset, models.PROTECT, null=True, blank=True, related_name="tasks")
    place = models.PositiveSmallIntegerField(default=1)
    status = models.CharField(
        _("status"), max_length=10, choices=TaskStatus, default=TaskStatus.PENDING
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="tasks",
        verbose_name=_("assignee"),
    )
    text = models.TextField(
        _("answer"), max_length=4000, blank=True
    )  # or the choice, or who signed
    number = QuantityField(_("answer"), null=True, blank=True)
    reason = models.CharField(_("why not"), max_length=500, blank=True)
    notes = models.TextField(_("notes"), max_length=4000, blank=True)
    minutes = models.PositiveIntegerField(_("minutes"), null=True, blank=True)  # beside the timers
    parts_cost = not_negative(verbose_name=_("cost of parts"), null=True, blank=True)
    answered_at = models.DateTimeField(null=True, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    # What another system calls its status where ours has no word for it; null, so that no table is made anew.
    their_status = models.CharField(max_length=12, null=True, editable=False)  # noqa: DJ001

    objects = TaskQuerySet.as_manager()

    class Meta:
        ordering = ["place", "pk"]
        constraints = [
            one_of("status", TaskStatus, "task_status_known"),
            *question_constraints("task"),
        ]
        indexes = [models.Index(fields=["order", "place"], name="task_of_order")]

    @property
    def is_done(self):
        return self.status in TASK_DONE

    @property
    def is_out_of_range(self):
        """Whether the number answered lies outside what the task allows: a warning, not a refusal."""
        return self.answer_kind == AnswerKind.NUMBER and not self.fits(self.number)

    def fits(self, number):
        if number is None:
            return True
        return (self.least is None or number >= self.least) and (
            self.most is None or number <= self.most
        )


class TaskPhoto(Photo):
    """A picture of a task, or the signature drawn for it."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="photos")
    is_signature = models.BooleanField(default=False)


def document_path(instance, filename):
    """A name that says nothing and cannot be guessed."""
    return f"tasks/{secrets.token_hex(1)}/{secrets.token_urlsafe(24)}.pdf"


class TaskDocument(models.Model):
    """A PDF that belongs to a task."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="documents")
    name = models.CharField(max_length=120)
    file = models.FileField(upload_to=document_path, max_length=200)
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    def __str__(self):
        return self.name


class WorkTime(models.Model):
    """Time that somebody spent on an order: on one of its tasks, or on none of them."""

    order = models.ForeignKey(WorkOrder, models.CASCADE, related_name="times")
    task = models.ForeignKey(Task, models.CASCADE, null=True, blank=True, related_name="times")
    who = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="work_times")
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["started_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at")),
                name="time_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["who"], condition=Q(ended_at=None), name="one_running_timer_a_person"
            ),
        ]

    def __str__(self):
        return f"{self.who}: {self.started_at}"

    @property
    def minutes(self):
        """Whole minutes, up to now where it still runs; half a minute counts."""
        end = self.ended_at or timezone.now()
        return int((end - self.started_at).total_seconds() / 60 + 0.5)


class PartLineQuerySet(models.QuerySet):
    def in_order_of_shelves(self):
        """In the order in which shelves are locked: nobody deadlocks."""
        return self.select_related(
            "product__unit", "reservation__product", "reservation__warehouse"
        ).order_by("reservation__warehouse", "product", "pk")

    def use(self, *, by):
        """All of it went into the work and has left stock. Raises StepRefused where it is short, or still fetched."""
        try:
            for line in self._with_stock_locked():
                line.use(by=by)
        except Refused as refusal:
            raise StepRefused(str(refusal), "parts") from refusal

    def give_back(self, *, by):
        """Whatever these took or held is free for others, and no picking list fetches it."""
        for line in self._with_stock_locked():
            line.give_back(by=by)

    def _with_stock_locked(self):
        """These, in the order of the shelves; nobody else moves what they need before their order is done with it."""
        lines = list(self.in_order_of_shelves())
        warehouse.lock_stock(
            [line.reservation for line in lines if line.reservation],
            [line.product for line in lines],
        )
        return lines


class PartLine(models.Model):
    """A product that an order needs, at its cost of the time: planned, reserved, picked, then used or returned."""

    order = models.ForeignKey(WorkOrder, models.CASCADE, related_name="parts")
    task = models.ForeignKey(Task, models.CASCADE, null=True, blank=True, related_name="parts")
    product = models.ForeignKey(
        Product, models.PROTECT, related_name="work_parts", verbose_name=_("product")
    )
    quantity = QuantityField(_("quantity"), default=Decimal(1))
    unit_cost = not_negative(verbose_name=_("unit cost"))
    is_own_cost = models.BooleanField(default=False)  # typed instead of the product's
    state = models.CharField(max_length=10, choices=PartState, default=PartState.PLANNED)
    reservation = models.OneToOneField(
        Reservation, models.PROTECT, null=True, editable=False, related_name="work_part"
    )
    place = models.PositiveSmallIntegerField(default=1)

    objects = PartLineQuerySet.as_manager()

    class Meta:
        ordering = ["place", "pk"]
        constraints = [
            one_of("state", PartState, "part_state_known"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="work_part_positive"),
            models.CheckConstraint(condition=Q(unit_cost__gte=0), name="work_part_cost"),
        ]

    def __str__(self):
        return f"{self.quantity} × {self.product}"

    # Stock. The caller has locked the order; what cannot be is Refused.

    def reserve(self, *, by):
        """As much as the line says is held for its order. Raises Refused where less is free."""
        if self.state not in (PartState.PLANNED, PartState.RETURNED):
            return
        here = warehouse.workplace_of(by)
        if here is None:
            raise Refused(_("There is no warehouse to take parts from."))
        self.reservation = warehouse.reserve(
            self.product, self.quantity, warehouse=here, document=self.order.number
        )
        self._now(PartState.RESERVED)

    def pick(self, *, by):
        """What was held is in the hands of whoever does the work: it has left the shelves."""
        if self.state == PartState.RESERVED:
            warehouse.issue(self.reservation, by=by, reason=Reason.ISSUE_WORK)
            self._now(PartState.PICKED)

    def use(self, *, by):
        """It went into the work and has left stock. A line that was only planned is taken from the shelves now."""
        if self.state == PartState.USED:
            return
        self.reserve(by=by)
        warehouse.issue(self.reservation, by=by, reason=Reason.ISSUE_WORK)
        self._now(PartState.USED)

    def wait_in_staging(self, *, by):
        """A picking list has brought what was held to the place for picked goods, where it waits to be used."""
        if self.state == PartState.RESERVED:
            self._now(PartState.PICKED)
            amount = f"{format_quantity(self.quantity)} × {self.product.sku}"
            self.order.log("part", by=by, note=gettext("%s picked") % amount)

    def give_back(self, *, by):
        """What it held or took is free for others; the line stays, as one that was returned."""
        if self.reservation is None:
            return
        warehouse.give_back(self.reservation, by=by)
        self.reservation = None
        self._now(PartState.RETURNED)

    def _now(self, state):
        self.state = state
        self.save(update_fields=["state", "reservation"])


class PartsOfWork(holders.Holder):
    """Reserved parts of work orders are fetched by picking lists: a finished list has picked them."""

    prefix = WorkOrder.PREFIX

    def lock(self, numbers):
        """The cases of these orders are locked, then the orders."""
        orders = WorkOrder.with_removed.filter(number__in=numbers)
        cases = Case.objects.filter(pk__in=orders.values("case"))
        list(cases.select_for_update().order_by("pk"))
        list(orders.select_for_update().order_by("pk"))

    def papers(self, numbers):
        return _as_papers(WorkOrder.with_removed.filter(number__in=numbers))

    def asking(self, numbers):
        """Without what is sealed, or waits for its approver: nothing of that changes."""
        signed = Q(kind=Kind.APPROVAL, status=Status.PENDING_APPROVAL)
        orders = WorkOrder.objects.filter(number__in=numbers).exclude(signed)
        return _as_papers(orders.exclude(status__in=SEALED))

    def told(self, picking_list, step, *, by):
        """The orders' pages show where the list stands; what it has fetched to the end is picked."""
        orders = WorkOrder.with_removed.filter(number__in=picking_list.documents)
        live.publish(*(order.topic for order in orders))
        if step == "open":
            self._begin(picking_list, orders, by=by)
        if step == "finish":
            fetched = PartLine.objects.filter(reservation__in=picking_list.reservations_now)
            for line in fetched.select_related("order", "product").order_by("pk"):
                line.wait_in_staging(by=by)
        if step == "cancel":
            for order in orders:
                order.log("part", by=by, note=gettext("%s was canceled.") % picking_list)

    def _begin(self, picking_list, orders, *, by):
        asking = {order.number for order in self.asking(picking_list.documents)}
        for order in orders:
            if order.number not in asking:
                raise StepRefused(gettext("Nothing of %s can be changed now.") % order)
            order.log("part", by=by, note=gettext("%s fetches the parts") % picking_list)


def _as_papers(orders):
    return list(orders.annotate(name=F("title"), scheduled_at=F("planned_start")))


holders.register(PartsOfWork())
