from types import SimpleNamespace

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.http import Http404

from config.core.sending_files import send_file


@pytest.fixture
def stored(tmp_path):
    """What a FileField gives: a name in a storage, and a way to open it."""
    storage = FileSystemStorage(location=tmp_path)

    def keep(data, name="photos/ab/c d.jpg"):
        name = storage.save(name, ContentFile(data))
        return SimpleNamespace(
            name=name, storage=storage, open=lambda mode: storage.open(name, mode)
        )

    return keep


def test_our_photo_is_shown_in_the_page(stored):
    response = send_file(stored(b"pixels"), name="front.jpg", inline_type="image/jpeg")
    assert response.content == b"pixels"
    assert response["Content-Type"] == "image/jpeg"
    assert response["Content-Disposition"] == 'inline; filename="front.jpg"'
    assert response["Cache-Control"] == "private, max-age=3600"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_anything_else_is_a_download_in_a_sandbox(stored):
    response = send_file(stored(b"<script>"), name="page.html")
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"] == 'attachment; filename="page.html"'
    assert response["Content-Security-Policy"].startswith("sandbox")
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_a_name_with_accents_and_quotes_is_encoded(stored):
    response = send_file(stored(b"%PDF-"), name='Presupuesto "niño".pdf')
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == (
        "attachment; filename*=utf-8''Presupuesto%20%22ni%C3%B1o%22.pdf"
    )


def test_the_web_server_sends_the_bytes_where_one_is_in_front(stored, settings):
    settings.SEND_FILE_PREFIX = "/protected/"
    response = send_file(stored(b"pixels"), name="front.jpg", inline_type="image/jpeg")
    assert response.content == b""
    assert "Content-Length" not in response
    assert response["X-Accel-Redirect"].startswith("/protected/photos/ab/c")
    assert " " not in response["X-Accel-Redirect"]


@pytest.mark.parametrize("prefix", ["", "/protected/"])
def test_a_missing_file_is_not_found(stored, settings, prefix):
    settings.SEND_FILE_PREFIX = prefix
    file = stored(b"pixels")
    file.storage.delete(file.name)
    with pytest.raises(Http404):
        send_file(file, name="front.jpg")


def test_a_kind_that_could_run_scripts_is_never_inline(stored):
    with pytest.raises(ValueError, match="never shown inline"):
        send_file(stored(b"<svg/>"), name="x.svg", inline_type="image/svg+xml")
