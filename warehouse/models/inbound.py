from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_fsm import RETURN_VALUE

from config.core import workflow
from config.core.dates import in_our_time
from config.core.fields import QuantityField, StatusField, not_negative, one_of
from config.core.models import HistoryEntry, Numbered, Searchable, SearchableQuerySet, Workflow
from config.core.workflow import StepRefused, guard, step
from warehouse.models.picking import takeable
from warehouse.models.places import Location, Warehouse
from warehouse.models.production import ProductionOrder
from warehouse.models.products import Lot, Merchant, Product
from warehouse.models.stock import ZERO, NotEnough, Posting, StockItem, StockLevel, StockMove
from warehouse.states import (
    INBOUND_OPEN,
    PICKABLE,
    SHELVES,
    InboundKind,
    InboundStatus,
    LocationKind,
    Reason,
)

RECEIVE = "warehouse.receive"
STORING_PLACES = [*SHELVES, LocationKind.HOLD]


@guard(gettext_lazy("Add the goods it brings first."))
def has_lines(inbound):
    return inbound.lines.exists()


@guard(gettext_lazy("Nothing more is expected on it."))
def is_awaited(inbound):
    return any(line.outstanding for line in inbound.lines.all())


@guard(gettext_lazy("Nothing waits to be put away."))
def has_goods_to_store(inbound):
    """Once all is received, nothing need wait: what was put away before is then all there will be."""
    if inbound.status == InboundStatus.RECEIVED:
        return True
    return any(line.received > line.stored for line in inbound.lines.all())


@guard(gettext_lazy("It was reversed together with its production order."))
def is_not_reversed(inbound):
    return inbound.reversed_at is None


@dataclass(frozen=True)
class Arrival:
    """So much of a line came; a lot where the product is tracked by lot, a place where it is not the usual one."""

    line: object
    quantity: Decimal
    lot: str = ""
    expires_on: date | None = None
    location: Location | None = None


@dataclass(frozen=True)
class Storing:
    """So much of what was received goes to this place."""

    receipt: object
    quantity: Decimal
    location: Location


class InboundOrderQuerySet(SearchableQuerySet):
    def for_user(self, user):
        """The inbound orders this user may see: all of them, or none."""
        return self if user.has_perm("warehouse.view_inboundorder") else self.none()

    def open(self):
        return self.filter(status__in=INBOUND_OPEN, reversed_at=None)

    def awaited(self):
        """Those of which more may come."""
        return self.open().exclude(status=InboundStatus.RECEIVED)


