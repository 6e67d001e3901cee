import errno
import logging

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404
from django.urls import path

from config import urls
from config.core.models.shop import current_shop
from config.core.public import public

TROUBLES = {
    "odd": SuspiciousOperation("odd"),
    "heavy": RequestDataTooBig("heavy"),
    "closed": PermissionDenied("closed"),
    "missing": Http404("missing"),
    "broken": ZeroDivisionError("a secret detail"),
    "locked": OperationalError("canceling statement due to lock timeout"),
    "away": InterfaceError("connection is closed"),
    "full": OSError(errno.ENOSPC, "No space left on device"),
    "gone": FileNotFoundError(errno.ENOENT, "No such file"),
}


@public
def trouble(request, kind):
    raise TROUBLES[kind]


urlpatterns = [path("trouble/<slug:kind>/", trouble), *urls.urlpatterns]
handler400, handler403 = urls.handler400, urls.handler403
handler404, handler500 = urls.handler404, urls.handler500

pytestmark = pytest.mark.urls(__name__)


@pytest.fixture
def visitor(client):
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize(
    ("kind", "status", "words"),
    [
        ("odd", 400, "That request was not understood"),
        ("heavy", 413, "That was too large"),
        ("closed", 403, "You may not see this page"),
        ("missing", 404, "There is nothing at this address"),
        ("broken", 500, "Something broke on our side"),
        ("locked", 503, "Busy for a moment"),
        ("away", 503, "Busy for a moment"),
        ("full", 507, "The disk of the server is full"),
        ("gone", 500, "Something broke on our side"),
    ],
)
def test_each_trouble_has_its_page_and_its_reference(visitor, kind, status, words):
    response = visitor.get(f"/trouble/{kind}/", headers={"X-Request-ID": "reference-1"})
    page = response.content.decode()

    assert response.status_code == status
    assert words in page
    assert "<code>reference-1</code>" in page
    assert response["X-Request-ID"] == "reference-1"
    assert "a secret detail" not in page


@pytest.mark.parametrize("kind", TROUBLES)
def test_htmx_gets_one_line(visitor, kind):
    response = visitor.get(f"/trouble/{kind}/", headers={"HX-Request": "true"})
    line = response.content.decode()

    assert line.startswith('<p class="notice error" role="alert">')
    assert "<html" not in line


@pytest.mark.parametrize("kind", ["locked", "away"])
def test_a_busy_database_says_when_to_come_back(visitor, kind):
    response = visitor.get(f"/trouble/{kind}/")

    assert response["Retry-After"] == "5"


def test_our_own_mistake_asks_for_no_second_try(visitor):
    assert "Retry-After" not in visitor.get("/trouble/broken/")


@pytest.mark.parametrize("kind", ["locked", "broken"])
def test_the_page_of_a_broken_site_asks_the_database_nothing(
    visitor, manager, kind, django_assert_num_queries
):
    """The one query is the middleware's for the shop, before anything broke."""
    current_shop()
    with django_assert_num_queries(1):
        visitor.get(f"/trouble/{kind}/")


def test_the_reference_is_in_the_log(visitor, caplog):
    with caplog.at_level(logging.ERROR, logger="docket.errors"):
        visitor.get("/trouble/locked/", headers={"X-Request-ID": "reference-2"})

    (record,) = [each for each in caplog.records if each.name == "docket.errors"]
    assert (record.reference, record.status, record.error) == (
        "reference-2", 503, "OperationalError",
    )  # fmt: skip


def test_a_visitor_lost_on_the_way_sees_the_shops_own_page(client):
    page = client.get("/no/such/page/")

    assert page.status_code == 404
    assert "Desks" not in page.content.decode()
    assert "css/public.css" in page.content.decode()


def test_a_nul_in_an_address_is_left_out(client, manager, order):
    client.force_login(manager)

    assert client.get(f"/search/?q=%00{order}").url == order.get_absolute_url()
