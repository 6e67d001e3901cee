"""Repairs that a vendor does."""

from config.core.models import User
from serviceorders.models import OrderPhoto, ServiceOrder
from vendors import services as vendors
from vendors.models import VendorWorkOrder


def send_on(
    order: ServiceOrder, *, by: User, photos: list[OrderPhoto] = (), **job
) -> VendorWorkOrder:
    """A vendor order as a draft, each linked to the other; the shop itself is who asks for it.

    ``job`` is what ``vendors.services.open_own_order`` is told. Raises Refused for a closed repair.
    """
    pictures = [photo.copy() for photo in photos]
    return vendors.open_own_order(order, by=by, photos=pictures, **job)
