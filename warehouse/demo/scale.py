"""Thousands of production orders at once, for benchmarks: closed ones with the movements that came of them."""

from datetime import timedelta
from decimal import Decimal
from random import Random

from django.db import transaction
from django.utils import timezone

from config.core.bulk import batches, indexed_at_the_end, insert
from config.core.models import Sequence, User
from config.core.models.shop import current_shop
from config.core.roles import Role
from warehouse.demo.words import RECIPES, THINGS
from warehouse.models import (
    Location,
    MaterialLine,
    Merchant,
    OutputLine,
    PickingList,
    PickingListHistory,
    PickLine,
    PickShare,
    Posting,
    Product,
    ProductionOrder,
    ProductionOrderHistory,
    StockItem,
    StockMove,
    Unit,
    Warehouse,
)
from warehouse.states import LocationKind, PickingStatus, Reason, Status

ENDS = [Status.COMPLETED] * 94 + [Status.CANCELED] * 4 + [Status.DRAFT] * 2
STEPS = {Status.COMPLETED: "complete", Status.CANCELED: "cancel"}
BEFORE = {Status.COMPLETED: Status.PROCESSING, Status.CANCELED: Status.ALLOCATED}
# What is made was fetched from a supplier and sold: the shelves end as they began.
CAME, WENT = (Reason.RECEIVE, Reason.PRODUCE), (Reason.CONSUME, Reason.ADJUST)


def build(thousands):
    """So many thousand production orders more, in the order of their numbers; says how many of what."""
    house = House(thousands * 1000)
    with transaction.atomic(), indexed_at_the_end(ProductionOrder):
        for moments in batches(ProductionOrder, house.total):
            house.write(moments)
    return house.made


