"""Tasks answered on the page: from a phone that may be offline, and again; and planned by whoever plans."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from config.core import workflow
from workorders.models import Task, TaskPhoto, WorkOrder, WorkTime
from workorders.services.tasks import answer


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def work(client, technician, make_work):
    """A technician is logged in and looks at an order."""
    order = make_work()
    client.force_login(technician)
    return order


def task_of(order, kind):
    return order.tasks.get(answer_kind=kind)


def url_of(task, what=""):
    return f"{task.order.get_absolute_url()}tasks/{task.pk}/{what}"


def picture():
    data = BytesIO()
    Image.new("RGB", (40, 30), "navy").save(data, "JPEG")
    return SimpleUploadedFile("p.jpg", data.getvalue(), "image/jpeg")


def test_a_tick_completes_the_task_and_comes_back_to_it(client, work):
    task = task_of(work, "tick")
    response = client.post(url_of(task, "answer/"))
    assert response.url == f"{work.get_absolute_url()}#task-{task.pk}"
    assert Task.objects.get(pk=task.pk).status == "completed"
    assert WorkOrder.objects.get().status == "in_progress"


def test_htmx_gets_the_card_and_the_head(client, work):
    task = task_of(work, "tick")
    page = client.post(url_of(task, "answer/"), headers={"HX-Request": "true"}).content.decode()
    assert f'id="task-{task.pk}"' in page
    assert 'id="order-head" hx-swap-oob="true"' in page
    assert "1 of 3 tasks done" in page
    assert "<html" not in page


def test_a_number_out_of_range_is_kept_with_a_warning(client, work):
    task = task_of(work, "number")
    page = client.post(
        url_of(task, "answer/"), {"number": "11.5"}, headers={"HX-Request": "true"}
    ).content.decode()
    assert "Out of range" in page
    assert "2 – 8 bar" in page
    assert Task.objects.get(pk=task.pk).number == 11.5


@pytest.mark.parametrize("typed", ["", "seven", "1e99", "NaN", "\0"])
def test_no_number_is_refused_and_what_was_typed_stays(client, work, typed):
    task = task_of(work, "number")
    response = client.post(
        url_of(task, "answer/"), {"number": typed}, headers={"HX-Request": "true"}
    )
    assert response.status_code == 422
    assert not Task.objects.get(pk=task.pk).is_done
    if typed == "seven":
        assert 'value="seven"' in response.content.decode()


def offline(hours, **fields):
    """What a phone sends whose clock is a year behind, of an answer given so many hours ago."""
    sent = timezone.now() - timedelta(days=365)
    at = sent - timedelta(hours=hours)
    return {"at": at.isoformat(), "sent": sent.isoformat(), "once": "k1", "later": "1"} | fields


def test_an_answer_from_offline_keeps_its_time_and_counts_once(client, work, technician):
    task = task_of(work, "number")
    sent = offline(3, number="4,5")
    for _again in range(2):
        assert client.post(url_of(task, "answer/"), sent).json() == {"refused": ""}
    task = Task.objects.get(pk=task.pk)
    assert task.number == 4.5
    age = timezone.now() - task.answered_at
    assert timedelta(hours=3) <= age < timedelta(hours=3, minutes=5)
    assert work.history.filter(action="task").count() == 1


def test_the_same_key_of_another_person_is_another_answer(client, work, dispatcher):
    task = task_of(work, "tick")
    client.post(url_of(task, "answer/"), {"once": "k1", "later": "1"})
    client.post(url_of(task, "take-back/"), {})
    client.force_login(dispatcher)
    client.post(url_of(task, "answer/"), {"once": "k1", "later": "1"})
    assert Task.objects.get(pk=task.pk).status == "completed"


def test_an_older_answer_from_offline_overwrites_nothing_and_says_so(client, work, technician):
    task = task_of(work, "number")
    answer(task, by=technician, number=5)
    response = client.post(url_of(task, "answer/"), offline(3, number="4"))
    assert response.status_code == 422
    assert "Dana Whitlock" in response.json()["refused"]
    assert Task.objects.get(pk=task.pk).number == 5


@pytest.mark.parametrize(
    "times",
    [
        {"at": "1999-01-01T00:00:00Z"},
        {"at": "x", "sent": "y"},
        {"at": "1999-01-01T00:00:00Z", "sent": "2026-01-01T00:00:00Z"},
        {"at": "2026-01-02T00:00:00Z", "sent": "2026-01-01T00:00:00Z"},
        {"at": "9999-12-31T23:59:59Z", "sent": "0001-01-01T00:00:00Z"},
    ],
)
def test_times_that_make_no_sense_count_as_now(client, work, times):
    task = task_of(work, "tick")
    assert client.post(url_of(task, "answer/"), times | {"later": "1"}).status_code in (200, 422)
    task = Task.objects.get(pk=task.pk)
    assert not task.is_done or timezone.now() - task.answered_at < timedelta(minutes=1)


def test_a_sealed_order_refuses_what_comes_later_and_says_so(client, work, technician):
    workflow.take_step(work, "skip", by=technician, note="sold")
    response = client.post(url_of(task_of(work, "tick"), "answer/"), {"once": "k", "later": "1"})
    assert response.status_code == 422
    assert "sealed" in response.json()["refused"]
    assert not task_of(work, "tick").is_done


def test_a_refused_answer_may_be_sent_again_with_its_key(client, work):
    task = task_of(work, "photo")
    assert client.post(url_of(task, "answer/"), {"once": "k"}).status_code == 422
    client.post(url_of(task, "photos/"), {"photos": picture(), "once": "k"})
    assert Task.objects.get(pk=task.pk).status == "completed"


def test_a_photo_answers_a_photo_task_and_its_removal_opens_it_again(client, work):
    task = task_of(work, "photo")
    client.post(url_of(task, "photos/"), {"photos": picture()})
    photo = TaskPhoto.objects.get()
    shown = client.get(f"{work.get_absolute_url()}photos/{photo.pk}/thumb.jpg")
    assert shown["Content-Type"] == "image/jpeg"
    client.post(f"{work.get_absolute_url()}photos/{photo.pk}/remove/")
    assert Task.objects.get(pk=task.pk).status == "pending"


def test_what_is_no_photo_is_refused_in_words(client, work):
    bad = SimpleUploadedFile("p.jpg", b"<svg onload=alert(1)>", "image/jpeg")
    response = client.post(url_of(task_of(work, "photo"), "photos/"), {"photos": bad})
    assert response.status_code == 422
    assert "not a photo" in response.content.decode()
    assert not TaskPhoto.objects.exists()


def test_a_pdf_belongs_to_its_task_and_nothing_else_is_kept(client, work):
    task = task_of(work, "tick")
    pdf = SimpleUploadedFile("manual.pdf", b"%PDF-1.7\n%%EOF", "application/pdf")
    client.post(url_of(task, "documents/"), {"document": pdf})
    paper = task.documents.get()
    got = client.get(f"{work.get_absolute_url()}documents/{paper.pk}/")
    assert got["Content-Disposition"].startswith("attachment")
    html = SimpleUploadedFile("x.pdf", b"<html>", "application/pdf")
    assert client.post(url_of(task, "documents/"), {"document": html}).status_code == 422


def test_a_name_signs_and_a_drawing_goes_with_it(client, work):
    task = Task.objects.create(order=work, title="Sign", answer_kind="signature", place=9)
    assert client.post(url_of(task, "answer/"), {"text": " "}).status_code == 422
    client.post(url_of(task, "answer/"), {"text": "Ada Byron", "photos": picture()})
    task = Task.objects.get(pk=task.pk)
    assert (task.status, task.text) == ("completed", "Ada Byron")
    assert task.photos.get().is_signature
    assert "Ada Byron" in client.get(work.get_absolute_url()).content.decode()


def test_a_choice_is_one_of_those_offered(client, work):
    task = Task.objects.create(
        order=work, title="Oil", answer_kind="choice", choices=["clear", "dark"], place=9
    )
    assert client.post(url_of(task, "answer/"), {"text": "green"}).status_code == 422
    client.post(url_of(task, "answer/"), {"text": "dark"})
    assert Task.objects.get(pk=task.pk).text == "dark"


def test_a_task_is_set_aside_with_a_reason_and_taken_back(client, work):
    task = task_of(work, "tick")
    assert client.post(url_of(task, "set-aside/"), {"reason": ""}).status_code == 422
    client.post(url_of(task, "set-aside/"), {"reason": "No key", "failed": "1"})
    task = Task.objects.get(pk=task.pk)
    assert (task.status, task.reason) == ("failed", "No key")
    client.post(url_of(task, "take-back/"))
    assert Task.objects.get(pk=task.pk).status == "pending"


def test_a_note_of_a_colleague_leaves_the_answer_whose_it_is(client, work, manager):
    task = task_of(work, "number")
    answer(task, by=manager, number=5)
    client.post(url_of(task, "answer/"), {"number": "5", "notes": "Gauge is cracked"})
    task = Task.objects.get(pk=task.pk)
    assert (task.answered_by, task.notes) == (manager, "Gauge is cracked")
    client.post(url_of(task, "answer/"), {"number": "6", "notes": "Gauge is cracked"})
    assert Task.objects.get(pk=task.pk).answered_by != manager


def test_one_timer_runs_at_a_time(client, work, technician):
    one, other = task_of(work, "tick"), task_of(work, "number")
    client.post(url_of(one, "timer/"), {"do": "start"})
    client.post(url_of(other, "timer/"), {"do": "start"})
    assert WorkTime.objects.get(ended_at=None).task == other
    client.post(f"{work.get_absolute_url()}timer/", {"do": "stop"})
    assert not WorkTime.objects.filter(ended_at=None).exists()


def test_time_is_added_by_hand(client, work, technician):
    typed = {"who": technician.pk, "started_at": "2026-11-20T08:00", "minutes": "45", "task": ""}
    client.post(f"{work.get_absolute_url()}times/", typed)
    assert WorkTime.objects.get().minutes == 45
    bad = client.post(f"{work.get_absolute_url()}times/", typed | {"minutes": "0"})
    assert bad.status_code == 422


def test_a_task_of_another_order_is_not_found(client, work, make_work):
    other = make_work()
    strange = f"{work.get_absolute_url()}tasks/{task_of(other, 'tick').pk}/answer/"
    assert client.post(strange).status_code == 404


def test_a_reader_answers_nothing(client, reader, work):
    client.force_login(reader)
    assert client.post(url_of(task_of(work, "tick"), "answer/")).status_code == 403


def test_a_planner_adds_a_task_for_each_asset_once(client, dispatcher, make_work, press, van):
    order = make_work(press, van)
    client.force_login(dispatcher)
    typed = {"title": "Grease", "answer_kind": "tick", "once": "o1"}
    for _again in range(2):
        client.post(f"{order.get_absolute_url()}tasks/", typed)
    assert [task.asset for task in order.tasks.filter(title="Grease")] == [press, van]


def test_a_choice_task_needs_two_choices(client, dispatcher, work):
    client.force_login(dispatcher)
    typed = {"title": "Oil", "answer_kind": "choice", "choices": "clear"}
    assert client.post(f"{work.get_absolute_url()}tasks/", typed).status_code == 422
    client.post(f"{work.get_absolute_url()}tasks/", typed | {"choices": "clear\ndark\n\nclear"})
    assert work.tasks.get(title="Oil").choices == ["clear", "dark"]


def test_a_planner_edits_moves_and_removes_tasks(client, dispatcher, work, press):
    client.force_login(dispatcher)
    second = task_of(work, "number")
    typed = {"title": "Oil pressure", "answer_kind": "number", "least": "3", "most": "6"}
    client.post(url_of(second, "edit/"), typed)
    assert work.tasks.get(pk=second.pk).title == "Oil pressure"
    client.post(url_of(second, "edit/"), {"move": "up"})
    assert work.tasks.first() == second
    client.post(url_of(second, "remove/"))
    assert not work.tasks.filter(pk=second.pk).exists()


def test_a_task_that_was_worked_on_is_not_removed(client, dispatcher, technician, work):
    task = task_of(work, "tick")
    answer(task, by=technician)
    client.force_login(dispatcher)
    client.post(url_of(task, "remove/"))
    assert work.tasks.filter(pk=task.pk).exists()


def test_a_technician_plans_no_tasks(client, work):
    assert client.post(f"{work.get_absolute_url()}tasks/", {"title": "x"}).status_code == 403
    assert client.post(url_of(task_of(work, "tick"), "remove/")).status_code == 403
