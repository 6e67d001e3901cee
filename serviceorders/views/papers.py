"""The papers of an order: printed from the browser, or as PDF."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_GET

from config.core.models.shop import Paper
from config.core.sending_files import send_file, send_paper
from serviceorders import letters, papers
from serviceorders.views.detail import may_view, order_for

KINDS = ("receipt", "intake", "label")


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
    return send_paper(request, document, "serviceorders/being_made.html", order=order)


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
