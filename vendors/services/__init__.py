"""What the warranty desk does, besides moving a status."""

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
    "answer_fixed",
    "change_order",
    "decline",
    "find_or_add_home",
    "mark_not_covered",
    "mark_seen",
    "offer_date",
    "open_order",
    "opened",
    "replace_request_link",
    "replace_vendor_link",
    "report_done",
    "schedule",
    "submit",
]
