"""What the pages of production say about lines, picking and what is missing, each of one query."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db.models import DateTimeField, F, OuterRef, Subquery, Sum, Value
from django.urls import reverse
from django.utils.translation import gettext as _

from warehouse.models import (
    ZERO,
    Discrepancy,
    InboundLine,
    InboundOrder,
    MaterialLine,
    OutputLine,
    PickLine,
    ProductionOrder,
    Reservation,
    StockLevel,
)
from warehouse.states import PickingStatus, Status

MOST_NAMED = 4  # papers that hold a product, or bring it

# Lines


def with_lines(order):
    """The order, its materials and outputs read with what the shelves hold of them: (materials, outputs)."""
    levels = StockLevel.objects.filter(
        warehouse=OuterRef("warehouse"), product=OuterRef("product")
    ).with_free()
    reserved = Reservation.objects.active().filter(material=OuterRef("pk"))
    shelves = {
        "on_hand": Subquery(levels.values("on_hand")),
        "held": Subquery(levels.values("held")),
        "free": Subquery(levels.values("available")),
    }
    materials = order.materials.order_by().annotate(
        **shelves, reserved=Subquery(reserved.values("quantity")), is_output=Value(False)
    )
    outputs = order.outputs.order_by().annotate(
        **shelves,
        reserved=Subquery(reserved.none().values("quantity")),
        is_output=Value(True),
    )
    lines = materials.select_related("product__unit").union(
        outputs.select_related("product__unit"), all=True
    )
    found = {False: [], True: []}
    for line in sorted(lines, key=lambda each: each.pk):
        line.free, line.on_hand = line.free or ZERO, line.on_hand or ZERO
        line.held, line.reserved = line.held or ZERO, line.reserved or ZERO
        found[bool(line.is_output)].append(line)
    return found[False], found[True]


def know_lines(order, materials, outputs):
    """The guards of the order's steps look at these lines instead of asking for them again."""
    known = {}
    for name, kind, lines in (
        ("materials", MaterialLine, materials),
        ("outputs", OutputLine, outputs),
    ):
        known[name] = kind.objects.all()
        known[name]._result_cache = lines
    order._prefetched_objects_cache = known


def cost_of(materials):
    return sum((line.quantity * line.product.cost for line in materials), Decimal(0))


# Picking


@dataclass
class ListFacts:
    """A picking list as an order's page shows it."""

    number: str
    status: str
    picker: str
    claimed_at: datetime | None
    lines: int = 0
    done: int = 0
    serves: dict = field(default_factory=dict)  # {number: address} of the other orders

    @property
    def url(self):
        return reverse("warehouse:picking_list", args=[self.number])

    @property
    def label(self):
        return PickingStatus(self.status).label

    @property
    def left(self):
        return self.lines - self.done

    @property
    def percent(self):
        return self.done * 100 // self.lines if self.lines else 0


@dataclass
class Picking:
    """What the picking lists of an order have brought for it."""

    lists: list = field(default_factory=list)
    picked: dict = field(default_factory=dict)  # {material: quantity}
    places: dict = field(default_factory=dict)  # {material: where it is asked for}
    shorts: list = field(default_factory=list)  # what a picker did not find, and nobody has settled

    @property
    def unfinished(self):
        return [each for each in self.lists if each.status != PickingStatus.DONE]


def picking_of(order, materials):
    """The picking lists that serve the order now, and what they brought; of one query."""
    missing = Discrepancy.objects.filter(line=OuterRef("pk"), settled_at=None).order_by()
    lists = order.current_lists.order_by().values("pk")
    rows = (
        PickLine.objects.filter(picking_list__in=lists)
        .annotate(
            missing=Subquery(
                missing.values("line").annotate(total=Sum("missing")).values("total")
            )
        )
        .order_by("picking_list_id", "pk", F("shares__material_id").asc(nulls_last=True))
        .values(
            "pk", "asked", "picked", "missing", "item__product_id",
            number=F("picking_list__number"),
            status=F("picking_list__status"),
            claimed_at=F("picking_list__claimed_at"),
            first_name=F("picking_list__picker__first_name"),
            last_name=F("picking_list__picker__last_name"),
            username=F("picking_list__picker__username"),
            place=F("item__location__code"),
            share=F("shares__quantity"),
            material=F("shares__material_id"),
            serves=F("shares__material__order__number"),
        )
    )  # fmt: skip
    return _gathered(order, {line.product_id: line.product for line in materials}, rows)


