"""The vendor's page of one order. What they answer are wishes, which the team confirms."""

import uuid

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST, require_safe

from config.core import throttle
from config.core.models import Submission
from config.core.models.shop import current_shop
from config.core.public import contact_of, open_link, public
from config.core.sending_files import send_photo
from vendors import services, visits
from vendors.forms.public import (
    MOST_FILES,
    AcceptForm,
    DateForm,
    DeclineForm,
    DoneForm,
)
from vendors.models import VendorLink
from vendors.states import Response, Status

ANSWERS_AN_HOUR = 30
ANSWERS = {
    "accept": (AcceptForm, services.accept),
    "decline": (DeclineForm, services.decline),
    "date": (DateForm, services.offer_date),
    "done": (DoneForm, services.report_done),
}


@require_safe
@public
def page(request, token):
    """The job, as the vendor may know it. Opening changes nothing: mail scanners open links too."""
    return answer_page(request, link_of(request, token))


@require_POST
@public
def answer(request, token, answer):
    """What the vendor answers; the second click of one form is the same answer."""
    link = link_of(request, token)
    if answer == "opened":
        note_opened(link)
        return HttpResponse(status=204)
    if answer not in ANSWERS:
        raise Http404
    throttle.count(request, "vendor-answer", limit=ANSWERS_AN_HOUR, seconds=3600)
    form_class, tell = ANSWERS[answer]
    form = form_class(request.POST, request.FILES, auto_id=f"id_{answer}_%s")
    with translation.override(link.order.vendor.language):
        if not form.is_valid():
            return answer_page(request, link, {answer: form}, status=422)
        once = form.cleaned_data["once"] or uuid.uuid4().hex
        try:
            Submission.once(
                f"vendor:{link.pk}:{once}", lambda: tell(link.order, **form.details()).number
            )
        except services.Refused as refusal:
            return answer_page(request, link, {answer: form}, refusal=str(refusal), status=409)
    return redirect(link)


def note_opened(link):
    """A person looks at the page; after an answer, or when the job is done, that is no news."""
    link.note_opening()
    if link.order.response == Response.SENT and link.order.status == Status.IN_PROGRESS:
        services.opened(link.order)


@require_GET
@public
def photo(request, token, pk, size):
    return photo_of(link_of(request, token).order.photos, pk, size)


@require_GET
@public
def own_photo(request, token, pk, size):
    """What the vendor sent of the work."""
    return photo_of(link_of(request, token).order.vendor_photos, pk, size)


def photo_of(photos: QuerySet, pk, size):
    return send_photo(get_object_or_404(photos, pk=pk), size)


@require_GET
@public
def visit(request, token):
    """The agreed visit for the vendor's calendar (RFC 5545); Http404 while none is agreed."""
    order = link_of(request, token).order
    if order.scheduled_at is None:
        raise Http404
    response = HttpResponse(visits.entry(order), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{order.number}.ics"'
    return response


def link_of(request, token):
    """The live link of a job that the vendor has, or has done; Http404 for any other."""
    links = VendorLink.objects.filter(order__status__in=[Status.IN_PROGRESS, Status.COMPLETED])
    return open_link(request, links.select_related("order__request__home", "order__vendor"), token)


def answer_page(request, link, forms=None, *, refusal="", status=200):
    """``forms``: the one that was sent, by the name of its answer; the others are empty."""
    with translation.override(link.order.vendor.language):
        context = facts_of(link.order, link.token) | {
            "forms": {name: empty_form(name, link.order) for name in ANSWERS} | (forms or {}),
            "open": next(iter(forms or {}), ""),
            "refusal": refusal,
            "most_files": MOST_FILES,
        }
        return render(request, "vendors/public/vendor.html", context, status=status)


def empty_form(answer, order):
    """The form of this answer; what was said of the finished work stands in it, to be added to."""
    form_class, _tell = ANSWERS[answer]
    initial = {"once": uuid.uuid4().hex}
    if answer == "done" and order.response == Response.DONE:
        initial["note"] = order.response_note
    return form_class(initial=initial, auto_id=f"id_{answer}_%s")


def facts_of(order, token):
    """All that a vendor may know of an order: never notes or amounts, nor what else the homeowner reported."""
    request = order.request
    address = ", ".join(request.home.address.splitlines())
    return {
        "number": order.number,
        "status": str(order.status),
        "is_over": order.status == Status.COMPLETED,
        "response": order.response,
        "response_label": order.get_response_display(),
        "response_note": order.response_note,
        "title": order.title,
        "description": order.description,
        "scope": order.scope,
        "address": address,
        "map": "https://www.openstreetmap.org/search?" + urlencode({"query": address}),
        "community": " · ".join(filter(None, [request.home.community, request.home.lot])),
        "contact_name": request.name,
        "contact_phone": request.phone,
        "scheduled_at": order.scheduled_at,
        "is_ahead": is_ahead(order),
        "wished_at": order.wished_at,
        "photos": photo_addresses("vendor_page_photo", token, order.photos),
        "own_photos": photo_addresses("vendor_page_own_photo", token, order.vendor_photos),
        "token": token,
        "contact": contact_of(current_shop(), order.number),
    }


def is_ahead(order):
    """Whether the agreed visit is still to come, so that a calendar can use it."""
    is_going_on = order.status == Status.IN_PROGRESS and order.response != Response.DONE
    return bool(is_going_on and order.scheduled_at and order.scheduled_at > timezone.now())


def photo_addresses(name, token, photos):
    return [
        {size: reverse(name, args=[token, pk, size]) for size in ("thumb", "full")}
        for pk in photos.order_by("pk").values_list("pk", flat=True)
    ]
