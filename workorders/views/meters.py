"""The meters of an asset, and what they said."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from config.core.csv_export import csv_response
from config.core.models import Submission
from config.core.refusals import Refused
from workorders.forms.assets import MeterForm, ReadingForm, kept, shown, unit_of
from workorders.services import assets as services
from workorders.services import meters
from workorders.views.assets import (
    asset_for,
    asset_page,
    may_change,
    may_view,
    may_work,
    meters_of,
)

MOST_EXPORTED = 200_000


@require_POST
@may_change
def add_meter(request, pk):
    asset = asset_for(request, pk)
    form = MeterForm(request.POST)
    if form.is_valid():
        try:
            meter = services.add_meter(asset, by=request.user, **form.meter())
            return redirect(page_of(asset, meter))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return asset_page(request, pk, "meters", status=422, meter_form=form)


@require_POST
@may_work
def read_meter(request, pk, meter):
    """What somebody read; a reading that runs backwards asks why."""
    asset = asset_for(request, pk)
    meter = get_object_or_404(asset.meters, pk=meter)
    form = ReadingForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            Submission.once(
                f"{request.user.pk}:{said['once']}",
                lambda: read(request, meter, kept(meter, said["value"]), said),
            )
            return redirect(page_of(asset, meter))
        except Refused:
            form.add_error("reason", why_of(meter))
    facts = meters_of(request, asset, meter.pk) | {"reading_form": form}
    return asset_page(request, pk, "meters", status=422, **facts)


def read(request, meter, value, said):
    """The page of the meter, once it has the reading."""
    reading = meters.read_meter(meter, value, by=request.user, at=said["at"], reason=said["reason"])
    if reading.unusual:
        messages.warning(
            request, _("Kept, and marked: nothing of its kind comes so far in that time.")
        )
    return page_of(meter.asset, meter)


def why_of(meter):
    """What the page asks for where a reading does not follow the others."""
    return _(
        "It stood at %(value)s %(unit)s: this reading runs back, or past a later one. Say why, or type another."
    ) % {"value": shown(meter, meter.value), "unit": unit_of(meter)}


def page_of(asset, meter):
    address = reverse("workorders:asset", args=[asset.pk])
    return f"{address}?part=meters&meter={meter.pk}"


@require_GET
@may_view
def export_readings(request, pk, meter):
    """All that the meter ever said, as CSV; the oldest first."""
    asset = asset_for(request, pk)
    meter = get_object_or_404(asset.meters, pk=meter)
    rows = meter.readings.select_related("by").order_by("at", "pk")[:MOST_EXPORTED]
    header = [_("Read at"), unit_of(meter), _("Unusual"), _("Why it went back"), _("Read by")]
    name = f"readings-{asset.pk}-{meter.pk}-{timezone.localdate():%Y-%m-%d}"
    lines = (
        [
            f"{timezone.localtime(each.at):%Y-%m-%d %H:%M}",
            shown(meter, each.value),
            _("yes") if each.unusual else "",
            each.reason,
            str(each.by or each.actor),
        ]
        for each in rows.iterator(2000)
    )
    return csv_response(name, header, lines)
