from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models


class MoneyField(models.DecimalField):
    """An amount in the shop's currency; three decimals are kept, for the currencies that have them."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"max_digits": 14, "decimal_places": 3, **kwargs})


def not_negative(**kwargs):
    """An amount of money that is zero or more."""
    return MoneyField(validators=[MinValueValidator(Decimal(0))], **kwargs)


def one_of(field, choices, name):
    """A constraint that keeps a column to its list, whatever door a value comes by."""
    return models.CheckConstraint(
        condition=models.Q(**{f"{field}__in": list(choices.values)}), name=name
    )
