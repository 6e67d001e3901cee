"""Repairs that a vendor does."""

from config.core import hand_overs
from config.core.models import User
from config.core.transactions import in_one_go
from serviceorders.models import OrderPhoto, ServiceOrder
from serviceorders.services.orders import open_and_locked
from vendors import services as vendors
from vendors.models import VendorWorkOrder


@in_one_go
def send_on(
    order: ServiceOrder, *, by: User, photos: list[OrderPhoto] = (), **job
) -> VendorWorkOrder:
    """A vendor order as a draft, each linked to the other; the shop itself is who asks for it.

    ``job`` is what ``vendors.services.open_own_order`` is told. Raises Refused for a closed repair.
    """
    order = open_and_locked(order)
    work = vendors.open_own_order(by=by, photos=[photo.copy() for photo in photos], **job)
    hand_overs.hand_over(order, work, by=by)
    return work
