from datetime import timedelta

import django_filters as filters
from django import forms
from django.db.models import Case, CharField, F, Value, When
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from config.core.dates import midnight, sensible
from config.core.models import User
from serviceorders.models import ServiceOrder, ServiceType
from serviceorders.states import CLOSED, OPEN, Status

NUMBER = [F("number_year"), F("number_seq")]
AS_THE_WORK_GOES = Case(*(When(status=status, then=place) for place, status in enumerate(Status)))
SORTS = {
    "number": NUMBER,
    "status": [AS_THE_WORK_GOES, *NUMBER],
    "client": [F("client__name"), *NUMBER],
    "technician": [F("technician__first_name"), F("technician__username"), *NUMBER],
    "due": [F("due_at"), *NUMBER],
    "updated": [F("updated_at")],
}


def day_input(label):
    return forms.DateInput(attrs={"type": "date", "aria-label": label}, format="%Y-%m-%d")


class AskedForm(forms.Form):
    """What stands in an address; what is wrong there is left out, as if nobody had asked for it."""

    def full_clean(self):
        super().full_clean()
        for name in self.errors:
            self.cleaned_data[name] = None


class OrderFilter(filters.FilterSet):
    """The filters of the order list; all of them stand in its URL."""

    status = filters.MultipleChoiceFilter(choices=Status.choices, distinct=False, label=_("Status"))
    technician = filters.ChoiceFilter(field_name="technician", label=_("Technician"))
    type = filters.ChoiceFilter(field_name="service_type", label=_("Service type"))
    due = filters.ChoiceFilter(
        choices=[("late", _("Late")), ("today", _("Today")), ("week", _("Next 7 days"))],
        method="by_due",
        label=_("Due"),
    )
    since = filters.DateFilter(
        validators=[sensible],
        method="made_since",
        widget=day_input(_("Created from")),
        label=_("From"),
    )
    until = filters.DateFilter(
        validators=[sensible], method="made_until", widget=day_input(_("Created to")), label=_("To")
    )
    q = filters.CharFilter(method="by_words", label=_("Search"))

    class Meta:
        model = ServiceOrder
        form = AskedForm
        fields = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        people, types = choices()
        self.filters["technician"].extra["choices"] = [("none", _("Nobody yet")), *people]
        self.filters["type"].extra["choices"] = types
        self.filters["technician"].method = self.by_technician

    picks = ("technician", "due", "type")  # drawn as lists to choose from

    @property
    def statuses(self):
        """The statuses that are shown: those asked for, else all for a search, else the open ones."""
        if chosen := self.form.cleaned_data["status"]:
            return chosen
        if self.data.get("closed") == "only":
            return CLOSED
        return list(Status) if self.form.cleaned_data["q"] else OPEN

    def filter_queryset(self, queryset):
        """Orders of the statuses that are shown, as far as the other filters find them."""
        if len(self.statuses) < len(Status):
            queryset = queryset.filter(status__in=self.statuses)
        return self.without_status(queryset)

    def without_status(self, queryset):
        """The same filters, but for any status: what the counts are counted of."""
        for name, value in self.form.cleaned_data.items():
            if name != "status":
                queryset = self.filters[name].filter(queryset, value)
        return queryset

    def by_words(self, queryset, name, words):
        return queryset.matching(words)

    def by_technician(self, queryset, name, value):
        return queryset.filter(technician=None if value == "none" else value)

    def by_due(self, queryset, name, value):
        if value == "late":
            return queryset.late()
        today = midnight(timezone.localdate())
        days = 1 if value == "today" else 7
        return queryset.open().filter(due_at__gte=today, due_at__lt=today + timedelta(days=days))

    def made_since(self, queryset, name, day):
        return queryset.filter(created_at__gte=midnight(day))

    def made_until(self, queryset, name, day):
        return queryset.filter(created_at__lt=midnight(day) + timedelta(days=1))


def choices():
    """The technicians and the service types to choose from, of one query: ([(pk, name)], [(pk, name)])."""
    people = User.objects.filter(is_active=True, groups__permissions__codename="repair")
    rows = (
        people.values_list("pk", Value("person"), "first_name", "last_name", "username")
        .order_by()
        .union(
            ServiceType.objects.filter(active=True)
            .order_by()
            .values_list("pk", Value("type"), "name", Value(""), Cast("name", CharField()))
        )
    )
    found = {"person": [], "type": []}
    for pk, kind, first, last, username in rows:
        found[kind].append((str(pk), f"{first} {last}".strip() or username))
    for options in found.values():
        options.sort(key=lambda option: option[1])
    return found["person"], found["type"]
