"""A service request that becomes a repair or a maintenance order."""

from io import BytesIO

import pytest
from PIL import Image

from config.core import workflow
from config.core.actors import CLIENT
from config.core.images import clean_photo
from config.core.models import HandOver
from serviceorders.models import Client, ServiceOrder
from serviceorders.services import find_or_make_client
from vendors import services
from vendors.models import IssuePhoto, Property
from workorders.models import TaskPhoto, WorkOrder
from workorders.services.tasks import remove_photo

REPAIR, WORK = "/service-orders/new/", "/work-orders/new/"


@pytest.fixture
def desk(client, dispatcher):
    client.force_login(dispatcher)
    return client


@pytest.fixture
def home():
    return Property.objects.create(address="12 Alder Lane")


@pytest.fixture
def asked(home):
    """A request with two issues, just in."""
    return services.submit(
        by=CLIENT,
        home=home,
        name="Nora Quill",
        email="nora@example.org",
        reports=[
            services.Report("The pipe under the kitchen sink drips", room="Kitchen"),
            services.Report("There is a hole in the wall behind the door", room="Hall"),
        ],
    )


@pytest.fixture
def pictured(home, settings, tmp_path):
    """A request with a photo."""
    settings.MEDIA_ROOT = tmp_path
    file = BytesIO()
    Image.new("RGB", (40, 30), "blue").save(file, "JPEG")
    file.seek(0)
    report = services.Report("The oven stays cold", room="Kitchen", photos=[clean_photo(file)])
    return services.submit(
        by=CLIENT, home=home, name="Nora Quill", email="nora@example.org", reports=[report]
    )


def begun(desk, url, request):
    return desk.get(url, {"from": request.number}).context


def as_typed(form):
    """What the browser sends of a form that nobody touches."""
    values = {each.html_name: each.value() for each in form if each.name != "photos"}
    return {name: value for name, value in values.items() if value}


def taken_in(desk, request, **typed):
    context = begun(desk, REPAIR, request)
    sent = as_typed(context["form"]) | as_typed(context["picker"])
    picked = context["picker"].picked
    sent |= {"model": "Oven", "client-client": picked.pk if picked else ""}
    return desk.post(REPAIR, sent | typed)


def test_its_page_offers_both_to_those_who_may(client, asked, dispatcher, reader):
    for user, offered in ((dispatcher, True), (reader, False)):
        client.force_login(user)
        page = client.get(asked.get_absolute_url()).content.decode()
        for url in (REPAIR, WORK):
            assert (f"{url}?from={asked.number}" in page) is offered


def test_the_intake_begins_with_its_contact_and_its_words(desk, asked):
    context = begun(desk, REPAIR, asked)
    picker = context["picker"]
    assert picker.picked is None
    assert (picker["name"].value(), picker["email"].value()) == ("Nora Quill", "nora@example.org")
    assert context["form"]["problem"].value() == (
        "Kitchen: The pipe under the kitchen sink drips\n\n"
        "Hall: There is a hole in the wall behind the door"
    )


def test_a_client_with_the_same_e_mail_is_picked(desk, asked):
    nora = find_or_make_client(name="N. Quill", email="NORA@example.org", phone="", language="en")
    assert begun(desk, REPAIR, asked)["picker"].picked == nora
    taken_in(desk, asked)
    assert ServiceOrder.objects.get().client == nora
    assert Client.objects.count() == 1


def test_it_becomes_a_repair_and_each_names_the_other(desk, pictured):
    response = taken_in(desk, pictured)
    order = ServiceOrder.objects.get()
    assert response["Location"] == order.get_absolute_url()
    assert (order.client.name, order.client.email) == ("Nora Quill", "nora@example.org")
    assert HandOver.objects.filter(from_number=pictured.number, to_number=order.number).count() == 1
    assert order.number in desk.get(pictured.get_absolute_url()).content.decode()
    assert pictured.get_absolute_url() in desk.get(order.get_absolute_url()).content.decode()
    assert pictured.history.filter(note__contains=order.number, public=False).exists()
    assert order.history.filter(note__contains=pictured.number, public=False).exists()


