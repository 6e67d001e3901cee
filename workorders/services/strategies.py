"""Strategies at work: the orders that are due by the calendar, by use, or by what machines say."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from config.core import live
from config.core.actors import CLOCK
from config.core.dates import months_after
from config.core.models import User
from config.core.models.shop import current_shop
from config.core.transactions import in_one_go
from workorders import recurrence
from workorders.models import Occurrence, Strategy, StrategyAsset, WorkOrder
from workorders.services.meters import usage_since
from workorders.services.orders import open_order
from workorders.states import SEALED, AssetStatus, Origin, Trigger

PREVIEW_YEARS = 30
WORK_BEGINS = time(8)


@dataclass(frozen=True)
class Call:
    """That work is due on an asset: the day, what tells this call from all others, and earlier ones it stands for."""

    due_on: date
    key: str
    also: tuple[tuple[date, str], ...] = ()


def run_strategies(today: date | None = None) -> list[WorkOrder]:
    """Every order that is due has been made, each once, whoever runs this how often and at the same time."""
    today = today or current_shop().today()
    places = StrategyAsset.objects.filter(strategy__active=True, strategy__paused=False).exclude(
        strategy__trigger=Trigger.CONDITION
    )
    made = []
    for pk in places.exclude(asset__status=AssetStatus.RETIRED).values_list("pk", flat=True):
        if order := _run_place(pk, today):
            made.append(order)
    return made


@in_one_go
def _run_place(pk, today):
    """One asset of a strategy, under the lock of its row: a second worker finds what the first one made."""
    place = (
        StrategyAsset.objects.select_for_update(of=("self",))
        .select_related("strategy__template", "asset")
        .filter(pk=pk)
        .first()
    )
    if place is None:
        return None
    call = due_call(place, today)
    return make_order(place, call) if call else None


def due_call(place: StrategyAsset, today: date) -> Call | None:
    """What is due on this asset by ``today`` and its lead time, and was not called for yet."""
    by_date = _date_call(place, today)
    by_use = _usage_call(place, today)
    return by_date or by_use


def _date_call(place, today):
    strategy = place.strategy
    if not strategy.has_calendar:
        return None
    latest = _latest_end(place) if strategy.after_completion else None
    if strategy.after_completion and _has_live_order(place):
        return None  # it counts from the completion of this one
    days = recurrence.dates_of(
        strategy, anchor=latest, until=today + timedelta(days=strategy.lead_days)
    )
    first = strategy.counts_from
    known = set(place.strategy.occurrences.filter(asset=place.asset).values_list("key", flat=True))
    new = [
        (day, day.isoformat())
        for day in days
        if day.isoformat() not in known and (first is None or day >= first)
    ]
    if not new:
        return None
    missed = [each for each in new if each[0] < today] or new[:1]
    (day, key) = missed[-1]
    return Call(day, key, tuple(missed[:-1]))


def _usage_call(place, today):
    """Use counts from the last order on, whatever made it; one that is still open has to be done first."""
    strategy = place.strategy
    if strategy.trigger != Trigger.USAGE or _has_live_order(place):
        return None
    meter = meter_of(place)
    if meter is None or meter.value is None:
        return None
    if place.counted_from is None:
        place.counted_from = meter.value
        place.save(update_fields=["counted_from"])
        return None
    if usage_since(meter, place.counted_from) < strategy.usage:
        return None
    return Call(today, f"use:{format(meter.value.normalize(), 'f')}")


def meter_of(place: StrategyAsset):
    """The meter that the strategy goes by on this asset, or None."""
    strategy = place.strategy
    return next(
        (
            meter
            for meter in place.asset.meters.all()
            if meter.kind == strategy.meter
            and (not strategy.meter_name or meter.name == strategy.meter_name)
        ),
        None,
    )


def _has_live_order(place):
    return (
        WorkOrder.objects.live()
        .filter(occurrences__strategy=place.strategy, occurrences__asset=place.asset)
        .exists()
    )


def _latest_end(place):
    """The day on which the last order of this strategy on this asset was completed or skipped, or None."""
    ended = (
        WorkOrder.objects.filter(
            occurrences__strategy=place.strategy,
            occurrences__asset=place.asset,
            status__in=SEALED,
        )
        .annotate(ended_at=Coalesce("completed_at", "archived_at"))
        .order_by("-ended_at")
        .values_list("ended_at", flat=True)
        .first()
    )
    return ended and timezone.localtime(ended, current_shop().zone).date()


@in_one_go
def make_order(place: StrategyAsset, call: Call, *, note: str = "") -> WorkOrder | None:
    """The order that is called for, or None where it was made already. Use counts from here again."""
    strategy = place.strategy
    try:
        with transaction.atomic():
            occurrence = Occurrence.objects.create(
                strategy=strategy, asset=place.asset, key=call.key, due_on=call.due_on
            )
    except IntegrityError:
        return None
    due = datetime.combine(call.due_on, strategy.at or WORK_BEGINS, tzinfo=current_shop().zone)
    order = open_order(
        by=CLOCK,
        title=strategy.title,
        assets=[place.asset],
        template=strategy.template.current if strategy.template else None,
        kind=strategy.kind,
        priority=strategy.priority,
        assignee=strategy.assignee,
        team=strategy.team,
        planned_minutes=strategy.planned_minutes,
        planned_start=due,
        due_at=due,
        description="\n".join(filter(None, [note, _missed_words(call)])),
        origin=Origin.MACHINE if strategy.trigger == Trigger.CONDITION else Origin.STRATEGY,
    )
    occurrence.order = order
    occurrence.save(update_fields=["order"])
    Occurrence.objects.bulk_create(
        [
            Occurrence(strategy=strategy, asset=place.asset, key=key, due_on=day, order=order)
            for day, key in call.also
        ],
        ignore_conflicts=True,
    )
    meter = meter_of(place)
    if meter is not None and meter.value is not None:
        StrategyAsset.objects.filter(pk=place.pk).update(counted_from=meter.value)
    return order


def _missed_words(call):
    if not call.also:
        return ""
    days = ", ".join(day.isoformat() for day, _key in call.also)
    return _("It stands for these dates too, which went by: %s") % days


def next_dates(strategy: Strategy, today: date, number: int = 12) -> list[date]:
    """The next days on which its orders are due, as it is set up now; one counted from a completion is taken on its day."""
    first = max(today, strategy.counts_from or today)
    if strategy.after_completion and strategy.every:
        return _if_done_at_once(strategy, first, number)
    days, until = [], first
    for _year in range(PREVIEW_YEARS):
        until = months_after(until, 12)
        days = [day for day in recurrence.dates_of(strategy, until=until) if day >= first]
        if len(days) >= number or (strategy.ends_on and until >= strategy.ends_on):
            break
    return days[:number]


def _if_done_at_once(strategy, first, number):
    days, anchor = [], None
    until = months_after(first, 12 * PREVIEW_YEARS)
    while len(days) < number:
        found = recurrence.dates_of(strategy, anchor=anchor, until=until)
        if not found or (strategy.ends_on and found[0] > strategy.ends_on):
            break
        anchor = found[0]
        if anchor >= first:
            days.append(anchor)
    return days


@in_one_go
def pause(strategy: Strategy, *, by: User) -> None:
    """Nothing is made until it goes on."""
    Strategy.objects.filter(pk=strategy.pk).update(paused=True)
    live.publish("workorders")


@in_one_go
def go_on(strategy: Strategy, *, by: User) -> None:
    """It makes orders again, from today on; one counted from completions is due at once where its day fell into the pause."""
    today = None if strategy.after_completion else current_shop().today()
    Strategy.objects.filter(pk=strategy.pk).update(paused=False, counts_from=today)
    live.publish("workorders")
