"""People of a warehouse at the same moment: the jobs of the tests of stock under load (see tests/workers.py)."""

import os
import random
import signal
import time
import traceback
from collections import Counter
from decimal import Decimal
from multiprocessing import get_context

import psycopg

from tests.workers import crowd, disconnect, someone

PRODUCTS = 30
LOT_TRACKED = 5  # of them
PEOPLE = 8
PIECES = 8  # of each product, at first
WINDOW = 20  # orders that everybody works on at the same time
ACTIONS = 9  # a person takes with each order, more or less
WORKS = 4  # machines that are being looked after meanwhile


# A warehouse


def shelves(products=PRODUCTS, pieces=PIECES):
    """So many products, each on two shelves; answers them."""
    from django.db import transaction

    from warehouse.models import (
        Location,
        Lot,
        Merchant,
        Posting,
        Product,
        StockMove,
        Unit,
        Warehouse,
    )
    from warehouse.states import Reason

    house = Warehouse.objects.get(code="MAIN")
    places = [
        Location.objects.create(warehouse=house, code=f"S-{number}", walk=number)
        for number in range(1, 5)
    ]
    unit, merchant = Unit.objects.get(code="pcs"), Merchant.objects.get(code="OWN")
    goods = Product.objects.bulk_create(
        Product(
            sku=f"P-{number:04d}",
            name=f"Part {number}",
            unit=unit,
            merchant=merchant,
            lot_tracked=number < LOT_TRACKED,
        )
        for number in range(products)
    )
    moves = []
    for number, product in enumerate(goods):
        for half in (0, 1):
            lot = None
            if product.lot_tracked:
                lot = Lot.objects.create(product=product, code=f"L-{half}")
            moves.append(
                StockMove(
                    warehouse=house,
                    product=product,
                    lot=lot,
                    quantity=Decimal(pieces) / 2,
                    to_location=places[(number + half) % len(places)],
                )
            )
    with transaction.atomic():
        Posting.post(Reason.ADJUST, moves, by=someone())
    return goods


def draft(materials, outputs):
    from warehouse import services
    from warehouse.models import Merchant, Warehouse

    return services.open_order(
        by=someone(),
        warehouse=Warehouse.objects.get(code="MAIN"),
        name="Sets",
        merchant=Merchant.objects.get(code="OWN"),
        materials=materials,
        outputs=outputs,
    )


def work_on_a_machine(parts):
    """A work order for which these parts are reserved."""
    from workorders.services.orders import open_order
    from workorders.services.parts import add_part, reserve_parts

    order = open_order(by=someone(), title="Oil the press")
    for product, quantity in parts:
        add_part(order, product, quantity, by=someone())
    reserve_parts(order, by=someone())
    return order


def some_of(goods, chance):
    """Two to five lines, in no order, and now and then the same product twice."""
    return [
        (chance.choice(goods), Decimal(chance.randint(1, 3))) for _ in range(chance.randint(2, 5))
    ]


# The race


def race(orders, seed=1, lock=True):
    """Eight people do what their buttons offer on the same orders over thirty scarce products, and an auditor looks on.

    Answers how often each button did what, what was unexpected, and what the books said at each checkpoint.
    """
    from warehouse import books
    from warehouse.models import ProductionOrder

    chance = random.Random(seed)
    goods = shelves()
    for number in range(PEOPLE):
        someone(f"person-{number}")
    keys = []
    for _ in range(orders):
        materials = some_of(goods, chance)
        outputs = [(chance.choice(goods), quantity) for _product, quantity in materials]
        keys.append(draft(materials, outputs).pk)
    works = [
        work_on_a_machine([(product, Decimal(1)) for product in chance.sample(goods, 3)]).pk
        for _ in range(WORKS)
    ]
    if not lock:
        forget_the_lock()
    at_work = get_context("fork").Value("i", PEOPLE)

    def work(number, barrier):
        barrier.wait()
        if number == PEOPLE:
            return audit(at_work)
        try:
            return Person(number, seed, keys, works).work()
        finally:
            with at_work.get_lock():
                at_work.value -= 1

    start = time.monotonic()
    *people, audits = crowd(PEOPLE + 1, work, patience=3000)
    counted, waits, unexpected = Counter(), [], []
    for person in people:
        counted.update(person["counted"])
        waits += person["waits"]
        unexpected += person["unexpected"]
    waits.sort()
    return {
        "counted": dict(sorted(counted.items())),
        "busy": sum(number for name, number in counted.items() if name.endswith(": busy")),
        "tried": len(waits),
        "unexpected": unexpected,
        "checkpoints": audits["looks"] + 1,
        "mismatches": audits["mismatches"] + books.mismatches(),
        "figures": books.figures(),
        "statuses": dict(Counter(ProductionOrder.objects.values_list("status", flat=True))),
        "deadlocks": deadlocks(),
        "seconds": round(time.monotonic() - start, 1),
        "p95": round(waits[int(len(waits) * 0.95)], 3),
        "longest": round(waits[-1], 3),
    }


