"""Who is let in by the API, and how it says that something is not there."""

import pytest

from workorders.tests.fleet import ORDERS, refusal_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/api/", "/api/nothing", f"{ORDERS}/", f"{ORDERS}/7"])
def test_an_unknown_path_is_404_in_json(client, path):
    assert refusal_of(client.get(path), 404)


def test_the_contract_and_its_page_are_open_and_load_nothing_from_elsewhere(client):
    assert client.get("/api/openapi.json").json()["info"]["title"] == "Docket"
    page = client.get("/api/docs")
    html = page.content.decode()
    assert "/static/ninja/swagger-ui-bundle.js" in html
    assert "//cdn" not in html
    assert "script-src 'self'" in page["Content-Security-Policy"]
    assert '<script type="application/json"' in html  # the only script that is not a file
    assert refusal_of(client.post("/api/docs"), 405)
