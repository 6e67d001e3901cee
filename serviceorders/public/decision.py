"""The client's answer to one estimate: their own act, by a link of its own."""

import uuid

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.views.decorators.http import require_GET, require_http_methods

from config.core import throttle, workflow
from config.core.models import Submission
from config.core.models.shop import current_shop
from config.core.public import contact_of, open_link, public
from config.core.sending_files import send_photo
from serviceorders import services
from serviceorders.forms.public import AnswerForm
from serviceorders.models import DecisionLink
from serviceorders.public.tracking import photo_facts
from serviceorders.states import AnswerKind

ANSWERS_AN_HOUR = 30


@require_http_methods(["GET", "HEAD", "POST"])
@public
def approve(request, token):
    """The estimate and the form to answer it. Opening changes nothing: mail scanners open links too."""
    link = open_offer(request, token)
    with translation.override(link.order.client.language):
        if request.method == "POST":
            throttle.count(request, "answer", limit=ANSWERS_AN_HOUR, seconds=3600)
            return take_answer(request, link)
        if request.method == "GET":
            link.note_opening()
        form = None if link.final_answer else AnswerForm(initial={"once": uuid.uuid4().hex})
        return page(request, link, form)


@require_GET
@public
def image(request, token, pk, size):
    order = open_offer(request, token).order
    return send_photo(get_object_or_404(order.photos, pk=pk, public=True), size)


def open_offer(request, token):
    """The decision link, whose estimate was answered or stands as it was sent; Http404 for any other."""
    links = DecisionLink.objects.select_related("order__client").prefetch_related("answers")
    link = open_link(request, links, token)
    if not link.final_answer and link.content != link.order.estimate_hash:
        raise Http404
    return link


def take_answer(request, link):
    """Whatever was clicked twice, the client ends on the page that says what was recorded."""
    if link.final_answer:
        return redirect(link)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return page(request, link, form, status=422)
    answer = form.cleaned_data
    once = answer.pop("once") or uuid.uuid4().hex
    try:
        Submission.once(f"answer:{link.pk}:{once}", lambda: keep_answer(request, link, answer))
    except (services.Refused, workflow.StepRefused) as refusal:
        if link.answers.exclude(kind=AnswerKind.ASKED).exists():
            return redirect(link)
        return page(request, link, None, refusal=str(refusal), typed=form, status=409)
    return redirect(link)


def keep_answer(request, link, answer):
    order = services.answer_estimate(link, address=throttle.address_of(request), **answer)
    return order.get_absolute_url()


def page(request, link, form, status=200, **more):
    order = link.order
    questions = [each for each in link.answers.all() if each.kind == AnswerKind.ASKED]
    facts = {
        "number": order.number,
        "device": order.device,
        "problem": order.problem,
        "diagnosis": order.diagnosis,
        "amount": link.amount,
        "expires_at": link.expires_at,
        "warranty_days": order.warranty_days,
        "answer": link.final_answer,
        "questions": questions,
        "replies": replies_to(order, questions),
        "photos": photos_of(link),
        "form": form,
        "contact": contact_of(current_shop(), order.number),
        "refusal": "",
        "typed": None,
    }
    return render(request, "serviceorders/public/approve.html", facts | more, status=status)


def replies_to(order, questions):
    """What the shop wrote for the client since they asked, oldest first."""
    if not questions:
        return []
    since = min(question.at for question in questions)
    return order.history.filter(action="note", public=True, at__gte=since).order_by("at")


def photos_of(link):
    """The photos for the client, by this very link: whoever has it has no other by that."""
    photos = link.order.photos.filter(public=True).order_by("pk").values_list("pk", "caption")
    return photo_facts(photos, "approve_image", link.token)
