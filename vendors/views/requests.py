"""One service request: what the desk reads of it, its steps, its photos."""

from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Count, Exists, F, OuterRef, Subquery
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from config.core import hand_overs, live, workflow
from config.core.models import HandOver, Outgoing
from config.core.people import also_seen
from config.core.sending_files import send_photo
from vendors import letters, services
from vendors.forms.requests import StepForm
from vendors.models import (
    DraftProposal,
    Issue,
    IssuePhoto,
    RequestLink,
    ServiceRequest,
    VendorWorkOrder,
)
from vendors.states import Decision, RequestStatus, Status, Urgency

URGENCY_COLORS = {Urgency.URGENT: "short", Urgency.EMERGENCY: "late"}

may_view = permission_required("vendors.view_servicerequest", raise_exception=True)
may_handle = permission_required("vendors.handle", raise_exception=True)


def request_for(request, number):
    """The service request of this number, as far as this user may see it; Http404 otherwise."""
    found = ServiceRequest.objects.for_user(request.user).select_related("home")
    return get_object_or_404(found, number=number)


# The page


@require_GET
@may_view
def request(request, number):
    name = "_panel" if request.htmx and not request.htmx.boosted else "detail"
    return render(request, f"vendors/requests/{name}.html", panel_context(request, number))


@require_GET
@may_view
def request_stream(request, number):
    return live.stream(request, [request_for(request, number).topic, "vendors"])


def panel_context(request, number):
    """What the page shows; its number of queries does not depend on how much there is."""
    asked, entries = issues_of(request, number)
    orders = orders_of(asked, entries)
    drafts = drafts_of(asked, entries)
    rework = services.possible_rework(asked) if asked.is_worked_at_before else {}
    for key, order in rework.items():
        if key in entries:
            entries[key].rework = order
    history = list(asked.history.select_related("by", "email", "document"))
    counted = [order for order in orders if order.status != Status.CANCELED]
    drafting = getattr(asked, "drafting", None)
    undrafted = [entry for entry in entries.values() if entry.wants_draft]
    unordered = [entry for entry in entries.values() if entry.wants_order]
    refused = not_fixed(asked, history)
    is_writing = bool(undrafted) and state_of(drafting) in WRITING
    user = request.user
    return {
        "asked": asked,
        "home": asked.home,
        "warranty": warranty_of(asked),
        "steps": steps_of(asked, user, drafts, refused),
        "entries": [entry for entry in entries.values() if entry.issue.split_from_id is None],
        "orders": orders,
        "orders_all": len(counted),
        "orders_done": sum(order.status == Status.COMPLETED for order in counted),
        "drafts_waiting": sum(draft.decision == Decision.PENDING for draft in drafts),
        "drafting": drafting,
        "is_writing": is_writing,
        "writing_failed": bool(undrafted) and state_of(drafting) == Outgoing.State.FAILED,
        "by_hand_url": new_order_url(asked, unordered),
        "takes_several": len(unordered) > 1 and not is_writing,
        "history": history,
        "emails": [entry for entry in history if entry.email],
        "not_fixed": refused,
        "link_url": letters.site(link_of(asked)) if asked.link_version else "",
        "threads": hand_overs.threads(asked, user),
        "also_seen": also_seen(
            asked.email,
            asked.phone,
            user,
            besides=[asked.get_absolute_url(), asked.home.get_absolute_url()],
        ),
        "may_handle": user.has_perm("vendors.handle"),
        "may_dispatch": user.has_perm("vendors.dispatch"),
    }


def steps_of(asked, user, drafts, refused):
    """The steps on offer; none is the usual one while drafts wait, or after the homeowner's no."""
    is_next = not refused and all(draft.decision != Decision.PENDING for draft in drafts)
    steps = workflow.offers(asked, user)
    return [replace(each, primary=each.primary and is_next) for each in steps]


WRITING = (Outgoing.State.QUEUED, Outgoing.State.SENDING)


def state_of(drafting):
    return drafting.state if drafting else ""


@dataclass
class Entry:
    """An issue as the page shows it, with all that hangs on it."""

    issue: Issue
    photos: list = field(default_factory=list)
    parts: list = field(default_factory=list)
    draft: DraftProposal | None = None
    orders: list = field(default_factory=list)
    rework: VendorWorkOrder | None = None

    @property
    def urgency_color(self):
        return URGENCY_COLORS.get(self.issue.urgency, "")

    @property
    def is_ordered(self):
        return any(order.status != Status.CANCELED for order in self.orders)

    @property
    def wants_draft(self):
        """Whether nothing has been made of it yet."""
        return not (self.parts or self.draft or self.orders or self.issue.not_covered_at)

    @property
    def wants_order(self):
        """Whether an order for it is written by hand: its draft was dismissed, or there is none."""
        is_open = self.draft and self.draft.decision == Decision.PENDING
        return not (self.parts or is_open or self.is_ordered or self.issue.not_covered_at)

    @property
    def new_order_url(self):
        return new_order_url(self.issue.request, [self])


def new_order_url(asked, entries):
    keys = ",".join(str(entry.issue.pk) for entry in entries)
    query = urlencode({"issues": keys}, safe=",")
    return f"{reverse('vendors:new_order', args=[asked.number])}?{query}"


