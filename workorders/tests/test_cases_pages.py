"""Cases: the list, the page of one, and what becomes of it."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from config.core import workflow
from workorders.models import Case, WorkOrder
from workorders.services.cases import comment, order_from_case, report

URL = "/cases/"


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def desk(client, dispatcher):
    client.force_login(dispatcher)
    return client


@pytest.fixture
def leak(manager, press):
    return report(by=manager, asset=press, title="It leaks oil", reporter_name="Otto")


def picture():
    file = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(file, "JPEG")
    return SimpleUploadedFile("a.jpg", file.getvalue(), content_type="image/jpeg")


def listed(desk, **asked):
    answer = desk.get(URL, asked)
    assert answer.status_code == 200
    return [case.title for case in answer.context["page"]]


def test_the_list_shows_what_is_to_do_and_narrows(desk, leak, manager, technician, van):
    flat = report(by=manager, asset=van, title="Flat tyre", priority="high", assignee=technician)
    done = report(by=manager, asset=van, title="Old")
    workflow.take_step(done, "close", by=manager)
    assert listed(desk) == ["Flat tyre", "It leaks oil"]
    assert listed(desk, status="closed") == ["Old"]
    assert listed(desk, asset=van.pk) == ["Old", "Flat tyre"]
    assert listed(desk, assignee=technician.pk) == [flat.title]
    assert listed(desk, assignee="nobody") == ["It leaks oil"]
    assert listed(desk, priority="high") == ["Flat tyre"]
    assert listed(desk, q="otto") == ["It leaks oil"]
    assert listed(desk, sort="number") == ["It leaks oil", "Flat tyre"]


@pytest.mark.parametrize(
    "asked",
    [{"asset": "x"}, {"assignee": "1 or 1"}, {"priority": "x"}, {"sort": "pk"}, {"q": "\0"}],
)
def test_nonsense_in_the_address_is_left_out(desk, leak, asked):
    assert listed(desk, **asked) == ["It leaks oil"]


def test_the_list_asks_no_more_for_forty_rows_than_for_two(
    desk, leak, press, manager, django_assert_max_num_queries
):
    report(by=manager, asset=press, title="Another", assignee=manager)
    desk.get(URL)
    with django_assert_max_num_queries(6) as with_two:
        desk.get(URL)
    for _nth in range(38):
        report(by=manager, asset=press, title="Again", assignee=manager)
    with django_assert_max_num_queries(6) as with_forty:
        assert len(desk.get(URL).context["page"]) == 40
    assert len(with_forty) == len(with_two)


def test_the_page_asks_no_more_where_there_is_more(
    desk, leak, manager, django_assert_max_num_queries
):
    desk.get(leak.get_absolute_url())
    with django_assert_max_num_queries(8) as with_none:
        desk.get(leak.get_absolute_url())
    for _nth in range(10):
        order_from_case(leak, by=manager)
        comment(leak, by=manager, text="Looked at it")
    with django_assert_max_num_queries(8) as with_many:
        desk.get(leak.get_absolute_url())
    assert len(with_many) == len(with_none)


def test_a_case_is_typed_once_and_goes_to_whoever_takes_the_reports(desk, press, site, technician):
    site.assignee = technician
    site.save()
    sent = {
        "asset": press.pk, "title": "It is loud", "priority": "low", "assignee": "", "once": "c-1",
        "reporter_name": "Otto", "photos": picture(),
    }  # fmt: skip
    first = desk.post("/cases/new/", sent)
    second = desk.post("/cases/new/", sent | {"photos": picture()})
    case = Case.objects.get()
    assert first["Location"] == second["Location"] == case.get_absolute_url()
    assert (case.assignee, case.priority, case.photos.count()) == (technician, "low", 1)
    photo = case.photos.get()
    assert desk.get(f"{case.get_absolute_url()}photos/{photo.pk}/full.jpg").status_code == 200


def test_what_is_missing_is_said_and_nothing_is_lost(desk, press):
    answer = desk.post("/cases/new/", {"title": "It is loud", "once": "c-1", "priority": "low"})
    assert answer.status_code == 422
    assert "Pick an asset" in answer.text
    assert 'value="It is loud"' in answer.text
    assert not Case.objects.exists()


def test_steps_move_it_and_a_stale_click_says_where_it_stands(desk, leak):
    address = leak.get_absolute_url()
    assert desk.post(f"{address}steps/start/", {"seen": "open"}).status_code == 302
    assert Case.objects.get().status == "in_progress"
    answer = desk.post(f"{address}steps/close/", {"seen": "open"}, follow=True)
    assert Case.objects.get().status == "in_progress"
    assert "not possible now" in answer.text
    assert desk.post(f"{address}steps/delete/").status_code == 404


def test_a_comment_is_internal_unless_it_is_meant_for_whoever_reported(desk, leak):
    address = f"{leak.get_absolute_url()}comments/"
    desk.post(address, {"text": "Wants new seals"})
    desk.post(address, {"text": "We come tomorrow", "public": "on"})
    assert list(leak.history.filter(action="comment").values_list("note", "public")) == [
        ("We come tomorrow", True),
        ("Wants new seals", False),
    ]
    assert desk.post(address, {"text": " "}).status_code == 422
    fragment = desk.post(address, {"text": "More"}, headers={"HX-Request": "true"})
    assert "<html" not in fragment.text
    assert "More" in fragment.text


def test_a_work_order_carries_the_case_and_each_shows_the_other(desk, leak, technician):
    address = f"{leak.get_absolute_url()}order/"
    assert 'value="It leaks oil"' in desk.get(address).text
    sent = {"title": "Seal the press", "assignee": technician.pk, "once": "o-1"}
    first, second = (desk.post(address, sent) for _click in range(2))
    order = WorkOrder.objects.get()
    assert first["Location"] == second["Location"] == order.get_absolute_url()
    assert (order.case, order.assignee, order.asset) == (leak, technician, leak.asset)
    assert order.number in desk.get(leak.get_absolute_url()).text


def test_a_closed_case_is_neither_changed_nor_worked_on(desk, leak, manager):
    workflow.take_step(leak, "close", by=manager)
    sent = {"title": "Again", "once": "o-1"}
    answer = desk.post(f"{leak.get_absolute_url()}order/", sent)
    assert answer.status_code == 422
    assert "reopen it first" in answer.text
    sent = {"title": "Again", "priority": "low", "asset": leak.asset_id}
    assert desk.post(f"{leak.get_absolute_url()}edit/", sent).status_code == 422
    assert not WorkOrder.objects.exists()
    assert Case.objects.get().title == "It leaks oil"


def test_its_details_are_edited(desk, leak, van):
    sent = {"title": "It drips", "priority": "high", "asset": van.pk, "reporter_name": "Otto"}
    assert desk.post(f"{leak.get_absolute_url()}edit/", sent).status_code == 302
    case = Case.objects.get()
    assert (case.title, case.priority, case.asset) == ("It drips", "high", van)


def test_readers_read_and_technicians_handle_but_plan_nothing(
    client, leak, reader, technician, stranger
):
    address = leak.get_absolute_url()
    client.force_login(reader)
    assert client.get(address).status_code == 200
    assert client.post(f"{address}comments/", {"text": "x"}).status_code == 403
    assert "Create work order" not in client.get(address).text
    client.post(f"{address}steps/start/")
    assert Case.objects.get().status == "open"
    client.force_login(technician)
    assert client.post(f"{address}steps/start/").status_code == 302
    assert client.get(f"{address}order/").status_code == 403
    client.force_login(stranger)
    assert client.get(URL).status_code == 403
    assert client.get(address).status_code == 403
