from django.db import models
from django.db.models import F, Q, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_fsm import RETURN_VALUE

from config.core.dates import in_our_time
from config.core.fields import QuantityField, StatusField, one_of
from config.core.models import HistoryEntry, Numbered, Searchable, SearchableQuerySet, Workflow
from config.core.workflow import StepRefused, guard, step
from warehouse.models.places import Warehouse
from warehouse.models.products import Merchant, Product
from warehouse.models.recipes import RecipeVersion
from warehouse.models.stock import ZERO, NotEnough, Reservation, Shortage, StockLevel, run
from warehouse.states import EDITABLE, OPEN, PickingStatus, Status

PRODUCE = "warehouse.produce"
MOST_NAMED = 20  # missing products that one line of history names


@guard(gettext_lazy("Add the materials first: there is nothing to reserve."))
def has_materials(order):
    return order.materials.exists()


@guard(gettext_lazy("Add an output first: nothing would be produced."))
def has_outputs(order):
    return order.outputs.exists()


@guard(gettext_lazy("Its picking lists are not all done: finish them first."))
def is_picked(order):
    return order.list_statuses == {PickingStatus.DONE}


class ProductionOrderQuerySet(SearchableQuerySet):
    def for_user(self, user):
        """The production orders this user may see: all of them, or none."""
        return self if user.has_perm("warehouse.view_productionorder") else self.none()

    def open(self):
        return self.filter(status__in=OPEN)

    def late(self):
        return self.open().filter(scheduled_at__lt=timezone.now())


