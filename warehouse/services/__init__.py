"""What the warehouse does. Other desks say ``from warehouse import services as warehouse``."""

from config.core.refusals import ChangedMeanwhile, Refused

from .catalogue import (
    keep_product,
    keep_recipe,
    open_warehouse,
    remove_photo,
    switch_product,
    switch_recipe,
    where_used,
)
from .inbound import change_inbound, open_inbound
from .picking import (
    ask_elsewhere,
    leave_out,
    make_picking_list,
    pick,
    report_short,
    take_off,
    unpick,
)
from .production import (
    allocate_waiting,
    change_order,
    could_be_allocated,
    incoming,
    open_order,
    suggest_name,
)
from .refusals import OutOfStock
from .stock import (
    adjust,
    change_reservation,
    count,
    give_back,
    issue,
    lock_stock,
    release,
    reserve,
    settle,
    transfer,
)
from .workplace import choose_workplace, warehouses_of, workplace_of

__all__ = [
    "ChangedMeanwhile",
    "OutOfStock",
    "Refused",
    "adjust",
    "allocate_waiting",
    "ask_elsewhere",
    "change_inbound",
    "change_order",
    "change_reservation",
    "choose_workplace",
    "could_be_allocated",
    "count",
    "give_back",
    "incoming",
    "issue",
    "keep_product",
    "keep_recipe",
    "leave_out",
    "lock_stock",
    "make_picking_list",
    "open_inbound",
    "open_order",
    "open_warehouse",
    "pick",
    "release",
    "remove_photo",
    "report_short",
    "reserve",
    "settle",
    "suggest_name",
    "switch_product",
    "switch_recipe",
    "take_off",
    "transfer",
    "unpick",
    "warehouses_of",
    "where_used",
    "workplace_of",
]
