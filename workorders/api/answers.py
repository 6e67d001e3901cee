"""What is answered, for the contract that other systems read; ``wire`` writes it."""

from datetime import datetime
from typing import Literal

from workorders.api.bodies import (
    ITEM_TYPES,
    EntryStatus,
    Money,
    OrderPriority,
    OrderStatus,
    Wire,
)


class ItemSaid(Wire):
    id: str
    type: Literal[ITEM_TYPES]


class ShareSaid(Wire):
    basis_points: int | None = None
    money: Money


class PartSaid(Wire):
    id: str
    part_id: str
    quantity: float
    cost_cents_override: int | None = None


class PersonSaid(Wire):
    user_id: str


class TimeSaid(Wire):
    clock_in_at_time: datetime
    clock_out_at_time: datetime | None = None
    user_id: str


class InstanceSaid(Wire):
    id: str
    service_task_id: str
    status: EntryStatus
    assignees: list[PersonSaid] | None = None
    labor_hourly_cost: Money | None = None
    labor_time_minutes: int | None = None
    notes: str | None = None
    parts: list[PartSaid] | None = None
    parts_cost: Money | None = None
    time_entries: list[TimeSaid] | None = None


class AttachmentSaid(Wire):
    id: str
    processing_status: Literal["unknown", "processing", "finished"]
    url: str | None = None
    url_expires_at: datetime | None = None


class PlaceSaid(Wire):
    name: str
    place_id: str
    place_external_ids: dict[str, str] | None = None


class LooseLabor(Wire):
    cost: Money
    time_minutes: int


class Totals(Wire):
    subtotal: Money
    discount: Money
    tax: Money
    total: Money


class OrderSaid(Wire):
    """A work order; what is not set is left out."""

    id: str
    asset_id: str
    status: OrderStatus
    created_at_time: datetime
    updated_at_time: datetime
    archived_at_time: datetime | None = None
    assigned_user_id: str | None = None
    assignees: list[PersonSaid] | None = None
    attachments: list[AttachmentSaid] | None = None
    category: str | None = None
    closing_notes: str | None = None
    completed_at_time: datetime | None = None
    created_by_user_id: str | None = None
    description: str | None = None
    discount: ShareSaid | None = None
    due_at_time: datetime | None = None
    engine_hours: int | None = None
    invoice_number: str | None = None
    items: list[ItemSaid] | None = None
    maintenance_site: PlaceSaid | None = None
    odometer_meters: int | None = None
    po_number: str | None = None
    priority: OrderPriority | None = None
    service_task_instances: list[InstanceSaid] | None = None
    started_at_time: datetime | None = None
    tax: ShareSaid | None = None
    totals: Totals
    unallocated_labor: LooseLabor | None = None
    vendor_uuid: str | None = None
    work_order_template_ids: list[str] | None = None


class Pagination(Wire):
    end_cursor: str
    has_next_page: bool


class OneOrder(Wire):
    data: OrderSaid


class Orders(Wire):
    data: list[OrderSaid]
    pagination: Pagination


class ServiceTaskSaid(Wire):
    id: str
    name: str
    category: str | None = None
    subcategory: str | None = None
    description: str | None = None
    estimated_labor_time_minutes: int | None = None
    estimated_parts_cost: Money | None = None


class ServiceTasks(Wire):
    data: list[ServiceTaskSaid]
    pagination: Pagination


class Named(Wire):
    id: str
    name: str


class NamedOnes(Wire):
    data: list[Named]
    pagination: Pagination


class ScannedOrder(Wire):
    work_order_id: str


class Scanned(Wire):
    data: ScannedOrder
