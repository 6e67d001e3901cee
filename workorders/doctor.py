from config.core.doctor import check, late_or_failed
from workorders.models import Delivery


@check("Webhooks")
def webhooks():
    yield from late_or_failed(
        Delivery, see="See /admin/workorders/delivery/, where they are sent again."
    )
