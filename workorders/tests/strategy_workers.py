"""Several workers at the same strategies: what `tests.workers` does for other desks, for maintenance."""

from collections import Counter
from datetime import date
from decimal import Decimal

from tests.workers import crowd, shop_with, someone

TODAY = date(2026, 12, 1)


def run_at_once(workers, assets):
    """So many workers run the strategies together. Answers how many orders each made, and what there is then."""
    from workorders.models import WorkOrder, WorkOrderAsset
    from workorders.services.strategies import run_strategies

    shop_with(name="Workshop")
    someone()
    due_strategies(assets)

    def run(_number, barrier):
        barrier.wait()
        return len(run_strategies(TODAY))

    made = crowd(workers, run)
    places = Counter(WorkOrderAsset.objects.values_list("asset", flat=True))
    numbers = WorkOrder.objects.order_by("number_seq").values_list("number_seq", flat=True)
    return {
        "made": made,
        "orders": WorkOrder.objects.count(),
        "each_asset": sorted(places.values()),
        "numbers": list(numbers),
    }


def add_in_bulk_at_once(workers, orders):
    """So many workers make the same two batches. Answers how many each batch made, and which numbers there are."""
    from django.utils import timezone

    from workorders.models import Asset, Batch, WorkOrder
    from workorders.services import bulk
    from workorders.tasks import make_batch

    shop_with(name="Workshop")
    maya = someone()
    press = Asset.objects.create(name="Press", tag="P-1")
    for title in ("Check", "Clean"):
        wish = bulk.Wish(press.pk, title, timezone.now(), "medium")
        bulk.want([wish] * orders, by=maya, kind="maintenance")
    waiting = list(Batch.objects.values_list("pk", flat=True))

    def run(_number, barrier):
        barrier.wait()
        for batch in waiting:
            make_batch(batch)

    crowd(workers, run)
    made = list(Batch.objects.values_list("made", flat=True))
    numbers = WorkOrder.objects.order_by("number_seq").values_list("number_seq", flat=True)
    return {"made": made, "numbers": list(numbers)}


def due_strategies(count):
    """One by the calendar and one by use, both due today for every asset."""
    from workorders.models import Asset, Meter, Strategy, StrategyAsset

    monthly = Strategy.objects.create(
        name="Monthly", title="Check", every=1, unit="month", starts_on=TODAY
    )
    by_use = Strategy.objects.create(
        name="By use", title="Oil", trigger="usage", meter="odometer", usage=Decimal(100)
    )
    for nth in range(count):
        van = Asset.objects.create(name=f"Van {nth}", tag=f"V-{nth}")
        Meter.objects.create(
            asset=van, kind="odometer", name="Odometer", unit="m", value=Decimal(500)
        )
        StrategyAsset.objects.create(strategy=monthly, asset=van)
        StrategyAsset.objects.create(strategy=by_use, asset=van, counted_from=Decimal(0))
