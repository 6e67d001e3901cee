"""What machines measured, as other systems send it: in batches, each stored whole or not at all."""

from datetime import timedelta
from typing import Annotated

from django.utils import timezone
from ninja import Router
from pydantic import AfterValidator, Field

from config.core.keys import keys_of
from workorders.api.auth import actor_of
from workorders.api.references import find_asset
from workorders.api.schemas import Strict, Text, Time, Wire
from workorders.models import Asset
from workorders.services import machines

MOST_READINGS = 1000
MOST_VALUE = 1e15
CLOCKS_DIFFER = timedelta(minutes=5)

router = Router(tags=["Machine data"], by_alias=True)


def not_of_the_future(time):
    if time > timezone.now() + CLOCKS_DIFFER:
        raise ValueError("must not be in the future")
    return time


class Reading(Strict):
    """One value: `signal` is a name of your choice; `odometerMeters` and `engineHours` are readings of the meter too."""

    asset_id: Annotated[Text, Field(min_length=1, max_length=200)]
    signal: Annotated[Text, Field(min_length=1, max_length=60)]
    value: Annotated[float, Field(strict=True, ge=-MOST_VALUE, le=MOST_VALUE, allow_inf_nan=False)]
    time: Annotated[Time, AfterValidator(not_of_the_future)]


class Readings(Strict):
    readings: Annotated[list[Reading], Field(min_length=1, max_length=MOST_READINGS)]


class Taken(Wire):
    """How many readings came, and how many of them were new."""

    received: int
    stored: int


class TakenData(Wire):
    data: Taken


@router.post("", response=TakenData, url_name="machine-data")
def post_readings(request, body: Readings):
    """Up to 1,000 values that machines measured.

    All are stored or none. A value that was sent before, which is one of the same asset, signal and time, is not stored
    again. Strategies that go by machine data look at new values within a minute.
    """
    assets = _assets_of([reading.asset_id for reading in body.readings])
    sent = [
        machines.Sent(assets[reading.asset_id], reading.signal, reading.value, reading.time)
        for reading in body.readings
    ]
    stored = machines.take_in(sent, by=actor_of(request))
    return {"data": {"received": len(sent), "stored": stored}}


def _assets_of(ids):
    """{as it was sent: the asset}. Raises ApiError that names the first reading of an asset nobody knows."""
    known = Asset.objects.in_bulk(keys_of(set(ids)))
    found = {str(key): asset for key, asset in known.items()}
    for place, each in enumerate(ids):
        if each not in found:
            found[each] = find_asset(each, f"readings[{place}].assetId")
    return found
