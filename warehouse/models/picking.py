from collections import defaultdict

from django.conf import settings
from django.db import models
from django.db.models import Case, F, IntegerField, OuterRef, Q, Subquery, Sum, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.core import workflow
from config.core.actors import CLOCK
from config.core.fields import QuantityField, StatusField, one_of
from config.core.models import HistoryEntry, Numbered, Workflow
from config.core.workflow import StepRefused, guard, step
from warehouse import holders
from warehouse.models.places import Warehouse
from warehouse.models.production import MaterialLine, ProductionOrder
from warehouse.models.stock import (
    NOTHING,
    ZERO,
    Posting,
    Reservation,
    StockItem,
    StockLevel,
    run,
)
from warehouse.states import PICKABLE, PICKING_OPEN, PickingStatus, Reason, Status

PICK = "warehouse.pick"


@guard(gettext_lazy("Some lines are not picked yet."))
def is_all_picked(picking_list):
    return not picking_list.has_lines_left


class PickingListQuerySet(models.QuerySet):
    def for_user(self, user):
        """The picking lists this user may see: all of them, or none."""
        return self if user.has_perm("warehouse.view_pickinglist") else self.none()

    def open(self):
        return self.filter(status__in=PICKING_OPEN)


class PickingList(Numbered, Workflow):
    """One walk along the shelves, for one order or for many. What is picked waits in the staging place.

    It fetches the materials of production orders, and what papers of other desks have reserved.
    """

    PREFIX = "PL"
    USUAL_STEPS = {PickingStatus.OPEN: "claim", PickingStatus.PICKING: "finish"}

    status = StatusField(choices=PickingStatus, default=PickingStatus.OPEN)
    warehouse = models.ForeignKey(Warehouse, models.PROTECT, related_name="picking_lists")
    orders = models.ManyToManyField(ProductionOrder, related_name="picking_lists")
    reservations = models.ManyToManyField(Reservation, related_name="picking_lists")
    picker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="picking_lists"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    claimed_at = models.DateTimeField(null=True, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)

    objects = PickingListQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("picking list")
        verbose_name_plural = gettext_lazy("picking lists")
        permissions = [("pick", "Can claim and pick lists")]
        constraints = [
            one_of("status", PickingStatus, "picking_status_known"),
            models.UniqueConstraint(
                fields=["number_year", "number_seq"], name="one_picking_list_a_number"
            ),
            models.CheckConstraint(
                condition=~Q(status=PickingStatus.PICKING) | Q(picker__isnull=False),
                name="picking_has_a_picker",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "warehouse"], name="picking_by_status"),
            models.Index(fields=["picker", "status"], name="picking_by_picker"),
        ]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("warehouse:picking_list", args=[self.number])

    def step_url(self, step):
        return reverse("warehouse:picking_step", args=[self.number, step])

    @classmethod
    def make(cls, orders=(), reservations=(), *, by):
        """A new open list that brings the materials of these orders, and these goods, along one walk of one warehouse.

        Their orders and papers are locked by the caller. Raises StepRefused where what is reserved cannot be found.
        """
        warehouse = [*orders, *reservations][0].warehouse
        if any(each.warehouse_id != warehouse.pk for each in [*orders, *reservations]):
            raise StepRefused(_("One picking list serves one warehouse."))
        materials = MaterialLine.objects.filter(order__in=orders).select_related("product")
        wanted = [*materials.order_by("order_id", "pk"), *reservations]
        needs = defaultdict(lambda: ZERO)
        for each in wanted:
            needs[each.product_id] += each.quantity
        list(StockLevel.objects.filter(warehouse=warehouse, product__in=needs).locked())
        found, missing = plan(warehouse, needs)
        if missing:
            skus = sorted(each.product.sku for each in wanted if each.product_id in missing)
            raise StepRefused(
                _("%s cannot be found on the shelves: settle its discrepancies first.")
                % ", ".join(dict.fromkeys(skus))
            )
        picking_list = cls(warehouse=warehouse, created_at=timezone.now())
        picking_list.give_number()
        picking_list.save()
        picking_list.orders.set(orders)
        picking_list.reservations.set(reservations)
        picking_list._ask_for(found, wanted)
        picking_list.log("opened", by=by, went_to=picking_list.status)
        return picking_list

    def _ask_for(self, found, wanted):
        """Lines for what was found, split among the materials and reservations in their order."""
        lines = [
            PickLine(picking_list=self, warehouse_id=self.warehouse_id, item=item, asked=quantity)
            for item, quantity in found
        ]
        PickLine.objects.bulk_create(lines)
        left = {id(line): line.asked for line in lines}
        waiting = defaultdict(list)
        for line in lines:
            waiting[line.item.product_id].append(line)
        shares = []
        for each in wanted:
            needed = each.quantity
            queue = waiting[each.product_id]
            while needed > 0:
                line = queue[0]
                part = min(needed, left[id(line)])
                shares.append(PickShare.of(line, each, part))
                needed -= part
                left[id(line)] -= part
                if not left[id(line)]:
                    queue.pop(0)
        PickShare.objects.bulk_create(shares)

    # Facts

    @cached_property
    def has_lines_left(self):
        """Whether something is still to be picked; a page that has read the lines says so itself."""
        return self.lines.filter(picked__lt=F("asked")).exists()

    @property
    def orders_now(self):
        """The orders it still brings materials for."""
        return self.orders.filter(materials__shares__line__picking_list=self).distinct()

    @property
    def reservations_now(self):
        """What it still brings for papers of other desks."""
        return self.reservations.filter(shares__line__picking_list=self).distinct()

    @cached_property
    def documents(self):
        """The numbers of the papers of other desks that it was made for, which never change."""
        return set(self.reservations.values_list("document", flat=True))

    def walk(self):
        """Its lines in the order of the walk, with all that a row shows."""
        return self.lines.select_related(
            "item__product__unit", "item__location", "item__lot"
        ).order_by("item__location__walk", "item__location__code", "item__product__sku", "pk")

    # What a picker does. The list is locked by the caller (services.py).

    def pick(self, line, quantity, *, by):
        """So much more of the line lies in the staging place. Raises NotEnough, or StepRefused beyond what is asked."""
        if quantity > line.asked - line.picked:
            raise StepRefused(
                _("Only %s more are asked for here.")
                % f"{(line.asked - line.picked).normalize():f}"
            )
        if quantity <= 0:
            return
        move = line.item.move(quantity, to=self.warehouse.staging)
        Posting.post(Reason.PICK, [move], by=by, document=self.number)
        line.picked += quantity
        line.save(update_fields=["picked"])

    def unpick(self, line, *, by):
        """What was picked of the line lies on its shelf again."""
        self._put_back([(line, line.picked)], by=by)
        line.picked = ZERO
        line.save(update_fields=["picked"])

    def report_short(self, line, found, *, by, elsewhere=True):
        """The line had ``found`` in all; what is missing is a discrepancy, and is asked for elsewhere where it can be.

        What no other place holds stays asked for, until stock comes or the order is taken off the list.
        """
        missing = line.asked - found
        if missing <= 0:
            raise StepRefused(_("That is not short: confirm the line instead."))
        if found < line.picked:
            raise StepRefused(_("More than that is picked already: undo the line first."))
        self.pick(line, found - line.picked, by=by)
        Discrepancy.objects.create(
            item=line.item, warehouse_id=self.warehouse_id, line=line, missing=missing, by=by
        )
        self.log(
            "short",
            by=by,
            note=_("%(quantity)s × %(sku)s not found at %(place)s")
            % {
                "quantity": f"{missing.normalize():f}",
                "sku": line.item.product.sku,
                "place": line.item.location,
            },
        )
        if elsewhere:
            self.ask_elsewhere(line)

    def ask_elsewhere(self, line):
        """What is left of the line is asked for at other places, as far as they hold it; returns how much was."""
        left = line.asked - line.picked
        list(
            StockLevel.objects.filter(
                warehouse=self.warehouse_id, product=line.item.product_id
            ).locked()
        )
        found, _missing = plan(self.warehouse, {line.item.product_id: left}, besides=line.item_id)
        moved = sum((quantity for _item, quantity in found), ZERO)
        for item, quantity in found:
            other = PickLine.objects.create(
                picking_list=self, warehouse_id=self.warehouse_id, item=item, asked=quantity
            )
            line.hand_over(other, quantity)
        return moved

    def drop(self, order, *, by, closing=False):
        """The list brings nothing for this order any more; what was picked for it lies on its shelf again.

        A list that serves nobody is canceled, unless it is ``closing`` itself.
        """
        self._drop(PickShare.objects.filter(material__order=order), order.number, by, closing)

    def drop_reservations(self, reservations, *, by, closing=False):
        """As ``drop``, for goods that papers of other desks have reserved; they stay reserved."""
        numbers = sorted({each.document for each in reservations})
        shares = PickShare.objects.filter(reservation__in=reservations)
        self._drop(shares, ", ".join(numbers), by, closing)

    def leave_out(self, line, *, by):
        """What the line is to bring for papers of other desks is off the list and stays reserved; what was picked is back.

        Raises StepRefused where it brings nothing for them.
        """
        reservations = list(self.reservations_now.filter(shares__line=line))
        if not reservations:
            raise StepRefused(_("That is no longer on this list."))
        self.drop_reservations(reservations, by=by)

    def _drop(self, shares, note, by, closing):
        picking_list = PickingList.objects.select_for_update().get(pk=self.pk)
        is_open = picking_list.status in PICKING_OPEN
        shares = shares.filter(line__picking_list=picking_list)
        theirs = set(shares.values_list("pk", flat=True))
        lines = list(
            picking_list.lines.filter(shares__in=theirs)
            .distinct()
            .select_related("item__location")
            .prefetch_related("shares")
        )
        back = []
        for line in lines:
            asked, picked = line.part_of(theirs)
            back.append((line, picked))
            if is_open:
                line.asked, line.picked = line.asked - asked, line.picked - picked
        picking_list._put_back(back, by=by)
        if is_open:
            PickLine.objects.bulk_update(lines, ["asked", "picked"])
        PickShare.objects.filter(pk__in=theirs).delete()
        picking_list.log("dropped", by=by, note=note)
        serves_nobody = not PickShare.objects.filter(line__picking_list=picking_list).exists()
        if is_open and not closing and serves_nobody:
            by = by if by.is_person and by.has_perm(PICK) else CLOCK
            workflow.take_step(picking_list, "cancel", by=by)

    def _put_back(self, lines, *, by):
        staging = self.warehouse.staging
        moves = [
            line.item.move(quantity, to=line.item.location, out_of=staging)
            for line, quantity in lines
            if quantity > 0
        ]
        if moves:
            Posting.post(Reason.RETURN, moves, by=by, document=self.number)

    # What production does with picked goods

    @staticmethod
    def consume(order, *, by):
        """What was picked for the order is used up, and its reservations are over."""
        posting = Posting.open(Reason.CONSUME, by=by, document=order.number)
        run(_CONSUME, posting.pk, order.warehouse.staging.pk, order.pk)
        Reservation.objects.filter(material__order=order, active=True).update(active=False)
        posting.apply()

    @staticmethod
    def unconsume(order, *, by):
        """What the order used up lies on the shelves that it was picked from; its picking is undone."""
        used = Posting.objects.filter(
            reason=Reason.CONSUME, document=order.number, moves__reversed_by=None
        )
        for posting in used.distinct():
            posting.counter(by=by, reason=Reason.REVERSE)
        for picking_list in order.current_lists:
            picking_list.drop(order, by=by)

    # Workflow

    def lock_first(self):
        """Orders are locked before the lists that serve them, here as everywhere.

        The papers of other desks come first of all, each after what its desk locks before it (a work order after its
        case), then production orders, then this list, and levels last. Whom a list was made for never changes, so
        these are all that its steps can touch, and nobody who holds a list or a level waits for an order.
        """
        holders.lock(self.documents)
        list(
            ProductionOrder.objects.select_for_update()
            .filter(pk__in=self.orders.values("pk"))
            .order_by("pk")
        )

    def moved(self, step, *, by):
        """Other desks follow: what a finished list fetched for them is picked."""
        holders.tell(self, step, by=by)

    @step(
        gettext_lazy("Start picking"),
        source=PickingStatus.OPEN,
        target=PickingStatus.PICKING,
        permission=PICK,
    )
    def claim(self, *, by):
        """The list is this picker's."""
        self.picker = by
        self.claimed_at = timezone.now()

    @step(
        gettext_lazy("Release"),
        source=PickingStatus.PICKING,
        target=PickingStatus.OPEN,
        permission=PICK,
        hint=gettext_lazy("Another picker can go on with it"),
    )
    def release(self, *, by):
        """The list is nobody's; what was picked stays picked."""
        self.picker = None

    @step(
        gettext_lazy("Finish"),
        source=PickingStatus.PICKING,
        target=PickingStatus.DONE,
        permission=PICK,
        needs=[is_all_picked],
        hint=gettext_lazy("Its orders can be completed"),
    )
    def finish(self, *, by):
        """Everything on it is picked."""
        self.closed_at = timezone.now()

    @step(
        gettext_lazy("Cancel list"),
        source=[PickingStatus.OPEN, PickingStatus.PICKING],
        target=PickingStatus.CANCELED,
        permission=PICK,
        open_to=["clock"],  # where nobody is left whom it serves
        hint=gettext_lazy("Its orders are allocated again; what was picked goes back"),
    )
    def cancel(self, *, by):
        """What was picked lies on its shelves again, and the orders wait for another list."""
        products = self.lines.values("item__product")
        list(StockLevel.objects.filter(warehouse=self.warehouse_id, product__in=products).locked())
        for order in list(self.orders_now.order_by("pk")):
            self.drop(order, by=by, closing=True)
            if order.status == Status.PROCESSING:
                workflow.take_step(
                    order, "return_picking", by=by, note=_("%s was canceled.") % self.number
                )
        if reservations := list(self.reservations_now):
            self.drop_reservations(reservations, by=by, closing=True)
        self.closed_at = timezone.now()


