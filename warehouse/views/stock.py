"""What lies where: by product, by location, by lot, and what runs low."""

from decimal import Decimal

from django.contrib.auth.decorators import permission_required
from django.db.models import Count, F, Q, Sum
from django.http import Http404, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from config.core.addresses import local_address
from config.core.csv_export import csv_response
from config.core.keys import key_of
from config.core.money import rounded
from config.core.paging import CountedPaginator
from warehouse import services
from warehouse.forms.stock import InventoryAsked, LotsAsked, PlacesAsked
from warehouse.models import Lot, Product, StockItem, Warehouse
from warehouse.services.inventory import (
    SOON,
    expired,
    expiring,
    inventory_of,
    lots_in,
    low,
    worth_of,
)
from warehouse.states import LocationKind

MOST_EXPORTED = 200_000

may_view = permission_required("warehouse.view_stockitem", raise_exception=True)


def warehouse_of(request):
    """The warehouse the user works in; Http404 where the shop has none."""
    here = services.workplace_of(request.user)
    if here is None:
        raise Http404("There is no warehouse.")
    return here


def swapped(request, name, context):
    """The page, or for htmx its list alone."""
    whole = not request.htmx or request.htmx.boosted
    return render(request, f"warehouse/stock/{'' if whole else '_'}{name}.html", context)


class DressedPages(CountedPaginator):
    """Pages of a list whose rows are looked up together with what stands beside them, for the page shown alone."""

    def __init__(self, rows, count, dress):
        self.dress = dress
        super().__init__(rows, count)

    def dressed(self, rows):
        return self.dress(rows).order_by(*self.object_list.query.order_by)


# The heads of a table that sorts


def heads(request, columns, sort):
    """The heads of ``columns``, (label, key to sort by or "", css class): each with its address and its state."""
    query = request.GET.copy()
    query.pop("page", None)
    for label, key, css in columns:
        is_up, is_down = key and sort == key, key and sort == f"-{key}"
        query["sort"] = f"-{key}" if is_up or (css == "num" and not is_down) else key
        yield {
            "label": label,
            "css": css,
            "url": f"?{query.urlencode()}" if key else "",
            "state": ("ascending" if is_up else "descending" if is_down else "none") if key else "",
        }


# By product

SORTS = {
    "sku": "sku",
    "on_hand": "on_hand",
    "reserved": "reserved",
    "free": "free",
    "incoming": "incoming",
    "value": "worth",
}
COLUMNS = [
    (gettext_lazy("Product"), "sku", ""),
    (gettext_lazy("On hand"), "on_hand", "num"),
    (gettext_lazy("Reserved"), "reserved", "num"),
    (gettext_lazy("Free"), "free", "num"),
    (gettext_lazy("On hold"), "", "num"),
    (gettext_lazy("Incoming"), "incoming", "num"),
    (gettext_lazy("Reorder at"), "", "num"),
    (gettext_lazy("Value at cost"), "value", "num"),
]


def product_pages(products, count, here):
    """Pages of products, each with what this warehouse has of it."""
    return DressedPages(
        products,
        count,
        lambda rows: inventory_of(here, rows.select_related("unit", "merchant")),
    )


@require_GET
@may_view
def inventory(request):
    here = warehouse_of(request)
    asked = InventoryAsked.read(request.GET)
    products = products_asked(request, here, asked)
    merchants = list(by_merchant(products))
    if asked["merchant"]:
        products = products.filter(merchant=asked["merchant"])
    chosen = [row for row in merchants if asked["merchant"] in (None, row["merchant"])]
    sort, products = sorted_by(products, request.GET.get("sort", "sku"))
    pages = product_pages(products, sum(row["count"] for row in chosen), here)
    context = {
        "tab": "inventory",
        "warehouse": here,
        "asked": asked,
        "merchants": merchants if len(merchants) > 1 or asked["merchant"] else [],
        "heads": heads(request, COLUMNS, sort),
        "page": pages.get_page(request.GET.get("page")),
        "total": sum(worth_of(row["worth"]) for row in chosen),
    }
    for product in context["page"]:
        product.value = worth_of(product.worth)
        product.is_low = product.reorder_level > product.free + product.incoming
    return swapped(request, "inventory", context)


def products_asked(request, here, asked):
    """The products that the address asks for, of any merchant, with what this warehouse has of them."""
    products = inventory_of(here, Product.objects.for_user(request.user)).matching(asked["q"] or "")
    if asked["low"]:
        products = low(products)
    if asked["stock"]:
        return products.filter(on_hand__gt=0)
    return products.exclude(active=False, on_hand=0)


def by_merchant(products):
    """How many of the products there are of each merchant, and what all of them cost: of one query."""
    rows = products.order_by("merchant__name").values("merchant", "merchant__name")
    return rows.annotate(count=Count("pk"), worth=Sum("worth"))


def sorted_by(products, sort):
    field = SORTS.get(sort.removeprefix("-"))
    if field is None:
        sort, field = "sku", "sku"
    order = F(field).desc() if sort.startswith("-") else F(field).asc()
    return sort, products.order_by(order, "pk")


