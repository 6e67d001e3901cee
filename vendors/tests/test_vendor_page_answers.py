"""The vendor's page: what they need for the job, and answers that the team sees at once as wishes."""

import io
from datetime import timedelta

import pytest
from django.apps import apps
from django.core import serializers
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from icalendar import Calendar
from PIL import Image

from config.core import workflow
from config.core.actors import CLIENT
from config.core.images import clean_photo
from vendors import services
from vendors.models import VendorPhoto, VendorWorkOrder

TOMORROW = (timezone.localtime() + timedelta(days=1)).strftime("%Y-%m-%dT10:00")


@pytest.fixture(autouse=True)
def files_of_this_test(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def picture(name="x.jpg"):
    file = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(file, "JPEG")
    return SimpleUploadedFile(name, file.getvalue(), content_type="image/jpeg")


@pytest.fixture
def sent(make_order, manager):
    return take(make_order(scope="Tiles stay", amount="1234.56"), "send", by=manager)


def take(order, *steps, by):
    for step in steps:
        order = workflow.take_step(order, step, by=by, note="As agreed")
    return order


def fresh(order):
    return VendorWorkOrder.objects.get(pk=order.pk)


def address(order, answer=""):
    url = order.link.get_absolute_url()
    return f"{url}answer/{answer}/" if answer else url


def test_the_page_says_what_the_vendor_needs(client, sent):
    text = client.get(address(sent)).content.decode()

    for words in (
        sent.number,
        sent.title,
        sent.description,
        "Tiles stay",
        "12 Alder Lane, Bristol",
    ):
        assert words in text
    assert "Nora Quill" in text
    assert "nora@example.org" not in text


def test_a_person_who_looks_has_seen_it_and_a_scanner_has_not(client, sent):
    client.get(address(sent))
    assert fresh(sent).response == "sent"

    assert client.post(address(sent, "opened")).status_code == 204
    assert fresh(sent).response == "viewed"
    assert sent.link.opened_at
    assert not fresh(sent).has_news


def test_accepting_is_a_wish_that_the_desk_sees(client, sent):
    page = client.post(address(sent, "accept"), {"once": "a"}, follow=True)

    order = fresh(sent)
    assert (order.response, order.status, order.has_news) == ("accepted", "in_progress", True)
    assert "You accepted" in page.content.decode()


def test_declining_needs_a_reason(client, sent):
    page = client.post(address(sent, "decline"), {"note": " "})
    assert page.status_code == 422
    assert "Nothing was sent yet" in page.content.decode()
    assert fresh(sent).response == "sent"

    client.post(address(sent, "decline"), {"note": "Fully booked"})
    order = fresh(sent)
    assert (order.response, order.response_note) == ("declined", "Fully booked")


def test_a_date_is_offered_and_not_yet_agreed(client, sent):
    page = client.post(address(sent, "date"), {"at": TOMORROW, "note": "Before noon"}, follow=True)

    order = fresh(sent)
    assert (order.response, order.scheduled_at) == ("scheduled", None)
    assert timezone.localtime(order.wished_at).strftime("%Y-%m-%dT%H:%M") == TOMORROW
    assert "We confirm it to you" in page.content.decode()


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("", "required"),
        ("2001-01-01T10:00", "still to come"),
        ("2098-01-01T10:00", "within a year"),
        ("9999-12-31T23:59", "between 2000 and 2100"),
        ("soon\0", "valid date"),
    ],
)
def test_a_date_that_cannot_be_is_refused_and_the_note_is_kept(client, sent, at, said):
    page = client.post(address(sent, "date"), {"at": at, "note": "Before noon"})

    assert page.status_code == 422
    assert said in page.content.decode()
    assert "Before noon" in page.content.decode()
    assert fresh(sent).wished_at is None


def test_done_comes_with_photos_and_leaves_the_order_to_the_desk(client, sent):
    page = client.post(
        address(sent, "done"),
        {"note": "New trap", "photos": [picture("a.jpg"), picture("b.jpg")], "once": "a"},
        follow=True,
    )

    order = fresh(sent)
    assert (order.response, order.status) == ("done", "in_progress")
    assert order.vendor_photos.count() == 2
    photo = order.vendor_photos.first()
    url = f"{address(sent)}done/{photo.pk}/thumb.jpg"
    assert url in page.content.decode()
    assert client.get(url)["Content-Type"] == "image/jpeg"


def test_a_file_that_is_no_photo_is_named_and_nothing_is_kept(client, sent, tmp_path):
    script = SimpleUploadedFile("done.svg", b"<svg/>", content_type="image/png")
    page = client.post(address(sent, "done"), {"note": "New trap", "photos": [picture(), script]})

    assert page.status_code == 422
    assert "done.svg" in page.content.decode()
    assert "New trap" in page.content.decode()
    assert not VendorPhoto.objects.exists()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_photos_go_again_when_the_job_is_no_longer_theirs(sent, manager, tmp_path):
    take(sent, "complete", by=manager)
    with pytest.raises(services.Refused):
        services.report_done(sent, photos=[clean_photo(picture())])

    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_two_clicks_are_one_answer(client, sent):
    for _click in range(2):
        assert client.post(address(sent, "accept"), {"once": "a"}).status_code == 302

    assert sent.history.filter(action="accepted").count() == 1


def test_an_answer_that_nobody_knows_is_not_found_and_none_is_given_by_get(client, sent):
    assert client.post(address(sent, "complete")).status_code == 404
    for answer in ("accept", "decline", "date", "done", "opened"):
        assert client.get(address(sent, answer)).status_code == 405


