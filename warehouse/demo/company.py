"""Four months of the warehouse, told as stories that its own services write down."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from config.core import workflow
from config.core.models.shop import ShopOfThisRequest
from config.core.time_travel import play
from warehouse import services
from warehouse.demo import words
from warehouse.models import (
    Arrival,
    InboundLine,
    Location,
    Lot,
    Merchant,
    Product,
    ProductionOrder,
    Recipe,
    StockItem,
    Unit,
    Warehouse,
    Workplace,
)
from warehouse.states import LocationKind

OPENED = -860  # opening hours before now: some four months


def build(company):
    """The products, shelves, recipes, deliveries and production orders, as they came about until now."""
    with ShopOfThisRequest():
        house = House(company)
        play(house.stories(), until=company.now)


class House:
    """The warehouse of the demo while its history is being played."""

    def __init__(self, company):
        self.company, self.at, self.dice = company, company.hours.at, company.dice
        self.products, self.recipes, self.batches = {}, {}, Counter()

    def stories(self):
        return [
            self.opening(),
            *self.deliveries(),
            *self.past_production(),
            *self.open_production(),
            self.counting(),
            self.sales(),
            self.bath_shop(),
        ]

    # What stands there

    def opening(self):
        yield self.at(OPENED)
        merchant = Merchant.objects.get(code="OWN")
        merchant.name = "Harbour Street Repairs"
        merchant.save()
        self.merchant = merchant
        self.bristol = Warehouse.objects.get(code="MAIN")
        self.bristol.code, self.bristol.name = "BRS", "Bristol main"
        self.bristol.address = "14 Harbour Street\nBristol\nBS1 4RN"
        self.bristol.save()
        self.bristol.locations.filter(code="A-01").update(code="A-00", name="Bulk", walk=5)
        for code, kind, walk in words.PLACES:
            Location.objects.create(warehouse=self.bristol, code=code, kind=kind, walk=walk)
        Workplace.objects.create(user=self.company.picker, warehouse=self.bristol)
        for nth, thing in enumerate(words.THINGS, 1):
            self.products[thing.sku], _made = Product.objects.update_or_create(
                merchant=merchant,
                sku=thing.sku,
                defaults={
                    "name": thing.name,
                    "unit": Unit.objects.get(code=thing.unit),
                    "barcode": ean13(f"50{nth:010d}"),
                    "cost": Decimal(thing.cost),
                    "price": Decimal(thing.price),
                    "reorder_level": thing.reorder,
                    "lot_tracked": thing.lots,
                    "created_at": timezone.now(),
                },
            )
            if thing.sku != "GIFT-PHONE" and not thing.sku.startswith("RFB"):
                self.found(thing)
        for name, kind, inputs, outputs in words.RECIPES:
            self.recipes[name] = services.keep_recipe(
                Recipe(merchant=merchant, name=name, kind=kind),
                by=self.company.manager,
                inputs=self.of(inputs),
                outputs=self.of(outputs),
            )
        recipe = self.recipes["Refurbish iPhone 13"]
        services.keep_recipe(
            recipe,
            by=self.company.manager,
            inputs=self.of(words.RECIPES[0][2] | {"DSP-IP13-OEM": "1"}),
            outputs=self.of(words.RECIPES[0][3]),
            note="Every phone gets a new display now",
        )

    def found(self, thing):
        """The opening stock, as it was counted in on the first day."""
        lot = None
        if thing.lots:
            lot = self.lot(thing.sku, f"L{timezone.now():%y%m}-1")
        services.adjust(
            location=self.place(thing.place),
            product=self.products[thing.sku],
            quantity=Decimal(thing.stock),
            lot=lot,
            by=self.company.manager,
            note="Opening stock",
        )

    def lot(self, sku, code, days=540):
        lot, _made = Lot.objects.get_or_create(
            product=self.products[sku],
            code=code,
            defaults={
                "received_on": timezone.localdate(),
                "expires_on": timezone.localdate() + timedelta(days=days),
            },
        )
        return lot

    def place(self, code):
        return Location.objects.get(warehouse=self.bristol, code=code)

    def of(self, quantities, sets=1):
        return [
            (self.products[sku], Decimal(quantity) * sets) for sku, quantity in quantities.items()
        ]

    # Goods in

    def deliveries(self):
        phones = {"PHN-IP13-C": 24, "PHN-S21-C": 8}
        parts = {"BAT-IP13": 30, "DSP-IP13-OEM": 28, "LENS-IP13": 30, "ADH-IP13": 60}
        samsung = {"BAT-S21": 10, "DSP-S21": 8, "USBC-S21": 10}
        gifts = {"CASE-CLR": 40, "CBL-USBC-1M": 40, "CHR-20W": 30, "GBOX-M": 30, "RIBBON": 60}
        small = {"SCR-IP13": 40, "BOX-REF-S": 80, "KIT-CLEAN": 30}
        for nth, at in enumerate((-700, -520, -330, -140)):
            yield self.delivery(at, words.SUPPLIERS[0], parts, lot=f"L26{nth + 3:02d}-2")
            yield self.delivery(at - 40, words.SUPPLIERS[3], phones)
        for at in (-610, -260):
            yield self.delivery(at, words.SUPPLIERS[1], samsung, lot=f"S{-at}")
            yield self.delivery(at + 30, words.SUPPLIERS[2], gifts)
            yield self.delivery(at + 55, words.SUPPLIERS[2], small)
        yield self.delivery(-60, words.SUPPLIERS[1], samsung, until="cancel")
        yield self.delivery(-30, words.SUPPLIERS[2], {"GBOX-M": 60, "RIBBON": 90}, until="expected")
        yield self.delivery(
            -20,
            words.SUPPLIERS[0],
            {"BAT-IP13": 40, "DSP-IP13-OEM": 20},
            until="half",
            lot="L2611-4",
        )
        yield self.delivery(
            -9, words.SUPPLIERS[1], {"CHR-20W": 40, "CASE-CLR": 30}, until="received"
        )
        yield self.delivery(-4, words.SUPPLIERS[3], {"PHN-IP13-C": 30}, until="expected", due=16)

    def delivery(self, at, supplier, goods, *, until="stored", lot="", due=-2):
        """Ordered, and two days later at the door; ``until`` says how far it has come."""
        yield self.at(at - 18)
        by = self.company.picker
        inbound = services.open_inbound(
            by=self.company.manager,
            warehouse=self.bristol,
            merchant=self.merchant,
            supplier=supplier,
            created_at=timezone.now(),
            reference=f"PO {abs(at)}",
            expected_at=self.at(at + due + 2),
            lines=[
                InboundLine(
                    product=self.products[sku],
                    expected=Decimal(quantity),
                    unit_cost=self.products[sku].cost,
                    lot_code=lot if self.products[sku].lot_tracked else "",
                    expires_on=timezone.localdate() + timedelta(days=500)
                    if self.products[sku].lot_tracked
                    else None,
                )
                for sku, quantity in goods.items()
            ],
        )
        yield self.at(at)
        if until == "cancel":
            self.step(inbound, "cancel", by, note="Out of production, they say")
        if until in ("cancel", "expected"):
            return
        if until == "half":
            line = inbound.lines.first()
            self.step(inbound, "receive", by, goods=[Arrival(line, Decimal(24), lot)])
            return
        inbound = self.step(inbound, "receive", by)
        if until == "received":
            return
        yield self.at(at + 1)
        self.step(inbound, "put_away", by)

    def step(self, record, name, by, note="", **details):
        return workflow.take_step(record, name, by=by, note=note, **details)

    # Production

    def past_production(self):
        plan = [
            ("Refurbish iPhone 13", 12, -690), ("Phone gift set", 10, -640),
            ("Refurbish Galaxy S21", 6, -560), ("Refurbish iPhone 13", 16, -505),
            ("Phone gift set", 15, -450), ("Refurbish iPhone 13", 14, -380),
            ("Unpack phone gift set", 4, -345), ("Refurbish iPhone 13", 12, -300),
            ("Refurbish Galaxy S21", 8, -230), ("Phone gift set", 12, -190),
            ("Refurbish iPhone 13", 10, -125), ("Phone gift set", 8, -75),
        ]  # fmt: skip
        for recipe, sets, at in plan:
            yield self.production(recipe, sets, at, ["confirm", "pick", "complete", "store"])
        yield self.production("Phone gift set", 5, -170, ["confirm", "list", "unlist", "cancel"])
        yield self.production(
            "Refurbish Galaxy S21", 2, -110, ["confirm", "pick", "complete", "reverse"]
        )

    def open_production(self):
        yield self.production("Phone gift set", 6, -16, ["confirm", "pick", "complete"], due=-8)
        yield self.production("Refurbish iPhone 13", 8, -12, ["confirm", "half"], due=3)
        yield self.production("Refurbish iPhone 13", 4, -10, ["confirm", "list"], due=6)
        yield self.production("Phone gift set", 3, -8, ["confirm", "pick"], due=5)
        yield self.production("Refurbish Galaxy S21", 2, -7, ["confirm"], due=12)
        yield self.production("Phone gift set", 4, -6, ["confirm"], due=20)
        yield self.production("Refurbish iPhone 13", 60, -5, ["confirm"], due=-1)
        yield self.production("Phone gift set", 90, -4, ["confirm"], due=30)
        yield self.production("Unpack phone gift set", 2, -3, [], due=26)
        yield self.production("Refurbish Galaxy S21", 5, -2, [], due=40)

    def production(self, name, sets, at, steps, due=None):
        """An order from a recipe, and what was done with it, an hour or two apart."""
        yield self.at(at)
        recipe = self.recipes[name]
        version = recipe.current
        order = services.open_order(
            by=self.company.manager,
            warehouse=self.bristol,
            merchant=self.merchant,
            name=f"{name}, batch {self.batch(name)}",
            created_at=timezone.now(),
            recipe_version=version,
            sets=Decimal(sets),
            scheduled_at=self.at(at + 8 if due is None else due),
            materials=[(line.product, line.quantity * sets) for line in version.inputs],
            outputs=[(line.product, line.quantity * sets) for line in version.outputs],
        )
        for nth, step in enumerate(steps, 1):
            yield self.at(at + nth * 1.3)
            order = ProductionOrder.objects.get(pk=order.pk)
            order = getattr(self, f"do_{step}")(order) or order

    def batch(self, name):
        self.batches[name] += 1
        return self.batches[name]

    def do_confirm(self, order):
        return self.step(order, "confirm", self.company.manager)

    def do_cancel(self, order):
        return self.step(order, "cancel", self.company.manager, note="The client took them loose")

    def do_list(self, order):
        if order.status == "allocated":
            services.make_picking_list([order], by=self.company.manager)

    def do_pick(self, order):
        picking_list = self.claimed(order)
        if picking_list is None:
            return
        for line in picking_list.walk():
            services.pick(picking_list, line, by=self.company.picker, quantity=line.left)
        self.step(picking_list, "finish", self.company.picker)

    def do_unlist(self, order):
        """The picking list is called off before anybody went for it."""
        for picking_list in order.current_lists:
            self.step(
                picking_list, "cancel", self.company.manager, note="Wait for the new displays"
            )

    def do_half(self, order):
        """Half of it is picked; of the second thing the shelf held two less than the books."""
        picking_list = self.claimed(order)
        if picking_list is None:
            return
        lines = list(picking_list.walk())
        for line in lines[: len(lines) // 2]:
            services.pick(picking_list, line, by=self.company.picker, quantity=line.left)
        short = lines[len(lines) // 2]
        services.report_short(picking_list, short, by=self.company.picker, found=short.asked - 2)

    def claimed(self, order):
        if order.status != "allocated":
            return None
        picking_list = services.make_picking_list([order], by=self.company.manager)
        return self.step(picking_list, "claim", self.company.picker)

    def do_complete(self, order):
        if order.status == "processing":
            return self.step(order, "complete", self.company.manager)
        return order

    def do_store(self, order):
        for inbound in order.inbounds.all():
            inbound = self.step(inbound, "receive", self.company.picker)
            self.step(inbound, "put_away", self.company.picker)

    def do_reverse(self, order):
        return self.step(
            order, "reverse_completion", self.company.manager, note="Wrong displays were fitted"
        )

    # The rest of a warehouse's days

    def counting(self):
        """Two shelves are counted, a mishap is written off, and a suspect lot is put aside."""
        yield self.at(-400)
        self.count("B-03-1", {"CBL-USBC-1M": -1})
        yield self.at(-95)
        self.count("C-08-1", {"GBOX-M": -2, "RIBBON": 3})
        yield self.at(-22)
        item = StockItem.objects.there().filter(product=self.products["DSP-S21"]).first()
        hold = self.bristol.locations.get(kind=LocationKind.HOLD)
        services.transfer(
            item, Decimal(1), to=hold, by=self.company.manager, note="Dead pixels in the first one"
        )

    def count(self, code, differences):
        place = self.place(code)
        items = StockItem.objects.there().filter(location=place).select_related("product", "lot")
        found = {
            (item.product, item.lot): item.quantity + Decimal(differences.get(item.product.sku, 0))
            for item in items
        }
        services.count(place, found, by=self.company.picker, note="Round of the month")

    def sales(self):
        """What is finished goes over the counter, every other week."""
        for at in range(-600, -20, 60):
            yield self.at(at)
            for sku in ("RFB-IP13-128-A", "RFB-S21-128-A", "GIFT-PHONE"):
                for item in StockItem.objects.there().filter(
                    product=self.products[sku], location__kind=LocationKind.STORAGE
                ):
                    sold = item.quantity * 2 // 3
                    if sold:
                        services.adjust(
                            location=item.location,
                            product=item.product,
                            quantity=-sold,
                            by=self.company.manager,
                            note="Sold at the counter",
                        )

    def bath_shop(self):
        yield self.at(-300)
        bath = services.open_warehouse(
            Warehouse(code="BATH", name="Bath shop", address="2 Stall Street\nBath\nBA1 1QR")
        )
        shelf = Location.objects.create(warehouse=bath, code="S-1", walk=1)
        yield self.at(-280)
        for sku, quantity in (("CASE-CLR", 6), ("CBL-USBC-1M", 5), ("CHR-20W", 4)):
            item = (
                StockItem.objects.there()
                .filter(product=self.products[sku], warehouse=self.bristol)
                .exclude(location__kind=LocationKind.STAGING)
                .order_by("-quantity")
                .first()
            )
            services.transfer(item, Decimal(quantity), to=shelf, by=self.company.picker)


def ean13(digits):
    """Twelve digits with their check digit (GS1)."""
    odd, even = digits[::2], digits[1::2]
    total = sum(map(int, odd)) + 3 * sum(map(int, even))
    return f"{digits}{-total % 10}"
