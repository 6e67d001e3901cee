"""What the warranty desk does, besides moving a status."""

from .drafts import (
    accept_draft,
    edit_draft,
    reject_draft,
    suggest_vendor,
    write_drafts,
)
from .orders import (
    accept,
    change_order,
    decline,
    mark_seen,
    offer_date,
    open_order,
    opened,
    replace_vendor_link,
    report_done,
    schedule,
)
from .refusals import ChangedMeanwhile, Refused
from .requests import (
    Report,
    answer_fixed,
    find_or_add_home,
    mark_not_covered,
    replace_request_link,
    submit,
)

__all__ = [
    "ChangedMeanwhile",
    "Refused",
    "Report",
    "accept",
    "accept_draft",
    "answer_fixed",
    "change_order",
    "decline",
    "edit_draft",
    "find_or_add_home",
    "mark_not_covered",
    "mark_seen",
    "offer_date",
    "open_order",
    "opened",
    "reject_draft",
    "replace_request_link",
    "replace_vendor_link",
    "report_done",
    "schedule",
    "submit",
    "suggest_vendor",
    "write_drafts",
]
