"""Whatever goes wrong on a page with a token in its address, no line of the log opens that page."""

import io
import logging

import pytest
from django.test import Client

from config.core.models.link import SecretLinkQuerySet


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


def test_a_link_typed_with_more_behind_it(token, client, log):
    client.get(f"/track/{token} ./?from={token}")

    assert token not in log()
