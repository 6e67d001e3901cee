"""A picking list as its picker walks it: what is next, what was left behind, and what a scanned code means."""

from functools import cached_property

from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext as _

from config.core.money import format_quantity
from warehouse import holders
from warehouse.models import Discrepancy, PickShare, Product, takeable
from warehouse.states import PICKING_OPEN

MOST_PLACES = 3  # other places that a short line names


class WrongScan(Exception):
    """The code is not what this list waits for; the text says what to do."""


class Walk:
    """The lines of a list in the order of the walk; ``now`` is the one in hand, None when nothing is left to fetch."""

    def __init__(self, picking_list, at=None):
        """``at`` is the key of the line the picker is at, or has just finished."""
        self.picking_list = picking_list
        self.lines = lines_of(picking_list)
        self.now = self._now(at)

    def _now(self, at):
        line = self.line(at)
        return line if line and line.left else self.after(at)

    def after(self, pk):
        """The next line to fetch after that one, round to the first of the walk; None when there is none."""
        keys = [line.pk for line in self.lines]
        here = keys.index(pk) if pk in keys else -1
        ahead = self.lines[here + 1 :] + self.lines[: here + 1]
        return next((line for line in ahead if line.left and not line.is_short), None)

    @cached_property
    def then(self):
        """What is still to fetch after the line in hand."""
        return [
            line for line in self.lines if line.left and not line.is_short and line is not self.now
        ]

    @cached_property
    def left_behind(self):
        """What was not found where it should be, and is not yet asked for elsewhere."""
        return [line for line in self.lines if line.left and line.is_short and line is not self.now]

    @cached_property
    def picked(self):
        return [line for line in self.lines if not line.left]

    @property
    def percent(self):
        return 100 * len(self.picked) // len(self.lines) if self.lines else 0

    @cached_property
    def orders(self):
        """The orders and papers of other desks it fetches for; of a list that fetches nothing any more, those of before."""
        orders = {order.number: order for line in self.lines for order in line.orders}
        documents = {number for line in self.lines for number in line.documents}
        if not orders and not documents:
            orders = {order.number: order for order in self.picking_list.orders.all()}
            documents = self.picking_list.documents
        found = [*orders.values(), *holders.papers(documents)]
        return sorted(found, key=lambda each: (each.PREFIX, each.number_year, each.number_seq))

    def other_places(self):
        """Where else the goods in hand lie free, best first."""
        item = self.now.item
        found = takeable(self.picking_list.warehouse, [item.product_id]).exclude(pk=item.pk)
        return list(found[:MOST_PLACES])

    def line(self, pk):
        return next((line for line in self.lines if line.pk == pk), None)

    # Scanning

    def find(self, code):
        """(the line that the code means, whether it named the place). Raises WrongScan."""
        key = code.casefold()
        at = [line for line in self.lines if line.item.location.code.casefold() == key]
        if at:
            waiting = [line for line in at if line.left]
            if not waiting:
                raise WrongScan(_("Everything at %s is picked already.") % at[0].item.location)
            return self._nearest(waiting), True
        goods = [line for line in self.lines if key in _codes(line.item)]
        if not goods:
            raise WrongScan(self._stranger(code))
        waiting = [line for line in goods if line.left]
        if not waiting:
            raise WrongScan(_("All of %s is picked already.") % goods[0].item.product.sku)
        places = sorted({line.item.location.code for line in waiting})
        if self.now not in waiting and len(places) > 1:
            raise WrongScan(
                _("%(sku)s is asked for at %(places)s: scan the place first.")
                % {"sku": goods[0].item.product.sku, "places": ", ".join(places)}
            )
        return self._nearest(waiting), False

    def _nearest(self, lines):
        return self.now if self.now in lines else lines[0]

    def _stranger(self, code):
        """What the code is, as far as the shop knows it."""
        place = self.picking_list.warehouse.locations.filter(code__iexact=code).first()
        if place:
            return _("Wrong place: nothing of this list lies at %s.") % place
        product = Product.objects.scanned(code).first()
        if product:
            return _("Wrong product: %s is not on this list.") % product
        return _("“%s” is neither a place nor a product here.") % code


def _codes(item):
    """What a scanner may read off these goods."""
    codes = {item.product.sku, item.product.barcode, item.lot.code if item.lot else ""}
    return {code.casefold() for code in codes if code}


def lines_of(picking_list):
    """The lines that ask for something, each with its ``orders``, ``documents`` of other desks, and whether it ``is_short``.

    One query.
    """
    if picking_list.status not in PICKING_OPEN:
        return _closed_lines(picking_list)
    missed = Discrepancy.objects.filter(line=OuterRef("line"))
    shares = (
        PickShare.objects.filter(line__picking_list=picking_list)
        .select_related(
            "material__order",
            "reservation",
            "line__item__product__unit",
            "line__item__location",
            "line__item__lot",
        )
        .annotate(is_short=Exists(missed.exclude(outcome=Discrepancy.Outcome.FOUND)))
        .order_by(
            "line__item__location__walk",
            "line__item__location__code",
            "line__item__product__sku",
            "line",
            F("material").asc(nulls_last=True),
            "reservation",
        )
    )
    found = {}
    for share in shares:
        line = found.setdefault(share.line_id, share.line)
        line.is_short = share.is_short
        orders = line.__dict__.setdefault("orders", [])
        documents = line.__dict__.setdefault("documents", set())
        if share.reservation:
            documents.add(share.reservation.document)
        elif share.material.order not in orders:
            orders.append(share.material.order)
    return list(found.values())


def _closed_lines(picking_list):
    """As they were when it closed; what its orders did with the goods since is theirs to tell."""
    lines = list(picking_list.walk().filter(asked__gt=0))
    for line in lines:
        line.orders, line.documents, line.is_short = [], set(), False
    return lines


def amount(line, quantity):
    """The quantity with its unit."""
    return f"{format_quantity(quantity)} {line.item.product.unit}"
