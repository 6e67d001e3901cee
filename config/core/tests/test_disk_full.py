"""The disk takes nothing more: whoever sent something is told so, and no part of it is kept."""

import errno
import os
from io import BytesIO

import pytest
from django.core.files.base import ContentFile, File
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from PIL import Image

from config.core.disk import WholeFiles, is_full
from config.core.models import ShopProfile
from config.core.models.shop import current_shop

HALF = b"x" * 100_000


class Disk(WholeFiles):
    """A disk with room for so many bytes."""

    def __init__(self, room, **kwargs):
        super().__init__(**kwargs)
        self.room = room

    def _save(self, name, content):
        return super()._save(name, Written(content, self))


class Written(File):
    """A file on its way to the disk, which stops it where there is no more room."""

    def __init__(self, content, disk):
        super().__init__(content)
        self.disk = disk

    def chunks(self, chunk_size=None):
        for chunk in self.file.chunks(1000):
            self.disk.room -= len(chunk)
            if self.disk.room < 0:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            yield chunk


@pytest.fixture
def room(settings, tmp_path):
    """Gives the disk so many bytes of room, and asks which files lie on it."""
    settings.MEDIA_ROOT = tmp_path

    def give(size):
        disk = {"BACKEND": f"{__name__}.Disk", "OPTIONS": {"room": size}}
        settings.STORAGES = settings.STORAGES | {"default": disk}

    give.files = lambda: [path for path in tmp_path.rglob("*") if path.is_file()]
    return give


def picture(name="front.jpg"):
    data = BytesIO()
    Image.effect_noise((900, 700), 90).save(data, "JPEG", quality=95)
    return SimpleUploadedFile(name, data.getvalue())


def test_of_a_file_that_does_not_fit_nothing_stays(room):
    room(150_000)
    with pytest.raises(OSError, match="No space left"):
        storages["default"].save("a/two.bin", ContentFile(HALF * 2))
    assert room.files() == []
    room(150_000)
    storages["default"].save("a/one.bin", ContentFile(b"x" * 1000))
    assert len(room.files()) == 1


@pytest.mark.parametrize("bytes_free", [0, 100_000, 400_000, 600_000])
def test_photos_are_kept_all_or_none(client, manager, order, room, bytes_free):
    room(bytes_free)
    client.force_login(manager)
    client.raise_request_exception = False
    sent = {"photos": [picture() for _ in range(4)]}
    answer = client.post(f"{order.get_absolute_url()}photos/", sent)
    assert answer.status_code == 507
    assert "The disk of the server is full" in answer.text
    assert order.photos.count() == 0
    assert room.files() == []


def test_whoever_did_not_leave_the_page_is_told_in_one_line(client, manager, order, room):
    room(0)
    client.force_login(manager)
    client.raise_request_exception = False
    answer = client.post(
        f"{order.get_absolute_url()}photos/",
        {"photos": picture()},
        headers={"HX-Request": "true"},
    )
    assert answer.status_code == 507
    assert "The disk of the server is full. Nothing was saved." in answer.text


def test_settings_with_a_logo_that_does_not_fit_stay_as_they_are(client, manager, room):
    current_shop()
    room(0)
    client.force_login(manager)
    client.raise_request_exception = False
    sent = {"section": "shop", "name": "Another name", "color": "#2557c7", "new_logo": picture()}
    assert client.post("/settings/", sent).status_code == 507
    assert ShopProfile.objects.get().name == "My shop"
    assert room.files() == []


@pytest.mark.skipif(connection.vendor != "sqlite", reason="asks SQLite")
def test_a_database_without_room_is_a_full_disk(tmp_path):
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        pages = cursor.fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages}")
        try:
            with pytest.raises(OperationalError) as told:
                cursor.execute("CREATE TABLE heavy AS SELECT zeroblob(10000000)")
        finally:
            cursor.execute("PRAGMA max_page_count = 4294967294")
    assert is_full(told.value)
    assert not is_full(OperationalError("database is locked"))
