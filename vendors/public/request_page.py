"""The homeowner's page of one request: made of facts, never of the records themselves."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST, require_safe

from config.core import live, throttle, workflow
from config.core.models import Submission
from config.core.models.shop import current_shop
from config.core.public import contact_of, follow, open_link, public
from config.core.sending_files import send_photo
from vendors import services
from vendors.forms.public import FixedForm
from vendors.models import IssuePhoto, RequestLink
from vendors.states import RequestStatus, Status

STOP = 286  # tells the page that nothing more will come
ANSWERS_AN_HOUR = 30

HEADLINES = {
    RequestStatus.SUBMITTED: gettext_lazy("We have your request"),
    RequestStatus.IN_REVIEW: gettext_lazy("We are looking at your request"),
    RequestStatus.IN_PROGRESS: gettext_lazy("Your request is being worked on"),
    RequestStatus.RESOLVED: gettext_lazy("Is everything fixed?"),
    RequestStatus.CLOSED: gettext_lazy("This request is closed, thank you"),
}
STATES = {
    "received": gettext_lazy("Received"),
    "looking": gettext_lazy("We are looking at it"),
    "waiting": gettext_lazy("Waiting for a visit date"),
    "visit": gettext_lazy("Visit agreed"),
    "done": gettext_lazy("Done"),
    "not_covered": gettext_lazy("Not covered by the warranty"),
    "closed": gettext_lazy("Closed"),
}


@require_safe
@public
def status(request, token):
    link = link_of(request, token)
    return page(request, link)


@require_GET
@public
def stream(request, token):
    """What happens to the request, and to the work that was ordered for it."""
    link = link_of(request, token)
    topics = [link.request.topic, *(order.topic for order in link.request.orders.all())]
    return follow(request, link, topics)


@require_GET
@public
def photo(request, token, pk, size):
    shown = IssuePhoto.objects.filter(issue__request=link_of(request, token).request_id)
    return send_photo(get_object_or_404(shown, pk=pk, public=True), size)


@require_POST
@public
def fixed(request, token):
    """The homeowner's yes or no when all is done; the second click of one form changes nothing more."""
    link = link_of(request, token)
    throttle.count(request, "fixed", limit=ANSWERS_AN_HOUR, seconds=3600)
    form = FixedForm(request.POST)
    if not form.is_valid():
        return page(request, link, form=form, status=422)
    said = form.cleaned_data
    once = said["once"] or uuid.uuid4().hex
    with translation.override(link.request.language):
        try:
            Submission.once(f"fixed:{link.pk}:{once}", lambda: answer(link.request, said).number)
        except (services.Refused, workflow.StepRefused) as refusal:
            return page(request, link, form=form, refusal=str(refusal), status=409)
    return redirect(link)


def answer(service_request, said):
    return services.answer_fixed(
        service_request, fixed=said["fixed"] == "yes", text=said["text"].strip()
    )


def link_of(request, token):
    return open_link(request, RequestLink.objects.select_related("request__home"), token)


def page(request, link, *, form=None, refusal="", status=200):
    """The page, or its live part alone; 304 where the reader has it already."""
    service_request = link.request
    with translation.override(service_request.language):
        facts = public_facts(service_request, link.token)
        tag = live.etag(facts, translation.get_language(), current_shop().today())
        if status == 200 and (same := live.not_modified(request, tag)):
            return same
        fragment = request.headers.get("X-Fragment") == "1"
        is_over = service_request.status == RequestStatus.CLOSED
        more = {
            "form": form or FixedForm(),
            "once": uuid.uuid4().hex,
            "refusal": refusal,
            "is_over": is_over,
            "live_url": reverse("request_status_stream", args=[link.token]),
            "fragment_url": link.get_absolute_url(),
            "fixed_url": reverse("request_fixed", args=[link.token]),
            "etag": tag,
        }
        response = render(
            request,
            f"vendors/public/{'_request' if fragment else 'request'}.html",
            facts | more,
            status=STOP if fragment and is_over else status,
        )
    response["ETag"] = tag
    return response


def public_facts(request, token):
    """All that a homeowner may know of their request: neither vendors nor what the team thinks of it."""
    issues = _issues(request, token)
    counted = [issue for issue in issues if issue["state"] != "not_covered"]
    return {
        "number": request.number,
        "status": str(request.status),
        "status_label": str(request.get_status_display()),
        "headline": str(HEADLINES[request.status]),
        "address": ", ".join(request.home.address.splitlines()),
        "issues": issues,
        "done": sum(issue["state"] == "done" for issue in counted),
        "of": len(counted),
        "is_asked": request.status == RequestStatus.RESOLVED,
        "history": _history(request),
        "contact": contact_of(current_shop(), request.number),
    }


@dataclass
class Work:
    """What was ordered for one issue."""

    statuses: set = field(default_factory=set)
    visit_at: datetime | None = None  # the next that is agreed


def _issues(request, token):
    """The issues that are to be done, each with its state; parts of a split one share its photos, shown once."""
    photos = _photos(request, token)
    rows = request.issues.to_do().values_list(
        "pk", "split_from", "description", "room", "not_covered", "not_covered_at",
        "orders__status", "orders__scheduled_at", named=True,
    )  # fmt: skip
    work, issues = {}, {}
    for row in rows:
        issues[row.pk] = row
        _note(work.setdefault(row.pk, Work()), row.orders__status, row.orders__scheduled_at)
    shown = []
    for pk, issue in issues.items():
        state = _state(request, issue, work[pk])
        shown.append(
            {
                "state": state,
                "label": str(STATES[state]),
                "text": issue.description,
                "room": issue.room,
                "reason": issue.not_covered if state == "not_covered" else "",
                "visit_at": work[pk].visit_at if state == "visit" else None,
                "photos": photos.pop(issue.split_from, []) + photos.pop(pk, []),
            }
        )
    return shown


def _note(work, status, visit_at):
    if status is None or status == Status.CANCELED:
        return
    work.statuses.add(status)
    if status == Status.IN_PROGRESS and visit_at:
        work.visit_at = min(filter(None, [work.visit_at, visit_at]))


def _state(request, issue, work):
    if issue.not_covered_at:
        return "not_covered"
    if Status.IN_PROGRESS in work.statuses:
        return "visit" if work.visit_at else "waiting"
    if work.statuses == {Status.COMPLETED} or request.status == RequestStatus.RESOLVED:
        return "done"
    if request.status == RequestStatus.CLOSED:
        return "closed"
    return "received" if request.status == RequestStatus.SUBMITTED else "looking"


def _photos(request, token):
    """What the homeowner sent, of each issue, as addresses."""
    photos = {}
    rows = IssuePhoto.objects.filter(issue__request=request, public=True).order_by("pk")
    for pk, issue in rows.values_list("pk", "issue"):
        addresses = {
            size: reverse("request_photo", args=[token, pk, size]) for size in ("thumb", "full")
        }
        photos.setdefault(issue, []).append(addresses)
    return photos


def _history(request):
    """The statuses with their times, and the notes meant for the homeowner, newest first."""
    lines = request.history.filter(email=None).filter(Q(public=True) | ~Q(went_to=""))
    return [
        {
            "at": line.at,
            "status": line.status,
            "label": str(line.title),
            "note": line.note if line.public else "",
        }
        for line in lines
        if line.public or line.status
    ]
