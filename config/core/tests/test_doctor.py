import os
from datetime import timedelta
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from config.core import doctor, outbox
from config.core.models import Email, Sequence
from config.core.models.shop import current_shop
from deploy.servers import free_port
from serviceorders.models import ServiceOrder

pytestmark = pytest.mark.usefixtures("own_files")


@pytest.fixture
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def wrong(*, network=False):
    """{check: findings} of the checks that found something."""
    return {name: found for name, found in doctor.examine(network=network) if found}


def sql(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def an_email():
    return outbox.email(
        kind="test", to="cleo@example.org", subject="Hello", text="Hello", language="en"
    )


def test_a_shop_at_work_is_well(order):
    assert wrong() == {}


def test_a_missing_number_is_found(order):
    Sequence.objects.filter(prefix="OS").update(latest=2)
    assert list(wrong()) == ["Numbers"]


def test_a_number_that_skips_is_found(order):
    ServiceOrder.objects.update(number_seq=7)
    assert list(wrong()) == ["Numbers"]


def test_a_sequence_whose_records_are_gone_is_found(order):
    Sequence.objects.create(prefix="OS", year=2001, latest=3)
    assert wrong()["Numbers"][0].startswith("OS-2001 stands at 3")


def test_a_status_written_past_the_door_is_found(order):
    sql("UPDATE serviceorders_serviceorder SET status = 'ready'")
    found = wrong()
    assert list(found) == ["Statuses"]
    assert order.number in found["Statuses"][0]


@pytest.mark.parametrize("table", ["serviceorders_serviceorderhistory", "serviceorders_payment"])
def test_a_history_without_its_guard_is_found(table):
    on_postgresql = connection.vendor == "postgresql"
    sql(
        f"DROP TRIGGER {table}_is_kept ON {table}"
        if on_postgresql
        else f"DROP TRIGGER {table}_no_update"
    )
    assert table in wrong()["Guards of the database"][0]


def test_a_lost_file_is_found():
    shop = current_shop()
    shop.logo.save("logo.png", ContentFile(b"a logo"))
    default_storage.delete(shop.logo.name)
    assert wrong() == {"Files": ["Files are missing: shop 1. Restore them from a backup."]}


def test_a_file_of_no_record_is_found_once_no_upload_can_own_it(tmp_path):
    name = default_storage.save("photos/ab/left.jpg", ContentFile(b"a photo"))
    assert wrong() == {}

    long_ago = (timezone.now() - timedelta(hours=2)).timestamp()
    os.utime(tmp_path / name, (long_ago, long_ago))
    assert "photos/ab/left.jpg" in wrong()["Files"][0]


def test_work_that_nobody_does_is_found():
    email = an_email()
    Email.objects.filter(pk=email.pk).update(due_at=timezone.now() - timedelta(hours=1))
    assert "the oldest for 60 minutes" in wrong()["Outgoing"][0]


def test_a_fresh_failure_is_found_and_an_old_one_is_not():
    email = an_email()
    email.fail("550 no such user", for_good=Email.State.FAILED)
    assert "550 no such user" in wrong()["Outgoing"][0]

    Email.objects.update(due_at=timezone.now() - timedelta(days=8))
    assert wrong() == {}


def test_links_that_the_key_does_not_make_are_found(order, settings):
    settings.TOKEN_KEY = "another"
    assert "TOKEN_KEY" in wrong()["Links"][0]


def test_a_public_site_needs_its_own_key_and_hosts(settings):
    settings.SITE_URL = "https://desk.example.org"
    settings.SECRET_KEY = settings.INSECURE_KEY
    found = " ".join(wrong()["Configuration"])
    assert "SECRET_KEY" in found
    assert "ALLOWED_HOSTS" in found


def test_servers_that_do_not_answer_are_found_unless_nobody_asks(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    settings.REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"
    assert wrong(network=False) == {}
    assert list(wrong(network=True)) == ["Mail", "Broker"]


def test_a_check_that_cannot_look_is_a_finding(settings):
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": "no.such.Storage"}}
    assert "could not be looked at" in wrong()["Storage"][0]


def test_the_command_says_each_check_and_leaves_with_zero(order):
    said = StringIO()
    call_command("doctor", "--no-network", stdout=said)
    assert "ok    Numbers" in said.getvalue()


def test_the_quiet_command_says_only_what_is_wrong_and_leaves_with_one(order):
    Sequence.objects.filter(prefix="OS").update(latest=2)
    said = StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("doctor", "--no-network", "--quiet", stdout=said)
    assert end.value.code == 1
    assert [line.split(":")[0] for line in said.getvalue().splitlines()] == ["wrong Numbers"]
