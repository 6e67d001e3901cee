"""What the page of a work order shows; how many queries that takes does not depend on how much there is."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import (
    CharField,
    DateTimeField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Concat, NullIf, Trim
from django.utils import timezone
from django.utils.translation import gettext as _

from config.core import hand_overs, workflow
from config.core.models import HandOver
from config.core.models.shop import current_shop
from config.core.money import format_quantity
from warehouse import services as warehouse
from warehouse.models import PickShare, StockLevel
from warehouse.states import PICKING_OPEN
from workorders.costs import costs_of
from workorders.forms.orders import METRES_A_KILOMETRE, SECONDS_AN_HOUR
from workorders.models import (
    ApprovalRound,
    Asset,
    Occurrence,
    PartLine,
    Task,
    TaskDocument,
    TaskPhoto,
    WorkOrder,
    WorkOrderHistory,
    WorkTime,
)
from workorders.models.tasks import TaskQuerySet
from workorders.states import SCHEDULED, SEALED, Kind, PartState, Stage, Status, TaskStatus

EVERYDAY = ("start", "pause", "finish", "skip")
ICONS = {"start": "player-play", "pause": "player-pause", "finish": "check", "skip": "ban"}


# The order and what belongs to it


def for_page(user):
    """Orders with what their page tells of other tables once, in one query."""
    made = Occurrence.objects.filter(order=OuterRef("pk")).order_by("pk")
    rounds = ApprovalRound.objects.filter(order=OuterRef("pk")).order_by("-number")
    sealed = WorkOrderHistory.objects.filter(order=OuterRef("pk"), went_to__in=SEALED)
    reopened = WorkOrderHistory.objects.filter(order=OuterRef("pk"), action="reopen")
    return (
        WorkOrder.objects.for_user(user)
        .select_related(
            "assignee", "team", "approver", "case", "job", "vendor", "template__template"
        )
        .annotate(
            strategy_key=Subquery(made.values("strategy")[:1]),
            strategy_name=Subquery(made.values("strategy__name")[:1]),
            latest_verdict=Subquery(rounds.values("verdict")[:1]),
            latest_decided_at=Subquery(rounds.values("decided_at")[:1]),
            is_handed_over=HandOver.of(),
            sealed_by=Subquery(sealed.order_by("-pk").values(who=name_of("by__"))[:1]),
        )
        .annotate(was_reopened=Exists(reopened.filter(at__gte=OuterRef("latest_decided_at"))))
    )


def name_of(path):
    """The name of a person as the database writes it: the full one, else the user name."""
    full = Trim(Concat(f"{path}first_name", Value(" "), f"{path}last_name"))
    return Coalesce(NullIf(full, Value("")), F(f"{path}username"), output_field=CharField())


@dataclass
class Belongings:
    """The small things of an order, of one query."""

    assets: list = field(default_factory=list)
    tags: list = field(default_factory=list)
    photos: list = field(default_factory=list)
    documents: list = field(default_factory=list)
    times: list = field(default_factory=list)


def belongings_of(order):
    found = Belongings()
    nothing = Value(None, output_field=DateTimeField())
    places = order.places.values_list(
        Value("asset"), "asset", "place", Value(0), "asset__name", "asset__tag", nothing, nothing
    )
    tags = order.tags.values_list(
        Value("tag"), "pk", Value(0), Value(0), "name", Value(""), nothing, nothing
    )
    photos = TaskPhoto.objects.filter(task__order=order).values_list(
        Value("photo"), "pk", "task", Cast("is_signature", IntegerField()), "caption", Value(""),
        nothing, nothing,
    )  # fmt: skip
    documents = TaskDocument.objects.filter(task__order=order).values_list(
        Value("document"), "pk", "task", Value(0), "name", Value(""), nothing, nothing
    )
    times = order.times.values_list(
        Value("time"), "pk", Coalesce("task", 0), "who", name_of("who__"), Value(""),
        "started_at", "ended_at",
    )  # fmt: skip
    rest = [each.order_by() for each in (places, tags, photos, documents)]
    for row in times.order_by().union(*rest, all=True):
        _sort_in(found, order, *row)
    for rows in (found.assets, found.photos, found.documents, found.times):
        rows.sort(key=lambda each: (getattr(each, "place", 0), each.pk))
    found.tags.sort(key=str.lower)
    return found


@dataclass
class Thing:
    """A picture or a paper of a task."""

    pk: int
    task: int
    name: str
    is_signature: bool = False


def _sort_in(found, order, kind, pk, task, number, name, more, started_at, ended_at):
    if kind == "asset":
        asset = Asset(pk=pk, name=name, tag=more)
        asset.place = task
        found.assets.append(asset)
    elif kind == "tag":
        found.tags.append(name)
    elif kind == "photo":
        found.photos.append(Thing(pk, task, name, bool(number)))
    elif kind == "document":
        found.documents.append(Thing(pk, task, name))
    else:
        time = WorkTime(
            pk=pk, order=order, task_id=task or None, who_id=number, started_at=started_at,
            ended_at=ended_at,
        )  # fmt: skip
        time.name = name
        found.times.append(time)


# What the guards of the steps look at instead of asking for it again


class SeenTasks(TaskQuerySet):
    """Tasks that were read: which of them are unanswered is known."""

    def unanswered(self):
        return seen(self, [task for task in self._result_cache if is_unanswered(task)])


class SeenTimes(WorkTime.objects.get_queryset().__class__):
    """Times that were read; the only question that steps have is which still run."""

    def filter(self, *, ended_at):
        return seen(self, [time for time in self._result_cache if time.ended_at is ended_at])


class SeenRounds(ApprovalRound.objects.get_queryset().__class__):
    """The latest round of an approval, and no other."""

    def order_by(self, *_names):
        return self


def is_unanswered(task):
    excused = task.status in (TaskStatus.SKIPPED, TaskStatus.FAILED) and task.reason
    return task.required and task.status != TaskStatus.COMPLETED and not excused


def seen(queryset, rows):
    known = queryset._chain()
    known._result_cache = rows
    return known


def know(order, tasks, times, parts):
    """The costs of the order, and the guards of its steps, look at these rows instead of asking for them again."""
    verdict = order.latest_verdict
    rounds = [ApprovalRound(order=order, verdict=verdict)] if verdict else []
    for round in rounds:
        round.stands = round.is_approved and not order.was_reopened
    order._prefetched_objects_cache = {
        "rounds": seen(SeenRounds(ApprovalRound), rounds),
        "tasks": seen(SeenTasks(Task), tasks),
        "times": seen(SeenTimes(WorkTime), times),
        "parts": seen(PartLine.objects.all(), parts),
    }


# Tasks, as cards


@dataclass
class Card:
    """A task as its page shows it."""

    task: Task
    photos: list
    documents: list
    minutes: int
    running: object = None  # the time of this user that runs on it
    others: list = field(default_factory=list)  # names of colleagues whose time runs on it
    signature: object = None
    error: str = ""  # what was refused just now
    typed: dict = field(default_factory=dict)  # and what was sent with it

    @property
    def number(self):
        now = self.task.number
        return self.typed.get("number", "" if now is None else f"{now.normalize():f}")

    @property
    def text(self):
        return self.typed.get("text", self.task.text)

    @property
    def notes(self):
        return self.typed.get("notes", self.task.notes)

    @property
    def reason(self):
        return self.typed.get("reason", "")

    @property
    def band(self):
        """What a number should lie between, in words; nothing where it may be any."""
        least, most = (
            "" if value is None else format_quantity(value)
            for value in (self.task.least, self.task.most)
        )
        unit = f" {self.task.unit}" if self.task.unit else ""
        if least and most:
            return f"{least} – {most}{unit}"
        if least:
            return _("at least %s") % f"{least}{unit}"
        if most:
            return _("at most %s") % f"{most}{unit}"
        return ""


def cards_of(tasks, things, user):
    """{task's key: its card}."""
    cards = {task.pk: Card(task, [], [], task.minutes or 0) for task in tasks}
    for photo in things.photos:
        card = cards[photo.task]
        if photo.is_signature:
            card.signature = photo  # the latest one counts
        else:
            card.photos.append(photo)
    for document in things.documents:
        cards[document.task].documents.append(document)
    for time in things.times:
        if card := cards.get(time.task_id):
            card.minutes += time.minutes
            if time.ended_at is None and time.who_id == user.pk:
                card.running = time
            elif time.ended_at is None:
                card.others.append(time.name)
    return cards


@dataclass
class Group:
    """The tasks of one asset, or those of the whole order."""

    asset: Asset | None
    cards: list

    @property
    def done(self):
        return sum(card.task.is_done for card in self.cards)


def groups_of(order, cards, assets):
    """The cards by asset, in the order of the assets; what is for none of them comes first."""
    groups = {None: Group(None, [])} | {asset.pk: Group(asset, []) for asset in assets}
    for card in cards.values():
        groups.setdefault(card.task.asset_id, Group(card.task.asset, [])).cards.append(card)
    return [group for group in groups.values() if group.cards]


# Parts


def parts_of(order, user):
    """The parts, each with what is free of it where this user works, and with the picking list that fetches it."""
    here = warehouse.workplace_of(user)
    levels = StockLevel.objects.with_free().filter(warehouse=here, product=OuterRef("product"))
    parts = list(
        order.parts.select_related("product__unit").annotate(
            free=Subquery(levels.values("available")[:1])
        )
    )
    for part in parts:
        part.waits = part.state in (PartState.PLANNED, PartState.RETURNED)
        part.is_short = part.waits and (part.free or 0) < part.quantity
        part.cost = part.quantity * part.unit_cost
        part.was_picked = part.state in (PartState.PICKED, PartState.USED)
    return with_lists(parts)


def with_lists(parts):
    """The parts, each with the picking list that fetches or has fetched it, or None; of one query."""
    held = [part.reservation_id for part in parts if part.reservation_id]
    shares = PickShare.objects.filter(reservation__in=held).select_related("line__picking_list")
    lists = {share.reservation_id: share.line.picking_list for share in shares}
    for part in parts:
        part.on_list = lists.get(part.reservation_id)
        part.is_fetched_now = bool(part.on_list and part.on_list.status in PICKING_OPEN)
    return parts


# Steps


def steps_of(order, user, edit_url, cards):
    """(everyday steps by name, finer steps): what is refused says why, and leads to what is missing."""
    first = next((pk for pk, card in cards.items() if is_unanswered(card.task)), None)
    where = {
        "assignee": (f"{edit_url}#assignee", _("Choose")),
        "tasks": (f"{order.get_absolute_url()}#task-{first}" if first else "#tasks", _("Show me")),
        "approval": (f"{order.get_absolute_url()}#approval", _("Show me")),
        "timers": (f"{order.get_absolute_url()}#timers", _("Show me")),
        "parts": (f"{order.get_absolute_url()}#parts", _("Show me")),
    }
    everyday, finer = {}, []
    for offer in workflow.offers(order, user):
        url, label = where.get(offer.fix, ("", ""))
        step = vars(offer) | {
            "allowed": offer.allowed,
            "fix_url": url,
            "fix_label": label,
            "icon": ICONS.get(offer.name, ""),
        }
        if offer.name in EVERYDAY:
            everyday[offer.name] = step
        else:
            finer.append(step)
    return everyday, finer


def main_step(order, everyday, finer):
    """The one button under the thumb: start what waits, finish what is being done, put away what is done."""
    usual = "start" if order.status in SCHEDULED else order.USUAL_STEPS.get(order.status)
    steps = [*everyday.values(), *finer]
    return next((each for each in steps if each["name"] == usual and each["allowed"]), None)


def next_task(cards):
    """The key of the task to go on with: the first that has to be answered, else the first that is open."""
    tasks = [card.task for card in cards.values()]
    found = [task for task in tasks if is_unanswered(task)]
    found += [task for task in tasks if not task.is_done]
    return found[0].pk if found else None


# The page


def page_context(order, user, tab="work"):
    """Everything that the page, or a part of it, shows of an order that ``for_page`` has read."""
    things = belongings_of(order)
    assets = {asset.pk: asset for asset in things.assets}
    tasks = list(order.tasks.select_related("answered_by", "assignee"))
    for task in tasks:
        task.order = order
        if task.asset_id in assets:
            task.asset = assets[task.asset_id]
    if tab == "history":
        know(order, tasks, things.times, [])
        history = order.history.select_related("by", "email", "document")
        return shell(order, user, tab, cards_of(tasks, things, user)) | {"history": history}
    parts = parts_of(order, user)
    titles = {task.pk: task.title for task in tasks}
    for part in parts:
        part.of_task = titles.get(part.task_id, "")
    know(order, tasks, things.times, parts)
    cards = cards_of(tasks, things, user)
    costs = costs_of(order, hourly_rate=current_shop().hourly_rate)
    required = [task for task in tasks if task.required]
    return shell(order, user, tab, cards) | {
        "things": things,
        "threads": hand_overs.threads(order, user),
        "cards": cards,
        "groups": groups_of(order, cards, things.assets),
        "done": sum(task.is_done for task in tasks),
        "total": len(tasks),
        "percent": round(100 * sum(task.is_done for task in tasks) / len(tasks)) if tasks else 0,
        "left": sum(is_unanswered(task) for task in required),
        "parts": parts,
        "short": [part for part in parts if part.is_short],
        "to_reserve": any(part.waits for part in parts),
        "costs": costs,
        "running": [time for time in things.times if time.ended_at is None],
        "my_time": next(
            (t for t in things.times if t.ended_at is None and t.who_id == user.pk), None
        ),
        "minutes": sum(task.minutes for task in costs.tasks.values()) + costs.loose.minutes,
        "kilometres": in_units(order.odometer, METRES_A_KILOMETRE),
        "engine_hours": in_units(order.engine, SECONDS_AN_HOUR),
        "now": timezone.now(),
    }


def shell(order, user, tab, cards):
    """What both tabs show: the head with its steps, and what this user may do."""
    edit_url = f"{order.get_absolute_url()}edit/"
    everyday, finer = steps_of(order, user, edit_url, cards)
    sealed = order.status in SEALED
    signed = order.kind == Kind.APPROVAL and order.status == Status.PENDING_APPROVAL
    main = main_step(order, everyday, finer)
    return {
        "order": order,
        "tab": tab,
        "stage_label": Stage(order.stage).label,
        "everyday": everyday,
        "finer": finer,
        "main": main,
        "next_task": next_task(cards),
        "approver_label": order.approver or order.approver_name or order.approver_email,
        "refused": [each for each in everyday.values() if not each["allowed"]],
        "is_sealed": sealed,
        "is_locked": sealed or signed,
        "may_do": user.has_perm("workorders.do_work") and not (sealed or signed),
        "may_plan": user.has_perm("workorders.plan_work") and not (sealed or signed),
        "may_note": user.has_perm("workorders.do_work"),
        "may_correct": user.has_perm("workorders.plan_work"),
        "is_approval": order.kind == Kind.APPROVAL,
    }


def in_units(value, unit):
    return "" if value is None else format_quantity((value / unit).quantize(Decimal("0.1")))
