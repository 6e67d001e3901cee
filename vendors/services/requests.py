import re
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from config.core import live, outbox, workflow
from config.core.actors import CLIENT, Actor
from config.core.images import CleanPhoto
from config.core.models import User
from config.core.refusals import ChangedMeanwhile, Refused
from config.core.transactions import in_one_go
from vendors import letters
from vendors.models import Drafting, Issue, IssuePhoto, Property, RequestLink, ServiceRequest
from vendors.states import RequestStatus, Urgency


@dataclass
class Report:
    """One issue as somebody typed it, with its pictures."""

    description: str
    title: str = ""
    room: str = ""
    urgency: str = Urgency.NORMAL
    photos: list[CleanPhoto] = field(default_factory=list)


def submit(
    *, by: User | Actor, home: Property, reports: list[Report], name: str, **contact
) -> ServiceRequest:
    """The request with its number, its issues in the homeowner's words, and a page to follow it by.

    ``contact`` may hold email, phone and language. Raises Refused without an issue.
    """
    if not reports:
        raise Refused(_("Describe at least one problem."))
    photos = [photo for report in reports for photo in report.photos]
    uploader = by if by.is_person else None
    with IssuePhoto.stored(photos, added_by=uploader, public=True) as pictures:
        return _submit(by, home, reports, pictures, {"name": name} | contact)


@in_one_go
def _submit(by, home, reports, pictures, contact):
    request = ServiceRequest(home=home, **contact)
    request.give_number()
    request.save()
    RequestLink.issue(owner=request.number, request=request)
    rest = iter(pictures)
    for place, report in enumerate(reports, 1):
        _keep_issue(request, place, report, rest)
    request.log("opened", by=by, went_to=request.status)
    outbox.queue(Drafting.objects.create(request=request, topic=request.topic))
    letters.request_received(request, by=by)
    live.publish("vendors")
    return request


def _keep_issue(request, place, report, pictures):
    """The issue with as many of the pictures as its report brought."""
    issue = Issue.objects.create(
        request=request,
        place=place,
        title=report.title,
        description=report.description,
        room=report.room,
        urgency=report.urgency,
    )
    for picture in islice(pictures, len(report.photos)):
        picture.issue = issue
        picture.save()
    return issue


def add_issue(request: ServiceRequest, *, by: User | Actor, report: Report) -> Issue:
    """One more issue, for which a draft is written too. Raises Refused for a request that is done with."""
    uploader = by if by.is_person else None
    with IssuePhoto.stored(report.photos, added_by=uploader, public=True) as pictures:
        return _add_issue(request, by, report, pictures)


@in_one_go
def _add_issue(request, by, report, pictures):
    request = ServiceRequest.objects.select_for_update().get(pk=request.pk)
    if request.is_closed:
        raise Refused(
            _("%(request)s is %(status)s: reopen it first.")
            % {"request": request, "status": request.get_status_display()}
        )
    latest = request.issues.aggregate(latest=Max("place"))["latest"] or 0
    issue = _keep_issue(request, latest + 1, report, iter(pictures))
    request.log("note", by=by, note=_("Issue added: %s") % issue)
    drafting, _new = Drafting.objects.get_or_create(
        request=request, defaults={"topic": request.topic}
    )
    drafting.again()
    outbox.queue(drafting)
    live.publish(request.topic, "vendors")
    return issue


@in_one_go
def change_request(
    request: ServiceRequest, *, by: User, seen_at: datetime | None = None, **fields
) -> ServiceRequest:
    """Another contact, home or language; what was changed stands in the history.

    Raises ChangedMeanwhile when it was saved since ``seen_at``, its ``updated_at`` as it was seen.
    """
    request = ServiceRequest.objects.select_for_update().get(pk=request.pk)
    if seen_at and seen_at != request.updated_at:
        raise ChangedMeanwhile.of(request)
    changes = [
        f"{request._meta.get_field(name).verbose_name}: {getattr(request, name)} → {value}"
        for name, value in fields.items()
        if getattr(request, name) != value
    ]
    if not changes:
        return request
    for name, value in fields.items():
        setattr(request, name, value)
    request.save()
    request.log("edited", by=by, note="\n".join(changes))
    live.publish(request.topic, "vendors")
    return request


@in_one_go
def add_request_note(request: ServiceRequest, *, by: User, note: str) -> None:
    """A note that the desk alone reads."""
    request.log("note", by=by, note=note)
    live.publish(request.topic)


def find_or_add_home(
    *, address: str, name: str, email: str, phone, language: str, community: str = "", lot: str = ""
) -> Property:
    """The property at this address as we know it, else a new one of whoever wrote to us.

    Commas, lines and capitals make no other address.
    """
    words = _words_of(address)
    for home in Property.objects.matching(" ".join(words)).order_by("pk"):
        if _words_of(home.address) == words:
            return home
    return Property.objects.create(
        address=address.strip(),
        community=community,
        lot=lot,
        homeowner=name,
        email=email,
        phone=phone,
        language=language,
    )


def _words_of(address):
    return re.findall(r"\w+", address.lower())


@in_one_go
def mark_not_covered(issue: Issue, *, by: User, reason: str) -> None:
    """The homeowner reads in writing why the warranty does not cover it. Raises Refused where work on it is under way."""
    request = ServiceRequest.objects.select_for_update().get(pk=issue.request_id)
    issue = Issue.objects.get(pk=issue.pk)
    if issue.orders.exclude(status="canceled").exists():
        raise Refused(_("Work on it is ordered: cancel that first."))
    if issue.not_covered_at:
        raise Refused(_("The homeowner has been told already."))
    issue.not_covered, issue.not_covered_at = reason, timezone.now()
    issue.save(update_fields=["not_covered", "not_covered_at"])
    issue.proposals.overtake(by=by, reason=_("Not covered by the warranty."))
    request.log("not_covered", by=by, note=f"{issue}: {reason}", public=True)
    letters.not_covered(request, issue, by=by)
    request.end_if_done(by=by)
    live.publish(request.topic, "vendors")


@in_one_go
def answer_fixed(request: ServiceRequest, *, fixed: bool, text: str = "") -> ServiceRequest:
    """The homeowner's word when all is done: yes closes the request, no opens it again with what is wrong.

    Raises Refused where nobody asked, or it was answered already.
    """
    request = ServiceRequest.objects.select_for_update().get(pk=request.pk)
    if request.status != RequestStatus.RESOLVED:
        raise Refused(_("This was answered already, or is not asked yet."))
    if fixed:
        note = text or _("Yes, it is fixed.")
        return workflow.take_step(request, "close", by=CLIENT, note=note, public=True)
    return workflow.take_step(
        request, "reopen", by=CLIENT, note=text or _("No, it is not fixed."), public=True
    )


@in_one_go
def replace_request_link(request: ServiceRequest, *, by: User) -> None:
    """The homeowner's old link is dead; a new one is there."""
    request = ServiceRequest.objects.select_for_update().get(pk=request.pk)
    request.links.filter(revoked_at=None).update(revoked_at=timezone.now())
    RequestLink.issue(owner=request.number, nth=request.links.count() + 1, request=request)
    request.log("link", by=by)
    live.publish(request.topic)
