"""Work orders: made, changed, and filled with tasks."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from config.core import live, workflow
from config.core.actors import Actor
from config.core.durations import format_elapsed
from config.core.models import User
from config.core.refusals import ChangedMeanwhile, Refused
from config.core.transactions import in_one_go
from workorders import letters
from workorders.models import (
    Asset,
    Tag,
    Task,
    TemplateVersion,
    WorkOrder,
    WorkOrderAsset,
)
from workorders.states import Kind, MeterKind, Status

FIRST_STATUSES = (Status.OPEN, Status.PLANNING, Status.ESTIMATE)


@in_one_go
def open_order(
    *,
    by: User | Actor,
    title: str,
    assets: Iterable[Asset] = (),
    template: TemplateVersion | None = None,
    tasks: Iterable[Task] = (),
    tags: Iterable[str] = (),
    status: str = Status.OPEN,
    **fields,
) -> WorkOrder:
    """A new order on its assets with the template's tasks and those given, copied for each of its assets.

    Odometer and engine hours are those of the first asset unless given. With an assignee or a team it is assigned.
    Raises Refused for an approver who would approve their own work.
    """
    assets = list(assets)
    _check_people(fields.get("assignee"), fields.get("approver"))
    order = WorkOrder(title=title, template=template, status=status, **fields)
    order.created_by = by if by.is_person else None
    _take_readings(order, assets)
    order.give_number()
    order.save()
    WorkOrderAsset.objects.bulk_create(
        WorkOrderAsset(order=order, asset=asset, place=place)
        for place, asset in enumerate(assets, 1)
    )
    questions = [task.question for task in template.tasks.all()] if template else []
    add_questions(order, [*questions, *(task.question for task in tasks)], assets)
    order.tags.set(tags_named(tags))
    order.save(update_fields=["search_text"])  # its assets are found by it
    order.log("opened", by=by, went_to=order.status)
    if order.status == Status.OPEN and (order.assignee_id or order.team_id):
        order = workflow.take_step(order, "assign", by=by)
        letters.assigned(order, by=by)
    live.publish("workorders")
    return order


def _take_readings(order, assets):
    """The readings of the first asset at this moment, for what was not given (spec 50, 4)."""
    if not assets:
        return
    for name, kind in (("odometer", MeterKind.ODOMETER), ("engine", MeterKind.ENGINE)):
        meter = assets[0].meter(kind)
        if getattr(order, name) is None and meter is not None:
            setattr(order, name, meter.value)


def add_questions(order: WorkOrder, questions: list[dict], assets: list[Asset]) -> list[Task]:
    """The questions as tasks of the order, after those it has; each asset has a copy of its own."""
    place = order.tasks.count()
    tasks = []
    for asset in assets or [None]:
        for question in questions:
            place += 1
            tasks.append(Task(order=order, asset=asset, place=place, **question))
    return Task.objects.bulk_create(tasks)


def tags_named(names: Iterable[str]) -> list[Tag]:
    """The tags of these names; those that are new are made."""
    wanted = {" ".join(name.split())[:40] for name in names} - {""}
    Tag.objects.bulk_create([Tag(name=name) for name in wanted], ignore_conflicts=True)
    return list(Tag.objects.filter(name__in=wanted))


@in_one_go
def change_order(
    order: WorkOrder,
    *,
    by: User | Actor,
    seen_version: int | None = None,
    assets: list[Asset] | None = None,
    tags: Iterable[str] | None = None,
    **fields,
) -> WorkOrder:
    """Other details. New assets get copies of the template's tasks; those of an asset taken off go, where none is answered.

    Raises ChangedMeanwhile when another person saved since ``seen_version``, Refused for a sealed order.
    """
    order = unsealed(order)
    if seen_version is not None and order.version != seen_version:
        raise ChangedMeanwhile.of(order)
    before = order.assignee_id, order.team_id
    for name, value in fields.items():
        setattr(order, name, value)
    _check_people(order.assignee, order.approver)
    order.version += 1
    if assets is not None:
        _place_assets(order, assets)
    order.save()
    if tags is not None:
        order.tags.set(tags_named(tags))
    order.log("edited", by=by)
    if (order.assignee_id, order.team_id) != before:
        letters.assigned(order, by=by)
    live.publish(order.topic, "workorders")
    return order


def _check_people(assignee, approver):
    if approver is not None and approver == assignee:
        raise Refused(_("Whoever does the work cannot approve it: choose somebody else."))


def _place_assets(order, assets):
    before = {place.asset_id: place for place in order.places.all()}
    gone = set(before) - {asset.pk for asset in assets}
    if order.tasks.filter(asset__in=gone).exclude(answered_at=None).exists():
        raise Refused(_("Tasks of an asset that you took off are answered already."))
    order.tasks.filter(asset__in=gone).delete()
    order.places.filter(asset__in=gone).delete()
    new = [asset for asset in assets if asset.pk not in before]
    for place, asset in enumerate(assets, 1):
        WorkOrderAsset.objects.update_or_create(order=order, asset=asset, defaults={"place": place})
    if new and order.template:
        add_questions(order, [task.question for task in order.template.tasks.all()], new)


@in_one_go
def load_template(order: WorkOrder, template: TemplateVersion, *, by: User) -> list[Task]:
    """The template's tasks stand on the order, after those it has. Raises Refused for a sealed order."""
    order = unsealed(order)
    assets = [place.asset for place in order.places.select_related("asset")]
    tasks = add_questions(order, [task.question for task in template.tasks.all()], assets)
    if order.template_id is None:
        order.template = template
        order.save(update_fields=["template", "updated_at"])
    order.log("edited", by=by, note=str(template))
    live.publish(order.topic)
    return tasks


