"""The ledger: every movement of stock, the newest first."""

import re
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from config.core.csv_export import csv_response
from config.core.dates import midnight
from config.core.paging import PAGE
from warehouse.forms.stock import MovesAsked
from warehouse.models import Location, Lot, Posting, Product, StockMove
from warehouse.states import Reason
from warehouse.views.papers import address_of
from warehouse.views.stock import MOST_EXPORTED, may_view, plain, products_of, swapped, warehouse_of

NUMBER = re.compile(r"[a-z]{2}-\d{4}-\d{4,9}", re.IGNORECASE)


@require_GET
@may_view
def moves(request):
    """A page of the ledger begins after a movement and not at a number: however long it is, none is counted."""
    here = warehouse_of(request)
    asked = MovesAsked.read(request.GET)
    found = moves_asked(request, here, asked)
    if asked["before"]:
        found = found.filter(pk__lt=asked["before"])
    rows = list(shown(found)[: PAGE + 1])
    for move in rows:
        move.address = address_of(move.posting.document, request.user)
        move.was_reversed = hasattr(move, "reversed_by")
    context = {
        "tab": "moves",
        "warehouse": here,
        "asked": asked,
        "reasons": Reason.choices,
        "chips": chips(request, asked),
        "moves": rows[:PAGE],
        "older": rows[PAGE - 1].pk if len(rows) > PAGE else None,
    }
    return swapped(request, "moves", context)


def moves_asked(request, here, asked):
    """The movements in this warehouse that the address asks for, the newest first."""
    found = StockMove.objects.filter(warehouse=here).order_by("-pk")
    for name in ("product", "lot"):
        if asked[name]:
            found = found.filter(**{name: asked[name]})
    if asked["location"]:
        places = Location.objects.filter(warehouse=here, code__iexact=asked["location"])
        found = found.filter(Q(from_location__in=places) | Q(to_location__in=places))
    if words := asked["q"]:
        if NUMBER.fullmatch(words):
            found = found.filter(posting__in=of_paper(words))
        else:
            found = found.filter(product__in=products_of(request.user, words))
    if asked["document"]:
        found = found.filter(posting__in=of_paper(asked["document"]))
    if asked["reason"]:
        found = found.filter(posting__reason=asked["reason"])
    if asked["since"]:
        found = found.filter(posting__at__gte=midnight(asked["since"]))
    if asked["until"]:
        found = found.filter(posting__at__lt=midnight(asked["until"] + timedelta(days=1)))
    return found


def of_paper(number):
    return Posting.objects.filter(document=number.upper()).values("pk")


def shown(found):
    """The movements with all that a row says of them."""
    return found.select_related(
        "posting__by", "product__unit", "lot", "from_location", "to_location", "reversed_by"
    )


def chips(request, asked):
    """What links of other pages ask for, each in words and with the address without it."""
    names = {
        "product": lambda key: Product.objects.for_user(request.user).filter(pk=key).first(),
        "lot": lambda key: Lot.objects.filter(pk=key).first(),
        "location": lambda code: code,
        "document": lambda number: number,
    }
    labels = {
        "product": _("Product"), "lot": _("Lot"), "location": _("Location"), "document": _("For"),
    }  # fmt: skip
    found = []
    for name, named in names.items():
        if asked[name]:
            query = request.GET.copy()
            for gone in (name, "before"):
                query.pop(gone, None)
            text = f"{labels[name]}: {named(asked[name]) or '–'}"
            found.append(
                {"name": name, "value": asked[name], "label": text, "url": f"?{query.urlencode()}"}
            )
    return found


@require_GET
@may_view
def moves_export(request):
    """What is filtered, as CSV."""
    here = warehouse_of(request)
    found = shown(moves_asked(request, here, MovesAsked.read(request.GET)))[:MOST_EXPORTED]
    header = [
        _("When"), _("SKU"), _("Name"), _("Lot"), _("Quantity"), _("Unit"), _("From"), _("To"),
        _("Reason"), _("For"), _("Who"), _("Note"), _("Reversed"),
    ]  # fmt: skip
    rows = (
        [
            f"{timezone.localtime(move.posting.at):%Y-%m-%d %H:%M}", move.product.sku,
            move.product.name, str(move.lot or ""), plain(move.quantity), move.product.unit.code,
            str(move.from_location or ""), str(move.to_location or ""),
            move.posting.get_reason_display(), move.posting.document, move.posting.who,
            move.posting.note, _("yes") if hasattr(move, "reversed_by") else "",
        ]
        for move in found.iterator(2000)
    )  # fmt: skip
    return csv_response(f"movements-{here.code}-{timezone.localdate()}", header, rows)
