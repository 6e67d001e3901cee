"""The form by which a homeowner reports what is wrong."""

import uuid
from datetime import timedelta

from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from config.core import throttle
from config.core.actors import CLIENT
from config.core.models import Submission
from config.core.models.shop import current_shop
from config.core.public import contact_of, public
from vendors import services
from vendors.forms.public import MOST_FILES, MOST_ISSUES, ROOMS, ServiceRequestForm
from vendors.models import RequestLink

REQUESTS_AN_HOUR = 10
A_DAY = 20  # requests for one property


@require_http_methods(["GET", "HEAD", "POST"])
@public
def report(request):
    """The form; what is sent becomes a service request, and the homeowner lands on its page."""
    if request.method != "POST":
        return page(request, ServiceRequestForm(initial={"once": uuid.uuid4().hex}))
    if "add" in request.POST or "remove" in request.POST:
        return page(request, ServiceRequestForm.redrawn(request.POST), lost=bool(request.FILES))
    throttle.count(request, "request", limit=REQUESTS_AN_HOUR, seconds=3600)
    form = ServiceRequestForm(request.POST, request.FILES)
    if form.is_trapped:
        return render(request, "vendors/public/thanks.html")
    if not form.is_valid():
        return page(request, form, lost=bool(request.FILES), status=422)
    once = form.cleaned_data["once"]
    try:
        number = Submission.once(f"request:{once}", lambda: keep(form).number)
    except services.Refused as refusal:
        form.add_error(None, str(refusal))
        return page(request, form, lost=bool(request.FILES), status=422)
    return redirect(RequestLink.objects.filter(owner=number).latest("pk"))


def keep(form):
    """The request as it was typed, at the home of this address; raises Refused where a home is flooded.

    What we know of that home stays as it is: anybody may type its address.
    """
    wanted = form.cleaned_data
    who = {name: wanted[name] for name in ("name", "email", "phone")}
    who["language"] = translation.get_language()
    place = {name: wanted[name] for name in ("address", "community", "lot")}
    home = services.find_or_add_home(**place, **who)
    day_ago = timezone.now() - timedelta(days=1)
    if home.requests.filter(submitted_at__gt=day_ago).count() >= A_DAY:
        raise services.Refused(_("We have many requests for this address today. Please call us."))
    reports = [issue.report() for issue in form.issues]
    return services.submit(by=CLIENT, home=home, reports=reports, **who)


def page(request, form, *, lost=False, status=200):
    """``lost``: photos had been chosen, and a browser without script cannot keep them."""
    shop = current_shop()
    context = {
        "form": form,
        "lost": lost,
        "most_issues": MOST_ISSUES,
        "most_files": MOST_FILES,
        "rooms": ROOMS,
        "contact": contact_of(shop),
    }
    return render(request, "vendors/public/request_form.html", context, status=status)
