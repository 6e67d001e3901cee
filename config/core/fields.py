from decimal import Decimal, InvalidOperation

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.expressions import Combinable, register_combinable_fields
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField


class AmountField(forms.DecimalField):
    """An amount that somebody types, with no more decimals than the shop's currency has."""

    def __init__(self, **kwargs):
        super().__init__(**{"max_digits": 14, "decimal_places": 3, **kwargs})

    def _clean_bound_field(self, bf):
        """An amount that stood there already stays: the shop may have had another currency."""
        from config.core.money import refuse_finer  # noqa: PLC0415 -- asks the shop, which has amounts

        amount = super()._clean_bound_field(bf)
        if amount is not None and amount != bf.initial:
            refuse_finer(amount)
        return amount


class MoneyField(models.DecimalField):
    """An amount in the shop's currency; three decimals are kept, for the currencies that have them."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"max_digits": 14, "decimal_places": 3, **kwargs})

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": AmountField, **kwargs})


def not_negative(**kwargs):
    """An amount of money that is zero or more."""
    return MoneyField(validators=[MinValueValidator(Decimal(0))], **kwargs)


class StatusField(FSMField):
    """A record's status, which its steps alone move.

    To migrations it is words in a column: each of the thousands of models they draw would listen to all that follow.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"protected": True, **kwargs})

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        kwargs.pop("protected")
        return name, "django.db.models.CharField", args, kwargs


class QuantityField(models.Field):
    """A quantity with up to four places, kept exactly: its column counts ten-thousandths.

    SQLite has no decimals and adds them up as floats; sums of stock must be right on every engine.
    """

    PLACES = 4
    empty_strings_allowed = False
    MOST = Decimal(10) ** 10  # what fits a column of 64 bits, and any warehouse

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.validators = [*self.validators, MaxValueValidator(self.MOST)]

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("validators", None)
        return name, path, args, kwargs

    def get_internal_type(self):
        return "BigIntegerField"

    def to_python(self, value):
        if value is None or isinstance(value, Decimal):
            return value
        try:
            return Decimal(str(value))
        except InvalidOperation as error:
            raise ValidationError(_("Enter a number.")) from error

    def from_db_value(self, value, expression, connection):
        return None if value is None else Decimal(int(value)).scaleb(-self.PLACES)

    def get_prep_value(self, value):
        value = self.to_python(super().get_prep_value(value))
        if value is None:
            return None
        scaled = value.scaleb(self.PLACES)
        if not scaled.is_finite() or scaled != scaled.to_integral_value():
            raise ValidationError(_("A quantity has at most four decimal places."))
        return int(scaled)

    def value_to_string(self, obj):
        return str(self.value_from_object(obj))

    def formfield(self, **kwargs):
        return super().formfield(
            **{
                "form_class": forms.DecimalField,
                "max_digits": 14,
                "decimal_places": self.PLACES,
                **kwargs,
            }
        )


for _sign in (Combinable.ADD, Combinable.SUB):  # a sum of quantities is a quantity
    register_combinable_fields(QuantityField, _sign, QuantityField, QuantityField)


def one_of(field, choices, name):
    """A constraint that keeps a column to its list, whatever door a value comes by."""
    return models.CheckConstraint(
        condition=models.Q(**{f"{field}__in": list(choices.values)}), name=name
    )
