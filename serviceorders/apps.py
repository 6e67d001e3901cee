from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ServiceOrdersConfig(AppConfig):
    name = "serviceorders"
    verbose_name = _("Repairs")

    def ready(self):
        from config.core import desks  # noqa: PLC0415 -- the models must be loaded first
        from serviceorders import receivers  # noqa: F401, PLC0415 -- the same
        from serviceorders.desk import RepairDesk  # noqa: PLC0415 -- the same

        desks.register(RepairDesk())
