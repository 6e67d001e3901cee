"""The homeowner's page: the state of each problem in plain words, and nothing of how the team works."""

import io
from datetime import timedelta

import pytest
from django.utils import timezone
from PIL import Image

from config.core import workflow
from config.core.actors import CLIENT
from config.core.images import clean_photo
from config.core.models import User
from vendors import services
from vendors.models import IssuePhoto, ServiceRequest, VendorWorkOrder
from vendors.services.drafts import split


@pytest.fixture(autouse=True)
def files_of_this_test(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def picture():
    file = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(file, "JPEG")
    file.seek(0)
    return clean_photo(file)


@pytest.fixture
def read(client, asked):
    """``read()`` is the text of the homeowner's page."""
    return lambda: client.get(asked.link.get_absolute_url()).content.decode()


def take(record, *steps, by):
    for step in steps:
        record = workflow.take_step(record, step, by=by, note="CANARY as agreed")
    return record


def test_a_new_request_shows_what_was_written_and_that_it_was_received(read):
    text = read()

    assert "We have your request" in text
    assert text.count("Received") >= 2
    assert "The pipe under the kitchen sink drips" in text
    assert "0 of 2 done" in text


def test_each_problem_says_how_far_it_is(read, asked, make_order, manager, plasterer):
    pipe = make_order()
    assert read().count("We are looking at it") == 0
    workflow.take_step(ServiceRequest.objects.get(pk=asked.pk), "review", by=manager)
    assert read().count("We are looking at it") == 2

    pipe = take(pipe, "send", by=manager)
    assert "Waiting for a visit date" in read()

    at = timezone.now() + timedelta(days=3)
    services.offer_date(pipe, at=at)
    assert "Visit:" not in read()
    services.schedule(pipe, by=manager, at=at)
    assert f", {timezone.localtime(at):%H:%M}" in read()
    assert "Visit:" in read()

    take(make_order(1, vendor=plasterer), "send", by=manager)
    take(VendorWorkOrder.objects.get(pk=pipe.pk), "complete", by=manager)
    assert "1 of 2 done" in read()


def test_what_is_not_covered_says_why_and_does_not_count(read, asked, make_order, manager):
    services.mark_not_covered(asked.issues.last(), by=manager, reason="A door was thrown open.")
    take(make_order(), "send", "complete", by=manager)

    text = read()
    assert "Not covered by the warranty" in text
    assert "A door was thrown open." in text
    assert "1 of 1 done" in text


def test_a_problem_that_was_split_is_shown_as_its_parts_with_its_photos_once(client, home):
    report = services.Report("The tap drips and the light flickers", photos=[picture()])
    asked = services.submit(by=CLIENT, home=home, name="Nora", reports=[report])
    split(asked.issues.get(), ["The tap drips", "the light flickers"])

    text = client.get(asked.link.get_absolute_url()).content.decode()
    assert "The tap drips and" not in text
    assert text.count("<li data-state") == 2
    assert text.count("thumb.jpg") == 1


def test_nothing_internal_is_shown_whatever_the_status(read, asked, make_order, manager, plumber):
    def is_clean():
        text = read()
        secrets = ["CANARY", "Pipe &amp; Co", plumber.email, "Maya", "VW-", "Ada", "1234.5"]
        return not [secret for secret in secrets if secret in text]

    asked.history.create(action="note", note="CANARY between us")
    plumber.notes = "CANARY"
    plumber.save()
    home = asked.home
    home.notes = home.homeowner = "CANARY"
    home.save()
    order = make_order(amount="1234.56", title="CANARY title", description="CANARY", scope="CANARY")
    assert is_clean()
    order = take(order, "send", by=manager)
    services.decline(order, note="CANARY too far")
    services.accept(order, note="CANARY")
    assert is_clean()
    order = take(VendorWorkOrder.objects.get(pk=order.pk), "complete", by=manager)
    assert is_clean()
    assert "Is it fixed?" in read()
    order = take(order, "reopen", by=manager)
    assert is_clean()
    take(order, "cancel", by=manager)
    assert is_clean()
    take(ServiceRequest.objects.get(pk=asked.pk), "close", by=manager)
    assert is_clean()


# Is it fixed?


@pytest.fixture
def resolved(make_order, asked, manager):
    take(make_order(), "send", "complete", by=manager)
    return asked


def status(request):
    return ServiceRequest.objects.get(pk=request.pk).status


def test_yes_closes_the_request(client, resolved, read):
    url = f"{resolved.link.get_absolute_url()}fixed/"
    answer = client.post(url, {"fixed": "yes", "once": "a"}, follow=True)

    assert status(resolved) == "closed"
    assert "closed, thank you" in answer.content.decode()
    assert "data-live" not in read()


def test_no_opens_it_again_with_what_is_still_wrong_however_often_it_is_clicked(
    client, resolved, read
):
    url = f"{resolved.link.get_absolute_url()}fixed/"
    for _click in range(2):
        answer = client.post(url, {"fixed": "no", "text": "It still drips", "once": "a"})
        assert answer.status_code == 302

    assert status(resolved) == "in_review"
    assert read().count("It still drips") == 1


@pytest.mark.parametrize(
    "sent", [{"fixed": "no"}, {"fixed": "no", "text": " "}, {}, {"fixed": "?"}]
)
def test_a_no_without_words_is_asked_for_them(client, resolved, sent):
    answer = client.post(f"{resolved.link.get_absolute_url()}fixed/", sent)

    assert answer.status_code == 422
    assert status(resolved) == "resolved"


def test_an_answer_that_nobody_asked_for_changes_nothing_and_keeps_the_words(client, asked):
    url = f"{asked.link.get_absolute_url()}fixed/"
    answer = client.post(url, {"fixed": "no", "text": "It still drips"})

    assert answer.status_code == 409
    assert "It still drips" in answer.content.decode()
    assert status(asked) == "submitted"


# The link


def test_the_page_follows_and_sends_only_what_is_new(client, asked, manager, make_order):
    url = asked.link.get_absolute_url()
    first = client.get(url)
    known = {"X-Fragment": "1", "If-None-Match": first["ETag"]}
    assert client.get(url, headers=known).status_code == 304
    assert client.get(f"{url}stream/").status_code == 204

    take(make_order(), "send", by=manager)
    part = client.get(url, headers=known)
    assert part.status_code == 200
    assert b"<html" not in part.content


def test_a_photo_is_given_by_the_link_of_its_own_request_alone(client, home, asked):
    report = services.Report("The tap drips", photos=[picture()])
    other = services.submit(by=CLIENT, home=home, name="Nora", reports=[report])
    photo = IssuePhoto.objects.get()
    own, foreign = (
        f"{request.link.get_absolute_url()}photos/{photo.pk}/" for request in (other, asked)
    )

    for size in ("thumb", "full"):
        assert client.get(f"{own}{size}.jpg")["Content-Type"] == "image/jpeg"
    assert client.get(f"{own}original.jpg").status_code == 404
    assert client.get(f"{foreign}thumb.jpg").status_code == 404
    photo.public = False
    photo.save()
    assert client.get(f"{own}thumb.jpg").status_code == 404


def test_unknown_and_revoked_links_are_the_same_404(client, asked, manager):
    old = asked.link.get_absolute_url()
    services.replace_request_link(asked, by=manager)

    answers = [
        client.get(url) for url in (old, "/request/x/", f"/request/{'a' * 43}/", old.swapcase())
    ]
    assert [answer.status_code for answer in answers] == [404] * 4
    assert client.post(f"{old}fixed/", {"fixed": "yes"}).status_code == 404
    assert client.get(f"{old}stream/").status_code == 404


def test_the_page_costs_the_same_for_many_problems(client, home, django_assert_max_num_queries):
    def ask(many):
        reports = [services.Report(f"Crack {nth}", photos=[picture()]) for nth in range(many)]
        asked = services.submit(by=CLIENT, home=home, name="Nora", reports=reports)
        return asked.link.get_absolute_url()

    for url in (ask(2), ask(20)):
        with django_assert_max_num_queries(5):
            client.get(url)


def test_it_speaks_the_homeowner_s_language(client, home):
    asked = services.submit(
        by=CLIENT, home=home, name="Nora", language="es", reports=[services.Report("Gotea")]
    )

    page = client.get(asked.link.get_absolute_url())
    assert 'lang="es"' in page.content.decode()
    assert User.objects.count() == 0
