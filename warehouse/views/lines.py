"""What the rows of products ask for while somebody types."""

from django.contrib.auth.decorators import permission_required
from django.db.models import OuterRef, Q, Subquery
from django.shortcuts import render
from django.views.decorators.http import require_GET

from warehouse import services
from warehouse.models import Product, StockLevel

MOST = 12

may_view = permission_required("warehouse.view_product", raise_exception=True)


@require_GET
@may_view
def product_search(request):
    """The products that what was typed may mean, as options; what was typed is the first parameter that ends in sku."""
    typed = _typed(request)
    found = _with_free(request).filter(Q(barcode=typed) | Q(pk__in=_matching(request, typed)))
    return render(request, "warehouse/_options.html", {"products": found.order_by("sku")[:MOST]})


@require_GET
@may_view
def product_hint(request):
    """What the product is called, and how much of it is free where the user works."""
    typed = _typed(request)
    found = _with_free(request).filter(Q(sku__iexact=typed) | Q(barcode=typed)) if typed else []
    return render(request, "warehouse/_hint.html", {"products": found[:2], "typed": typed})


def _typed(request):
    names = [name for name in request.GET if name.endswith("sku")]
    return request.GET[names[0]].strip()[:40] if names else ""


def _matching(request, typed):
    products = Product.objects.for_user(request.user).active()
    return products.matching(typed).values("pk") if typed else products.none().values("pk")


def _with_free(request):
    here = StockLevel.objects.with_free().filter(
        warehouse=services.workplace_of(request.user), product=OuterRef("pk")
    )
    products = Product.objects.for_user(request.user).active().select_related("unit")
    return products.annotate(free=Subquery(here.values("available")[:1]))
