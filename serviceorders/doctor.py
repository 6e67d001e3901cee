from django.db.models import F, Q

from config.core.doctor import MOST_NAMED, check, kept
from serviceorders.models import PartUsed, Payment, ServiceOrder
from serviceorders.states import CLOSED, OPEN
from warehouse.models import Reservation

kept(Payment)


@check("Parts from stock")
def parts_from_stock():
    for what, found in (
        ("Stock is held for no part of an open order", sorted(_held_for_nothing())),
        ("Parts say more or less than is held for them", sorted(_held_otherwise())),
    ):
        if found:
            more = ", …" if len(found) > MOST_NAMED else ""
            yield (
                f"{what}: {', '.join(found[:MOST_NAMED])}{more}. Somebody wrote to the database by "
                "hand: compare it with the latest backup."
            )


def _held_for_nothing():
    """The reservations of repairs that no line of an open order holds, by order and SKU."""
    ours = Reservation.objects.active().filter(document__startswith=f"{ServiceOrder.PREFIX}-")
    lost = ours.filter(
        Q(part=None) | Q(part__order__status__in=CLOSED) | ~Q(part__order__number=F("document"))
    )
    return {f"{number} ({sku})" for number, sku in lost.values_list("document", "product__sku")}


def _held_otherwise():
    """The numbers of open orders with a line whose reservation is of another quantity, or holds nothing and took nothing."""
    lines = PartUsed.objects.filter(order__status__in=OPEN, reservation__isnull=False)
    return {
        part.order.number
        for part in lines.select_related("order", "reservation")
        if part.quantity != part.reservation.quantity or not (part.is_reserved or part.is_taken)
    }
