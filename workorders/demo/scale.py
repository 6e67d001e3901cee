"""Thousands of work orders at once, for benchmarks: each on an asset, with its tasks, times and history."""

from datetime import timedelta
from random import Random

from django.db import transaction
from django.utils import timezone

from config.core.bulk import batches, indexed_at_the_end, insert
from config.core.models import Sequence, User
from config.core.models.link import digest_of
from config.core.models.shop import current_shop
from config.core.roles import Role
from workorders.models import (
    Asset,
    Case,
    CaseHistory,
    CaseLink,
    Occurrence,
    Site,
    Strategy,
    Task,
    WorkOrder,
    WorkOrderAsset,
    WorkOrderHistory,
    WorkTime,
)
from workorders.models.assets import new_code
from workorders.states import CaseStatus, Origin, Status, TaskStatus, Trigger

ORDERS_AN_ASSET = 40
OPEN_SHARE = 0.05  # of all orders, the newest
ENDS = [Status.COMPLETED] * 6 + [Status.CLOSED] * 3 + [Status.CANCELLED]
UNDER_WAY = [Status.OPEN, Status.ASSIGNED, Status.ASSIGNED, Status.IN_PROGRESS, Status.ON_HOLD]
GIVEN = [("assign", Status.OPEN, Status.ASSIGNED)]
BEGUN = [*GIVEN, ("start", Status.ASSIGNED, Status.IN_PROGRESS)]
DONE = [*BEGUN, ("finish", Status.IN_PROGRESS, Status.COMPLETED)]
WAYS = {  # how an order came to its status
    Status.OPEN: [],
    Status.ASSIGNED: GIVEN,
    Status.IN_PROGRESS: BEGUN,
    Status.ON_HOLD: [*BEGUN, ("pause", Status.IN_PROGRESS, Status.ON_HOLD)],
    Status.COMPLETED: DONE,
    Status.CLOSED: [*DONE, ("close", Status.COMPLETED, Status.CLOSED)],
    Status.CANCELLED: [*GIVEN, ("skip", Status.ASSIGNED, Status.CANCELLED)],
}
FINISHED = (Status.COMPLETED, Status.CLOSED)
KINDS = [  # what machines are called, and what is done with them
    ("Press", "Lubricate the guides", "maintenance"),
    ("Pump", "Check the seals", "inspection"),
    ("Fan", "Clean the blades", "cleaning"),
    ("Conveyor", "Tension the belt", "maintenance"),
    ("Boiler", "Set the burner", "maintenance"),
]
NOISE = "It makes a noise"
QUESTIONS = ["Locked out and tagged", "Done as the manual says"]
PRIORITIES = ["low", "medium", "medium", "medium", "high", "urgent"]


def build(thousands):
    """So many thousand work orders more, in the order of their numbers; says how many of what."""
    desk = Desk(thousands * 1000)
    with transaction.atomic(), indexed_at_the_end(Asset, Case, WorkOrder):
        for moments in batches(WorkOrder, desk.total):
            desk.write(moments)
    return desk.made


