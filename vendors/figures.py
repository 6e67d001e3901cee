"""How vendors do, in figures (spec 30): queries that change nothing, over the orders sent in the last year."""

from datetime import timedelta

from django.db.models import (
    Avg,
    Case,
    Count,
    Exists,
    F,
    FloatField,
    Func,
    IntegerField,
    Min,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone

from vendors.models import ServiceRequest, VendorWorkOrder, VendorWorkOrderHistory
from vendors.states import OPEN, REQUEST_OPEN, Status

LOOKS_BACK = timedelta(days=365)  # what a vendor did earlier says little about today
REWORK = timedelta(days=90)
ANSWERS = ["accepted", "declined", "scheduled", "done", "reply"]  # lines of an order's history


def sent_lately():
    """The orders that vendors got within the last year, and have or have done; those recalled or canceled tell nothing."""
    since = timezone.now() - LOOKS_BACK
    return VendorWorkOrder.objects.filter(
        status__in=[Status.IN_PROGRESS, Status.COMPLETED], sent_at__gte=since
    ).order_by()


def days_to_answer(orders):
    """From sending an order to the vendor's first word about it, or to the date agreed with them; on average, a timedelta.

    Looking at the page is no answer, and neither is a mail that a machine sent. Orders not answered yet do not count.
    """
    answers = VendorWorkOrderHistory.objects.filter(
        order=OuterRef("pk"), action__in=ANSWERS, at__gte=OuterRef("sent_at")
    )
    first = answers.order_by().values("order").annotate(first=Min("at")).values("first")
    return orders.annotate(first_word=Subquery(first)), Avg(F("first_word") - F("sent_at"))


def days_to_complete(orders):
    """From sending an order to its completion, on average, a timedelta; open orders do not count."""
    return orders.filter(status=Status.COMPLETED), Avg(F("closed_at") - F("sent_at"))


def on_time(orders):
    """How many of the completed orders were done on or before the agreed day, a share of 0 to 1.

    Orders without an agreed day do not count.
    """
    days = orders.filter(status=Status.COMPLETED).annotate(
        closed_day=TruncDate("closed_at"), agreed_day=TruncDate("scheduled_at")
    )
    in_time = Q(closed_at__lte=F("scheduled_at")) | Q(closed_day__lte=F("agreed_day"))
    return days, share(in_time, besides=Q(scheduled_at=None))


def rework(orders):
    """How many of the orders that were completed once were to be done again, a share of 0 to 1.

    That is: reopened, or an order of the same trade at the same property was opened within 90 days after.
    """
    reopened = VendorWorkOrderHistory.objects.filter(order=OuterRef("pk"), action="reopen")
    again = same_work().filter(
        ~Q(status=Status.CANCELED),
        created_at__gt=OuterRef("closed_at"),
        created_at__lte=OuterRef("good_until"),
    )
    completed = orders.annotate(
        good_until=F("closed_at") + REWORK, reopened=Exists(reopened)
    ).filter(Q(status=Status.COMPLETED) | Q(reopened=True))
    return completed.annotate(again=Exists(again)), share(Q(reopened=True) | Q(again=True))


def same_work():
    """The orders of the same trade at the same property as an order of another query.

    A property has few orders, and a trade thousands: the trade is no way to look them up. At our own property each is
    of another client's device, and none is the same work.
    """
    return VendorWorkOrder.objects.alias(kind=_not_looked_up("trade_id")).filter(
        request__home=OuterRef("request__home"),
        request__home__own=False,
        kind=OuterRef("trade_id"),
    )


def _not_looked_up(column):
    """The column as an expression: SQLite, which counts no rows, may take no index of it for the better one."""
    return Coalesce(column, 0, output_field=IntegerField())


def share(condition, besides=None):
    """Of the orders of a query, those for which this holds: 0 to 1; some may be left out of it."""
    out = [When(besides, then=None)] if besides else []
    cases = Case(*out, When(condition, then=1.0), default=0.0, output_field=FloatField())
    return Avg(cases)


FIGURES = {
    "days_to_answer": days_to_answer,
    "days_to_complete": days_to_complete,
    "on_time": on_time,
    "rework": rework,
}


def with_figures(vendors):
    """The vendors, each with these figures (None where nothing tells), and how many orders are open and have news."""
    figures = {name: _of_vendor(*figure(sent_lately())) for name, figure in FIGURES.items()}
    own = VendorWorkOrder.objects.filter(vendor=OuterRef("pk"))
    return vendors.annotate(
        orders_open=how_many(own.filter(status__in=OPEN)),
        orders_news=how_many(own.filter(has_news=True)),
        orders_all=how_many(own),
        **figures,
    )


def _of_vendor(orders, figure):
    """The figure of one vendor's orders, as part of the vendor's row."""
    own = orders.filter(vendor=OuterRef("pk")).values("vendor")
    return Subquery(own.annotate(figure=figure).values("figure"))


def how_many(rows):
    """The count of rows, as a part of another query."""
    counted = rows.order_by().annotate(n=Func(Value(1), function="COUNT")).values("n")
    return Subquery(counted, output_field=IntegerField())


def with_rework(orders):
    """The orders, each with ``is_rework``: the same trade completed work at the same property within 90 days before."""
    before = same_work().filter(
        ~Q(status__in=[Status.DRAFT, Status.IN_PROGRESS, Status.CANCELED]),
        closed_at__lt=OuterRef("created_at"),
        closed_at__gte=OuterRef("good_from"),
    )
    return orders.annotate(good_from=F("created_at") - REWORK, is_rework=Exists(before))


def with_orders_by_status(homes):
    """The properties, each with how many requests are open and how many vendor orders stand where; canceled ones tell nothing."""
    requests = ServiceRequest.objects.filter(home=OuterRef("pk")).order_by().values("home")
    orders = VendorWorkOrder.objects.filter(request__home=OuterRef("pk")).order_by()
    orders = orders.values("request__home")
    counts = {
        f"orders_{status}": _counted(orders, Q(status=status))
        for status in (Status.DRAFT, Status.IN_PROGRESS, Status.COMPLETED)
    }
    return homes.annotate(requests_open=_counted(requests, Q(status__in=REQUEST_OPEN)), **counts)


def _counted(grouped, condition):
    """How many of the rows of one property meet the condition; they are looked up by the property alone."""
    counted = grouped.annotate(n=Count("pk", filter=condition)).values("n")
    return Coalesce(Subquery(counted), 0)
