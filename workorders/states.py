"""The statuses of maintenance, and what its tasks, meters and strategies are told by."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """Of a work order; the labels are also what the fleet API says (spec 50)."""

    PLANNING = "planning", _("Planning")
    ESTIMATE = "estimate", _("Estimate")
    OPEN = "open", _("Open")
    ASSIGNED = "assigned", _("Assigned")
    IN_PROGRESS = "in_progress", _("In progress")
    ON_HOLD = "on_hold", _("On hold")
    PENDING_PARTS = "pending_parts", _("Pending parts")
    PENDING_APPROVAL = "pending_approval", _("Pending approval")
    COMPLETED = "completed", _("Completed")
    CLOSED = "closed", _("Closed")
    CANCELLED = "cancelled", _("Cancelled")


class Stage(models.TextChoices):
    """What a status comes to; the database works it out (seeds/000)."""

    SCHEDULED = "scheduled", _("Scheduled")
    STARTED = "started", _("Started")
    FINISHED = "finished", _("Finished")
    SKIPPED = "skipped", _("Skipped")


SCHEDULED = [Status.PLANNING, Status.ESTIMATE, Status.OPEN, Status.ASSIGNED]
STARTED = [Status.IN_PROGRESS, Status.ON_HOLD, Status.PENDING_PARTS]
FINISHED = [Status.COMPLETED, Status.CLOSED]
LIVE = [*SCHEDULED, *STARTED, Status.PENDING_APPROVAL]
SEALED = [*FINISHED, Status.CANCELLED]


class Kind(models.TextChoices):
    """Of a work order."""

    MAINTENANCE = "maintenance", _("Maintenance")
    REPAIR = "repair", _("Repair")
    INSPECTION = "inspection", _("Inspection")
    CLEANING = "cleaning", _("Cleaning")
    APPROVAL = "approval", _("Approval")


class Priority(models.TextChoices):
    LOW = "low", _("Low")
    MEDIUM = "medium", _("Medium")
    HIGH = "high", _("High")
    URGENT = "urgent", _("Urgent")


class Origin(models.TextChoices):
    """What made a work order."""

    HAND = "hand", _("By hand")
    STRATEGY = "strategy", _("Strategy")
    MACHINE = "machine", _("Machine data")
    CASE = "case", _("Case")
    BULK = "bulk", _("Bulk add")
    API = "api", _("API")


class TaskStatus(models.TextChoices):
    PENDING = "pending", _("Pending")
    STARTED = "started", _("Started")
    COMPLETED = "completed", _("Completed")
    SKIPPED = "skipped", _("Skipped")
    FAILED = "failed", _("Failed")


TASK_DONE = [TaskStatus.COMPLETED, TaskStatus.SKIPPED, TaskStatus.FAILED]


class AnswerKind(models.TextChoices):
    """How a task is answered."""

    TICK = "tick", _("Tick")
    TEXT = "text", _("Text")
    NUMBER = "number", _("Number")
    CHOICE = "choice", _("Choice")
    PHOTO = "photo", _("Photo")
    SIGNATURE = "signature", _("Signature")


class AssetStatus(models.TextChoices):
    RUNNING = "running", _("Running")
    DOWN = "down", _("Down")
    RETIRED = "retired", _("Retired")


class MeterKind(models.TextChoices):
    ODOMETER = "odometer", _("Odometer")  # metres
    ENGINE = "engine", _("Engine hours")  # seconds, as in seeds/004
    CYCLES = "cycles", _("Cycles")
    OTHER = "other", _("Other")


class CaseStatus(models.TextChoices):
    OPEN = "open", _("Open")
    IN_PROGRESS = "in_progress", _("In progress")
    RESOLVED = "resolved", _("Resolved")
    CLOSED = "closed", _("Closed")


CASE_LIVE = [CaseStatus.OPEN, CaseStatus.IN_PROGRESS]


class Trigger(models.TextChoices):
    """What a strategy goes by."""

    CALENDAR = "calendar", _("Every so often")
    DATES = "dates", _("On listed dates")
    USAGE = "usage", _("Every so much of a meter")
    CONDITION = "condition", _("When a value is out of its limits")


class Every(models.TextChoices):
    DAY = "day", _("days")
    WEEK = "week", _("weeks")
    MONTH = "month", _("months")
    YEAR = "year", _("years")


class Condition(models.TextChoices):
    ABOVE = "above", _("Above")
    BELOW = "below", _("Below")
    UNUSUAL = "unusual", _("Outside its usual band")


class PartState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    RESERVED = "reserved", _("Reserved")
    PICKED = "picked", _("Picked")
    USED = "used", _("Used")
    RETURNED = "returned", _("Returned")


class Verdict(models.TextChoices):
    """What came of a round of an approval."""

    WAITING = "waiting", _("Waiting for the approver")
    APPROVED = "approved", _("Approved")
    SENT_BACK = "sent_back", _("Sent back")
