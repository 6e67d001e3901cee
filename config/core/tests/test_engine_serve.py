import os
import signal
import socket
import urllib.request

import pytest

from deploy import stack
from tests import nursery

pytestmark = pytest.mark.long_file

SETTINGS = """
from config.settings import *
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
"""
WRITE_AN_EMAIL = """
from config.core.models import Email
Email.objects.create(kind="test", to="cleo@example.org", subject="From elsewhere", text="Hello")
"""


@pytest.fixture
def manage(tmp_path):
    """Runs manage.py in a shop of its own: an empty folder, SQLite, no broker."""
    (tmp_path / "own_settings.py").write_text(SETTINGS)
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DATABASE_URL", "REDIS_URL", "PORT")
    }
    environment = inherited | {
        "DATA_DIR": str(tmp_path / "data"),
        "DJANGO_SETTINGS_MODULE": "own_settings",
        "PYTHONPATH": str(tmp_path),
        "PYTHONUNBUFFERED": "1",
    }
    running = []

    def run(*arguments):
        heard, said = map(os.fdopen, os.pipe(), "rw")
        with said:
            running.append(
                nursery.Child(
                    [*stack.MANAGE, *arguments], env=environment, stdout=said, stderr=said
                )
            )
        running[-1].stdout = heard
        return running[-1]

    yield run
    for process in running:
        process.kill()
        process.stdout.close()
        process.wait()


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


def read_until(process, words):
    for line in process.stdout:
        if words in line:
            return
    pytest.fail(f"{words!r} was never written")


@pytest.mark.timeout(120)
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_one_command_serves_pages_sends_mail_and_ends_well(
    manage, how, database_template, tmp_path
):
    """From an empty folder, and from a database that is there."""
    if how == signal.SIGTERM:
        (tmp_path / "data").mkdir()
        database_template.copy("sqlite", tmp_path / "data")
    port = free_port()
    shop = manage("serve", f"--port={port}")
    read_until(shop, f"Docket is at http://127.0.0.1:{port}/")
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/static/css/app.css") as answer:
        assert answer.status == 200
        assert "server" not in answer.headers

    assert manage("shell", "-c", WRITE_AN_EMAIL).wait() == 0
    read_until(shop, "Subject: From elsewhere")

    shop.send_signal(how)
    assert shop.wait() == 0


@pytest.mark.timeout(120)
def test_of_two_starts_at_once_one_collects_the_static_files(manage):
    both = [manage("collectstatic", "--noinput") for _ in range(2)]
    said = sorted(start.stdout.read().strip() for start in both)
    assert [start.wait() for start in both] == [0, 0]
    assert said[0].split(maxsplit=1)[1].startswith("static files copied")
    assert said[1] == "No static file has changed."


@pytest.mark.timeout(120)
def test_a_busy_port_is_told_in_one_line(manage):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        shop = manage("serve", f"--port={taken.getsockname()[1]}")
        said = shop.stdout.read()
    assert shop.wait() == 1
    assert "Choose another with --port" in said
    assert "Traceback" not in said
