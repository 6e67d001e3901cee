"""Strategies as they are typed: what they go by, and the assets they look after."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from config.core import live
from config.core.models import User
from config.core.models.shop import current_shop
from config.core.refusals import ChangedMeanwhile, Refused
from config.core.transactions import in_one_go
from workorders.models import Asset, Strategy, StrategyAsset
from workorders.services import strategies

WHEN = [
    "trigger", "every", "unit", "weekdays", "after_completion", "starts_on", "ends_on", "dates",
    "season_starts", "season_ends", "excluded",
]  # fmt: skip


@in_one_go
def keep_strategy(
    strategy: Strategy, *, by: User, assets: Iterable[Asset], seen_version: int | None = None
) -> Strategy:
    """The strategy as it was typed, for these assets; use of those that are new counts from today's reading.

    No order is made of days that were over before the rule said so. Raises Refused where another strategy has the
    name, and ChangedMeanwhile when somebody else saved since ``seen_version``.
    """
    before = Strategy.objects.select_for_update().filter(pk=strategy.pk).first()
    if before and seen_version is not None and before.version != seen_version:
        raise ChangedMeanwhile(
            _("Somebody saved changes while you were typing. Look at them, then save yours again.")
        )
    if Strategy.objects.filter(name__iexact=strategy.name).exclude(pk=strategy.pk).exists():
        raise Refused(_("There is a strategy of that name already."))
    changed = before is None or any(
        getattr(before, name) != getattr(strategy, name) for name in WHEN
    )
    if changed and not strategy.after_completion:
        strategy.counts_from = current_shop().today()
    if strategy.after_completion:
        strategy.counts_from = None  # the day that follows a completion may lie behind us
    strategy.version = before.version + 1 if before else 1
    strategy.save()
    _place(strategy, list(assets), counted_anew=before is None or before.meter != strategy.meter)
    live.publish("workorders")
    return strategy


def _place(strategy, assets, *, counted_anew):
    strategy.places.exclude(asset__in=assets).delete()
    known = set(strategy.places.values_list("asset_id", flat=True))
    StrategyAsset.objects.bulk_create(
        StrategyAsset(strategy=strategy, asset=asset) for asset in assets if asset.pk not in known
    )
    for place in strategy.places.select_related("asset").prefetch_related("asset__meters"):
        if counted_anew or place.asset_id not in known:
            place.strategy = strategy
            meter = strategies.meter_of(place)
            place.counted_from = meter.value if meter else None
            place.save(update_fields=["counted_from"])


@in_one_go
def switch_strategy(strategy: Strategy, *, active: bool) -> None:
    """It is kept going, or put away; switched on again it starts from today."""
    today = None if strategy.after_completion else current_shop().today()
    fields = {"active": active} | ({"counts_from": today} if active else {})
    Strategy.objects.filter(pk=strategy.pk).update(**fields)
    live.publish("workorders")