@require_GET
@may_view
def inventory_export(request):
    """What is filtered, as CSV."""
    here = warehouse_of(request)
    asked = InventoryAsked.read(request.GET)
    products = products_asked(request, here, asked).select_related("unit", "merchant")
    if asked["merchant"]:
        products = products.filter(merchant=asked["merchant"])
    _sort, products = sorted_by(products, request.GET.get("sort", "sku"))
    header = [
        _("SKU"), _("Name"), _("Merchant"), _("Unit"), _("On hand"), _("Reserved"), _("Free"),
        _("On hold"), _("Incoming"), _("Reorder at"), _("Cost"), _("Value at cost"),
    ]  # fmt: skip
    rows = (
        [
            product.sku, product.name, product.merchant.name, product.unit.code,
            plain(product.on_hand), plain(product.reserved), plain(product.free),
            plain(product.held), plain(product.incoming), plain(product.reorder_level),
            rounded(product.cost), rounded(product.on_hand * product.cost),
        ]
        for product in products[:MOST_EXPORTED].iterator(2000)
    )  # fmt: skip
    return csv_response(f"inventory-{here.code}-{timezone.localdate()}", header, rows)


@require_GET
@may_view
def restock(request):
    """Which orders could be allocated now; asked for once the list stands, which does not wait for it."""
    return render(
        request,
        "warehouse/_restock.html",
        {
            "restock": services.could_be_allocated(warehouse_of(request)),
            "restock_next": reverse("warehouse:inventory"),
        },
    )


def plain(quantity):
    """A quantity as a spreadsheet reads it, without needless zeros."""
    return Decimal(f"{quantity.normalize():f}")


# By location


@require_GET
@may_view
def by_location(request):
    here = warehouse_of(request)
    asked = PlacesAsked.read(request.GET)
    items = StockItem.objects.there().filter(warehouse=here)
    if asked["q"]:
        items = items.filter(product__in=products_of(request.user, asked["q"]))
    if asked["product"]:
        items = items.filter(product=asked["product"])
    if asked["location"]:
        items = items.filter(location__code__iexact=asked["location"])
    if asked["kind"]:
        items = items.filter(location__kind=asked["kind"])
    rows = items.order_by("location__walk", "location__code", "product__sku", "pk")
    pages = DressedPages(
        rows,
        items.count(),
        lambda found: found.select_related("location", "product__unit", "lot"),
    )
    context = {
        "tab": "by_location",
        "warehouse": here,
        "asked": asked,
        "kinds": LocationKind.choices,
        "soon": timezone.localdate() + SOON,
        "page": pages.get_page(request.GET.get("page")),
        "today": timezone.localdate(),
    }
    return swapped(request, "locations", context)


def products_of(user, words):
    return Product.objects.for_user(user).matching(words).values("pk")


# By lot


@require_GET
@may_view
def by_lot(request):
    here = warehouse_of(request)
    asked = LotsAsked.read(request.GET)
    lots = lots_in(here, Lot.objects.filter(product__in=Product.objects.for_user(request.user)))
    if not asked["gone"]:
        lots = lots.filter(is_here=True)
    if asked["q"]:
        of_product = Q(product__in=products_of(request.user, asked["q"]))
        lots = lots.filter(of_product | Q(code__icontains=asked["q"]))
    if asked["product"]:
        lots = lots.filter(product=asked["product"])
    if asked["state"]:
        lots = {"expired": expired, "soon": expiring}[asked["state"]](lots)
    pages = DressedPages(
        lots.order_by("use_by", "received_on", "pk"),
        lots.count(),
        lambda found: lots_in(here, found.select_related("product__unit")),
    )
    context = {
        "tab": "by_lot",
        "warehouse": here,
        "asked": asked,
        "states": LotsAsked.STATES,
        "page": pages.get_page(request.GET.get("page")),
        "today": timezone.localdate(),
        "soon": timezone.localdate() + SOON,
    }
    return swapped(request, "lots", context)


# What runs low


@require_GET
@may_view
def low_stock(request):
    here = warehouse_of(request)
    asked = InventoryAsked.read(request.GET)
    products = inventory_of(here, Product.objects.for_user(request.user))
    products = low(products.matching(asked["q"] or ""))
    pages = product_pages(products.order_by("sku", "pk"), products.count(), here)
    context = {
        "tab": "low_stock",
        "warehouse": here,
        "asked": asked,
        "page": pages.get_page(request.GET.get("page")),
    }
    for product in context["page"]:
        product.to_order = product.reorder_level - product.free - product.incoming
        product.price_of_it = product.to_order * product.cost
    return swapped(request, "low", context)


# Where one works


@require_POST
@may_view
def workplace(request):
    """From now on the user works in the warehouse they chose, and is back where they chose it."""
    key = key_of(request.POST.get("warehouse"))
    if key is None:
        return HttpResponseBadRequest()
    chosen = get_object_or_404(Warehouse, pk=key, active=True)
    services.choose_workplace(request.user, chosen)
    return redirect(local_address(request) or "warehouse:inventory")
