from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _

from config.core import live, workflow
from config.core.models import User
from config.core.refusals import Refused
from config.core.transactions import in_one_go
from config.core.workflow import StepRefused
from warehouse import holders
from warehouse.models import NotEnough, PickingList, PickLine, ProductionOrder, Reservation
from warehouse.states import PickingStatus, Status


@in_one_go
def make_picking_list(
    orders: Iterable[ProductionOrder] = (),
    reservations: Iterable[Reservation] = (),
    *,
    by: User,
) -> PickingList:
    """One open picking list for all of these orders, which are processing now, and for what other desks have reserved.

    What other desks have reserved stays so. Raises Refused where an order is not allocated, a list fetches some of it
    already, nothing may be fetched for one of the papers, or it cannot be found.
    """
    orders, reservations = list(orders), list(reservations)
    holders.lock({each.document for each in reservations})
    orders = _allocated(orders)
    held = _held(reservations)
    if not orders and not held:
        raise Refused(_("Choose at least one order."))
    try:
        picking_list = PickingList.make(orders, held, by=by)
        for order in orders:
            workflow.take_step(
                order, "start_picking", by=by, note=picking_list.number, on_list=picking_list
            )
        holders.tell(picking_list, "open", by=by)
    except StepRefused as refusal:
        raise Refused(refusal.reason) from refusal
    live.publish("warehouse")
    return picking_list


def _allocated(orders):
    keys = [order.pk for order in orders]
    orders = list(ProductionOrder.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
    for order in orders:
        if order.status != Status.ALLOCATED:
            raise Refused(
                _("%(order)s is %(status)s: only allocated orders are picked.")
                % {"order": order, "status": order.get_status_display()}
            )
    return orders


def _held(reservations):
    """What of these is still reserved; their papers are locked."""
    held = Reservation.objects.active().filter(pk__in=[each.pk for each in reservations])
    held = list(held.select_related("product", "warehouse").order_by("pk"))
    if reservations and not held:
        raise Refused(_("Nothing is reserved that could be fetched."))
    if busy := PickingList.objects.filter(lines__shares__reservation__in=held).first():
        raise Refused(_("%s fetches some of it already.") % busy)
    return held


def pick(picking_list: PickingList, line: PickLine, *, by: User, quantity: Decimal) -> None:
    """So much more of the line is picked. Raises Refused on another picker's list, or beyond what is asked or there."""
    _on_list(picking_list, line, by, lambda mine, row: mine.pick(row, quantity, by=by))


def unpick(picking_list: PickingList, line: PickLine, *, by: User) -> None:
    """The line is not picked, and its goods lie where they were. Raises Refused as ``pick``."""
    _on_list(picking_list, line, by, lambda mine, row: mine.unpick(row, by=by))


def report_short(
    picking_list: PickingList, line: PickLine, *, by: User, found: Decimal, elsewhere: bool = True
) -> None:
    """Only ``found`` in all were there; the rest is a discrepancy, asked for elsewhere where it can be.

    Raises Refused as ``pick``.
    """
    _on_list(
        picking_list,
        line,
        by,
        lambda mine, row: mine.report_short(row, found, by=by, elsewhere=elsewhere),
    )


def ask_elsewhere(picking_list: PickingList, line: PickLine, *, by: User) -> Decimal:
    """What is left of the line is asked for at other places; returns how much of it could be."""
    return _on_list(picking_list, line, by, lambda mine, row: mine.ask_elsewhere(row))


@in_one_go
def leave_out(picking_list: PickingList, line: PickLine, *, by: User) -> None:
    """What the line is to bring for papers of other desks is off the list and stays reserved; what was picked is back.

    Raises Refused as ``pick``, and where it brings nothing for them.
    """
    holders.lock(picking_list.documents)
    _on_list(picking_list, line, by, lambda mine, row: mine.leave_out(row, by=by))
    holders.tell(picking_list, "leave_out", by=by)


@in_one_go
def take_off(picking_list: PickingList, order: ProductionOrder, *, by: User) -> None:
    """The order is off the list and allocated again; what was picked for it is back. Raises Refused where it is not on it."""
    order = ProductionOrder.objects.select_for_update().get(pk=order.pk)
    if not picking_list.orders_now.filter(pk=order.pk).exists():
        raise Refused(_("%(order)s is not on %(list)s.") % {"order": order, "list": picking_list})
    try:
        workflow.take_step(order, "return_picking", by=by, note=picking_list.number)
    except StepRefused as refusal:
        raise Refused(refusal.reason) from refusal
    live.publish(picking_list.topic)


@in_one_go
def _on_list(picking_list, line, by, do):
    picking_list = (
        PickingList.objects.select_for_update(of=("self",))
        .select_related("warehouse")
        .get(pk=picking_list.pk)
    )
    if picking_list.status != PickingStatus.PICKING:
        raise Refused(
            _("%(list)s is %(status)s: start picking first.")
            % {"list": picking_list, "status": picking_list.get_status_display()}
        )
    if picking_list.picker_id != by.pk:
        raise Refused(_("%s is picking this list.") % picking_list.picker)
    line = (
        picking_list.lines.select_for_update(of=("self",))
        .select_related("item__product", "item__location")
        .get(pk=line.pk)
    )
    try:
        result = do(picking_list, line)
    except StepRefused as refusal:
        raise Refused(refusal.reason) from refusal
    except NotEnough as refusal:
        raise Refused(str(refusal)) from refusal
    orders = ProductionOrder.objects.filter(materials__shares__line=line).distinct()
    live.publish("warehouse", picking_list.topic, *(order.topic for order in orders))
    return result
