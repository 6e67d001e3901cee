"""Several clocks at one ladder: what `tests.workers` does for other desks, for the follow-ups of vendors."""

from collections import Counter
from datetime import timedelta

from tests.workers import crowd, shop_with, someone


def climb_at_once(clocks, orders):
    """So many clocks follow up the same silent vendors. Answers the steps each took, and the e-mails there are."""
    from config.core.models import Email
    from vendors import services
    from vendors.models import VendorWorkOrder

    shop_with(email="desk@example.net")
    silent_orders(orders)

    def climb(_number, barrier):
        barrier.wait()
        return services.follow_up_vendors()

    taken = crowd(clocks, climb)
    emails = Counter(Email.objects.exclude(kind="vendor-order").values_list("kind", flat=True))
    unmarked = VendorWorkOrder.objects.filter(nudged_at=None) | VendorWorkOrder.objects.filter(
        escalated_at=None
    )
    return {"taken": taken, "emails": emails, "unmarked": unmarked.count()}


def silent_orders(count):
    """Sent six days ago to a vendor who has not answered."""
    from django.utils import timezone

    from config.core.workflow import take_step
    from vendors import services
    from vendors.models import Property, Trade, Vendor, VendorWorkOrder

    maya = someone()
    trade = Trade.objects.get(slug="plumbing")
    vendor = Vendor.objects.create(company="Pipe & Co", email="pipe@example.com")
    vendor.trades.set([trade])
    for nth in range(count):
        request = services.submit(
            by=maya,
            home=Property.objects.create(address=f"{nth} Alder Lane"),
            name="Nora",
            reports=[services.Report("The pipe drips")],
        )
        order = services.open_order(
            by=maya,
            request=request,
            issues=list(request.issues.all()),
            trade=trade,
            title="Leak",
            description="Mend the leak.",
            vendor=vendor,
        )
        take_step(order, "send", by=maya)
    VendorWorkOrder.objects.update(sent_at=timezone.now() - timedelta(days=6))
