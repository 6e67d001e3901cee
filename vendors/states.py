"""The statuses of the warranty desk, and what vendors and pictures of it are told by."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RequestStatus(models.TextChoices):
    SUBMITTED = "submitted", _("Submitted")
    IN_REVIEW = "in_review", _("In review")
    IN_PROGRESS = "in_progress", _("In progress")
    RESOLVED = "resolved", _("Resolved")
    CLOSED = "closed", _("Closed")


REQUEST_OPEN = [RequestStatus.SUBMITTED, RequestStatus.IN_REVIEW, RequestStatus.IN_PROGRESS]
REQUEST_DONE = [RequestStatus.RESOLVED, RequestStatus.CLOSED]


class Status(models.TextChoices):
    """Of a vendor work order."""

    DRAFT = "draft", _("Draft")
    IN_PROGRESS = "in_progress", _("In progress")
    COMPLETED = "completed", _("Completed")
    CANCELED = "canceled", _("Canceled")


OPEN = [Status.DRAFT, Status.IN_PROGRESS]


class Urgency(models.TextChoices):
    LOW = "low", _("Can wait")
    NORMAL = "normal", _("Normal")
    URGENT = "urgent", _("Urgent")
    EMERGENCY = "emergency", _("Emergency")


class Decision(models.TextChoices):
    """What the team made of a draft."""

    PENDING = "pending", _("Waiting for a decision")
    ACCEPTED = "accepted", _("Accepted")
    EDITED = "edited", _("Edited")
    REJECTED = "rejected", _("Rejected")
    OVERTAKEN = "overtaken", _("No longer needed")


class Response(models.TextChoices):
    """How far the vendor is, by their own word; it stands beside the status."""

    NONE = "", _("Not sent")
    SENT = "sent", _("Sent")
    VIEWED = "viewed", _("Viewed")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    SCHEDULED = "scheduled", _("Scheduled")
    DONE = "done", _("Reported done")


class MessageKind(models.TextChoices):
    """What an e-mail that came in is."""

    REPLY = "reply", _("Reply")
    AUTO = "auto", _("Automatic reply")
    BOUNCE = "bounce", _("Returned mail")
    UNKNOWN = "unknown", _("Not matched")
