"""Service jobs: visits that group work orders, whose duration and progress are those of their orders."""

from datetime import UTC, datetime

import pytest

from config.core import workflow
from workorders.models import ServiceJob, WorkOrder
from workorders.services.jobs import add_order

URL = "/service-jobs/"


@pytest.fixture
def desk(client, dispatcher):
    client.force_login(dispatcher)
    return client


def make_job(title="Spring visit", **fields):
    job = ServiceJob(title=title, **fields)
    job.give_number()
    job.save()
    return job


def typed(**changed):
    return {
        "title": "Spring visit", "site": "", "customer": "Mill Ltd", "starts_at": "2026-12-01T08:00",
        "ends_at": "2026-12-01T16:00", "notes": "", "once": "j-1",
    } | changed  # fmt: skip


def test_a_visit_is_planned_once(desk, site, technician):
    sent = typed(site=site.pk, crew=[technician.pk])
    first, second = (desk.post(f"{URL}new/", sent) for _click in range(2))
    job = ServiceJob.objects.get()
    assert first["Location"] == second["Location"] == job.get_absolute_url()
    assert job.number.startswith("SJ-")
    assert (job.site, list(job.crew.all())) == (site, [technician])
    desk.post(f"{job.get_absolute_url()}edit/", typed(title="Summer visit"))
    job = ServiceJob.objects.get()
    assert (job.title, job.crew.count()) == ("Summer visit", 0)


@pytest.mark.parametrize(
    "wrong",
    [
        {"ends_at": "2026-11-01T08:00"},
        {"starts_at": "1700-01-01T08:00"},
        {"title": ""},
        {"crew": ["9999"]},
        {"site": "x"},
    ],
)
def test_what_is_wrong_is_said_and_nothing_kept(desk, wrong):
    answer = desk.post(f"{URL}new/", typed(**wrong))
    assert answer.status_code == 422
    assert "Mill Ltd" in answer.text
    assert not ServiceJob.objects.exists()


def test_duration_and_progress_are_those_of_its_orders(desk, make_work, manager):
    job = make_job()
    done, skipped, live = (
        make_work(job=job, planned_minutes=minutes, template=None) for minutes in (90, 600, 60)
    )
    workflow.take_step(done, "finish", by=manager)
    workflow.take_step(skipped, "skip", by=manager, note="Not needed")
    for address in (URL, job.get_absolute_url()):
        text = desk.get(address).text
        assert "1 of 2 done" in text
        assert "2 h 30 min" in text
    workflow.take_step(live, "finish", by=manager)
    assert job.number not in desk.get(URL).text
    assert job.number in desk.get(URL, {"state": "done"}).text


def test_orders_are_found_added_and_taken_off(desk, make_work, van):
    job, order = make_job(), make_work(van, title="Change the oil")
    address = job.get_absolute_url()
    found = desk.get(address, {"q": "oil"}, headers={"HX-Request": "true"}).text
    assert order.number in found
    assert "<html" not in found
    assert desk.post(f"{address}orders/", {"add": order.number}).status_code == 302
    assert WorkOrder.objects.get().job == job
    assert order.number not in desk.get(address, {"q": "oil"}).text.split('id="offered"')[1]
    desk.post(f"{address}orders/", {"remove": order.number})
    assert WorkOrder.objects.get().job is None


def test_what_cannot_be_added_is_refused_in_words(desk, make_work, manager):
    job, other = make_job(), make_job("Other")
    address = f"{job.get_absolute_url()}orders/"
    taken = make_work(job=other)
    sealed = make_work()
    workflow.take_step(sealed, "skip", by=manager, note="No")
    for number in (taken.number, "WO-2026-9999", "nonsense" * 20, "\0"):
        text = desk.post(address, {"add": number}, follow=True).text
        assert "is no order that could be added" in text
    assert "sealed" in desk.post(address, {"add": sealed.number}, follow=True).text
    assert desk.post(address, {"remove": taken.number}).status_code == 404
    assert list(WorkOrder.objects.exclude(job=None)) == [taken]


def test_a_new_order_is_made_for_the_visit(desk, press):
    job = make_job(starts_at=datetime(2026, 12, 1, 8, tzinfo=UTC))
    address = f"{job.get_absolute_url()}orders/new/"
    assert desk.get(address).status_code == 200
    sent = {"title": "Grease it", "asset_words": "P-4", "once": "n-1"}
    desk.post(address, sent), desk.post(address, sent)
    order = WorkOrder.objects.get()
    assert (order.job, order.asset, order.planned_start) == (job, press, job.starts_at)
    assert desk.post(address, {"title": "No asset", "once": "n-2"}).status_code == 422


def test_more_rows_take_no_more_queries(
    desk, make_work, manager, technician, django_assert_max_num_queries
):
    job = make_job()
    add_order(job, make_work(assignee=technician), by=manager)
    make_job("Second")
    desk.get(URL)
    with django_assert_max_num_queries(6) as list_of_two:
        desk.get(URL)
    with django_assert_max_num_queries(8) as page_of_one:
        desk.get(job.get_absolute_url(), {"q": "check"})
    for nth in range(38):
        make_job(f"Visit {nth}")
    for _nth in range(10):
        make_work(job=job, assignee=technician)
    job.crew.set([manager, technician])
    with django_assert_max_num_queries(6) as list_of_forty:
        assert len(desk.get(URL).context["page"]) == 40
    with django_assert_max_num_queries(8) as page_of_many:
        desk.get(job.get_absolute_url(), {"q": "check"})
    assert len(list_of_forty) == len(list_of_two)
    assert len(page_of_many) == len(page_of_one)


def test_the_list_narrows(desk, site):
    make_job(site=site), make_job("Autumn")
    assert [job.title for job in desk.get(URL, {"site": site.pk}).context["page"]] == [
        "Spring visit"
    ]
    assert [job.title for job in desk.get(URL, {"q": "autumn"}).context["page"]] == ["Autumn"]
    for asked in ({"site": "x"}, {"state": "x"}, {"sort": "x"}, {"q": "\0"}):
        assert len(desk.get(URL, asked).context["page"]) == 2


def test_technicians_read_visits_and_plan_none(client, technician, stranger):
    job = make_job()
    client.force_login(technician)
    assert client.get(job.get_absolute_url()).status_code == 200
    assert client.get(f"{URL}new/").status_code == 403
    assert client.post(f"{job.get_absolute_url()}orders/", {"add": "x"}).status_code == 403
    client.force_login(stranger)
    assert client.get(URL).status_code == 403
