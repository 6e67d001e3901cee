"""Products: the list, and the page of one."""

from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Count, Exists, F, OuterRef, Q, Value
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from config.core.paging import CountedPaginator
from config.core.sending_files import send_photo
from config.core.submissions import made_before, made_once
from warehouse import services
from warehouse.forms.catalogue import NewProductForm, ProductForm, ProductSearch
from warehouse.models import (
    ZERO,
    InboundLine,
    InboundOrder,
    Merchant,
    Product,
    ProductPhoto,
    Reservation,
)
from warehouse.services.catalogue import current_lines, doubt_about
from warehouse.services.inventory import inventory_of, low
from warehouse.views.papers import address_of

SORTS = ("sku", "name", "cost", "price", "on_hand", "free")
PARTS = ("stock", "recipes", "moves")
MOST_ITEMS = 200
MOST_PAPERS = 50
MOST_MOVES = 30

may_view = permission_required("warehouse.view_product", raise_exception=True)
may_change = permission_required("warehouse.change_product", raise_exception=True)


# The list


@require_GET
@may_view
def products(request):
    search = ProductSearch(request.GET)
    search.is_valid()
    here = services.workplace_of(request.user)
    found = narrowed(Product.objects.for_user(request.user), search)
    merchants = counted(found, here)
    state, merchant = search.state_asked, search.cleaned_data["merchant"]
    rows = in_state(inventory_of(here, found), state)
    if merchant:
        rows = rows.filter(merchant=merchant)
    total = sum(getattr(each, f"n_{state}") for each in merchants if merchant in (None, each.pk))
    sort = sort_of(request, SORTS)
    paginator = Products(rows.order_by(*order_of(sort)), total, here=here)
    page = paginator.get_page(request.GET.get("page"))
    for product in page:
        product.is_low = product.free + product.incoming < product.reorder_level
    facts = {
        "page": page,
        "search": search,
        "state": state,
        "states": [
            {"state": key, "label": label, "count": sum(getattr(m, f"n_{key}") for m in merchants)}
            for key, label in ProductSearch.STATES
        ],
        "merchants": [each for each in merchants if each.active],
        "sort": sort,
    }
    template = "_list" if request.htmx and not request.htmx.boosted else "list"
    return render(request, f"warehouse/catalogue/{template}.html", facts)


class Products(CountedPaginator):
    def __init__(self, *args, here, **kwargs):
        self.here = here
        super().__init__(*args, **kwargs)

    def dressed(self, rows):
        return super().dressed(inventory_of(self.here, rows)).select_related("unit", "merchant")


def narrowed(products, search):
    """The products that fit the words and the lots that are asked for, of any state and merchant."""
    asked = search.cleaned_data
    if asked["q"]:
        products = products.matching(asked["q"])
    if asked["lots"]:
        products = products.filter(lot_tracked=asked["lots"] == "yes")
    return products


def in_state(products, state):
    """Those of them that are active, low or inactive; they come from ``inventory_of``."""
    return low(products) if state == "low" else products.filter(active=state == "active")


def counted(found, warehouse):
    """All merchants, each with how many of the products found are active, low and inactive; of one query."""
    found = inventory_of(warehouse, found)
    counts = {
        f"n_{state}": Count("products", filter=Q(products__in=in_state(found, state).values("pk")))
        for state, _label in ProductSearch.STATES
    }
    return list(Merchant.objects.annotate(**counts).order_by("name"))


def sort_of(request, known):
    """The order that is asked for, else the first that is known."""
    sort = request.GET.get("sort", "")
    return sort if sort.removeprefix("-") in known else known[0]


def order_of(sort):
    return [sort, "-pk" if sort.startswith("-") else "pk"]


# One product


@require_http_methods(["GET", "POST"])
@permission_required("warehouse.add_product", raise_exception=True)
def new_product(request):
    form = NewProductForm(
        request.POST or None, request.FILES or None, initial={"once": uuid4().hex}
    )
    valid = form.is_valid()
    if made := made_before(request, form):
        return redirect(made)
    if valid:
        try:
            return redirect(
                made_once(request, form, lambda: kept(request, form).get_absolute_url())
            )
        except services.Refused as refusal:
            form.add_error(None, str(refusal))
    return product_form(request, form)


@require_http_methods(["GET", "POST"])
@may_change
def edit_product(request, pk):
    product = product_for(request, pk)
    name, has_photo = str(product), hasattr(product, "photo")
    form = ProductForm(
        request.POST or None, request.FILES or None, instance=product, has_photo=has_photo
    )
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(kept(request, form))
        except services.Refused as refusal:
            form.add_error(None, str(refusal))
    return product_form(request, form, pk=pk, name=name)


def kept(request, form):
    """The product of a valid form, kept; what looks odd about its barcode is said."""
    product = form.save(commit=False)
    services.keep_product(product, by=request.user, photo=form.cleaned_data["photo"])
    if form.cleaned_data.get("remove_photo") and not form.cleaned_data["photo"]:
        services.remove_photo(product)
    if "barcode" in form.changed_data and (doubt := doubt_about(product.barcode)):
        messages.warning(request, _("%s It was kept as it is.") % doubt)
    return product


