from .hand_over import HandOver
from .history import HistoryEntry, Workflow
from .link import SecretLink
from .notification import Notification
from .outgoing import Document, Email, Outgoing
from .people import Invitation, User
from .photo import Photo
from .searchable import Searchable, SearchableQuerySet
from .sequence import Numbered, Sequence
from .shop import NoticeText, ShopProfile
from .submission import Submission
from .tally import Tally

__all__ = [
    "Document",
    "Email",
    "HandOver",
    "HistoryEntry",
    "Invitation",
    "NoticeText",
    "Notification",
    "Numbered",
    "Outgoing",
    "Photo",
    "Searchable",
    "SearchableQuerySet",
    "SecretLink",
    "Sequence",
    "ShopProfile",
    "Submission",
    "Tally",
    "User",
    "Workflow",
]
