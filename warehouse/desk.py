"""What the warehouse shows on the pages that all desks share."""

from django.utils.translation import gettext_lazy

from config.core.desks import Desk, Link
from warehouse import services
from warehouse.models import InboundOrder, PickingList, ProductionOrder


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
