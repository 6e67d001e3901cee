"""The drafting engine of this company: made of its trades and of what its people decided."""

from threading import Lock

from django.db.models import Count, Max, Min, Sum

from vendors.drafting import DraftingEngine, Example
from vendors.drafting.local import LocalEngine
from vendors.models import DraftProposal, Trade, VendorWorkOrder
from vendors.services.model import language_model, may_be_asked
from vendors.states import Decision, Status

MOST_ORDERS = 5_000  # the newest; what was decided long ago no longer teaches

_kept: dict[str, tuple[tuple, LocalEngine]] = {}  # one in a process: the newest, with its stamp
_making = Lock()


def company_engine() -> DraftingEngine:
    """The engine that the settings ask for, with all the company's decisions so far."""
    local = local_engine()
    if not may_be_asked():
        return local
    return language_model(local, list(company_trades()), decided_examples())


def local_engine() -> LocalEngine:
    """The engine that works offline; it is made anew only after the trades or the decisions changed."""
    with _making:
        stamp = _stamp()
        if _kept.get("local", (None,))[0] != stamp:
            _kept["local"] = stamp, LocalEngine(company_trades(), decided_examples())
        return _kept["local"][1]


def company_trades() -> dict[str, str]:
    """Slug and name of each trade in use."""
    return dict(Trade.objects.filter(active=True).order_by("slug").values_list("slug", "name"))


def decided_examples(most: int = MOST_ORDERS) -> list[Example]:
    """What people made of an issue, the newest last: orders for one issue, and drafts that were rejected.

    What the shop asks for itself teaches nothing: no homeowner writes like that.
    """
    orders = (
        _orders()
        .filter(request__home__own=False)
        .annotate(issues_all=Count("issues"), words=Min("issues__description"))
        .filter(issues_all=1)
        .order_by("-pk")
        .values_list("words", "trade__slug", "title", "description", "pk")[:most]
    )
    refused = (
        DraftProposal.objects.filter(decision=Decision.REJECTED)
        .order_by("-pk")
        .values_list("text", "trade__slug")[: most // 5]
    )
    return [
        *(Example(text, trade, refused=True) for text, trade in reversed(refused)),
        *(Example(*fields) for fields in reversed(orders)),
    ]


def _orders():
    return VendorWorkOrder.objects.exclude(status=Status.CANCELED)


def _stamp():
    """Another one whenever an order was added, changed or canceled, a draft decided, or a trade renamed."""
    orders = _orders().aggregate(Count("pk"), Max("pk"), Sum("version"))
    refused = DraftProposal.objects.filter(decision=Decision.REJECTED).aggregate(
        Count("pk"), Max("decided_at")
    )
    return (*orders.values(), *refused.values(), *company_trades().items())
