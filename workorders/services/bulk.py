"""Many orders in one go: all of them or none, with a number of queries that does not grow with every order."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.cache import caches
from django.utils import timezone
from django.utils.translation import gettext as _

from config.core import live, outbox
from config.core.models import Sequence, User
from config.core.models.shop import current_shop
from config.core.refusals import Refused
from config.core.transactions import in_one_go
from workorders import letters
from workorders.models import (
    Asset,
    Batch,
    Delivery,
    Task,
    Team,
    TemplateVersion,
    WorkOrder,
    WorkOrderAsset,
    WorkOrderHistory,
)
from workorders.states import MeterKind, Origin, Status

MOST_ORDERS = 2000
AT_ONCE = 200  # orders written at once, between two words on how far it is
AN_HOUR = 3600


@dataclass(frozen=True)
class Wish:
    """One order that is wanted; ``due`` is a moment."""

    asset: int
    title: str
    due: datetime
    priority: str

    def as_json(self):
        return [self.asset, self.title, self.due.isoformat(), self.priority]

    @classmethod
    def from_json(cls, row):
        asset, title, due, priority = row
        return cls(asset, title, datetime.fromisoformat(due), priority)


def want(
    wishes: list[Wish],
    *,
    by: User,
    kind: str,
    template: TemplateVersion | None = None,
    assignee: User | None = None,
    team: Team | None = None,
    planned_minutes: int | None = None,
) -> Batch:
    """What is wanted is written down; a worker makes it soon. Raises Refused for nothing, or for too many at once."""
    if not wishes:
        raise Refused(_("There is nothing to make."))
    if len(wishes) > MOST_ORDERS:
        raise Refused(_("At most %s orders in one go.") % MOST_ORDERS)
    shared = {
        "kind": kind,
        "template_id": template and template.pk,
        "assignee_id": assignee and assignee.pk,
        "team_id": team and team.pk,
        "planned_minutes": planned_minutes,
    }
    wanted = {"shared": shared, "orders": [wish.as_json() for wish in wishes]}
    batch = Batch.objects.create(by=by, wanted=wanted, number=len(wishes))
    outbox.queue(batch)
    return batch


def make_batch(batch: Batch) -> None:
    """All orders of the batch are there, or none. Raises outbox.Hopeless where an asset is gone."""
    try:
        _make(batch)
    except Refused as refusal:
        raise outbox.Hopeless(str(refusal)) from refusal


@in_one_go
def _make(batch):
    """Under the lock of its row, and once: a worker that died after its commit has made them."""
    batch = Batch.objects.select_for_update(of=("self",)).select_related("by").get(pk=batch.pk)
    if batch.made:
        return
    wishes = [Wish.from_json(row) for row in batch.wanted["orders"]]
    assets = _assets_of(wishes)
    orders = _orders(batch, wishes, assets)
    questions = _questions(batch)
    year, first = _numbers(len(orders))
    for at in range(0, len(orders), AT_ONCE):
        some = orders[at : at + AT_ONCE]
        for place, order in enumerate(some, at):
            _name(order, year, first + place, assets[wishes[place].asset])
        WorkOrder.objects.bulk_create(some)
        _fill(batch, some, [assets[wish.asset] for wish in wishes[at : at + AT_ONCE]], questions)
        _progress().set(f"batch:{batch.pk}", at + len(some), AN_HOUR)
    letters.many_assigned(orders, by=batch.by)
    Batch.objects.filter(pk=batch.pk).update(made=len(orders))
    live.publish("workorders")


def made_so_far(batch: Batch) -> int | None:
    """How many of it are written, or None where another process writes them and has not committed yet."""
    return batch.made if batch.is_made else _progress().get(f"batch:{batch.pk}")


def _progress():
    """Where workers say how far they are: outside the database, whose transaction is still open."""
    return caches["default" if settings.REDIS_URL else "local"]


def _assets_of(wishes):
    keys = {wish.asset for wish in wishes}
    assets = Asset.objects.in_use().prefetch_related("meters").in_bulk(keys)
    if len(assets) < len(keys):
        raise Refused(_("An asset was retired meanwhile: look at the list again."))
    return assets


def _orders(batch, wishes, assets):
    shared = batch.wanted["shared"]
    given = shared["assignee_id"] or shared["team_id"]
    now = timezone.now()
    return [
        WorkOrder(
            **shared,
            title=wish.title,
            priority=wish.priority,
            planned_start=wish.due,
            due_at=wish.due,
            status=Status.ASSIGNED if given else Status.OPEN,
            origin=Origin.BULK,
            batch=batch,
            created_by=batch.by,
            created_at=now,
            odometer=_reading(assets[wish.asset], MeterKind.ODOMETER),
            engine=_reading(assets[wish.asset], MeterKind.ENGINE),
        )
        for wish in wishes
    ]


def _reading(asset, kind):
    meter = asset.meter(kind)
    return meter and meter.value


def _questions(batch):
    template = TemplateVersion.objects.filter(pk=batch.wanted["shared"]["template_id"]).first()
    return [task.question for task in template.tasks.all()] if template else []


def _numbers(count):
    """The year, and the first of so many numbers; whoever wants one waits until the end from here on."""
    year = current_shop().today().year
    return year, Sequence.next(WorkOrder.PREFIX, year, count) - count + 1


def _name(order, year, seq, asset):
    order.number_year, order.number_seq = year, seq
    order.number = f"{order.PREFIX}-{year}-{seq:04d}"
    order.search_text = f"{order.searchable()} {asset.name} {asset.tag}".lower()


def _fill(batch, orders, assets, questions):
    """The orders have their assets, tasks and history, and other systems hear of them."""
    pairs = list(zip(orders, assets, strict=True))
    WorkOrderAsset.objects.bulk_create(
        WorkOrderAsset(order=order, asset=asset, place=1) for order, asset in pairs
    )
    Task.objects.bulk_create(
        Task(order=order, asset=asset, place=place, **question)
        for order, asset in pairs
        for place, question in enumerate(questions, 1)
    )
    lines = [
        WorkOrderHistory(order=order, by=batch.by, action="opened", went_to=Status.OPEN)
        for order in orders
    ]
    lines += [
        WorkOrderHistory(
            order=order,
            by=batch.by,
            action="assign",
            came_from=Status.OPEN,
            went_to=Status.ASSIGNED,
        )
        for order in orders
        if order.status == Status.ASSIGNED
    ]
    WorkOrderHistory.objects.bulk_create(lines)
    Delivery.objects.tell(*orders)
