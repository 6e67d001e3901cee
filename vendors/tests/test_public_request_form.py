"""The form by which a homeowner reports problems, without a login."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from config.core.models import Email
from vendors.models import ServiceRequest


@pytest.fixture(autouse=True)
def files_of_this_test(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def picture(name="sink.jpg"):
    file = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(file, "JPEG")
    return SimpleUploadedFile(name, file.getvalue(), content_type="image/jpeg")


def form(**changed):
    return {
        "name": "Nora Quill",
        "email": "nora@example.org",
        "phone": "",
        "address": "12 Alder Lane\nBristol",
        "community": "Alder Park",
        "lot": "7",
        "website": "",
        "once": "key-1",
        "issues-0-description": "The pipe under the sink drips",
        "issues-0-room": "Kitchen",
        "issues-0-urgency": "urgent",
    } | changed


SECOND = {
    "issues-3-description": "There is a hole in the wall",
    "issues-3-room": "Hall",
    "issues-3-urgency": "low",
}


def test_two_problems_with_photos_become_a_request_and_the_homeowner_is_told(client):
    photos = {"issues-0-photos": [picture("a.jpg"), picture("b.jpg")], "issues-3-photos": picture()}
    answer = client.post("/request/", form(**SECOND, **photos))

    request = ServiceRequest.objects.get()
    assert answer["Location"] == request.link.get_absolute_url()
    assert (request.name, request.email, request.status) == (
        "Nora Quill",
        "nora@example.org",
        "submitted",
    )
    issues = list(request.issues.values_list("description", "room", "urgency"))
    assert issues == [
        ("The pipe under the sink drips", "Kitchen", "urgent"),
        ("There is a hole in the wall", "Hall", "low"),
    ]
    assert [issue.photos.count() for issue in request.issues.all()] == [2, 1]
    assert request.home.community == "Alder Park"
    assert Email.objects.get().to == "nora@example.org"
    assert client.get(answer["Location"]).status_code == 200
