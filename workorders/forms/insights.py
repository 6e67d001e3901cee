"""What may be asked of the figures."""

from datetime import timedelta

from django import forms
from django.utils import timezone

from config.core.dates import sensible
from workorders.forms.calendar import WorkFilter

WEEKS_SHOWN = 12
MOST_DAYS = 3 * 366


class InsightFilter(WorkFilter):
    """The filters of the calendar, and the days: the last twelve weeks unless others are given, at most three years."""

    since = forms.DateField(required=False, validators=[sensible])
    until = forms.DateField(required=False, validators=[sensible])

    @property
    def days(self):
        """The first and the last day, both included."""
        until = self.given("until") or timezone.localdate()
        first = until - timedelta(days=until.weekday(), weeks=WEEKS_SHOWN - 1)
        since = min(self.given("since") or first, until)
        return max(since, until - timedelta(days=MOST_DAYS)), until
