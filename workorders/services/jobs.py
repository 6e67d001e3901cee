"""Service jobs: which orders one visit is made of."""

from collections.abc import Iterable

from config.core import live
from config.core.models import User
from config.core.transactions import in_one_go
from workorders.models import ServiceJob, WorkOrder
from workorders.services.orders import change_order


@in_one_go
def keep_job(job: ServiceJob, *, crew: Iterable[User]) -> ServiceJob:
    """The job as it was typed; a new one has its number."""
    if not job.number:
        job.give_number()
    job.save()
    job.crew.set(crew)
    live.publish(job.topic)
    return job


@in_one_go
def add_order(job: ServiceJob, order: WorkOrder, *, by: User) -> None:
    """The order is done on this visit, and on no other. Raises Refused for a sealed order."""
    change_order(order, by=by, job=job)
    live.publish(job.topic)


@in_one_go
def take_off(job: ServiceJob, order: WorkOrder, *, by: User) -> None:
    """The order stays, on no visit. Raises Refused for a sealed order."""
    change_order(order, by=by, job=None)
    live.publish(job.topic)
