"""Photos of homes are forgotten when the shop keeps them no longer, and what the doctor says of the desk."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image

from config.celery import app
from config.core import doctor, workflow
from config.core.actors import CLIENT, CLOCK
from config.core.images import clean_photo
from config.core.models import Email, ShopProfile
from vendors import letters, privacy, services
from vendors.models import IssuePhoto, Message, ServiceRequest, VendorLink, VendorPhoto

THEN = datetime(2026, 1, 31, 12, tzinfo=UTC)


@pytest.fixture
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def picture():
    data = BytesIO()
    Image.new("RGB", (40, 30), "navy").save(data, "JPEG")
    data.seek(0)
    return clean_photo(data)


@pytest.fixture
def photographed(home, picture, own_files):
    """A request with a photo of what is wrong."""
    report = services.Report("It drips", photos=[picture])
    return services.submit(by=CLIENT, home=home, name="Nora", reports=[report])


@pytest.fixture
def order(photographed, manager, trade, plumber, picture):
    """The vendor has it, with that photo, and sent one of their own."""
    order = services.open_order(
        by=manager, request=photographed, issues=list(photographed.issues.all()),
        trade=trade("plumbing"), title="Leak", description="Mend it", vendor=plumber,
    )  # fmt: skip
    order = workflow.take_step(order, "send", by=manager)
    with VendorPhoto.stored([picture]) as photos:
        for photo in photos:
            photo.order = order
            photo.save()
    return order


def keep_for(months):
    ShopProfile.objects.update(photo_months=months)


def count():
    return IssuePhoto.objects.count() + VendorPhoto.objects.count()


def test_photos_go_with_their_files_once_they_are_kept_long_enough(
    order, photographed, manager, django_capture_on_commit_callbacks
):
    keep_for(1)
    with time_machine.travel(THEN, tick=False):
        workflow.take_step(order, "complete", by=manager)
    files = [IssuePhoto.objects.get().image.name, VendorPhoto.objects.get().thumb.name]
    for day, gone in ((datetime(2026, 2, 28, 12), 0), (datetime(2026, 3, 2, 12), 2)):
        with (
            time_machine.travel(day.replace(tzinfo=UTC), tick=False),
            django_capture_on_commit_callbacks(execute=True),
        ):
            assert privacy.forget_old_photos() == gone
    assert count() == 0
    assert not any(default_storage.exists(name) for name in files)
    assert "photos are kept for 1 months" in photographed.history.first().note
    assert privacy.forget_old_photos() == 0


def test_the_calendar_entries_of_visits_go_where_nobody_took_a_photo(
    photographed, order, manager, django_capture_on_commit_callbacks
):
    IssuePhoto.objects.all().delete()
    VendorPhoto.objects.all().delete()
    keep_for(1)
    with time_machine.travel(THEN, tick=False):
        visit = services.schedule(order, by=manager, at=THEN + timedelta(days=1))
        email = letters.announced(visit, by=CLOCK)
        workflow.take_step(visit, "complete", by=manager)
    ((_name, path),) = email.files
    lines = photographed.history.count()
    assert default_storage.exists(path)
    with (
        time_machine.travel(THEN + timedelta(days=60), tick=False),
        django_capture_on_commit_callbacks(execute=True),
    ):
        assert privacy.forget_old_photos() == 0
    assert not default_storage.exists(path)
    assert Email.objects.get(pk=email.pk).files == []
    assert not list(privacy._long_done(timezone.now()))
    assert photographed.history.count() == lines


def test_the_clock_forgets_them_every_night(order, manager, settings):
    keep_for(1)
    with time_machine.travel(THEN, tick=False):
        workflow.take_step(order, "complete", by=manager)
    (name,) = [
        each["task"]
        for each in settings.CELERY_BEAT_SCHEDULE.values()
        if each["task"] == "vendors.tasks.forget_old_photos"
    ]
    app.tasks[name].delay()
    assert count() == 0


def test_they_stay_where_the_shop_keeps_them_for_ever(order, manager):
    keep_for(0)
    with time_machine.travel(THEN, tick=False):
        workflow.take_step(order, "complete", by=manager)
    assert privacy.forget_old_photos() == 0
    assert count() == 2


def test_they_stay_while_an_order_is_open_or_the_request_was_reopened(order, photographed, manager):
    keep_for(1)
    with time_machine.travel(THEN, tick=False):
        request = ServiceRequest.objects.get(pk=photographed.pk)
        request = workflow.take_step(request, "close", by=manager)
    assert privacy.forget_old_photos() == 0
    done = workflow.take_step(order, "cancel", by=manager)
    assert done.status == "canceled"
    request = workflow.take_step(request, "reopen", by=manager, note="It drips again")
    assert privacy.forget_old_photos() == 0
    assert count() == 2


# The doctor


def findings():
    """What the doctor says of this desk, and of no other thing."""
    return dict(doctor.examine(network=False))["Warranty desk"]


def test_a_desk_at_work_is_well(order):
    assert findings() == []


def test_a_vendor_whom_no_link_leads_to_the_order_is_found(order):
    VendorLink.objects.update(revoked_at=timezone.now())
    assert order.number in findings()[0]


def test_a_request_that_rests_for_a_week_is_found(order, manager):
    workflow.take_step(order, "cancel", by=manager)
    assert findings() == []
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        assert order.request.number in findings()[0]


def test_mail_that_lies_for_a_week_is_found(own_files):
    Message.objects.create(digest="1" * 64, sender="a@example.com", text="Hello")
    assert findings() == []
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        assert findings() == ["1 e-mails lie in the inbox for more than a week. Sort them."]
