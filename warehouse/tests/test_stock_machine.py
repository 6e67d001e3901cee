"""Whatever people do in a warehouse, and in whatever order: the books agree, and say what a model of three sums says.

`MACHINE_STEPS=5000 pytest warehouse/tests/test_stock_machine.py -s` looks for longer, and elsewhere each time.
"""

import os
import sys
from collections import Counter
from decimal import Decimal

import pytest
from django.db import transaction
from django.db.models import F, Sum
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from config.core.workflow import StepRefused, take_step
from conftest import person
from warehouse import books, services
from warehouse.models import (
    Arrival,
    Discrepancy,
    InboundLine,
    InboundOrder,
    Location,
    Lot,
    Merchant,
    PickingList,
    PickLine,
    Product,
    ProductionOrder,
    StockItem,
    StockLevel,
    Storing,
    Unit,
    Warehouse,
)
from warehouse.states import PICKING_OPEN

SOME = st.integers(0, 20)  # which of those there are
GOODS = st.integers(0, 3)
FEW = st.sampled_from(["0.5", "1", "2", "3", "5"]).map(Decimal)
LINES = st.builds(
    lambda lines, twice: lines + lines[:1] if twice else lines,  # the same product on two lines
    st.lists(st.tuples(GOODS, FEW), min_size=1, max_size=3),
    st.booleans(),
)
PLACES = st.sampled_from(["DOCK", "A-01", "A-02", "HOLD"])
HOLDING = ["allocated", "processing"]
OPEN = ["draft", "out_of_stock", *HOLDING]


def half(quantity):
    return max(round(quantity / 2, 1), Decimal("0.1"))


