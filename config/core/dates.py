"""Days and moments; those that are kept lie between 2000 and 2100: one far date would break every list that holds it."""

from datetime import UTC, datetime

from dateutil.relativedelta import relativedelta
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

FIRST = datetime(2000, 1, 1, tzinfo=UTC)
LAST = datetime(2100, 1, 1, tzinfo=UTC)


def sensible(moment):
    """Raises ValidationError for a date or a moment outside 2000 to 2100."""
    if not 2000 <= moment.year < 2100:
        raise ValidationError(_("Choose a date between 2000 and 2100."))


def in_our_time(field, name):
    """A constraint that keeps a moment between 2000 and 2100, or empty."""
    return models.CheckConstraint(
        condition=models.Q(**{f"{field}__gte": FIRST, f"{field}__lt": LAST}), name=name
    )


def midnight(day):
    """The moment at which this day begins here."""
    return datetime.combine(day, datetime.min.time(), timezone.get_current_timezone())


def months_after(day, months):
    """The same day so many months later; the last of the month where that month is shorter."""
    return day + relativedelta(months=months)
