"""Invoices over the API: kept with their order, and only what they say they are."""

import base64
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from workorders.models import InvoiceScan, WorkOrder
from workorders.tests.fleet import ORDERS, data_of, refusal_of

pytestmark = pytest.mark.django_db
SCANS = "/api/maintenance/invoice-scans"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def file(data, kind="application/pdf"):
    return {"base64Content": base64.b64encode(data).decode(), "contentType": kind}


def picture(kind):
    out = BytesIO()
    Image.new("RGB", (30, 20), "red").save(out, kind, comment=b"where I live")
    return out.getvalue()


def test_an_invoice_makes_an_order_on_its_asset(fleet, van, client):
    answer = data_of(fleet.post(SCANS, {"assetId": str(van.pk), "file": file(PDF)}))
    order = fleet.read(answer["workOrderId"])
    assert (order["assetId"], order["status"]) == (str(van.pk), "Open")
    [attachment] = order["attachments"]
    assert attachment["processingStatus"] == "finished"
    path = attachment["url"].partition("/api/")[2]
    response = client.get(f"/api/{path}")
    assert response.content == PDF
    assert response["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_picture_is_kept_as_pixels_of_our_own(fleet, van, kind):
    order = fleet.make(van, status="Completed")
    sent = {"workOrderId": order["id"], "file": file(picture(kind), f"image/{kind.lower()}")}
    assert data_of(fleet.post(SCANS, sent)) == {"workOrderId": order["id"]}
    scan = InvoiceScan.objects.get()
    assert scan.order_id == int(order["id"])
    assert scan.token.name == "Fleet"
    assert b"where I live" not in scan.file.read()
    assert fleet.read(order["id"])["updatedAtTime"] > order["updatedAtTime"]


def test_a_link_ends_and_dies_with_its_order(fleet, van, client, time_machine):
    answer = data_of(fleet.post(SCANS, {"assetId": str(van.pk), "file": file(PDF)}))
    [attachment] = fleet.read(answer["workOrderId"])["attachments"]
    path = "/api/" + attachment["url"].partition("/api/")[2]
    refusal_of(client.get(path[:-1]), 404)
    fleet.delete(f"{ORDERS}?id={answer['workOrderId']}")
    refusal_of(client.get(path), 404)


@pytest.mark.parametrize(
    ("change", "status", "field"),
    [
        ({"file": file(b"hello")}, 400, "file.base64Content"),
        ({"file": file(PDF, "image/png")}, 400, "file.base64Content"),
        ({"file": file(picture("JPEG"), "image/png")}, 400, "file.base64Content"),
        ({"file": file(picture("PNG")[:60], "image/png")}, 400, "file.base64Content"),
        ({"file": file(PDF[:-8])}, 400, "file.base64Content"),
        ({"file": file(PDF, "text/html")}, 400, "file.contentType"),
        ({"file": {"base64Content": "%%%", "contentType": "application/pdf"}}, 400, "file.base64"),
        ({"file": {"base64Content": "é", "contentType": "application/pdf"}}, 400, "file.base64"),
        ({"file": {"base64Content": "", "contentType": "application/pdf"}}, 400, "file.base64"),
        ({"file": {"contentType": "application/pdf"}}, 400, "file.base64Content"),
        ({"file": "JVBERi0="}, 400, "file"),
        ({"file": None}, 400, "file"),
        ({"file": file(PDF + b" " * 10 * 1024 * 1024 + b"%%EOF")}, 413, "file.base64Content"),
        ({"workOrderId": "0"}, 404, "workOrderId"),
        ({"workOrderId": "1", "assetId": "1"}, 400, "body"),
        ({}, 400, "body"),
    ],
)
def test_what_is_no_invoice_is_refused(fleet, change, status, field):
    sent = {"file": file(PDF)} | ({} if not change else {"workOrderId": "7"}) | change
    assert refusal_of(fleet.post(SCANS, sent), status).startswith(field)
    assert not WorkOrder.objects.exists()
    assert not InvoiceScan.objects.exists()


def test_nothing_is_left_on_the_disk_of_what_was_refused(fleet):
    before = default_storage.listdir("scans")[1] if default_storage.exists("scans") else []
    refusal_of(fleet.post(SCANS, {"workOrderId": "7", "file": file(PDF)}), 404)
    after = default_storage.listdir("scans")[1] if default_storage.exists("scans") else []
    assert after == before


def test_a_scan_of_ten_megabytes_passes_the_limit_of_other_pages(fleet, van):
    large = PDF[:-6] + b" " * (9 * 1024 * 1024) + b"%%EOF\n"
    assert data_of(fleet.post(SCANS, {"assetId": str(van.pk), "file": file(large)}))
