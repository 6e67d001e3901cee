from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WarehouseConfig(AppConfig):
    name = "warehouse"
    verbose_name = _("Warehouse")

    def ready(self):
        from config.core import desks  # noqa: PLC0415 -- the models must be loaded first
        from warehouse.desk import WarehouseDesk  # noqa: PLC0415 -- the same

        desks.register(WarehouseDesk())
