"""Scan to report: whoever stands before an asset says what is wrong with it, and sees what becomes of that."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from config.core import live, throttle
from config.core.actors import CLIENT
from config.core.models import Submission
from config.core.models.shop import current_shop
from config.core.public import MISSES_AN_HOUR, contact_of, follow, open_link, public
from config.core.sending_files import send_photo
from workorders.forms.report import MOST_PHOTOS, PinForm, ReportForm
from workorders.models import Asset, CaseLink, CasePhoto
from workorders.services.cases import report as report_case
from workorders.states import CaseStatus

STOP = 286  # tells the page that nothing more will come
REPORTS_AN_HOUR = 20
PINS_AN_HOUR = 30
A_DAY = 30  # reports of one asset
PIN_LASTS = 24 * 3600  # seconds

HEADLINES = {
    CaseStatus.OPEN: gettext_lazy("We have your report"),
    CaseStatus.IN_PROGRESS: gettext_lazy("Somebody is working on it"),
    CaseStatus.RESOLVED: gettext_lazy("It is dealt with"),
    CaseStatus.CLOSED: gettext_lazy("This report is closed, thank you"),
}


class Flooded(Exception):
    """So much was reported about one asset today that more of it helps nobody; the text says so."""


@require_http_methods(["GET", "HEAD", "POST"])
@public
def report(request, token):
    """The form; what is sent becomes a case of the site, and whoever sent it lands on its page."""
    asset = asset_of(request, token)
    if not knows_pin(request, asset.site):
        return ask_pin(request, asset)
    if request.method != "POST" or "pin" in request.POST:
        return page(request, asset, ReportForm(initial={"once": uuid.uuid4().hex}))
    throttle.count(request, "report", limit=REPORTS_AN_HOUR, seconds=3600)
    form = ReportForm(request.POST, request.FILES)
    if form.is_trapped:
        return render(request, "vendors/public/thanks.html")
    if form.is_valid():
        key = f"report:{asset.pk}:{form.cleaned_data['once']}"
        try:
            return redirect(Submission.once(key, lambda: kept(asset, form)))
        except Flooded as refusal:
            form.add_error(None, str(refusal))
    return page(request, asset, form, lost=bool(request.FILES), status=422)


def asset_of(request, code):
    """The asset in use with this code on its label; Http404 for any other, and TooOften after many."""
    known = Asset.objects.in_use().select_related("site")
    asset = known.filter(code=code.replace("\0", "")).first()
    if asset is None:
        throttle.count(request, "miss", limit=MISSES_AN_HOUR, seconds=3600, shared=False)
        raise Http404
    return asset


def kept(asset, form):
    """The page of the case that is made of a valid form."""
    day_ago = timezone.now() - timedelta(days=1)
    if asset.cases.filter(opened_at__gt=day_ago).count() >= A_DAY:
        raise Flooded(_("Much was reported about this today. Please tell somebody in person."))
    case = report_case(by=CLIENT, asset=asset, language=translation.get_language(), **form.report())
    return reverse("reported", args=[case.links.get().token])


def page(request, asset, form, *, lost=False, status=200):
    """``lost``: photos had been chosen, and a browser without script cannot keep them."""
    context = {
        "form": form,
        "lost": lost,
        "name": asset.name,
        "tag": asset.tag,
        "most_files": MOST_PHOTOS,
        "asset_url": asset_url(request, asset),
    }
    return render(request, "workorders/public/report.html", context, status=status)


def asset_url(request, asset):
    """Where somebody with a login is led to instead; "" for everybody else."""
    if not request.user.has_perm("workorders.view_asset"):
        return ""
    return reverse("workorders:asset_scanned", args=[asset.code])


# The PIN of a site


def knows_pin(request, site):
    """Whether the site asks for none, or its PIN of today was typed in this browser within a day."""
    if site is None or not site.pin:
        return True
    said = request.get_signed_cookie(cookie_of(site), default="", max_age=PIN_LASTS)
    return constant_time_compare(said, mark_of(site))


def cookie_of(site):
    return f"site-{site.pk}"


def mark_of(site):
    """What the cookie holds: another once the PIN is another."""
    return salted_hmac("workorders.report", f"{site.pk}:{site.pin}").hexdigest()


def ask_pin(request, asset):
    """The PIN, before anything of the asset is shown; the right one is kept for a day."""
    site = asset.site
    form = PinForm(request.POST if "pin" in request.POST else None)
    if form.is_bound:
        throttle.count(request, f"pin-{site.pk}", limit=PINS_AN_HOUR, seconds=3600)
    if form.is_valid():
        typed = "".join(form.cleaned_data["pin"].split())
        if constant_time_compare(typed, site.pin):
            response = redirect("report", asset.code)
            response.set_signed_cookie(
                cookie_of(site),
                mark_of(site),
                max_age=PIN_LASTS,
                httponly=True,
                samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
            )
            return response
        form.add_error("pin", _("This is not the PIN of the site."))
    status = 422 if form.is_bound else 403 if request.method == "POST" else 200
    facts = {"form": form, "asset_url": asset_url(request, asset)}
    return render(request, "workorders/public/pin.html", facts, status=status)


# What became of it


@require_safe
@public
def reported(request, token):
    """The page, or its live part alone; 304 where the reader has it already."""
    link = link_of(request, token)
    case = link.case
    with translation.override(case.language):
        facts = public_facts(case, link.token)
        tag = live.etag(facts, translation.get_language(), current_shop().today())
        if same := live.not_modified(request, tag):
            return same
        fragment = request.headers.get("X-Fragment") == "1"
        is_over = case.status == CaseStatus.CLOSED
        more = {
            "is_over": is_over,
            "live_url": reverse("reported_stream", args=[link.token]),
            "fragment_url": request.path,
            "etag": tag,
        }
        response = render(
            request,
            f"workorders/public/{'_reported' if fragment else 'reported'}.html",
            facts | more,
            status=STOP if fragment and is_over else 200,
        )
    response["ETag"] = tag
    return response


@require_GET
@public
def stream(request, token):
    link = link_of(request, token)
    return follow(request, link, [link.case.topic])


@require_GET
@public
def photo(request, token, pk, size):
    shown = CasePhoto.objects.filter(case=link_of(request, token).case_id, public=True)
    return send_photo(get_object_or_404(shown, pk=pk), size)


def link_of(request, token):
    return open_link(request, CaseLink.objects.select_related("case__asset"), token)


def public_facts(case, token):
    """All that whoever reported it may know: neither who works on it nor what the team writes to itself."""
    return {
        "number": case.number,
        "status": str(case.status),
        "status_label": str(case.get_status_display()),
        "headline": str(HEADLINES[case.status]),
        "asset": case.asset.name,
        "title": case.title,
        "description": case.description,
        "photos": _photos(case, token),
        "history": _history(case),
        "contact": contact_of(current_shop(), case.number),
    }


def _photos(case, token):
    keys = case.photos.filter(public=True).order_by("pk").values_list("pk", flat=True)
    return [
        {size: reverse("reported_photo", args=[token, pk, size]) for size in ("thumb", "full")}
        for pk in keys
    ]


def _history(case):
    """The statuses with their times, and what was written for whoever reported it, newest first."""
    return [
        {
            "at": line.at,
            "status": line.status,
            "label": str(line.title),
            "note": line.note if line.public else "",
        }
        for line in case.history.filter(email=None)
        if line.public or line.status
    ]
