"""What belongs to an order: its history, parts, payments and photos."""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from config.core.fields import MoneyField, not_negative, one_of
from config.core.models import HistoryEntry, Photo
from serviceorders.models.order import ServiceOrder
from serviceorders.prices import Prices
from serviceorders.states import PaidBy, Status


class ServiceOrderHistory(HistoryEntry):
    ACTIONS = {
        "opened": _("Order created"),
        "edited": _("Details changed"),
        "part": _("Parts changed"),
        "photo": _("Photos changed"),
        "payment": _("Payment"),
        "question": _("Client’s question"),
        "link": _("Tracking link replaced"),
        "reminded": _("Reminder sent"),
    }
    STATUS = Status

    order = models.ForeignKey(ServiceOrder, models.PROTECT, related_name="history")

    @property
    def document_url(self):
        return reverse("serviceorders:document", args=[self.order.number, self.document_id])


class PartUsed(models.Model):
    """A part that went into a repair. Its total is worked out and never typed."""

    order = models.ForeignKey(ServiceOrder, models.CASCADE, related_name="parts")
    name = models.CharField(_("part"), max_length=150)
    quantity = models.DecimalField(
        _("quantity"),
        max_digits=10,
        decimal_places=3,
        default=1,
        validators=[MinValueValidator(Decimal("0.001"))],
    )
    unit_cost = not_negative(verbose_name=_("unit cost"))

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="part_quantity_positive"),
            models.CheckConstraint(condition=Q(unit_cost__gte=0), name="part_cost_not_negative"),
        ]

    def __str__(self):
        return self.name

    @property
    def total(self):
        return Prices.of_part(self)


class Payment(models.Model):
    """Money that came in for an order; a repayment is negative."""

    order = models.ForeignKey(ServiceOrder, models.PROTECT, related_name="payments")
    amount = MoneyField(_("amount"))
    method = models.CharField(_("method"), max_length=10, choices=PaidBy, default=PaidBy.CARD)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="payment_is_something"),
            one_of("method", PaidBy, "payment_method_known"),
        ]

    def __str__(self):
        return f"{self.get_method_display()} {self.amount}"


class OrderPhoto(Photo):
    order = models.ForeignKey(ServiceOrder, models.CASCADE, related_name="photos")
