from .drafts import Drafting, DraftProposal
from .messages import Message, MessageFile
from .orders import ReplyAddress, VendorLink, VendorPhoto, VendorWorkOrder, VendorWorkOrderHistory
from .partners import Property, Trade, Vendor
from .requests import Issue, IssuePhoto, RequestLink, ServiceRequest, ServiceRequestHistory

__all__ = [
    "DraftProposal",
    "Drafting",
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
    "VendorPhoto",
    "VendorWorkOrder",
    "VendorWorkOrderHistory",
]