def test_a_completed_job_can_still_be_read_and_not_be_answered(client, sent, manager):
    take(sent, "complete", by=manager)
    page = client.get(address(sent))
    assert "Thank you for your work" in page.content.decode()
    assert "/answer/" not in page.content.decode()

    refused = client.post(address(sent, "accept"))
    assert refused.status_code == 409
    assert f"{sent.number} is Completed" in refused.content.decode()
    assert client.post(address(sent, "opened")).status_code == 204
    assert fresh(sent).response == "sent"


@pytest.mark.parametrize("step", ["recall", "cancel"])
def test_the_link_of_a_job_that_was_called_off_is_dead(client, sent, manager, step):
    url = address(sent)
    take(sent, step, by=manager)

    assert client.get(url).status_code == 404
    assert client.post(f"{url}answer/accept/").status_code == 404
    assert client.get(f"{url}visit.ics").status_code == 404


def test_other_tokens_open_nothing(client, sent, asked, manager):
    old = address(sent)
    services.replace_vendor_link(sent, by=manager)
    tokens = [asked.link.token, sent.link.token[:-1], sent.link.token.swapcase(), "x"]

    assert client.get(old).status_code == 404
    for token in tokens:
        assert client.get(f"/v/{token}/").status_code == 404
        assert client.post(f"/v/{token}/answer/accept/").status_code == 404
    assert client.get(address(sent)).status_code == 200


def test_photos_are_those_chosen_for_this_order(client, home, manager, trade, plumber):
    reports = [
        services.Report(words, photos=[clean_photo(picture())]) for words in ("Drips", "Hole")
    ]
    asked = services.submit(by=CLIENT, home=home, name="Nora", reports=reports)
    mine, other = asked.issues.all()
    order = services.open_order(
        by=manager, request=asked, issues=[mine], trade=trade("plumbing"), title="Leak",
        description="Mend it", vendor=plumber,
    )  # fmt: skip
    order = take(order, "send", by=manager)

    url = f"{address(order)}photos/{mine.photos.get().pk}/full.jpg"
    assert url in client.get(address(order)).content.decode()
    assert client.get(url)["Content-Type"] == "image/jpeg"
    foreign = f"{address(order)}photos/{other.photos.get().pk}/full.jpg"
    assert client.get(foreign).status_code == 404


def test_notes_amounts_and_other_problems_are_never_shown(client, sent, asked, manager):
    home = asked.home
    home.notes = home.homeowner = "CANARY"
    home.email = "canary@example.org"
    home.save()
    sent.vendor.notes = "CANARY"
    sent.vendor.save()
    sent.log("note", by=manager, note="CANARY")
    answers = {
        "opened": {},
        "accept": {},
        "decline": {"note": "No"},
        "date": {"at": TOMORROW},
        "done": {},
    }

    for name, said in answers.items():
        client.post(address(sent, name), said)
        text = client.get(address(sent)).content.decode()
        for secret in ("CANARY", "canary", "1234", "1,234", "hole in the wall", "Maya", "SR-"):
            assert secret not in text
    services.schedule(fresh(sent), by=manager, at=timezone.now() + timedelta(days=1))
    take(fresh(sent), "complete", by=manager)
    assert "CANARY" not in client.get(address(sent)).content.decode()


def test_the_agreed_visit_goes_into_a_calendar(client, sent, manager):
    url = f"{address(sent)}visit.ics"
    assert client.get(url).status_code == 404
    at = (timezone.now() + timedelta(days=2)).replace(microsecond=0)
    services.schedule(sent, by=manager, at=at)

    entry = client.get(url).content
    assert Calendar.from_ical(entry).walk("VEVENT")[0].decoded("dtstart") == at
    assert b"CANARY" not in entry
    assert "visit.ics" in client.get(address(sent)).content.decode()


def everything():
    rows = [model.objects.order_by("pk") for model in apps.get_models() if model._meta.managed]
    return [serializers.serialize("json", query) for query in rows]


def test_a_scanner_that_reads_every_public_page_changes_no_row(client, sent, asked, manager):
    services.schedule(sent, by=manager, at=timezone.now() + timedelta(days=2))
    pages = [address(sent), f"{address(sent)}visit.ics", asked.link.get_absolute_url(), "/request/"]
    client.get("/request/")
    before = everything()

    for url in [*pages, f"{asked.link.get_absolute_url()}stream/"]:
        client.get(url)
        client.head(url)
    assert everything() == before


def test_the_page_costs_the_same_for_many_photos(
    client, sent, asked, django_assert_max_num_queries
):
    issue, url = asked.issues.first(), address(sent)
    for nth in range(40):
        sent.photos.add(
            issue.photos.create(image=f"{nth}.jpg", thumb=f"{nth}.jpg", width=1, height=1)
        )
        if nth in (1, 39):
            with django_assert_max_num_queries(4):
                page = client.get(url)
    assert len(page.content) < 30_000


def test_it_speaks_the_vendor_s_language(client, sent):
    sent.vendor.language = "es"
    sent.vendor.save()

    assert 'lang="es"' in client.get(address(sent)).content.decode()


# What is offered


def test_after_the_work_there_is_only_something_to_add(client, sent, manager):
    services.schedule(sent, by=manager, at=timezone.now() + timedelta(hours=1))
    before = client.get(address(sent)).text
    assert "Add to calendar" in before
    assert "Decline the job" in before

    services.report_done(fresh(sent), note="New valve fitted")
    after = client.get(address(sent)).text
    for words in ("Add to calendar", "Decline the job", "Send the date", "It is done"):
        assert words not in after
    assert "Add photos or a note" in after
    assert after.count("New valve fitted") == 2  # as told, and in the form to be added to


def test_a_visit_that_is_over_goes_into_no_calendar(client, sent, manager):
    services.schedule(sent, by=manager, at=timezone.now() - timedelta(days=1))
    page = client.get(address(sent)).text
    assert "Add to calendar" not in page
    assert "It is done" in page