def _gathered(order, products, rows):
    """What the rows, one for each share of a line, say together."""
    found, lists, rest = Picking(), {}, {}
    for row in rows:
        if row["number"] not in lists:
            lists[row["number"]] = _list_facts(row)
        picking_list = lists[row["number"]]
        if row["pk"] not in rest:  # the first row of a line
            rest[row["pk"]] = row["picked"]
            _count(picking_list, row)
            if row["missing"] and row["item__product_id"] in products:
                found.shorts.append(_short(row, products))
        if row["material"] is None:
            continue
        part = min(row["share"], rest[row["pk"]])  # shares are filled in the order of the materials
        rest[row["pk"]] -= part
        if row["serves"] == order.number:
            found.picked[row["material"]] = found.picked.get(row["material"], ZERO) + part
            found.places.setdefault(row["material"], []).append(row["place"])
        else:
            picking_list.serves[row["serves"]] = reverse("warehouse:order", args=[row["serves"]])
    found.lists = list(lists.values())
    return found


def _list_facts(row):
    name = f"{row['first_name'] or ''} {row['last_name'] or ''}".strip()
    return ListFacts(row["number"], row["status"], name or row["username"] or "", row["claimed_at"])


def _count(picking_list, row):
    if row["asked"]:
        picking_list.lines += 1
        picking_list.done += row["picked"] == row["asked"]


def _short(row, products):
    return {
        "product": products[row["item__product_id"]],
        "missing": row["missing"],
        "place": row["place"],
        "number": row["number"],
    }


def draw_bars(materials, picking):
    """Each material with what is picked of it, and the widths of its bar out of 100."""
    short = {}
    for each in picking.shorts:
        key = each["product"].pk
        short[key] = short.get(key, ZERO) + each["missing"]
    for line in materials:
        line.picked = picking.picked.get(line.pk, ZERO)
        line.places = list(dict.fromkeys(picking.places.get(line.pk, ())))
        line.short = min(short.get(line.product_id, ZERO), line.quantity - line.picked)
        line.bar = {
            "picked": _share(line.picked, line.quantity),
            "short": _share(line.short, line.quantity),
        }
        waiting = max(line.reserved - line.picked - line.short, ZERO)
        line.bar["reserved"] = _share(waiting, line.quantity)
        line.bar["short_from"] = line.bar["picked"] + line.bar["reserved"]
    return materials


def _share(part, whole):
    return int(part * 100 / whole)


# What is missing


@dataclass
class Missing:
    """A product of which more is needed than is free, and where it is."""

    product: object  # with sku, name, unit
    needed: Decimal
    free: Decimal
    held: Decimal  # in quality hold
    holders: list = field(default_factory=list)  # papers that have it reserved, the most first
    coming: list = field(default_factory=list)  # inbound orders that bring it, the first first
    waiting: list = field(default_factory=list)  # the orders that wait for it

    @property
    def short_by(self):
        return self.needed - self.free

    @property
    def incoming(self):
        return sum((each.quantity for each in self.coming), ZERO)

    @property
    def is_covered(self):
        """Whether what comes in is enough."""
        return self.incoming >= self.short_by

    @property
    def reserved(self):
        return sum((each.quantity for each in self.holders), ZERO)

    @property
    def more_holders(self):
        return self.holders[MOST_NAMED:]

    @property
    def more_coming(self):
        return self.coming[MOST_NAMED:]


@dataclass(frozen=True)
class Paper:
    """A document that holds so much of a product or brings it, and its page."""

    number: str
    quantity: Decimal
    at: datetime | None = None

    @property
    def url(self):
        """Its page; the papers of other desks are found by their number."""
        own = {"PR": "warehouse:order", "IN": "warehouse:inbound"}.get(self.number[:2])
        if own:
            return reverse(own, args=[self.number])
        return f"{reverse('search')}?q={self.number}"


def missing_of(order, materials):
    """What the order is short of, product by product, in the order of the SKUs."""
    return _missing(order.warehouse_id, [(line, line.quantity, None) for line in materials])


