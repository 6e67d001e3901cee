"""The facts that the papers of the warehouse print, frozen as text in the reader's language."""

from django.utils import timezone, translation
from django.utils.formats import date_format

from config.core import outbox
from config.core.models import Document
from config.core.models.shop import Paper, current_shop
from config.core.money import format_quantity
from warehouse import holders

MOST_LINES = 500  # a paper of more would take minutes to set
LONGEST_BARS = 16  # characters; more would be printed too fine for a scanner
SHEETS = (Paper.A4, Paper.LETTER)


def print_picking_list(picking_list, *, language: str) -> Document:
    """The list as it stands now, as a PDF: made once for the same facts."""
    facts, images = picking_facts(picking_list, language=language)
    return outbox.document(
        "warehouse/picking/paper.html",
        name=f"picking-{picking_list.number}.pdf",
        facts=facts,
        images=images,
        language=language,
        topic=picking_list.topic,
    )


def picking_facts(picking_list, *, language: str):
    """(facts, images) of the paper of a picking list; what is picked already has its box ticked."""
    shop = current_shop()
    with translation.override(language), timezone.override(shop.zone):
        lines = list(picking_list.walk().filter(asked__gt=0))
        facts = {
            "paper": str(shop.paper if shop.paper in SHEETS else Paper.A4),
            "language": language,
            "shop": {"name": shop.name, "logo": "image:logo" if shop.logo else ""},
            "number": picking_list.number,
            "status_label": picking_list.get_status_display(),
            "created": _moment(picking_list.created_at),
            "picker": str(picking_list.picker or ""),
            "warehouse": picking_list.warehouse.name,
            "orders": [
                {
                    "number": order.number,
                    "name": order.name,
                    "scheduled": _moment(order.scheduled_at) if order.scheduled_at else "",
                }
                for order in _fetched_for(picking_list)
            ],
            "lines": [_line(line) for line in lines[:MOST_LINES]],
            "lines_left_out": max(0, len(lines) - MOST_LINES),
        }
    return facts, {"logo": shop.logo.name} if shop.logo else {}


def _fetched_for(picking_list):
    """The orders that it still fetches for, then the papers of other desks."""
    documents = set(picking_list.reservations_now.values_list("document", flat=True))
    return [
        *picking_list.orders_now.order_by("number_year", "number_seq"),
        *holders.papers(documents),
    ]


def _line(line):
    item, lot = line.item, line.item.lot
    return {
        "place": item.location.code,
        "bars": item.location.code if len(item.location.code) <= LONGEST_BARS else "",
        "place_name": item.location.name,
        "sku": item.product.sku,
        "name": item.product.name,
        "lot": lot.code if lot else "",
        "use_by": date_format(lot.expires_on, "DATE_FORMAT") if lot and lot.expires_on else "",
        "asked": format_quantity(line.asked),
        "unit": item.product.unit.code,
        "picked": format_quantity(line.picked) if line.picked else "",
        "is_picked": not line.left,
    }


def _moment(moment):
    return date_format(timezone.localtime(moment), "DATETIME_FORMAT")
