"""Which photos a client gets to see, and by which link."""

import io

import pytest
from PIL import Image

from config.core.images import clean_photo
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
    services.change_photo(photo, caption="Screen", public=False)

    again = client.get(url, headers={"If-None-Match": tag})
    assert again.status_code == 200
    assert "photos/" not in again.content.decode()