class InboundOrder(Numbered, Searchable, Workflow):
    """Goods on their way in: bought, finished, or coming back. They are received by the door and put away to shelves."""

    PREFIX = "IN"
    USUAL_STEPS = {
        InboundStatus.EXPECTED: "receive",
        InboundStatus.RECEIVING: "receive",
        InboundStatus.RECEIVED: "put_away",
    }

    status = StatusField(choices=InboundStatus, default=InboundStatus.EXPECTED)
    kind = models.CharField(
        gettext_lazy("kind"), max_length=10, choices=InboundKind, default=InboundKind.PURCHASE
    )
    merchant = models.ForeignKey(
        Merchant, models.PROTECT, related_name="inbounds", verbose_name=gettext_lazy("merchant")
    )
    warehouse = models.ForeignKey(
        Warehouse, models.PROTECT, related_name="inbounds", editable=False
    )
    production = models.ForeignKey(
        ProductionOrder, models.PROTECT, null=True, related_name="inbounds", editable=False
    )
    supplier = models.CharField(gettext_lazy("from"), max_length=120, blank=True)
    reference = models.CharField(gettext_lazy("their reference"), max_length=60, blank=True)
    expected_at = models.DateTimeField(gettext_lazy("expected"), null=True, blank=True)
    notes = models.TextField(gettext_lazy("notes"), max_length=4000, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)
    closed_at = models.DateTimeField(null=True, editable=False)
    reversed_at = models.DateTimeField(null=True, editable=False)

    objects = InboundOrderQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("inbound order")
        verbose_name_plural = gettext_lazy("inbound orders")
        permissions = [("receive", "Can receive and put away goods")]
        constraints = [
            one_of("status", InboundStatus, "inbound_status_known"),
            one_of("kind", InboundKind, "inbound_kind_known"),
            models.UniqueConstraint(
                fields=["number_year", "number_seq"], name="one_inbound_a_number"
            ),
            models.UniqueConstraint(
                fields=["production"],
                condition=Q(reversed_at=None, production__isnull=False),
                name="one_inbound_a_completion",
            ),
            in_our_time("expected_at", "inbound_expected_in_our_time"),
            in_our_time("created_at", "inbound_created_in_our_time"),
        ]
        indexes = [
            models.Index(F("number_year").desc(), F("number_seq").desc(), name="inbound_newest"),
            models.Index(fields=["warehouse", "status"], name="inbound_by_status"),
        ]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("warehouse:inbound", args=[self.number])

    def step_url(self, step):
        return reverse("warehouse:inbound_step", args=[self.number, step])

    def search_words(self):
        return [self.number, self.supplier, self.reference]

    @property
    def is_late(self):
        return bool(
            self.expected_at
            and self.expected_at < timezone.now()
            and self.status == InboundStatus.EXPECTED
        )

    @property
    def can_be_edited(self):
        return self.status == InboundStatus.EXPECTED and not self.production_id

    @property
    def receipts(self):
        return InboundReceipt.objects.filter(line__inbound=self)

    @property
    def waiting(self):
        """What was received and is not put away."""
        return self.receipts.filter(stored__lt=F("quantity"))

    @classmethod
    def expect_goods_of(cls, order, *, by):
        """An inbound order for what the production order made."""
        inbound = cls(
            kind=InboundKind.FINISHED,
            merchant_id=order.merchant_id,
            warehouse_id=order.warehouse_id,
            production=order,
            expected_at=timezone.now(),
            created_at=timezone.now(),
        )
        inbound.give_number()
        inbound.save()
        InboundLine.objects.bulk_create(
            InboundLine(
                inbound=inbound,
                warehouse_id=order.warehouse_id,
                product_id=line.product_id,
                expected=line.quantity,
                lot_code=order.number,
            )
            for line in order.outputs.all()
        )
        inbound.log("opened", by=by, went_to=inbound.status, note=order.number)
        return inbound

    def undo(self, *, by):
        """Its goods never came: counter-movements take them out again.

        Raises NotEnough where they are not all where it put them, or where somebody else is to have them.
        """
        if self.status == InboundStatus.EXPECTED:
            workflow.take_step(self, "cancel", by=by)
        postings = list(
            Posting.objects.filter(document=self.number, moves__reversed_by=None)
            .distinct()
            .order_by("-pk")
        )
        self._check_all_there()
        for posting in postings:
            posting.counter(by=by, reason=Reason.REVERSE)
        self.reversed_at = timezone.now()
        self.save(update_fields=["reversed_at", "updated_at"])
        self.log("reversed", by=by)

    def _check_all_there(self):
        """Where goods have left the places they were put, or are asked for by a picking list, say which and where."""
        brought = (
            StockMove.objects.filter(posting__document=self.number, reversed_by=None, reverses=None)
            .order_by()
            .values_list("product", "lot", "to_location", "from_location")
            .annotate(total=Sum("quantity"))
        )
        lies = {}
        for product, lot, to, out_of, total in brought:
            lies[product, lot, to] = lies.get((product, lot, to), ZERO) + total
            if out_of:
                lies[product, lot, out_of] = lies.get((product, lot, out_of), ZERO) - total
        products = {product for product, _lot, _place in lies}
        list(StockLevel.objects.filter(warehouse=self.warehouse_id, product__in=products).locked())
        free = {
            (item.product_id, item.lot_id, item.location_id): item.free
            for item in takeable(self.warehouse_id, products)
        }
        for (product, lot, place), total in lies.items():
            if total > free.get((product, lot, place), ZERO):
                raise NotEnough(
                    _(
                        "%(product)s has left %(place)s: only %(free)s of %(total)s can be taken back."
                    )
                    % {
                        "product": Product.objects.get(pk=product),
                        "place": Location.objects.get(pk=place),
                        "free": f"{free.get((product, lot, place), ZERO).normalize():f}",
                        "total": f"{total.normalize():f}",
                    }
                )

    def outstanding(self):
        """Everything that is still expected, as it would arrive."""
        return [
            Arrival(line, line.outstanding, line.lot_code, line.expires_on)
            for line in self.lines.select_related("product__unit")
            if line.outstanding
        ]

    def to_store(self):
        """The receipts that wait to be put away.

        Each says how much of it is ``gone`` (picked or moved from where it arrived), how much is ``asked`` for by a
        picking list or missed, and how much is ``movable``.
        """
        receipts = list(
            self.waiting.select_related("line__product__unit", "lot", "location").order_by("pk")
        )
        products = {receipt.line.product_id for receipt in receipts}
        items = StockItem.objects.there().filter(warehouse=self.warehouse_id, product__in=products)
        lies = {_key(item): item.quantity for item in items}
        free = {_key(item): item.free for item in takeable(self.warehouse_id, products)}
        for receipt in receipts:
            key = (receipt.location_id, receipt.line.product_id, receipt.lot_id)
            there = min(receipt.waiting, lies.get(key, ZERO))
            lies[key] = lies.get(key, ZERO) - there
            receipt.gone = receipt.waiting - there
            if receipt.location.kind in PICKABLE:
                receipt.movable = min(there, free.get(key, ZERO))
                free[key] = free.get(key, ZERO) - receipt.movable
            else:
                receipt.movable = there
            receipt.asked = there - receipt.movable
        return receipts

    def storing(self, receipts):
        """All of these receipts that can be put away, each to the shelf that suits it; raises StepRefused."""
        receipts = [receipt for receipt in receipts if receipt.movable]
        if not receipts:
            return []
        shelf = shelves_for(self.warehouse_id, [each.line.product_id for each in receipts])
        return [
            Storing(receipt, receipt.movable, shelf[receipt.line.product_id])
            for receipt in receipts
        ]

    # Workflow

    @step(
        gettext_lazy("Receive"),
        source=[InboundStatus.EXPECTED, InboundStatus.RECEIVING],
        target=RETURN_VALUE(InboundStatus.RECEIVING, InboundStatus.RECEIVED),
        permission=RECEIVE,
        needs=[has_lines, is_awaited, is_not_reversed],
    )
    def receive(self, *, by, goods=None, nothing_more=False, more_came=False):
        """The goods, or all that is outstanding, lie in the receiving place and count as stock.

        ``goods`` is a list of Arrival. With ``nothing_more`` the rest is not waited for. Raises StepRefused, also
        where more came than was expected and nobody confirmed it by ``more_came``.
        """
        door = self.warehouse.receiving
        if door is None:
            raise StepRefused(_("Add a receiving location to %s first.") % self.warehouse)
        lines = {line.pk: line for line in self.lines.select_related("product__unit")}
        goods = self.outstanding() if goods is None else goods
        goods = [
            replace(each, line=lines[each.line.pk], location=each.location or door)
            for each in goods
            if each.line.pk in lines
        ]
        self._check_arrivals(goods, nothing_more=nothing_more, more_came=more_came)
        receipts = [
            InboundReceipt(
                line=each.line,
                lot=_lot_of(each, self),
                location=each.location,
                quantity=each.quantity,
                by=by if by.is_person else None,
            )
            for each in goods
        ]
        InboundReceipt.objects.bulk_create(receipts)
        reason = Reason.PRODUCE if self.kind == InboundKind.FINISHED else Reason.RECEIVE
        self._move(
            reason,
            [(each, each.quantity, None, each.location) for each in receipts],
            by=by,
        )
        for each in goods:
            each.line.received += each.quantity
        InboundLine.objects.bulk_update(lines.values(), ["received"])
        if not nothing_more and is_awaited(self):
            return InboundStatus.RECEIVING
        return InboundStatus.RECEIVED

    @step(
        gettext_lazy("Put away"),
        source=[InboundStatus.RECEIVING, InboundStatus.RECEIVED],
        target=RETURN_VALUE(InboundStatus.RECEIVING, InboundStatus.RECEIVED, InboundStatus.STORED),
        permission=RECEIVE,
        needs=[has_goods_to_store, is_not_reversed],
    )
    def put_away(self, *, by, goods=None):
        """The goods, or all that wait, lie on their shelves; what was taken from the door before waits no more.

        ``goods`` is a list of Storing; raises StepRefused.
        """
        products = self.lines.values("product")
        list(StockLevel.objects.filter(warehouse=self.warehouse_id, product__in=products).locked())
        receipts = {receipt.pk: receipt for receipt in self.to_store()}
        if goods is None:
            goods = self.storing(receipts.values())
        else:
            goods = [
                replace(each, receipt=receipts[each.receipt.pk])
                for each in goods
                if each.receipt.pk in receipts
            ]
        if receipts and not goods and not any(receipt.gone for receipt in receipts.values()):
            if any(receipt.movable for receipt in receipts.values()):
                raise StepRefused(_("Type how much is put away, of one line at least."))
            raise StepRefused(
                _("What waits is on a picking list or missing: nothing can be moved.")
            )
        self._check_storing(goods)
        self._move(
            Reason.PUT_AWAY,
            [
                (each.receipt, each.quantity, each.receipt.location, each.location)
                for each in goods
                if each.location != each.receipt.location
            ],
            by=by,
        )
        for each in goods:
            each.receipt.stored += each.quantity
        for receipt in receipts.values():
            receipt.stored += receipt.gone
        InboundReceipt.objects.bulk_update(receipts.values(), ["stored"])
        lines = list(self.lines.annotate(put_away=Sum("receipts__stored")))
        for line in lines:
            line.stored = line.put_away or ZERO
        InboundLine.objects.bulk_update(lines, ["stored"])
        if self.status == InboundStatus.RECEIVED and not self.waiting.exists():
            self.closed_at = timezone.now()
            return InboundStatus.STORED
        return self.status

    @step(
        gettext_lazy("Cancel"),
        source=InboundStatus.EXPECTED,
        target=InboundStatus.CANCELED,
        permission=RECEIVE,
    )
    def cancel(self, *, by):
        """Nothing of it will come."""
        self.closed_at = timezone.now()

    def _check_arrivals(self, goods, *, nothing_more, more_came):
        """Raises StepRefused for goods that cannot have come like that."""
        if not goods and not nothing_more:
            raise StepRefused(_("Type how much came, of one line at least."))
        if not goods and self.status == InboundStatus.EXPECTED:
            raise StepRefused(_("Nothing of it came: cancel it instead."))
        came = defaultdict(lambda: ZERO)
        for each in goods:
            _check_quantity(each.quantity, each.line.product)
            self._check_place(each.location, [LocationKind.RECEIVING])
            came[each.line] += each.quantity
        for line, quantity in came.items():
            if quantity > line.outstanding and not more_came:
                raise StepRefused(
                    _("%(sku)s: %(left)s more were expected, and %(came)s came. Confirm that.")
                    % {
                        "sku": line.product.sku,
                        "left": f"{line.outstanding.normalize():f}",
                        "came": f"{quantity.normalize():f}",
                    },
                    "more_came",
                )

    def _check_storing(self, goods):
        """Raises StepRefused for goods that cannot be put away like that."""
        leaving = defaultdict(lambda: ZERO)
        for each in goods:
            _check_quantity(each.quantity, each.receipt.line.product)
            self._check_place(each.location, STORING_PLACES)
            leaving[each.receipt] += each.quantity
        for receipt, quantity in leaving.items():
            if quantity > receipt.movable:
                raise StepRefused(
                    _("Only %(free)s of %(sku)s can be put away from %(place)s.")
                    % {
                        "free": f"{receipt.movable.normalize():f}",
                        "sku": receipt.line.product.sku,
                        "place": receipt.location,
                    }
                )

    def _check_place(self, location, kinds):
        if location.warehouse_id != self.warehouse_id:
            raise StepRefused(_("%s is a place of another warehouse.") % location)
        if not location.active or location.kind not in kinds:
            raise StepRefused(_("%s is no place for these goods.") % location)

    def _move(self, reason, rows, *, by):
        moves = [
            StockMove(
                warehouse_id=self.warehouse_id,
                product_id=receipt.line.product_id,
                lot=receipt.lot,
                quantity=quantity,
                from_location=out_of,
                to_location=to,
            )
            for receipt, quantity, out_of, to in rows
        ]
        if not moves:
            return
        try:
            Posting.post(reason, moves, by=by, document=self.number)
        except NotEnough as refusal:
            raise StepRefused(str(refusal)) from refusal


