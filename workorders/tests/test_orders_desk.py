"""What maintenance shows on the pages that all desks share."""

from datetime import timedelta

import pytest
from django.utils import timezone

from config.core import workflow
from workorders.desk import MaintenanceDesk


@pytest.fixture
def desk():
    return MaintenanceDesk()


def test_my_work_has_what_is_mine_due_first(desk, make_work, technician):
    now = timezone.now()
    make_work(title="Some day", assignee=technician)
    make_work(title="Tomorrow", assignee=technician, due_at=now + timedelta(days=1))
    make_work(title="Not mine")
    jobs = desk.jobs(technician)
    assert [job.title for job in jobs] == ["Tomorrow", "Some day"]
    assert jobs[0].step.name == "start"
    assert "Press 4" in jobs[0].detail


def test_work_in_hand_is_opened_not_started(desk, make_work, technician):
    order = make_work(assignee=technician)
    workflow.take_step(order, "start", by=technician)
    (job,) = desk.jobs(technician)
    assert job.in_hand
    assert job.step is None


def test_more_jobs_take_no_more_queries(desk, make_work, technician, django_assert_max_num_queries):
    for _n in range(12):
        make_work(assignee=technician)
    technician.has_perm("workorders.do_work")
    with django_assert_max_num_queries(1):
        assert len(desk.jobs(technician)) == 12


def test_figures_of_the_dashboard(desk, make_work, manager, technician):
    order = make_work(due_at=timezone.now() - timedelta(hours=1))
    assert desk.tiles(manager)[0].value == 1
    assert [job.title for job in desk.late(manager)] == ["Monthly check"]
    assert desk.by_status(manager)[0][2] == 1
    assert desk.counts(manager)["work-orders"] == 1
    order.tasks.all().delete()
    workflow.take_step(order, "finish", by=technician)
    weeks = desk.finished_each_week(manager, timezone.now() - timedelta(days=7))
    assert sum(weeks.values()) == 1
    assert desk.search(manager, "press")[0].title == order.number


def test_a_stranger_sees_nothing(desk, make_work, stranger):
    make_work()
    assert desk.jobs(stranger) == desk.tiles(stranger) == desk.search(stranger, "press") == []
    assert desk.counts(stranger) == {}


def test_every_line_of_the_desk_leads_to_a_page(desk):
    for link in desk.links:
        assert link.facts(type("Request", (), {"path": "/"}))["url"]