def missing_in(warehouse):
    """What the out-of-stock orders of the warehouse are together short of, and the orders that wait for it.

    Returns ([Missing], [order with ``is_short``]); an order that is not short could be allocated by itself.
    """
    orders = ProductionOrder.objects.filter(warehouse=warehouse, status=Status.OUT_OF_STOCK)
    levels = StockLevel.objects.filter(warehouse=warehouse, product=OuterRef("product")).with_free()
    lines = (
        MaterialLine.objects.filter(order__in=orders)
        .select_related("order", "product__unit")
        .annotate(
            held=Subquery(levels.values("held")), free=Subquery(levels.values("available"))
        )
        .order_by("order_id", "pk")
    )  # fmt: skip
    waiting = {}
    for line in lines:
        line.held, line.free = line.held or ZERO, line.free or ZERO
        waiting.setdefault(line.order_id, []).append(line)
    for of_order in waiting.values():
        of_order[0].order.is_short = any(
            needed > line.free for line, needed in _summed(of_order).values()
        )
    rows = [
        (line, line.quantity, of_order[0].order)
        for of_order in waiting.values()
        for line in of_order
    ]
    return _missing(warehouse.pk, rows), [of_order[0].order for of_order in waiting.values()]


def _summed(lines):
    """{product: (a line of it, how much all lines need)}."""
    found = {}
    for line in lines:
        _line, needed = found.get(line.product_id, (line, ZERO))
        found[line.product_id] = (line, needed + line.quantity)
    return found


def _missing(warehouse, rows):
    """Missing for (line, needed, order or None) where all rows together need more than is free."""
    found = {}
    for line, needed, order in rows:
        missing = found.get(line.product_id)
        if missing is None:
            missing = Missing(line.product, ZERO, line.free, line.held)
            found[line.product_id] = missing
        missing.needed += needed
        if order and order not in missing.waiting:
            missing.waiting.append(order)
    short = {key: each for key, each in found.items() if each.short_by > 0}
    if short:
        _find_where(warehouse, short)
    return sorted(short.values(), key=lambda each: each.product.sku)


def _find_where(warehouse, missing):
    """Who holds these products, {key: Missing}, and which inbound orders bring them; of one query."""
    holding = (
        Reservation.objects.active()
        .filter(warehouse=warehouse, product__in=missing)
        .order_by()
        .values("product_id", "document")
        .annotate(total=Sum("quantity"), at=Value(None, output_field=DateTimeField()))
        .values_list("product_id", "document", "total", "at")
    )
    bringing = (
        InboundLine.objects.filter(
            inbound__in=InboundOrder.objects.open(),
            warehouse=warehouse,
            product__in=missing,
            received__lt=F("expected"),
        )
        .order_by()
        .values("product_id", "inbound__number", "inbound__expected_at")
        .annotate(total=Sum(F("expected") - F("received")))
        .values_list("product_id", "inbound__number", "total", "inbound__expected_at")
    )
    for product, number, quantity, at in holding.union(bringing, all=True):
        where = missing[product].coming if number[:2] == "IN" else missing[product].holders
        where.append(Paper(number, quantity, at))
    for each in missing.values():
        each.holders.sort(key=lambda paper: (-paper.quantity, paper.number))
        each.coming.sort(key=lambda paper: (paper.at is None, paper.at or 0, paper.number))


def sets_possible(order, materials):
    """How many whole sets of the order could be allocated now; 0 where it has no sets."""
    if not order.sets or not materials:
        return 0
    return min(
        int(line.free * order.sets / needed) for line, needed in _summed(materials).values()
    )  # fmt: skip


# Steps


def steps_of(order, offers, picking, may_produce):
    """The steps on offer; while it is picked, those that wait for a picking list say which and lead to it."""
    if order.status != Status.PROCESSING:
        return offers
    steps = [
        _locked(each.name, each.label, _what_is_left(picking), picking)
        if each.name == "complete" and not each.allowed and picking.unfinished
        else each
        for each in offers
    ]
    if may_produce:
        numbers = ", ".join(each.number for each in picking.lists)
        reason = _("Deal with picking list %s first: cancel it, or take this order off it.")
        steps.append(_locked("cancel", _("Cancel order"), reason % numbers, picking))
    return steps


def _what_is_left(picking):
    return " ".join(
        _("%(number)s has %(left)s of %(lines)s lines left.")
        % {"number": each.number, "left": each.left, "lines": each.lines}
        if each.left
        else _("%s is picked, but not finished.") % each.number
        for each in picking.unfinished
    )


def _locked(name, label, reason, picking):
    first = next(iter(picking.unfinished or picking.lists), None)
    return {
        "name": name,
        "label": label,
        "allowed": False,
        "reason": reason,
        "fix_url": first.url if first else "",
        "fix_label": _("Open it"),
    }