class House:
    """Writes orders with their lines, history and movements, a batch at a time."""

    def __init__(self, total):
        self.total = total
        self.made = {"production orders": 0, "lines": 0, "movements": 0}
        self.dice = Random(total)  # noqa: S311 -- guards nothing
        self.now = timezone.now()
        self.by = User.objects.filter(groups__name=Role.MANAGER).first() or User.objects.first()
        self.warehouse = Warehouse.objects.order_by("pk").first()
        self.merchant = Merchant.objects.order_by("pk").first()
        self.shelf = Location.objects.filter(
            warehouse=self.warehouse, kind=LocationKind.STORAGE
        ).first()
        self.products = {thing.sku: self.product(thing).pk for thing in THINGS}
        self.items = {product: self.item(product).pk for product in self.products.values()}

    def product(self, thing):
        product, _made = Product.objects.get_or_create(
            merchant=self.merchant,
            sku=thing.sku,
            defaults={"name": thing.name, "unit": Unit.objects.get(code=thing.unit)},
        )
        return product

    def item(self, product):
        item, _made = StockItem.objects.get_or_create(
            warehouse=self.warehouse, location=self.shelf, product_id=product, lot=None
        )
        return item

    def write(self, moments):
        year = moments[0].astimezone(current_shop().zone).year
        latest = Sequence.next(ProductionOrder.PREFIX, year, len(moments))
        first = latest - len(moments) + 1
        plans = [self.dice.choice(RECIPES[:3]) for _moment in moments]
        orders = [
            self.order(year, seq, moment, plan[0])
            for seq, (moment, plan) in enumerate(zip(moments, plans, strict=True), first)
        ]
        insert(ProductionOrder, orders)
        keys = dict(
            ProductionOrder.objects.filter(number_year=year, number_seq__gte=first).values_list(
                "number", "pk"
            )
        )
        told = list(zip(orders, plans, strict=True))
        materials = [
            self.line(keys[order["number"]], order, *each)
            for order, (_name, _kind, inputs, _outputs) in told
            for each in inputs.items()
        ]
        outputs = [
            self.line(keys[order["number"]], order, *each)
            for order, (_name, _kind, _inputs, outputs) in told
            for each in outputs.items()
        ]
        insert(MaterialLine, materials)
        insert(OutputLine, outputs)
        insert(
            ProductionOrderHistory,
            [line for order in orders for line in self.history(order, keys[order["number"]])],
        )
        completed = [order for order in orders if order["status"] == Status.COMPLETED]
        moves = self.move(completed, told)
        self.pick(completed, year)
        self.made["production orders"] += len(orders)
        self.made["lines"] += len(materials) + len(outputs)
        self.made["movements"] += moves

    def order(self, year, seq, moment, name):
        number = f"{ProductionOrder.PREFIX}-{year}-{seq:04d}"
        status = self.dice.choice(ENDS)
        closed_at = None
        if status != Status.DRAFT:
            closed_at = min(moment + timedelta(days=self.dice.uniform(0.1, 9)), self.now)
        return {
            "number": number,
            "number_year": year,
            "number_seq": seq,
            "status": status,
            "name": name,
            "merchant_id": self.merchant.pk,
            "warehouse_id": self.warehouse.pk,
            "sets": as_stored(self.dice.randint(1, 40)),
            "scheduled_at": moment + timedelta(days=3),
            "created_at": moment,
            "updated_at": closed_at or moment,
            "closed_at": closed_at,
            "search_text": f"{number} {name}".lower(),
        }

    def line(self, pk, order, sku, for_one):
        return {
            "order_id": pk,
            "warehouse_id": self.warehouse.pk,
            "product_id": self.products[sku],
            "quantity": int(order["sets"] * Decimal(for_one)),
        }

    def history(self, order, pk):
        line = {"order_id": pk, "by_id": self.by.pk}
        yield line | {"at": order["created_at"], "action": "opened", "went_to": Status.DRAFT}
        if order["status"] != Status.DRAFT:
            yield line | {
                "at": order["closed_at"],
                "action": STEPS[order["status"]],
                "came_from": BEFORE[order["status"]],
                "went_to": order["status"],
            }

    def history_of_list(self, picked, pk):
        line = {"picking_list_id": pk, "by_id": self.by.pk}
        yield line | {"at": picked["created_at"], "action": "opened", "went_to": PickingStatus.OPEN}
        yield line | {
            "at": picked["claimed_at"],
            "action": "claim",
            "came_from": PickingStatus.OPEN,
            "went_to": PickingStatus.PICKING,
        }
        yield line | {
            "at": picked["closed_at"],
            "action": "finish",
            "came_from": PickingStatus.PICKING,
            "went_to": PickingStatus.DONE,
        }

    def move(self, completed, told):
        """The materials came and were used up, the goods were made and sold; returns how many movements that were."""
        insert(
            Posting,
            [
                {
                    "reason": reason,
                    "document": order["number"],
                    "at": order["closed_at"],
                    "by_id": self.by.pk,
                }
                for order in completed
                for reason in (*CAME, *WENT)
            ],
        )
        numbers = [order["number"] for order in completed]
        postings = {
            (number, reason): pk
            for number, reason, pk in Posting.objects.filter(document__in=numbers).values_list(
                "document", "reason", "pk"
            )
        }
        recipes = {order["number"]: plan for order, plan in told}
        moves = []
        for order in completed:
            _name, _kind, inputs, outputs = recipes[order["number"]]
            for things, came, went in (
                (inputs, Reason.RECEIVE, Reason.CONSUME), (outputs, Reason.PRODUCE, Reason.ADJUST)
            ):  # fmt: skip
                for sku, for_one in things.items():
                    row = self.line(None, order, sku, for_one)
                    del row["order_id"]
                    for reason, end in ((came, "to_location_id"), (went, "from_location_id")):
                        posting = postings[order["number"], reason]
                        moves.append(row | {"posting_id": posting, end: self.shelf.pk})
        insert(StockMove, moves)
        return len(moves)

    def pick(self, completed, year):
        """Each of them has its picking list, done, with everything on it."""
        latest = Sequence.next(PickingList.PREFIX, year, len(completed))
        first = latest - len(completed) + 1
        lists = [
            {
                "number": f"{PickingList.PREFIX}-{year}-{seq:04d}",
                "number_year": year,
                "number_seq": seq,
                "status": PickingStatus.DONE,
                "warehouse_id": self.warehouse.pk,
                "picker_id": self.by.pk,
                "created_at": order["created_at"],
                "claimed_at": order["created_at"],
                "closed_at": order["closed_at"],
            }
            for seq, order in enumerate(completed, first)
        ]
        insert(PickingList, lists)
        made = PickingList.objects.filter(number_year=year, number_seq__gte=first)
        keys = list(made.order_by("number_seq").values_list("pk", flat=True))
        insert(
            PickingListHistory,
            [
                line
                for picked, key in zip(lists, keys, strict=True)
                for line in self.history_of_list(picked, key)
            ],
        )
        orders = dict(
            ProductionOrder.objects.filter(
                number__in=[order["number"] for order in completed]
            ).values_list("number", "pk")
        )
        list_of = {orders[order["number"]]: key for order, key in zip(completed, keys, strict=True)}
        insert(
            PickingList.orders.through,
            [
                {"pickinglist_id": key, "productionorder_id": order}
                for order, key in list_of.items()
            ],
        )
        materials = list(
            MaterialLine.objects.filter(order__in=list_of).values_list(
                "pk", "order", "product", "quantity"
            )
        )
        lines = [
            {
                "picking_list_id": list_of[order],
                "warehouse_id": self.warehouse.pk,
                "item_id": self.items[product],
                "asked": as_stored(quantity),
                "picked": as_stored(quantity),
            }
            for _pk, order, product, quantity in materials
        ]
        insert(PickLine, lines)
        line_of = {
            (picking_list, item): pk
            for picking_list, item, pk in PickLine.objects.filter(
                picking_list__in=keys
            ).values_list("picking_list", "item", "pk")
        }
        insert(
            PickShare,
            [
                {
                    "line_id": line_of[list_of[order], self.items[product]],
                    "material_id": pk,
                    "quantity": as_stored(quantity),
                }
                for pk, order, product, quantity in materials
            ],
        )


def as_stored(quantity):
    """A quantity as its column holds it: in ten-thousandths."""
    return int(quantity * 10_000)
