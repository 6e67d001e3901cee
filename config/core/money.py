"""The one place that rounds an amount, and the one that writes it."""

from decimal import ROUND_HALF_UP, Decimal
from functools import cache, lru_cache

from babel import Locale, UnknownLocaleError
from babel.numbers import format_currency, format_decimal, get_currency_precision
from babel.numbers import get_currency_symbol as babel_symbol
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _

from config.core.models.shop import current_shop


def decimals(currency=None):
    """How many decimals the currency has: 2 for EUR, 0 for JPY, 3 for KWD (ISO 4217)."""
    return get_currency_precision(currency or current_shop().currency)


def refuse_finer(amount, currency=None):
    """Raises ValidationError where the amount has more decimals than the currency."""
    currency = currency or current_shop().currency
    most = decimals(currency)
    if -amount.normalize().as_tuple().exponent <= most:
        return
    if most == 0:
        raise ValidationError(_("Amounts in %s are whole numbers.") % currency)
    facts = {"currency": currency, "most": most}
    raise ValidationError(
        _("Amounts in %(currency)s have at most %(most)d decimal places.") % facts
    )


def rounded(amount, currency=None):
    """The amount in whole cents, or what the currency has for cents; half goes up."""
    return Decimal(amount).quantize(Decimal(1).scaleb(-decimals(currency)), ROUND_HALF_UP)


def format_money(amount, currency=None):
    """The amount with its currency, as the reader's language writes it."""
    return _written(Decimal(amount), currency or current_shop().currency, reader())


@lru_cache(maxsize=4096)  # lists show the same amounts again and again
def _written(amount, currency, locale):
    return format_currency(rounded(amount, currency), currency, locale=locale)


def format_amount(amount, currency=None):
    """The amount without its currency, for columns whose head names it."""
    places = decimals(currency)
    pattern = "#,##0" + ("." + "0" * places if places else "")
    return format_decimal(rounded(amount, currency), pattern, locale=reader())


def format_quantity(quantity):
    """A quantity with the decimals it needs and no more: 1, 0.25."""
    return format_decimal(Decimal(quantity).normalize(), "#,##0.####", locale=reader())


def currency_symbol(currency=None):
    return babel_symbol(currency or current_shop().currency, locale=reader())


def reader():
    """The locale of the active language; British English for plain English."""
    return _locale(translation.get_language() or "en")


@cache
def _locale(language):
    if language == "en":
        return Locale("en", "GB")
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en", "GB")
