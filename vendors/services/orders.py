from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from config.core import live
from config.core.actors import VENDOR, Actor
from config.core.images import CleanPhoto
from config.core.models import User
from config.core.refusals import ChangedMeanwhile, Refused
from config.core.transactions import in_one_go
from vendors.models import (
    DraftProposal,
    Issue,
    IssuePhoto,
    ServiceRequest,
    Trade,
    VendorLink,
    VendorPhoto,
    VendorWorkOrder,
    VendorWorkOrderHistory,
)
from vendors.states import Response, Status


@in_one_go
def open_order(
    *,
    by: User,
    request: ServiceRequest,
    issues: list[Issue],
    trade: Trade,
    title: str,
    description: str,
    photos: list[IssuePhoto] | None = None,
    proposal: DraftProposal | None = None,
    **fields,
) -> VendorWorkOrder:
    """A draft for one or several issues of the request; its photos are those of the issues unless others are chosen.

    What was proposed for the issues waits no longer, but for the ``proposal`` that it is made of. Raises Refused for issues of another request, or none.
    """
    if not issues:
        raise Refused(_("Choose the issues it is for."))
    if any(issue.request_id != request.pk for issue in issues):
        raise Refused(_("All issues of an order belong to its request."))
    order = VendorWorkOrder(
        request=request, trade=trade, title=title, description=description, **fields
    )
    order.give_number()
    order.save()
    order.issues.set(issues)
    chosen = _pictures_of(issues) if photos is None else photos
    order.photos.set(chosen)
    order.log("opened", by=by, went_to=order.status)
    others = DraftProposal.objects.filter(issue__in=issues).exclude(pk=proposal and proposal.pk)
    others.overtake(by=by, reason=str(order))
    request.log("note", by=by, note=_("%(order)s: %(title)s") % {"order": order, "title": title})
    live.publish(request.topic, "vendors")
    return order


@in_one_go
def change_order(
    order: VendorWorkOrder,
    *,
    by: User,
    seen_version: int,
    issues: list[Issue] | None = None,
    photos: list[IssuePhoto] | None = None,
    **fields,
) -> VendorWorkOrder:
    """Other details. Another vendor than the one who has the job is chosen after a recall.

    Raises ChangedMeanwhile when another person saved since ``seen_version``, Refused where the order is closed.
    """
    order = _locked(order)
    if not order.can_be_edited:
        raise Refused(
            _("%(order)s is %(status)s and cannot be changed.")
            % {"order": order, "status": order.get_status_display()}
        )
    if order.version != seen_version:
        raise ChangedMeanwhile.of(order)
    if order.status == Status.IN_PROGRESS and fields.get("vendor", order.vendor) != order.vendor:
        raise Refused(_("%s has the job: recall it before another vendor gets it.") % order.vendor)
    for name, value in fields.items():
        setattr(order, name, value)
    order.version += 1
    order.save()
    if issues is not None:
        order.issues.set(issues)
    if photos is not None:
        order.photos.set(photos)
    order.log("edited", by=by)
    live.publish(order.topic, "vendors")
    return order


@in_one_go
def schedule(order: VendorWorkOrder, *, by: User | Actor, at: datetime) -> VendorWorkOrder:
    """The date is agreed. Raises Refused where the vendor does not have the job."""
    order = _in_hand(order)
    order.scheduled_at, order.response, order.has_news = at, Response.SCHEDULED, False
    order.wished_at = None
    order.announced_at = order.asked_done_at = None
    order.save()
    order.log("scheduled", by=by, note=date_format(timezone.localtime(at), "DATETIME_FORMAT"))
    order.tell(Response.SCHEDULED.label, by=by, at=at)
    live.publish(order.topic, order.request.topic, "vendors")
    return order


@in_one_go
def mark_seen(order: VendorWorkOrder) -> None:
    """Somebody has looked at the vendor's answer."""
    VendorWorkOrder.objects.filter(pk=order.pk).update(has_news=False)
    live.publish(order.topic, "vendors")


@in_one_go
def replace_vendor_link(order: VendorWorkOrder, *, by: User) -> VendorLink:
    """The vendor's old page is dead, and a new one is there. Raises Refused where the vendor does not have the job."""
    order = _in_hand(order)
    link = order.issue_links()
    order.log("link", by=by)
    live.publish(order.topic)
    return link


# What the vendor says on their page: wishes, which the team confirms


def opened(order: VendorWorkOrder) -> None:
    """The vendor has seen the job, for the first time; opening it again changes nothing."""
    if order.response == Response.SENT:
        _answer(order, Response.VIEWED, "viewed", news=False)


def accept(order: VendorWorkOrder, *, note: str = "") -> VendorWorkOrder:
    return _answer(order, Response.ACCEPTED, "accepted", note=note)


def decline(order: VendorWorkOrder, *, note: str) -> VendorWorkOrder:
    return _answer(order, Response.DECLINED, "declined", note=note)


def offer_date(order: VendorWorkOrder, *, at: datetime, note: str = "") -> VendorWorkOrder:
    return _answer(order, Response.SCHEDULED, "scheduled", note=note, at=at)


def report_done(
    order: VendorWorkOrder, *, note: str = "", photos: list[CleanPhoto] = ()
) -> VendorWorkOrder:
    with VendorPhoto.stored(photos) as pictures:
        return _report_done(order, note, pictures)


@in_one_go
def _report_done(order, note, pictures):
    order = _answer(order, Response.DONE, "done", note=note)
    for picture in pictures:
        picture.order = order
        picture.save()
    return order


@in_one_go
def _answer(order, response, action, *, note="", at=None, news=True):
    order = _in_hand(order)
    now = timezone.now()
    if response == Response.VIEWED:
        if order.response != Response.SENT:
            return order
        order.viewed_at = now
    else:
        order.answered_at, order.response_note, order.wished_at = now, note, at
    order.response, order.has_news = response, order.has_news or news
    order.save()
    words = [date_format(timezone.localtime(at), "DATETIME_FORMAT") if at else "", note]
    order.log(action, by=VENDOR, note=" · ".join(filter(None, words)))
    if news:
        order.tell(VendorWorkOrderHistory.ACTIONS[action], by=VENDOR, at=at, note=note)
    live.publish(order.topic, "vendors")
    return order


def _pictures_of(issues):
    """Those of a part are the photos of the issue that was split."""
    keys = {key for issue in issues for key in (issue.pk, issue.split_from_id) if key}
    return IssuePhoto.objects.filter(issue__in=keys)


def _locked(order):
    order.lock_first()
    return VendorWorkOrder.objects.select_for_update().get(pk=order.pk)


def _in_hand(order):
    order = _locked(order)
    if order.status != Status.IN_PROGRESS:
        raise Refused(
            _("%(order)s is %(status)s.") % {"order": order, "status": order.get_status_display()}
        )
    return order
