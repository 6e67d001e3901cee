"""What the warehouse shows on the pages that all desks share."""

from django.db.models import Count, F, Min, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from config.core import workflow
from config.core.desks import Desk, Hit, Job, Link, Tile, counted_by_week, numbered_hit
from config.core.money import format_quantity
from warehouse import services
from warehouse.models import (
    Discrepancy,
    InboundOrder,
    PickingList,
    Product,
    ProductionOrder,
    Reservation,
)
from warehouse.states import OPEN, PICKING_OPEN, InboundKind, InboundStatus, PickingStatus, Status

MOST = 60
MOST_NAMED = 6  # of each kind, in a list of the dashboard
MOST_HITS = 8  # of each kind


class WarehouseDesk(Desk):
    def __init__(self):
        view = "warehouse.view_"
        super().__init__(
            label=gettext_lazy("Warehouse"),
            icon="building-warehouse",
            place=40,
            links=[
                Link(
                    gettext_lazy("Production"),
                    "warehouse:orders",
                    view + "productionorder",
                    count="production",
                ),
                Link(
                    gettext_lazy("Picking"),
                    "warehouse:picking",
                    view + "pickinglist",
                    count="picking",
                ),
                Link(
                    gettext_lazy("Inbound"),
                    "warehouse:inbounds",
                    view + "inboundorder",
                    count="inbound",
                ),
                Link(gettext_lazy("Inventory"), "warehouse:inventory", view + "stockitem"),
                Link(gettext_lazy("Products"), "warehouse:products", view + "product"),
                Link(gettext_lazy("Recipes"), "warehouse:recipes", view + "recipe"),
            ],
        )

    def top(self, request):
        """The switch between warehouses, on the pages of the warehouse, where there is more than one."""
        here = request.resolver_match and request.resolver_match.namespace == "warehouse"
        if not here or not request.user.has_perm("warehouse.view_stockitem"):
            return None
        warehouses = services.warehouses_of(request.user)
        return ("warehouse/_switch.html", warehouses) if len(warehouses) > 1 else None

    def counts(self, user):
        if not user.has_perm("warehouse.view_productionorder"):
            return {}
        here = services.workplace_of(user)
        return {
            "production": ProductionOrder.objects.open().filter(warehouse=here).count(),
            "picking": PickingList.objects.open().filter(warehouse=here).count(),
            "inbound": InboundOrder.objects.open().filter(warehouse=here).count(),
        }

    # My work

    def jobs(self, user):
        """The picking lists this person has claimed, and those that are nobody's where they may pick."""
        if not user.has_perm("warehouse.pick"):
            return []
        mine = Q(status=PickingStatus.PICKING, picker=user)
        nobodys = Q(status=PickingStatus.OPEN, warehouse=services.workplace_of(user))
        orders = ProductionOrder.objects.filter(picking_lists=OuterRef("pk"), status__in=OPEN)
        earliest = orders.order_by("scheduled_at").filter(scheduled_at__isnull=False)
        lists = (
            PickingList.objects.for_user(user)
            .filter(mine | nobodys)
            .annotate(
                due_at=Subquery(earliest.values("scheduled_at")[:1]),
                asked=Count("lines", filter=Q(lines__asked__gt=0)),
                done=Count("lines", filter=Q(lines__asked__gt=0, lines__picked=F("lines__asked"))),
            )
        )
        return [picking_job(each, user) for each in lists.order_by("-status", "pk")[:MOST]]

    # The dashboard

    def tiles(self, user):
        """The figures of the warehouse the person works in; none where nothing is under way there."""
        if not user.has_perm("warehouse.view_productionorder"):
            return []
        late = Q(scheduled_at__lt=timezone.now())
        figures = orders_here(user).aggregate(
            late=Count("pk", filter=late),
            oldest=Min("scheduled_at", filter=late),
            short=Count("pk", filter=Q(status=Status.OUT_OF_STOCK)),
            allocated=Count("pk", filter=Q(status=Status.ALLOCATED)),
            open=Count("pk"),
        )
        inbound = inbounds_here(user).open().aggregate(
            open=Count("pk"), received=Count("pk", filter=Q(status=InboundStatus.RECEIVED))
        )  # fmt: skip
        papers = held_here(user).aggregate(n=Count("document", distinct=True))["n"]
        if not figures["open"] and not inbound["open"] and not papers:
            return []
        since = figures["oldest"] and date_format(
            timezone.localtime(figures["oldest"]), "SHORT_DATE_FORMAT"
        )
        return [
            Tile(
                _("Production late"),
                figures["late"],
                _("oldest since %s") % since if since else _("nothing is late"),
                f"{reverse('warehouse:orders')}?due=late",
                alarming=figures["late"] > 0,
            ),
            Tile(
                _("Out of stock"),
                figures["short"],
                _("orders wait for materials"),
                reverse("warehouse:shortages"),
            ),
            Tile(
                _("To be picked"),
                figures["allocated"] + papers,
                _("orders without a picking list"),
                reverse("warehouse:picking"),
            ),
            Tile(
                _("Inbound"),
                inbound["open"],
                _("of them to put away: %s") % inbound["received"],
                reverse("warehouse:inbounds"),
            ),
        ]

    def late(self, user):
        """Production past its time, and goods that were to be here by now."""
        orders = orders_here(user).late().order_by("scheduled_at")[:MOST_NAMED]
        bought = inbounds_here(user).filter(
            status=InboundStatus.EXPECTED, expected_at__lt=timezone.now()
        )
        bought = bought.exclude(kind=InboundKind.FINISHED).order_by("expected_at")[:MOST_NAMED]
        return [
            *(job_of(order, order.name, order.number, order.scheduled_at) for order in orders),
            *(
                job_of(
                    inbound,
                    _("Expected: %s") % (inbound.supplier or inbound.get_kind_display()),
                    inbound.number,
                    inbound.expected_at,
                )
                for inbound in bought
            ),
        ]

    def waiting(self, user):
        """Orders that can be allocated or completed, and goods that a picker did not find."""
        found = []
        if user.has_perm("warehouse.produce"):
            found += restocked(user)
            found += [
                job_of(
                    order,
                    _("%s is picked") % order.number,
                    order.name,
                    order.scheduled_at,
                    button=_("Complete"),
                )
                for order in picked_orders(user).order_by("scheduled_at", "pk")[:MOST_NAMED]
            ]
        if user.has_perm("warehouse.settle_stock"):
            found += [discrepancy_job(each) for each in unsettled(user)[:MOST_NAMED]]
        return found

    def by_status(self, user):
        counted = dict(
            orders_here(user).order_by().values_list("status").annotate(Count("pk"))
        )  # fmt: skip
        url = reverse("warehouse:orders")
        return [
            (str(status), status.label, counted[status], f"{url}?status={status}")
            for status in OPEN
            if counted.get(status)
        ]

    def finished_each_week(self, user, since):
        orders = ProductionOrder.objects.for_user(user).filter(
            warehouse=services.workplace_of(user), status=Status.COMPLETED
        )
        return counted_by_week(orders, "closed_at", since)

    # Search

    def search(self, user, words):
        newest = ("-number_year", "-number_seq")
        orders = ProductionOrder.objects.for_user(user).matching(words).order_by(*newest)
        inbounds = InboundOrder.objects.for_user(user).matching(words).order_by(*newest)
        products = Product.objects.for_user(user).matching(words).order_by("-active", "sku")
        return [
            *(
                numbered_hit(_("Production orders"), order, order.name)
                for order in orders[:MOST_HITS]
            ),
            *(
                numbered_hit(_("Picking lists"), each, _("Picking list"))
                for each in lists_named(user, words)
            ),
            *(
                numbered_hit(_("Inbound orders"), each, each.supplier or each.get_kind_display())
                for each in inbounds[:MOST_HITS]
            ),
            *(
                Hit(
                    kind=_("Products"),
                    title=product.sku,
                    detail=product.name,
                    url=product.get_absolute_url(),
                )
                for product in products[:MOST_HITS]
            ),
        ]


