"""The sign-off of an approver from outside, by a link of their own; other links of this path are the repair desk's."""

from uuid import uuid4

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from config.core import throttle
from config.core.models import Submission
from config.core.models.link import digest_of
from config.core.public import open_link, public
from config.core.refusals import Refused
from config.core.sending_files import send_file
from config.core.workflow import StepRefused
from serviceorders.public import decision
from workorders.forms.approvals import DecisionForm
from workorders.models import Signature, SignOffLink, TaskPhoto
from workorders.states import Verdict
from workorders.views.approvals import content_facts, decided, photo_urls_of, round_facts

DECISIONS_AN_HOUR = 30


@login_not_required
def approve(request, token):
    """The page of the desk whose link it is; both are limited and never kept."""
    ours = SignOffLink.objects.filter(digest=digest_of(token)).exists()
    return sign_off(request, token) if ours else decision.approve(request, token)


approve.is_public = True


@require_http_methods(["GET", "HEAD", "POST"])
@public
def sign_off(request, token):
    """What was signed, and the form to decide. Opening changes nothing: mail scanners open links too."""
    if answered := answered_link(token):
        return render(request, "workorders/public/signed_off.html", facts_of(answered.round))
    link = open_link(request, links(), token)
    if request.method == "POST":
        throttle.count(request, "sign-off", limit=DECISIONS_AN_HOUR, seconds=3600)
        return take_decision(request, link)
    first = {"name": link.round.approver_name, "once": uuid4().hex}
    return page(request, link, DecisionForm(initial=first))


def links():
    """Those of orders that are there: what another system removed is nobody's to sign."""
    there = SignOffLink.objects.filter(round__order__removed_at=None)
    return there.select_related("round__order")


def answered_link(token):
    """The link with this token of a round that was decided, as long as it would have been open, or None."""
    found = links().filter(digest=digest_of(token), expires_at__gt=timezone.now())
    return found.exclude(round__verdict=Verdict.WAITING).first()


def take_decision(request, link):
    """Whatever was clicked twice, the approver ends on the page that says what was recorded."""
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return page(request, link, form, status=422)
    key = f"sign-off:{link.pk}:{form.cleaned_data['once'] or uuid4().hex}"
    address = throttle.address_of(request)
    try:
        Submission.once(key, lambda: decided(link.round, form, by=None, address=address))
    except (Refused, StepRefused) as refusal:
        if answered_link(link.token):
            return redirect("sign_off", link.token)
        return page(request, link, form, refusal=str(refusal), status=409)
    return redirect("sign_off", link.token)


def page(request, link, form, *, refusal="", status=200):
    order, token = link.round.order, link.token

    def address(photo):
        return {
            size: reverse("sign_off_photo", args=[token, photo.pk, size])
            for size in ("thumb", "full")
        }

    def drawing(signature):
        return reverse("sign_off_signature", args=[token, signature.pk])

    facts = facts_of(link.round) | {
        "content": content_facts(link.round.content, photo_urls_of(order, address)),
        "earlier": [
            round_facts(each, drawing)
            for each in order.rounds.filter(number__lt=link.round.number)
            .prefetch_related("signatures")
            .order_by("-number")
        ],
        "executor_drawing": round_facts(link.round, drawing)["executor_drawing"],
        "expires_at": link.expires_at,
        "form": form,
        "refusal": refusal,
    }
    return render(request, "workorders/public/sign_off.html", facts, status=status)


def facts_of(round):
    """What an approver from outside is told: the round, and what the order is called."""
    return {
        "number": round.order.number,
        "title": round.order.title,
        "executor_name": round.executor_name,
        "executed_at": round.executed_at,
        "is_approved": round.is_approved,
        "approver_name": round.approver_name,
        "decided_at": round.decided_at,
        "comment": round.comment,
    }


@require_GET
@public
def photo(request, token, pk, size):
    """A picture of what is to be approved, for as long as the link is open."""
    link = open_link(request, links(), token)
    if size not in ("thumb", "full"):
        raise Http404
    found = get_object_or_404(TaskPhoto.objects.filter(task__order=link.round.order), pk=pk)
    file = found.thumb if size == "thumb" else found.image
    return send_file(file, name="photo.jpg", inline_type="image/jpeg")


@require_GET
@public
def signature(request, token, pk):
    link = open_link(request, links(), token)
    found = get_object_or_404(Signature.objects.filter(round__order=link.round.order), pk=pk)
    return send_file(found.image, name="signature.jpg", inline_type="image/jpeg")
