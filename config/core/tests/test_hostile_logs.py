"""Whatever goes wrong on a page with a token in its address, no line of the log opens that page."""

import io
import logging
import re
from pathlib import Path

import pytest
from django.test import Client

from config.core.addresses import all_addresses
from config.core.logs import masked
from config.core.models.link import SecretLinkQuerySet

NGINX = Path(__file__).resolve().parents[3] / "deploy/nginx.conf"
SECRET = "k3y"


@pytest.fixture
def token(order):
    return order.tracking_link.token


@pytest.fixture
def log(monkeypatch):
    """What the log's own handler writes."""
    lines = io.StringIO()
    handler = next(handler for handler in logging.getLogger().handlers if handler.filters)
    monkeypatch.setattr(handler, "stream", lines)
    return lines.getvalue


def test_a_picture_that_is_not_there(token, client, log):
    client.get(f"/track/{token}/photos/1/full.jpg")

    assert "Not Found" in log()
    assert token not in log()


def test_a_form_from_elsewhere(token, log):
    Client(enforce_csrf_checks=True).post(f"/approve/{token}/")

    assert "Forbidden" in log()
    assert token not in log()


def test_a_page_that_fails(token, client, log, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError(f"nothing known of {token}")

    client.raise_request_exception = False
    monkeypatch.setattr(SecretLinkQuerySet, "for_token", fail)
    client.get(f"/track/{token}/")

    assert "RuntimeError" in log()
    assert token not in log()


@pytest.mark.parametrize("address", ["/track/{}x/", "/track/{}_thanks", "/elsewhere/{}t/"])
def test_a_link_typed_with_a_letter_too_many(token, client, log, address):
    client.get(address.format(token))

    assert token not in log()


def secret_addresses():
    """Each address that opens by a secret, with one in it."""
    for each in all_addresses():
        if each.opened_by and "<str:" in each.route:
            yield re.sub(r"<\w+:\w+>", "1", re.sub(r"<str:\w+>", SECRET, each.route))


def test_the_log_masks_the_secret_of_every_public_link_however_short():
    addresses = list(secret_addresses())
    assert "/account/reset/1-k3y/" in addresses
    for address in addresses:
        for line in (f"Not Found: {address}", f'"https://a.example:8000{address}?a=1"'):
            assert SECRET not in masked(line), address


def test_the_log_tells_what_is_no_secret():
    for line in ("/book/?day=3", "/work-orders/MO-1/report/new/", "/usr/lib/v/x.py", "/settings/"):
        assert masked(line) == line


def test_the_web_server_s_log_masks_the_secret_of_every_public_link():
    rule, masks = re.search(r'"~(\^.+\$)"\s+"(.+)";', NGINX.read_text()).groups()
    rule = rule.replace("(?<", "(?P<")
    masks = re.sub(r"\$(\w+)", r"\\g<\1>", masks)
    for address in secret_addresses():
        written = re.sub(rule, masks, f"{address}?a=1")
        assert SECRET not in written, address
        assert written.endswith("?a=1")


def test_a_link_typed_with_more_behind_it(token, client, log):
    client.get(f"/track/{token} ./?from={token}")

    assert token not in log()
