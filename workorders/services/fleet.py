"""Work orders as other systems make and change them (spec 50): any status may follow any other, and lists are whole."""

from collections.abc import Collection
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile
from django.db.models import Exists, OuterRef, Prefetch, prefetch_related_objects
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from config.core import live, workflow
from config.core.actors import Actor
from config.core.refusals import ChangedMeanwhile, Refused
from config.core.transactions import in_one_go
from warehouse import services as warehouse
from warehouse.models import Product
from workorders.models import (
    ApiToken,
    Asset,
    InvoiceScan,
    PartLine,
    ServiceTask,
    SignOffLink,
    Task,
    WorkOrder,
    WorkOrderAsset,
)
from workorders.services.orders import FIRST_STATUSES, open_order
from workorders.states import (
    FINISHED,
    SEALED,
    TASK_DONE,
    AnswerKind,
    Kind,
    Origin,
    PartState,
    Status,
    TaskStatus,
)

MOST_READING = 922_337_203_685_477  # what a QuantityField holds
TITLE = 150
STEPS = {
    Status.PLANNING: "plan",
    Status.ESTIMATE: "quote",
    Status.ASSIGNED: "assign",
    Status.IN_PROGRESS: "start",
    Status.ON_HOLD: "pause",
    Status.PENDING_PARTS: "wait_for_parts",
    Status.PENDING_APPROVAL: "request_approval",
    Status.COMPLETED: "finish",
    Status.CLOSED: "close",
    Status.CANCELLED: "skip",
}
TASK_STATUSES = {  # what other systems call the status of a task
    "Unknown": TaskStatus.PENDING,
    "Open": TaskStatus.PENDING,
    "In Progress": TaskStatus.STARTED,
    "On Hold": TaskStatus.STARTED,
    "Completed": TaskStatus.COMPLETED,
}
OWN_WORDS = {
    TaskStatus.PENDING: "Open",
    TaskStatus.STARTED: "In Progress",
    TaskStatus.COMPLETED: "Completed",
    TaskStatus.SKIPPED: "Unknown",
    TaskStatus.FAILED: "Unknown",
}
AFTER_THE_WORK = {  # what a sealed order may still be told: an invoice comes later
    "category", "closing_notes", "discount", "discount_points", "invoice_number", "items",
    "po_number", "tax", "tax_points", "vendor",
}  # fmt: skip


PLACES = Prefetch("places", WorkOrderAsset.objects.select_related("asset"))


class NotThis(Refused):
    """One field of what was asked cannot be; ``field`` is its name in our tables, or "tasks"."""

    def __init__(self, field, text):
        super().__init__(text)
        self.field = field


@dataclass(frozen=True)
class PartWish:
    """A part as another system wants it; without a key it is new, without a cost the product's own holds."""

    pk: int | None
    product: Product
    quantity: Decimal
    unit_cost: Decimal | None = None


@dataclass(frozen=True)
class TaskWish:
    """A task as another system wants it, whole; without a key it is new. ``word`` is one of TASK_STATUSES."""

    pk: int | None
    service_task: ServiceTask | None
    word: str
    minutes: int | None = None
    hourly_rate: Decimal | None = None
    parts_cost: Decimal | None = None
    notes: str = ""
    parts: list[PartWish] = field(default_factory=list)


@dataclass(frozen=True)
class Change:
    """What another system names: fields and times by our names, the status it wants, the whole list of tasks."""

    fields: dict[str, Any] = field(default_factory=dict)
    times: dict[str, Any] = field(default_factory=dict)
    status: str | None = None
    tasks: list[TaskWish] | None = None


def mark_of(order: WorkOrder) -> str:
    """What tells two states of an order apart."""
    return f"{order.pk}-{order.updated_at:%Y%m%d%H%M%S%f}"


def word_of(task: Task) -> str:
    """What other systems call the task's status."""
    if task.their_status and TASK_STATUSES[task.their_status] == task.status:
        return task.their_status
    return OWN_WORDS[TaskStatus(task.status)]


