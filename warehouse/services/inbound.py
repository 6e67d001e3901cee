from datetime import datetime

from django.utils.translation import gettext as _

from config.core import live
from config.core.models import User
from config.core.refusals import ChangedMeanwhile, Refused
from config.core.transactions import in_one_go
from warehouse.models import InboundLine, InboundOrder, Warehouse
from warehouse.states import InboundStatus


@in_one_go
def open_inbound(
    *, by: User, warehouse: Warehouse, lines: list[InboundLine], **fields
) -> InboundOrder:
    """An expected inbound order with its number; ``lines`` are unsaved. Raises Refused across merchants."""
    inbound = InboundOrder(warehouse=warehouse, **fields)
    inbound.give_number()
    inbound.save()
    _write_lines(inbound, lines)
    inbound.log("opened", by=by, went_to=inbound.status)
    live.publish("warehouse")
    return inbound


@in_one_go
def change_inbound(
    inbound: InboundOrder,
    *,
    by: User,
    lines: list[InboundLine],
    seen_at: datetime | None = None,
    **fields,
) -> InboundOrder:
    """Other details or lines, while nothing has come.

    Raises Refused afterwards, and ChangedMeanwhile when another person saved since ``seen_at``, the record's
    ``updated_at`` as it was seen.
    """
    inbound = InboundOrder.objects.select_for_update().get(pk=inbound.pk)
    if inbound.status != InboundStatus.EXPECTED or inbound.production_id:
        raise Refused(_("%s cannot be changed any more.") % inbound)
    if seen_at and seen_at != inbound.updated_at:
        raise ChangedMeanwhile.of(inbound)
    for name, value in fields.items():
        setattr(inbound, name, value)
    inbound.save()
    inbound.lines.all().delete()
    _write_lines(inbound, lines)
    inbound.log("edited", by=by)
    live.publish(inbound.topic, "warehouse")
    return inbound


def _write_lines(inbound, lines):
    for line in lines:
        if line.product.merchant_id != inbound.merchant_id:
            raise Refused(
                _("%(sku)s belongs to another merchant than this order.")
                % {"sku": line.product.sku}
            )
        line.inbound, line.warehouse_id = inbound, inbound.warehouse_id
    InboundLine.objects.bulk_create(lines)
