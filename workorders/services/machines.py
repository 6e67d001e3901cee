"""What machines send, and what it calls for."""

import math
from collections import defaultdict, deque
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from statistics import fmean

from django.utils.translation import gettext as _

from config.core.actors import Actor
from config.core.fields import QuantityField
from config.core.models.shop import current_shop
from config.core.refusals import Refused
from config.core.transactions import in_one_go
from workorders.models import Asset, MachineEvent, Meter, StrategyAsset, WorkOrder
from workorders.services.meters import read_meter
from workorders.services.strategies import Call, make_order
from workorders.states import AssetStatus, Condition, MeterKind, Trigger

AT_ONCE = 2000  # events judged in one transaction
BAND_OF = 200  # the events before it that say what is usual
FEWEST = 30  # of them; before that nothing is unusual
BAND = 4  # standard deviations
MOST_READ = QuantityField.MOST
METERS = {  # signals that are readings of a meter too, in its unit: metres, seconds
    "odometerMeters": MeterKind.ODOMETER,
    "engineHours": MeterKind.ENGINE,
}


@dataclass(frozen=True)
class Sent:
    """One value as a machine sent it."""

    asset: Asset
    signal: str
    value: float
    at: datetime

    @property
    def key(self):
        return self.asset.pk, self.signal, self.at


# Taken in


@in_one_go
def take_in(values: list[Sent], *, by: Actor | None = None) -> int:
    """The values are kept, each once however often it is sent; answers how many were new.

    With ``by`` the latest of what a meter counts is its reading, too. Whoever sends of the same assets waits.
    """
    new = {sent.key: sent for sent in reversed(values)}  # of two for one moment the first counts
    _lock({sent.asset.pk for sent in values})
    for known in _known(list(new)):
        del new[known]
    MachineEvent.objects.bulk_create(
        [
            MachineEvent(asset=sent.asset, signal=sent.signal, value=sent.value, at=sent.at)
            for sent in new.values()
        ],
        batch_size=500,
    )
    if by is not None:
        _read_meters(new.values(), by)
    return len(new)


def _lock(keys):
    assets = Asset.objects.select_for_update(of=("self",), no_key=True)
    list(assets.filter(pk__in=keys).order_by("pk").values_list("pk"))


def _known(keys):
    for start in range(0, len(keys), 500):
        some = keys[start : start + 500]
        assets, signals, moments = map(set, zip(*some, strict=True))
        rows = MachineEvent.objects.filter(
            asset__in=assets, signal__in=signals, at__in=moments
        ).values_list("asset_id", "signal", "at")
        yield from set(some) & set(rows)


def _read_meters(values, by):
    """A reading that a meter refuses, such as one that runs back, is kept as a value only."""
    latest = {}
    for sent in sorted(values, key=lambda sent: sent.at):
        if sent.signal in METERS:
            latest[sent.asset.pk, METERS[sent.signal]] = sent
    meters = Meter.objects.filter(asset__in={asset for asset, _kind in latest}).order_by("pk")
    for meter in meters:
        sent = latest.get((meter.asset_id, meter.kind))
        if sent is not None and 0 <= sent.value < MOST_READ:
            try:
                read_meter(meter, round(Decimal(sent.value), 4), by=by, at=sent.at)
            except Refused:
                continue


# Judged


def judge_events() -> list[WorkOrder]:
    """Every value not yet looked at has been, in the order of time; answers the orders that they called for."""
    made = []
    while True:
        orders, looked_at = _judge_some()
        made += orders
        if not looked_at:
            return made


@in_one_go
def _judge_some():
    """One worker at a time: the places of all strategies that go by values are locked, in their order."""
    places = defaultdict(list)
    for place in (
        StrategyAsset.objects.select_for_update(of=("self",))
        .select_related("strategy__template", "asset")
        .filter(strategy__active=True, strategy__paused=False, strategy__trigger=Trigger.CONDITION)
        .exclude(asset__status=AssetStatus.RETIRED)
        .order_by("pk")
    ):
        places[place.asset_id, place.strategy.signal].append(place)
    events = list(MachineEvent.objects.filter(judged=False).order_by("at", "pk")[:AT_ONCE])
    series = defaultdict(list)
    for event in events:
        series[event.asset_id, event.signal].append(event)
    made = []
    for source in sorted(places.keys() & series.keys()):
        made += _judge_series(places[source], series[source])
    MachineEvent.objects.filter(pk__in=[event.pk for event in events]).update(judged=True)
    return made, len(events)


def _judge_series(places, events):
    """The orders that the values of one signal of one asset call for."""
    if any(place.strategy.condition == Condition.UNUSUAL for place in places):
        _mark_unusual(events)
    return [order for place in places for order in _judge(place, events)]


def _judge(place, events):
    """An order once a value has been out of its limits for long enough, unless one is open for it."""
    strategy, since = place.strategy, place.outside_since
    is_answered = False  # whether there is an order for this excursion
    for event in events:
        if not is_outside(strategy, event):
            place.outside_since, is_answered = None, False
            continue
        place.outside_since = place.outside_since or event.at
        if is_answered or event.at - place.outside_since < timedelta(minutes=strategy.minutes):
            continue
        is_answered = True
        if not _has_live_order(place) and (order := _order_for(place, event)):
            yield order
    if place.outside_since != since:
        place.save(update_fields=["outside_since"])


def _has_live_order(place):
    return (
        WorkOrder.objects.live()
        .filter(occurrences__strategy=place.strategy, occurrences__asset=place.asset)
        .exists()
    )


def _order_for(place, event):
    note = _("%(signal)s was %(value)s at %(at)s.") % {
        "signal": event.signal,
        "value": f"{event.value:g}",
        "at": event.at.astimezone(current_shop().zone).strftime("%Y-%m-%d %H:%M"),
    }
    key = f"since:{place.outside_since.isoformat()}"
    return make_order(place, Call(current_shop().today(), key), note=note)


def is_outside(strategy, event):
    """Whether the value lies above or below the limit, or outside four standard deviations of the 200 before it."""
    if strategy.condition == Condition.ABOVE:
        return event.value > strategy.limit
    if strategy.condition == Condition.BELOW:
        return event.value < strategy.limit
    return event.unusual


def _mark_unusual(events):
    """Each is held against the usual ones before it in time; what is unusual says nothing of what is usual."""
    before = _usual_before(events)
    known = deque(_usual_among(events))  # judged earlier, though some of these were sent later
    window = deque(before, maxlen=BAND_OF)
    for event in events:
        while known and known[0][0] < event.at:
            window.append(known.popleft()[1])
        event.unusual = _is_unusual(event.value, window)
        if not event.unusual:
            window.append(event.value)
    unusual = [event.pk for event in events if event.unusual]
    MachineEvent.objects.filter(pk__in=unusual).update(unusual=True)


def _usual_before(events):
    """The values of the series up to the first of these, the latest last."""
    latest = _usual(events).filter(at__lt=events[0].at).order_by("-at")
    return list(latest.values_list("value", flat=True)[:BAND_OF])[::-1]


def _usual_among(events):
    between = _usual(events).filter(judged=True, at__range=(events[0].at, events[-1].at))
    return between.order_by("at").values_list("at", "value")


def _usual(events):
    return MachineEvent.objects.filter(
        asset=events[0].asset_id, signal=events[0].signal, unusual=False
    )


def _is_unusual(value, usual):
    if len(usual) < FEWEST:
        return False
    middle = fmean(usual)
    spread = math.sqrt(fmean([(each - middle) ** 2 for each in usual]))
    return abs(value - middle) > BAND * max(spread, abs(middle) * 1e-6)
