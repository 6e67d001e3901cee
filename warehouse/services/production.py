from decimal import Decimal

from django.db.models import F, Sum
from django.utils.translation import gettext as _

from config.core import live, workflow
from config.core.models import User
from config.core.models.shop import current_shop
from config.core.refusals import ChangedMeanwhile, Refused
from config.core.transactions import in_one_go
from warehouse.models import (
    ZERO,
    InboundLine,
    InboundOrder,
    MaterialLine,
    OutputLine,
    Product,
    ProductionOrder,
    Reservation,
    StockLevel,
    Warehouse,
)
from warehouse.states import Status

Quantities = list[tuple[Product, Decimal]]
FIELDS = ("name", "merchant", "scheduled_at", "notes", "recipe_version", "sets")


def suggest_name(warehouse: Warehouse) -> str:
    """A name nobody has given yet: the day, and how many of that day there are."""
    day = f"{current_shop().today():%Y%m%d}"
    number = ProductionOrder.objects.filter(name__startswith=f"{day}-").count() + 1
    while ProductionOrder.objects.filter(name=f"{day}-{number:02d}").exists():
        number += 1
    return f"{day}-{number:02d}"


@in_one_go
def open_order(
    *, by: User, warehouse: Warehouse, materials: Quantities, outputs: Quantities, **fields
) -> ProductionOrder:
    """A draft in that warehouse, with its number and its lines. Raises Refused across merchants."""
    order = ProductionOrder(warehouse=warehouse, **fields)
    order.give_number()
    order.save()
    _write_lines(order, materials, outputs)
    order.log("opened", by=by, went_to=order.status, note=str(order.recipe_version or ""))
    live.publish("warehouse")
    return order


@in_one_go
def change_order(
    order: ProductionOrder,
    *,
    by: User,
    seen_version: int,
    materials: Quantities,
    outputs: Quantities,
    **fields,
) -> ProductionOrder:
    """Other details or lines; an order that was out of stock is tried again by itself.

    Raises ChangedMeanwhile when another person saved since ``seen_version``, and Refused where the order is past
    editing.
    """
    order = ProductionOrder.objects.select_for_update().get(pk=order.pk)
    if not order.can_be_edited:
        raise Refused(
            _("%(order)s is %(status)s and cannot be edited.")
            % {"order": order, "status": order.get_status_display()}
        )
    if order.version != seen_version:
        raise ChangedMeanwhile.of(order)
    for name, value in fields.items():
        setattr(order, name, value)
    order.version += 1
    order.save()
    Reservation.objects.filter(material__order=order, active=False).delete()
    order.materials.all().delete()
    order.outputs.all().delete()
    _write_lines(order, materials, outputs)
    order.log("edited", by=by)
    live.publish(order.topic, "warehouse")
    if order.status == Status.OUT_OF_STOCK:
        return workflow.take_step(order, "retry_allocation", by=by)
    return order


def _write_lines(order, materials, outputs):
    for product, _quantity in materials + outputs:
        if product.merchant_id != order.merchant_id:
            raise Refused(
                _("%(sku)s belongs to another merchant than this order.") % {"sku": product.sku}
            )
    for kind, lines in ((MaterialLine, materials), (OutputLine, outputs)):
        kind.objects.bulk_create(
            kind(order=order, warehouse_id=order.warehouse_id, product=product, quantity=quantity)
            for product, quantity in lines
        )


def could_be_allocated(warehouse: Warehouse) -> list[ProductionOrder]:
    """The out-of-stock orders for which there is enough now, oldest first, each counted after those before it."""
    waiting = ProductionOrder.objects.filter(warehouse=warehouse, status=Status.OUT_OF_STOCK)
    needs = {}
    lines = MaterialLine.objects.filter(order__in=waiting).order_by()
    for order, product, quantity in lines.values_list("order", "product").annotate(Sum("quantity")):
        needs.setdefault(order, {})[product] = quantity
    levels = StockLevel.objects.filter(warehouse=warehouse, product__in=lines.values("product"))
    free = {level.product_id: level.free for level in levels}
    found = []
    for order in waiting.order_by("pk"):
        need = needs.get(order.pk)
        if need and all(free.get(product, ZERO) >= quantity for product, quantity in need.items()):
            found.append(order)
            for product, quantity in need.items():
                free[product] -= quantity
    return found


def allocate_waiting(warehouse: Warehouse, *, by: User) -> list[ProductionOrder]:
    """The out-of-stock orders that can be allocated are, oldest first; returns those that were."""
    tried = []
    for order in could_be_allocated(warehouse):
        try:
            tried.append(workflow.take_step(order, "retry_allocation", by=by))
        except workflow.StepRefused:
            continue  # somebody else was quicker with this one
    return [order for order in tried if order.status == Status.ALLOCATED]


def incoming(warehouse: Warehouse):
    """{product: how much of it open inbound orders still bring}."""
    lines = InboundLine.objects.filter(
        inbound__in=InboundOrder.objects.awaited(), warehouse=warehouse, received__lt=F("expected")
    )
    return dict(
        lines.order_by().values_list("product").annotate(Sum(F("expected") - F("received")))
    )
