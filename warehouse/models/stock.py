"""What is on the shelves. Every change is a posting in the ledger; items and levels follow from it in the same breath."""

from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.db import IntegrityError, connection, models, transaction
from django.db.models import F, OuterRef, Q, Value
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.core.actors import KINDS
from config.core.fields import QuantityField, one_of
from warehouse import holders
from warehouse.models.places import Location, Warehouse
from warehouse.models.products import Lot, Product
from warehouse.states import LocationKind, Reason

ZERO = Decimal(0)
NOTHING = Value(ZERO, output_field=QuantityField())


class NotEnough(Exception):
    """The shelves do not hold what was asked for; the text says what to do."""


@dataclass(frozen=True)
class Shortage:
    """So much of a product is needed, and so much is free."""

    product: Product
    needed: Decimal
    free: Decimal

    @property
    def short_by(self):
        return self.needed - self.free

    def __str__(self):
        return _("%(sku)s: needed %(needed)s, free %(free)s, short by %(short)s") % {
            "sku": self.product.sku,
            "needed": f"{self.needed.normalize():f}",
            "free": f"{self.free.normalize():f}",
            "short": f"{self.short_by.normalize():f}",
        }


class StockItemQuerySet(models.QuerySet):
    def there(self):
        return self.filter(quantity__gt=0)


class StockItem(models.Model):
    """How much of a product, and of which lot, lies in one location. Written by ``Posting.apply`` alone."""

    warehouse = models.ForeignKey(Warehouse, models.PROTECT, related_name="+")
    location = models.ForeignKey(Location, models.PROTECT, related_name="items")
    product = models.ForeignKey(Product, models.PROTECT, related_name="items")
    lot = models.ForeignKey(Lot, models.PROTECT, null=True, related_name="items")
    quantity = QuantityField(default=0)

    objects = StockItemQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("stock item")
        verbose_name_plural = gettext_lazy("stock items")
        permissions = [
            ("move_stock", "Can transfer and count stock"),
            ("settle_stock", "Can adjust stock and settle discrepancies"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gte=0), name="no_negative_item"),
            models.UniqueConstraint(
                fields=["location", "product", "lot"],
                condition=Q(lot__isnull=False),
                name="one_item_a_lot",
            ),
            models.UniqueConstraint(
                fields=["location", "product"], condition=Q(lot=None), name="one_item_without_lot"
            ),
        ]
        indexes = [models.Index(fields=["warehouse", "product"], name="item_of_level")]

    def __str__(self):
        return f"{self.product} @ {self.location}"

    def move(self, quantity, *, to, out_of=None):
        """A line for the ledger that takes so much of these goods from here, or ``out_of`` there, to that place or away."""
        return StockMove(
            warehouse_id=self.warehouse_id,
            product_id=self.product_id,
            lot_id=self.lot_id,
            quantity=quantity,
            from_location=out_of or self.location,
            to_location=to,
        )


class StockLevelQuerySet(models.QuerySet):
    def locked(self):
        """The rows, held until the transaction ends; always locked in one order, so that nobody deadlocks."""
        return self.select_for_update().order_by("warehouse_id", "product_id")

    def lock_those_of(self, rows):
        """The keys of the levels of these movements or reservations, locked; good while the rows still say the same."""
        theirs = rows.filter(warehouse=OuterRef("warehouse"), product=OuterRef("product"))
        levels = self.filter(models.Exists(theirs), product__in=rows.values("product"))
        return list(levels.locked().values_list("pk", flat=True))

    def with_free(self):
        return self.annotate(available=F("on_hand") - F("held") - F("reserved"))


class StockLevel(models.Model):
    """A product in a warehouse: the row that is locked, counted anew under that lock and never up or down."""

    warehouse = models.ForeignKey(Warehouse, models.PROTECT, related_name="levels")
    product = models.ForeignKey(Product, models.PROTECT, related_name="levels")
    on_hand = QuantityField(default=0)  # wherever it lies in this warehouse
    held = QuantityField(default=0)  # of it, in quality hold
    reserved = QuantityField(default=0)

    objects = StockLevelQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("stock level")
        verbose_name_plural = gettext_lazy("stock levels")
        constraints = [
            models.UniqueConstraint(fields=["warehouse", "product"], name="one_level_a_product"),
            models.CheckConstraint(condition=Q(on_hand__gte=0), name="no_negative_stock"),
            models.CheckConstraint(condition=Q(held__gte=0), name="no_negative_hold"),
            models.CheckConstraint(condition=Q(reserved__gte=0), name="no_negative_reserved"),
            models.CheckConstraint(
                condition=Q(on_hand__gte=F("held") + F("reserved")),
                name="reserve_only_what_is_there",
            ),
        ]

    def __str__(self):
        return f"{self.product} in {self.warehouse}"

    @staticmethod
    def recompute(keys):
        """Count the levels with these keys anew from the items and the reservations. Their caller holds the lock."""
        if keys:
            places = ", ".join(["%s"] * len(keys))
            run(_COUNT_ANEW % places, LocationKind.HOLD, *keys)

    @property
    def free(self):
        """What anybody may still take."""
        return self.on_hand - self.held - self.reserved


