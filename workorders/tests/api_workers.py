"""Other systems that ask at the same moment, and webhooks told while orders change."""

from collections import Counter

from tests.workers import crowd, shop_with, someone, threads

ORDERS = "/api/maintenance/work-orders"


def ask_at_once(clients):
    """So many clients send the same request under one key. Answers how often each answer was given, and the orders."""
    from django.test import Client

    from workorders.models import ApiToken, Asset, WorkOrder

    shop_with(name="Workshop")
    press = Asset.objects.create(name="Press", tag="P-1")
    token = ApiToken.make("Fleet", "write")[1]
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "the one"}
    body = {"assetId": str(press.pk), "description": "Grease it"}
    Client(SERVER_NAME="127.0.0.1").get(
        ORDERS, headers=headers
    )  # all is loaded before the crowd forks

    def run(_number, barrier):
        client = Client(SERVER_NAME="127.0.0.1")
        barrier.wait()
        answer = client.post(ORDERS, body, content_type="application/json", headers=headers)
        return [answer.status_code, answer.content.decode()]

    answers = Counter(map(tuple, crowd(clients, run)))
    return {"answers": [[*each] for each in answers.items()], "orders": WorkOrder.objects.count()}


def change_and_tell_at_once(url, writers, each, tellers):
    """Writers change one order, each so many times, while others tell a webhook. Answers how the order stands then.

    Halfway the writers wait until the webhook was told once, so that it is told of a change before the last.
    """
    from django.db.models import Q

    from config.core import outbox
    from workorders.models import Asset, Delivery, Webhook, WorkOrder, WorkOrderHistory
    from workorders.services import orders

    shop_with(name="Workshop")
    maya = someone()
    press = Asset.objects.create(name="Press", tag="P-1")
    order = orders.open_order(by=maya, title="Check", assets=[press])
    Webhook.objects.create(name="Office", url=url)
    waiting = Delivery.objects.filter(Q(state="queued") | Q(state="sending"))
    told = Delivery.objects.filter(state="sent")

    def is_over():
        changes = WorkOrderHistory.objects.filter(order=order, action="edited").count()
        return changes == writers * each and not waiting.exists()

    def run(number, barrier):
        barrier.wait()
        if number < writers:
            for nth in range(each):
                while nth == each // 2 and not told.exists():
                    pass
                orders.change_order(order, by=maya, description=f"{number}-{nth}")
        else:
            while outbox.work_once() or not is_over():
                pass
        return True

    crowd(writers + tellers, run)
    order = WorkOrder.objects.get()
    return {
        "description": order.description,
        "deliveries": Delivery.objects.count(),
        "states": sorted(set(Delivery.objects.values_list("state", flat=True))),
    }


def tell_while_a_change_is_not_over(url, locked=True):
    """A worker takes the message while the change it tells of has not been committed. Answers the change.

    Unless ``locked``, in the broken way: nobody locks the message that waits.
    """
    import threading

    from django.db import transaction

    from config.core import outbox
    from workorders.models import Asset, Webhook, WorkOrder
    from workorders.models.api import DeliveryQuerySet
    from workorders.services import orders

    if not locked:
        DeliveryQuerySet.select_for_update = lambda rows, **_how: rows
    shop_with(name="Workshop")
    maya = someone()
    press = Asset.objects.create(name="Press", tag="P-1")
    Webhook.objects.create(name="Office", url=url)
    order = orders.open_order(by=maya, title="Check", assets=[press])
    has_changed, has_told = threading.Event(), threading.Event()

    def run(number, _barrier):
        if number:
            has_changed.wait(30)
            outbox.work_once()
            has_told.set()
            return
        with transaction.atomic():
            orders.change_order(order, by=maya, description="Later")
            has_changed.set()
            has_told.wait(2)  # in the broken way it is told by now, else the worker waits

    threads(2, run)
    while outbox.work_once():
        pass
    return {"description": WorkOrder.objects.get().description}
