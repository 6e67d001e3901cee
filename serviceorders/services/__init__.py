"""What the repair desk does, besides moving a status."""

from config.core.refusals import ChangedMeanwhile, Refused

from .bookings import (
    change_booking,
    change_client,
    check_booking,
    client_at_the_counter,
    edit_client,
    find_or_make_client,
    make_booking,
)
from .merging import merge_clients, part_clients
from .orders import (
    add_note,
    add_photos,
    answer_estimate,
    assign,
    change_order,
    change_photo,
    check_plan,
    check_warranty,
    open_order,
    orders_this_month,
    remind_uncollected,
    remove_photo,
    replace_tracking_link,
    revoke_tracking_link,
    send_estimate_again,
    take_payment,
)
from .parts import give_part_back, remove_part, reserve_part, save_part, take_part
from .refusals import OverPlan
from .vendors import send_on

__all__ = [
    "ChangedMeanwhile",
    "OverPlan",
    "Refused",
    "add_note",
    "add_photos",
    "answer_estimate",
    "assign",
    "change_booking",
    "change_client",
    "change_order",
    "change_photo",
    "check_booking",
    "check_plan",
    "check_warranty",
    "client_at_the_counter",
    "edit_client",
    "find_or_make_client",
    "give_part_back",
    "make_booking",
    "merge_clients",
    "open_order",
    "orders_this_month",
    "part_clients",
    "remind_uncollected",
    "remove_part",
    "remove_photo",
    "replace_tracking_link",
    "reserve_part",
    "revoke_tracking_link",
    "save_part",
    "send_estimate_again",
    "send_on",
    "take_part",
    "take_payment",
]
