"""The papers of an order: printed from the browser, or as PDF."""

import time

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_GET

from config.core.models import Document
from config.core.models.shop import Paper
from config.core.sending_files import send_file
from serviceorders import letters, papers
from serviceorders.views.detail import may_view, order_for

KINDS = ("receipt", "intake", "label")
PATIENCE = 2.5  # seconds a click waits for its PDF before it is told to come back


@require_GET
@may_view
def print_page(request, number):
    """The paper as a page to print; the very template and facts of the PDF."""
    order = order_for(request, number)
    kind, paper = wanted(request)
    language = order.client.language
    facts, _images = papers.facts_of(order, kind, language=language, paper=paper)
    for photo in facts["photos"]:
        pk = photo["src"].rpartition("-")[2]
        photo["src"] = reverse("serviceorders:image", args=[number, pk, "thumb"])
    if facts["shop"]["logo"]:
        facts["shop"]["logo"] = reverse("shop_logo")
    with translation.override(language):
        return render(
            request,
            f"serviceorders/pdf/{kind}.html",
            facts | {"medium": "screen"},
        )


@require_GET
@may_view
def pdf(request, number):
    """The paper as a PDF: the one already made of the very same facts, or one that is being made now."""
    order = order_for(request, number)
    kind, paper = wanted(request)
    document = letters.print_paper(order, kind, language=order.client.language, paper=paper)
    document = wait_for(document)
    if document.is_ready:
        return send_file(document.file, name=document.name, inline_type="application/pdf")
    response = render(
        request,
        "serviceorders/being_made.html",
        {"order": order, "document": document},
        status=503 if document.state == Document.State.FAILED else 202,
    )
    response["Retry-After"] = "2"
    return response


@require_GET
@may_view
def document(request, number, pk):
    """A paper as it was when it was sent."""
    history = order_for(request, number).history.select_related("document")
    line = history.filter(document=pk).first()
    if line is None or not line.document.is_ready:
        raise Http404
    return send_file(line.document.file, name=line.document.name, inline_type="application/pdf")


def wanted(request):
    """The kind of paper and its size, as the address asks; Http404 for what there is not."""
    kind = request.GET.get("kind", "receipt")
    paper = request.GET.get("paper") or None
    if kind not in KINDS or (paper and paper not in Paper.values):
        raise Http404
    return kind, paper


def wait_for(document):
    """The document after at most PATIENCE seconds, ready or not."""
    until = time.monotonic() + PATIENCE
    while document.state in ("queued", "sending") and not document.error:
        if time.monotonic() > until:
            break
        time.sleep(0.1)
        document = Document.objects.get(pk=document.pk)
    return document
