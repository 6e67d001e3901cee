from .belongings import OrderPhoto, Payment, ServiceOrderHistory
from .booking import Booking, BookingHistory, ServiceType
from .client import Client, ClientMerge
from .links import Answer, BookingLink, DecisionLink, TrackingLink
from .order import ServiceOrder
from .part import PartUsed

__all__ = [
    "Answer",
    "Booking",
    "BookingHistory",
    "BookingLink",
    "Client",
    "ClientMerge",
    "DecisionLink",
    "OrderPhoto",
    "PartUsed",
    "Payment",
    "ServiceOrder",
    "ServiceOrderHistory",
    "ServiceType",
    "TrackingLink",
]