class ProductionOrder(Numbered, Searchable, Workflow):
    """Materials in, goods out, in one warehouse: to assemble, take apart or process."""

    PREFIX = "PR"
    USUAL_STEPS = {
        Status.DRAFT: "confirm",
        Status.OUT_OF_STOCK: "retry_allocation",
        Status.ALLOCATED: "start_picking",
        Status.PROCESSING: "complete",
    }

    status = StatusField(choices=Status, default=Status.DRAFT)
    name = models.CharField(gettext_lazy("name"), max_length=120)
    merchant = models.ForeignKey(
        Merchant, models.PROTECT, related_name="orders", verbose_name=gettext_lazy("merchant")
    )
    warehouse = models.ForeignKey(Warehouse, models.PROTECT, related_name="orders", editable=False)
    recipe_version = models.ForeignKey(
        RecipeVersion, models.PROTECT, null=True, blank=True, related_name="orders"
    )
    sets = QuantityField(gettext_lazy("sets"), null=True, blank=True)
    scheduled_at = models.DateTimeField(gettext_lazy("scheduled at"), null=True, blank=True)
    notes = models.TextField(gettext_lazy("notes"), max_length=4000, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)
    closed_at = models.DateTimeField(null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)  # of what is typed on the page

    objects = ProductionOrderQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("production order")
        verbose_name_plural = gettext_lazy("production orders")
        permissions = [
            ("produce", "Can make and move production orders"),
            ("reverse", "Can reverse completions"),
        ]
        constraints = [
            one_of("status", Status, "production_status_known"),
            models.UniqueConstraint(
                fields=["number_year", "number_seq"], name="one_production_order_a_number"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="production_has_a_name"),
            models.CheckConstraint(
                condition=Q(sets=None) | Q(sets__gt=0), name="production_sets_positive"
            ),
            in_our_time("scheduled_at", "production_scheduled_in_our_time"),
            in_our_time("created_at", "production_created_in_our_time"),
        ]
        indexes = [
            models.Index(F("number_year").desc(), F("number_seq").desc(), name="production_newest"),
            models.Index(
                "warehouse",
                "status",
                F("number_year").desc(),
                F("number_seq").desc(),
                name="production_by_status",
            ),
            models.Index(fields=["status", "scheduled_at"], name="production_scheduled"),
            models.Index(fields=["status", "closed_at"], name="production_closed"),
        ]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("warehouse:order", args=[self.number])

    def step_url(self, step):
        return reverse("warehouse:order_step", args=[self.number, step])

    def search_words(self):
        return [self.number, self.name]

    # Facts

    @property
    def is_late(self):
        return bool(
            self.scheduled_at and self.scheduled_at < timezone.now() and self.status in OPEN
        )

    @property
    def can_be_edited(self):
        return self.status in EDITABLE

    @property
    def current_lists(self):
        """The picking lists that bring its materials now: neither canceled nor undone."""
        return self.picking_lists.filter(lines__shares__material__order=self).distinct()

    @cached_property
    def list_statuses(self):
        """Where its current lists stand; a page that has read them says so itself."""
        return set(self.current_lists.values_list("status", flat=True))

    def shortages(self, levels=None):
        """What is needed beyond what is free, product by product, in the order of the SKUs."""
        needed = self._needed()
        if levels is None:
            levels = self._levels()
        free = {level.product_id: level.free for level in levels}
        missing = [key for key, quantity in needed.items() if quantity > free.get(key, ZERO)]
        if not missing:
            return []
        return [
            Shortage(product, needed[product.pk], free.get(product.pk, ZERO))
            for product in Product.objects.filter(pk__in=missing).order_by("sku")
        ]

    def _needed(self):
        """{product: how much of it all lines together need}."""
        lines = self.materials.order_by().values_list("product")
        return dict(lines.annotate(Sum("quantity")))

    def _levels(self):
        return StockLevel.objects.filter(
            warehouse=self.warehouse_id, product__in=self.materials.values("product")
        )

    @property
    def _held(self):
        return Reservation.objects.filter(material__order=self, active=True)

    # Workflow

    def why_not(self, step):
        """What stands in the way of a step that the status alone does not explain."""
        if step == "cancel" and self.status == Status.PROCESSING:
            numbers = ", ".join(self.current_lists.values_list("number", flat=True))
            return (
                _(
                    "“Cancel order” is not possible while the status is Processing: deal with "
                    "picking list %s first."
                )
                % numbers
            )
        return ""

    def moved(self, step, *, by):
        """An order that stays short says in its history what was missing."""
        if self.status == Status.OUT_OF_STOCK:
            short = self.shortages()
            text = "; ".join(str(each) for each in short[:MOST_NAMED])
            if len(short) > MOST_NAMED:
                text += "; " + _("and %s more") % (len(short) - MOST_NAMED)
            self.log("short", by=by, note=text)

    @step(
        gettext_lazy("Confirm"),
        source=Status.DRAFT,
        target=RETURN_VALUE(Status.ALLOCATED, Status.OUT_OF_STOCK),
        permission=PRODUCE,
        needs=[has_materials, has_outputs],
        hint=gettext_lazy("Reserves all materials, or none"),
    )
    def confirm(self, *, by):
        """Every material is reserved, or none is and the order is out of stock."""
        return self._allocate()

    @step(
        gettext_lazy("Retry allocation"),
        source=Status.OUT_OF_STOCK,
        target=RETURN_VALUE(Status.ALLOCATED, Status.OUT_OF_STOCK),
        permission=PRODUCE,
        needs=[has_materials, has_outputs],
        hint=gettext_lazy("Reserves all materials, or none"),
    )
    def retry_allocation(self, *, by):
        """As ``confirm``, once more."""
        return self._allocate()

    @step(
        gettext_lazy("Create picking list"),
        source=Status.ALLOCATED,
        target=Status.PROCESSING,
        permission=PRODUCE,
        hint=gettext_lazy("A picker fetches the materials"),
    )
    def start_picking(self, *, by, on_list=None):
        """The order is on a picking list: the one given, which serves it already, or a new one of its own."""
        if on_list is None:
            self.picking_lists.model.make([self], by=by)

    @step(
        gettext_lazy("Return picking"),
        source=Status.PROCESSING,
        target=Status.ALLOCATED,
        permission=PRODUCE,
        hint=gettext_lazy("Takes the order off its picking list; what was picked goes back"),
    )
    def return_picking(self, *, by):
        """The order is on no picking list; what was picked for it lies where it was, and stays reserved."""
        for picking_list in self.current_lists:
            picking_list.drop(self, by=by)

    @step(
        gettext_lazy("Complete"),
        source=Status.PROCESSING,
        target=Status.COMPLETED,
        permission=PRODUCE,
        needs=[is_picked],
        hint=gettext_lazy("Consumes the materials; the goods are expected inbound"),
    )
    def complete(self, *, by):
        """The picked materials are consumed, and an inbound order expects the goods."""
        self.picking_lists.model.consume(self, by=by)
        self.inbounds.model.expect_goods_of(self, by=by)
        self.closed_at = timezone.now()

    @step(
        gettext_lazy("Cancel order"),
        source=[Status.DRAFT, Status.OUT_OF_STOCK, Status.ALLOCATED],
        target=Status.CANCELED,
        permission=PRODUCE,
        hint=gettext_lazy("Gives back all that is reserved"),
    )
    def cancel(self, *, by):
        """Nothing is reserved for the order, and it is closed."""
        self._held.release()
        self.closed_at = timezone.now()

    @step(
        gettext_lazy("Reverse completion"),
        source=Status.COMPLETED,
        target=Status.DRAFT,
        permission="warehouse.reverse",
        note_needed=True,
        hint=gettext_lazy("Undoes every movement by a counter-movement"),
    )
    def reverse_completion(self, *, by):
        """The goods are out of stock and the materials back on their shelves, by counter-movements."""
        inbounds = list(self.inbounds.select_for_update().filter(reversed_at=None))
        self._lock_everything()
        try:
            for inbound in inbounds:
                inbound.undo(by=by)
            self.picking_lists.model.unconsume(self, by=by)
        except NotEnough as refusal:
            raise StepRefused(str(refusal)) from refusal
        self.closed_at = None

    def _lock_everything(self):
        """Its picking lists, then the levels of all that it takes and makes, in their one order."""
        lists = self.picking_lists.model.objects.filter(pk__in=self.current_lists.values("pk"))
        list(lists.select_for_update().order_by("pk"))
        materials = Q(product__in=self.materials.values("product"))
        outputs = Q(product__in=self.outputs.values("product"))
        levels = StockLevel.objects.filter(materials | outputs, warehouse=self.warehouse_id)
        list(levels.locked())

    def _allocate(self):
        """All or nothing: the levels are locked, compared with what is needed, and held for it."""
        levels = list(self._levels().locked())
        if self.shortages(levels):
            return Status.OUT_OF_STOCK
        run(_HOLD_MATERIALS, self.number, timezone.now(), self.pk)
        StockLevel.recompute([level.pk for level in levels])
        return Status.ALLOCATED


