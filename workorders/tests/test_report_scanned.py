"""Whoever scans the label of an asset reports a problem without a login, and sees what became of it."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from config.core import workflow
from workorders.models import Asset, Case
from workorders.public.report import A_DAY, PINS_AN_HOUR
from workorders.services.cases import comment


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def address(press):
    return f"/report/{press.code}/"


@pytest.fixture
def guarded(site):
    """The site asks for a PIN."""
    site.pin = "2468"
    site.save()
    return site


def picture():
    file = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(file, "JPEG")
    return SimpleUploadedFile("a.jpg", file.getvalue(), content_type="image/jpeg")


def typed(**changed):
    return {
        "title": "It leaks oil", "description": "Below the pump", "priority": "high",
        "name": "Otto", "email": "otto@example.org", "website": "", "once": "key-1",
    } | changed  # fmt: skip


def test_a_report_becomes_a_case_of_whoever_takes_those_of_the_site(
    client, address, press, site, technician
):
    site.assignee = technician
    site.save()
    answer = client.post(address, typed(photos=[picture(), picture()]))
    case = Case.objects.get()
    assert (case.asset, case.title, case.description, case.priority) == (
        press, "It leaks oil", "Below the pump", "high",
    )  # fmt: skip
    assert (case.assignee, case.reporter_name, case.reporter_email) == (
        technician, "Otto", "otto@example.org",
    )  # fmt: skip
    assert case.photos.count() == 2
    assert case.history.get(action="opened").actor == "client"
    assert answer["Location"].startswith("/reported/")
    assert client.get(answer["Location"]).status_code == 200


def test_sent_twice_it_is_one_case(client, address):
    first, second = (client.post(address, typed()) for _click in range(2))
    assert first["Location"] == second["Location"]
    assert Case.objects.count() == 1


def test_the_page_shows_the_asset_and_nothing_else_of_the_site(client, address, van, site, manager):
    site.address, site.customer, site.assignee = "1 Secret Road", "Hidden Ltd", manager
    site.save()
    text = client.get(address).text
    assert "Press 4" in text
    for secret in ("Secret Road", "Hidden Ltd", "North hall", "Van 2", "Maya", "/assets/"):
        assert secret not in text


def test_what_is_missing_is_said_and_nothing_typed_is_lost(client, address):
    answer = client.post(address, typed(title="", email="no address"))
    assert answer.status_code == 422
    assert "Say in a few words what is wrong" in answer.text
    assert "Below the pump" in answer.text
    bad_photo = SimpleUploadedFile("a.jpg", b"<svg>", content_type="image/jpeg")
    assert client.post(address, typed(photos=bad_photo)).status_code == 422
    assert not Case.objects.exists()


@pytest.mark.parametrize("wrong", [{"priority": "nuclear"}, {"once": ""}, {"title": "x" * 151}])
def test_nonsense_is_no_report(client, address, wrong):
    assert client.post(address, typed(**wrong)).status_code == 422
    assert not Case.objects.exists()


def test_who_falls_into_the_trap_is_thanked_and_forgotten(client, address):
    assert client.post(address, typed(website="https://spam.example")).status_code == 200
    assert not Case.objects.exists()


def test_unknown_and_retired_assets_answer_alike(client, address, press):
    Asset.objects.filter(pk=press.pk).update(status="retired")
    assert client.get(address).status_code == 404
    for unknown in ("unknown", "%00", "x" * 500):
        assert client.get(f"/report/{unknown}/").status_code == 404


def test_too_many_reports_are_stopped(client, address, press):
    for nth in range(20):
        client.post(address, typed(once=f"k-{nth}", title="x"))
    assert client.post(address, typed(once="k-more")).status_code == 429


def test_an_asset_is_not_flooded_from_many_places(client, address, press):
    Case.objects.bulk_create(
        Case(asset=press, title="x", number=f"CA-2026-8{n:03}", number_year=2026, number_seq=n)
        for n in range(1, A_DAY + 1)
    )
    answer = client.post(address, typed())
    assert answer.status_code == 422
    assert "tell somebody in person" in answer.text
    assert Case.objects.count() == A_DAY


# The PIN of a site


def test_the_pin_comes_first_and_hides_even_the_name(client, address, guarded):
    text = client.get(address).text
    assert "Type the PIN" in text
    assert "Press 4" not in text
    assert client.post(address, typed()).status_code == 403
    assert not Case.objects.exists()
    assert client.post(address, {"pin": "1111"}).status_code == 422
    assert "Press 4" not in client.get(address).text


def test_the_right_pin_is_kept_for_the_day_and_for_this_site_only(
    client, address, guarded, van, press
):
    answer = client.post(address, {"pin": " 24 68 "})
    assert answer["Location"] == address
    assert "Press 4" in client.get(address).text
    assert "Van 2" in client.get(f"/report/{van.code}/").text
    assert client.post(address, typed()).status_code == 302
    cookie = answer.cookies[f"site-{guarded.pk}"]
    assert "2468" not in cookie.value
    assert (cookie["max-age"], cookie["httponly"]) == (24 * 3600, True)


def test_another_pin_ends_what_the_old_one_opened(client, address, guarded):
    client.post(address, {"pin": "2468"})
    guarded.pin = "1357"
    guarded.save()
    assert "Type the PIN" in client.get(address).text


def test_a_forged_cookie_opens_nothing(client, address, guarded):
    client.cookies[f"site-{guarded.pk}"] = "2468"
    assert "Type the PIN" in client.get(address).text


def test_pins_cannot_be_tried_out(client, address, guarded):
    for _nth in range(PINS_AN_HOUR):
        client.post(address, {"pin": "1111"})
    assert client.post(address, {"pin": "2468"}).status_code == 429


def test_staff_are_offered_the_page_of_the_asset(client, address, press, technician, stranger):
    client.force_login(technician)
    assert f"/assets/{press.code}/qr/" in client.get(address).text
    client.force_login(stranger)
    assert "/assets/" not in client.get(address).text


# What became of it


@pytest.fixture
def followed(client, address):
    """(the case, the address of its page)"""
    location = client.post(address, typed(photos=picture()))["Location"]
    return Case.objects.get(), location


def test_the_reporter_reads_the_status_and_what_is_meant_for_them(
    client, followed, manager, technician
):
    case, location = followed
    case = workflow.take_step(case, "start", by=technician, note="Internal words")
    comment(case, by=manager, text="We come tomorrow", public=True)
    comment(case, by=manager, text="Otto broke it again")
    text = client.get(location).text
    assert "Somebody is working on it" in text
    assert "We come tomorrow" in text
    for secret in ("Internal words", "Otto broke it", "Maya", "Dana", "P-4", "North hall"):
        assert secret not in text


def test_the_photos_of_the_report_are_there_for_the_link_alone(client, followed):
    case, location = followed
    photo = case.photos.get()
    assert client.get(f"{location}photos/{photo.pk}/thumb.jpg").status_code == 200
    assert client.get(f"{location}photos/{photo.pk}/huge.jpg").status_code == 404
    photo.public = False
    photo.save()
    assert client.get(f"{location}photos/{photo.pk}/thumb.jpg").status_code == 404
    assert client.get("/reported/unknown/").status_code == 404
    assert client.get("/reported/unknown/stream/").status_code == 404


def test_the_page_follows_the_case_and_stops_when_it_is_closed(client, followed, manager):
    case, location = followed
    answer = client.get(location)
    tag = answer["ETag"]
    live = {"X-Fragment": "1", "If-None-Match": tag}
    assert client.get(location, headers=live).status_code == 304
    workflow.take_step(case, "close", by=manager)
    fragment = client.get(location, headers=live)
    assert fragment.status_code == 286
    assert "<html" not in fragment.text
    assert "closed" in fragment.text


def test_search_engines_and_caches_keep_out(client, address):
    answer = client.get(address)
    assert "noindex" in answer["X-Robots-Tag"]
    assert "no-store" in answer["Cache-Control"]
