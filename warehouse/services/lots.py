"""Where a lot went, and what it was made of."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import connection
from django.db.models import Q, Sum

from warehouse.models import Lot, StockMove
from warehouse.states import Reason

DEEPEST = 10  # orders between a material and what was made of it
MOST_PAPERS = 1000  # orders that one trace follows
ISSUED = [Reason.ISSUE_SERVICE, Reason.ISSUE_WORK]


@dataclass
class Goods:
    """So much of a product, and of which lot; ``papers`` are the orders that lead on from it."""

    sku: str
    name: str
    unit: str
    quantity: Decimal
    lot: int | None = None
    code: str = ""
    papers: list = field(default_factory=list)
    seen_above: bool = False


@dataclass
class Paper:
    """An order that used or made so much of the goods above it, and the goods on its other side."""

    number: str
    quantity: Decimal
    goods: list = field(default_factory=list)


def trace(lot: Lot) -> tuple[list[Paper], list[Paper]]:
    """(what became of the lot, what it was made of), as trees: papers, their goods, the papers of these …

    Movements that were reversed are left out. A lot that stands in a tree twice leads on once. Two statements,
    however much there is.
    """
    used, made = _movements_around(lot)
    after = _Tree(used, made).papers_of(lot.pk)
    before = _Tree(made, used).papers_of(lot.pk)
    return after, before


def _movements_around(lot):
    """Two lists of (paper, Goods): what orders and repairs used, and what orders made, before and after this lot."""
    orders, inbounds = _papers_around(lot)
    stands = StockMove.objects.filter(reversed_by=None)
    made_here = Q(posting__reason=Reason.PRODUCE, posting__document__in=list(inbounds))
    used_here = Q(posting__reason=Reason.CONSUME, posting__document__in=orders)
    issued = Q(posting__reason__in=ISSUED)
    among_these = Q(lot=lot) | Q(lot__in=stands.filter(made_here).values("lot"))
    rows = (
        stands.filter(made_here | used_here | (issued & among_these))
        .order_by("posting__document", "product__sku", "lot__code")
        .values_list(
            "posting__document", "posting__reason", "product__sku", "product__name",
            "product__unit__code", "lot", "lot__code",
        )
        .annotate(Sum("quantity"))
    )  # fmt: skip
    used, made = [], []
    for number, reason, sku, name, unit, key, code, quantity in rows:
        goods = Goods(sku, name, unit, quantity, key, code or "")
        if reason == Reason.PRODUCE:
            made.append((inbounds[number], goods))
        else:
            used.append((number, goods))
    return used, made


def _papers_around(lot):
    """The numbers of all production orders before and after the lot, and {inbound number: its order's}."""
    with connection.cursor() as cursor:
        cursor.execute(_PAPERS, [lot.pk, DEEPEST, lot.pk, DEEPEST, MOST_PAPERS])
        rows = cursor.fetchall()
    orders = [order for order, _inbound in rows]
    return orders, {inbound: order for order, inbound in rows if inbound}


class _Tree:
    """Papers by the lots on their near side, and goods by the papers on their far side."""

    def __init__(self, near, far):
        self.papers, self.goods = defaultdict(dict), defaultdict(list)
        for number, goods in near:
            if goods.lot:
                found = self.papers[goods.lot]
                found[number] = found.get(number, 0) + goods.quantity
        for number, goods in far:
            self.goods[number].append(goods)
        self.seen = set()

    def papers_of(self, lot, depth=0):
        self.seen.add(lot)
        if depth == DEEPEST:
            return []
        return [
            Paper(number, quantity, [self.lead_on(goods, depth) for goods in self.goods[number]])
            for number, quantity in self.papers[lot].items()
        ]

    def lead_on(self, goods, depth):
        node = Goods(
            goods.sku, goods.name, goods.unit, goods.quantity, goods.lot, goods.code
        )  # the same goods stand in both trees
        if goods.lot in self.seen:
            node.seen_above = True
        elif goods.lot:
            node.papers = self.papers_of(goods.lot, depth + 1)
        return node


_PAPERS = """
WITH RECURSIVE
used AS NOT MATERIALIZED (
    SELECT m.lot_id, p.document AS paper
    FROM warehouse_stockmove m JOIN warehouse_posting p ON p.id = m.posting_id
    WHERE p.reason = 'consume' AND m.lot_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM warehouse_stockmove r WHERE r.reverses_id = m.id)
),
made AS NOT MATERIALIZED (
    SELECT m.lot_id, o.number AS paper
    FROM warehouse_stockmove m JOIN warehouse_posting p ON p.id = m.posting_id
    JOIN warehouse_inboundorder i ON i.number = p.document
    JOIN warehouse_productionorder o ON o.id = i.production_id
    WHERE p.reason = 'produce' AND m.lot_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM warehouse_stockmove r WHERE r.reverses_id = m.id)
),
later(paper, depth) AS (
    SELECT paper, 1 FROM used WHERE lot_id = %s
    UNION
    SELECT used.paper, later.depth + 1 FROM later
    JOIN made ON made.paper = later.paper JOIN used ON used.lot_id = made.lot_id
    WHERE later.depth < %s
),
earlier(paper, depth) AS (
    SELECT paper, 1 FROM made WHERE lot_id = %s
    UNION
    SELECT made.paper, earlier.depth + 1 FROM earlier
    JOIN used ON used.paper = earlier.paper JOIN made ON made.lot_id = used.lot_id
    WHERE earlier.depth < %s
)
SELECT around.paper, i.number
FROM (SELECT paper FROM later UNION SELECT paper FROM earlier ORDER BY paper LIMIT %s) around
JOIN warehouse_productionorder o ON o.number = around.paper
LEFT JOIN warehouse_inboundorder i ON i.production_id = o.id AND i.reversed_at IS NULL
"""