def product_form(request, form, **facts):
    status = 422 if form.is_bound else 200
    facts = {"pk": None, "name": "", **facts, "form": form}
    return render(request, "warehouse/catalogue/product_form.html", facts, status=status)


@require_POST
@may_change
def switch_product(request, pk):
    """The product is active, or is not any more; what is left of it in stock stays there."""
    product = product_for(request, pk)
    services.switch_product(product, active=request.POST.get("active") == "1")
    return redirect(product)


@require_GET
@may_view
def product(request, pk):
    """One product: what it is, where it lies, who holds it, what is made of it and how it moved."""
    record = product_for(request, pk)
    part = request.GET.get("part", PARTS[0])
    if part not in PARTS:
        raise Http404
    shown = {"stock": stock_of, "recipes": recipes_of, "moves": moves_of}[part]
    facts = shown(record, request.user)
    facts |= {"product": record, "part": part, "has_photo": hasattr(record, "photo")}
    return render(request, "warehouse/catalogue/product.html", facts)


def product_for(request, pk):
    """The product; ``others`` says whether there are other merchants beside its own."""
    others = Merchant.objects.filter(active=True).exclude(pk=OuterRef("merchant"))
    products = Product.objects.for_user(request.user).annotate(others=Exists(others))
    return get_object_or_404(products.select_related("unit", "merchant", "photo"), pk=pk)


def stock_of(product, user):
    """Where it lies, how much of it is free in each warehouse, who holds it and what is on its way."""
    warehouses = services.warehouses_of(user)
    known = {level.warehouse_id: level for level in product.levels.with_free()}
    items = product.items.there().select_related("location", "lot", "warehouse")
    items = items.order_by("warehouse__name", "location__walk", "location__code", "lot__code")
    papers = papers_of(product)
    coming = {}
    for paper in papers["incoming"]:
        coming[paper["warehouse"]] = coming.get(paper["warehouse"], ZERO) + paper["quantity"]
    return {
        "levels": [
            level_of(product, each, known.get(each.pk), coming.get(each.pk, ZERO))
            for each in warehouses
        ],
        "items": items[:MOST_ITEMS],
        **{kind: with_addresses(rows, user) for kind, rows in papers.items()},
        "several": len(warehouses) > 1,
    }


def level_of(product, warehouse, level, incoming):
    """A line of figures: one warehouse, and whether less is free and coming than there should be."""
    figures = (level.on_hand, level.reserved, level.free) if level else (ZERO, ZERO, ZERO)
    on_hand, reserved, free = figures
    return {
        "warehouse": warehouse,
        "on_hand": on_hand,
        "reserved": reserved,
        "free": free,
        "incoming": incoming,
        "low": free + incoming < product.reorder_level,
    }


def papers_of(product):
    """Who holds it and what brings it, of one query."""
    held = (
        Reservation.objects.active()
        .filter(product=product)
        .annotate(kind=Value("held"), due=F("at"), number=F("document"))
        .order_by()
        .values("kind", "number", "quantity", "due", "warehouse", "warehouse__name")
    )
    incoming = InboundLine.objects.filter(
        product=product, inbound__in=InboundOrder.objects.open(), received__lt=F("expected")
    )
    incoming = (
        incoming.annotate(
            kind=Value("incoming"),
            number=F("inbound__number"),
            quantity=F("expected") - F("received"),
            due=F("inbound__expected_at"),
        )
        .order_by()
        .values("kind", "number", "quantity", "due", "warehouse", "warehouse__name")
    )
    found = {"held": [], "incoming": []}
    for paper in held.union(incoming, all=True).order_by("due", "number"):
        found[paper["kind"]].append(paper)
    return found


def with_addresses(papers, user):
    return [paper | {"url": address_of(paper["number"], user)} for paper in papers[:MOST_PAPERS]]


def recipes_of(product, _user):
    """The recipes that take it in, and those that make it."""
    lines = current_lines().filter(product=product, version__recipe__active=True)
    lines = lines.select_related("version__recipe").order_by("version__recipe__name")
    return {
        "uses": [line for line in lines if not line.is_output],
        "makes": [line for line in lines if line.is_output],
    }


def moves_of(product, user):
    """How it moved lately."""
    moves = product.moves.select_related("posting__by", "lot", "from_location", "to_location")
    rows = [
        {"move": move, "url": address_of(move.posting.document, user)}
        for move in moves.order_by("-pk")[:MOST_MOVES]
    ]
    return {"moves": rows}


@require_GET
@may_view
def product_photo(request, pk, size):
    """The picture in one of its two sizes."""
    products = Product.objects.for_user(request.user)
    photo = get_object_or_404(ProductPhoto, product__in=products, product=pk)
    return send_photo(photo, size)
