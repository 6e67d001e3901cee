"""What the rows of products ask for while somebody types."""

from django.contrib.auth.decorators import permission_required
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Lower
from django.shortcuts import render
from django.views.decorators.http import require_GET

from warehouse import services
from warehouse.models import Product, StockLevel

MOST = 12
MOST_ROWS = 100  # a page with more asks again

may_view = permission_required("warehouse.view_product", raise_exception=True)


@require_GET
@may_view
def product_search(request):
    """The products that what was typed may mean, as options; what was typed is the first parameter that ends in sku."""
    typed = next(iter(_typed(request)), "")
    found = _with_free(request).filter(Q(barcode=typed) | Q(pk__in=_matching(request, typed)))
    return render(request, "warehouse/_options.html", {"products": found.order_by("sku")[:MOST]})


@require_GET
@may_view
def product_hint(request):
    """Of each product typed, in its order: what it is called, and how much of it is free where the user works."""
    words = _typed(request)[:MOST_ROWS]
    codes = {word for word in words if word}
    found = _with_free(request).annotate(lower_sku=Lower("sku"))
    found = found.filter(Q(lower_sku__in=[code.lower() for code in codes]) | Q(barcode__in=codes))
    hints = [{"typed": word, "products": _called(word, found)} for word in words]
    return render(request, "warehouse/_hints.html", {"hints": hints})


def _called(word, products):
    return [
        each for each in products if word and word.lower() in (each.lower_sku, each.barcode.lower())
    ]


def _typed(request):
    """What was typed into the first of the parameters whose names end in sku, which may be there many times."""
    names = [name for name in request.GET if name.endswith("sku")]
    return [word.strip()[:40] for word in request.GET.getlist(names[0])] if names else []


def _matching(request, typed):
    products = Product.objects.for_user(request.user).active()
    return products.matching(typed).values("pk") if typed else products.none().values("pk")


def _with_free(request):
    here = StockLevel.objects.with_free().filter(
        warehouse=services.workplace_of(request.user), product=OuterRef("pk")
    )
    products = Product.objects.for_user(request.user).active().select_related("unit")
    return products.annotate(free=Subquery(here.values("available")[:1]))
