import json
from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZipFile

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from PIL import Image

from config.core import outbox, workflow
from config.core.images import clean_photo
from config.core.models import Document, Email, ShopProfile
from config.core.models.shop import current_shop
from serviceorders import letters, privacy, services
from serviceorders.models import Client, OrderPhoto, ServiceOrder, ServiceType, TrackingLink
from serviceorders.states import AnswerKind


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


def a_picture():
    picture = BytesIO()
    Image.new("RGB", (300, 200), "red").save(picture, "JPEG")
    picture.size = picture.tell()
    picture.name = "phone.jpg"
    picture.seek(0)
    return clean_photo(picture)


@pytest.fixture
def known(order, cleo, manager):
    """The order of a client of whom everything is known that can be."""
    services.add_photos(order, by=manager, photos=[a_picture()], caption="Front", public=True)
    services.make_booking(
        by=manager,
        client=cleo,
        service_type=ServiceType.objects.create(name="Diagnosis"),
        starts_at=timezone.now(),
        notes="Ask for Cleo Marsh",
    )
    ServiceOrder.objects.filter(pk=order.pk).update(diagnosis="Screen", estimated_cost=80)
    order = workflow.take_step(
        ServiceOrder.objects.get(pk=order.pk), "request_approval", by=manager
    )
    services.answer_estimate(
        order.decision_link, kind=AnswerKind.ASKED, name="Cleo Marsh", text="Is it cheaper?",
        address="192.0.2.7",
    )  # fmt: skip
    order = ServiceOrder.objects.get(pk=order.pk)
    letters.print_paper(order, "intake", language="en")
    return order


def everything_in_the_database():
    """{table: its rows as one text}."""
    with connection.cursor() as cursor:
        found = {}
        for table in connection.introspection.django_table_names(only_existing=True):
            cursor.execute(f"SELECT * FROM {table}")
            found[table] = str(cursor.fetchall()).lower()
    return found


@pytest.mark.parametrize("canary", ["cleo", "marsh", "900455", "192.0.2.7"])
def test_nothing_is_left_of_an_erased_client(canary, known, cleo):
    assert any(canary in rows for rows in everything_in_the_database().values())
    call_command("erase_client", cleo.pk)
    assert [table for table, rows in everything_in_the_database().items() if canary in rows] == []


def test_the_order_stays_with_its_device_its_money_and_its_photos(known, cleo):
    privacy.erase(cleo)
    order = ServiceOrder.objects.get(pk=known.pk)
    assert (order.device, order.problem) == ("Apple iPhone 13", "Cracked screen")
    assert order.client.name == f"Erased client {cleo.pk}"
    assert order.client.erased_at is not None
    assert order.photos.count() == 1


def test_the_order_is_found_by_its_number_and_no_more_by_its_client(known, cleo):
    privacy.erase(cleo)
    assert list(ServiceOrder.objects.matching("cleo")) == []
    assert list(Client.objects.matching("cleo")) == []
    assert list(ServiceOrder.objects.matching(known.number)) == [known]


def test_photos_go_when_asked(known, cleo, django_capture_on_commit_callbacks):
    photo = known.photos.get()
    with django_capture_on_commit_callbacks(execute=True):
        assert privacy.erase(cleo, photos=True)["photos"] == 1
    assert known.photos.count() == 0
    assert not default_storage.exists(photo.image.name)


def test_a_paper_is_printed_again_without_the_client(
    known, cleo, django_capture_on_commit_callbacks
):
    paper = Document.objects.get(template__contains="intake")
    outbox.work_once()
    printed = Document.objects.get(pk=paper.pk).file.name
    with django_capture_on_commit_callbacks(execute=True):
        privacy.erase(cleo)

    assert not default_storage.exists(printed)
    paper = Document.objects.get(pk=paper.pk)
    assert paper.is_ready
    assert paper.facts["client"]["name"] == f"Erased client {cleo.pk}"
    assert paper.facts["device"]["title"] == "Apple iPhone 13"


def test_an_email_that_waited_is_never_sent(known, cleo, mailoutbox):
    privacy.erase(cleo)
    assert not Email.objects.due().exists()
    assert set(Email.objects.values_list("to", flat=True)) == {"erased@erased.invalid"}


def test_the_client_s_links_are_dead(known, cleo):
    token = known.tracking_link.token
    assert TrackingLink.objects.for_token(token).exists()
    privacy.erase(cleo)
    assert not TrackingLink.objects.for_token(token).exists()


def test_emails_of_somebody_with_the_same_address_stay(known, cleo, manager):
    other = Client.objects.create(name="Otto Marsh", email=cleo.email)
    services.open_order(by=manager, client=other, model="X", problem="Y")
    privacy.erase(cleo)
    assert Email.objects.filter(to=cleo.email).count() == 1


def test_erasing_again_changes_nothing(known, cleo):
    privacy.erase(cleo)
    before = everything_in_the_database()
    done = privacy.erase(cleo)
    assert (done["emails"], done["documents"], done["links"]) == (0, 0, 0)
    assert everything_in_the_database()["core_document"] == before["core_document"]


def test_what_the_history_keeps_is_said(known, cleo, capsys):
    call_command("erase_client", cleo.pk, "--yes")
    assert "1 lines of history hold words the client typed" in capsys.readouterr().out


def test_nothing_happens_unless_it_is_meant(known, cleo, monkeypatch):
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda prompt: "no")
    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("erase_client", cleo.pk)
    assert Client.objects.get(pk=cleo.pk).name == "Cleo Marsh"


def test_a_client_gets_all_that_is_kept_of_them(known, cleo, tmp_path, capsys):
    call_command("export_client", cleo.pk, tmp_path / "cleo.zip")
    with ZipFile(tmp_path / "cleo.zip") as archive:
        data = json.loads(archive.read("data.json"))
        photo = data["orders"][0]["photos"][0]["file"]
        assert archive.read(photo).startswith(b"\xff\xd8")
    assert data["client"]["email"] == "cleo@example.org"
    assert data["orders"][0]["answers"][0]["text"] == "Is it cheaper?"
    assert data["bookings"][0]["notes"] == "Ask for Cleo Marsh"
    assert len(data["emails"]) == 3
    assert "Maya" not in json.dumps(data["orders"][0]["history"])

    call_command("export_client", cleo.pk)
    assert json.loads(capsys.readouterr().out) == data


def closed(order, manager, when):
    workflow.take_step(order, "cancel", by=manager, note="Gone")
    ServiceOrder.objects.filter(pk=order.pk).update(closed_at=when)


@time_machine.travel(datetime(2026, 8, 31, 12, tzinfo=UTC), tick=False)
@pytest.mark.parametrize(
    ("months", "closed_on", "left"),
    [
        (6, datetime(2026, 2, 27, 12, tzinfo=UTC), 0),
        (6, datetime(2026, 2, 28, 12, tzinfo=UTC), 1),
        (0, datetime(2001, 2, 28, 12, tzinfo=UTC), 1),
    ],
)
def test_photos_are_kept_as_long_as_the_shop_wants(
    months, closed_on, left, known, manager, django_capture_on_commit_callbacks
):
    current_shop()
    ShopProfile.objects.update(photo_months=months)
    closed(known, manager, closed_on)
    picture = known.photos.get().image.name
    with django_capture_on_commit_callbacks(execute=True):
        assert privacy.forget_old_photos() == 1 - left
    assert OrderPhoto.objects.count() == left
    assert default_storage.exists(picture) == bool(left)


def test_photos_of_open_orders_stay(known):
    current_shop()
    ShopProfile.objects.update(photo_months=1)
    assert privacy.forget_old_photos() == 0
