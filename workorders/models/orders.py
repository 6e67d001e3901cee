from django.conf import settings
from django.db import models
from django.db.models import Case as CaseOf
from django.db.models import F, Q, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from config.core import workflow
from config.core.actors import CLOCK
from config.core.dates import in_our_time
from config.core.fields import QuantityField, StatusField, not_negative, one_of
from config.core.models import (
    HistoryEntry,
    Numbered,
    Searchable,
    SearchableQuerySet,
    Workflow,
)
from config.core.workflow import guard, step
from vendors.models import Vendor
from workorders.models.assets import Asset, Site
from workorders.models.cases import Case
from workorders.models.jobs import ServiceJob, Team
from workorders.models.people import Batch
from workorders.models.templates import TemplateVersion
from workorders.states import (
    CASE_LIVE,
    FINISHED,
    LIVE,
    SEALED,
    STARTED,
    CaseStatus,
    Kind,
    Origin,
    Priority,
    Stage,
    Status,
)

DO = "workorders.do_work"
PLAN = "workorders.plan_work"
REOPEN = "workorders.reopen_work"
EVERYONE = ["clock", "token"]
ABOUT_MAIL = ["email", "document"]  # lines of the history that change nothing of the order


@guard(_("Choose who does it first."), fix="assignee")
def has_an_assignee(order):
    return order.assignee_id is not None or order.team_id is not None


@guard(_("Required tasks are not answered yet: answer them, or say why not."), fix="tasks")
def has_required_answers(order):
    return not order.tasks.unanswered().exists()


@guard(
    _("This order needs a sign-off: its executor signs, then its approver approves."),
    fix="approval",
)
def needs_no_approval(order):
    return order.kind != Kind.APPROVAL or order.is_approved


@guard(_("Stop the running timers first."), fix="timers")
def has_no_timer_running(order):
    return not order.times.filter(ended_at=None).exists()


def from_all_but(status):
    return [each for each in LIVE if each != status]


class Tag(models.Model):
    name = models.CharField(_("name"), max_length=40, unique=True)

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")

    def __str__(self):
        return self.name


class WorkOrderQuerySet(SearchableQuerySet):
    def for_user(self, user):
        """The work orders this user may see: all, or for those who only do work, their own and what is nobody's."""
        return self if user.has_perm("workorders.view_workorder") else self.none()

    def live(self):
        return self.filter(status__in=LIVE)

    def late(self):
        return self.live().filter(due_at__lt=timezone.now())

    def of(self, user):
        """Given to this person, or to a team of theirs and to nobody in it."""
        return self.filter(Q(assignee=user) | Q(assignee=None, team__members=user)).distinct()


class PresentOrders(models.Manager):
    """All but those that another system removed: these are kept, and can be brought back in the admin."""

    def get_queryset(self):
        return super().get_queryset().filter(removed_at=None)


