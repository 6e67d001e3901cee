"""The plans of an account: what each allows, in one table (source: seeds/001, plan availability)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Plan(models.TextChoices):
    FREE = "free", _("Free")
    PLUS = "plus", _("Plus")
    PRO = "pro", _("Pro")
    MAX = "max", _("Max")
    ULTRA = "ultra", _("Ultra")


NO_LIMIT = None
ORDERS_A_MONTH = {
    Plan.FREE: 0,
    Plan.PLUS: 500,
    Plan.PRO: NO_LIMIT,
    Plan.MAX: NO_LIMIT,
    Plan.ULTRA: NO_LIMIT,
}
