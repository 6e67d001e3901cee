"""Sign-offs: what waits for a person, and the pages where the executor and the approver sign."""

from datetime import timedelta
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from config.core.models import Submission
from config.core.refusals import Refused
from config.core.sending_files import send_file
from config.core.workflow import StepRefused
from workorders.forms.approvals import DecisionForm, SignForm
from workorders.models import ApprovalRound, Signature, TaskPhoto, WorkOrder
from workorders.sentences import plain_answer
from workorders.services import approvals as work
from workorders.states import LIVE, Kind, Status, TaskStatus, Verdict

LATELY = timedelta(days=30)
MOST = 100

may_view = permission_required("workorders.view_workorder", raise_exception=True)


# The list


@require_GET
@may_view
def approvals(request):
    """What waits for this person, what they have yet to sign, what they asked for, and what was decided lately."""
    user = request.user
    orders = WorkOrder.objects.for_user(user)
    rounds = ApprovalRound.objects.filter(order__in=orders.values("pk"))
    rounds = rounds.select_related("order", "executor", "approver")
    waiting = rounds.filter(verdict=Verdict.WAITING, order__status=Status.PENDING_APPROVAL)
    asked = waiting.exclude(approver=user)
    if not user.has_perm("workorders.plan_work"):
        asked = asked.filter(executor=user)
    decided = rounds.exclude(verdict=Verdict.WAITING).filter(
        Q(approver=user) | Q(executor=user), decided_at__gte=timezone.now() - LATELY
    )
    to_sign = orders.filter(kind=Kind.APPROVAL, status__in=LIVE, assignee=user)
    facts = {
        "waiting": waiting.filter(approver=user).order_by("executed_at")[:MOST],
        "to_sign": to_sign.exclude(status=Status.PENDING_APPROVAL)
        .select_related("approver")
        .order_by("due_at", "pk")[:MOST],
        "asked": asked.order_by("executed_at")[:MOST],
        "decided": decided.order_by("-decided_at")[:MOST],
        "may_sign_off": user.has_perm("workorders.sign_off"),
    }
    return render(request, "workorders/approvals/list.html", facts)


# What is signed


def order_for(request, number):
    """The order, with the people of its sign-off."""
    found = WorkOrder.objects.for_user(request.user).select_related("assignee", "approver", "case")
    return get_object_or_404(found, number=number)


def content_facts(content, photo_urls):
    """What a signature stands for, ready to be shown; ``photo_urls`` are the addresses by the names of the files."""
    tasks = [
        task
        | {
            "label": TaskStatus(task["status"]).label,
            "answer": plain_answer(task["answer"]),
            "photos": [photo_urls[name] for name in task["photos"] if name in photo_urls],
            "lost": sum(name not in photo_urls for name in task["photos"]),
        }
        for task in content["tasks"]
    ]
    return content | {"tasks": tasks}


def photo_urls_of(order, address):
    """{name of the file: its addresses} of the photos of the order's tasks."""
    photos = TaskPhoto.objects.filter(task__order=order).order_by("pk")
    return {photo.image.name: address(photo) for photo in photos}


def addresses_inside(order):
    def address(photo):
        return {
            size: reverse("workorders:task_photo", args=[order.number, photo.pk, size])
            for size in ("thumb", "full")
        }

    return photo_urls_of(order, address)


def round_facts(round, drawing_url):
    """One round as it is read: who signed what and when, and the drawings of both hands."""
    drawn = {signature.is_approver: drawing_url(signature) for signature in round.signatures.all()}
    return {
        "round": round,
        "executor_drawing": drawn.get(False),
        "approver_drawing": drawn.get(True),
    }


def drawings_inside(order):
    return lambda signature: reverse("workorders:signature", args=[order.number, signature.pk])


def rounds_of(order, drawing_url):
    rounds = order.rounds.select_related("executor", "approver").prefetch_related("signatures")
    return [round_facts(round, drawing_url) for round in rounds.order_by("-number")]


@require_GET
@may_view
def signature(request, number, pk):
    order = order_for(request, number)
    drawn = get_object_or_404(Signature.objects.filter(round__order=order), pk=pk)
    return send_file(drawn.image, name="signature.jpg", inline_type="image/jpeg")


# The executor


@require_http_methods(["GET", "POST"])
@permission_required("workorders.do_work", raise_exception=True)
def sign(request, number):
    """What is to be signed; signed, the approver is asked."""
    order = order_for(request, number)
    first = {"name": request.user.get_full_name(), "once": uuid4().hex}
    form = SignForm(request.POST or None, initial=first)
    refusal = why_not_signed(order)
    if form.is_valid():
        key = f"{request.user.pk}:{form.cleaned_data['once'] or uuid4().hex}"
        try:
            Submission.once(key, lambda: signed(request, order, form))
        except (Refused, StepRefused) as error:
            refusal = str(error)
        else:
            messages.success(request, _("Signed. The approver has been asked."))
            return redirect(order)
    facts = {
        "order": order,
        "content": content_facts(work.what_is_signed(order), addresses_inside(order)),
        "rounds": rounds_of(order, drawings_inside(order)),
        "form": form,
        "refusal": refusal,
        "open_tasks": order.tasks.unanswered().count(),
    }
    status = 422 if form.is_bound else 200
    return render(request, "workorders/approvals/sign.html", facts, status=status)


def why_not_signed(order):
    """What stands against signing it at all, or ""."""
    if order.kind != Kind.APPROVAL:
        return _("This order needs no sign-off.")
    if order.is_sealed:
        return _("It is sealed: nothing of it is to be signed.")
    if order.status == Status.PENDING_APPROVAL:
        return _("It is signed and waits for its approver.")
    return ""


def signed(request, order, form):
    work.sign(order, by=request.user, **form.signature())
    return order.get_absolute_url()


# The approver


@require_http_methods(["GET", "POST"])
@permission_required("workorders.sign_off", raise_exception=True)
def decide(request, number):
    """What was signed; approved, the order is completed, else it goes back."""
    order = order_for(request, number)
    rounds = rounds_of(order, drawings_inside(order))
    if not rounds:
        raise Http404
    latest = rounds[0]["round"]
    first = {"name": request.user.get_full_name(), "once": uuid4().hex}
    form = DecisionForm(request.POST or None, initial=first)
    refusal = why_not_decided(order, latest, request.user)
    if form.is_valid():
        key = f"{request.user.pk}:{form.cleaned_data['once'] or uuid4().hex}"
        try:
            Submission.once(key, lambda: decided(latest, form, by=request.user))
        except (Refused, StepRefused) as error:
            refusal = str(error)
        else:
            messages.success(request, _("Your decision is recorded."))
            return redirect(order)
    facts = {
        "order": order,
        "latest": rounds[0],
        "earlier": rounds[1:],
        "content": content_facts(latest.content, addresses_inside(order)),
        "form": form,
        "refusal": refusal,
    }
    status = 422 if form.is_bound else 200
    return render(request, "workorders/approvals/decide.html", facts, status=status)


def why_not_decided(order, round, user):
    """What stands against this person's deciding it, or ""."""
    if round.verdict != Verdict.WAITING or order.status != Status.PENDING_APPROVAL:
        return _("This was decided already.")
    if round.approver_id != user.pk:
        return _("It is for %s to approve.") % round.approver_name
    return ""


def decided(round, form, *, by, address=None):
    return work.decide(round, by=by, address=address, **form.decision()).get_absolute_url()
