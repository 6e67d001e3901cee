"""Static files are streamed by either kind of server, and collected where they changed."""

import asyncio
import os

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command

ADDRESS = "/static/css/app.css"


@pytest.fixture
def css():
    with open(finders.find("css/app.css"), "rb") as file:
        return file.read()


def test_a_static_file_comes_whole(client, css):
    answer = client.get(ADDRESS)
    assert b"".join(answer) == css
    assert answer["Content-Type"] == 'text/css; charset="utf-8"'
    assert answer["Content-Length"] == str(len(css))


def test_an_asgi_server_streams_it_without_a_warning(async_client, css):
    async def whole():
        answer = await async_client.get(ADDRESS)
        return b"".join([part async for part in answer])

    assert asyncio.run(whole()) == css


def test_what_the_browser_has_is_not_sent_again(client):
    first = client.get(ADDRESS)
    again = client.get(ADDRESS, headers={"If-Modified-Since": first["Last-Modified"]})
    assert again.status_code == 304
    assert b"".join(again) == b""
    first.close()


@pytest.fixture
def source(settings, tmp_path):
    """A file that has been collected once."""
    settings.STATICFILES_DIRS = [tmp_path / "sources"]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATIC_ROOT = tmp_path / "collected"
    (tmp_path / "sources").mkdir()
    source = tmp_path / "sources" / "shop.css"
    source.write_text("a {}")
    collect()
    return source


def collect(**options):
    call_command("collectstatic", interactive=False, verbosity=0, **options)


def test_a_file_that_changed_is_collected_again(settings, source):
    source.write_text("b {} i {}")
    tomorrow = source.stat().st_mtime + 86_400  # whole seconds are compared
    os.utime(source, (tomorrow, tomorrow))
    collect()
    assert (settings.STATIC_ROOT / "shop.css").read_text() == "b {} i {}"


def test_nothing_is_collected_where_nothing_changed(settings, source):
    collected = settings.STATIC_ROOT / "shop.css"
    collected.unlink()
    collect()
    assert not collected.exists()
    collect(clear=True)
    assert collected.read_text() == "a {}"
