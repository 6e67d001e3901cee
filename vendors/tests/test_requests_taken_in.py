"""What the desk types: a request by phone, another contact, one more issue, a reason, a note."""

import uuid
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from config.core import workflow
from config.core.models import Email
from vendors import services
from vendors.models import Drafting, DraftProposal, Property, ServiceRequest

URL = "/requests/new/"


@pytest.fixture
def desk(client, dispatcher):
    client.force_login(dispatcher)
    return client


def picture():
    file = BytesIO()
    Image.new("RGB", (40, 30), "red").save(file, "JPEG")
    return SimpleUploadedFile("wall.jpg", file.getvalue(), "image/jpeg")


def typed(*issues, **fields):
    """What the browser sends: three rows of issues, the rest of them blank."""
    rows = [{"description": issue} if isinstance(issue, str) else issue for issue in issues]
    rows += [{}] * (3 - len(rows))
    data = {"issues-TOTAL_FORMS": len(rows), "issues-INITIAL_FORMS": 0}
    for nth, row in enumerate(rows):
        blank = {"description": "", "room": "", "urgency": "normal"}
        data |= {f"issues-{nth}-{name}": value for name, value in (blank | row).items()}
    contact = {"home": "", "address": "", "name": "", "phone": "", "email": "", "language": "en"}
    return contact | {"once": uuid.uuid4().hex} | data | fields


def test_a_request_for_a_home_we_know_takes_its_homeowner(desk, home):
    answer = desk.post(URL, typed("The tap drips", "The door squeaks", home=home.pk))
    request = ServiceRequest.objects.get()
    assert answer["Location"] == request.get_absolute_url()
    assert (request.home, request.name, request.email) == (home, "Nora Quill", "nora@example.org")
    assert [issue.description for issue in request.issues.all()] == [
        "The tap drips", "The door squeaks",
    ]  # fmt: skip
    assert request.history.get(action="opened").who == "Tom Reyes"
    assert Drafting.objects.get().request == request


def test_an_address_that_is_new_becomes_a_property_and_a_known_one_is_found(desk, home):
    desk.post(URL, typed("Tap", address="9 Elm Road", name="Ben", phone="+12015550123"))
    made = Property.objects.get(address="9 Elm Road")
    assert (made.homeowner, made.phone) == ("Ben", "+12015550123")
    desk.post(URL, typed("Tap", address="12 alder lane  bristol", name="A neighbour"))
    request = ServiceRequest.objects.latest("pk")
    assert (request.home, request.name) == (home, "A neighbour")


def test_each_issue_has_its_room_urgency_and_photos(desk, home):
    first = {"description": "Hole", "room": "Hall", "urgency": "urgent", "photos": [picture()]}
    desk.post(URL, typed(first, "Tap", home=home.pk))
    hole, tap = ServiceRequest.objects.get().issues.all()
    assert (hole.room, hole.urgency, hole.photos.count()) == ("Hall", "urgent", 1)
    assert tap.photos.count() == 0


def test_what_is_missing_is_marked_and_what_was_typed_is_kept(desk):
    answer = desk.post(URL, typed({"room": "Attic"}, phone="nonsense"))
    assert answer.status_code == 422
    assert "Attic" in answer.text
    assert set(answer.context["form"].errors) == {"address", "name", "phone"}
    assert "description" in answer.context["rows"].errors[0]
    assert not ServiceRequest.objects.exists()


def test_a_request_needs_an_issue(desk, home):
    answer = desk.post(URL, typed(home=home.pk))
    assert answer.status_code == 422
    assert "Describe at least one problem." in answer.text


def test_rows_that_were_removed_and_a_table_that_lies_make_nothing(desk, home):
    gone = {"description": "Not this one", "DELETE": "on"}
    desk.post(URL, typed(gone, "Tap", home=home.pk))
    assert [str(issue) for issue in ServiceRequest.objects.get().issues.all()] == ["Tap"]
    for total in ("100000", "x", ""):
        lie = typed("Tap", home=home.pk) | {"issues-TOTAL_FORMS": total}
        assert desk.post(URL, lie).status_code == 422
    assert ServiceRequest.objects.count() == 1


def test_the_same_form_sent_twice_makes_one_request(desk, home):
    form = typed("Tap", home=home.pk)
    assert desk.post(URL, form)["Location"] == desk.post(URL, form)["Location"]
    assert ServiceRequest.objects.count() == 1


@pytest.mark.parametrize("key", ["0", "99999", "x", "9" * 60, "-1"])
def test_a_property_that_is_not_there_is_refused(desk, key):
    assert desk.post(URL, typed("Tap", home=key)).status_code == 422
    assert desk.get(URL, {"home": key}).status_code == 200


def test_the_page_begins_with_the_property_of_its_address(desk, home):
    page = desk.get(URL, {"home": home.pk})
    assert page.context["form"].picked == home
    assert "12 Alder Lane" in page.text


