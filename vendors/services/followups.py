"""The ladder of follow-ups: what the clock does about vendors who are silent, expected, or have declined."""

import logging
from datetime import datetime, time, timedelta

from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from config.core import live
from config.core.actors import CLOCK
from config.core.models import Email
from config.core.models.shop import ShopProfile, current_shop
from config.core.transactions import in_one_go
from vendors import letters
from vendors.models import VendorWorkOrder, VendorWorkOrderHistory
from vendors.services.drafts import suggest_vendor
from vendors.states import Response, Status

logger = logging.getLogger("docket.followups")

A_RUN = 500  # orders a rung; the rest an hour later
TOO_LATE = timedelta(days=7)  # to ask whether it is done
UNANSWERED = Q(response__in=[Response.SENT, Response.VIEWED], answered_at=None)
EXPECTED = ~Q(response__in=[Response.DECLINED, Response.DONE]) & Q(wished_at=None)
LOST = [Email.State.BOUNCED, Email.State.FAILED]
# Nothing more is sent to where the latest e-mail did not arrive, until another one is on its way.
UNREACHED = Q(latest_email__in=LOST)


def follow_up_vendors() -> int:
    """Each vendor with a job is where the ladder has them today, by the shop's calendar; returns how many steps that took.

    Every step is taken once until the order is sent anew, whoever else climbs at the same time.
    """
    shop = current_shop()
    with timezone.override(shop.zone), translation.override(shop.language):
        return sum(
            _climb(pk, due, mark, act, shop)
            for due, mark, act in LADDER
            for pk in list(_waiting(due, mark, shop).values_list("pk", flat=True)[:A_RUN])
        )


def _waiting(due, mark, shop):
    told = VendorWorkOrderHistory.objects.filter(
        order=OuterRef("pk"),
        email__queued_at__gte=OuterRef("sent_at"),
        email__to=OuterRef("vendor__email"),
    )
    state = told.order_by("-email__queued_at", "-email").values("email__state")[:1]
    again = VendorWorkOrderHistory.objects.filter(order=OuterRef("pk"), action="resent")
    resent_at = Subquery(again.order_by("-at").values("at")[:1])
    orders = VendorWorkOrder.objects.annotate(
        latest_email=Coalesce(Subquery(state), Value("")),
        written_at=Greatest(F("sent_at"), Coalesce(resent_at, F("sent_at"))),
    )
    return orders.filter(due(shop), status=Status.IN_PROGRESS, **{mark: None})


def _climb(pk, due, mark, act, shop):
    try:
        return _step(pk, due, mark, act, shop)
    except Exception:  # one order must not keep the others waiting
        logger.exception("a vendor could not be followed up", extra={"order": pk})
        return 0


@in_one_go
def _step(pk, due, mark, act, shop):
    VendorWorkOrder.objects.get(pk=pk).lock_first()
    order = _waiting(due, mark, shop).select_for_update(of=("self",)).filter(pk=pk).first()
    if order is None:  # another worker was here, or the vendor answered meanwhile
        return 0
    setattr(order, mark, timezone.now())
    order.save(update_fields=[mark, "updated_at"])
    act(order, shop)
    live.publish(order.topic, "vendors")
    return 1


# When


def _silent(days: int) -> Q:
    """Sent, or sent again, so many days ago, and no answer since; never, where the shop chose 0 days."""
    if not days:
        return Q(pk=None)
    return UNANSWERED & Q(written_at__lt=_day(1 - days))


def _to_remind(shop: ShopProfile) -> Q:
    return _silent(shop.vendor_remind_days) & ~UNREACHED


def _tomorrow(shop: ShopProfile) -> Q:
    if not shop.vendor_announces:
        return Q(pk=None)
    return EXPECTED & ~UNREACHED & Q(scheduled_at__gte=_day(1), scheduled_at__lt=_day(2))


def _over(shop: ShopProfile) -> Q:
    if not shop.vendor_asks_done:
        return Q(pk=None)
    visited = Q(scheduled_at__lt=_day(0), scheduled_at__gte=_day(0) - TOO_LATE)
    return EXPECTED & ~UNREACHED & visited


def _to_escalate(shop: ShopProfile) -> Q:
    if not shop.vendor_escalate_days:
        return Q(pk=None)
    return _silent(shop.vendor_escalate_days) | Q(response=Response.DECLINED) | UNREACHED


def _day(days: int) -> datetime:
    """The beginning of the day so many days from today, by the shop's clock."""
    return timezone.make_aware(
        datetime.combine(timezone.localdate() + timedelta(days=days), time())
    )


# What


def _remind(order, shop):
    letters.reminded(order, by=CLOCK)
    order.log("reminded", by=CLOCK, note=_no_answer(order))


def _announce(order, shop):
    letters.announced(order, by=CLOCK)
    order.log("reminded", by=CLOCK, note=_("The day before"))


def _ask_done(order, shop):
    letters.asked_done(order, by=CLOCK)
    order.log("reminded", by=CLOCK, note=_("The day after: is it done?"))


def _escalate(order, shop):
    why = _why(order)
    following = suggest_vendor(order.trade, order.request, besides=(order.vendor_id,))
    suggestion = _("Next: %s") % following if following else _("Nobody else has this trade.")
    order.log(
        "escalated",
        by=CLOCK,
        note=" · ".join(filter(None, [why, order.response_note, suggestion])),
    )
    letters.told_desk(order, why=why, suggestion=suggestion, by=CLOCK)


def _why(order):
    if order.response == Response.DECLINED:
        return _("Declined")
    if order.latest_email in LOST:
        return _("An e-mail to %s did not arrive") % order.vendor.email
    return _no_answer(order)


def _no_answer(order):
    days = (timezone.localdate() - timezone.localdate(order.written_at)).days
    return ngettext("No answer for %d day", "No answer for %d days", days) % days


LADDER = [
    (_to_remind, "nudged_at", _remind),
    (_tomorrow, "announced_at", _announce),
    (_over, "asked_done_at", _ask_done),
    (_to_escalate, "escalated_at", _escalate),
]
