"""The page of a work order: what it shows, and what it costs to show it."""

from django.contrib.staticfiles import finders

from config.core import workflow
from workorders.models import Task, WorkOrder
from workorders.services.approvals import sign
from workorders.services.tasks import answer, start_timer


def finished(order, technician):
    for task in order.tasks.filter(required=True):
        answer(task, by=technician, number=5 if task.answer_kind == "number" else None)
    return workflow.take_step(WorkOrder.objects.get(pk=order.pk), "finish", by=technician)


def test_the_page_shows_the_tasks_by_asset(client, technician, make_work, press, van):
    order = make_work(press, van)
    client.force_login(technician)
    page = client.get(order.get_absolute_url()).content.decode()
    assert page.count("Guards in place") >= 2
    assert "Press 4" in page
    assert "Van 2" in page
    assert 'src="/static/js/work.js"' in page
    assert finders.find("js/work.js")


def test_more_tasks_take_no_more_queries(
    client, technician, make_work, django_assert_max_num_queries
):
    order = make_work()
    client.force_login(technician)
    with django_assert_max_num_queries(8) as with_three:
        assert client.get(order.get_absolute_url()).status_code == 200
    Task.objects.bulk_create(
        Task(order=order, title=f"Look at bolt {n}", place=n + 4, required=True) for n in range(40)
    )
    start_timer(order, by=technician, task=order.tasks.first())
    with django_assert_max_num_queries(8) as with_many:
        assert client.get(order.get_absolute_url()).status_code == 200
    assert len(with_many) == len(with_three)


def test_a_planner_pays_no_more_queries(client, manager, make_work, django_assert_max_num_queries):
    order = make_work()
    client.force_login(manager)
    with django_assert_max_num_queries(8):
        client.get(order.get_absolute_url())


def test_the_main_button_is_what_comes_next(client, manager, technician, make_work):
    order = make_work(template=None)
    client.force_login(manager)
    for step in ("start", "finish", "close"):
        assert client.get(order.get_absolute_url()).context["main"]["name"] == step
        client.post(order.step_url(step), {})
    assert client.get(order.get_absolute_url()).context["main"] is None


def test_a_page_of_an_approval_pays_no_more_either(
    client, manager, technician, make_work, django_assert_max_num_queries
):
    order = make_work(kind="approval", assignee=technician, approver=manager)
    for task in order.tasks.filter(required=True):
        answer(task, by=technician, number=5 if task.answer_kind == "number" else None)
    sign(WorkOrder.objects.get(), by=technician, name="Dana")
    client.force_login(manager)
    for tab in ("", "?tab=history"):
        with django_assert_max_num_queries(8):
            page = client.get(order.get_absolute_url() + tab).content.decode()
        assert "waits for Maya Okafor" in page
        assert "This order needs a sign-off" in page
    client.post(order.step_url("start"), {})
    with django_assert_max_num_queries(8):
        client.get(order.get_absolute_url())


def test_what_hinders_finishing_is_said_and_linked(client, technician, make_work):
    order = make_work()
    workflow.take_step(order, "start", by=technician)
    client.force_login(technician)
    page = client.get(order.get_absolute_url()).content.decode()
    first = order.tasks.first()
    assert "Required tasks are not answered yet" in page
    assert f'href="{order.get_absolute_url()}#task-{first.pk}"' in page
    assert f'formaction="{order.step_url("finish")}"' not in page


def test_a_finished_order_is_read_only_and_says_who_finished_it(client, technician, make_work):
    order = finished(make_work(), technician)
    client.force_login(technician)
    page = client.get(order.get_absolute_url()).content.decode()
    assert "sealed" in page
    assert "Dana Whitlock" in page
    assert "data-answer" not in page
    assert "Resolution time" in page


def test_skipping_needs_its_reason(client, technician, make_work):
    order = make_work()
    client.force_login(technician)
    client.post(order.step_url("skip"), {"seen": order.status})
    assert WorkOrder.objects.get().status == "open"
    client.post(order.step_url("skip"), {"seen": order.status, "note": "Machine was sold"})
    assert WorkOrder.objects.get().status == "cancelled"
    assert order.history.filter(note="Machine was sold").exists()


def test_a_reader_changes_nothing(client, reader, make_work):
    order = make_work()
    client.force_login(reader)
    page = client.get(order.get_absolute_url()).content.decode()
    assert "data-answer" not in page
    assert client.post(order.step_url("start")).status_code in (403, 302)
    assert WorkOrder.objects.get().status == "open"


def test_a_stranger_sees_no_order(client, stranger, make_work):
    client.force_login(stranger)
    assert client.get(make_work().get_absolute_url()).status_code == 403


def test_an_unknown_step_is_not_found(client, technician, make_work):
    client.force_login(technician)
    assert client.post(make_work().step_url("explode")).status_code == 404


def test_the_history_has_its_own_tab_and_takes_notes_of_sealed_orders(
    client, technician, make_work
):
    order = finished(make_work(), technician)
    client.force_login(technician)
    answer_ = client.post(f"{order.get_absolute_url()}notes/", {"note": "The customer rang"})
    assert answer_.url == f"{order.get_absolute_url()}?tab=history"
    assert "The customer rang" in client.get(answer_.url).content.decode()
    assert client.post(f"{order.get_absolute_url()}notes/", {"note": " "}).status_code == 422


def test_closing_notes_are_kept(client, technician, make_work):
    order = make_work()
    client.force_login(technician)
    client.post(f"{order.get_absolute_url()}closing/", {"closing_notes": "All bolts renewed"})
    assert WorkOrder.objects.get().closing_notes == "All bolts renewed"


def test_a_manager_corrects_the_resolution_of_a_sealed_order(
    client, manager, technician, make_work
):
    order = finished(make_work(), technician)
    client.force_login(manager)
    url = f"{order.get_absolute_url()}resolution/"
    assert client.post(url, {"minutes": "-3"}).status_code == 422
    assert client.post(url, {"minutes": "3120"}).url == order.get_absolute_url()
    assert WorkOrder.objects.get().resolution_minutes == 3120
    assert "<span>2 d 4 h</span>" in client.get(order.get_absolute_url()).text
    assert order.history.first().note.endswith("→ 2 d 4 h")
