from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkOrdersConfig(AppConfig):
    name = "workorders"
    verbose_name = _("Maintenance")

    def ready(self):
        from config.core import desks, notices, outbox  # noqa: PLC0415 -- the models must be loaded first
        from workorders import letters, tasks  # noqa: PLC0415 -- the same
        from workorders.api import admin  # noqa: F401, PLC0415 -- the same
        from workorders.desk import MaintenanceDesk  # noqa: PLC0415 -- the same
        from workorders.models import Batch, Delivery  # noqa: PLC0415 -- the same

        desks.register(MaintenanceDesk())
        notices.declare(*letters.NOTICES)
        outbox.register(Batch, tasks.make_batch)
        outbox.register(Delivery, tasks.deliver)
