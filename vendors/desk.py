"""What the warranty desk shows on the pages that all desks share."""

from django.utils.translation import gettext_lazy

from config.core.desks import Desk, Link


class WarrantyDesk(Desk):
    def __init__(self):
        super().__init__(
            label=gettext_lazy("Warranty"),
            icon="home",
            place=30,
            links=[
                Link(gettext_lazy("Requests"), "vendors:requests", "vendors.view_servicerequest"),
                Link(
                    gettext_lazy("Vendor orders"),
                    "vendors:orders",
                    "vendors.view_vendorworkorder",
                ),
                Link(gettext_lazy("Vendors"), "vendors:vendors", "vendors.view_vendor"),
                Link(gettext_lazy("Properties"), "vendors:properties", "vendors.view_property"),
                Link(gettext_lazy("Inbox"), "vendors:inbox", "vendors.read_inbox"),
            ],
        )
