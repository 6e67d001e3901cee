"""An asset is typed, shown with all that hangs on it, and found by its label."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from workorders.models import Asset, Site
from workorders.services.cases import report


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def desk(client, dispatcher):
    client.force_login(dispatcher)
    return client


def typed(**changed):
    return {
        "name": "Lathe 1", "tag": "L-1", "serial": "SN 77", "kind": "Lathe", "site": "",
        "location": "Bay 3", "status": "running", "parent": "", "notes": "", "once": "a-1",
    } | changed  # fmt: skip


def test_a_new_asset_is_made_once_however_often_it_is_sent(desk, site, press):
    sent = typed(site=site.pk, parent=press.pk)
    first, second = (desk.post("/assets/new/", sent) for _click in range(2))
    lathe = Asset.objects.get(tag="L-1")
    assert first["Location"] == second["Location"] == lathe.get_absolute_url()
    assert (lathe.site, lathe.parent, lathe.location) == (site, press, "Bay 3")


@pytest.mark.parametrize("parent", ["x", "9" * 30, "0", "\0"])
def test_nonsense_is_no_whole(desk, parent):
    assert desk.get("/assets/new/", {"parent": parent}).status_code == 200
    assert desk.get("/cases/new/", {"asset": parent}).status_code == 200
    assert desk.post("/assets/new/", typed(parent=parent)).status_code == 422
    assert not Asset.objects.exists()


def test_a_tag_is_taken_once(desk, press):
    answer = desk.post("/assets/new/", typed(tag="p-4"))
    assert answer.status_code == 422
    assert "Another asset has this tag" in answer.text
    assert 'value="Lathe 1"' in answer.text


def test_without_script_the_whole_is_named_by_its_tag(desk, press):
    desk.post("/assets/new/", typed(asset_words="p-4"))
    assert Asset.objects.get(tag="L-1").parent == press
    answer = desk.post("/assets/new/", typed(tag="L-2", once="a-2", asset_words="nothing"))
    assert answer.status_code == 422
    assert "Pick one of those offered" in answer.text


def test_nothing_is_a_part_of_itself_or_of_its_own_parts(desk, press):
    pump = Asset.objects.create(name="Pump", tag="P-4-1", parent=press)
    seal = Asset.objects.create(name="Seal", tag="P-4-1-1", parent=pump)
    for parent in (press, pump, seal):
        answer = desk.post(f"/assets/{press.pk}/edit/", typed(tag="P-4", parent=parent.pk))
        assert answer.status_code == 422
    assert Asset.objects.get(pk=press.pk).parent is None
    assert desk.post(f"/assets/{seal.pk}/edit/", typed(parent=press.pk)).status_code == 302


def test_technicians_read_meters_but_type_no_assets(client, technician, press):
    client.force_login(technician)
    assert client.get("/assets/new/").status_code == 403
    assert client.post(f"/assets/{press.pk}/edit/", typed()).status_code == 403


def test_the_page_shows_what_is_open_its_parts_and_its_label(desk, press, make_work, manager):
    Asset.objects.create(name="Pump", tag="P-4-1", parent=press)
    order = make_work()
    text = desk.get(f"/assets/{press.pk}/").text
    assert order.number in text
    assert "P-4-1" in text
    assert f"/report/{press.code}/" in text
    assert 'class="qr"' in text


def test_the_history_of_an_asset_is_its_orders_and_cases(desk, press, van, make_work, manager):
    order, other = make_work(), make_work(van)
    case = report(by=manager, asset=press, title="It leaks")
    orders = desk.get(f"/assets/{press.pk}/", {"part": "orders"}).text
    assert order.number in orders
    assert other.number not in orders
    assert case.number in desk.get(f"/assets/{press.pk}/", {"part": "cases"}).text
    assert desk.get(f"/assets/{press.pk}/", {"part": "x"}).status_code == 404


@pytest.mark.parametrize("part", ["overview", "orders", "cases", "meters"])
def test_the_page_asks_no_more_where_there_is_more(
    desk, press, make_work, manager, django_assert_max_num_queries, part
):
    address = f"/assets/{press.pk}/?part={part}"
    meter = press.meters.create(kind="cycles", name="Cycles", unit="cycles")
    meter.readings.create(value=1, at="2026-01-01T00:00Z")
    make_work(assignee=manager)
    report(by=manager, asset=press, title="It leaks", assignee=manager)
    desk.get(address)
    with django_assert_max_num_queries(8) as with_one:
        desk.get(address)
    for number in range(12):
        make_work(assignee=manager)
        report(by=manager, asset=press, title="It leaks", assignee=manager)
        Asset.objects.create(name="Part", tag=f"X-{number}", parent=press)
        press.meters.create(kind="other", name=f"M{number}", unit="l")
        meter.readings.create(value=number, at="2026-02-01T00:00Z", by=manager)
    with django_assert_max_num_queries(8) as with_many:
        desk.get(address)
    assert len(with_many) == len(with_one)


def picture():
    file = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(file, "JPEG")
    return SimpleUploadedFile("a.jpg", file.getvalue(), content_type="image/jpeg")


def test_photos_hang_on_the_asset(client, technician, press, van):
    client.force_login(technician)
    client.post(f"/assets/{press.pk}/photos/", {"photos": picture(), "caption": "Plate"})
    photo = press.photos.get()
    assert client.get(f"/assets/{press.pk}/photos/{photo.pk}/thumb.jpg").status_code == 200
    assert client.get(f"/assets/{van.pk}/photos/{photo.pk}/thumb.jpg").status_code == 404
    assert client.get(f"/assets/{press.pk}/photos/{photo.pk}/huge.jpg").status_code == 404
    no_photo = SimpleUploadedFile("a.jpg", b"<svg>", content_type="image/jpeg")
    assert client.post(f"/assets/{press.pk}/photos/", {"photos": no_photo}).status_code == 422


def test_staff_who_scan_a_label_land_on_the_asset(client, technician, press, stranger):
    address = f"/assets/{press.code}/qr/"
    assert client.get(address)["Location"].startswith("/login/")
    client.force_login(technician)
    assert client.get(address)["Location"] == press.get_absolute_url()
    assert client.get("/assets/unknown/qr/").status_code == 404
    client.force_login(stranger)
    assert client.get(address).status_code == 403


def test_labels_carry_the_tag_and_the_code_and_no_more_than_fit(desk, press, van, nobody_prints):
    chosen = {"asset": [press.pk, van.pk], f"copies-{press.pk}": 2, "size": "62x29"}
    text = desk.get("/assets/labels/", chosen).text
    assert text.count(" checked") == 2
    paper = desk.get("/assets/labels/print/", chosen).text
    assert paper.count("<article") == 3
    assert "P-4" in paper
    assert "Scan to report" in paper
    assert desk.get("/assets/labels/pdf/", chosen).status_code in (200, 202)
    assert desk.get("/assets/labels/print/").status_code == 302


def test_a_site_says_who_takes_its_reports_and_its_pin(desk, technician):
    sent = {"name": "South hall", "assignee": technician.pk, "pin": "24 68", "active": "on"}
    desk.post("/assets/sites/new/", sent | {"once": "s-1"})
    site = Site.objects.get(name="South hall")
    assert (site.assignee, site.pin) == (technician, "2468")
    text = desk.get("/assets/sites/").text
    assert "South hall" in text
    assert "2468" not in text
    answer = desk.post("/assets/sites/new/", sent | {"once": "s-2"})
    assert answer.status_code == 422
    desk.post(f"/assets/sites/{site.pk}/edit/", sent | {"pin": ""})
    assert Site.objects.get(pk=site.pk).pin == ""
