"""What a strategy does, in words: its rule, and what comes along with it; and numbers as people read them."""

import re
from decimal import Decimal

from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from config.core.money import format_quantity
from workorders.states import Condition, Every, MeterKind, Trigger

# What the readings of a meter are divided by where people read them, and the unit they read.
READ_IN = {MeterKind.ODOMETER: (Decimal(1000), "km"), MeterKind.ENGINE: (Decimal(3600), "h")}
_STORED = re.compile(r"-?\d+\.\d{4}")  # how a quantity of the database is written


def plain_answer(text):
    """An answer that was signed: a number without its needless zeros, any other as it is."""
    return format_quantity(Decimal(text)) if _STORED.fullmatch(text) else text


def sentence(strategy):
    """Its rule as one sentence: when work is due."""
    ways = [_dates_words(strategy), _calendar_words(strategy), _usage_words(strategy)]
    said = _(", or ").join(filter(None, [*ways, _condition_words(strategy)]))
    if strategy.trigger == Trigger.USAGE and _calendar_words(strategy):
        said = _("%s, whichever comes first") % said
    return said


def besides(strategy):
    """What else holds for it: its first and last day, its season of rest, and how far ahead orders are made."""
    said = []
    if strategy.has_calendar and strategy.starts_on and strategy.every:
        said.append(_("from %s") % _day(strategy.starts_on))
    if strategy.has_calendar and strategy.ends_on:
        said.append(_("until %s") % _day(strategy.ends_on))
    if strategy.has_calendar and strategy.at:
        said.append(_("at %s") % date_format(strategy.at, "TIME_FORMAT"))
    if strategy.season_starts:
        said.append(
            _("at rest from %(first)s to %(last)s each year")
            % {"first": strategy.season_starts, "last": strategy.season_ends}
        )
    if strategy.excluded:
        said.append(
            ngettext("%s day excluded", "%s days excluded", len(strategy.excluded))
            % len(strategy.excluded)
        )
    if strategy.has_calendar:
        said.append(
            ngettext("made %s day ahead", "made %s days ahead", strategy.lead_days)
            % strategy.lead_days
        )
    return ", ".join(said)


def amount_of_use(strategy):
    """So much of its meter in the unit that people read: 20,000 km."""
    divisor, unit = READ_IN.get(strategy.meter, (Decimal(1), ""))
    return f"{format_quantity((strategy.usage / divisor).normalize())} {unit}".strip()


def _dates_words(strategy):
    if strategy.trigger != Trigger.DATES:
        return ""
    return ngettext("on %s listed date", "on %s listed dates", len(strategy.dates)) % len(
        strategy.dates
    )


def _calendar_words(strategy):
    if strategy.trigger not in (Trigger.CALENDAR, Trigger.USAGE) or not strategy.every:
        return ""
    if strategy.after_completion:
        return _after(strategy.unit, strategy.every)
    every = _every(strategy.unit, strategy.every)
    if strategy.unit == Every.WEEK and strategy.weekdays:
        days = get_text_list([str(WEEKDAYS[int(day)]) for day in strategy.weekdays], _("and"))
        return _("%(every)s on %(days)s") % {"every": every, "days": days}
    return every


def _every(unit, number):
    if number == 1:
        return {
            Every.DAY: _("every day"),
            Every.WEEK: _("every week"),
            Every.MONTH: _("every month"),
            Every.YEAR: _("every year"),
        }[unit]
    words = {
        Every.DAY: ngettext("every %s day", "every %s days", number),
        Every.WEEK: ngettext("every %s week", "every %s weeks", number),
        Every.MONTH: ngettext("every %s month", "every %s months", number),
        Every.YEAR: ngettext("every %s year", "every %s years", number),
    }
    return words[unit] % number


def _after(unit, number):
    words = {
        Every.DAY: ngettext(
            "%s day after it was last completed", "%s days after it was last completed", number
        ),
        Every.WEEK: ngettext(
            "%s week after it was last completed", "%s weeks after it was last completed", number
        ),
        Every.MONTH: ngettext(
            "%s month after it was last completed", "%s months after it was last completed", number
        ),
        Every.YEAR: ngettext(
            "%s year after it was last completed", "%s years after it was last completed", number
        ),
    }
    return words[unit] % number


def _usage_words(strategy):
    if strategy.trigger != Trigger.USAGE or not strategy.usage:
        return ""
    return _("every %(amount)s of %(meter)s") % {
        "amount": amount_of_use(strategy),
        "meter": strategy.meter_name or strategy.get_meter_display().lower(),
    }


def _condition_words(strategy):
    if strategy.trigger != Trigger.CONDITION:
        return ""
    facts = {
        "signal": strategy.signal,
        "condition": strategy.get_condition_display().lower(),
        "limit": "" if strategy.limit is None else f"{strategy.limit:g}",
    }
    if strategy.condition == Condition.UNUSUAL:
        said = _("when %(signal)s is %(condition)s") % facts
    else:
        said = _("when %(signal)s is %(condition)s %(limit)s") % facts
    if not strategy.minutes:
        return said
    minutes = ngettext("for %s minute", "for %s minutes", strategy.minutes) % strategy.minutes
    return f"{said} {minutes}"


def _day(day):
    return date_format(day, "DATE_FORMAT")