class PickLine(models.Model):
    """So much asked for at one place; lines of several orders for the same goods at the same place are one."""

    picking_list = models.ForeignKey(PickingList, models.CASCADE, related_name="lines")
    warehouse = models.ForeignKey(Warehouse, models.PROTECT, related_name="+")
    item = models.ForeignKey(StockItem, models.PROTECT, related_name="pick_lines")
    asked = QuantityField()
    picked = QuantityField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(picked__gte=0, picked__lte=F("asked")), name="picked_up_to_asked"
            )
        ]

    def __str__(self):
        return f"{self.picked} / {self.asked} × {self.item}"

    @property
    def left(self):
        return self.asked - self.picked

    def part_of(self, shares):
        """(asked, picked) for shares of these keys: the shares of a line are filled in their order."""
        asked = filled = ZERO
        rest = self.picked
        for share in sorted(self.shares.all(), key=PickShare.place):
            part = min(share.quantity, rest)
            rest -= part
            if share.pk in shares:
                asked += share.quantity
                filled += part
        return asked, filled

    def hand_over(self, other, quantity):
        """The other line is asked for so much instead of this one; the last shares move first."""
        self.asked -= quantity
        self.save(update_fields=["asked"])
        for share in sorted(self.shares.all(), key=PickShare.place, reverse=True):
            part = min(quantity, share.quantity)
            if not part:
                break
            PickShare.objects.create(
                line=other,
                material_id=share.material_id,
                reservation_id=share.reservation_id,
                quantity=part,
            )
            quantity -= part
            share.quantity -= part
            if share.quantity:
                share.save(update_fields=["quantity"])
            else:
                share.delete()


