"""The form by which a homeowner reports problems, without a login."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from config.core.models import Email
from vendors.models import Issue, IssuePhoto, Property, ServiceRequest


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


def test_sent_twice_it_is_one_request(client):
    first = client.post("/request/", form())
    second = client.post("/request/", form())

    assert first["Location"] == second["Location"]
    assert ServiceRequest.objects.count() == 1


def test_one_more_problem_without_script_keeps_what_was_typed_and_checks_nothing(client):
    page = client.post("/request/", form(add="1", name="", **{"issues-0-photos": picture()}))
    text = page.content.decode()

    assert page.status_code == 200
    assert "The pipe under the sink drips" in text
    assert 'name="issues-1-description"' in text
    assert 'value="Alder Park"' in text
    assert '<option value="urgent" selected>' in text
    assert 'aria-invalid="true"' not in text
    assert "choose them again" in text
    assert not ServiceRequest.objects.exists()


def test_a_problem_can_be_taken_away_again_and_another_gets_a_number_of_its_own(client):
    text = client.post("/request/", form(**SECOND, remove="0")).content.decode()

    assert "The pipe under the sink drips" not in text
    assert "There is a hole in the wall" in text
    assert 'name="issues-4-description"' in client.post(
        "/request/", form(**SECOND, add="1")
    ).content.decode().replace("issues-__place__", "")


def test_no_eleventh_problem_is_drawn_or_taken(client):
    ten = {
        f"issues-{place}-{name}": value
        for place in range(10)
        for name, value in (("description", f"Crack {place}"), ("urgency", "low"))
    }
    full = client.post("/request/", form(**ten, add="1")).content.decode()
    assert 'name="issues-10-description"' not in full
    assert "Crack 9" in full

    eleven = ten | {"issues-10-description": "One more", "issues-10-urgency": "low"}
    refused = client.post("/request/", form(**eleven))
    assert refused.status_code == 422
    assert "Ten problems at most" in refused.content.decode()
    assert not ServiceRequest.objects.exists()


def test_an_empty_problem_beside_another_does_not_count(client):
    client.post("/request/", form(**SECOND | {"issues-3-description": " ", "issues-3-room": ""}))

    assert Issue.objects.get().description == "The pipe under the sink drips"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"email": ""}, "so that we can answer"),
        ({"email": "no address"}, "valid email"),
        ({"email": "a@b.example\nBcc: c@d.example"}, "valid email"),
        ({"name": ""}, "required"),
        ({"name": "x\0y"}, "Null characters"),
        ({"phone": "12"}, "valid phone"),
        ({"address": " "}, "required"),
        ({"address": "x" * 301}, "at most 300"),
        ({"address": "--"}, "the street and the number"),
        ({"once": ""}, "marked below"),
        ({"issues-0-room": "x" * 81}, "at most 80"),
        ({"issues-0-urgency": "1e400"}, "valid choice"),
        (SECOND | {"issues-3-description": " "}, "Say in a few words"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(client, changed, said):
    page = client.post("/request/", form(**changed))

    assert page.status_code == 422
    assert said in page.content.decode()
    assert "The pipe under the sink drips" in page.content.decode()
    assert not ServiceRequest.objects.exists()
    assert not Property.objects.exists()


def test_a_file_that_is_no_photo_is_named_and_leaves_nothing_behind(client, tmp_path):
    script = SimpleUploadedFile("plan.svg", b"<svg onload=alert(1)>", content_type="image/png")
    page = client.post("/request/", form(**{"issues-0-photos": [picture("good.jpg"), script]}))
    text = page.content.decode()

    assert page.status_code == 422
    assert "plan.svg: This is not a photo we can read" in text
    assert "The pipe under the sink drips" in text
    assert "choose them again" in text
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_the_eleventh_photo_of_a_problem_is_one_too_many(client):
    photos = {"issues-0-photos": [picture() for _nth in range(11)]}
    page = client.post("/request/", form(**photos))

    assert page.status_code == 422
    assert "at most 10 photos" in page.content.decode()


@pytest.mark.parametrize(
    "value", ["x" * 5000, "\0", "{{ 7|add:1330 }}", "<script>alert(1)</script>"]
)
@pytest.mark.parametrize("button", ["", "add", "remove"])
def test_whatever_is_typed_the_answer_is_a_page_without_it_as_markup(client, value, button):
    sent = {name: value for name in form() if name != "website"} | (
        {button: value} if button else {}
    )
    page = client.post("/request/", sent)

    assert page.status_code == (200 if button else 422)
    assert "<script>alert" not in page.content.decode()
    assert "1337" not in page.content.decode()


def test_fields_that_nobody_drew_are_left_alone(client):
    odd = {"issues-x-description": "?", "issues-٣-room": "?", "issues-999-description": "?"}
    client.post("/request/", form(**odd))

    assert Issue.objects.count() == 1


def test_a_program_that_fills_every_field_makes_no_request(client):
    page = client.post("/request/", form(website="http://spam.example"))

    assert page.status_code == 200
    assert not ServiceRequest.objects.exists()


def test_the_eleventh_request_of_an_hour_is_too_many(client):
    for number in range(10):
        client.post("/request/", form(once=f"key-{number}"))
    answer = client.post("/request/", form(once="one-more"))

    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert ServiceRequest.objects.count() == 10


def test_a_home_that_is_flooded_takes_no_more_requests_that_day(client, home, monkeypatch):
    monkeypatch.setattr("vendors.public.request_form.A_DAY", 1)
    client.post("/request/", form())
    page = client.post("/request/", form(once="another", name="Somebody Else"))

    assert page.status_code == 422
    assert "Please call us" in page.content.decode()
    assert "Somebody Else" in page.content.decode()
    assert ServiceRequest.objects.count() == 1


def test_a_stranger_neither_learns_nor_changes_who_lives_at_an_address(client, home):
    sent = form(
        name="Somebody Else", email="else@example.org", address="12  ALDER lane,\r\nbristol"
    )
    page = client.post("/request/", sent, follow=True)
    text = page.content.decode()

    kept = Property.objects.get()
    assert (kept.homeowner, kept.email, kept.community) == (
        home.homeowner,
        home.email,
        "Alder Park",
    )
    assert kept.lot == ""
    assert ServiceRequest.objects.get().home == kept
    assert "Nora Quill" not in text
    assert "nora@example.org" not in text
    assert Email.objects.get().to == "else@example.org"


def test_opening_the_form_makes_no_row(client, django_assert_max_num_queries):
    client.get("/request/")
    with django_assert_max_num_queries(2) as asked:
        page = client.get("/request/")

    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert all(query["sql"].startswith("SELECT") for query in asked.captured_queries)
    assert len(page.content) < 20_000


def test_a_photo_loses_where_it_was_taken(client):
    file = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "CANARY"
    Image.new("RGB", (60, 40), "teal").save(file, "JPEG", exif=exif)
    photo = SimpleUploadedFile("x.jpg", file.getvalue(), content_type="image/jpeg")
    client.post("/request/", form(**{"issues-0-photos": photo}))

    assert b"CANARY" not in IssuePhoto.objects.get().image.read()
