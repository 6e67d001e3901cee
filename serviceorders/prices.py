"""The one place that adds up an order (source: seeds/001, parts tracking)."""

from dataclasses import dataclass
from decimal import Decimal

from config.core.models.shop import current_shop
from config.core.money import rounded
from serviceorders.states import CAME_TO_NOTHING

NOTHING = Decimal(0)


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
