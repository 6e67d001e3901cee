"""How mail is read: its parts, what kind it is, what of it was quoted, which date it offers. No database here."""

from .dates import offered_date
from .kinds import Bounce, bounce_of, is_automatic, is_of_ours
from .letters import Attachment, Letter, our_ids, read_letter

__all__ = [
    "Attachment",
    "Bounce",
    "Letter",
    "bounce_of",
    "is_automatic",
    "is_of_ours",
    "offered_date",
    "our_ids",
    "read_letter",
]
