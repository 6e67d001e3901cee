"""The facts that the papers of maintenance print, frozen as text: the report of an order, and its certificate."""

from django.utils import timezone, translation
from django.utils.formats import date_format

from config.core import outbox
from config.core.models import Document
from config.core.models.shop import Paper, current_shop
from config.core.money import currency_symbol, format_amount, format_money, format_quantity
from workorders.costs import costs_of
from workorders.sentences import READ_IN, plain_answer
from workorders.states import AnswerKind, MeterKind, TaskStatus, Verdict

MOST_LINES = 500  # of tasks, parts and history each: a paper of more would take minutes to set
MOST_PHOTOS = 40
PHOTOS_A_TASK = 4
SHEETS = (Paper.A4, Paper.LETTER)


def print_report(order, *, language: str) -> Document:
    """The order as it stands now, as a PDF: made once for the same facts."""
    facts, images = report_facts(order, language=language)
    return _document("report", order, facts, images, language)


def print_certificate(round, *, language: str) -> Document:
    """What both signed, as a PDF: made once for the same facts."""
    facts, images = certificate_facts(round, language=language)
    return _document("certificate", round.order, facts, images, language)


def _document(kind, order, facts, images, language):
    return outbox.document(
        f"workorders/pdf/{kind}.html",
        name=f"{kind}-{order.number}.pdf",
        facts=facts,
        images=images,
        language=language,
        topic=order.topic,
    )


# The report


def report_facts(order, *, language: str):
    """(facts, images) of the report: header, assets, tasks with answers and photos, parts, costs and history."""
    shop = current_shop()
    with translation.override(language), timezone.override(shop.zone):
        tasks = list(order.tasks.select_related("asset", "answered_by").prefetch_related("photos"))
        photos = _Photos()
        parts = list(order.parts.select_related("product__unit"))
        facts = _common(order, shop, "report", language) | {
            "status": order.status,
            "status_label": order.get_status_display(),
            "date": _day(order.completed_at or order.created_at),
            "kind_label": order.get_kind_display(),
            "priority": order.get_priority_display(),
            "people": _people(order),
            "times": _times(order),
            "description": order.description,
            "closing_notes": order.closing_notes,
            "assets": [_asset(place.asset) for place in order.places.select_related("asset__site")],
            "tasks": [_task(task, photos) for task in tasks[:MOST_LINES]],
            "tasks_left_out": max(0, len(tasks) - MOST_LINES),
            "has_assets": len({task.asset_id for task in tasks}) > 1,
            "parts": [_part(part) for part in parts[:MOST_LINES]],
            "parts_left_out": max(0, len(parts) - MOST_LINES),
            "costs": _costs(order),
            **_history(order),
        }
    return facts, photos.images | _logo(shop)


class _Photos:
    """The pictures that go on a paper, as many as it bears."""

    def __init__(self):
        self.images = {}

    def add(self, photo):
        name = f"photo-{photo.pk}"
        self.images[name] = photo.thumb.name
        return {"src": f"image:{name}", "caption": photo.caption, "pk": photo.pk}

    def of(self, task):
        left = min(PHOTOS_A_TASK, MOST_PHOTOS - len(self.images))
        return [self.add(photo) for photo in list(task.photos.all())[: max(0, left)]]


def _common(order, shop, kind, language):
    return {
        "kind": kind,
        "paper": str(shop.paper if shop.paper in SHEETS else Paper.A4),
        "language": language,
        "shop": {
            "name": shop.name,
            "address": "\n".join(shop.address_lines),
            "phone": str(shop.phone or ""),
            "email": shop.email,
            "tax_id": "",
            "logo": "image:logo" if shop.logo else "",
        },
        "number": order.number,
        "title": order.title,
        "currency": currency_symbol(),
    }


def _logo(shop):
    return {"logo": shop.logo.name} if shop.logo else {}


def _people(order):
    return {
        "assignee": str(order.assignee or order.team or ""),
        "approver": str(order.approver or order.approver_name or ""),
        "vendor": str(order.vendor or ""),
        "case": str(order.case or ""),
        "job": str(order.job or ""),
        "po_number": order.po_number,
        "invoice_number": order.invoice_number,
    }


def _times(order):
    return {
        "planned": _moment(order.planned_start),
        "due": _moment(order.due_at),
        "started": _moment(order.started_at),
        "completed": _moment(order.completed_at),
        "odometer": _reading(order.odometer, MeterKind.ODOMETER),
        "engine": _reading(order.engine, MeterKind.ENGINE),
    }