def _key(item):
    return item.location_id, item.product_id, item.lot_id


def _check_quantity(quantity, product):
    if quantity <= 0 or not product.unit.fits(quantity):
        raise StepRefused(
            _("%(quantity)s is no quantity of %(sku)s.")
            % {
                "quantity": f"{quantity.normalize():f}",
                "sku": product.sku,
            }
        )


def _lot_of(arrival, inbound):
    """The lot that the goods belong to: named by hand, or after the paper they came with; None where it is not kept.

    Raises StepRefused where the lot is known with another use-by date.
    """
    product = arrival.line.product
    if not product.lot_tracked:
        return None
    code = arrival.lot.strip() or arrival.line.lot_code or inbound.number
    lot, _made = Lot.objects.get_or_create(
        product=product, code=code, defaults={"expires_on": arrival.expires_on}
    )
    if arrival.expires_on and lot.expires_on is None:
        lot.expires_on = arrival.expires_on
        lot.save(update_fields=["expires_on"])
    if arrival.expires_on and lot.expires_on != arrival.expires_on:
        raise StepRefused(
            _("Lot %(lot)s of %(sku)s is known with the use-by date %(date)s.")
            % {"lot": lot, "sku": product.sku, "date": date_format(lot.expires_on)}
        )
    return lot


