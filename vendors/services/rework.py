"""Work that may have to be done again."""

from datetime import timedelta

from django.db.models import F, Q

from vendors.models import ServiceRequest, VendorWorkOrder
from vendors.states import Decision, Status

REWORK = timedelta(days=90)


def possible_rework(request: ServiceRequest) -> dict[int, VendorWorkOrder]:
    """{issue key: the latest order of its trade that was completed at this home in the 90 days before}.

    The trade of an issue is that of its orders, and of its draft unless people decided otherwise. At our own property
    each order is of another client's device: nothing there is done again.
    """
    issue = "request__home__requests__issues"
    drafted = Q(
        **{
            f"{issue}__proposals__trade": F("trade"),
            f"{issue}__proposals__decision__in": [Decision.PENDING, Decision.ACCEPTED],
        }
    )
    ordered = Q(**{f"{issue}__orders__trade": F("trade")})
    earlier = VendorWorkOrder.objects.filter(
        drafted | ordered,
        request__home__requests=request,
        request__home__own=False,
        status=Status.COMPLETED,
        closed_at__gte=request.submitted_at - REWORK,
        closed_at__lt=request.submitted_at,
    ).exclude(request=request)
    earlier = earlier.annotate(issue_key=F(issue)).select_related("vendor").order_by("closed_at")
    return {order.issue_key: order for order in earlier}
