from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VendorsConfig(AppConfig):
    name = "vendors"
    verbose_name = _("Warranty")

    def ready(self):
        from config.core import desks, notices, outbox  # noqa: PLC0415 -- the models must be loaded first
        from vendors import letters, receivers, tasks  # noqa: F401, PLC0415 -- the same
        from vendors.desk import WarrantyDesk  # noqa: PLC0415 -- the same
        from vendors.models import Drafting  # noqa: PLC0415 -- the same

        desks.register(WarrantyDesk())
        notices.declare(*letters.NOTICES)
        outbox.register(Drafting, tasks.write_drafts)
