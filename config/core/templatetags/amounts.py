"""Figures in tables, where the head of the column names the unit (loaded as builtins)."""

from decimal import Decimal

from django import template

from config.core.money import format_amount, format_quantity

register = template.Library()


@register.filter
def amount(value):
    """Money without its currency, or nothing where none is set."""
    return "" if value in (None, "") else format_amount(value)


@register.filter
def quantity(value):
    """A quantity without needless zeros."""
    return "" if value in (None, "") else format_quantity(value)


@register.filter
def plain(value):
    """A number as programs read it: 1234.5 in every language."""
    return f"{Decimal(value or 0).normalize():f}"


@register.filter
def field_of(form, name):
    """The field of a form by its name."""
    return form[name]
