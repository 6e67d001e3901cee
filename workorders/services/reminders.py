"""Who has an order hears of it before it is due, and once it is late: once each, and again for another due date."""

from datetime import timedelta

from django.db.models import F, Q
from django.utils import timezone

from config.core.actors import CLOCK
from config.core.models.shop import current_shop
from config.core.transactions import in_one_go
from workorders import letters
from workorders.models import WorkOrder


def tell_due() -> int:
    """Everybody who has an order that is due soon, or late, has been told; answers how many were now."""
    told = 0
    for name, orders, tell in (
        ("told_due_at", soon, letters.due_soon),
        ("told_late_at", late, letters.overdue),
    ):
        for pk in orders().values_list("pk", flat=True)[:500]:
            told += _tell(pk, name, orders, tell)
    return told


def soon():
    """Orders of somebody, due within the days of the settings, of which nobody was told for this due date."""
    now, ahead = timezone.now(), timedelta(days=current_shop().work_soon_days)
    untold = Q(told_due_at=None) | Q(told_due_at__lt=F("due_at") - ahead)
    ahead = WorkOrder.objects.live().filter(due_at__gt=now, due_at__lte=now + ahead)
    return ahead.filter(untold, assignee__is_active=True)


def late():
    """Orders of somebody that are late, of which nobody was told for this due date."""
    untold = Q(told_late_at=None) | Q(told_late_at__lt=F("due_at"))
    return WorkOrder.objects.late().filter(untold, assignee__is_active=True)


@in_one_go
def _tell(pk, name, orders, tell):
    """Under the lock of its row: a second clock finds that it was told."""
    order = WorkOrder.objects.select_for_update().filter(pk=pk).first()
    if order is None or not orders().filter(pk=pk).exists():
        return 0
    WorkOrder.objects.filter(pk=pk).update(**{name: timezone.now()})
    tell(order, by=CLOCK)
    return 1
