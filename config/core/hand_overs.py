"""Records that lead to others at another desk: a repair sent on to a vendor, a case that becomes a repair."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.core import live
from config.core.desks import Hit, Matter, all_desks
from config.core.models import HandOver, User, Workflow
from config.core.refusals import Refused

NUMBER = re.compile(r"[A-Z]{2}-\d{4}-\d{4,9}", re.ASCII)
CAME_FROM, LED_TO = gettext_lazy("Came from"), gettext_lazy("Led to")


@dataclass(frozen=True)
class Thread:
    """What a record came from or led to; ``hit`` has no address for whoever may not see it."""

    direction: str
    hit: Hit
    at: datetime


def matter(number: str, user: User) -> Matter:
    """What the record of this number is about. Raises Refused where there is none that is open and this user may see."""
    for desk in all_desks() if NUMBER.fullmatch(number) else []:
        if found := desk.matter(number, user):
            if found.record.is_closed:
                raise Refused(_closed(found.record))
            return found
    raise Refused(_("There is no “%s” that you may see.") % number[:20])


def matter_named(request: HttpRequest) -> Matter | None:
    """What the address asks for as ``from``; where that cannot be had, the page says why."""
    number = request.GET.get("from")
    try:
        return matter(number, request.user) if number else None
    except Refused as refusal:
        messages.error(request, str(refusal))
        return None


def still_open(record: Workflow) -> Workflow:
    """The record as it is now, locked until the transaction ends. Raises Refused where it was closed meanwhile."""
    record = type(record).objects.select_for_update().get(pk=record.pk)
    if record.is_closed:
        raise Refused(_closed(record))
    return record


def _closed(record):
    return _("%(record)s is %(status)s: reopen it first.") % {
        "record": record,
        "status": record.get_status_display(),
    }


def hand_over(origin: Workflow, result: Workflow, *, by: User) -> None:
    """One led to the other: both say so in their histories, and open pages of the first show it."""
    HandOver.objects.create(from_number=origin.number, to_number=result.number, by=by)
    origin.log("note", by=by, note=_("Led to %s") % result)
    result.log("note", by=by, note=_("Came from %s") % origin)
    live.publish(origin.topic)


def threads(record: Workflow, user: User) -> list[Thread]:
    """What the record came from and led to, the earliest first: none costs no query where the page has asked (``is_handed_over``)."""
    if not getattr(record, "is_handed_over", True):
        return []
    rows = HandOver.objects.naming(record.number).order_by("pk")
    ends = [
        (CAME_FROM, row.from_number, row.at)
        if row.to_number == record.number
        else (LED_TO, row.to_number, row.at)
        for row in rows
    ]
    hits = {}
    for desk in all_desks():
        hits |= desk.find([number for _direction, number, _at in ends], user)
    return [
        Thread(direction, hits.get(number) or Hit("", number, "", ""), at)
        for direction, number, at in ends
    ]
