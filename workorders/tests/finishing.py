"""Orders that ended in the past, for figures and calendars."""

from workorders.models import WorkOrder


def finished(order, **fields):
    """The order, completed as if all of it had been done; ``fields`` say when it was made, started and completed."""
    times = {
        "started_at": order.created_at,
        "completed_at": order.created_at,
        "status": "completed",
    }
    WorkOrder.objects.filter(pk=order.pk).update(**times | fields)
    return WorkOrder.objects.get(pk=order.pk)
