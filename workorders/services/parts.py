"""Products that an order needs: planned, held, picked, used, given back."""

from collections import defaultdict
from decimal import Decimal

from django.utils.translation import gettext as _

from config.core import live
from config.core.actors import Actor
from config.core.models import User
from config.core.money import format_quantity
from config.core.refusals import Refused
from config.core.transactions import in_one_go
from warehouse import services as warehouse
from warehouse.models import PickingList, Product
from workorders.models import PartLine, Task, WorkOrder
from workorders.services.orders import unsealed
from workorders.states import PartState


@in_one_go
def add_part(
    order: WorkOrder,
    product: Product,
    quantity: Decimal,
    *,
    by: User | Actor,
    task: Task | None = None,
    unit_cost: Decimal | None = None,
) -> PartLine:
    """A planned line at the product's cost of today, unless another is given. Raises Refused for a sealed order."""
    order = unsealed(order)
    if not product.unit.fits(quantity):
        raise Refused(_("%s is counted in whole units.") % product.sku)
    line = PartLine.objects.create(
        order=order,
        task=task,
        product=product,
        quantity=quantity,
        unit_cost=product.cost if unit_cost is None else unit_cost,
        is_own_cost=unit_cost is not None,
        place=order.parts.count() + 1,
    )
    _say(order, line, _("%s planned"), by)
    return line


@in_one_go
def change_part(
    line: PartLine, *, by: User | Actor, quantity: Decimal, unit_cost: Decimal | None = None
) -> PartLine:
    """So much of it instead; what is held follows.

    Raises Refused where it was picked or a picking list fetches it, or less is free than needed.
    """
    order, line = _locked(line)
    if line.state in (PartState.PICKED, PartState.USED):
        raise Refused(_("%s was taken from stock already: give it back first.") % line.product.sku)
    if line.state == PartState.RESERVED and quantity != line.quantity:
        line.reservation = warehouse.change_reservation(line.reservation, quantity)
    line.quantity = quantity
    if unit_cost is not None:
        line.unit_cost, line.is_own_cost = unit_cost, True
    line.save()
    _say(order, line, _("%s changed"), by)
    return line


@in_one_go
def remove_part(line: PartLine, *, by: User | Actor) -> None:
    """The line is gone, and what it held or took is back in stock; a picking list fetches it no more.

    Raises Refused for a sealed order.
    """
    order, line = _locked(line)
    line.give_back(by=by)
    _say(order, line, _("%s removed"), by)
    line.delete()


@in_one_go
def reserve_parts(order: WorkOrder, *, by: User) -> None:
    """All that was planned is held for the order, or nothing. Raises Refused with what is short."""
    order = unsealed(order)
    for line in order.parts.in_order_of_shelves():
        line.reserve(by=by)
    order.log("part", by=by, note=_("Parts reserved"))
    live.publish(order.topic)


@in_one_go
def fetch_parts(order: WorkOrder, *, by: User) -> list[PickingList]:
    """Open picking lists, one a warehouse, fetch all that is held for the order and that no list fetches yet.

    Raises Refused where there is nothing to fetch, or it cannot be found.
    """
    order = unsealed(order)
    waiting = order.parts.filter(state=PartState.RESERVED, reservation__shares=None)
    lines = list(waiting.in_order_of_shelves())
    if not lines:
        raise Refused(_("Nothing is reserved that no picking list fetches yet: reserve it first."))
    # Every level before the first list has its number: whoever else wants a number holds levels already.
    warehouse.lock_stock([], [line.product for line in lines])
    held = defaultdict(list)
    for line in lines:
        held[line.reservation.warehouse_id].append(line.reservation)
    return [
        warehouse.make_picking_list(reservations=reservations, by=by)
        for reservations in held.values()
    ]


@in_one_go
def pick_part(line: PartLine, *, by: User) -> None:
    """It has left the shelves, for whoever does the work, without a picking list.

    Raises Refused where it is not held or cannot be found, or a list fetches it.
    """
    order, line = _locked(line)
    line.reserve(by=by)
    line.pick(by=by)
    _say(order, line, _("%s picked"), by)


@in_one_go
def give_part_back(line: PartLine, *, by: User) -> None:
    """What it held or took is free for others; a picking list fetches it no more. Raises Refused for a sealed order."""
    order, line = _locked(line)
    line.give_back(by=by)
    _say(order, line, _("%s given back"), by)


def _locked(line):
    order = unsealed(line.order)
    known = order.parts.in_order_of_shelves().filter(pk=line.pk).first()
    if known is None:
        raise Refused(_("This part is no longer on the order."))
    known.order = order
    return order, known


def _say(order, line, what_happened, by):
    amount = f"{format_quantity(line.quantity)} × {line.product.sku}"
    order.log("part", by=by, note=what_happened % amount)
    live.publish(order.topic)