@in_one_go
def open_from_outside(asset: Asset, change: Change, *, by: Actor) -> WorkOrder:
    """A new order on the asset, open unless another status is asked for; odometer and hours are the asset's of now.

    Raises Refused or StepRefused, and nothing is stored.
    """
    status = change.status or Status.OPEN
    fields = dict(change.fields)
    readings = {name: fields.pop(name) for name in ("odometer", "engine") if name in fields}
    order = open_order(
        by=by,
        title=title_of(fields.get("description", ""), asset),
        assets=[asset],
        status=status if status in FIRST_STATUSES else Status.OPEN,
        origin=Origin.API,
        **readings,
    )
    return _write(order, Change(fields, change.times, status, change.tasks), Before(), by)


@in_one_go
def change_from_outside(
    pk: int, change: Change, *, by: Actor, seen: Collection[str] | None = None
) -> WorkOrder:
    """Just what was named is changed, and all of it or nothing.

    Raises WorkOrder.DoesNotExist, ChangedMeanwhile where the order's mark is none of ``seen``, Refused or StepRefused.
    """
    is_alone = change.status is None and change.tasks is None
    order = _locked_alone(pk) if is_alone else _locked(pk)
    if seen is not None and mark_of(order) not in seen:
        raise ChangedMeanwhile(_("%s has changed meanwhile.") % order)
    before = Before(order.status, order.completed_at, order.archived_at)
    is_edited = bool(change.fields or change.times or change.tasks is not None)
    return _write(order, change, before, by, is_edited=is_edited)


@in_one_go
def remove_from_outside(pk: int, *, by: Actor) -> None:
    """The order is listed nowhere, and its links are dead; what it held of the stock is free, unless it is finished.

    Raises WorkOrder.DoesNotExist.
    """
    order = _locked(pk)
    now = timezone.now()
    order.times.filter(ended_at=None).update(ended_at=now)
    SignOffLink.objects.filter(round__order=order, revoked_at=None).update(revoked_at=now)
    if not order.is_sealed:
        order.parts.give_back(by=by)
    order.removed_at = now
    order.save(update_fields=["removed_at", "updated_at"])
    order.log("removed", by=by)
    live.publish(order.topic, "workorders")


@in_one_go
def add_scan(pk: int, data: bytes, content_type: str, *, by: Actor, token: ApiToken) -> InvoiceScan:
    """The invoice belongs to the order, a sealed one too. Raises WorkOrder.DoesNotExist."""
    order = _locked(pk)
    scan = InvoiceScan(order=order, content_type=content_type, token=token)
    scan.file.save(get_random_string(32), ContentFile(data), save=False)
    scan.save()
    order.log("edited", by=by, note=_("Invoice added"))
    live.publish(order.topic)
    return scan


@in_one_go
def open_for_scan(
    asset: Asset, data: bytes, content_type: str, *, by: Actor, token: ApiToken
) -> InvoiceScan:
    """The invoice belongs to a new order on the asset."""
    order = open_from_outside(asset, Change(), by=by)
    return add_scan(order.pk, data, content_type, by=by, token=token)


def title_of(description: str, asset: Asset) -> str:
    """The first line of the description, or what is worked on."""
    lines = [line.strip() for line in description.splitlines() if line.strip()]
    return (lines[0] if lines else _("Work on %s") % asset)[:TITLE]


# One transaction; the order is locked


@dataclass(frozen=True)
class Before:
    """Where the order stood: when it ended is never written over."""

    status: str = Status.OPEN
    completed_at: Any = None
    archived_at: Any = None


def _locked(pk):
    WorkOrder.objects.get(pk=pk).lock_first()
    return WorkOrder.objects.select_for_update().get(pk=pk)


def _locked_alone(pk):
    """Where no step is taken and no stock moves, nothing of its case is touched."""
    orders = WorkOrder.objects.select_related("template", "site").annotate(
        has_scans=Exists(InvoiceScan.objects.filter(order=OuterRef("pk")))
    )
    return orders.select_for_update(of=("self",)).get(pk=pk)


