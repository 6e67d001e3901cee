"""What an order asks for: its tasks, written, changed, moved and taken off by whoever plans it, and notes on them."""

from typing import Any

from django.utils.translation import gettext as _

from config.core import live
from config.core.models import User
from config.core.refusals import Refused
from config.core.transactions import in_one_go
from workorders.models import Asset, Task, WorkOrder
from workorders.services.orders import add_questions, unsealed


@in_one_go
def add_task(
    order: WorkOrder, *, by: User, asset: Asset | None = None, **question: Any
) -> list[Task]:
    """The task stands at the end of the order, for this asset or once for each. Raises Refused for a sealed order."""
    order = unsealed(order)
    places = order.places.select_related("asset")
    assets = [asset] if asset else [place.asset for place in places]
    tasks = add_questions(order, [question], assets)
    _say(order, _("%s: added") % question["title"], by)
    return tasks


@in_one_go
def change_task(task: Task, *, by: User, **fields: Any) -> Task:
    """It asks for something else. Raises Refused for a sealed order, or another kind of answer where one is given."""
    order, task = _locked(task)
    if task.answered_at and fields.get("answer_kind", task.answer_kind) != task.answer_kind:
        raise Refused(_("It is answered already: take the answer back first."))
    for name, value in fields.items():
        setattr(task, name, value)
    task.version += 1
    task.save()
    _say(order, _("%s: changed") % task.title, by)
    return task


@in_one_go
def write_note(task: Task, *, by: User, notes: str) -> Task:
    """The note stands beside the answer, which stays whose it is. Raises Refused for a sealed order."""
    order, task = _locked(task)
    task.notes = notes
    task.version += 1
    task.save(update_fields=["notes", "version"])
    _say(order, f"{task.title}: {notes}", by)
    return task


@in_one_go
def remove_task(task: Task, *, by: User) -> None:
    """The task is gone. Raises Refused for a sealed order, or where somebody has worked on it."""
    order, task = _locked(task)
    worked_on = task.answered_at or task.times.exists() or task.photos.exists()
    if worked_on or task.parts.exists() or task.documents.exists():
        raise Refused(_("Somebody has worked on it already: skip it instead, with the reason."))
    task.delete()
    _say(order, _("%s: removed") % task.title, by)


@in_one_go
def move_task(task: Task, *, by: User, steps: int) -> None:
    """It stands one place earlier (-1) or later (1) among the tasks of its asset. Raises Refused for a sealed order."""
    order, task = _locked(task)
    tasks = list(order.tasks.all())
    beside = [each for each in tasks if each.asset_id == task.asset_id]
    here = beside.index(task)
    if not 0 <= here + steps < len(beside):
        return
    one, other = tasks.index(task), tasks.index(beside[here + steps])
    tasks[one], tasks[other] = tasks[other], tasks[one]
    for place, each in enumerate(tasks, 1):
        each.place = place
    Task.objects.bulk_update(tasks, ["place"])
    order.mark_changed()
    live.publish(order.topic)


def _locked(task):
    order = unsealed(task.order)
    return order, order.tasks.get(pk=task.pk)


def _say(order, note, by):
    order.log("task", by=by, note=note)
    live.publish(order.topic)
