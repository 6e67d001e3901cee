from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.core.fields import not_negative
from config.core.money import format_quantity
from config.core.refusals import Refused
from serviceorders.models.order import ServiceOrder
from serviceorders.prices import Prices
from warehouse import services as warehouse
from warehouse.models import Product, Reservation, StockLevel


class PartQuerySet(models.QuerySet):
    def with_stock(self):
        """With the product and what is held of it, in the order in which shelves are locked: nobody deadlocks."""
        return self.select_related(
            "product__unit", "reservation__product", "reservation__warehouse"
        ).order_by("reservation__warehouse", "product", "pk")

    def for_page(self):
        """As they were added, each with its product and with how much more of it is free where it is held."""
        here = StockLevel.objects.with_free().filter(
            warehouse=OuterRef("reservation__warehouse"), product=OuterRef("product")
        )
        return (
            self.select_related("product__unit", "reservation")
            .annotate(free=Subquery(here.values("available")[:1]))
            .order_by("pk")
        )


class PartUsed(models.Model):
    """A part that went into a repair. Its total is worked out and never typed.

    One of a product holds its quantity in stock, and later has taken it; one that was given back does neither.
    """

    order = models.ForeignKey(ServiceOrder, models.CASCADE, related_name="parts")
    product = models.ForeignKey(
        Product, models.PROTECT, null=True, blank=True, related_name="parts_used",
        verbose_name=gettext_lazy("product"),
    )  # fmt: skip
    reservation = models.OneToOneField(
        Reservation, models.PROTECT, null=True, editable=False, related_name="part"
    )
    name = models.CharField(gettext_lazy("part"), max_length=150)
    quantity = models.DecimalField(
        gettext_lazy("quantity"),
        max_digits=10,
        decimal_places=3,
        default=1,
        validators=[MinValueValidator(Decimal("0.001"))],
    )
    unit_cost = not_negative(verbose_name=gettext_lazy("unit cost"))

    objects = PartQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="part_quantity_positive"),
            models.CheckConstraint(condition=Q(unit_cost__gte=0), name="part_cost_not_negative"),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        if self.product_id and self.quantity and not self.product.unit.fits(self.quantity):
            raise ValidationError({"quantity": _misfit(self.product)})

    @property
    def total(self):
        return Prices.of_part(self)

    # Stock. The caller has locked the order and saves the line; what cannot be is Refused.

    @property
    def wants(self):
        """What the line asks of the shelves: the product and how much of it, or None."""
        return (self.product_id, self.quantity) if self.product_id else None

    @property
    def is_reserved(self):
        return self.reservation is not None and self.reservation.active

    @property
    def is_taken(self):
        return self.reservation is not None and self.reservation.issued_id is not None

    def reserve(self, *, by):
        """As much as the line says is held for its order, where the person works or where it was held before."""
        if self.is_taken or (self.is_reserved and self.reservation.quantity == self.quantity):
            return
        if self.is_reserved:
            self.reservation = warehouse.change_reservation(self.reservation, self.quantity)
        else:
            here = warehouse.workplace_of(by)
            if here is None:
                raise Refused(_("There is no warehouse to take parts from."))
            self.reservation = warehouse.reserve(
                self.product, self.quantity, warehouse=here, document=self.order.number
            )
        self._say(_("%s reserved"), by)

    def take(self, *, by):
        """What was held has left the shelves."""
        if self.is_taken:
            return
        if not self.is_reserved:
            raise Refused(
                _("%s was given back: reserve it again, or take the line off.") % self.product.sku
            )
        warehouse.issue(self.reservation, by=by)
        self.reservation.refresh_from_db()
        self._say(_("%s taken from stock"), by)

    def give_back(self, *, by):
        """What was held or taken is free for others; the line holds nothing."""
        if self.reservation is None:
            return
        warehouse.give_back(self.reservation, by=by)
        self.reservation = None
        self._say(_("%s given back"), by)

    def _say(self, what_happened, by):
        amount = f"{format_quantity(self.quantity)} × {self.product.sku}"
        self.order.log("part", by=by, note=what_happened % amount)


def _misfit(product):
    if product.unit.places == 0:
        return _("%(sku)s is counted in whole %(unit)s.") % {
            "sku": product.sku,
            "unit": product.unit.name.lower(),
        }
    return _("%(sku)s has at most %(places)s decimal places.") % {
        "sku": product.sku,
        "places": product.unit.places,
    }