class PickShare(models.Model):
    """How much of a line is for one material of one order, or for what another desk has reserved."""

    line = models.ForeignKey(PickLine, models.CASCADE, related_name="shares")
    material = models.ForeignKey(MaterialLine, models.PROTECT, null=True, related_name="shares")
    reservation = models.ForeignKey(Reservation, models.PROTECT, null=True, related_name="shares")
    quantity = QuantityField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="share_positive"),
            models.CheckConstraint(
                condition=Q(material__isnull=True, reservation__isnull=False)
                | Q(material__isnull=False, reservation__isnull=True),
                name="share_is_for_one",
            ),
            models.UniqueConstraint(fields=["line", "material"], name="one_share_a_material"),
            models.UniqueConstraint(fields=["line", "reservation"], name="one_share_a_reservation"),
        ]

    def __str__(self):
        return f"{self.quantity} for {self.material or self.reservation}"

    @classmethod
    def of(cls, line, wanted, quantity):
        """A share of the line for a material, or for a reservation of another desk; not saved yet."""
        name = "material" if isinstance(wanted, MaterialLine) else "reservation"
        return cls(line=line, quantity=quantity, **{name: wanted})

    def place(self):
        """Where it stands among the shares of its line: materials first, each kind as it came."""
        return (self.material_id is None, self.material_id or self.reservation_id)