class Posting(models.Model):
    """One event in the ledger: why stock moved, for which document, who did it and when."""

    reason = models.CharField(max_length=16, choices=Reason)
    document = models.CharField(max_length=20, blank=True, db_index=True)  # its number
    note = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    actor = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [one_of("reason", Reason, "posting_reason_known")]
        indexes = [models.Index(fields=["-at"], name="posting_newest")]

    def __str__(self):
        return f"{self.get_reason_display()} {self.document}".strip()

    @property
    def who(self):
        return str(self.by) if self.by_id else str(KINDS.get(self.actor, self.actor))

    @classmethod
    def open(cls, reason, *, by, document="", note=""):
        """An event that has no movements yet."""
        who = {"by": by} if by.is_person else {"actor": by.kind}
        return cls.objects.create(reason=reason, document=document, note=note[:300], **who)

    @classmethod
    def post(cls, reason, moves, *, by, document="", note=""):
        """Keep the movements and what follows from them; raises NotEnough where a shelf would go below nothing."""
        posting = cls.open(reason, by=by, document=document, note=note)
        for move in moves:
            move.posting = posting
        StockMove.objects.bulk_create(moves)
        posting.apply()
        return posting

    def apply(self):
        """Bring items and levels in line with the movements just written, in a number of statements of their own.

        The levels are locked first, in their one order. Raises NotEnough where a shelf would go below nothing, or
        what others reserved would be taken.
        """
        run(_MISSING_LEVELS, self.pk)
        levels = StockLevel.objects.lock_those_of(self.moves.all())
        try:
            with transaction.atomic():
                run(_MISSING_ITEMS, self.pk, self.pk)
                run(_MOVE_ITEMS, *[self.pk] * 4)
                StockLevel.recompute(levels)
        except IntegrityError as error:
            raise NotEnough(self._what_is_missing(error)) from error

    def counter(self, *, by, reason, document="", note=""):
        """Everything this event moved, moved back. Raises NotEnough where it does not lie there any more."""
        posting = Posting.open(reason, by=by, document=document or self.document, note=note)
        run(_COUNTER_MOVES, posting.pk, self.pk)
        posting.apply()
        return posting

    def _what_is_missing(self, error):
        moves = self.moves.exclude(from_location=None).select_related("product", "from_location")
        first = moves.first()
        if "reserve_only_what_is_there" in str(error):
            return _("This is reserved for other orders: release it there first.")
        if first is None:
            return _("There is not enough in stock for this.")
        return _("There is not so much of %(product)s at %(location)s.") % {
            "product": first.product,
            "location": first.from_location,
        }


class StockMove(models.Model):
    """One line of the ledger: so much went from here to there. The database keeps it as it was written."""

    posting = models.ForeignKey(Posting, models.PROTECT, related_name="moves")
    warehouse = models.ForeignKey(Warehouse, models.PROTECT, related_name="moves")
    product = models.ForeignKey(Product, models.PROTECT, related_name="moves")
    lot = models.ForeignKey(Lot, models.PROTECT, null=True, related_name="moves")
    quantity = QuantityField()
    from_location = models.ForeignKey(Location, models.PROTECT, null=True, related_name="+")
    to_location = models.ForeignKey(Location, models.PROTECT, null=True, related_name="+")
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")

    class Meta:
        verbose_name = gettext_lazy("movement")
        verbose_name_plural = gettext_lazy("movements")
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="move_quantity_positive"),
            models.CheckConstraint(
                condition=Q(from_location__isnull=False) | Q(to_location__isnull=False),
                name="move_has_an_end",
            ),
            models.CheckConstraint(
                condition=~Q(from_location=F("to_location")), name="move_goes_somewhere"
            ),
        ]
        indexes = [
            models.Index(fields=["posting", "product"], name="move_of_posting"),
            models.Index(fields=["product", "-id"], name="move_newest"),
            models.Index(fields=["lot"], name="move_of_lot", condition=Q(lot__isnull=False)),
        ]

    def __str__(self):
        return f"{self.quantity} × {self.product}"


class ReservationQuerySet(models.QuerySet):
    def active(self):
        return self.filter(active=True)

    def for_papers(self):
        """Held for papers of other desks for which picking lists fetch."""
        theirs = Q(pk=None)
        for prefix in holders.prefixes():
            theirs |= Q(document__startswith=f"{prefix}-")
        return self.active().filter(theirs, material=None)

    def to_fetch(self):
        """On no picking list."""
        return self.filter(shares=None)

    def release(self):
        """Nothing is held by these rows afterwards, and what they held is free."""
        levels = StockLevel.objects.lock_those_of(self)
        self.active().update(active=False)
        StockLevel.recompute(levels)


