"""What may be asked of the calendar and the timeline, and how an order is moved to another day."""

from datetime import datetime, time

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.core.dates import sensible
from config.core.keys import LARGEST_KEY
from workorders.forms.orders import given_to, on_asset
from workorders.models import WorkOrderAsset
from workorders.states import Kind

WORK_BEGINS = time(9)  # on the new day of an order that only had a due date


class WorkFilter(forms.Form):
    """What stands in the address; what is wrong there is left out. ``who`` is as in the list of orders."""

    who = forms.RegexField(r"^(mine|nobody|(team-)?[1-9][0-9]{0,17})$", required=False)
    asset = forms.CharField(max_length=100, required=False)
    kind = forms.ChoiceField(choices=Kind.choices, required=False)
    site = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_KEY)

    def full_clean(self):
        super().full_clean()
        for name in self.errors:
            self.cleaned_data[name] = None

    def given(self, name):
        self.is_valid()
        return self.cleaned_data.get(name)

    @property
    def is_narrow(self):
        return any(self.given(name) for name in ("who", "asset", "kind", "site"))

    def narrow(self, orders, user):
        """These orders, as far as the filters let them through."""
        if who := self.given("who"):
            orders = orders.filter(given_to(who, user))
        if asset := self.given("asset"):
            orders = orders.filter(on_asset(asset))
        if kind := self.given("kind"):
            orders = orders.filter(kind=kind)
        if site := self.given("site"):
            there = WorkOrderAsset.objects.filter(asset__site=site)
            orders = orders.filter(pk__in=there.values("order"))
        return orders


class MoveForm(forms.Form):
    """The day an order is moved to, and the version of it that was looked at."""

    date = forms.DateField(
        label=gettext_lazy("Move to"),
        widget=forms.DateInput(attrs={"type": "date"}),
        validators=[sensible],
    )
    seen = forms.IntegerField(min_value=1, max_value=LARGEST_KEY, widget=forms.HiddenInput)

    def times(self, order):
        """Start and end on the new day: at the same hour of the clock, and as many days long as before."""
        day = self.cleaned_data["date"]
        if order.planned_start is None:
            return on_day(day, WORK_BEGINS), None
        start = timezone.localtime(order.planned_start)
        if order.planned_end is None:
            return on_day(day, start.time()), None
        end = timezone.localtime(order.planned_end)
        later = day + (end.date() - start.date())
        return on_day(day, start.time()), max(on_day(later, end.time()), on_day(day, start.time()))

    def clean(self):
        """An order that ends beyond our time is not moved there."""
        super().clean()
        if self.errors:
            return
        for moment in self.times(self.order):
            if moment is not None and moment.year >= 2100:
                raise forms.ValidationError(_("Choose a date between 2000 and 2100."))

    def __init__(self, *args, order, **kwargs):
        super().__init__(*args, **kwargs)
        self.order = order


def on_day(day, clock):
    return datetime.combine(day, clock, timezone.get_current_timezone())
