"""Who is let in by the API, and how it says that something is not there."""

import pytest
from django.utils import timezone

from workorders.models import ApiToken, WorkOrder
from workorders.tests.fleet import ORDERS, refusal_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/api", "/api/", "/api/nothing", f"{ORDERS}/", f"{ORDERS}/7"])
def test_an_unknown_path_is_404_in_json(client, path):
    assert refusal_of(client.get(path), 404)


def test_the_contract_and_its_page_are_open_and_load_nothing_from_elsewhere(client):
    assert client.get("/api/openapi.json").json()["info"]["title"] == "Docket"
    page = client.get("/api/docs")
    html = page.content.decode()
    assert "PATCH /api/maintenance/work-orders" in html
    assert 'id="ChangedOrder"' in html
    assert "//cdn" not in html
    assert "script-src 'self'" in page["Content-Security-Policy"]
    assert refusal_of(client.post("/api/docs"), 405)


@pytest.mark.parametrize("shown", [None, "Basic YTpi", "Bearer", "Bearer nobody", "Bearer \xe9"])
def test_nobody_is_let_in_without_a_live_token(client, shown):
    headers = {"Authorization": shown} if shown else {}
    for path in (ORDERS, f"{ORDERS}/stream", "/api/assets"):
        response = client.get(path, headers=headers)
        assert refusal_of(response, 401)
        assert response["WWW-Authenticate"] == "Bearer"


def test_a_revoked_token_opens_nothing_from_then_on(fleet):
    assert fleet.get(ORDERS).status_code == 200
    ApiToken.objects.update(revoked_at=timezone.now())
    assert refusal_of(fleet.get(ORDERS), 401)


def test_a_token_that_reads_does_not_write(reading_fleet, van):
    assert reading_fleet.get(ORDERS).status_code == 200
    for response in (
        reading_fleet.post(ORDERS, {"assetId": str(van.pk)}),
        reading_fleet.patch(ORDERS, {"id": "1"}),
        reading_fleet.delete(f"{ORDERS}?id=1"),
        reading_fleet.post("/api/maintenance/invoice-scans", {}),
    ):
        assert refusal_of(response, 403)
    assert not WorkOrder.objects.exists()


def test_a_login_of_the_pages_is_no_way_in(client, manager):
    client.force_login(manager)
    assert refusal_of(client.get(ORDERS), 401)


@pytest.mark.parametrize("method", ["put", "options", "head"])
def test_a_method_that_is_not_known_is_405(fleet, method):
    response = getattr(fleet.client, method)(ORDERS, headers=fleet.headers)
    assert response.status_code == 405
    assert {"GET", "POST", "PATCH", "DELETE"} == set(response["Allow"].split(", "))


def test_each_refusal_has_an_id_of_its_own(client):
    ids = {client.get("/api/nothing").json()["requestId"] for _ in range(3)}
    assert len(ids) == 3


def test_its_last_use_is_kept_to_the_minute(fleet):
    fleet.get(ORDERS)
    used_at = ApiToken.objects.get().used_at
    assert (used_at.second, used_at.microsecond) == (0, 0)