def _write(order, change, before, by, *, is_edited=False):
    status = change.status or order.status
    if order.is_sealed and not _goes_on(order.status, status):
        order = workflow.take_step(order, "reopen", by=by, note=_reason(by))
    _check_seal(order, change)
    for name, value in change.fields.items():
        setattr(order, name, value)
    _check_people(order, status)
    if change.tasks is not None and not order.is_sealed:
        _write_tasks(order, change.tasks, by)
    if order.status != status:
        order = _step(order, status, set(change.fields), by)
    _write_times(order, change.times, before)
    order.version += 1
    prefetch_related_objects([order], PLACES)  # searched by, and answered
    fields = [
        "assignee", "team", "started_at", "completed_at", "archived_at", "resolution_minutes",
        "version", *change.fields,
    ]  # fmt: skip
    if is_edited:
        order.save_edited(fields, by=by)
    else:
        order.save(update_fields=[*fields, "updated_at"])
    live.publish(order.topic, "workorders")
    return order


def _step(order, status, named, by):
    """The order has this status, and whom it is given to stays: nobody asked to take it away."""
    assignee, team = order.assignee_id, order.team_id
    if order.status == Status.ASSIGNED:
        named = named - {"assignee"}  # somebody has it until the step is taken
    if named:
        order.save(update_fields=[*named, "updated_at"])
    order = workflow.take_step(order, _step_to(status, order.status), by=by, note=_reason(by))
    order.assignee_id, order.team_id = assignee, team
    return order


def _goes_on(status, target):
    """Whether a sealed order is put away without being opened."""
    return target == status or (status == Status.COMPLETED and target == Status.CLOSED)


def _step_to(target, status):
    if target == Status.OPEN:
        return "release" if status in (Status.PLANNING, Status.ESTIMATE) else "unassign"
    return STEPS[target]


def _reason(by):
    return f"API, token {by.name}"


def _check_seal(order, change):
    """What is sealed stays; what it is told again, as it is, changes nothing."""
    if not order.is_sealed and not (
        order.kind == Kind.APPROVAL and order.status == Status.PENDING_APPROVAL
    ):
        return
    allowed = () if order.kind == Kind.APPROVAL else AFTER_THE_WORK
    says = _("%(order)s is %(status)s and sealed: reopen it first.") % {
        "order": order,
        "status": order.get_status_display(),
    }
    named = change.fields | (change.times if order.kind == Kind.APPROVAL else {})
    for name, value in named.items():
        if name not in allowed and getattr(order, name) != value:
            raise NotThis(name, says)
    if change.tasks is not None and not _is_as_wished(order, change.tasks):
        raise NotThis("tasks", says)


def _check_people(order, status):
    if order.approver_id is not None and order.approver_id == order.assignee_id:
        raise NotThis("assignee", _("Whoever does the work cannot approve it."))
    has_somebody = order.assignee_id or order.team_id
    if order.status == status == Status.ASSIGNED and not has_somebody:
        raise NotThis("assignee", _("An assigned order has somebody who does it."))