class Desk:
    """Writes orders with what belongs to them, a batch at a time."""

    def __init__(self, total):
        self.total, self.written = total, 0
        self.made = {"work orders": 0, "cases": 0, "tasks": 0, "lines of history": 0}
        self.dice = Random(total)  # noqa: S311 -- guards nothing
        self.now, self.zone = timezone.now(), current_shop().zone
        crew = User.objects.filter(groups__name=Role.TECHNICIAN) or User.objects.all()
        self.crew = list(crew.order_by("pk").values_list("pk", flat=True))
        self.by = self.crew[0]
        self.site, _made = Site.objects.get_or_create(name="Works of the Thousands")
        self.strategy, _made = Strategy.objects.get_or_create(
            name="Upkeep of the Thousands",
            defaults={
                "trigger": Trigger.USAGE,
                "usage": 100,
                "title": "Upkeep",
                "active": False,
            },
        )
        self.known = Asset.objects.count()

    def write(self, moments):
        year = moments[0].astimezone(self.zone).year
        assets = self.assets(moments)
        orders = [
            self.order(year, seq, moment, assets[nth % len(assets)])
            for nth, (seq, moment) in enumerate(self.numbered(WorkOrder, year, moments))
        ]
        self.report(year, orders)
        rows = [{name: value for name, value in order.items() if name != "asset"} for order in orders]  # fmt: skip
        insert(WorkOrder, rows)
        keys = keys_of(WorkOrder, rows)
        told = [(order, keys[order["number"]], order["asset"][0]) for order in orders]
        insert(
            WorkOrderAsset,
            [{"order_id": pk, "asset_id": asset, "place": 1} for _order, pk, asset in told],
        )
        insert(
            Occurrence,
            [
                self.occurrence(order, pk, asset)
                for order, pk, asset in told
                if order["origin"] == Origin.STRATEGY
            ],
        )
        tasks = [line for each in told for line in self.tasks(*each)]
        insert(Task, tasks)
        done = [each for each in told if each[0]["completed_at"]]
        insert(WorkTime, [self.time(order, pk) for order, pk, _asset in done])
        history = [line for order, pk, _asset in told for line in self.history(order, pk)]
        insert(WorkOrderHistory, history)
        self.made["work orders"] += len(orders)
        self.made["tasks"] += len(tasks)
        self.made["lines of history"] += len(history)

    def numbered(self, model, year, moments):
        latest = Sequence.next(model.PREFIX, year, len(moments))
        return list(enumerate(moments, latest - len(moments) + 1))

    def assets(self, moments):
        """As many assets as these orders need: (key, name, tag, kind of work)."""
        number = max(1, len(moments) // ORDERS_AN_ASSET)
        rows = [self.asset(self.known + nth, moments[0]) for nth in range(1, number + 1)]
        self.known += number
        insert(Asset, rows)
        keys = dict(
            Asset.objects.filter(tag__in=[row["tag"] for row in rows]).values_list("tag", "pk")
        )
        return [
            (keys[row["tag"]], row["name"], row["tag"], self.dice.choice(KINDS)) for row in rows
        ]

    def asset(self, nth, moment):
        kind, _title, _sort = KINDS[nth % len(KINDS)]
        name, tag, serial = f"{kind} {nth}", f"T-{nth:06d}", f"SN{nth:08d}"
        return {
            "name": name,
            "tag": tag,
            "serial": serial,
            "kind": kind,
            "site_id": self.site.pk,
            "code": new_code(),
            "added_at": moment,
            "search_text": f"{name} {tag} {serial}".lower(),
        }

    def order(self, year, seq, moment, asset):
        _pk, name, tag, (_kind, title, sort) = asset
        self.written += 1
        is_open = self.written > self.total * (1 - OPEN_SHARE)
        status = self.dice.choice(UNDER_WAY if is_open else ENDS)
        ended = min(moment + timedelta(days=self.dice.uniform(0.2, 12)), self.now)
        begun = moment + (ended - moment) / 2
        done = status in FINISHED
        sealed = done or status == Status.CANCELLED
        is_begun = done or status in (Status.IN_PROGRESS, Status.ON_HOLD)
        number = f"{WorkOrder.PREFIX}-{year}-{seq:04d}"
        planned = moment + timedelta(days=3)
        return {
            "asset": asset,
            "number": number,
            "number_year": year,
            "number_seq": seq,
            "status": status,
            "title": title,
            "kind": sort,
            "priority": self.dice.choice(PRIORITIES),
            "assignee_id": None if status == Status.OPEN else self.dice.choice(self.crew),
            "site_id": self.site.pk,
            "planned_start": planned,
            "planned_end": planned + timedelta(hours=1),
            "planned_minutes": 60,
            "due_at": moment + timedelta(days=9),
            "origin": self.dice.choice([Origin.STRATEGY, Origin.STRATEGY, Origin.HAND]),
            "created_at": moment,
            "created_by_id": self.by,
            "updated_at": ended if sealed else moment,
            "started_at": begun if is_begun else None,
            "completed_at": ended if done else None,
            "archived_at": ended if sealed and status != Status.COMPLETED else None,
            "resolution_minutes": int((ended - moment).total_seconds() // 60) if done else None,
            "search_text": f"{number} {title} {name} {tag}".lower(),
        }

    def report(self, year, orders):
        """Each tenth order mends what somebody reported."""
        chosen = orders[::10]
        moments = [order["created_at"] for order in chosen]
        rows = []
        for (seq, moment), order in zip(self.numbered(Case, year, moments), chosen, strict=True):
            pk, name, tag, _work = order["asset"]
            number = f"{Case.PREFIX}-{year}-{seq:04d}"
            ended = order["archived_at"] or order["completed_at"]
            rows.append(
                {
                    "number": number,
                    "number_year": year,
                    "number_seq": seq,
                    "status": CaseStatus.CLOSED if ended else CaseStatus.OPEN,
                    "asset_id": pk,
                    "title": NOISE,
                    "reporter_id": self.by,
                    "opened_at": moment,
                    "updated_at": ended or moment,
                    "closed_at": ended,
                    "search_text": f"{number} {NOISE} {name} {tag}".lower(),
                }
            )
        insert(Case, rows)
        keys = keys_of(Case, rows)
        insert(CaseLink, [link(row, keys[row["number"]]) for row in rows])
        insert(CaseHistory, [line for row in rows for line in self.told(row, keys[row["number"]])])
        for order in orders:
            order["case_id"] = None
        for order, row in zip(chosen, rows, strict=True):
            order |= {
                "case_id": keys[row["number"]],
                "origin": Origin.CASE,
                "kind": "repair",
            }
        self.made["cases"] += len(rows)

    def told(self, row, pk):
        line = {"case_id": pk, "by_id": self.by}
        yield line | {"at": row["opened_at"], "action": "opened", "went_to": CaseStatus.OPEN}
        if row["closed_at"]:
            yield line | moved(row["closed_at"], "close", CaseStatus.OPEN, CaseStatus.CLOSED)

    def occurrence(self, order, pk, asset):
        return {
            "strategy_id": self.strategy.pk,
            "asset_id": asset,
            "key": f"use:{order['number']}",
            "due_on": order["due_at"].date(),
            "order_id": pk,
            "at": order["created_at"],
        }

    def tasks(self, order, pk, asset):
        answered = {}
        if order["completed_at"]:
            answered = {
                "status": TaskStatus.COMPLETED,
                "answered_at": order["completed_at"],
                "answered_by_id": order["assignee_id"],
                "version": 2,
            }
        for place, title in enumerate(QUESTIONS, 1):
            task = {"order_id": pk, "asset_id": asset, "place": place, "title": title}
            yield task | {"required": True} | answered

    def time(self, order, pk):
        ended = order["completed_at"]
        started = max(ended - timedelta(minutes=self.dice.randint(15, 120)), order["started_at"])
        return {
            "order_id": pk,
            "who_id": order["assignee_id"],
            "started_at": started,
            "ended_at": ended,
        }

    def history(self, order, pk):
        line = {"order_id": pk, "by_id": self.by}
        yield line | {"at": order["created_at"], "action": "opened", "went_to": Status.OPEN}
        at = {
            "assign": order["created_at"],
            "start": order["started_at"],
            "pause": order["started_at"],
        }
        for step, came_from, went_to in WAYS[order["status"]]:
            yield line | moved(at.get(step) or order["updated_at"], step, came_from, went_to)


def moved(at, action, came_from, went_to):
    return {"at": at, "action": action, "came_from": came_from, "went_to": went_to}


def link(row, pk):
    token = CaseLink.make_token(row["number"], 1)
    return {
        "owner": row["number"],
        "digest": digest_of(token),
        "made_at": row["opened_at"],
        "case_id": pk,
    }


def keys_of(model, rows):
    """{number: key} of the rows just written."""
    first = rows[0]
    made = model.objects.filter(
        number_year=first["number_year"], number_seq__gte=first["number_seq"]
    )
    return dict(made.values_list("number", "pk"))
