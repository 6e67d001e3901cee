"""What the warranty desk does, besides moving a status."""

from config.core.refusals import ChangedMeanwhile, Refused

from .drafts import (
    accept_draft,
    edit_draft,
    reject_draft,
    suggest_vendor,
    write_drafts,
)
from .followups import follow_up_vendors
from .in_hand import add_note, pass_to, resend_email, why_not_resend
from .mail import (
    assign_message,
    email_named_in,
    file_mail,
    handle_message,
    mark_bounced,
    mark_delivered,
    put_back,
)
from .mailbox import read_mail
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
from .own import open_own_order, own_property
from .requests import (
    Report,
    add_issue,
    add_request_note,
    answer_fixed,
    change_request,
    find_or_add_home,
    mark_not_covered,
    replace_request_link,
    submit,
)
from .rework import possible_rework

__all__ = [
    "ChangedMeanwhile",
    "Refused",
    "Report",
    "accept",
    "accept_draft",
    "add_issue",
    "add_note",
    "add_request_note",
    "answer_fixed",
    "assign_message",
    "change_order",
    "change_request",
    "decline",
    "edit_draft",
    "email_named_in",
    "file_mail",
    "find_or_add_home",
    "follow_up_vendors",
    "handle_message",
    "mark_bounced",
    "mark_delivered",
    "mark_not_covered",
    "mark_seen",
    "offer_date",
    "open_order",
    "open_own_order",
    "opened",
    "own_property",
    "pass_to",
    "possible_rework",
    "put_back",
    "read_mail",
    "reject_draft",
    "replace_request_link",
    "replace_vendor_link",
    "report_done",
    "resend_email",
    "schedule",
    "submit",
    "suggest_vendor",
    "why_not_resend",
    "write_drafts",
]
