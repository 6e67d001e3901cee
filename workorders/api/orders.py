"""Work orders of the fleet API: read, made, changed, removed, streamed (spec 50)."""

from contextlib import contextmanager
from decimal import ROUND_HALF_UP, Decimal
from http import HTTPStatus

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from ninja import Query, Router

from config.core.keys import key_of, keys_of
from workorders.api import references
from workorders.api.answers import OneOrder, Orders
from workorders.api.auth import actor_of
from workorders.api.bodies import PRIORITIES, STATUSES, ChangedOrder, NewOrder, OrderStatus
from workorders.api.errors import ApiError
from workorders.api.paging import (
    Page,
    PageOfIds,
    page_by_change,
    page_by_id,
    some,
)
from workorders.api.schemas import Time
from workorders.api.wire import order_said, with_all_it_says, with_all_they_say
from workorders.models import WorkOrder
from workorders.services import fleet

router = Router(tags=["Work orders"], by_alias=True)

CENT = Decimal("0.01")
SMALLEST = Decimal("0.0001")
PLAIN = {  # what is stored as it is sent
    "category": "category",
    "closing_notes": "closing_notes",
    "description": "description",
    "due_at_time": "due_at",
    "engine_hours": "engine",
    "invoice_number": "invoice_number",
    "odometer_meters": "odometer",
    "po_number": "po_number",
}
TIMES = {
    "archived_at_time": "archived_at",
    "completed_at_time": "completed_at",
    "started_at_time": "started_at",
}
ON_THE_WIRE = {  # what our fields are called there
    "archived_at": "archivedAtTime",
    "assignee": "assignedUserId",
    "closing_notes": "closingNotes",
    "completed_at": "completedAtTime",
    "discount_points": "discount",
    "due_at": "dueAtTime",
    "engine": "engineHours",
    "invoice_number": "invoiceNumber",
    "odometer": "odometerMeters",
    "po_number": "poNumber",
    "site": "placeId",
    "started_at": "startedAtTime",
    "tasks": "serviceTaskInstances",
    "tax_points": "tax",
    "vendor": "vendorUuid",
}


class OrdersAsked(PageOfIds):
    include_external_ids: bool = False


class ChangesAsked(Page):
    start_time: Time
    end_time: Time | None = None
    work_order_statuses: some(len(STATUSES), OrderStatus) = []
    asset_ids: some(50) = []
    assigned_user_ids: some(50) = []
    include_external_ids: bool = False


@router.get("/work-orders", response=Orders, url_name="work-orders", exclude_none=True)
def read_orders(request, asked: Query[OrdersAsked]):
    """Work orders in the order of their ids. Where one id is asked for, the answer has its ETag."""
    orders = with_all_they_say(WorkOrder.objects.all())
    if asked.ids:
        orders = orders.filter(pk__in=keys_of(asked.ids))
    marks = []

    def said(order):
        marks.append(fleet.mark_of(order))
        return order_said(order, times=True, external_ids=asked.include_external_ids)

    answer = page_by_id("orders", orders, asked, said)
    if len(asked.ids) == 1 and marks:
        return marked(request, answer, marks[0])
    return JsonResponse(answer)


@router.get("/work-orders/stream", response=Orders, url_name="work-orders-stream")
def stream_orders(request, asked: Query[ChangesAsked]):
    """Work orders that were made or changed in a time: from ``startTime`` on, and before ``endTime``."""
    orders = with_all_they_say(WorkOrder.objects.all()).filter(
        updated_at__gte=asked.start_time, updated_at__lt=asked.end_time or timezone.now()
    )
    if asked.work_order_statuses:
        orders = orders.filter(status__in=[STATUSES[word] for word in asked.work_order_statuses])
    if asked.asset_ids:
        assets = WorkOrder.assets.through.objects.filter(asset__in=keys_of(asked.asset_ids))
        orders = orders.filter(pk__in=assets.values("order"))
    if asked.assigned_user_ids:
        orders = orders.filter(assignee__in=keys_of(asked.assigned_user_ids))

    def said(order):
        return order_said(order, times=True, external_ids=asked.include_external_ids)

    return JsonResponse(page_by_change("stream", orders, asked, said))


@router.post("/work-orders", response=OneOrder, url_name="work-orders")
def make_order(request, body: NewOrder):
    """A work order is made; it is Open unless the body says otherwise."""
    asset = references.find_asset(body.asset_id)
    change = change_of(body)
    if body.tax is None and settings.API_TAX_POINTS:
        change.fields["tax_points"] = settings.API_TAX_POINTS
    with in_their_words():
        order = fleet.open_from_outside(asset, change, by=actor_of(request))
    return the_order(order)


@router.patch("/work-orders", response=OneOrder, url_name="work-orders")
def change_order(request, body: ChangedOrder):
    """What is named is changed, all of it or nothing; with If-Match only where nobody changed it meanwhile (412)."""
    with in_their_words():
        order = fleet.change_from_outside(
            key_of_order(body.id),
            change_of(body),
            by=actor_of(request),
            seen=marks_of(request, "If-Match"),
        )
    return the_order(order)


