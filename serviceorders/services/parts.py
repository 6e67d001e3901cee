"""Parts of an order: typed freely, or of a product that the order holds and takes from stock."""

from django.utils.translation import gettext as _

from config.core import live
from config.core.models import User
from config.core.money import format_quantity
from config.core.refusals import Refused
from config.core.transactions import in_one_go
from serviceorders.models import PartUsed, ServiceOrder
from serviceorders.services.orders import open_and_locked


@in_one_go
def save_part(order: ServiceOrder, *, by: User, part: PartUsed) -> PartUsed:
    """Put a part on the order, or change one that is there; of a product, the order holds as much as the line says.

    Raises Refused on a closed order, where less is free than needed, and where it was taken from stock already.
    """
    order = open_and_locked(order)
    before = _as_it_stands(order, part) if part.pk else PartUsed()
    part.order, part.reservation = order, before.reservation
    is_same = part.wants == before.wants
    if not is_same:
        _hold_instead(part, before, by)
    part.save()
    if is_same or not part.product_id:
        order.log("part", by=by, note=f"{format_quantity(part.quantity)} × {part.name}")
    _changed(order)
    return part


def _hold_instead(part, before, by):
    """What the line held or did not is what it says now."""
    if before.is_taken:
        raise Refused(
            _("%s was taken from stock already: give it back first.") % before.product.sku
        )
    if before.reservation and before.product_id != part.product_id:
        before.give_back(by=by)
        part.reservation = None
    if part.product_id:
        part.reserve(by=by)


@in_one_go
def remove_part(order: ServiceOrder, *, by: User, part: PartUsed) -> None:
    """Take a part off the order; what it held or took is back in stock. Raises Refused on a closed order."""
    order = open_and_locked(order)
    part = _as_it_stands(order, part)
    part.give_back(by=by)
    order.log("part", by=by, note=_("%s removed") % part.name)
    part.delete()
    _changed(order)


def take_part(order: ServiceOrder, *, by: User, part: PartUsed) -> None:
    """What the line holds has left the shelves. Raises Refused on a closed order, or where nobody can find it."""
    _at_the_shelves(order, part, PartUsed.take, by)


def give_part_back(order: ServiceOrder, *, by: User, part: PartUsed) -> None:
    """What the line held or took is free for others, and the line stays. Raises Refused on a closed order."""
    _at_the_shelves(order, part, PartUsed.give_back, by)


def reserve_part(order: ServiceOrder, *, by: User, part: PartUsed) -> None:
    """A line that was given back holds its stock again. Raises Refused where less is free than needed."""
    _at_the_shelves(order, part, PartUsed.reserve, by)


@in_one_go
def _at_the_shelves(order, part, verb, by):
    order = open_and_locked(order)
    part = _as_it_stands(order, part)
    if part.product is None:
        raise Refused(_("%s does not come from stock.") % part.name)
    verb(part, by=by)
    part.save(update_fields=["reservation"])
    _changed(order)


def _as_it_stands(order, part):
    """The line as the locked order has it now, whatever the page showed."""
    known = order.parts.with_stock().filter(pk=part.pk).first()
    if known is None:
        raise Refused(_("%s is no longer on this order.") % part.name)
    known.order = order
    return known


def _changed(order):
    order.save(update_fields=["updated_at"])
    live.publish(order.topic)
