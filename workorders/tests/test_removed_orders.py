"""An order that another system removed counts nowhere, and nobody is asked about it any more."""

from datetime import timedelta

import pytest
from django.utils import timezone

from config.core import workflow
from config.core.refusals import Refused
from config.core.workflow import StepRefused
from workorders.models import ServiceJob, SignOffLink, WorkOrder
from workorders.services.approvals import sign
from workorders.services.jobs import keep_job
from workorders.services.orders import change_order
from workorders.services.strategies import run_strategies
from workorders.services.tasks import answer


def remove(order):
    WorkOrder.objects.filter(pk=order.pk).update(removed_at=timezone.now())


@pytest.fixture
def desk(client, manager):
    client.force_login(manager)
    return client


@pytest.fixture
def waiting(make_work, technician, manager):
    """Signed by the technician, and waiting for somebody else."""

    def make(**approver):
        order = make_work(kind="approval", assignee=technician, **approver)
        for task in order.tasks.all():
            if task.answer_kind == "tick":
                answer(task, by=technician)
            if task.answer_kind == "number":
                answer(task, by=technician, number=5)
        return sign(WorkOrder.objects.get(pk=order.pk), by=technician, name="Dana")

    return make


def test_its_visit_does_not_count_it(make_work):
    job = keep_job(ServiceJob(title="North hall"), crew=[])
    gone, _stays = (make_work(job=job, planned_minutes=minutes) for minutes in (600, 60))
    remove(gone)
    job = ServiceJob.objects.with_sums().get()
    assert (job.minutes, job.orders_all, job.orders_done, job.orders_live) == (60, 1, 0, 1)


def test_its_visit_is_not_drawn_to_its_days(desk, make_work):
    job, now = keep_job(ServiceJob(title="North hall"), crew=[]), timezone.now()
    make_work(job=job, planned_start=now)
    remove(make_work(job=job, planned_start=now + timedelta(days=1)))
    (row,) = desk.get("/timeline/").context["jobs"]
    assert row.first == row.last


def test_its_asset_and_its_strategy_have_no_open_order(desk, press, make_strategy):
    strategy = make_strategy(lead_days=400)
    (order,) = run_strategies()
    remove(order)
    assert not desk.get("/assets/").context["rows"][0]["asset"].orders_open
    assert not desk.get("/strategies/").context["rows"][0]["strategy"].n_live
    assert order.number not in desk.get(strategy.get_absolute_url()).text


def test_its_approver_is_asked_no_more(desk, waiting, manager):
    round = waiting(approver=manager)
    assert desk.get("/nav-counts/").json()["work-approvals"] == 1
    remove(round.order)
    assert desk.get("/nav-counts/").json()["work-approvals"] == 0


def test_the_link_of_an_approver_from_outside_ends(client, waiting):
    round = waiting(approver_name="Ivo", approver_email="ivo@example.org")
    address = f"/approve/{SignOffLink.objects.get().token}/"
    assert client.get(address).status_code == 200
    remove(round.order)
    assert client.get(address).status_code == 404
    assert client.post(address, {"verdict": "approved", "name": "Ivo"}).status_code == 404


def test_whoever_had_its_page_open_is_told(make_work, manager):
    order = make_work()
    remove(order)
    with pytest.raises(StepRefused, match="removed meanwhile"):
        workflow.take_step(order, "start", by=manager)
    with pytest.raises(Refused, match="removed meanwhile"):
        change_order(order, by=manager, title="Other words")
