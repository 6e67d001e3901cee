"""The facts that the desk's papers print, frozen as text in the client's language."""

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from config.core.models.shop import current_shop
from config.core.money import currency_symbol, format_amount, format_money, format_quantity

MOST_LINES = 500  # of parts and of history: a paper of more would take minutes to set
MOST_PHOTOS = 4


def facts_of(order, kind, *, language, paper=None):
    """(facts, images) of one paper of the order; facts hold text alone, images name files of this order."""
    shop = current_shop()
    with translation.override(language), timezone.override(shop.zone):
        photos = list(order.photos.all()[:MOST_PHOTOS]) if kind == "intake" else []
        facts = {
            "kind": kind,
            "paper": "label" if kind == "label" else paper or shop.paper,
            "language": language,
            "shop": _shop(shop),
            "number": order.number,
            "status": order.status,
            "status_label": order.get_status_display(),
            "client": {
                "name": order.client.name,
                "phone": str(order.client.phone or ""),
                "email": order.client.email,
            },
            "device": {
                "title": order.device,
                "imei": order.imei,
                "serial": order.serial,
                "accessories": order.accessories,
                "condition": order.condition,
            },
            "service_type": str(order.service_type or ""),
            "problem": order.problem,
            "diagnosis": order.diagnosis,
            "technician": str(order.technician or "") if shop.shows_staff else "",
            "currency": currency_symbol(),
            "warranty": _warranty(order, shop),
            "tracking_url": _tracking_url(order),
            "terms": shop.terms,
            **_days(order, "SHORT_DATE_FORMAT" if kind == "label" else "DATE_FORMAT"),
            "photos": [
                {"src": f"image:photo-{photo.pk}", "caption": photo.caption} for photo in photos
            ],
        }
        if kind != "label":
            facts |= _parts(order) | {"sums": _sums(order, shop)} | _history(order)
    images = {f"photo-{photo.pk}": photo.thumb.name for photo in photos}
    if shop.logo:
        images["logo"] = shop.logo.name
    return facts, images


def _shop(shop):
    return {
        "name": shop.name,
        "address": "\n".join(shop.address_lines),
        "phone": str(shop.phone or ""),
        "email": shop.email,
        "tax_id": f"{shop.tax_name} {shop.tax_number}".strip() if shop.tax_number else "",
        "logo": "image:logo" if shop.logo else "",
    }


def _parts(order):
    parts = list(order.parts.all())
    return {
        "parts": [
            {
                "name": part.name,
                "quantity": format_quantity(part.quantity),
                "unit_cost": format_amount(part.unit_cost),
                "total": format_amount(part.total),
            }
            for part in parts[:MOST_LINES]
        ],
        "parts_left_out": max(0, len(parts) - MOST_LINES),
    }


def _sums(order, shop):
    prices = order.prices
    return {
        "parts": format_amount(prices.parts),
        "labor": format_amount(prices.labor),
        "adjustment": format_amount(prices.adjustment) if prices.adjustment else "",
        "total": format_amount(prices.total),
        "price": format_money(prices.price),
        "estimate": "" if prices.estimate is None else format_money(prices.estimate),
        "tax_label": _tax_label(shop),
        "tax": format_amount(prices.tax) if shop.tax_rate else "",
        "paid": [
            {
                "label": _("%(method)s, %(day)s")
                % {
                    "method": payment.get_method_display(),
                    "day": date_format(timezone.localtime(payment.at), "SHORT_DATE_FORMAT"),
                },
                "amount": format_amount(payment.amount),
            }
            for payment in order.payments.all()
        ],
        "due": format_money(prices.due),
    }


def _tax_label(shop):
    if not shop.tax_rate:
        return ""
    return _("includes %(tax)s %(rate)s%%") % {
        "tax": shop.tax_name or _("tax"),
        "rate": format_quantity(shop.tax_rate),
    }


def _history(order):
    """The statuses the order went through and the notes its client may read, oldest first."""
    lines = [line for line in order.history.all() if line.status or line.public]
    lines.reverse()
    return {
        "history": [
            {
                "at": date_format(timezone.localtime(line.at), "SHORT_DATETIME_FORMAT"),
                "status": str(line.title),
                "note": line.note if line.public else "",
            }
            for line in lines[:MOST_LINES]
        ],
        "history_left_out": max(0, len(lines) - MOST_LINES),
    }


def _warranty(order, shop):
    """The days and the shop's words, also before they run; no end while it is not completed, None where none is given."""
    until = order.warranty_until
    if not order.warranty_days or (until is None and order.is_closed):
        return None
    return {
        "until": date_format(until, "DATE_FORMAT") if until else "",
        "days": order.warranty_days,
        "text": shop.warranty_text,
    }


def _tracking_url(order):
    link = order.tracking_link
    return settings.SITE_URL + link.get_absolute_url() if link else ""


def _days(order, written):
    """When the order was closed or taken in, and when it is due."""
    return {
        "date": _day(order.closed_at or order.created_at, written),
        "due": _day(order.due_at, written) if order.due_at else "",
    }


def _day(moment, written="DATE_FORMAT"):
    return date_format(timezone.localtime(moment), written)