class Reservation(models.Model):
    """A line that holds stock: nobody else may take it. These rows are the truth about what is held."""

    warehouse = models.ForeignKey(Warehouse, models.PROTECT, related_name="reservations")
    product = models.ForeignKey(Product, models.PROTECT, related_name="reservations")
    quantity = QuantityField()
    document = models.CharField(max_length=20, db_index=True)  # the number of the order it is for
    material = models.ForeignKey(  # the line, where the order is one of ours
        "warehouse.MaterialLine", models.PROTECT, null=True, related_name="reservations"
    )
    active = models.BooleanField(default=True)
    issued = models.OneToOneField(Posting, models.PROTECT, null=True, related_name="reservation")
    at = models.DateTimeField(auto_now_add=True)

    objects = ReservationQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("reservation")
        verbose_name_plural = gettext_lazy("reservations")
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="reservation_positive"),
            models.UniqueConstraint(
                fields=["material"],
                condition=Q(active=True, material__isnull=False),
                name="one_reservation_a_line",
            ),
            models.CheckConstraint(
                condition=Q(active=False) | Q(issued=None), name="issued_holds_nothing"
            ),
        ]
        indexes = [
            models.Index(
                fields=["warehouse", "product"],
                condition=Q(active=True),
                name="held_now",
            )
        ]

    def __str__(self):
        return f"{self.quantity} × {self.product} for {self.document}"


def run(sql, *params):
    """One set-based statement over our own tables."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


_MISSING_LEVELS = """
INSERT INTO warehouse_stocklevel (warehouse_id, product_id, on_hand, held, reserved)
SELECT DISTINCT warehouse_id, product_id, 0, 0, 0 FROM warehouse_stockmove WHERE posting_id = %s
ORDER BY warehouse_id, product_id
ON CONFLICT DO NOTHING
"""

_MISSING_ITEMS = """
INSERT INTO warehouse_stockitem (warehouse_id, location_id, product_id, lot_id, quantity)
SELECT warehouse_id, place, product_id, lot_id, 0 FROM (
    SELECT warehouse_id, from_location_id AS place, product_id, lot_id
    FROM warehouse_stockmove WHERE posting_id = %s
    UNION
    SELECT warehouse_id, to_location_id, product_id, lot_id
    FROM warehouse_stockmove WHERE posting_id = %s
) AS ends WHERE place IS NOT NULL
ON CONFLICT DO NOTHING
"""

_MOVE_ITEMS = """
UPDATE warehouse_stockitem SET quantity = quantity
    + COALESCE((
        SELECT SUM(m.quantity) FROM warehouse_stockmove m
        WHERE m.posting_id = %s AND m.product_id = warehouse_stockitem.product_id
        AND m.to_location_id = warehouse_stockitem.location_id
        AND m.lot_id IS NOT DISTINCT FROM warehouse_stockitem.lot_id
    ), 0)
    - COALESCE((
        SELECT SUM(m.quantity) FROM warehouse_stockmove m
        WHERE m.posting_id = %s AND m.product_id = warehouse_stockitem.product_id
        AND m.from_location_id = warehouse_stockitem.location_id
        AND m.lot_id IS NOT DISTINCT FROM warehouse_stockitem.lot_id
    ), 0)
WHERE product_id IN (SELECT product_id FROM warehouse_stockmove WHERE posting_id = %s)
AND EXISTS (
    SELECT 1 FROM warehouse_stockmove m
    WHERE m.posting_id = %s AND m.product_id = warehouse_stockitem.product_id
    AND warehouse_stockitem.location_id IN (m.from_location_id, m.to_location_id)
    AND m.lot_id IS NOT DISTINCT FROM warehouse_stockitem.lot_id
)
"""

_COUNT_ANEW = """
UPDATE warehouse_stocklevel SET
    on_hand = COALESCE((
        SELECT SUM(i.quantity) FROM warehouse_stockitem i
        WHERE i.warehouse_id = warehouse_stocklevel.warehouse_id
        AND i.product_id = warehouse_stocklevel.product_id
    ), 0),
    held = COALESCE((
        SELECT SUM(i.quantity) FROM warehouse_stockitem i
        JOIN warehouse_location l ON l.id = i.location_id AND l.kind = %%s
        WHERE i.warehouse_id = warehouse_stocklevel.warehouse_id
        AND i.product_id = warehouse_stocklevel.product_id
    ), 0),
    reserved = COALESCE((
        SELECT SUM(r.quantity) FROM warehouse_reservation r
        WHERE r.active AND r.warehouse_id = warehouse_stocklevel.warehouse_id
        AND r.product_id = warehouse_stocklevel.product_id
    ), 0)
WHERE id IN (%s)
"""

_COUNTER_MOVES = """
INSERT INTO warehouse_stockmove
    (posting_id, warehouse_id, product_id, lot_id, quantity, from_location_id, to_location_id, reverses_id)
SELECT %s, warehouse_id, product_id, lot_id, quantity, to_location_id, from_location_id, id
FROM warehouse_stockmove WHERE posting_id = %s
"""
