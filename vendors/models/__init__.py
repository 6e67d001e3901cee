from .drafts import DraftProposal
from .messages import Message, MessageFile
from .orders import ReplyAddress, VendorLink, VendorWorkOrder, VendorWorkOrderHistory
from .partners import Property, Trade, Vendor
from .requests import Issue, IssuePhoto, RequestLink, ServiceRequest, ServiceRequestHistory

__all__ = [
    "DraftProposal",
    "Issue",
    "IssuePhoto",
    "Message",
    "MessageFile",
    "Property",
    "ReplyAddress",
    "RequestLink",
    "ServiceRequest",
    "ServiceRequestHistory",
    "Trade",
    "Vendor",
    "VendorLink",
    "VendorWorkOrder",
    "VendorWorkOrderHistory",
]
