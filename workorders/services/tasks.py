"""What a technician does on an order: answers, photos, timers."""

from datetime import datetime
from decimal import Decimal

from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.translation import gettext as _

from config.core import live, workflow
from config.core.durations import format_work
from config.core.images import CleanDocument, CleanPhoto
from config.core.models import User
from config.core.refusals import Refused
from config.core.transactions import in_one_go
from workorders.models import Task, TaskDocument, TaskPhoto, WorkOrder, WorkTime
from workorders.services.orders import unsealed
from workorders.states import SCHEDULED, AnswerKind, Status, TaskStatus


@in_one_go
def answer(
    task: Task,
    *,
    by: User,
    text: str = "",
    number: Decimal | None = None,
    notes: str | None = None,
    at: datetime | None = None,
) -> Task:
    """The task is completed with this answer; the first answer starts the order.

    ``at`` is when it was given, where it arrives later from a phone that was offline: an answer given before the one
    that is there changes nothing. Raises Refused for a sealed order or an answer that is none.
    """
    task = _open(task)
    at = min(at or timezone.now(), timezone.now())
    if task.answered_at and at < task.answered_at:
        return task
    _check(task, text, number)
    task.text, task.number, task.reason = text, number, ""
    return _settle(task, TaskStatus.COMPLETED, by, at, notes)


def _check(task, text, number):
    if task.answer_kind == AnswerKind.NUMBER and number is None:
        raise Refused(_("Type a number."))
    if task.answer_kind == AnswerKind.TEXT and not text.strip():
        raise Refused(_("Type an answer."))
    if task.answer_kind == AnswerKind.CHOICE and text not in task.choices:
        raise Refused(_("Choose one of the answers."))
    if task.answer_kind == AnswerKind.PHOTO and not task.photos.exists():
        raise Refused(_("Take a photo first."))
    if task.answer_kind == AnswerKind.SIGNATURE and not text.strip():
        raise Refused(_("Type the name of whoever signs."))


@in_one_go
def set_aside(task: Task, *, by: User, reason: str, failed: bool = False) -> Task:
    """It is skipped, or failed, for this reason. Raises Refused for a sealed order or without a reason."""
    task = _open(task)
    if not reason.strip():
        raise Refused(_("Say why it is not done."))
    task.reason = reason.strip()
    status = TaskStatus.FAILED if failed else TaskStatus.SKIPPED
    return _settle(task, status, by, timezone.now(), None)


@in_one_go
def take_back(task: Task, *, by: User) -> Task:
    """It waits for its answer again. Raises Refused for a sealed order."""
    task = _open(task)
    task.status, task.text, task.number, task.reason = TaskStatus.PENDING, "", None, ""
    task.answered_at = task.answered_by = None
    task.version += 1
    task.save()
    task.order.log("task", by=by, note=_("%s: taken back") % task.title)
    live.publish(task.order.topic)
    return task


def add_photos(
    task: Task, photos: list[CleanPhoto], *, by: User, is_signature: bool = False
) -> list[TaskPhoto]:
    """The pictures belong to the task; a photo task is answered by them. Raises Refused for a sealed order."""
    with TaskPhoto.stored(photos, added_by=by, is_signature=is_signature) as pictures:
        return _keep_photos(task, pictures, by)


@in_one_go
def _keep_photos(task, pictures, by):
    task = _open(task)
    for picture in pictures:
        picture.task = task
        picture.save()
    if task.answer_kind == AnswerKind.PHOTO:
        _settle(task, TaskStatus.COMPLETED, by, timezone.now(), None)
    live.publish(task.order.topic)
    return pictures


@in_one_go
def remove_photo(photo: TaskPhoto, *, by: User) -> None:
    """The picture is gone; a photo task without one waits again. Raises Refused for a sealed order."""
    task = _open(photo.task)
    photo.forget()
    if task.answer_kind == AnswerKind.PHOTO and not task.photos.exists():
        take_back(task, by=by)
    live.publish(task.order.topic)


@in_one_go
def add_document(task: Task, document: CleanDocument, *, by: User) -> TaskDocument:
    """The PDF belongs to the task. Raises Refused for a sealed order."""

    task = _open(task)
    row = TaskDocument(task=task, name=document.name, added_by=by)
    row.file.save("", ContentFile(document.data), save=False)
    row.save()
    live.publish(task.order.topic)
    return row


@in_one_go
def start_timer(order: WorkOrder, *, by: User, task: Task | None = None) -> WorkTime:
    """Their time runs on this task from now on; whatever ran before has stopped. Starts the order."""
    order.lock_first()
    _lock_with_running(by, order.pk)
    order = unsealed(order)
    stop_timer(by=by)
    if task is not None and task.status == TaskStatus.PENDING:
        Task.objects.filter(pk=task.pk).update(status=TaskStatus.STARTED)
    _begin(order, by)
    time = WorkTime.objects.create(order=order, task=task, who=by)
    order.mark_changed()
    live.publish(order.topic)
    return time


@in_one_go
def stop_timer(*, by: User) -> WorkTime | None:
    """No time of theirs runs any more; answers what ran."""
    _lock_with_running(by)
    time = WorkTime.objects.select_for_update().filter(who=by, ended_at=None).first()
    if time is None:
        return None
    time.ended_at = timezone.now()
    time.save(update_fields=["ended_at"])
    time.order.log("time", by=by, note=format_work(time.minutes))
    live.publish(time.order.topic)
    return time


@in_one_go
def add_time(
    order: WorkOrder, *, by: User, who: User, started_at, ended_at, task: Task | None = None
) -> WorkTime:
    """Time that was not stopped by a clock. Raises Refused for a sealed order, or an end before its start."""
    order = unsealed(order)
    if ended_at <= started_at:
        raise Refused(_("The end comes after the start."))
    time = WorkTime.objects.create(
        order=order, task=task, who=who, started_at=started_at, ended_at=ended_at
    )
    note = format_work(time.minutes)
    order.log("time", by=by, note=note if who == by else f"{who}: {note}")
    live.publish(order.topic)
    return time


def _lock_with_running(by, *orders):
    """These orders, and the one their time runs on, are locked in the order of their keys: whoever swaps orders waits."""
    running = WorkTime.objects.filter(who=by, ended_at=None).values_list("order", flat=True)
    both = WorkOrder.with_removed.filter(pk__in={*orders, *running}).order_by("pk")
    list(both.select_for_update().values_list("pk", flat=True))


def _open(task):
    """The task, with its order locked."""
    unsealed(task.order)
    return Task.objects.select_related("order").get(pk=task.pk)


def _settle(task, status, by, at, notes):
    task.status, task.answered_at, task.answered_by = status, at, by
    if notes is not None:
        task.notes = notes
    task.version += 1
    task.save()
    said = task.reason or task.text or ("" if task.number is None else f"{task.number} {task.unit}")
    task.order.log("task", by=by, note=": ".join(filter(None, [task.title, said.strip()])))
    _begin(task.order, by)
    live.publish(task.order.topic, "workorders")
    return task


def _begin(order, by):
    """Work has begun where somebody does some of it."""
    order = WorkOrder.objects.get(pk=order.pk)
    if order.status in (*SCHEDULED, Status.PENDING_PARTS) and by.has_perm("workorders.do_work"):
        workflow.take_step(order, "start", by=by)
