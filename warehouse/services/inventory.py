"""What a warehouse has, seen product by product and lot by lot."""

from datetime import timedelta

from django.db.models import (
    DateField,
    DecimalField,
    Exists,
    ExpressionWrapper,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from config.core.fields import QuantityField
from warehouse.models import InboundLine, Lot, StockItem, Warehouse
from warehouse.models.stock import NOTHING
from warehouse.states import InboundStatus

SOON = timedelta(days=30)  # before its day, a lot is said to expire soon
NEVER = Value("9999-12-31", output_field=DateField())  # lots without a day come last


def inventory_of(warehouse: Warehouse, products: QuerySet) -> QuerySet:
    """The products, each with ``on_hand``, ``held``, ``reserved``, ``free`` and ``incoming`` in this warehouse.

    ``worth`` is what it cost, in the ten-thousandths of a quantity: see ``worth_of``.
    """
    return products.annotate(
        here=FilteredRelation("levels", condition=Q(levels__warehouse=warehouse)),
        on_hand=Coalesce(F("here__on_hand"), NOTHING),
        held=Coalesce(F("here__held"), NOTHING),
        reserved=Coalesce(F("here__reserved"), NOTHING),
        free=F("on_hand") - F("held") - F("reserved"),
        incoming=Coalesce(Subquery(_incoming(warehouse)), NOTHING),
        worth=ExpressionWrapper(
            F("on_hand") * F("cost"), output_field=DecimalField(max_digits=30, decimal_places=3)
        ),
    )


def worth_of(figure):
    """What a sum of ``worth`` is in the shop's currency."""
    return (figure or 0) and figure.scaleb(-QuantityField.PLACES)


def low(products: QuerySet) -> QuerySet:
    """Those of ``inventory_of`` of which less is free and on its way than the shop wants to have."""
    watched = products.filter(reorder_level__gt=0, active=True)
    return watched.filter(reorder_level__gt=F("free") + F("incoming"))


def _incoming(warehouse):
    """How much of the product at hand is still awaited; what was received short is awaited no more."""
    awaited = InboundLine.objects.filter(
        product=OuterRef("pk"),
        warehouse=warehouse,
        inbound__status__in=[InboundStatus.EXPECTED, InboundStatus.RECEIVING],
        inbound__reversed_at=None,
        expected__gt=F("received"),
    )
    rows = awaited.order_by().values("product").annotate(total=Sum(F("expected") - F("received")))
    return rows.values("total")


def lots_in(warehouse: Warehouse, lots: QuerySet = None) -> QuerySet:
    """The lots, each with ``quantity``, how much of it lies in this warehouse, and ``use_by`` to sort by."""
    lies = StockItem.objects.there().filter(warehouse=warehouse, lot=OuterRef("pk"))
    total = lies.order_by().values("lot").annotate(total=Sum("quantity")).values("total")
    return (Lot.objects.all() if lots is None else lots).annotate(
        quantity=Coalesce(Subquery(total), NOTHING),
        is_here=Exists(lies),
        use_by=Coalesce("expires_on", NEVER),
    )


def expired(lots: QuerySet) -> QuerySet:
    return lots.filter(expires_on__lt=timezone.localdate())


def expiring(lots: QuerySet) -> QuerySet:
    """Still good, and not for long."""
    today = timezone.localdate()
    return lots.filter(expires_on__gte=today, expires_on__lte=today + SOON)
