"""Reported problems, and the orders made of them."""

from django.utils import timezone
from django.utils.translation import gettext as _

from config.core import hand_overs, live
from config.core.actors import Actor
from config.core.desks import Matter
from config.core.images import CleanPhoto
from config.core.models import User
from config.core.refusals import Refused
from config.core.transactions import in_one_go
from workorders import letters
from workorders.models import Asset, Case, CaseLink, CasePhoto, Task, TaskPhoto, WorkOrder
from workorders.services.orders import add_questions, open_order
from workorders.states import AnswerKind, CaseStatus, Origin


def report(
    *,
    by: User | Actor,
    asset: Asset,
    title: str,
    photos: list[CleanPhoto] = (),
    **fields,
) -> Case:
    """A case about the asset, given to whoever takes the reports of its site."""
    uploader = by if by.is_person else None
    with CasePhoto.stored(list(photos), added_by=uploader, public=True) as pictures:
        return _report(by, asset, title, pictures, fields)


@in_one_go
def _report(by, asset, title, pictures, fields):
    site = asset.site
    case = Case(asset=asset, title=title, **fields)
    if case.assignee is None and site is not None:
        case.assignee = site.assignee
    if by.is_person:
        case.reporter = by
    case.give_number()
    case.save()
    CaseLink.issue(owner=case.number, case=case)
    for picture in pictures:
        picture.case = case
        picture.save()
    case.log("opened", by=by, went_to=case.status)
    letters.case_received(case, by=by)
    letters.case_given(case, by=by)
    live.publish("cases")
    return case


@in_one_go
def comment(case: Case, *, by: User | Actor, text: str, public: bool = False) -> None:
    """The words stand in the case; whoever reported it reads those that are public."""
    case.log("comment", by=by, note=text, public=public)
    live.publish(case.topic)


def order_from_case(case: Case, *, by: User, **fields) -> WorkOrder:
    """A work order that carries the case's title, asset and photos, each linked to the other.

    Raises Refused for a closed case.
    """
    with _copies(case.photos.order_by("pk"), by) as pictures:
        return _order_from_case(case, by, pictures, fields)


@in_one_go
def _order_from_case(case, by, pictures, fields):
    case = Case.objects.select_for_update().get(pk=case.pk)
    if case.status == CaseStatus.CLOSED:
        raise Refused(_("%s is closed: reopen it first.") % case)
    order = open_order(
        by=by,
        assets=[case.asset],
        case=case,
        origin=Origin.CASE,
        **{
            "title": case.title,
            "description": case.description,
            "priority": case.priority,
            "assignee": case.assignee,
        }
        | fields,
    )
    _carry(pictures, order, [case.asset])
    case.log("order", by=by, note=order.number)
    order.log("note", by=by, note=str(case))
    live.publish(case.topic)
    return order


def take_over(matter: Matter, *, by: User, **fields) -> WorkOrder:
    """A work order of what another desk hands over, with its photos, each linked to the other.

    Raises Refused where that is closed.
    """
    with _copies(matter.photos, by) as pictures:
        return _take_over(matter, by, pictures, fields)


@in_one_go
def _take_over(matter, by, pictures, fields):
    origin = hand_overs.still_open(matter.record)
    order = open_order(by=by, **fields)
    _carry(pictures, order, [])
    hand_overs.hand_over(origin, order, by=by)
    return order


def _copies(photos, by):
    return TaskPhoto.stored([photo.copy() for photo in photos], added_by=by)


def _carry(pictures, order, assets):
    """Files belong to tasks: these hang on one that asks to look at what was reported."""
    if not pictures:
        return
    question = Task(
        title=_("Look at what was reported"), answer_kind=AnswerKind.TICK, choices=[]
    ).question
    (task,) = add_questions(order, [question], assets)
    for picture in pictures:
        picture.task = task
        picture.save()


@in_one_go
def change_case(case: Case, *, by: User, **fields) -> Case:
    """Other details. Raises Refused for a closed case."""
    case = Case.objects.select_for_update().get(pk=case.pk)
    if case.status == CaseStatus.CLOSED:
        raise Refused(_("%s is closed: reopen it first.") % case)
    before = case.assignee_id
    for name, value in fields.items():
        setattr(case, name, value)
    case.updated_at = timezone.now()
    case.save()
    case.log("edited", by=by)
    if case.assignee_id != before:
        letters.case_given(case, by=by)
    live.publish(case.topic, "cases")
    return case