_HOLD_MATERIALS = """
INSERT INTO warehouse_reservation (warehouse_id, product_id, quantity, document, material_id, active, at)
SELECT warehouse_id, product_id, quantity, %s, id, TRUE, %s FROM warehouse_materialline
WHERE order_id = %s
"""


class _OrderLine(models.Model):
    warehouse = models.ForeignKey(Warehouse, models.PROTECT, related_name="+")
    product = models.ForeignKey(Product, models.PROTECT, related_name="%(class)ss")
    quantity = QuantityField(gettext_lazy("quantity"))

    class Meta:
        abstract = True
        ordering = ["pk"]

    def __str__(self):
        return f"{self.quantity} × {self.product}"

    def save(self, *args, **kwargs):
        self.warehouse_id = self.order.warehouse_id
        super().save(*args, **kwargs)


class MaterialLine(_OrderLine):
    """What a production order consumes."""

    order = models.ForeignKey(ProductionOrder, models.CASCADE, related_name="materials")

    class Meta(_OrderLine.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="material_quantity_positive")
        ]


class OutputLine(_OrderLine):
    """What a production order makes."""

    order = models.ForeignKey(ProductionOrder, models.CASCADE, related_name="outputs")

    class Meta(_OrderLine.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="output_quantity_positive")
        ]


class ProductionOrderHistory(HistoryEntry):
    ACTIONS = {
        "opened": gettext_lazy("Order created"),
        "edited": gettext_lazy("Details changed"),
        "short": gettext_lazy("Short of materials"),
        "picking": gettext_lazy("Picking"),
    }
    STATUS = Status

    order = models.ForeignKey(ProductionOrder, models.PROTECT, related_name="history")