class Discrepancy(models.Model):
    """Goods that a picker did not find where the books have them; a manager settles it."""

    class Outcome(models.TextChoices):
        WRITTEN_OFF = "written_off", gettext_lazy("Written off")
        FOUND = "found", gettext_lazy("Found")

    item = models.ForeignKey(StockItem, models.PROTECT, related_name="discrepancies")
    warehouse = models.ForeignKey(Warehouse, models.PROTECT, related_name="+")
    line = models.ForeignKey(PickLine, models.SET_NULL, null=True, related_name="discrepancies")
    missing = QuantityField()
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    note = models.CharField(gettext_lazy("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = gettext_lazy("stock discrepancy")
        verbose_name_plural = gettext_lazy("stock discrepancies")
        constraints = [
            models.CheckConstraint(condition=Q(missing__gt=0), name="discrepancy_positive")
        ]
        indexes = [
            models.Index(fields=["item"], name="discrepancy_open", condition=Q(settled_at=None))
        ]

    def __str__(self):
        return f"{self.missing} × {self.item}"


class PickingListHistory(HistoryEntry):
    ACTIONS = {
        "opened": gettext_lazy("Picking list created"),
        "short": gettext_lazy("Short pick"),
        "dropped": gettext_lazy("Order taken off the list"),
    }
    STATUS = PickingStatus

    picking_list = models.ForeignKey(PickingList, models.PROTECT, related_name="history")


# Where to take goods from


def takeable(warehouse, products):
    """The items of these products that can be taken, each with ``free``: neither asked for on a list nor missed.

    First what expires first, then what came first, then picking places before shelves before the door.
    """
    planned = PickLine.objects.filter(item=OuterRef("pk"), picking_list__status__in=PICKING_OPEN)
    missed = Discrepancy.objects.filter(item=OuterRef("pk"), settled_at=None)
    nearest = Case(
        *(When(location__kind=kind, then=place) for place, kind in enumerate(PICKABLE)),
        output_field=IntegerField(),
    )
    return (
        StockItem.objects.there()
        .filter(warehouse=warehouse, product__in=products, location__kind__in=PICKABLE)
        .annotate(
            planned=_sum(planned, F("asked") - F("picked")),
            missed=_sum(missed, F("missing")),
        )
        .annotate(free=F("quantity") - F("planned") - F("missed"))
        .filter(free__gt=0)
        .select_related("location", "lot", "product")
        .order_by(
            F("lot__expires_on").asc(nulls_last=True),
            F("lot__received_on").asc(nulls_last=True),
            nearest,
            "location__walk",
            "location__code",
            "pk",
        )
    )


def _sum(rows, amount):
    summed = rows.order_by().values("item").annotate(total=Sum(amount)).values("total")
    return Coalesce(Subquery(summed, output_field=QuantityField()), NOTHING)


def plan(warehouse, needs, besides=None):
    """([(item, quantity)], {product: missing}) that together make ``needs``, {product: quantity}."""
    left = dict(needs)
    found = []
    for item in takeable(warehouse, list(needs)).exclude(pk=besides):
        quantity = min(item.free, left[item.product_id])
        if quantity > 0:
            found.append((item, quantity))
            left[item.product_id] -= quantity
    return found, {product: quantity for product, quantity in left.items() if quantity > 0}


_CONSUME = """
INSERT INTO warehouse_stockmove
    (posting_id, warehouse_id, product_id, lot_id, quantity, from_location_id, to_location_id, reverses_id)
SELECT %s, item.warehouse_id, item.product_id, item.lot_id, SUM(share.quantity), %s, NULL, NULL
FROM warehouse_pickshare share
JOIN warehouse_pickline line ON line.id = share.line_id
JOIN warehouse_stockitem item ON item.id = line.item_id
JOIN warehouse_materialline material ON material.id = share.material_id
WHERE material.order_id = %s
GROUP BY item.warehouse_id, item.product_id, item.lot_id
"""