def _write_times(order, given, before):
    """Times given win; else those of the first end stay while it is sealed (spec 50, 4)."""
    if order.status in SEALED and before.status in SEALED:
        order.completed_at = before.completed_at or (
            order.completed_at if order.status in FINISHED else None
        )
        order.archived_at = before.archived_at or order.archived_at
    for name, value in given.items():
        setattr(order, name, value)
    if order.status in FINISHED and order.completed_at:
        length = order.completed_at - order.created_at
        if order.resolution_minutes is None or "completed_at" in given:
            order.resolution_minutes = max(0, int(length.total_seconds() // 60))


# Tasks and their parts


def _is_as_wished(order, wishes):
    tasks = list(order.tasks.prefetch_related("parts"))
    return [task.pk for task in tasks] == [wish.pk for wish in wishes] and all(
        not _differs(task, wish)
        and [
            (part.pk, part.product_id, part.quantity, part.unit_cost if part.is_own_cost else None)
            for part in task.parts.all()
        ]
        == [(part.pk, part.product.pk, part.quantity, part.unit_cost) for part in wish.parts]
        for task, wish in zip(tasks, wishes, strict=True)
    )


def _differs(task, wish):
    return _written(task) != (
        wish.service_task.pk if wish.service_task else None,
        wish.word,
        wish.minutes,
        wish.hourly_rate,
        wish.parts_cost,
        wish.notes,
    )


def _written(task):
    return (
        task.service_task_id,
        word_of(task),
        task.minutes,
        task.hourly_rate,
        task.parts_cost,
        task.notes,
    )


def _write_tasks(order, wishes, by):
    """The order has these tasks and no others, in their order."""
    tasks = {task.pk: task for task in order.tasks.all()}
    lines = {line.pk: line for line in order.parts.in_order_of_shelves().exclude(task=None)}
    warehouse.lock_stock(
        [line.reservation for line in lines.values() if line.reservation],
        [line.product for line in lines.values()],
    )
    _check_keys([wish.pk for wish in wishes], tasks)
    _check_keys([part.pk for wish in wishes for part in wish.parts], lines)
    kept_tasks = {wish.pk for wish in wishes}
    kept_lines = {part.pk for wish in wishes for part in wish.parts}
    for line in [line for pk, line in lines.items() if pk not in kept_lines]:
        line.give_back(by=by)
        line.delete()
    for task in [task for pk, task in tasks.items() if pk not in kept_tasks]:
        _remove(task)
    asset = order.asset
    place = 0
    for nth, wish in enumerate(wishes, 1):
        task = tasks.get(wish.pk) or Task(order=order, asset=asset)
        _write_task(task, wish, nth)
        for part in wish.parts:
            place += 1
            _write_part(lines.get(part.pk) or PartLine(order=order), part, task, place, by)


def _check_keys(keys, known):
    given = [key for key in keys if key is not None]
    if len(set(given)) < len(given):
        raise NotThis("tasks", _("An id stands in the list twice."))
    for key in given:
        if key not in known:
            raise NotThis("tasks", _("An id is of no entry of this order."))


def _remove(task):
    worked_on = task.answered_by_id or task.times.exists()
    if worked_on or task.photos.exists() or task.documents.exists():
        raise NotThis(
            "tasks", _("“%s” was worked on already: it cannot be taken off.") % task.title
        )
    task.delete()


def _write_task(task, wish, place):
    is_new = task.pk is None
    if not is_new and task.place == place and not _differs(task, wish):
        return
    if (wish.service_task is None and task.service_task_id is not None) or (
        wish.service_task is None and is_new
    ):
        raise NotThis("tasks", _("A service task is missing."))
    if wish.service_task and wish.service_task.pk != task.service_task_id:
        task.service_task, task.title = wish.service_task, wish.service_task.name
    if is_new or wish.word != word_of(task):
        _settle(task, wish.word)
    task.place = place
    task.minutes, task.hourly_rate = wish.minutes, wish.hourly_rate
    task.parts_cost, task.notes = wish.parts_cost, wish.notes
    task.version += 1
    task.save()


def _settle(task, word):
    status = TASK_STATUSES[word]
    answers_itself = task.answer_kind == AnswerKind.TICK or task.answered_at
    if status == TaskStatus.COMPLETED and not answers_itself:
        raise NotThis("tasks", _("“%s” asks for an answer: it is given on its page.") % task.title)
    task.their_status = word if OWN_WORDS[status] != word else None
    if (status in TASK_DONE) != (task.status in TASK_DONE):
        task.answered_at = timezone.now() if status in TASK_DONE else None
        task.answered_by, task.reason = None, ""
    task.status = status


def _write_part(line, wish, task, place, by):
    if not wish.product.unit.fits(wish.quantity):
        raise NotThis("tasks", _("%s is counted in whole units.") % wish.product.sku)
    is_other = line.product_id != wish.product.pk
    if line.pk is not None and (is_other or line.quantity != wish.quantity):
        _let_go(line, wish, by)
    if wish.unit_cost is not None:
        line.unit_cost, line.is_own_cost = wish.unit_cost, True
    elif is_other or line.is_own_cost:
        line.unit_cost, line.is_own_cost = wish.product.cost, False
    line.product, line.quantity, line.task, line.place = wish.product, wish.quantity, task, place
    line.save()


def _let_go(line, wish, by):
    """What is held follows; what left the shelves is counted already."""
    if line.state in (PartState.PICKED, PartState.USED):
        raise NotThis("tasks", _("%s was taken from stock already.") % line.product.sku)
    if line.state != PartState.RESERVED:
        return
    if line.product_id != wish.product.pk:
        line.give_back(by=by)
        return
    try:
        line.reservation = warehouse.change_reservation(line.reservation, wish.quantity)
    except Refused as refusal:
        raise NotThis("tasks", str(refusal)) from refusal
