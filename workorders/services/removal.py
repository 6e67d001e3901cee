"""Orders that another system removed: they are kept, and can come back."""

from django.utils.translation import gettext as _

from config.core import live
from config.core.models import User
from config.core.transactions import in_one_go
from workorders.models import WorkOrder


@in_one_go
def bring_back(order: WorkOrder, *, by: User) -> bool:
    """The order is there again, as it was; False where it was already."""
    if (
        not WorkOrder.with_removed.filter(pk=order.pk)
        .exclude(removed_at=None)
        .update(removed_at=None)
    ):
        return False
    order = WorkOrder.objects.get(pk=order.pk)
    order.log("note", by=by, note=_("Removed by another system, and brought back."))
    live.publish(order.topic, "workorders")
    return True
