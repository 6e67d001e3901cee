"""What the repair desk shows on the pages that all desks share."""

from datetime import timedelta

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.core import workflow
from config.core.dates import midnight
from config.core.desks import (
    Desk,
    Hit,
    Job,
    Link,
    Tile,
    counted_by_week,
    found_by_number,
    numbered_hit,
)
from config.core.people import places
from serviceorders import services
from serviceorders.models import Booking, Client, ServiceOrder
from serviceorders.states import OPEN, BookingStatus, Status

IN_HAND = [Status.DIAGNOSING, Status.REPAIRING, Status.TESTING]
MOST = 60


class RepairDesk(Desk):
    def __init__(self):
        super().__init__(
            label=gettext_lazy("Repairs"),
            icon="device-mobile-cog",
            place=10,
            links=[
                Link(
                    gettext_lazy("Service orders"),
                    "serviceorders:list",
                    "serviceorders.view_serviceorder",
                    count="service-orders",
                ),
                Link(
                    gettext_lazy("Bookings"),
                    "serviceorders:bookings",
                    "serviceorders.view_booking",
                    count="bookings",
                ),
                Link(gettext_lazy("Clients"), "serviceorders:clients", "serviceorders.view_client"),
            ],
        )

    def counts(self, user):
        if not user.has_perm("serviceorders.view_serviceorder"):
            return {}
        return {
            "service-orders": ServiceOrder.objects.open().count(),
            "bookings": Booking.objects.filter(status=BookingStatus.REQUESTED).count(),
        }

    def orders_this_month(self, user):
        return services.orders_this_month()

    def jobs(self, user):
        orders = (
            ServiceOrder.objects.for_user(user)
            .open()
            .filter(technician=user)
            .select_related("client")
            .order_by("due_at", "pk")[:MOST]
        )
        return [job_of(order, user) for order in orders]

    def tiles(self, user):
        if not user.has_perm("serviceorders.view_serviceorder"):
            return []
        today = midnight(timezone.localdate())
        is_late = Q(due_at__lt=timezone.now())
        figures = (
            ServiceOrder.objects.for_user(user)
            .open()
            .aggregate(
                late=Count("pk", filter=is_late),
                oldest=Min("due_at", filter=is_late),
                today=Count(
                    "pk", filter=Q(due_at__gte=today, due_at__lt=today + timedelta(days=1))
                ),
                approval=Count("pk", filter=Q(status=Status.AWAITING_APPROVAL)),
                ready=Count("pk", filter=Q(status=Status.READY)),
            )
        )
        url = reverse("serviceorders:list")
        since = figures["oldest"] and date_format(
            timezone.localtime(figures["oldest"]), "SHORT_DATE_FORMAT"
        )
        return [
            Tile(
                _("Late"),
                figures["late"],
                _("oldest since %s") % since if since else _("nothing is late"),
                f"{url}?due=late",
                alarming=figures["late"] > 0,
            ),
            Tile(_("Due today"), figures["today"], _("still open"), f"{url}?due=today"),
            Tile(
                _("Await approval"),
                figures["approval"],
                _("clients to answer"),
                f"{url}?status=awaiting_approval",
            ),
            Tile(
                _("Ready, not collected"),
                figures["ready"],
                _("wait for their clients"),
                f"{url}?status=ready",
            ),
        ]

    def late(self, user):
        orders = ServiceOrder.objects.for_user(user).late().select_related("client")
        return [job_of(order, user, with_step=False) for order in orders.order_by("due_at")[:6]]

    def waiting(self, user):
        """Questions of clients and bookings to confirm."""
        found = []
        if user.has_perm("serviceorders.decide"):
            asked = ServiceOrder.objects.for_user(user).filter(asked_at__isnull=False)
            for order in asked.select_related("client").order_by("asked_at")[:6]:
                found.append(
                    Job(
                        title=_("Question on %s") % order.number,
                        detail=f"{order.client} · {order.device}",
                        url=order.get_absolute_url() + "#history",
                        status=order.status,
                        status_label=order.get_status_display(),
                        due_at=order.asked_at,
                        button=_("Answer"),
                    )
                )
        if user.has_perm("serviceorders.manage_booking"):
            requested = Booking.objects.filter(status=BookingStatus.REQUESTED)
            for booking in requested.select_related("client", "service_type").order_by("starts_at")[
                :6
            ]:
                found.append(
                    Job(
                        title=_("Booking request: %s") % booking.client,
                        detail=f"{booking.number} · {booking.service_type}",
                        url=booking.get_absolute_url(),
                        status=booking.status,
                        status_label=booking.get_status_display(),
                        due_at=booking.starts_at,
                        button=_("Confirm"),
                    )
                )
        return found

    def by_status(self, user):
        counted = dict(
            ServiceOrder.objects.for_user(user)
            .open()
            .order_by()
            .values_list("status")
            .annotate(Count("pk"))
        )
        url = reverse("serviceorders:list")
        return [
            (str(status), status.label, counted[status], f"{url}?status={status}")
            for status in OPEN
            if counted.get(status)
        ]

    def finished_each_week(self, user, since):
        orders = ServiceOrder.objects.for_user(user).filter(status=Status.COMPLETED)
        return counted_by_week(orders, "closed_at", since)

    def search(self, user, words):
        orders = ServiceOrder.objects.for_user(user).matching(words).select_related("client")
        hits = [
            numbered_hit(_("Service orders"), order, f"{order.device} · {order.client}")
            for order in orders.order_by("-number_year", "-number_seq")[:8]
        ]
        hits += [
            Hit(
                kind=_("Clients"),
                title=client.name,
                detail=client.contact,
                url=client.get_absolute_url(),
            )
            for client in Client.objects.for_user(user).matching(words).order_by("name")[:8]
        ]
        bookings = Booking.objects.for_user(user).matching(words).select_related("client")
        hits += [
            numbered_hit(_("Bookings"), booking, str(booking.client))
            for booking in bookings.order_by("-pk")[:8]
        ]
        return hits

    def seen(self, email, phone, user):
        clients = Client.objects.for_user(user).known().reached_by(email, phone)
        return [places(clients, _("Client"), "serviceorders:client")]

    def find(self, numbers, user):
        orders = ServiceOrder.objects.for_user(user)
        return found_by_number(orders, numbers, _("service order"), lambda each: each.device)


def job_of(order, user, with_step=True):
    steps = workflow.offers(order, user) if with_step else []
    return Job(
        title=order.device,
        detail=f"{order.number} · {order.problem.splitlines()[0]}",
        url=order.get_absolute_url(),
        status=order.status,
        status_label=order.get_status_display(),
        due_at=order.due_at,
        late=order.is_late,
        in_hand=order.status in IN_HAND,
        waits_for_others=order.status in (Status.AWAITING_APPROVAL, Status.READY),
        step=next((step for step in steps if step.primary), None),
    )
