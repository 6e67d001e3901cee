"""People with timers on the same orders: what `tests.workers` does for other desks, for the clocks of work."""

from tests.workers import crowd, someone


def swap_orders(rounds):
    """Two people start their timers on the order of the other, again and again. Answers how it ended for each."""
    from workorders.services import tasks

    def go_on(order, by, _barrier):
        tasks.start_timer(order, by=by)

    return swap(rounds, go_on)


def swap_orders_as_they_come():
    """The broken way: each locks where they go to, and then where they came from."""
    from workorders.models import WorkOrder, WorkTime

    def go_on(order, by, barrier):
        WorkOrder.objects.select_for_update().get(pk=order.pk)
        barrier.wait()
        WorkTime.objects.get(who=by, ended_at=None).order.log("time", by=by)

    return swap(1, go_on)


def swap(rounds, go_on):
    """{"done": …, "deadlock": …}: each round is one transaction of each of the two, with no second try."""
    from collections import Counter

    from django.db import OperationalError, transaction

    from workorders.services import tasks
    from workorders.services.orders import open_order

    people = [someone("dana"), someone("luis")]
    orders = [open_order(by=people[0], title=title) for title in ("Oil", "Grease")]
    for who, order in zip(people, orders, strict=True):
        tasks.start_timer(order, by=who)

    def work(number, barrier):
        ends = Counter()
        for nth in range(rounds):
            barrier.wait()
            try:
                with transaction.atomic():
                    go_on(orders[(number + nth + 1) % 2], people[number], barrier)
                ends["done"] += 1
            except OperationalError as error:
                if getattr(error.__cause__, "sqlstate", None) != "40P01":
                    raise
                ends["deadlock"] += 1
        return ends

    return sum(crowd(2, work), Counter())
