"""What is asked of the list of production orders, and what is typed into an order."""

import re
from datetime import datetime, timedelta
from functools import reduce
from operator import and_, or_

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from warehouse.models import MaterialLine, OutputLine, Product, ProductionOrder
from warehouse.states import OPEN, Status

MOST_TERMS = 40
MOST_WORDS = 8
NUMBERS = re.compile(r"([A-Za-z]{2}-\d{4}-\d+\s*)+")

# The list


class SeveralInput(forms.TextInput):
    """One field for several terms; an address may name it several times as well."""

    def value_from_datadict(self, data, files, name):
        return ", ".join(data.getlist(name) if hasattr(data, "getlist") else [data.get(name, "")])


class Terms(forms.CharField):
    """Several things to look for, of which one is enough: a list of them, parted by commas or lines."""

    widget = SeveralInput

    def __init__(self, *, parted=r"[,;\n]+", **kwargs):
        self.parted = parted
        super().__init__(required=False, **kwargs)

    def clean(self, value):
        found = (term.strip() for term in re.split(self.parted, super().clean(value)))
        return list(dict.fromkeys(filter(None, found)))[:MOST_TERMS]


class Keys(forms.TypedMultipleChoiceField):
    """Records named by their keys; one that does not exist is simply not found."""

    def __init__(self, **kwargs):
        super().__init__(required=False, coerce=int, **kwargs)

    def valid_value(self, value):
        return value.isascii() and value.isdecimal() and len(value) < 19


class OrderFilter(forms.Form):
    """The filters of the list, which all stand in its address; what is wrong there is left out."""

    status = forms.MultipleChoiceField(label=_("Status"), choices=Status.choices, required=False)
    merchant = Keys(label=_("Merchant"))
    q = Terms(label=_("Number or name"))
    input = Terms(label=_("Input SKU"), parted=r"[,;\s]+")
    output = Terms(label=_("Output SKU"), parted=r"[,;\s]+")
    due = forms.ChoiceField(
        label=_("Scheduled"),
        choices=[("late", _("Late")), ("today", _("Today")), ("week", _("Next 7 days"))],
        required=False,
    )

    looks_for = ("q", "input", "output")

    def full_clean(self):
        super().full_clean()
        for name in self.errors:
            self.cleaned_data[name] = [] if name != "due" else ""

    @property
    def statuses(self):
        """What is shown: the statuses asked for, all where something is looked for, else what is open."""
        if chosen := self.cleaned_data["status"]:
            return chosen
        if any(self.cleaned_data[name] for name in self.looks_for):
            return Status.values
        return [str(status) for status in OPEN]

    def narrow(self, orders):
        """These orders, of whatever status, as far as the other filters let them through."""
        asked = self.cleaned_data
        if asked["merchant"]:
            orders = orders.filter(merchant__in=asked["merchant"])
        if asked["q"]:
            orders = orders.filter(any_of(holds_all(term) for term in numbers_apart(asked["q"])))
        for name, lines in (("input", MaterialLine), ("output", OutputLine)):
            if asked[name]:
                goods = Product.objects.filter(any_of(Q(sku__icontains=t) for t in asked[name]))
                orders = orders.filter(
                    pk__in=lines.objects.filter(product__in=goods).values("order")
                )
        if asked["due"]:
            orders = scheduled(orders, asked["due"])
        return orders


def any_of(conditions):
    return reduce(or_, conditions)


def holds_all(term):
    """The words of the term, in any order."""
    words = term.lower().split()[:MOST_WORDS]
    return reduce(and_, [ProductionOrder.holds(word) for word in words])


def numbers_apart(terms):
    """Numbers beside each other, as they are pasted from a table, are looked for one by one."""
    for term in terms:
        yield from term.split() if NUMBERS.fullmatch(term) else [term]


def scheduled(orders, due):
    if due == "late":
        return orders.late()
    today = timezone.make_aware(datetime.combine(timezone.localdate(), datetime.min.time()))
    days = 1 if due == "today" else 7
    return orders.open().filter(
        scheduled_at__gte=today, scheduled_at__lt=today + timedelta(days=days)
    )


# The page of an order


class StepForm(forms.Form):
    """What may come along with a step."""

    note = forms.CharField(required=False, max_length=4000)
    seen = forms.CharField(required=False, max_length=30)


class NoteForm(forms.Form):
    note = forms.CharField(
        label=_("Note"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
