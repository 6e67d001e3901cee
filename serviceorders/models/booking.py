from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from config.core.dates import in_our_time
from config.core.fields import StatusField, one_of
from config.core.models import HistoryEntry, Numbered, Searchable, SearchableQuerySet, Workflow
from config.core.workflow import step
from serviceorders import letters
from serviceorders.models.client import Client
from serviceorders.states import BOOKING_CLOSED, BookingStatus


class ServiceType(models.Model):
    """A kind of job that can be booked, such as a phone diagnosis of 30 minutes."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=30, validators=[MinValueValidator(5), MaxValueValidator(1440)]
    )
    bookable = models.BooleanField(_("clients can book it"), default=True)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("service type")
        verbose_name_plural = _("service types")

    def __str__(self):
        return self.name


class BookingQuerySet(SearchableQuerySet):
    def for_user(self, user):
        """The bookings this user may see: all of them, or none."""
        return self if user.has_perm("serviceorders.view_booking") else self.none()

    def open(self):
        return self.exclude(status__in=BOOKING_CLOSED)


class Booking(Numbered, Searchable, Workflow):
    """An appointment of a client for a service."""

    PREFIX = "BK"
    USUAL_STEPS = {
        BookingStatus.REQUESTED: "confirm",
        BookingStatus.CONFIRMED: "arrive",
        BookingStatus.ARRIVED: "finish",
    }

    status = StatusField(choices=BookingStatus, default=BookingStatus.REQUESTED)
    client = models.ForeignKey(Client, models.PROTECT, related_name="bookings")
    service_type = models.ForeignKey(ServiceType, models.PROTECT, verbose_name=_("service"))
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    notes = models.TextField(_("notes"), blank=True, max_length=2000)
    public = models.BooleanField(default=False, editable=False)  # asked for on the booking page
    made_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1, editable=False)  # of what is typed on the page

    objects = BookingQuerySet.as_manager()

    class Meta:
        verbose_name = _("booking")
        verbose_name_plural = _("bookings")
        permissions = [("manage_booking", "Can make and move bookings")]
        constraints = [
            one_of("status", BookingStatus, "booking_status_known"),
            in_our_time("starts_at", "booking_starts_in_our_time"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="booking_ends_after_it_starts"
            ),
            models.UniqueConstraint(
                fields=["number_year", "number_seq"], name="one_booking_a_number"
            ),
        ]
        indexes = [models.Index(fields=["starts_at"], name="booking_starts")]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("serviceorders:booking", args=[self.number])

    def step_url(self, step):
        return reverse("serviceorders:booking_step", args=[self.number, step])

    @property
    def link(self):
        """The client's page of this booking."""
        return self.links.all()[0]

    def search_words(self):
        return [self.number, *self.client.search_words()]

    def moved(self, step, *, by):
        if step == "confirm":
            letters.booking_confirmed(self, by=by)
        elif step == "cancel":
            letters.booking_cancelled(self, by=by)

    # Workflow

    @step(
        _("Confirm"),
        source=BookingStatus.REQUESTED,
        target=BookingStatus.CONFIRMED,
        permission="serviceorders.manage_booking",
    )
    def confirm(self, *, by):
        """The time is kept for the client, who is told so."""

    @step(
        _("Client arrived"),
        source=BookingStatus.CONFIRMED,
        target=BookingStatus.ARRIVED,
        permission="serviceorders.manage_booking",
    )
    def arrive(self, *, by):
        """The client is at the counter."""

    @step(
        _("Finish"),
        source=BookingStatus.ARRIVED,
        target=BookingStatus.DONE,
        permission="serviceorders.manage_booking",
    )
    def finish(self, *, by):
        """The appointment is over."""

    @step(
        _("Cancel booking"),
        source=[BookingStatus.REQUESTED, BookingStatus.CONFIRMED],
        target=BookingStatus.CANCELLED,
        permission="serviceorders.manage_booking",
        hint=_("The client is told"),
    )
    def cancel(self, *, by):
        """Nobody will come; the time is free again, and the client is told so."""

    @step(
        _("Did not come"),
        source=BookingStatus.CONFIRMED,
        target=BookingStatus.NO_SHOW,
        permission="serviceorders.manage_booking",
    )
    def no_show(self, *, by):
        """The time passed and nobody came."""


class BookingHistory(HistoryEntry):
    ACTIONS = {"opened": _("Booking made"), "edited": _("Booking changed")}
    STATUS = BookingStatus

    booking = models.ForeignKey(Booking, models.PROTECT, related_name="history")
