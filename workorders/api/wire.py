"""Our records as other systems read them: camelCase, ids as strings, and nothing that is not set (spec 50, 2)."""

from datetime import UTC, timedelta
from decimal import Decimal
from itertools import groupby

from django.conf import settings
from django.core.signing import TimestampSigner
from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone

from config.core.models.shop import current_shop
from config.core.money import rounded
from workorders.api.bodies import PRIORITIES, STATUSES
from workorders.costs import costs_of
from workorders.models import InvoiceScan, PartLine, Task, WorkOrder, WorkOrderAsset, WorkTime
from workorders.services.fleet import word_of

STATUS_WORDS = {status: word for word, status in STATUSES.items()}
PRIORITY_WORDS = {priority: word for word, priority in PRIORITIES.items()}
LINK_LASTS = timedelta(hours=1)
links = TimestampSigner(salt="api.attachment")


def with_all_they_say(orders):
    """The orders with everything at hand that ``order_said`` needs, in six queries however many they are."""
    return (
        orders.select_related("template", "site")
        .defer("search_text")
        .prefetch_related(*belongings())
    )


def with_all_it_says(order):
    """The order that was just written, with everything at hand; what is known of it already is not read again."""
    if not getattr(order, "has_scans", True):
        order._prefetched_objects_cache["scans"] = []
    prefetch_related_objects([order], *belongings())
    return order


def belongings():
    return (
        Prefetch("places", WorkOrderAsset.objects.all()),
        Prefetch("tasks", Task.objects.defer("instructions", "choices")),
        Prefetch("parts", PartLine.objects.all()),
        Prefetch("times", WorkTime.objects.all()),
        Prefetch("scans", InvoiceScan.objects.order_by("pk")),
    )


def order_said(order: WorkOrder, *, times=False, external_ids=False) -> dict:
    """The order; with ``times`` its tasks tell who worked when, with ``external_ids`` its place has those."""
    costs = costs_of(order, hourly_rate=current_shop().hourly_rate)
    return set_alone(
        id=str(order.pk),
        assetId=next((str(place.asset_id) for place in order.places.all()), ""),
        status=STATUS_WORDS[order.status],
        createdAtTime=time(order.created_at),
        updatedAtTime=time(order.updated_at),
        archivedAtTime=time(order.archived_at),
        assignedUserId=key(order.assignee_id),
        assignees=[{"userId": key(order.assignee_id)}] if order.assignee_id else None,
        attachments=[attachment(scan) for scan in order.scans.all()] or None,
        category=order.category or None,
        closingNotes=order.closing_notes or None,
        completedAtTime=time(order.completed_at),
        createdByUserId=key(order.created_by_id),
        description=order.description or None,
        discount=share(order.discount, order.discount_points, costs.discount),
        dueAtTime=time(order.due_at),
        engineHours=whole(order.engine),
        invoiceNumber=order.invoice_number or None,
        items=order.items or None,
        maintenanceSite=place(order.site, external_ids) if order.site else None,
        odometerMeters=whole(order.odometer),
        poNumber=order.po_number or None,
        priority=PRIORITY_WORDS[order.priority],
        serviceTaskInstances=instances(order, costs, times) or None,
        startedAtTime=time(order.started_at),
        tax=share(order.tax, order.tax_points, costs.tax),
        unallocatedLabor=loose_labor(costs.loose) if costs.loose.minutes else None,
        vendorUuid=key(order.vendor_id),
        workOrderTemplateIds=[key(order.template.template_id)] if order.template else None,
        totals={
            "subtotal": money(costs.subtotal),
            "discount": money(costs.discount),
            "tax": money(costs.tax),
            "total": money(costs.total),
        },
    )


def instances(order, costs, times):
    parts = by_task(order.parts.all())
    entries = by_task(order.times.all()) if times else {}
    return [
        set_alone(
            id=str(task.pk),
            serviceTaskId=str(task.service_task_id or ""),
            status=word_of(task),
            assignees=[{"userId": key(task.assignee_id)}] if task.assignee_id else None,
            laborHourlyCost=money(task.hourly_rate),
            laborTimeMinutes=task.minutes,
            notes=task.notes or None,
            parts=[part(line) for line in parts.get(task.pk, [])] or None,
            partsCost=parts_cost(task, costs.tasks[task.pk], parts),
            timeEntries=[entry(each) for each in entries.get(task.pk, [])] or None,
        )
        for task in order.tasks.all()
    ]


def by_task(rows):
    rows = sorted(rows, key=lambda row: row.task_id or 0)
    return {task: list(of_task) for task, of_task in groupby(rows, lambda row: row.task_id)}


def parts_cost(task, cost, parts):
    return money(cost.parts) if task.parts_cost is not None or task.pk in parts else None


def part(line):
    cents = int(line.unit_cost * 100) if line.is_own_cost else None
    return set_alone(
        id=str(line.pk),
        partId=str(line.product_id),
        quantity=number(line.quantity),
        costCentsOverride=cents,
    )


def entry(worked):
    """The one null of the contract: nobody has clocked out yet."""
    return {
        "clockInAtTime": time(worked.started_at),
        "clockOutAtTime": time(worked.ended_at),
        "userId": key(worked.who_id),
    }


def loose_labor(cost):
    return {"cost": money(cost.labor), "timeMinutes": cost.minutes}


def place(site, external_ids):
    return set_alone(
        name=site.name,
        placeId=str(site.pk),
        placeExternalIds=(site.external_ids or None) if external_ids else None,
    )


def attachment(scan):
    """A link that whoever holds it may open for an hour."""
    return {
        "id": str(scan.pk),
        "processingStatus": "finished",
        "url": f"{settings.SITE_URL}/api/maintenance/attachments/{links.sign(scan.pk)}",
        "urlExpiresAt": time(timezone.now() + LINK_LASTS),
    }


def share(amount, points, comes_to):
    """Basis points with what they come to, or the amount that was given."""
    if points is None and amount is None:
        return None
    given = comes_to if amount is None else rounded(amount)
    return set_alone(basisPoints=points, money=money(given))


# Words, numbers and times


def money(amount):
    """In the shop's own currency; the contract has one name for it."""
    return None if amount is None else {"amount": f"{Decimal(amount):.2f}", "currency": "usd"}


def number(quantity):
    return int(quantity) if quantity == int(quantity) else float(quantity)


def whole(quantity):
    return None if quantity is None else int(quantity)


def key(pk):
    return None if pk is None else str(pk)


def time(moment):
    return None if moment is None else moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def set_alone(**fields):
    """Those that are set: an answer has no null."""
    return {name: value for name, value in fields.items() if value is not None}
