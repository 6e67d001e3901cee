"""Another system, as the tests of the API play it."""

ORDERS = "/api/maintenance/work-orders"


class Fleet:
    """``fleet.post(path, body)`` answers the response; ``fleet.order(...)`` and the like answer its data."""

    def __init__(self, client, token):
        self.client = client
        self.headers = {"Authorization": f"Bearer {token}"}

    def get(self, path, params=None, **headers):
        return self.client.get(path, params, headers=self.headers | headers)

    def post(self, path, body, **headers):
        return self._send("post", path, body, headers)

    def patch(self, path, body, **headers):
        return self._send("patch", path, body, headers)

    def delete(self, path, **headers):
        return self.client.delete(path, headers=self.headers | headers)

    def _send(self, method, path, body, headers):
        send = getattr(self.client, method)
        return send(path, body, content_type="application/json", headers=self.headers | headers)

    def make(self, asset, **fields):
        """A work order on the asset, as it was answered."""
        return data_of(self.post(ORDERS, {"assetId": str(asset.pk)} | fields))

    def change(self, pk, **fields):
        return data_of(self.patch(ORDERS, {"id": str(pk)} | fields))

    def read(self, pk):
        """The work order as it stands now."""
        [order] = data_of(self.get(ORDERS, {"ids": str(pk)}))
        return order


def data_of(response):
    assert response.status_code == 200, response.content
    return response.json()["data"]


def refusal_of(response, status=400):
    """The message of an error, which has the one form of this API."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/json"
    body = response.json()
    assert set(body) == {"message", "requestId"}
    assert body["requestId"] == response["X-Request-ID"]
    return body["message"]