def shelves_for(warehouse, products):
    """{product: the shelf where most of it lies, else the first shelf of the walk}; raises StepRefused without any."""
    first = Location.objects.filter(warehouse=warehouse, kind__in=SHELVES, active=True).first()
    if first is None:
        raise StepRefused(_("Add a storage location to this warehouse first."))
    lies = StockItem.objects.there().filter(
        warehouse=warehouse,
        product__in=products,
        location__kind__in=SHELVES,
        location__active=True,
    )
    shelf = dict.fromkeys(products, first)
    for item in lies.select_related("location").order_by("quantity", "-pk"):
        shelf[item.product_id] = item.location
    return shelf


class InboundLine(models.Model):
    """A product that an inbound order brings."""

    inbound = models.ForeignKey(InboundOrder, models.CASCADE, related_name="lines")
    warehouse = models.ForeignKey(Warehouse, models.PROTECT, related_name="+")
    product = models.ForeignKey(Product, models.PROTECT, related_name="inbound_lines")
    expected = QuantityField(gettext_lazy("expected"))
    received = QuantityField(default=0, editable=False)
    stored = QuantityField(default=0, editable=False)
    lot_code = models.CharField(gettext_lazy("lot"), max_length=40, blank=True)
    expires_on = models.DateField(gettext_lazy("use by"), null=True, blank=True)
    unit_cost = not_negative(verbose_name=gettext_lazy("unit cost"), null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(expected__gt=0), name="inbound_expects_something"),
            models.CheckConstraint(
                condition=Q(stored__gte=0, received__gte=F("stored")),
                name="stored_up_to_received",
            ),
            models.CheckConstraint(
                condition=Q(expires_on=None)
                | Q(expires_on__gte="2000-01-01", expires_on__lt="2100-01-01"),
                name="inbound_expires_in_our_time",
            ),
        ]

    def __str__(self):
        return f"{self.expected} × {self.product}"

    @property
    def outstanding(self):
        return max(self.expected - self.received, ZERO)


class InboundReceipt(models.Model):
    """So much of a line that came at one time, of one lot, and how much of it is put away."""

    line = models.ForeignKey(InboundLine, models.PROTECT, related_name="receipts")
    lot = models.ForeignKey(Lot, models.PROTECT, null=True, related_name="+")
    location = models.ForeignKey(Location, models.PROTECT, related_name="+")
    quantity = QuantityField()
    stored = QuantityField(default=0)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="receipt_positive"),
            models.CheckConstraint(
                condition=Q(stored__gte=0, stored__lte=F("quantity")), name="stored_up_to_receipt"
            ),
        ]

    def __str__(self):
        return f"{self.quantity} × {self.line.product}"

    @property
    def waiting(self):
        return self.quantity - self.stored


class InboundOrderHistory(HistoryEntry):
    ACTIONS = {
        "opened": gettext_lazy("Inbound order created"),
        "edited": gettext_lazy("Details changed"),
        "receive": gettext_lazy("Received"),
        "put_away": gettext_lazy("Put away"),
        "reversed": gettext_lazy("Reversed"),
    }
    STATUS = InboundStatus

    inbound = models.ForeignKey(InboundOrder, models.PROTECT, related_name="history")
