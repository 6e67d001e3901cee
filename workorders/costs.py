"""What an order costs (spec 50, 5): rounded once for each figure of a task, and once each for discount and tax."""

from dataclasses import dataclass
from decimal import Decimal

from config.core.money import rounded

WHOLE = Decimal(10000)  # basis points: 100 of them are one per cent


@dataclass(frozen=True)
class TaskCost:
    """One task's figures, in the shop's currency; ``minutes`` are what it took."""

    minutes: int
    labor: Decimal
    parts: Decimal

    @property
    def total(self):
        return self.labor + self.parts


@dataclass(frozen=True)
class Costs:
    """An order's figures, in the shop's currency. ``loose`` is work that belongs to no task."""

    tasks: dict[int, TaskCost]
    loose: TaskCost
    subtotal: Decimal
    discount: Decimal  # what it takes off: no more than there is
    tax: Decimal

    @property
    def labor(self):
        return sum((task.labor for task in self.tasks.values()), self.loose.labor)

    @property
    def parts(self):
        return sum((task.parts for task in self.tasks.values()), self.loose.parts)

    @property
    def total(self):
        return self.subtotal - self.discount + self.tax


def costs_of(order, *, hourly_rate):
    """The costs of an order whose tasks, times and parts are at hand; ``hourly_rate`` where a task has none of its own.

    Parts of a task win over a cost of parts that was given for it. Discount and tax are what they say, or so many
    basis points: of the subtotal, and of what the discount leaves. A discount takes off no more than there is.
    """
    times, parts = list(order.times.all()), list(order.parts.all())
    tasks = {task.pk: _task_cost(task, times, parts, hourly_rate) for task in order.tasks.all()}
    loose = TaskCost(
        minutes := sum(time.minutes for time in times if time.task_id is None),
        _labor(minutes, hourly_rate),
        _parts_cost([part for part in parts if part.task_id is None]),
    )
    subtotal = sum((task.total for task in tasks.values()), loose.total)
    discount = min(_share(order.discount, order.discount_points, subtotal), subtotal)
    tax = _share(order.tax, order.tax_points, subtotal - discount)
    return Costs(tasks, loose, subtotal, discount, tax)


def _task_cost(task, times, parts, hourly_rate):
    minutes = (task.minutes or 0) + sum(time.minutes for time in times if time.task_id == task.pk)
    rate = hourly_rate if task.hourly_rate is None else task.hourly_rate
    own = [part for part in parts if part.task_id == task.pk]
    parts_cost = _parts_cost(own) if own else rounded(task.parts_cost or Decimal(0))
    return TaskCost(minutes, _labor(minutes, rate), parts_cost)


def _labor(minutes, rate):
    return rounded(Decimal(minutes) / 60 * (rate or Decimal(0)))


def _parts_cost(parts):
    return rounded(sum((part.quantity * part.unit_cost for part in parts), Decimal(0)))


def _share(amount, points, base):
    if amount is not None:
        return rounded(amount)
    return rounded(base * (points or 0) / WHOLE)