def audit(at_work):
    """The books, looked at again and again until everybody has gone home."""
    from warehouse import books

    looks, mismatches = 0, []
    while at_work.value:
        mismatches += books.mismatches()
        looks += 1
        time.sleep(0.2)
    return {"looks": looks, "mismatches": mismatches[:20]}


def deadlocks():
    """How many PostgreSQL has seen; SQLite has none. Raises AssertionError where somebody stays connected."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return 0
    disconnect()
    others = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
    )
    seen = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
    until = time.monotonic() + 20
    with psycopg.connect(**connection.get_connection_params(), autocommit=True) as alone:
        while alone.execute(others).fetchone()[0]:  # each tells its figures before it is gone
            assert time.monotonic() < until, "somebody is still connected"
            time.sleep(0.05)
        return alone.execute(seen).fetchone()[0]


def forget_the_lock():
    """The broken way: nobody waits for anybody. The guards of the database are gone too, which would refuse the worst."""
    from django.db import connection

    from warehouse.models.stock import StockLevelQuerySet
    from warehouse.services import stock

    StockLevelQuerySet.locked = lambda rows: rows.order_by("warehouse_id", "product_id")
    stock._level = lambda warehouse, product: stock.StockLevel.objects.get(
        warehouse=warehouse, product=product
    )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for name in ("reserve_only_what_is_there", "no_negative_stock"):
                cursor.execute(f"ALTER TABLE warehouse_stocklevel DROP CONSTRAINT {name}")
            cursor.execute("ALTER TABLE warehouse_stockitem DROP CONSTRAINT no_negative_item")
    else:
        connection.settings_dict["OPTIONS"]["transaction_mode"] = "DEFERRED"


def is_busy(error):
    """Whether it waited for a lock as long as it may; the page says: busy, try again."""
    return getattr(error.__cause__, "sqlstate", "") == "55P03" or "is locked" in str(error)


class Person:
    """Somebody who presses whatever button an order offers."""

    def __init__(self, number, seed, keys, works):
        self.chance = random.Random(seed * 100 + number)
        self.me = someone(f"person-{number}")
        self.keys, self.works = keys, works
        self.parts = []
        self.counted, self.waits, self.unexpected = Counter(), [], []

    def work(self):
        actions = len(self.keys) * ACTIONS // PEOPLE
        for action in range(actions):
            reached = WINDOW + action * len(self.keys) // actions
            near = self.keys[max(reached - WINDOW, 0) : reached]
            everything = self.keys[:reached]
            key = self.chance.choice(near if self.chance.random() < 0.7 else everything)
            self.press(key)
        return {"counted": self.counted, "waits": self.waits, "unexpected": self.unexpected[:5]}

    def press(self, key):
        """One button, counted by what came of it."""
        from django.db import OperationalError

        from config.core.workflow import StepRefused
        from warehouse.services import OutOfStock, Refused

        name, do = self.something(key)
        began = time.monotonic()
        try:
            outcome = do()
        except OutOfStock:
            outcome = "out of stock"
        except (Refused, StepRefused):
            outcome = "refused"
        except OperationalError as error:
            if not is_busy(error):
                self.unexpected.append(traceback.format_exc()[-1500:])
            outcome = "busy"
        except Exception:
            self.unexpected.append(traceback.format_exc()[-1500:])
            outcome = "failed"
        self.waits.append(time.monotonic() - began)
        self.counted[f"{name}: {outcome}"] += 1

    def something(self, key):
        """(what it is called, a call that does it) for this order, or beside it."""
        from warehouse.models import ProductionOrder

        order = ProductionOrder.objects.get(pk=key)
        beside = self.chance.random()
        if beside < 0.08 or order.status == "canceled":
            return self.part()
        if beside < 0.16:
            return "restock", self.restock
        if beside < 0.35:
            name, do = self.work_order()
            return f"work: {name}", lambda: (do() and "done") or "done"
        return getattr(self, order.status)(order)

    def step(self, record, name, **details):
        from config.core.workflow import take_step

        def do():
            return take_step(record, name, by=self.me, note="As agreed", **details).status

        return name, do

    # What each status offers

    def draft(self, order):
        return self.step(order, "cancel" if self.chance.random() < 0.05 else "confirm")

    def out_of_stock(self, order):
        return self.step(order, "cancel" if self.chance.random() < 0.15 else "retry_allocation")

    def allocated(self, order):
        from warehouse import services
        from warehouse.models import ProductionOrder

        what = self.chance.random()
        if what < 0.2:
            return self.step(order, "cancel")
        if what < 0.7:
            return self.step(order, "start_picking")
        others = ProductionOrder.objects.filter(pk__in=self.keys, status="allocated")
        batch = list({each.pk: each for each in [order, *others[:3]]}.values())
        self.chance.shuffle(batch)

        def together():
            return services.make_picking_list(batch, by=self.me).status

        return "make_picking_list", together

    def processing(self, order):
        what = self.chance.random()
        picking_list = order.current_lists.first()
        if picking_list is None or what < 0.05:
            return self.step(order, "return_picking")
        if picking_list.status == "done":
            return self.step(order, "complete")
        if what < 0.1:
            return self.step(picking_list, "cancel")
        if picking_list.status == "open":
            return self.step(picking_list, "claim")
        if what < 0.15:
            return self.step(picking_list, "release")
        if what < 0.25:
            return self.step(order, "complete")
        return "pick", lambda: self.pick(picking_list, by=picking_list.picker)

    def completed(self, order):
        if self.chance.random() < 0.4:
            return self.step(order, "reverse_completion")
        inbound = order.inbounds.filter(reversed_at=None).first()
        if inbound is None:
            return self.step(order, "complete")
        if inbound.status in ("expected", "receiving"):
            return self.step(inbound, "receive")
        return self.step(inbound, "put_away")

    def pick(self, picking_list, by):
        """The picker of the list, in a second window perhaps: its lines, now and then one short, and it is done."""
        from config.core.workflow import take_step
        from warehouse import services

        for line in picking_list.walk():
            if line.left and self.chance.random() < 0.03:
                services.report_short(picking_list, line, by=by, found=line.picked)
                self.counted["report_short: done"] += 1
            else:
                services.pick(picking_list, line, by=by, quantity=line.left)
        return take_step(picking_list, "finish", by=by).status

    # Beside the orders

    def part(self):
        """A part for another desk: held, then issued or given up, then given back."""
        from warehouse import services
        from warehouse.models import Product, Warehouse

        if self.parts and self.chance.random() < 0.7:
            reservation = self.parts.pop()
            name = self.chance.choice(["issue", "release", "give_back"])
            if name == "release":
                return name, lambda: services.release(reservation) or "done"
            if name == "issue":
                self.parts.insert(0, reservation)
            return (
                name,
                lambda: (getattr(services, name)(reservation, by=self.me) and "done") or "done",
            )

        def reserve():
            product = self.chance.choice(Product.objects.order_by("pk"))
            self.parts.append(
                services.reserve(
                    product,
                    Decimal(self.chance.randint(1, 3)),
                    warehouse=Warehouse.objects.get(code="MAIN"),
                    document="OS-2026-0001",
                )
            )
            return "done"

        return "reserve", reserve

    def work_order(self):
        """A button of a work order, of one of its parts, or of the picking list that fetches them."""
        from warehouse import services
        from warehouse.models import PickingList
        from workorders.models import WorkOrder
        from workorders.services import parts

        order = WorkOrder.objects.get(pk=self.chance.choice(self.works))
        if order.is_sealed:
            return self.step(order, "reopen")
        what = self.chance.random()
        if what < 0.19:
            return self.step(order, "skip" if what < 0.03 else "finish")
        if what < 0.25:
            line = self.chance.choice(order.parts.all())
            return "give_part_back", lambda: parts.give_part_back(line, by=self.me)
        lists = PickingList.objects.open().filter(reservations__document=order.number)
        if picking_list := lists.first():
            if picking_list.status == "open":
                return self.step(picking_list, "claim")
            if what < 0.3:
                return self.step(picking_list, "cancel")
            if what < 0.4 and (line := picking_list.lines.filter(asked__gt=0).first()):
                by = picking_list.picker
                return "leave_out", lambda: services.leave_out(picking_list, line, by=by)
            return "pick", lambda: self.pick(picking_list, by=picking_list.picker)
        if order.parts.filter(state="reserved").exists():
            return "fetch_parts", lambda: parts.fetch_parts(order, by=self.me)
        return "reserve_parts", lambda: parts.reserve_parts(order, by=self.me)

    def restock(self):
        """A few pieces are found; what was reported short turns up again."""
        from warehouse import services
        from warehouse.models import Discrepancy, Location, Lot, Product

        missing = Discrepancy.objects.filter(settled_at=None).first()
        if missing:
            services.settle(missing, by=self.me, outcome="found")
        product = self.chance.choice(Product.objects.order_by("pk"))
        lot = Lot.objects.filter(product=product, code="L-0").first()
        services.adjust(
            location=Location.objects.get(code="S-1"),
            product=product,
            quantity=Decimal(2),
            lot=lot,
            by=self.me,
        )
        return "done"


# Over HTTP


def orders_for_half_of_them(orders, people):
    """So many drafts of one product that there is for half of them; answers where to confirm them, and who is logged in."""
    from django.conf import settings
    from django.test import Client
    from django.urls import reverse

    (goods,) = shelves(1, pieces=orders)
    drafts = [draft([(goods, Decimal(2))], [(goods, Decimal(1))]) for _ in range(orders)]
    cookies = []
    for number in range(people):
        client = Client()
        client.force_login(someone(f"person-{number}"))
        cookies.append(client.cookies[settings.SESSION_COOKIE_NAME].OutputString().split(";")[0])
    return {
        "paths": [
            reverse("warehouse:order_step", args=[each.number, "confirm"]) for each in drafts
        ],
        "cookies": cookies,
        "csrf": settings.CSRF_COOKIE_NAME,
    }


def where_they_stand():
    """How many orders are in each status, and what the books say."""
    from warehouse import books
    from warehouse.models import ProductionOrder

    statuses = Counter(ProductionOrder.objects.values_list("status", flat=True))
    return {"statuses": statuses, "mismatches": books.mismatches()}


# Killed in the middle


def kill_while_confirming(lines, times):
    """Answers, for each order whose confirming was killed, its status, what it holds, and what the books say."""
    goods = shelves(lines, pieces=4 * times + 8)
    orders = [draft([(each, Decimal(1)) for each in goods], [(goods[0], Decimal(1))])]
    orders += [
        draft([(each, Decimal(1)) for each in goods], [(goods[0], Decimal(1))])
        for _ in range(times)
    ]
    return killed(orders, "confirm")


def kill_while_completing(lines, times):
    """The same for orders that are picked and are being completed."""
    goods = shelves(lines, pieces=4 * times + 8)
    orders = [
        picked(draft([(each, Decimal(1)) for each in goods], [(goods[0], Decimal(1))]))
        for _ in range(times + 1)
    ]
    return killed(orders, "complete")


def picked(order):
    """The order with everything on its list picked, in one movement of many lines."""
    from django.db import transaction
    from django.db.models import F

    from config.core.workflow import take_step
    from warehouse.models import Posting
    from warehouse.states import Reason

    maya = someone()
    order = take_step(take_step(order, "confirm", by=maya), "start_picking", by=maya)
    picking_list = take_step(order.current_lists.get(), "claim", by=maya)
    staging = order.warehouse.staging
    moves = [line.item.move(line.asked, to=staging) for line in picking_list.walk()]
    with transaction.atomic():
        Posting.post(Reason.PICK, moves, by=maya, document=picking_list.number)
        picking_list.lines.update(picked=F("asked"))
    take_step(picking_list, "finish", by=maya)
    return type(order).objects.get(pk=order.pk)


def killed(orders, step):
    """The first order shows how long the step takes; each other one is killed after another part of that time."""
    from warehouse import books

    whole = seconds_of(orders[0], step)
    times = len(orders) - 1
    found = []
    for number, order in enumerate(orders[1:]):
        was_running = kill_after(whole * (number + 0.5) / times, order, step)
        found.append(
            as_it_stands(order) | {"killed": was_running, "mismatches": books.mismatches()}
        )
    return {"seconds": round(whole, 3), "orders": found}


def seconds_of(order, step):
    from config.core.workflow import take_step

    began = time.monotonic()
    take_step(order, step, by=someone())
    return time.monotonic() - began


def kill_after(seconds, order, step):
    """A process takes the step and is killed so many seconds later; whether it was still at it."""
    from django.db import connection

    from config.core.workflow import take_step

    maya = someone()
    disconnect()
    told, tells = os.pipe()
    pid = os.fork()
    if not pid:
        try:
            connection.ensure_connection()
            os.write(tells, b".")
            take_step(order, step, by=maya)
        finally:
            os._exit(0)
    os.read(told, 1)
    time.sleep(seconds)
    os.kill(pid, signal.SIGKILL)
    _pid, status = os.waitpid(pid, 0)
    os.close(told)
    os.close(tells)
    return os.WIFSIGNALED(status)


def as_it_stands(order):
    """The order after the restart: its row can be locked again, and then nobody is still writing."""
    from django.db import transaction

    from warehouse.models import Posting, ProductionOrder, Reservation

    with transaction.atomic():
        order = ProductionOrder.objects.select_for_update().get(pk=order.pk)
        return {
            "status": order.status,
            "held": Reservation.objects.active().filter(material__order=order).count(),
            "used_up": Posting.objects.filter(reason="consume", document=order.number).count(),
            "inbounds": order.inbounds.count(),
            "told": order.history.filter(action__in=["confirm", "complete"]).count(),
        }