def orders_here(user):
    """The open orders of the warehouse the person works in."""
    here = services.workplace_of(user)
    return ProductionOrder.objects.for_user(user).open().filter(warehouse=here)


def held_here(user):
    """What other desks hold in the warehouse the person works in and no picking list fetches."""
    return Reservation.objects.for_papers().to_fetch().filter(warehouse=services.workplace_of(user))


def inbounds_here(user):
    return InboundOrder.objects.for_user(user).filter(warehouse=services.workplace_of(user))


def picked_orders(user):
    """Orders whose picking lists are all done."""
    lists = "materials__shares__line__picking_list__status"
    return (
        orders_here(user)
        .filter(status=Status.PROCESSING, **{lists: PickingStatus.DONE})
        .exclude(**{f"{lists}__in": PICKING_OPEN})
        .distinct()
    )


def unsettled(user):
    return (
        Discrepancy.objects.filter(warehouse=services.workplace_of(user), settled_at=None)
        .select_related("item__product", "item__location", "by")
        .order_by("at")
    )


def lists_named(user, words):
    """The picking lists with these digits in their numbers."""
    if not any(letter.isdecimal() for letter in words):
        return []
    lists = PickingList.objects.for_user(user).filter(number__icontains=words)
    return lists.order_by("-number_year", "-number_seq")[:MOST_HITS]


