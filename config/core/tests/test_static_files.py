"""Static files are streamed by either kind of server."""

import asyncio

import pytest
from django.contrib.staticfiles import finders

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
