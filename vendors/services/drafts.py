"""From a request to its drafts, and from a draft to a decision of the team."""

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from config.core import live, workflow
from config.core.actors import CLOCK
from config.core.models import User
from config.core.refusals import Refused
from config.core.transactions import in_one_go
from vendors.models import (
    DraftProposal,
    Issue,
    ServiceRequest,
    Trade,
    Vendor,
    VendorWorkOrder,
)
from vendors.services.engines import company_engine
from vendors.services.orders import open_order
from vendors.states import OPEN, REQUEST_DONE, Decision, RequestStatus


def write_drafts(request: ServiceRequest) -> None:
    """Every open issue of the request has a draft that waits for a decision, and the request is in review.

    An issue that names several problems is split: each becomes an issue of its own, in the homeowner's words.
    Doing it twice changes nothing.
    """
    engine = company_engine()
    drafted = {
        issue.pk: engine.draft(issue.description, issue.room) for issue in _without_draft(request)
    }
    _keep(request, engine, drafted)


@in_one_go
def _keep(request, engine, drafted):
    request = ServiceRequest.objects.select_for_update().get(pk=request.pk)
    if request.status in REQUEST_DONE:
        return
    kept = 0
    for issue in _without_draft(request).filter(pk__in=drafted):
        drafts = drafted[issue.pk]
        parts = [issue] if len(drafts) == 1 else split(issue, [draft.text for draft in drafts])
        for part, draft in zip(parts, drafts, strict=True):
            _propose(part, draft, engine)
            kept += 1
    if kept:
        request.log("drafted", by=CLOCK)
    if request.status == RequestStatus.SUBMITTED:
        workflow.take_step(request, "review", by=CLOCK)
    live.publish(request.topic, "vendors")


def split(issue: Issue, texts: list[str]) -> list[Issue]:
    """An issue for each part of the words; the one that was split keeps all of them, and its photos."""
    issue.request.log("split", by=CLOCK, note=f"{issue}: {len(texts)}")
    return [
        Issue.objects.create(
            request=issue.request,
            place=issue.place,
            description=text,
            room=issue.room,
            urgency=issue.urgency,
            split_from=issue,
        )
        for text in texts
    ]


def _without_draft(request):
    return request.issues.to_do().filter(proposals=None, not_covered_at=None, orders=None)


def _propose(issue, draft, engine):
    trade = Trade.objects.get(slug=draft.trade)
    proposal = DraftProposal.objects.create(
        issue=issue,
        text=draft.text,
        trade=trade,
        title=draft.title,
        description=draft.description,
        vendor=suggest_vendor(trade, issue.request),
        confidence=draft.confidence,
        words=list(draft.words),
        engine=draft.engine or engine.name,
        engine_version=draft.version or engine.version,
        prompt_hash=draft.prompt_hash,
    )
    proposal.leaned_on.set(VendorWorkOrder.objects.filter(pk__in=draft.leaned_on))


def suggest_vendor(
    trade: Trade, request: ServiceRequest, *, besides: tuple[int, ...] = ()
) -> Vendor | None:
    """Who most often had this trade in this community, else anywhere; of equals, who has least to do.

    Only active vendors of the trade whose insurance has not ended, and none of ``besides``.
    """
    insured = Q(insured_until=None) | Q(insured_until__gte=timezone.localdate())
    community = request.home.community
    here = Q(orders__trade=trade, orders__request__home__community=community)
    return (
        Vendor.objects.of_trade(trade)
        .filter(insured)
        .exclude(pk__in=besides)
        .annotate(
            had_here=Count("orders", filter=here if community else Q(pk=None), distinct=True),
            had=Count("orders", filter=Q(orders__trade=trade), distinct=True),
            to_do=Count("orders", filter=Q(orders__status__in=OPEN), distinct=True),
        )
        .order_by("-had_here", "-had", "to_do", "company")
        .first()
    )


@in_one_go
def accept_draft(proposal: DraftProposal, *, by: User) -> VendorWorkOrder:
    """The work order just as it was drafted. Raises Refused for a draft that was decided already."""
    return _take(proposal, by, {}, Decision.ACCEPTED)


@in_one_go
def edit_draft(proposal: DraftProposal, *, by: User, **fields) -> VendorWorkOrder:
    """The work order with other details; what was changed is kept with the draft, which learns from it.

    Raises Refused for a draft that was decided already.
    """
    drafted = {
        name: getattr(proposal, name) for name in ("trade", "title", "description", "vendor")
    }
    changed = {
        name: [str(value or ""), str(fields[name] or "")]
        for name, value in drafted.items()
        if name in fields and fields[name] != value
    }
    decision = Decision.EDITED if changed else Decision.ACCEPTED
    return _take(proposal, by, fields, decision, changed)


@in_one_go
def reject_draft(proposal: DraftProposal, *, by: User, reason: str) -> None:
    """The draft is dismissed; an order for its issue is written by hand. Raises Refused for one that was decided already."""
    proposal = _pending(proposal)
    _decide(proposal, by, Decision.REJECTED, reason=reason)
    proposal.issue.request.end_if_done(by=by)


def _take(proposal, by, fields, decision, changed=None):
    proposal = _pending(proposal)
    details = {
        "issues": [proposal.issue],
        "trade": proposal.trade,
        "title": proposal.title,
        "description": proposal.description,
        "vendor": proposal.vendor,
    }
    order = open_order(
        by=by, request=proposal.issue.request, proposal=proposal, **(details | fields)
    )
    _decide(proposal, by, decision, order=order, changed=changed or {})
    return order


def _pending(proposal):
    list(ServiceRequest.objects.select_for_update().filter(issues=proposal.issue_id))
    proposal = DraftProposal.objects.select_for_update().get(pk=proposal.pk)
    if proposal.decision != Decision.PENDING:
        raise Refused(
            _("%(who)s decided this draft already: %(decision)s.")
            % {"who": proposal.decided_by, "decision": proposal.get_decision_display()}
        )
    return proposal


def _decide(proposal, by, decision, **fields):
    proposal.decision, proposal.decided_by, proposal.decided_at = decision, by, timezone.now()
    for name, value in fields.items():
        setattr(proposal, name, value)
    proposal.save()
    request = proposal.issue.request
    request.log(
        "decided",
        by=by,
        note=" · ".join(
            filter(None, [proposal.title, proposal.get_decision_display(), fields.get("reason")])
        ),
    )
    live.publish(request.topic, "vendors")
