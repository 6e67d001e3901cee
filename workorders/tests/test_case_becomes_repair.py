"""A case whose thing is repaired at the counter's desk."""

from io import BytesIO

import pytest
from PIL import Image

from config.core import workflow
from config.core.images import clean_photo
from config.core.models import HandOver
from serviceorders.models import ServiceOrder
from workorders.models import CasePhoto, TaskPhoto
from workorders.services import cases
from workorders.services.tasks import remove_photo

URL = "/service-orders/new/"


@pytest.fixture
def leak(press, manager, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    file = BytesIO()
    Image.new("RGB", (40, 30), "green").save(file, "JPEG")
    file.seek(0)
    return cases.report(
        by=manager,
        asset=press,
        title="It leaks oil",
        description="A puddle under the pump",
        reporter_name="Otto Lind",
        reporter_email="otto@example.org",
        photos=[clean_photo(file)],
    )


@pytest.fixture
def desk(client, technician):
    client.force_login(technician)
    return client


def begun(desk, case):
    return desk.get(URL, {"from": case.number}).context


def taken_in(desk, case):
    context = begun(desk, case)
    form, picker = context["form"], context["picker"]
    sent = {each.html_name: each.value() or "" for each in (*form, *picker)}
    sent.pop("photos")
    return desk.post(URL, sent)


def test_its_page_offers_it_while_the_case_is_open(desk, leak, manager):
    link = f"{URL}?from={leak.number}"
    assert link in desk.get(leak.get_absolute_url()).content.decode()
    workflow.take_step(leak, "close", by=manager)
    assert link not in desk.get(leak.get_absolute_url()).content.decode()


def test_the_intake_begins_with_whoever_reported_it_and_the_asset(desk, leak):
    context = begun(desk, leak)
    assert context["picker"]["name"].value() == "Otto Lind"
    assert context["picker"]["email"].value() == "otto@example.org"
    assert context["form"]["model"].value() == "Press 4"
    assert context["form"]["problem"].value() == "It leaks oil\nA puddle under the pump"


def test_it_becomes_a_repair_with_its_photo_and_each_names_the_other(desk, leak):
    taken_in(desk, leak)
    order = ServiceOrder.objects.get()
    assert HandOver.objects.filter(from_number=leak.number, to_number=order.number).exists()
    assert order.photos.count() == 1
    assert order.number in desk.get(leak.get_absolute_url()).content.decode()
    assert leak.get_absolute_url() in desk.get(order.get_absolute_url()).content.decode()


def test_a_closed_case_is_refused_with_words(desk, leak, manager):
    workflow.take_step(leak, "close", by=manager)
    page = desk.get(URL, {"from": leak.number}).content.decode()
    assert f"{leak} is Closed: reopen it first." in page
    assert "otto@example.org" not in page


def test_a_photo_taken_off_the_cases_work_order_stays_with_the_case(
    leak, manager, django_capture_on_commit_callbacks
):
    cases.order_from_case(leak, by=manager)
    with django_capture_on_commit_callbacks(execute=True):
        remove_photo(TaskPhoto.objects.get(), by=manager)
    photo = CasePhoto.objects.get()
    assert photo.image.storage.exists(photo.image.name)
