from datetime import timedelta

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from config.core.dates import midnight, sensible
from serviceorders.models import ServiceType
from serviceorders.states import BOOKING_CLOSED, BookingStatus


def day_field(label):
    widget = forms.DateInput(
        attrs={"type": "date", "class": "pick", "aria-label": label}, format="%Y-%m-%d"
    )
    return forms.DateField(required=False, label=label, widget=widget, validators=[sensible])


class BookingFilter(forms.Form):
    """What the list of bookings is narrowed to; all of it stands in the URL.

    Bookings that are over are left out until a status or a search asks for them.
    """

    q = forms.CharField(
        required=False,
        max_length=100,
        label=_("Search"),
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "class": "pick",
                "aria-label": _("Search bookings"),
                "placeholder": _("Number, name, phone"),
            }
        ),
    )
    since = day_field(_("From"))
    until = day_field(_("To"))
    status = forms.MultipleChoiceField(required=False, choices=BookingStatus.choices)
    type = forms.IntegerField(required=False, min_value=1, max_value=2**31)

    def given(self, name):
        """The value of a field; what is wrong is left out."""
        self.is_valid()
        return self.cleaned_data.get(name)

    def narrow(self, bookings):
        """The bookings of these words and days, whatever their status and service."""
        if words := self.given("q"):
            bookings = bookings.matching(words)
        if since := self.given("since"):
            bookings = bookings.filter(starts_at__gte=midnight(since))
        if until := self.given("until"):
            bookings = bookings.filter(starts_at__lt=midnight(until + timedelta(days=1)))
        return bookings

    @property
    def statuses(self):
        """The statuses that are listed."""
        if chosen := self.given("status"):
            return chosen
        if self.given("q"):
            return BookingStatus.values
        return [status for status in BookingStatus.values if status not in BOOKING_CLOSED]


class BookingForm(forms.Form):
    """When a client comes, and what for."""

    service_type = forms.ModelChoiceField(
        ServiceType.objects.none(), label=_("Service"), empty_label=None
    )
    starts_at = forms.DateTimeField(
        label=_("Starts"),
        validators=[sensible],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    minutes = forms.IntegerField(
        label=_("Minutes"),
        required=False,
        min_value=5,
        max_value=1440,
        help_text=_("Empty: as long as the service takes."),
    )
    notes = forms.CharField(
        label=_("Notes"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args, now=None, **kwargs):
        super().__init__(*args, **kwargs)
        offered = Q(active=True) | Q(pk=now.pk) if now else Q(active=True)
        self.fields["service_type"].queryset = ServiceType.objects.filter(offered).order_by("name")

    def details(self):
        """What ``services.make_booking`` and ``change_booking`` are told."""
        service = self.cleaned_data["service_type"]
        starts_at = self.cleaned_data["starts_at"]
        minutes = self.cleaned_data["minutes"] or service.minutes
        return {
            "service_type": service,
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(minutes=minutes),
            "notes": self.cleaned_data["notes"],
        }


class NewBookingForm(BookingForm):
    once = forms.CharField(widget=forms.HiddenInput, max_length=64)