def issues_of(request, number):
    """The request and {key: its issue with the photos}, all of one query; Http404 for one nobody may see."""
    visible = ServiceRequest.objects.for_user(request.user).filter(number=number)
    links = RequestLink.objects.filter(request=OuterRef("request"), revoked_at=None)
    rows = (
        Issue.objects.filter(request__in=visible)
        .select_related("request__home", "request__drafting")
        .annotate(
            photo_key=F("photos"),
            photo_caption=F("photos__caption"),
            link_version=Subquery(links.values("version")[:1]),
            link_opened_at=Subquery(links.values("opened_at")[:1]),
            is_handed_over=HandOver.of("request__number"),
            is_worked_at_before=Exists(
                VendorWorkOrder.objects.filter(
                    request__home=OuterRef("request__home"), status=Status.COMPLETED
                ).exclude(request=OuterRef("request"))
            ),
        )
        .order_by("place", "pk", "photo_key")
    )
    entries = {}
    for row in rows:
        entry = entries.setdefault(row.pk, Entry(row))
        if row.photo_key:
            entry.photos.append({"key": row.photo_key, "caption": row.photo_caption})
    for entry in entries.values():
        if whole := entries.get(entry.issue.split_from_id):
            whole.parts.append(entry)
    if not entries:
        return without_issues(visible), {}
    first = next(iter(entries.values())).issue
    asked = first.request
    asked.link_version, asked.link_opened_at = first.link_version, first.link_opened_at
    asked.is_handed_over = first.is_handed_over
    asked.is_worked_at_before = first.is_worked_at_before
    for entry in entries.values():
        entry.issue.request = asked
    return asked, entries


def without_issues(visible):
    asked = get_object_or_404(visible.select_related("home", "drafting"))
    asked.is_worked_at_before = False
    link = asked.link
    asked.link_version = link.version if link else None
    asked.link_opened_at = link.opened_at if link else None
    return asked


def link_of(asked):
    token = RequestLink.make_token(asked.number, asked.link_version)
    return reverse("request_status", args=[token])


def drafts_of(asked, entries):
    """The drafts of the issues, each with the similar past orders, of one query."""
    rows = (
        DraftProposal.objects.filter(issue__request=asked)
        .select_related("trade", "vendor", "decided_by", "order")
        .annotate(
            similar_number=F("leaned_on__number"),
            similar_title=F("leaned_on__title"),
        )
        .order_by("pk", "leaned_on")
    )
    drafts = {}
    for row in rows:
        draft = drafts.setdefault(row.pk, row)
        if row is draft:
            draft.similar = []
            draft.percent = round(100 * draft.confidence)
            entries[draft.issue_id].draft = draft
        if row.similar_number:
            draft.similar.append({"number": row.similar_number, "title": row.similar_title})
    return list(drafts.values())


def orders_of(asked, entries):
    """The orders of the request, each also with the issues it is for, of one query."""
    pictures = VendorWorkOrder.photos.through.objects.filter(vendorworkorder=OuterRef("pk"))
    pictures = pictures.order_by().values("vendorworkorder").annotate(n=Count("pk")).values("n")
    rows = (
        VendorWorkOrder.objects.filter(request=asked)
        .select_related("vendor", "trade")
        .annotate(issue_key=F("issues"), photo_count=Subquery(pictures))
        .order_by("number_year", "number_seq")
    )
    orders = {}
    for row in rows:
        order = orders.setdefault(row.pk, row)
        if row.issue_key in entries:
            entries[row.issue_key].orders.append(order)
    return list(orders.values())


def warranty_of(asked):
    """Whether the request fell inside the warranty, the last day of that, and whether the request came after it."""
    day, ends = timezone.localdate(asked.submitted_at), asked.home.warranty_ends
    return {"covers": asked.home.in_warranty(day), "ends": ends, "ended": ends and ends < day}


def not_fixed(asked, history):
    """The homeowner's no, where it is why the request stands open again."""
    latest = next((entry for entry in history if entry.status), None)
    is_no = latest and latest.action == "reopen" and latest.actor == "client"
    return latest if is_no and asked.status == RequestStatus.IN_REVIEW else None


def back_to_panel(request, asked):
    """The fresh panel for HTMX, the page for a browser."""
    if request.htmx:
        context = panel_context(request, asked.number)
        response = render(request, "vendors/requests/_panel.html", context)
        response["HX-Retarget"], response["HX-Reswap"] = "#panel", "outerHTML"
        return response
    return redirect(asked)


# What is done with it


@require_POST
@may_view
def request_step(request, number, step):
    asked = request_for(request, number)
    form = StepForm(request.POST)
    if form.is_valid():
        try:
            workflow.take_step(asked, step, by=request.user, **form.cleaned_data)
        except workflow.UnknownStep as unknown:
            raise Http404 from unknown
        except workflow.StepRefused as refusal:
            messages.error(request, refusal.reason)
    else:
        messages.error(request, _("The note is too long: 4,000 characters at most."))
    return back_to_panel(request, asked)


@require_POST
@may_handle
def replace_link(request, number):
    asked = request_for(request, number)
    services.replace_request_link(asked, by=request.user)
    messages.success(request, _("The old link no longer works. Share the new one."))
    return back_to_panel(request, asked)


@require_GET
@may_view
def issue_photo(request, number, pk, size):
    visible = ServiceRequest.objects.for_user(request.user).filter(number=number)
    photo = get_object_or_404(IssuePhoto, pk=pk, issue__request__in=visible)
    return send_photo(photo, size)
