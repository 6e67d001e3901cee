"""The client's answer to one estimate: their own act, by a link of its own."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_http_methods

from config.core import throttle, workflow
from config.core.models.shop import current_shop
from config.core.public import open_link, public
from serviceorders import services
from serviceorders.forms.public import AnswerForm
from serviceorders.models import DecisionLink
from serviceorders.public.tracking import contact_of
from serviceorders.states import AnswerKind

ANSWERS_AN_HOUR = 30


@require_http_methods(["GET", "HEAD", "POST"])
@public
def approve(request, token):
    """The estimate and the form to answer it. Opening changes nothing: mail scanners open links too."""
    links = DecisionLink.objects.select_related("order__client").prefetch_related("answers")
    link = open_link(request, links, token)
    with translation.override(link.order.client.language):
        if request.method == "POST":
            throttle.count(request, "answer", limit=ANSWERS_AN_HOUR, seconds=3600)
            return take_answer(request, link)
        if request.method == "GET":
            link.note_opening()
        return page(request, link, None if link.final_answer else AnswerForm())


def take_answer(request, link):
    if link.final_answer:
        return redirect("approve", link.token)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return page(request, link, form, status=422)
    try:
        services.answer_estimate(link, address=throttle.address_of(request), **form.cleaned_data)
    except services.Refused as refusal:
        return page(request, link, None, refusal=str(refusal), typed=form, status=409)
    except workflow.StepRefused as refusal:
        return page(request, link, None, refusal=refusal.reason, typed=form, status=409)
    asked = form.cleaned_data["kind"] == AnswerKind.ASKED
    address = reverse("approve", args=[link.token])
    return redirect(f"{address}?asked=1" if asked else address)


def page(request, link, form, status=200, **more):
    order = link.order
    facts = {
        "number": order.number,
        "device": order.device,
        "problem": order.problem,
        "diagnosis": order.diagnosis,
        "amount": link.amount,
        "expires_at": link.expires_at,
        "warranty_days": order.warranty_days,
        "answer": link.final_answer,
        "has_asked": request.GET.get("asked") == "1",
        "form": form,
        "contact": contact_of(current_shop(), order),
        "refusal": "",
        "typed": None,
    }
    return render(request, "serviceorders/public/approve.html", facts | more, status=status)