def _reading(value, kind):
    if value is None:
        return ""
    divisor, unit = READ_IN[kind]
    return f"{format_quantity((value / divisor).normalize())} {unit}"


def _asset(asset):
    return {
        "name": asset.name,
        "tag": asset.tag,
        "serial": asset.serial,
        "where": ", ".join(filter(None, [asset.site and asset.site.name, asset.location])),
    }


def _task(task, photos):
    return {
        "title": task.title,
        "asset": task.asset.name if task.asset else "",
        "status": task.status,
        "status_label": task.get_status_display(),
        "answer": _answer(task),
        "reason": task.reason,
        "notes": task.notes,
        "out_of_range": task.is_out_of_range,
        "who": str(task.answered_by or ""),
        "at": _moment(task.answered_at),
        "photos": photos.of(task),
    }


def _answer(task):
    if task.status != TaskStatus.COMPLETED:
        return ""
    if task.answer_kind == AnswerKind.NUMBER and task.number is not None:
        return f"{format_quantity(task.number)} {task.unit}".strip()
    return task.text


def _part(part):
    return {
        "name": part.product.name,
        "sku": part.product.sku,
        "quantity": f"{format_quantity(part.quantity)} {part.product.unit}",
        "unit_cost": format_amount(part.unit_cost),
        "total": format_amount(part.quantity * part.unit_cost),
    }


def _costs(order):
    costs = costs_of(order, hourly_rate=current_shop().hourly_rate)
    return {
        "labor": format_amount(costs.labor),
        "minutes": sum(task.minutes for task in costs.tasks.values()) + costs.loose.minutes,
        "loose": format_amount(costs.loose.labor) if costs.loose.labor else "",
        "parts": format_amount(costs.parts),
        "discount": format_amount(costs.discount) if costs.discount else "",
        "tax": format_amount(costs.tax) if costs.tax else "",
        "total": format_money(costs.total),
    }


def _history(order):
    """What was done to the order, oldest first; who was written to is the desk's own matter."""
    done = order.history.filter(email=None).select_related("by")
    lines = list(done[: MOST_LINES + 1])
    lines.reverse()
    return {
        "history": [
            {
                "at": _moment(line.at),
                "step": str(line.title),
                "who": line.who,
                "note": "" if line.note == line.who else line.note,  # who signs writes their name
            }
            for line in lines[-MOST_LINES:]
        ],
        "history_left_out": len(lines) > MOST_LINES,
    }


# The certificate


def certificate_facts(round, *, language: str):
    """(facts, images) of the certificate: what was signed, by whom and when, and its hashes."""
    order, shop = round.order, current_shop()
    drawn = {signature.is_approver: signature for signature in round.signatures.all()}
    images = {f"signature-{each.pk}": each.image.name for each in drawn.values()}
    with translation.override(language), timezone.override(shop.zone):
        facts = _common(order, shop, "certificate", language) | {
            "date": _day(round.decided_at),
            "status_label": round.get_verdict_display(),
            "content": round.content
            | {
                "tasks": [
                    task
                    | {
                        "label": str(TaskStatus(task["status"]).label),
                        "answer": plain_answer(task["answer"]),
                    }
                    for task in round.content["tasks"][:MOST_LINES]
                ]
            },
            "round": round.number,
            "signed": [
                _signed(round.executor_name, round.executed_at, drawn.get(False)),
                _signed(round.approver_name, round.decided_at, drawn.get(True)),
            ],
            "comment": round.comment,
            "earlier": [
                {
                    "number": each.number,
                    "who": each.approver_name,
                    "at": _moment(each.decided_at),
                    "comment": each.comment,
                }
                for each in order.rounds.filter(number__lt=round.number, verdict=Verdict.SENT_BACK)
            ],
            "digest": round.digest,
            "seal": round.seal,
        }
    return facts, images | _logo(shop)


def _signed(name, at, signature):
    return {
        "name": name,
        "at": date_format(timezone.localtime(at), "DATETIME_FORMAT"),
        "drawing": f"image:signature-{signature.pk}" if signature else "",
        "pk": signature.pk if signature else None,
    }


def _day(moment):
    return date_format(timezone.localtime(moment), "DATE_FORMAT")


def _moment(moment):
    return date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT") if moment else ""
