from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkOrdersConfig(AppConfig):
    name = "workorders"
    verbose_name = _("Maintenance")

    def ready(self):
        from config.core import notices  # noqa: PLC0415 -- the models must be loaded first
        from workorders import letters  # noqa: PLC0415 -- the same

        notices.declare(*letters.NOTICES)
