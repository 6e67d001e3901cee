"""News from the right of the street, for the repairs that it is about."""

from django.dispatch import receiver

from config.core import live
from config.core.models import HandOver
from serviceorders.models import ServiceOrder
from vendors.signals import order_moved_on


@receiver(order_moved_on, dispatch_uid="repair_of_vendor_order")
def hear_of_vendor(order, news, by, **_rest):
    """The repair that was sent on has it in its history, and open pages show it."""
    came_from = HandOver.objects.filter(to_number=order.number).values("from_number")
    for repair in ServiceOrder.objects.filter(number__in=came_from):
        repair.log("vendor", by=by, note=f"{order.number}: {news}")
        live.publish(repair.topic)