class Warehousing(RuleBasedStateMachine):
    """People at work in one warehouse. The model knows what each product should sum up to, and nothing about shelves."""

    steps = 0
    came_of = Counter()  # (what was tried, whether it was done): how often

    def __init__(self):
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.maya = person("maya", "manager", first_name="Maya")
        self.house = Warehouse.objects.get(code="MAIN")
        self.merchant = Merchant.objects.get(code="OWN")
        Location.objects.create(warehouse=self.house, code="A-02", walk=20)
        unit = Unit.objects.get(code="kg")
        self.goods = [
            Product.objects.create(
                sku=sku, name=sku, merchant=self.merchant, unit=unit, lot_tracked=sku == "HONEY"
            )
            for sku in ("TEA", "MUG", "HONEY", "GIFT")
        ]
        self.on_hand, self.held = Counter(), Counter()
        self.reserved = {}  # document or order: what it holds
        self.documents = []
        self.parts = []  # reservations of other desks: active ones and issued ones
        self.statuses = {}  # of orders
        self.expected = self.came = False  # whether goods may be on their way, or by the door

    def teardown(self):
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    # What is true after every step

    @invariant()
    def the_books_agree(self):
        Warehousing.steps += 1
        assert books.mismatches() == []

    @invariant()
    def the_levels_say_what_the_model_says(self):
        told = {level.product_id: level for level in StockLevel.objects.all()}
        for product in self.goods:
            level = told.get(product.pk, StockLevel())
            assert (level.on_hand, level.held, level.reserved) == (
                self.on_hand[product],
                self.held[product],
                self.reserved_of(product),
            ), product.sku

    @invariant()
    def the_orders_stand_where_the_model_says(self):
        assert dict(ProductionOrder.objects.values_list("pk", "status")) == self.statuses

    @invariant()
    def what_lists_ask_for_lies_there(self):
        asked = PickLine.objects.filter(picking_list__status__in=PICKING_OPEN).order_by()
        by_item = asked.values("item").annotate(left=Sum(F("asked") - F("picked")))
        assert not by_item.filter(left__gt=F("item__quantity")).exists()

    # The model

    def reserved_of(self, product):
        return sum((holding[product] for holding in self.reserved.values()), Decimal(0))

    def free(self, product):
        return self.on_hand[product] - self.held[product] - self.reserved_of(product)

    def enough_for(self, needs):
        return all(self.free(product) >= quantity for product, quantity in needs.items())

    def needs_of(self, order):
        needs = Counter()
        for line in order.materials.select_related("product"):
            needs[line.product] += line.quantity
        return needs

    def lines(self, drawn):
        return [(self.goods[which], quantity) for which, quantity in drawn]

    # Doing

    def tries(self, do, *args, **details):
        """What came of it, or None where it was refused, and then nothing has changed."""
        name = args[1] if do is take_step else do.__name__
        try:
            with transaction.atomic():
                done = do(*args, **details) or True
        except (services.Refused, StepRefused):
            done = None
        self.came_of[name, bool(done)] += 1
        return done

    def one_of(self, rows, which):
        rows = list(rows.order_by("pk"))
        return rows[which % len(rows)] if rows else None

    def order_in(self, statuses, which):
        return self.one_of(ProductionOrder.objects.filter(status__in=statuses), which)

    def list_in(self, status, which):
        return self.one_of(PickingList.objects.filter(status=status), which)

    def list_at_hand(self, which):
        """A list that is being picked, or is claimed now; None where there is neither."""
        if picking_list := self.list_in("picking", which):
            return picking_list
        if picking_list := self.list_in("open", which):
            return take_step(picking_list, "claim", by=self.maya)
        return None

    def line_of(self, picking_list, which, **those):
        lines = picking_list.lines.filter(**those) if picking_list else PickLine.objects.none()
        return self.one_of(lines.select_related("item__product"), which)

    def are(self, *statuses):
        return any(status in statuses for status in self.statuses.values())

    # Goods come

    @initialize(orders=st.lists(LINES, min_size=1, max_size=3))
    def there_is_some_stock_and_some_work(self, orders):
        for product in self.goods:
            quantity = Decimal(4)
            place = Location.objects.get(code="A-01")
            lot, _made = Lot.objects.get_or_create(product=product, code="FIRST")
            services.adjust(
                location=place,
                product=product,
                quantity=quantity,
                by=self.maya,
                lot=lot if product.lot_tracked else None,
            )
            self.on_hand[product] += quantity
        for materials in orders:
            self.open_order(materials=materials, outputs=[(3, Decimal(2))])

    @precondition(lambda self: not self.expected)
    @rule(lines=LINES)
    def expect_goods(self, lines):
        lines = [InboundLine(product=product, expected=q) for product, q in self.lines(lines)]
        services.open_inbound(
            by=self.maya, warehouse=self.house, lines=lines, merchant=self.merchant
        )
        self.expected = True

    @precondition(lambda self: self.expected)
    @rule(which=SOME, part=st.booleans(), lot=st.sampled_from(["", "L-1", "L-2"]))
    def receive(self, which, part, lot):
        inbound = self.one_of(
            InboundOrder.objects.filter(
                status__in=["expected", "receiving"], reversed_at=None
            ).exclude(status="canceled"),
            which,
        )
        if inbound is None:
            self.expected = False
            return
        goods = inbound.outstanding()
        if part:
            first = goods[0]
            goods = [Arrival(first.line, half(first.quantity), lot)] * 2
        came = [(each.line.product, each.quantity) for each in goods]
        assert self.tries(take_step, inbound, "receive", by=self.maya, goods=goods, more_came=part)
        for product, quantity in came:
            self.on_hand[product] += quantity
        self.came = True

    @precondition(lambda self: self.came)
    @rule(which=SOME, part=st.booleans(), place=st.sampled_from(["A-02", "HOLD"]))
    def put_away(self, which, part, place):
        waiting = InboundOrder.objects.filter(status__in=["receiving", "received"])
        inbound = self.one_of(waiting.filter(reversed_at=None), which)
        if inbound is None:
            self.came = False
            return
        goods = None
        receipt = inbound.waiting.select_related("line__product", "lot", "location").first()
        if part and receipt:
            to = Location.objects.get(code=place)
            goods = [Storing(receipt, half(receipt.waiting), to)]
        done = self.tries(take_step, inbound, "put_away", by=self.maya, goods=goods)
        if done and goods and place == "HOLD":
            self.held[receipt.line.product] += goods[0].quantity

    # Other desks take parts

    @rule(product=GOODS, quantity=FEW)
    def reserve(self, product, quantity):
        product, document = self.goods[product], f"OS-{len(self.documents)}"
        self.documents.append(document)
        enough = self.free(product) >= quantity
        done = self.tries(
            services.reserve, product, quantity, warehouse=self.house, document=document
        )
        assert bool(done) == enough
        if done:
            self.parts.append(done)
            self.reserved[document] = Counter({product: quantity})

    @precondition(lambda self: self.parts)
    @rule(which=SOME, quantity=FEW)
    def change_reservation(self, which, quantity):
        part = self.parts[which % len(self.parts)]
        before = self.reserved.get(part.document)
        enough = before and quantity <= self.free(part.product) + before[part.product]
        done = self.tries(services.change_reservation, part, quantity)
        assert bool(done) == bool(enough)
        if done:
            self.reserved[part.document] = Counter({part.product: quantity})

    @precondition(lambda self: self.parts)
    @rule(which=SOME)
    def issue(self, which):
        part = self.parts[which % len(self.parts)]
        done = self.tries(services.issue, part, by=self.maya)
        if held := self.reserved.get(part.document):
            assert done or Discrepancy.objects.filter(settled_at=None).exists()
            if done:
                self.on_hand.subtract(held)
                del self.reserved[part.document]
        else:
            assert done  # it was issued before, and that was all

    @precondition(lambda self: self.parts)
    @rule(which=SOME, back=st.booleans())
    def release_or_give_back(self, which, back):
        part = self.parts.pop(which % len(self.parts))
        part = type(part).objects.get(pk=part.pk)
        if back:
            services.give_back(part, by=self.maya)
            services.give_back(part, by=self.maya)
        else:
            services.release(part)
        self.reserved.pop(part.document, None)
        if back and part.issued_id:
            self.on_hand[part.product] += part.quantity

    # Production

    @precondition(lambda self: not self.are("draft", "out_of_stock"))
    @rule(materials=LINES, outputs=LINES)
    def open_order(self, materials, outputs):
        order = services.open_order(
            by=self.maya,
            warehouse=self.house,
            name="Sets",
            merchant=self.merchant,
            materials=self.lines(materials),
            outputs=self.lines(outputs),
        )
        self.statuses[order.pk] = "draft"

    @precondition(lambda self: self.are("draft", "out_of_stock"))
    @rule(which=SOME, materials=LINES)
    def edit(self, which, materials):
        order = self.order_in(["draft", "out_of_stock"], which)
        was = order.status
        services.change_order(
            order,
            by=self.maya,
            seen_version=order.version,
            materials=self.lines(materials),
            outputs=[(self.goods[3], Decimal(1))],
        )
        if was == "out_of_stock":
            self.allocated_or_not(order)

    @precondition(lambda self: self.are("draft", "out_of_stock"))
    @rule(which=SOME)
    def confirm(self, which):
        self.confirms(self.order_in(["draft", "out_of_stock"], which))

    def confirms(self, order):
        step = "confirm" if order.status == "draft" else "retry_allocation"
        assert self.tries(take_step, order, step, by=self.maya)
        self.allocated_or_not(order)

    @precondition(lambda self: self.are("out_of_stock"))
    @rule()
    def allocate_all_that_wait(self):
        waiting = ProductionOrder.objects.filter(status="out_of_stock").order_by("pk")
        services.allocate_waiting(self.house, by=self.maya)
        for order in list(waiting.model.objects.filter(pk__in=self.statuses).order_by("pk")):
            if self.statuses[order.pk] == "out_of_stock":
                self.allocated_or_not(order)

    def allocated_or_not(self, order):
        needs = self.needs_of(order)
        if self.enough_for(needs):
            self.reserved[order.pk] = needs
            self.statuses[order.pk] = "allocated"
        else:
            self.statuses[order.pk] = "out_of_stock"

    @precondition(lambda self: self.are("draft", "out_of_stock", "allocated", "processing"))
    @rule(which=SOME)
    def cancel(self, which):
        order = self.order_in(["draft", "out_of_stock", *HOLDING], which)
        done = self.tries(take_step, order, "cancel", by=self.maya)
        assert bool(done) == (self.statuses[order.pk] != "processing")
        if done:
            self.reserved.pop(order.pk, None)
            self.statuses[order.pk] = "canceled"

    @precondition(lambda self: self.are("allocated"))
    @rule(which=SOME, together=st.booleans())
    def start_picking(self, which, together):
        allocated = ProductionOrder.objects.filter(status="allocated").order_by("pk")
        self.starts(list(allocated) if together else [self.order_in(["allocated"], which)])

    def starts(self, orders):
        done = self.tries(services.make_picking_list, orders, by=self.maya)
        assert done or Discrepancy.objects.filter(settled_at=None).exists()
        if done:
            self.statuses |= {order.pk: "processing" for order in orders}

    @precondition(lambda self: self.are("processing"))
    @rule(which=SOME)
    def claim_or_release(self, which):
        if picking_list := self.list_in("open", which):
            assert self.tries(take_step, picking_list, "claim", by=self.maya)
        elif picking_list := self.list_in("picking", which):
            assert self.tries(take_step, picking_list, "release", by=self.maya)

    @precondition(lambda self: self.are("processing"))
    @rule(which=SOME, quantity=FEW)
    def pick_some_of_each_line(self, which, quantity):
        if picking_list := self.list_at_hand(which):
            for line in picking_list.walk():
                done = self.tries(
                    services.pick, picking_list, line, by=self.maya, quantity=quantity
                )
                assert not (done and quantity > line.left)
                now = PickLine.objects.get(pk=line.pk).picked
                assert now == line.picked + (quantity if done else 0)

    @precondition(lambda self: self.are("processing"))
    @rule(which=SOME)
    def pick_and_finish(self, which):
        picking_list = self.list_at_hand(which)
        if picking_list is None:
            return
        for line in picking_list.walk():
            self.tries(services.pick, picking_list, line, by=self.maya, quantity=line.left)
        left = any(line.left for line in picking_list.walk())
        done = self.tries(take_step, picking_list, "finish", by=self.maya)
        assert bool(done) == (not left)

    @precondition(lambda self: self.are("processing"))
    @rule(which=SOME, line=SOME)
    def pick_and_unpick(self, which, line):
        picking_list = self.list_at_hand(which)
        if line := self.line_of(picking_list, line):
            self.tries(services.pick, picking_list, line, by=self.maya, quantity=line.left)
            assert self.tries(services.unpick, picking_list, line, by=self.maya)
            assert PickLine.objects.get(pk=line.pk).picked == 0

    @precondition(lambda self: self.are("processing"))
    @rule(which=SOME, line=SOME, elsewhere=st.booleans())
    def report_short(self, which, line, elsewhere):
        picking_list = self.list_at_hand(which)
        if line := self.line_of(picking_list, line, picked__lt=F("asked")):
            found = line.picked
            short = self.tries(
                services.report_short,
                picking_list,
                line,
                by=self.maya,
                found=found,
                elsewhere=elsewhere,
            )
            if short:
                assert PickLine.objects.get(pk=line.pk).picked == found

    @precondition(lambda self: self.are("processing"))
    @rule(which=SOME, line=SOME)
    def ask_elsewhere(self, which, line):
        picking_list = self.list_at_hand(which)
        if line := self.line_of(picking_list, line, picked__lt=F("asked")):
            self.tries(services.ask_elsewhere, picking_list, line, by=self.maya)

    @rule(which=SOME, found=st.booleans())
    def settle(self, which, found):
        row = self.one_of(Discrepancy.objects.filter(settled_at=None), which)
        if row is None:
            return
        item, missing = StockItem.objects.select_related("product").get(pk=row.item_id), row.missing
        outcome = "found" if found else "written_off"
        done = self.tries(services.settle, row, by=self.maya, outcome=outcome)
        if done and not found:
            self.on_hand[item.product] -= min(missing, item.quantity)

    @precondition(lambda self: self.are("processing"))
    @rule(which=SOME, how=st.sampled_from(["take_off", "return_picking"]))
    def take_order_off(self, which, how):
        order = self.order_in(["processing"], which)
        if how == "take_off":
            done = self.tries(services.take_off, order.current_lists.get(), order, by=self.maya)
        else:
            done = self.tries(take_step, order, "return_picking", by=self.maya)
        assert done
        self.statuses[order.pk] = "allocated"

    @precondition(lambda self: self.are("processing"))
    @rule(which=SOME)
    def cancel_list(self, which):
        if picking_list := self.list_in("picking", which) or self.list_in("open", which):
            orders = [order.pk for order in picking_list.orders_now]
            assert self.tries(take_step, picking_list, "cancel", by=self.maya)
            self.statuses |= dict.fromkeys(orders, "allocated")

    @precondition(lambda self: self.are("processing"))
    @rule(which=SOME)
    def complete(self, which):
        self.completes(self.order_in(["processing"], which))

    def completes(self, order):
        picked = order.current_lists.get().status == "done"
        done = self.tries(take_step, order, "complete", by=self.maya)
        assert bool(done) == picked
        if done:
            self.on_hand.subtract(self.reserved.pop(order.pk))
            self.statuses[order.pk] = "completed"
            self.expected = True

    @precondition(lambda self: self.are("completed"))
    @rule(which=SOME)
    def reverse(self, which):
        order = self.order_in(["completed"], which)
        inbound = order.inbounds.get(reversed_at=None)
        came = Counter()
        for line in inbound.lines.select_related("product"):
            came[line.product] += line.received
        done = self.tries(take_step, order, "reverse_completion", by=self.maya, note="Wrong")
        if inbound.status == "expected":
            assert done
        if done:
            self.on_hand.subtract(came)
            self.on_hand.update(self.needs_of(order))
            self.statuses[order.pk] = "draft"

    @precondition(lambda self: self.are(*OPEN))
    @rule(which=SOME, times=st.integers(2, 4), how_far=st.sampled_from(["picking", "completed"]))
    def bring_forward(self, which, times, how_far):
        """An order takes its usual way for a while."""
        order = self.order_in(OPEN, which)
        for _ in range(times):
            status = self.statuses[order.pk]
            if status in ("draft", "out_of_stock"):
                self.confirms(ProductionOrder.objects.get(pk=order.pk))
            elif status == "allocated":
                self.starts([ProductionOrder.objects.get(pk=order.pk)])
            elif status == "processing" and how_far == "completed":
                self.pick_and_finish(which=0)
                self.completes(ProductionOrder.objects.get(pk=order.pk))

    # The shelves

    @rule(which=SOME, quantity=FEW, to=PLACES)
    def transfer(self, which, quantity, to):
        item = self.one_of(StockItem.objects.there().select_related("product", "location"), which)
        if item is None:
            return
        to = Location.objects.get(code=to)
        if self.tries(services.transfer, item, quantity, to=to, by=self.maya):
            assert quantity <= item.quantity
            self.held[item.product] += quantity * (
                (to.kind == "hold") - (item.location.kind == "hold")
            )

    @rule(product=GOODS, quantity=FEW, place=PLACES)
    def count(self, product, quantity, place):
        product, place = self.goods[product], Location.objects.get(code=place)
        lot = None
        if product.lot_tracked:
            lot, _made = Lot.objects.get_or_create(product=product, code="FIRST")
        item = StockItem.objects.filter(location=place, product=product, lot=lot).first()
        before = item.quantity if item else Decimal(0)
        if self.tries(services.count, place, {(product, lot): quantity}, by=self.maya):
            self.on_hand[product] += quantity - before
            if place.kind == "hold":
                self.held[product] += quantity - before


@pytest.mark.timeout(3600)
def test_the_books_agree_whatever_people_do():
    wanted = int(os.environ.get("MACHINE_STEPS", 0))
    small = settings(max_examples=6, stateful_step_count=30, derandomize=True)
    long = settings(max_examples=max(wanted // 50, 1), stateful_step_count=50)
    Warehousing.steps = 0
    run_state_machine_as_test(
        Warehousing,
        settings=settings(
            long if wanted else small,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
    sys.stdout.write(f"{Warehousing.steps} steps, and the books agreed after each.\n")
    for (name, done), number in sorted(Warehousing.came_of.items()):
        sys.stdout.write(f"{number:6} {name} {'done' if done else 'refused'}\n")
    assert Warehousing.steps > 100
