from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from config.core.fields import QuantityField
from config.core.models import Numbered
from warehouse.models.places import Location, Warehouse
from warehouse.models.products import Lot, Product


class StockCount(Numbered):
    """Somebody counted what lies in one location; the books follow what was found."""

    PREFIX = "SC"

    warehouse = models.ForeignKey(Warehouse, models.PROTECT, related_name="counts")
    location = models.ForeignKey(Location, models.PROTECT, related_name="counts")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("stock count")
        verbose_name_plural = _("stock counts")
        constraints = [
            models.UniqueConstraint(fields=["number_year", "number_seq"], name="one_count_a_number")
        ]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("warehouse:count", args=[self.number])


class CountLine(models.Model):
    """What the books had of a product in that location, and what was found."""

    count = models.ForeignKey(StockCount, models.PROTECT, related_name="lines")
    product = models.ForeignKey(Product, models.PROTECT, related_name="+")
    lot = models.ForeignKey(Lot, models.PROTECT, null=True, related_name="+")
    expected = QuantityField()
    found = QuantityField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(expected__gte=0, found__gte=0), name="count_not_negative"
            )
        ]

    def __str__(self):
        return f"{self.product}: {self.found}"

    @property
    def difference(self):
        return self.found - self.expected
