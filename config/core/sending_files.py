"""Stored files on their way to a browser; the view has already asked whether this reader may have them."""

import time
from urllib.parse import quote

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header

from config.core.models import Document

PATIENCE = 2.5  # seconds a click waits for its PDF before it is told to come back
INLINE = ("image/jpeg", "application/pdf")  # kinds we made ourselves


def send_file(field_file, *, name, inline_type=None):
    """The file as a download called ``name``, or shown in the page when ``inline_type`` is one of INLINE.

    Raises Http404 when the file is gone. With SEND_FILE_PREFIX the web server in front sends the bytes.
    """
    if inline_type not in (None, *INLINE):
        raise ValueError(f"{inline_type} is never shown inline")
    response = HttpResponse(content_type=inline_type or _download_type(name))
    response["Content-Disposition"] = content_disposition_header(inline_type is None, name)
    response["X-Content-Type-Options"] = "nosniff"
    is_photo = inline_type == "image/jpeg"
    response["Cache-Control"] = "private, max-age=3600" if is_photo else "private, no-store"
    if inline_type is None:
        response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    _fill(response, field_file)
    return response


def send_photo(photo, size):
    """The picture in one of its two sizes; Http404 for any other."""
    files = {"full": photo.image, "thumb": photo.thumb}
    if size not in files:
        raise Http404
    return send_file(files[size], name=f"{size}.jpg", inline_type="image/jpeg")


def send_paper(request, document, waiting_page, **facts):
    """The PDF; or the page that says it is being made and asks again, or that it could not be made."""
    document = _after_patience(document)
    if document.is_ready:
        return send_file(document.file, name=document.name, inline_type="application/pdf")
    failed = document.state == Document.State.FAILED
    facts |= {"document": document}
    response = render(request, waiting_page, facts, status=503 if failed else 202)
    response["Retry-After"] = "2"
    return response


def _after_patience(document):
    """The document after at most PATIENCE seconds, ready or not."""
    until = time.monotonic() + PATIENCE
    while document.state in ("queued", "sending") and not document.error:
        if time.monotonic() > until:
            break
        time.sleep(0.1)
        document = Document.objects.get(pk=document.pk)
    return document


def _fill(response, field_file):
    """Whole files, 20 MB at most: an ASGI server would collect a file iterator in memory as well."""
    if not field_file or not field_file.storage.exists(field_file.name):
        raise Http404
    if settings.SEND_FILE_PREFIX:
        response["X-Accel-Redirect"] = settings.SEND_FILE_PREFIX + quote(field_file.name)
        return
    with field_file.open("rb") as file:
        response.content = file.read()
    response["Content-Length"] = len(response.content)


def _download_type(name):
    return "application/pdf" if name.lower().endswith(".pdf") else "application/octet-stream"
