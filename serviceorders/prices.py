"""The one place that adds up an order (source: seeds/001, parts tracking)."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import DecimalField, Func, OuterRef, Subquery, Sum

from config.core.models.shop import current_shop
from config.core.money import decimals, rounded
from serviceorders.states import CAME_TO_NOTHING, Status

NOTHING = Decimal(0)
PRICED = [Status.READY, Status.COMPLETED]  # the work is done: what it costs is known


@dataclass(frozen=True)
class Prices:
    """Amounts of one order, in the shop's currency; ``price`` is what the client pays."""

    parts: Decimal
    labor: Decimal
    adjustment: Decimal  # what makes parts + labour the agreed final cost
    price: Decimal
    paid: Decimal
    tax: Decimal  # contained in the price
    estimate: Decimal | None

    @property
    def total(self):
        return self.parts + self.labor

    @property
    def due(self):
        return self.price - self.paid

    @property
    def above_estimate(self):
        """How much dearer than estimated; negative when cheaper, 0 where there is no estimate."""
        return NOTHING if self.estimate is None else self.price - self.estimate

    @classmethod
    def of(cls, order):
        parts = sum((cls.of_part(part) for part in order.parts.all()), NOTHING)
        labor = rounded(order.labor_cost)
        price = _price(order, parts + labor)
        rate = current_shop().tax_rate
        return cls(
            parts=parts,
            labor=labor,
            adjustment=price - parts - labor,
            price=price,
            paid=sum((payment.amount for payment in order.payments.all()), NOTHING),
            tax=rounded(price * rate / (100 + rate)),
            estimate=None if order.estimated_cost is None else rounded(order.estimated_cost),
        )

    @staticmethod
    def of_part(part):
        """Quantity × unit cost, half rounded up on each line."""
        return rounded(part.quantity * part.unit_cost)


def _price(order, total):
    """The agreed final cost, else the total; an order that came to nothing costs nothing unless that was agreed."""
    if order.final_cost is not None:
        return rounded(order.final_cost)
    return NOTHING if order.status in CAME_TO_NOTHING else total


def known_price(order):
    """The price as far as it is known: of the total only from Ready on, until then of the estimate, which may be None."""
    if order.status in PRICED:
        return _price(order, _parts_of(order) + rounded(order.labor_cost))
    estimate = order.estimated_cost
    return _price(order, None if estimate is None else rounded(estimate))


def known_paid(order):
    """What came in for an order that was read ``with_paid``."""
    return Decimal(order.paid_in_thousandths or 0).scaleb(-3)


def _parts_of(order):
    if not hasattr(order, "parts_in_cents"):
        return Prices.of(order).parts
    return Decimal(order.parts_in_cents or 0).scaleb(-decimals())


# The same in SQL, for thousands of orders. SQLite keeps decimals as floats: it counts in whole numbers, which are exact.


class Thousandths(Func):
    """An amount or a quantity times a thousand, which is a whole number."""

    template = "(%(expressions)s * 1000)"
    output_field = DecimalField(max_digits=20, decimal_places=0)

    def as_sqlite(self, compiler, connection, **context):
        return self.as_sql(
            compiler, connection, template="CAST(ROUND(%(expressions)s * 1000) AS INTEGER)"
        )


class LineInCents(Func):
    """What ``Prices.of_part`` makes of a quantity and a unit cost, in the smallest unit of the shop's currency."""

    arg_joiner = " * "
    output_field = DecimalField(max_digits=30, decimal_places=0)

    def as_sql(self, compiler, connection, **context):
        cent = 10 ** (6 - decimals())
        return super().as_sql(
            compiler, connection, template=f"ROUND(%(expressions)s / {cent})", **context
        )

    def as_sqlite(self, compiler, connection, **context):
        cent = 10 ** (6 - decimals())
        return super().as_sql(
            compiler, connection, template=f"((%(expressions)s + {cent // 2}) / {cent})", **context
        )


def parts_in_cents(parts):
    """The sum of an order's lines among ``parts``, None where there is none: a column for lists of orders."""
    return _sum_of(parts, LineInCents(Thousandths("quantity"), Thousandths("unit_cost")))


def paid_in_thousandths(payments):
    """What came in for an order, None where nothing did: a column for lists of orders."""
    return _sum_of(payments, Thousandths("amount"))


def _sum_of(rows, amount):
    of_order = rows.filter(order=OuterRef("pk")).order_by().values("order")
    return Subquery(of_order.annotate(sum=Sum(amount)).values("sum"))