def restocked(user):
    """One job for all orders that were out of stock and could be allocated now."""
    here = services.workplace_of(user)
    orders = services.could_be_allocated(here) if here else []
    if not orders:
        return []
    title = ngettext(
        "%(n)s order can be allocated now", "%(n)s orders can be allocated now", len(orders)
    )
    return [
        Job(
            title=title % {"n": len(orders)},
            detail=", ".join(order.number for order in orders[:MOST_NAMED]),
            url=reverse("warehouse:shortages"),
            status=Status.OUT_OF_STOCK,
            status_label=Status.OUT_OF_STOCK.label,
            button=_("Allocate"),
        )
    ]


def job_of(record, title, detail, due_at, button=""):
    return Job(
        title=title,
        detail=detail,
        url=record.get_absolute_url(),
        status=record.status,
        status_label=record.get_status_display(),
        due_at=due_at,
        late=bool(due_at and due_at < timezone.now()),
        button=button,
    )


def discrepancy_job(discrepancy):
    item = discrepancy.item
    return Job(
        title=_("%(quantity)s × %(sku)s not found at %(place)s")
        % {
            "quantity": format_quantity(discrepancy.missing),
            "sku": item.product.sku,
            "place": item.location.code,
        },
        detail=str(discrepancy.by),
        url=reverse("warehouse:discrepancies"),
        status="short",
        status_label=_("Short"),
        due_at=discrepancy.at,
        button=_("Settle"),
    )


def picking_job(picking_list, user):
    """A list in hand, or one to start with one press."""
    is_mine = picking_list.status == PickingStatus.PICKING
    steps = [] if is_mine else workflow.offers(picking_list, user)
    due_at = picking_list.due_at
    return Job(
        title=_("Pick %s") % picking_list.number,
        detail=ngettext(
            "%(done)s of %(asked)s line picked", "%(done)s of %(asked)s lines picked",
            picking_list.asked,
        )
        % {"done": picking_list.done, "asked": picking_list.asked},
        url=picking_list.get_absolute_url(),
        status=picking_list.status,
        status_label=picking_list.get_status_display(),
        due_at=due_at,
        late=bool(due_at and due_at < timezone.now()),
        in_hand=is_mine,
        step=next((step for step in steps if step.primary), None),
    )  # fmt: skip