class WorkOrder(Numbered, Searchable, Workflow):
    """Work on one or several assets, from the plan until it is done and sealed, or skipped."""

    PREFIX = "WO"
    USUAL_STEPS = {
        Status.PLANNING: "release",
        Status.ESTIMATE: "release",
        Status.OPEN: "start",
        Status.ASSIGNED: "start",
        Status.IN_PROGRESS: "finish",
        Status.ON_HOLD: "start",
        Status.PENDING_PARTS: "start",
        Status.COMPLETED: "close",
    }

    status = StatusField(choices=Status, default=Status.OPEN)
    stage = models.GeneratedField(
        expression=CaseOf(
            When(status__in=FINISHED, then=Value(Stage.FINISHED)),
            When(status=Status.CANCELLED, then=Value(Stage.SKIPPED)),
            When(status__in=STARTED, then=Value(Stage.STARTED)),
            When(
                status=Status.PENDING_APPROVAL, started_at__isnull=False, then=Value(Stage.STARTED)
            ),
            default=Value(Stage.SCHEDULED),
        ),
        output_field=models.CharField(max_length=10, choices=Stage),
        db_persist=True,
    )
    title = models.CharField(_("title"), max_length=150)
    kind = models.CharField(_("type"), max_length=12, choices=Kind, default=Kind.MAINTENANCE)
    category = models.CharField(_("category"), max_length=80, blank=True)
    priority = models.CharField(
        _("priority"), max_length=10, choices=Priority, default=Priority.MEDIUM
    )
    assets = models.ManyToManyField(Asset, through="WorkOrderAsset", related_name="orders")
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="work_orders",
        verbose_name=_("assignee"),
    )
    team = models.ForeignKey(
        Team, models.PROTECT, null=True, blank=True, related_name="orders", verbose_name=_("team")
    )
    planned_start = models.DateTimeField(_("planned start"), null=True, blank=True)
    planned_end = models.DateTimeField(_("planned end"), null=True, blank=True)
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    planned_minutes = models.PositiveIntegerField(_("planned minutes"), null=True, blank=True)
    description = models.TextField(_("description"), max_length=8000, blank=True)
    closing_notes = models.TextField(_("closing notes"), max_length=8000, blank=True)
    tags = models.ManyToManyField(Tag, related_name="orders", blank=True, verbose_name=_("tags"))
    case = models.ForeignKey(
        Case,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="orders",
        verbose_name=_("case"),
    )
    job = models.ForeignKey(
        ServiceJob,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="orders",
        verbose_name=_("service job"),
    )
    template = models.ForeignKey(
        TemplateVersion, models.PROTECT, null=True, blank=True, related_name="orders"
    )
    batch = models.ForeignKey(
        Batch, models.PROTECT, null=True, related_name="orders", editable=False
    )
    site = models.ForeignKey(
        Site, models.PROTECT, null=True, blank=True, related_name="orders", verbose_name=_("site")
    )
    vendor = models.ForeignKey(
        Vendor,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="work_orders",
        verbose_name=_("vendor"),
    )
    invoice_number = models.CharField(_("invoice number"), max_length=80, blank=True)
    po_number = models.CharField(_("purchase order"), max_length=80, blank=True)
    odometer = QuantityField(_("odometer, metres"), null=True, blank=True)
    engine = QuantityField(_("engine hours, seconds"), null=True, blank=True)
    discount_points = models.PositiveIntegerField(
        _("discount, basis points"), null=True, blank=True
    )
    discount = not_negative(verbose_name=_("discount"), null=True, blank=True)
    tax_points = models.PositiveIntegerField(_("tax, basis points"), null=True, blank=True)
    tax = not_negative(verbose_name=_("tax"), null=True, blank=True)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.HAND, editable=False)
    items = models.JSONField(default=list, blank=True, editable=False)  # of other systems (spec 50)

    approver = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="to_approve",
        verbose_name=_("approver"),
    )
    approver_name = models.CharField(_("approver from outside"), max_length=120, blank=True)
    approver_email = models.EmailField(_("their e-mail"), blank=True)

    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    updated_at = models.DateTimeField(auto_now=True)
    started_at = models.DateTimeField(null=True, editable=False)
    completed_at = models.DateTimeField(null=True, editable=False)
    archived_at = models.DateTimeField(null=True, editable=False)
    removed_at = models.DateTimeField(null=True, editable=False)
    resolution_minutes = models.PositiveIntegerField(
        _("resolution, minutes"), null=True, blank=True
    )
    told_due_at = models.DateTimeField(null=True, editable=False)
    told_late_at = models.DateTimeField(null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)  # of what is typed on the page

    objects = PresentOrders.from_queryset(WorkOrderQuerySet)()
    with_removed = WorkOrderQuerySet.as_manager()

    class Meta:
        base_manager_name = "with_removed"
        verbose_name = _("work order")
        verbose_name_plural = _("work orders")
        permissions = [
            ("plan_work", "Can plan and assign work"),
            ("do_work", "Can do work"),
            ("reopen_work", "Can reopen sealed work orders"),
            ("sign_off", "Can approve work"),
        ]
        constraints = [
            one_of("status", Status, "work_status_known"),
            one_of("kind", Kind, "work_kind_known"),
            one_of("priority", Priority, "work_priority_known"),
            one_of("origin", Origin, "work_origin_known"),
            models.UniqueConstraint(
                fields=["number_year", "number_seq"], name="one_work_order_a_number"
            ),
            models.CheckConstraint(condition=~Q(title=""), name="work_has_a_title"),
            models.CheckConstraint(
                condition=Q(planned_start=None)
                | Q(planned_end=None)
                | Q(planned_end__gte=F("planned_start")),
                name="work_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(discount=None) | Q(discount__gte=0, discount_points=None),
                name="one_kind_of_discount",
            ),
            models.CheckConstraint(
                condition=Q(tax=None) | Q(tax__gte=0, tax_points=None), name="one_kind_of_tax"
            ),
            models.CheckConstraint(
                condition=Q(discount_points=None) | Q(discount_points__lte=10000),
                name="discount_at_most_all",
            ),
            models.CheckConstraint(
                condition=Q(approver=None) | Q(assignee=None) | ~Q(approver=F("assignee")),
                name="nobody_approves_their_own",
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.ASSIGNED)
                | Q(assignee__isnull=False)
                | Q(team__isnull=False),
                name="assigned_to_somebody",
            ),
            *(
                in_our_time(name, f"work_{name}_in_our_time")
                for name in ("planned_start", "planned_end", "due_at", "completed_at", "started_at")
            ),
        ]
        indexes = [
            models.Index(F("number_year").desc(), F("number_seq").desc(), name="work_newest"),
            models.Index(fields=["status", "due_at"], name="work_by_status"),
            models.Index(fields=["stage", "due_at"], name="work_by_stage"),
            models.Index(fields=["assignee", "status"], name="work_of_assignee"),
            models.Index(fields=["planned_start"], name="work_planned"),
            models.Index(fields=["updated_at", "id"], name="work_stream"),
            models.Index(fields=["completed_at"], name="work_completed"),
        ]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("workorders:order", args=[self.number])

    def step_url(self, step):
        return reverse("workorders:order_step", args=[self.number, step])

    def search_words(self):
        names = [f"{asset.name} {asset.tag}" for asset in self._known_assets()] if self.pk else []
        return [self.number, self.title, self.po_number, self.invoice_number, *names]

    def _known_assets(self):
        """Those of its places, where these were read beforehand."""
        if "places" in getattr(self, "_prefetched_objects_cache", ()):
            return [place.asset for place in self.places.all()]
        return self.assets.all()

    # Facts

    @property
    def is_sealed(self):
        return self.status in SEALED

    @property
    def is_late(self):
        return bool(not self.is_sealed and self.due_at and self.due_at < timezone.now())

    @property
    def asset(self):
        """The first of its assets, or None."""
        return next((each.asset for each in self.places.all()), None)

    @property
    def is_approved(self):
        """Whether the latest round of its approval ended well, and nobody has reopened it since."""
        latest = self.rounds.order_by("-number").first()
        return latest is not None and latest.stands

    # History

    def log(self, action, *, by, **details):
        """Add a line to the history; unless it is about mail, the order has changed."""
        entry = super().log(action, by=by, **details)
        if action not in ABOUT_MAIL:
            self.mark_changed()
        return entry

    def save_edited(self, fields, *, by):
        """These fields are saved, and a line of the history says so; other systems hear of it."""
        super().log("edited", by=by)
        self.save(update_fields=[*fields, "updated_at"])
        self.deliveries.tell(self)

    def mark_changed(self):
        """It has changed now, and other systems hear of it: of what stands in no line of the history, too."""
        self.updated_at = timezone.now()
        WorkOrder.with_removed.filter(pk=self.pk).update(updated_at=self.updated_at)
        self.deliveries.tell(self)

    # Workflow

    def lock_first(self):
        """A case is locked before its orders."""
        if self.case_id:
            list(Case.objects.select_for_update().filter(pk=self.case_id))

    def moved(self, step, *, by):
        """Sealing takes the parts out of stock, reopening gives them back, and a case follows its orders."""
        if step in ("finish", "close"):
            self.parts.use(by=by)
        if step in ("skip", "reopen"):
            self.parts.give_back(by=by)
        if self.case_id:
            self._lead_case(step, by)

    def _lead_case(self, step, by):
        """A case is worked on when an order of it is, and resolved when the last of them has ended."""
        case = Case.objects.get(pk=self.case_id)
        if step == "start" and case.status == CaseStatus.OPEN:
            workflow.take_step(case, "start", by=CLOCK)
        orders = case.orders.values_list("status", flat=True)
        if (
            case.status in CASE_LIVE
            and step in ("finish", "close", "skip")
            and not set(orders) & set(LIVE)
            and set(orders) & set(FINISHED)
        ):
            workflow.take_step(case, "resolve", by=CLOCK, note=str(self))

    @step(
        _("Estimate"),
        source=from_all_but(Status.ESTIMATE),
        target=Status.ESTIMATE,
        permission=PLAN,
        open_to=EVERYONE,
    )
    def quote(self, *, by):
        """It is being priced."""

    @step(
        _("Plan"),
        source=from_all_but(Status.PLANNING),
        target=Status.PLANNING,
        permission=PLAN,
        open_to=EVERYONE,
    )
    def plan(self, *, by):
        """It is being planned."""

    @step(
        _("Release"),
        source=[Status.PLANNING, Status.ESTIMATE],
        target=Status.OPEN,
        permission=PLAN,
        open_to=EVERYONE,
    )
    def release(self, *, by):
        """It may be done."""

    @step(
        _("Assign"),
        source=LIVE,
        target=Status.ASSIGNED,
        permission=PLAN,
        needs=[has_an_assignee],
        open_to=EVERYONE,
    )
    def assign(self, *, by, **to):
        """It is given to a person or a team; again to others where it was given before."""
        for name, value in to.items():
            setattr(self, name, value)

    @step(
        _("Unassign"),
        source=[Status.ASSIGNED, *STARTED, Status.PENDING_APPROVAL],
        target=Status.OPEN,
        permission=PLAN,
        open_to=EVERYONE,
    )
    def unassign(self, *, by):
        """It is nobody's."""
        self.assignee = self.team = None

    @step(
        _("Start"),
        source=from_all_but(Status.IN_PROGRESS),
        target=Status.IN_PROGRESS,
        permission=DO,
        open_to=EVERYONE,
    )
    def start(self, *, by, at=None):
        """Somebody works on it."""
        self.started_at = self.started_at or at or timezone.now()

    @step(
        _("Pause"),
        source=from_all_but(Status.ON_HOLD),
        target=Status.ON_HOLD,
        permission=DO,
        open_to=EVERYONE,
    )
    def pause(self, *, by):
        """It waits."""

    @step(
        _("Wait for parts"),
        source=from_all_but(Status.PENDING_PARTS),
        target=Status.PENDING_PARTS,
        permission=DO,
        open_to=EVERYONE,
    )
    def wait_for_parts(self, *, by):
        """It waits for parts."""

    @step(
        _("Request approval"),
        source=from_all_but(Status.PENDING_APPROVAL),
        target=Status.PENDING_APPROVAL,
        permission=DO,
        open_to=EVERYONE,
    )
    def request_approval(self, *, by):
        """Somebody else looks at it."""

    @step(
        _("Finish"),
        source=LIVE,
        target=Status.COMPLETED,
        permission=DO,
        needs=[has_required_answers, needs_no_approval, has_no_timer_running],
        open_to=[*EVERYONE, "client"],
        hint=_("Seals the order and takes its parts out of stock"),
    )
    def finish(self, *, by, at=None):
        """It is done and sealed."""
        self._end(at)

    @step(
        _("Close"),
        source=[*LIVE, Status.COMPLETED],
        target=Status.CLOSED,
        permission=PLAN,
        needs=[has_required_answers, needs_no_approval, has_no_timer_running],
        open_to=EVERYONE,
        hint=_("Done, and put away"),
    )
    def close(self, *, by, at=None):
        """It is done, sealed and put away."""
        self._end(at)
        self.archived_at = self.archived_at or timezone.now()

    @step(
        _("Skip"),
        source=LIVE,
        target=Status.CANCELLED,
        permission=DO,
        note_needed=True,
        needs=[has_no_timer_running],
        open_to=EVERYONE,
        hint=_("It is not done, and says why"),
    )
    def skip(self, *, by):
        """It is not done, on purpose."""
        self.archived_at = self.archived_at or timezone.now()

    @step(
        _("Reopen"),
        source=SEALED,
        target=Status.OPEN,
        permission=REOPEN,
        note_needed=True,
        open_to=["token"],
        hint=_("Unseals it and gives its parts back"),
    )
    def reopen(self, *, by):
        """It is to be worked on again."""
        self.completed_at = self.archived_at = self.resolution_minutes = None

    def _end(self, at):
        now = timezone.now()
        self.started_at = self.started_at or at or now
        self.completed_at = self.completed_at or at or now
        if self.resolution_minutes is None:
            self.resolution_minutes = max(
                0, int((self.completed_at - self.created_at).total_seconds() // 60)
            )


class WorkOrderAsset(models.Model):
    """One asset of an order."""

    order = models.ForeignKey(WorkOrder, models.CASCADE, related_name="places")
    asset = models.ForeignKey(Asset, models.PROTECT, related_name="order_places")
    place = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["place", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["order", "asset"], name="an_asset_once_an_order")
        ]

    def __str__(self):
        return f"{self.order}: {self.asset}"


class WorkOrderHistory(HistoryEntry):
    ACTIONS = {
        "opened": _("Work order created"),
        "edited": _("Details changed"),
        "task": _("Task"),
        "part": _("Part"),
        "time": _("Time"),
        "signed": _("Signed"),
        "approved": _("Approved"),
        "sent_back": _("Sent back"),
        "planned": _("Replanned"),
        "removed": _("Removed by another system"),
    }
    STATUS = Status

    order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="history")
