"""Invoices that another system sends, and the links under which they are read again."""

import base64
import binascii
from io import BytesIO

import filetype
from django.core.signing import BadSignature
from django.http import Http404, JsonResponse
from ninja import Router

from config.core.images import MB, BadDocument, BadPhoto, clean_document, clean_photo
from config.core.sending_files import send_file
from workorders.api import references
from workorders.api.answers import Scanned
from workorders.api.auth import actor_of
from workorders.api.bodies import Scan
from workorders.api.errors import ApiError
from workorders.api.orders import in_their_words, key_of_order
from workorders.api.wire import LINK_LASTS, links
from workorders.models import InvoiceScan
from workorders.services import fleet

router = Router(tags=["Invoices"], by_alias=True)

MOST_BYTES = 10 * MB
ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg"}
CONTENT = "file.base64Content"


@router.post("/invoice-scans", response=Scanned, url_name="invoice-scans")
def scan_invoice(request, body: Scan):
    """The invoice is kept with its work order, or with a new one on the asset. Nothing is read from it."""
    data, kind = file_of(body.file)
    actor = actor_of(request)
    if body.asset_id is not None:
        asset = references.find_asset(body.asset_id)
        scan = fleet.open_for_scan(asset, data, kind, by=actor, token=request.auth)
    else:
        with in_their_words("workOrderId"):
            pk = key_of_order(body.work_order_id)
            scan = fleet.add_scan(pk, data, kind, by=actor, token=request.auth)
    return JsonResponse({"data": {"workOrderId": str(scan.order_id)}})


@router.get("/attachments/{str:token}", auth=None, url_name="attachment", include_in_schema=False)
def read_attachment(request, token: str):
    """The file, for whoever holds a link that is not an hour old."""
    try:
        pk = links.unsign(token, max_age=LINK_LASTS)
    except BadSignature as error:
        raise Http404 from error
    scan = InvoiceScan.objects.filter(pk=pk, order__removed_at=None).first()
    if scan is None:
        raise Http404
    return send_file(scan.file, name=f"invoice-{scan.pk}.{ENDINGS[scan.content_type]}")


def file_of(file):
    """The bytes to keep and their kind; a picture is ours after that. Raises ApiError for whatever is not what it says."""
    data = decoded(file.base64_content)
    if filetype.guess_mime(data) != file.content_type:
        raise ApiError(400, f"{CONTENT}: this is no {file.content_type}")
    try:
        if file.content_type == "application/pdf":
            return clean_document(BytesIO(data)).data, "application/pdf"
        photo = clean_photo(BytesIO(data))
    except (BadDocument, BadPhoto) as refusal:
        raise ApiError(400, f"{CONTENT}: {refusal.message}") from refusal
    return photo.data, photo.kind


def decoded(text):
    if len(text) > MOST_BYTES * 4 / 3 + 4:
        raise ApiError(413, f"{CONTENT}: larger than 10 MB")
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ApiError(400, f"{CONTENT}: this is not base64") from error
    if len(data) > MOST_BYTES:
        raise ApiError(413, f"{CONTENT}: larger than 10 MB")
    return data
