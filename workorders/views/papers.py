"""The papers of an order: its report, printed from the browser or as PDF, and the certificate of its sign-off."""

from django.contrib.auth.decorators import permission_required
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_GET

from config.core.sending_files import send_paper
from workorders import papers
from workorders.models import WorkOrder

may_view = permission_required("workorders.view_workorder", raise_exception=True)


def order_for(request, number):
    found = WorkOrder.objects.for_user(request.user)
    found = found.select_related("assignee", "team", "approver", "vendor", "case", "job")
    return get_object_or_404(found.prefetch_related("times"), number=number)


@require_GET
@may_view
def print_page(request, number):
    """The report as a page to print; the very template and facts of the PDF."""
    order = order_for(request, number)
    facts, _images = papers.report_facts(order, language=translation.get_language())
    for task in facts["tasks"]:
        for photo in task["photos"]:
            photo["src"] = reverse("workorders:task_photo", args=[number, photo["pk"], "thumb"])
    if facts["shop"]["logo"]:
        facts["shop"]["logo"] = reverse("shop_logo")
    return render(request, "workorders/pdf/report.html", facts | {"medium": "screen"})


@require_GET
@may_view
def pdf(request, number):
    order = order_for(request, number)
    document = papers.print_report(order, language=translation.get_language())
    return send_paper(request, document, "workorders/pdf/being_made.html", order=order)


@require_GET
@may_view
def certificate(request, number):
    """The PDF of the latest sign-off that ended well; none where the order was reopened since."""
    order = order_for(request, number)
    rounds = order.rounds.select_related("order").prefetch_related("signatures")
    latest = rounds.order_by("-number").first()
    if latest is None or not latest.stands:
        raise Http404
    document = papers.print_certificate(latest, language=translation.get_language())
    return send_paper(request, document, "workorders/pdf/being_made.html", order=order)