@in_one_go
def replan(
    order: WorkOrder, *, by: User, planned_start, planned_end=None, seen_version: int | None = None
) -> WorkOrder:
    """It is planned for another time; the end keeps its distance unless given. Raises Refused for a sealed order."""
    length = (
        order.planned_end - order.planned_start
        if order.planned_start and order.planned_end
        else None
    )
    if planned_end is None and length is not None:
        planned_end = planned_start + length
    return change_order(
        order,
        by=by,
        seen_version=seen_version,
        planned_start=planned_start,
        planned_end=planned_end,
    )


@in_one_go
def add_note(order: WorkOrder, *, by: User, note: str) -> None:
    """The note stands in the history, of a sealed order too."""
    order.log("note", by=by, note=note)
    live.publish(order.topic)


@in_one_go
def correct_resolution(order: WorkOrder, *, by: User, minutes: int) -> None:
    """How long it took from the request to the end, set by hand; the only thing of a sealed order that is."""
    order = WorkOrder.objects.select_for_update().get(pk=order.pk)
    if not order.is_sealed:
        raise Refused(_("It is not finished yet."))
    before = format_elapsed(order.resolution_minutes) or "–"
    order.log("edited", by=by, note=f"{before} → {format_elapsed(minutes)}")
    WorkOrder.objects.filter(pk=order.pk).update(resolution_minutes=minutes)
    live.publish(order.topic)


def unsealed(order: WorkOrder) -> WorkOrder:
    """The order, locked. Raises Refused where it is sealed; approved work is opened by a manager alone."""
    order.lock_first()
    order = WorkOrder.with_removed.select_for_update().get(pk=order.pk)
    if order.removed_at:
        raise Refused(_("It was removed meanwhile."))
    if order.is_sealed:
        raise Refused(
            _("%(order)s is %(status)s and sealed: reopen it first.")
            % {"order": order, "status": order.get_status_display()}
        )
    if order.kind == Kind.APPROVAL and order.status == Status.PENDING_APPROVAL:
        raise Refused(_("%s waits for its approver: nothing of it can be changed now.") % order)
    return order