def test_its_photos_go_along_and_stay_when_the_request_forgets_its_own(desk, pictured):
    taken_in(desk, pictured)
    photo = ServiceOrder.objects.get().photos.get()
    reported = IssuePhoto.objects.get()
    assert photo.image.read() == reported.image.read()
    assert not photo.public
    reported.delete_files()
    assert photo.image.storage.exists(photo.image.name)
    assert photo.thumb.storage.exists(photo.thumb.name)


def test_it_becomes_a_work_order_with_its_photos(desk, pictured):
    page = desk.get(WORK, {"from": pictured.number})
    form = page.context["form"]
    assert f"From {pictured.number}" in page.content.decode()
    assert form["title"].value() == "The oven stays cold"
    assert form["description"].value() == "Kitchen: The oven stays cold"
    response = desk.post(WORK, as_typed(form))
    order = WorkOrder.objects.get()
    assert response["Location"] == order.get_absolute_url()
    assert HandOver.objects.filter(from_number=pictured.number, to_number=order.number).exists()
    assert order.tasks.get().title == "Look at what was reported"
    assert order.number in desk.get(pictured.get_absolute_url()).content.decode()
    assert pictured.get_absolute_url() in desk.get(order.get_absolute_url()).content.decode()


def test_a_photo_taken_off_the_work_order_stays_with_the_request(
    desk, pictured, manager, django_capture_on_commit_callbacks
):
    desk.post(WORK, as_typed(begun(desk, WORK, pictured)["form"]))
    with django_capture_on_commit_callbacks(execute=True):
        remove_photo(TaskPhoto.objects.get(), by=manager)
    reported = IssuePhoto.objects.get()
    assert reported.image.storage.exists(reported.image.name)


def test_a_form_sent_twice_hands_over_once(desk, asked):
    context = begun(desk, REPAIR, asked)
    sent = as_typed(context["form"]) | as_typed(context["picker"]) | {"model": "Oven"}
    first, again = desk.post(REPAIR, sent), desk.post(REPAIR, sent)
    assert first["Location"] == again["Location"]
    assert HandOver.objects.count() == 1


@pytest.mark.parametrize("url", [REPAIR, WORK])
def test_a_request_that_was_closed_is_refused_with_words(desk, asked, manager, url):
    form = begun(desk, url, asked)["form"]
    typed = as_typed(form) | {"model": "Oven", "client-name": "Nora", "client-language": "en"}
    workflow.take_step(asked, "close", by=manager)
    refusal = f"{asked} is Closed: reopen it first."
    response = desk.post(url, typed)
    assert response.status_code == 422
    assert refusal in response.content.decode()
    page = desk.get(url, {"from": asked.number})
    assert refusal in page.content.decode()
    assert not page.context["form"]["matter"].value()
    assert not HandOver.objects.exists()
    assert url not in desk.get(asked.get_absolute_url()).content.decode()


@pytest.mark.parametrize("url", [REPAIR, WORK])
@pytest.mark.parametrize("number", ["SR-2026-9999", "SR-\0", "x", "OS-1999-0001", "SR-" * 2000])
def test_a_number_that_names_nothing_is_refused_with_words(desk, asked, url, number):
    response = desk.get(url, {"from": number})
    assert response.status_code == 200
    assert "that you may see." in response.content.decode()
    typed = as_typed(response.context["form"]) | {
        "model": "Oven", "problem": "Cold", "title": "Oven", "client-name": "Nora",
        "client-language": "en", "matter": number,
    }  # fmt: skip
    assert desk.post(url, typed).status_code == 422
    assert not HandOver.objects.exists()


def test_who_may_not_see_the_request_takes_nothing_of_it(client, asked, technician):
    client.force_login(technician)
    response = client.get(REPAIR, {"from": asked.number})
    assert "that you may see." in response.content.decode()
    assert "Nora" not in response.content.decode()
    typed = {
        "once": "x", "model": "Oven", "problem": "Cold", "client-name": "Nora",
        "client-language": "en", "matter": asked.number,
    }  # fmt: skip
    assert client.post(REPAIR, typed).status_code == 422
    assert not HandOver.objects.exists()
