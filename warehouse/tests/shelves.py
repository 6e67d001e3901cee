"""Short words for what the tests of the warehouse say again and again."""

from decimal import Decimal

from config.core import workflow
from warehouse import services
from warehouse.models import Location, Lot, PickingList, StockItem, StockLevel


def put(product, quantity, place, *, by, lot=None, expires_on=None, warehouse="MAIN"):
    """So much of the product lies there, as if it had been found."""
    location = Location.objects.get(warehouse__code=warehouse, code=place)
    if lot:
        lot, _made = Lot.objects.get_or_create(
            product=product, code=lot, defaults={"expires_on": expires_on}
        )
    services.adjust(location=location, product=product, quantity=Decimal(quantity), lot=lot, by=by)
    return StockItem.objects.get(location=location, product=product, lot=lot)


def lies(product):
    """{place: quantity} of everything of the product that lies somewhere."""
    items = StockItem.objects.there().filter(product=product).select_related("location")
    return {item.location.code: item.quantity for item in items.order_by("location__code")}


def level(product, warehouse="MAIN"):
    """(on hand, reserved)."""
    row = StockLevel.objects.filter(product=product, warehouse__code=warehouse).first()
    return (row.on_hand, row.reserved) if row else (Decimal(0), Decimal(0))


def take(record, *steps, by):
    """The record after these steps."""
    for step in steps:
        record = workflow.take_step(record, step, by=by, note="As agreed")
    return record


def pick_all(picking_list, *, by):
    """The list, claimed and with everything on it picked."""
    if picking_list.status == "open":
        picking_list = take(picking_list, "claim", by=by)
    for line in picking_list.walk():
        services.pick(picking_list, line, by=by, quantity=line.left)
    return PickingList.objects.get(pk=picking_list.pk)


def completed(order, *, by):
    """The order, confirmed, picked and completed."""
    order = take(order, "confirm", "start_picking", by=by)
    take(pick_all(order.current_lists.get(), by=by), "finish", by=by)
    return take(order, "complete", by=by)