def test_another_contact_and_home_are_kept_and_stand_in_the_history(desk, asked):
    other = Property.objects.create(address="9 Elm Road")
    page = desk.get(f"/requests/{asked.number}/edit/")
    fields = {
        "home": other.pk,
        "name": "Ola Quill",
        "email": "ola@example.org",
        "phone": "",
        "language": "es",
        "seen_at": page.context["seen_at"].isoformat(),
    }
    desk.post(f"/requests/{asked.number}/edit/", fields)
    request = ServiceRequest.objects.get()
    assert (request.home, request.name, request.language) == (other, "Ola Quill", "es")
    note = request.history.filter(action="edited").first().note
    assert "nora@example.org → ola@example.org" in note
    assert ServiceRequest.objects.matching("ola elm").exists()


def test_who_saves_second_is_told_and_a_wrong_contact_is_marked(desk, asked, manager):
    page = desk.get(f"/requests/{asked.number}/edit/")
    seen = page.context["seen_at"].isoformat()
    services.change_request(asked, by=manager, name="Meanwhile")
    fields = {"home": asked.home_id, "name": "Mine", "language": "en", "seen_at": seen}
    answer = desk.post(f"/requests/{asked.number}/edit/", fields)
    assert answer.status_code == 422
    assert "while you were typing" in answer.text
    answer = desk.post(f"/requests/{asked.number}/edit/", fields | {"email": "no"})
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"email"})
    desk.post(f"/requests/{asked.number}/edit/", fields | {"home": "", "address": "9 Elm Road"})
    assert ServiceRequest.objects.get().name == "Meanwhile"
    assert not Property.objects.filter(address="9 Elm Road").exists()


def test_one_more_issue_wants_its_draft_too(desk, asked):
    Drafting.objects.update(state="sent")
    url = f"/requests/{asked.number}/issues/"
    desk.post(url, {"description": "The roof leaks", "urgency": "emergency"})
    issue = asked.issues.last()
    assert (str(issue), issue.urgency, issue.place) == ("The roof leaks", "emergency", 3)
    assert Drafting.objects.get().state == "queued"
    assert asked.history.filter(note="Issue added: The roof leaks").exists()
    assert desk.post(url, {"description": ""}).status_code == 422


def test_a_request_that_is_done_with_takes_no_further_issue(desk, asked, manager):
    workflow.take_step(asked, "close", by=manager)
    answer = desk.post(f"/requests/{asked.number}/issues/", {"description": "The roof leaks"})
    assert answer.status_code == 422
    assert "reopen it first" in answer.text
    assert asked.issues.count() == 2


def test_not_covered_tells_the_homeowner_why_and_dismisses_the_draft(desk, asked, trade):
    issue = asked.issues.first()
    DraftProposal.objects.create(
        issue=issue, text="x", trade=trade("tile"), title="T", description="D", confidence=0.1
    )
    url = f"/requests/{asked.number}/issues/{issue.pk}/not-covered/"
    assert desk.post(url, {"reason": " "}).status_code == 422
    desk.post(url, {"reason": "Worn by use, see page 4"})
    assert "Worn by use, see page 4" in Email.objects.get(kind="request-not-covered").text
    assert DraftProposal.objects.get().decision == "overtaken"
    assert "Worn by use" in desk.get(asked.get_absolute_url()).text
    answer = desk.post(url, {"reason": "Again"})
    assert (answer.status_code, "told already" in answer.text) == (422, True)


def test_an_issue_that_is_ordered_cannot_be_not_covered(desk, asked, make_order):
    issue = make_order().issues.get()
    answer = desk.post(f"/requests/{asked.number}/issues/{issue.pk}/not-covered/", {"reason": "No"})
    assert answer.status_code == 422
    assert not Email.objects.filter(kind="request-not-covered").exists()


def test_an_issue_of_another_request_is_not_found_here(desk, asked, home, manager):
    other = services.submit(by=manager, home=home, name="B", reports=[services.Report("Other")])
    issue = other.issues.get()
    url = f"/requests/{asked.number}/issues/{issue.pk}/not-covered/"
    assert desk.post(url, {"reason": "No"}).status_code == 404


def test_a_note_is_internal(desk, asked):
    desk.post(f"/requests/{asked.number}/notes/", {"note": "They have a dog"})
    entry = asked.history.get(note="They have a dog")
    assert not entry.public
    assert "They have a dog" in desk.get(asked.get_absolute_url()).text
    assert desk.post(f"/requests/{asked.number}/notes/", {"note": ""}).status_code == 422


def test_short_forms_come_in_place_for_htmx_and_as_a_page_without(desk, asked):
    url = f"/requests/{asked.number}/notes/"
    assert "<!doctype html>" in desk.get(url).text
    fragment = desk.get(url, headers={"HX-Request": "true"}).text
    assert "<!doctype html>" not in fragment
    assert f'hx-post="{url}"' in fragment
