"""The statuses of the repair desk, and the groups of them that pages speak of."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    PENDING = "pending", _("Pending")
    AWAITING_DIAGNOSIS = "awaiting_diagnosis", _("Awaiting diagnosis")
    DIAGNOSING = "diagnosing", _("Diagnosing")
    AWAITING_APPROVAL = "awaiting_approval", _("Awaiting approval")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Rejected")
    REPAIRING = "repairing", _("Repairing")
    TESTING = "testing", _("Testing")
    READY = "ready", _("Ready")
    COMPLETED = "completed", _("Completed")
    CANCELLED = "cancelled", _("Cancelled")


CLOSED = [Status.COMPLETED, Status.REJECTED, Status.CANCELLED]
CAME_TO_NOTHING = [Status.REJECTED, Status.CANCELLED]
OPEN = [status for status in Status if status not in CLOSED]
PARTS_ARE_IN = [Status.TESTING, Status.READY, Status.COMPLETED]  # what was reserved is built in

# The path most orders take, as the client's page shows it: a short word, and the statuses it stands for.
USUAL_PATH = [
    (_("Received"), [Status.PENDING]),
    (_("Diagnosis"), [Status.AWAITING_DIAGNOSIS, Status.DIAGNOSING]),
    (_("Approval"), [Status.AWAITING_APPROVAL, Status.APPROVED]),
    (_("Repair"), [Status.REPAIRING]),
    (_("Testing"), [Status.TESTING]),
    (_("Ready"), [Status.READY]),
    (_("Collected"), [Status.COMPLETED]),
]


class BookingStatus(models.TextChoices):
    REQUESTED = "requested", _("Requested")
    CONFIRMED = "confirmed", _("Confirmed")
    ARRIVED = "arrived", _("Arrived")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Cancelled")
    NO_SHOW = "no_show", _("No show")


BECOMES_AN_ORDER = [BookingStatus.CONFIRMED, BookingStatus.ARRIVED]
BOOKING_CLOSED = [BookingStatus.DONE, BookingStatus.CANCELLED, BookingStatus.NO_SHOW]


class AnswerKind(models.TextChoices):
    APPROVED = "approved", _("Approved")
    DECLINED = "declined", _("Declined")
    ASKED = "asked", _("Asked a question")


class PaidBy(models.TextChoices):
    CARD = "card", _("Card")
    CASH = "cash", _("Cash")
    TRANSFER = "transfer", _("Bank transfer")
    OTHER = "other", _("Other")
