"""What machines send, and what it calls for."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import fmean, pstdev

from django.utils.translation import gettext as _

from config.core.models.shop import current_shop
from config.core.transactions import in_one_go
from workorders.models import Asset, MachineEvent, StrategyAsset, WorkOrder
from workorders.services.strategies import Call, make_order
from workorders.states import AssetStatus, Condition, Trigger

AT_ONCE = 2000  # events judged in one transaction
BAND_OF = 200  # the events before it that say what is usual
FEWEST = 30  # of them; before that nothing is unusual
BAND = 4  # standard deviations


@dataclass(frozen=True)
class Sent:
    """One value as a machine sent it."""

    asset: Asset
    signal: str
    value: float
    at: datetime


def take_in(values: list[Sent]) -> int:
    """The values are kept, each once however often it is sent; answers how many were new."""
    before = MachineEvent.objects.count
    count = before()
    MachineEvent.objects.bulk_create(
        [
            MachineEvent(asset=sent.asset, signal=sent.signal, value=sent.value, at=sent.at)
            for sent in values
        ],
        ignore_conflicts=True,
        batch_size=500,
    )
    return before() - count


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
    places = list(
        StrategyAsset.objects.select_for_update(of=("self",))
        .select_related("strategy__template", "asset")
        .filter(strategy__active=True, strategy__paused=False, strategy__trigger=Trigger.CONDITION)
        .exclude(asset__status=AssetStatus.RETIRED)
        .order_by("pk")
    )
    events = list(MachineEvent.objects.filter(judged=False).order_by("at", "pk")[:AT_ONCE])
    made = []
    for place in places:
        mine = [
            event
            for event in events
            if event.asset_id == place.asset_id and event.signal == place.strategy.signal
        ]
        made += filter(None, (_judge(place, event) for event in mine))
    MachineEvent.objects.filter(pk__in=[event.pk for event in events]).update(judged=True)
    return made, len(events)


def _judge(place, event):
    """The order that this value calls for, if it has been out of its limits for long enough and none is open for it."""
    strategy = place.strategy
    if not is_outside(strategy, event):
        if place.outside_since is not None:
            place.outside_since = None
            place.save(update_fields=["outside_since"])
        return None
    if place.outside_since is None:
        place.outside_since = event.at
        place.save(update_fields=["outside_since"])
    if event.at - place.outside_since < timedelta(minutes=strategy.minutes):
        return None
    if (
        WorkOrder.objects.live()
        .filter(occurrences__strategy=strategy, occurrences__asset=place.asset)
        .exists()
    ):
        return None
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
    unusual = _is_unusual(event)
    if unusual:
        MachineEvent.objects.filter(pk=event.pk).update(unusual=True)
    return unusual


def _is_unusual(event):
    usual = list(
        MachineEvent.objects.filter(
            asset=event.asset_id, signal=event.signal, at__lt=event.at, unusual=False
        )
        .order_by("-at")
        .values_list("value", flat=True)[:BAND_OF]
    )
    if len(usual) < FEWEST:
        return False
    middle, spread = fmean(usual), pstdev(usual)
    return abs(event.value - middle) > BAND * max(spread, abs(middle) * 1e-6)
