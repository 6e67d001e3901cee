"""What belongs to an order: its history, payments and photos."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from config.core.fields import MoneyField, one_of
from config.core.models import HistoryEntry, Photo
from serviceorders.models.order import ServiceOrder
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
        "vendor": _("News from the vendor"),
    }
    STATUS = Status
    READ_BY_CLIENTS = True

    order = models.ForeignKey(ServiceOrder, models.PROTECT, related_name="history")

    @property
    def document_url(self):
        return reverse("serviceorders:document", args=[self.order.number, self.document_id])


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
