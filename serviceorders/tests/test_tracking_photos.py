"""Which photos a client gets to see, and by which link."""

import io

import pytest
from django.urls import reverse
from PIL import Image

from config.core.images import clean_photo
from config.core.workflow import take_step
from serviceorders import services


@pytest.fixture(autouse=True)
def files_of_this_test(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def picture():
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(file, "JPEG")
    file.seek(0)
    return clean_photo(file)


def photograph(order, manager, caption, public):
    services.add_photos(order, by=manager, photos=[picture()], caption=caption, public=public)
    return order.photos.get(caption=caption)


def image_of(order, photo, size="thumb"):
    return f"{order.tracking_link.get_absolute_url()}photos/{photo.pk}/{size}.jpg"


def test_a_public_photo_is_on_the_page_in_both_sizes(client, order, manager):
    photo = photograph(order, manager, "Swollen battery", public=True)
    text = client.get(order.tracking_link.get_absolute_url()).content.decode()

    assert "Swollen battery" in text
    for size in ("thumb", "full"):
        assert image_of(order, photo, size) in text
        answer = client.get(image_of(order, photo, size))
        assert answer["Content-Type"] == "image/jpeg"
        assert answer["Content-Disposition"].startswith("inline")
    assert client.get(image_of(order, photo, "original")).status_code == 404


def test_a_private_photo_is_neither_named_nor_given(client, order, manager):
    photo = photograph(order, manager, "Serial plate", public=False)

    assert "Serial plate" not in client.get(order.tracking_link.get_absolute_url()).content.decode()
    assert client.get(image_of(order, photo)).status_code == 404


def test_a_photo_of_another_order_is_not_given(client, order, manager, cleo):
    other = services.open_order(by=manager, client=cleo, model="Pixel 8", problem="Dead")
    photo = photograph(other, manager, "Somebody else's", public=True)

    assert client.get(image_of(order, photo)).status_code == 404


def test_a_photo_that_is_hidden_changes_the_page(client, order, manager):
    photo = photograph(order, manager, "Screen", public=True)
    url = order.tracking_link.get_absolute_url()
    tag = client.get(url)["ETag"]
    services.change_photo(photo, by=manager, caption="Screen", public=False)

    again = client.get(url, headers={"If-None-Match": tag})
    assert again.status_code == 200
    assert "photos/" not in again.content.decode()


def test_who_showed_a_photo_to_the_client_and_who_hid_it_stays_known(order, manager):
    photo = photograph(order, manager, "", public=False)
    for caption, public in (("Screen", True), ("Screen, cracked", True), ("Screen", False)):
        services.change_photo(photo, by=manager, caption=caption, public=public)
    services.change_photo(photo, by=manager, caption="Screen", public=False)  # nothing new

    lines = order.history.filter(action="photo").order_by("pk")
    assert [(line.by, line.note) for line in lines][1:] == [
        (manager, "Screen shown to the client"),
        (manager, "Screen, cracked"),
        (manager, "Screen hidden from the client"),
    ]


def test_the_photos_of_a_closed_order_stay_as_they_are(client, order, manager):
    photo = photograph(order, manager, "Screen", public=False)
    take_step(order, "cancel", by=manager, note="Not worth it")
    client.force_login(manager)
    address = reverse("serviceorders:photo", args=[order.number, photo.pk])
    said = client.post(address, {"caption": "Glass", "public": "on"}).content.decode()

    assert "is closed. Reopen it to change it." in said
    assert 'value="Glass"' in said
    photo.refresh_from_db()
    assert (photo.caption, photo.public) == ("Screen", False)