@router.delete("/work-orders", response={204: None}, url_name="work-orders")
def remove_order(request, id: str):
    """The work order is listed nowhere any more."""
    with in_their_words():
        fleet.remove_from_outside(key_of_order(id), by=actor_of(request))
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


# Answers


def the_order(order):
    response = JsonResponse({"data": order_said(with_all_it_says(order))})
    response["ETag"] = f'"{fleet.mark_of(order)}"'
    return response


def marked(request, answer, mark):
    if mark in (marks_of(request, "If-None-Match") or ()):
        response = HttpResponse(status=HTTPStatus.NOT_MODIFIED)
    else:
        response = JsonResponse(answer)
    response["ETag"] = f'"{mark}"'
    return response


def marks_of(request, header):
    """The marks that a header names, or None where any will do."""
    given = request.headers.get(header, "").strip()
    if given in ("", "*"):
        return None
    return {each.strip().removeprefix("W/").strip('"') for each in given.split(",")}


def key_of_order(text):
    """Its primary key; raises WorkOrder.DoesNotExist for what cannot be one."""
    key = key_of(text)
    if key is None:
        raise WorkOrder.DoesNotExist
    return key


@contextmanager
def in_their_words(order="id"):
    """What the work order refuses names the field as it was sent; ``order`` is the one that names it."""
    try:
        yield
    except WorkOrder.DoesNotExist as error:
        raise ApiError(404, f"{order}: there is no work order of this id") from error
    except fleet.NotThis as refusal:
        name = ON_THE_WIRE.get(refusal.field, refusal.field)
        raise ApiError(400, f"{name}: {refusal}") from refusal


# What a body wants


def change_of(body):
    """The body in our words; what it does not name is not there."""
    sent = body.model_fields_set
    fields = {ours: getattr(body, name) for name, ours in PLAIN.items() if name in sent}
    for name in ("engine", "odometer"):
        if name in fields:
            fields[name] = Decimal(fields[name])
    for name in ("discount", "tax"):
        if name in sent:
            fields |= share_of(name, getattr(body, name))
    if "items" in sent:
        fields["items"] = [item.model_dump() for item in body.items]
    if "priority" in sent:
        fields["priority"] = PRIORITIES[body.priority]
    fields |= references_of(body, sent)
    return fleet.Change(
        fields,
        {ours: getattr(body, name) for name, ours in TIMES.items() if name in sent},
        STATUSES[body.status] if "status" in sent else None,
        wishes_of(body.service_task_instances) if "service_task_instances" in sent else None,
    )


def references_of(body, sent):
    fields = {}
    if "assigned_user_id" in sent:
        fields["assignee"] = references.find_user(body.assigned_user_id)
    if "vendor_uuid" in sent:
        fields["vendor"] = references.find_vendor(body.vendor_uuid)
    for name, wire in (("place_id", "placeId"), ("place_external_id", "placeExternalId")):
        if name in sent:
            place = getattr(body, name)
            fields["site"] = references.find_site(place, wire) if place else None
    return fields


def share_of(name, share):
    if share.money is None:
        return {name: None, f"{name}_points": share.basis_points}
    return {name: Decimal(share.money.amount), f"{name}_points": None}


def wishes_of(instances):
    tasks = references.find_service_tasks(
        instance.service_task_id for instance in instances if instance.service_task_id
    )
    products = references.find_products(
        part.part_id for instance in instances for part in instance.parts
    )
    return [wish_of(instance, tasks, products) for instance in instances]


def wish_of(instance, tasks, products):
    return fleet.TaskWish(
        pk=key_of_entry(instance.id),
        service_task=tasks.get(instance.service_task_id),
        word=instance.status,
        minutes=instance.labor_time_minutes,
        hourly_rate=amount_of(instance.labor_hourly_cost),
        parts_cost=None if instance.parts else amount_of(instance.parts_cost),
        notes=instance.notes,
        parts=[
            fleet.PartWish(
                pk=key_of_entry(part.id),
                product=products[part.part_id],
                quantity=quantity_of(part.quantity),
                unit_cost=None
                if part.cost_cents_override is None
                else part.cost_cents_override * CENT,
            )
            for part in instance.parts
        ],
    )


def key_of_entry(text):
    return None if text is None else references.key_of(text, "serviceTaskInstances")


def amount_of(money):
    return None if money is None else Decimal(money.amount)


def quantity_of(quantity):
    """With the four places that we count; raises ApiError where nothing is left."""
    counted = Decimal(str(quantity)).quantize(SMALLEST, ROUND_HALF_UP)
    if not counted:
        raise ApiError(400, "serviceTaskInstances.parts.quantity: at least 0.0001")
    return counted
