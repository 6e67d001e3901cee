"""What other systems send about work orders, word for word as they send it (spec 50, 2 and 3)."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StrictInt, model_validator

from workorders.api.schemas import Strict, Text, Time, Wire
from workorders.services.fleet import MOST_READING, TASK_STATUSES
from workorders.states import Priority, Status

STATUSES = {
    "Assigned": Status.ASSIGNED,
    "Cancelled": Status.CANCELLED,
    "Closed": Status.CLOSED,
    "Completed": Status.COMPLETED,
    "Estimate": Status.ESTIMATE,
    "In Progress": Status.IN_PROGRESS,
    "On Hold": Status.ON_HOLD,
    "Open": Status.OPEN,
    "Pending Approval": Status.PENDING_APPROVAL,
    "Pending Parts": Status.PENDING_PARTS,
    "Planning": Status.PLANNING,
}
PRIORITIES = {
    "High": Priority.HIGH,
    "Low": Priority.LOW,
    "Medium": Priority.MEDIUM,
    "Urgent": Priority.URGENT,
}
ITEM_TYPES = (
    "DVIR", "FAULT", "FORM", "ISSUE", "ITEM_TYPE_UNSPECIFIED", "MAINTENANCE_PREDICTION_EVENT",
    "SCHEDULED_MAINTENANCE",
)  # fmt: skip

MOST_TAX = 1_000_000  # basis points
MOST_MINUTES = 2**31 - 1
MOST_PIECES = 1_000_000
MOST_CENTS = 10**13 - 1  # of one piece
MOST_ENTRIES = 500  # of one list


def one_of(names):
    """The word as it is written in the contract, however its letters were written."""
    known = {name.lower(): name for name in names}

    def canonical(word: Any):
        return known.get(word.lower(), word) if isinstance(word, str) else word

    return Annotated[Literal[tuple(names)], BeforeValidator(canonical)]


def words(most):
    return Annotated[Text, Field(max_length=most)]


OrderStatus = one_of(STATUSES)
OrderPriority = one_of(PRIORITIES)
EntryStatus = one_of(TASK_STATUSES)
Id = Annotated[Text, Field(min_length=1, max_length=200)]
Reference = words(200)  # an id, or "" for none
Reading = Annotated[StrictInt, Field(ge=0, le=MOST_READING)]
Minutes = Annotated[StrictInt, Field(ge=0, le=MOST_MINUTES)]


class Money(Wire):
    amount: Annotated[Text, Field(pattern=r"^[0-9]{1,11}(\.[0-9]{1,2})?$")]
    currency: Literal["usd"]


class Share(Wire):
    """So many basis points, or an amount."""

    basis_points: Annotated[StrictInt, Field(ge=0, le=MOST_TAX)] | None = None
    money: Money | None = None

    @model_validator(mode="after")
    def one_of_both(self):
        if (self.basis_points is None) == (self.money is None):
            raise ValueError("either basisPoints or money")
        return self


def at_most_all(discount: Share):
    if (discount.basis_points or 0) > 10_000:
        raise ValueError("basisPoints can be 10000 at most")
    return discount


class Item(Wire):
    id: Id
    type: one_of(ITEM_TYPES)


class Part(Wire):
    id: Id | None = None
    part_id: Id
    quantity: Annotated[float, Field(strict=True, gt=0, le=MOST_PIECES, allow_inf_nan=False)]
    cost_cents_override: Annotated[StrictInt, Field(ge=0, le=MOST_CENTS)] | None = None


class Instance(Wire):
    """A service task of the order."""

    id: Id | None = None
    service_task_id: Reference
    status: EntryStatus
    labor_time_minutes: Minutes | None = None
    labor_hourly_cost: Money | None = None
    parts_cost: Money | None = None
    parts: Annotated[list[Part], Field(max_length=MOST_ENTRIES)] = []
    notes: words(4000) = ""


class Written(Strict):
    """What may be sent with a new work order and with a change of one; what was not sent stays as it is."""

    archived_at_time: Time | None = None
    assigned_user_id: Reference | None = None
    category: words(80) | None = None
    closing_notes: words(8000) | None = None
    completed_at_time: Time | None = None
    description: words(8000) | None = None
    discount: Annotated[Share, AfterValidator(at_most_all)] | None = None
    due_at_time: Time | None = None
    engine_hours: Reading | None = None
    invoice_number: words(80) | None = None
    items: Annotated[list[Item], Field(max_length=MOST_ENTRIES)] | None = None
    odometer_meters: Reading | None = None
    place_external_id: Reference | None = None
    place_id: Reference | None = None
    po_number: words(80) | None = None
    priority: OrderPriority | None = None
    service_task_instances: Annotated[list[Instance], Field(max_length=MOST_ENTRIES)] | None = None
    started_at_time: Time | None = None
    status: OrderStatus | None = None
    tax: Share | None = None
    vendor_uuid: Reference | None = None

    @model_validator(mode="after")
    def one_place(self):
        if self.place_id is not None and self.place_external_id is not None:
            raise ValueError("either placeId or placeExternalId")
        return self


class NewOrder(Written):
    asset_id: Id


class ChangedOrder(Written):
    id: Id


class File(Wire):
    base64_content: Text
    content_type: Literal["application/pdf", "image/jpeg", "image/png"]


class Scan(Strict):
    file: File
    asset_id: Id | None = None
    work_order_id: Id | None = None

    @model_validator(mode="after")
    def one_owner(self):
        if (self.asset_id is None) == (self.work_order_id is None):
            raise ValueError("exactly one of assetId and workOrderId")
        return self
