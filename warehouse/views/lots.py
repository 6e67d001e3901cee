"""A lot: where it lies, what became of it, and what it was made of."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from warehouse.models import Lot, StockItem
from warehouse.services.inventory import SOON
from warehouse.services.lots import trace
from warehouse.views.papers import address_of
from warehouse.views.stock import may_view


@require_GET
@may_view
def lot(request, pk):
    record = get_object_or_404(Lot.objects.select_related("product__unit"), pk=pk)
    lies = StockItem.objects.there().filter(lot=record)
    lies = list(
        lies.select_related("location", "warehouse").order_by("warehouse", "location__walk")
    )
    after, before = trace(record)
    for papers in (after, before):
        give_addresses(papers, request.user)
    context = {
        "lot": record,
        "lies": lies,
        "there": sum(item.quantity for item in lies),
        "after": after,
        "before": before,
        "today": timezone.localdate(),
        "soon": timezone.localdate() + SOON,
    }
    return render(request, "warehouse/stock/lot.html", context)


def give_addresses(papers, user):
    for paper in papers:
        paper.address = address_of(paper.number, user)
        for goods in paper.goods:
            give_addresses(goods.papers, user)
