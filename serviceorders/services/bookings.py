"""Clients, and when they come."""

from datetime import datetime, timedelta

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from config.core import live, workflow
from config.core.actors import Actor
from config.core.models import User
from config.core.models.shop import current_shop
from config.core.refusals import ChangedMeanwhile, Refused
from config.core.transactions import in_one_go
from serviceorders import letters
from serviceorders.models import (
    Booking,
    BookingLink,
    Client,
    ClientMerge,
    ServiceOrder,
    ServiceType,
)
from serviceorders.states import BECOMES_AN_ORDER, BookingStatus


def find_or_make_client(*, name: str, email: str, phone, language: str) -> Client:
    """The client of this name with this e-mail or phone, else a new one."""
    contact = models.Q()
    if email:
        contact |= models.Q(email__iexact=email)
    if phone:
        contact |= models.Q(phone=phone)
    known = Client.objects.filter(contact, name__iexact=name).first() if contact else None
    return known or Client.objects.create(name=name, email=email, phone=phone, language=language)


def as_they_are(client: Client) -> Client:
    """The client, or whoever they became; nobody merges them into another until the transaction ends."""
    known = Client.objects.select_for_update(no_key=True).filter(pk=client.pk).first()
    return known or as_they_are(ClientMerge.objects.get(key=client.pk).became)


@in_one_go
def client_at_the_counter(*, name: str, email: str, phone, language: str) -> Client:
    """The same, told to us in person: an e-mail or phone that differs from the known one takes its place."""
    client = find_or_make_client(name=name, email=email, phone=phone, language=language)
    client = Client.objects.select_for_update(no_key=True).get(pk=client.pk)
    known = client.email, client.phone
    client.email, client.phone = email or client.email, phone or client.phone
    return client if known == (client.email, client.phone) else change_client(client)


@in_one_go
def edit_client(client: Client, *, seen_version: int, **details) -> Client:
    """The client has these details; ChangedMeanwhile when another person saved since ``seen_version``."""
    client = Client.objects.select_for_update(no_key=True).get(pk=client.pk)
    if client.version != seen_version:
        raise ChangedMeanwhile(
            _("Somebody saved changes while you were typing. Look at them, then save yours again.")
        )
    for name, value in details.items():
        setattr(client, name, value)
    return change_client(client)


@in_one_go
def change_client(client: Client) -> Client:
    """Keep the client's changed details; the orders and bookings are found under them."""
    client.version += 1
    client.save()
    for record in [*client.orders.all(), *client.bookings.all()]:
        record.client = client
        type(record).objects.filter(pk=record.pk).update(search_text=record.searchable())
    return client


@in_one_go
def make_booking(
    *,
    by: User | Actor,
    client: Client,
    service_type: ServiceType,
    starts_at: datetime,
    ends_at: datetime | None = None,
    notes: str = "",
) -> Booking:
    """An appointment in the book: requested when the client asked for it, confirmed when staff made it."""
    booking = Booking(
        client=as_they_are(client),
        service_type=service_type,
        starts_at=starts_at,
        ends_at=ends_at or starts_at + timedelta(minutes=service_type.minutes),
        notes=notes,
        public=not by.is_person,
    )
    booking.give_number()
    booking.save()
    BookingLink.issue(owner=booking.number, booking=booking)
    booking.log("opened", by=by, went_to=booking.status)
    live.publish("serviceorders")
    return workflow.take_step(booking, "confirm", by=by) if by.is_person else booking


@in_one_go
def change_booking(booking: Booking, *, by: User, seen_version: int, **fields) -> Booking:
    """Another time or service; the client of a confirmed booking is told of another time.

    Raises ChangedMeanwhile when another person saved since ``seen_version``, Refused once the booking is over.
    """
    booking = Booking.objects.select_for_update().get(pk=booking.pk)
    if booking.status not in (BookingStatus.REQUESTED, BookingStatus.CONFIRMED):
        raise Refused(_("%s is over and cannot be changed.") % booking)
    if booking.version != seen_version:
        raise ChangedMeanwhile.of(booking)
    before = booking.starts_at
    for name, value in fields.items():
        setattr(booking, name, value)
    booking.version += 1
    booking.save()
    if booking.starts_at == before:
        booking.log("edited", by=by)
    else:
        booking.log("edited", by=by, note=f"{_when(before)} → {_when(booking.starts_at)}")
        if booking.status == BookingStatus.CONFIRMED:
            letters.booking_moved(booking, by=by)
    live.publish(booking.topic, "serviceorders")
    return booking


def _when(moment):
    return date_format(moment.astimezone(current_shop().zone), "SHORT_DATETIME_FORMAT")


def check_booking(booking: Booking) -> None:
    """Raises Refused where the booking has its order already or is not confirmed: it becomes no order."""
    if ServiceOrder.objects.filter(booking=booking).exists():
        raise Refused(_("%s has its order already.") % booking)
    if booking.status not in BECOMES_AN_ORDER:
        raise Refused(_("Confirm %s first: only a confirmed booking becomes an order.") % booking)


def take_booking(booking, *, by):
    booking = Booking.objects.select_for_update().get(pk=booking.pk)
    check_booking(booking)
    if booking.status == BookingStatus.CONFIRMED:
        return workflow.take_step(booking, "arrive", by=by)
    return booking
