"""The statuses of the warehouse, and the kinds of its places, papers and movements."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """Of a production order."""

    DRAFT = "draft", _("Draft")
    OUT_OF_STOCK = "out_of_stock", _("Out of stock")
    ALLOCATED = "allocated", _("Allocated")
    PROCESSING = "processing", _("Processing")
    COMPLETED = "completed", _("Completed")
    CANCELED = "canceled", _("Canceled")


CLOSED = [Status.COMPLETED, Status.CANCELED]
OPEN = [status for status in Status if status not in CLOSED]
EDITABLE = [Status.DRAFT, Status.OUT_OF_STOCK]
HOLDING = [Status.ALLOCATED, Status.PROCESSING]  # their materials are reserved


class PickingStatus(models.TextChoices):
    OPEN = "open", _("Open")
    PICKING = "picking", _("Picking")
    DONE = "done", _("Done")
    CANCELED = "canceled", _("Canceled")


PICKING_OPEN = [PickingStatus.OPEN, PickingStatus.PICKING]


class InboundStatus(models.TextChoices):
    EXPECTED = "expected", _("Expected")
    RECEIVING = "receiving", _("Receiving")
    RECEIVED = "received", _("Received")
    STORED = "stored", _("Stored")
    CANCELED = "canceled", _("Canceled")


INBOUND_OPEN = [InboundStatus.EXPECTED, InboundStatus.RECEIVING, InboundStatus.RECEIVED]


class InboundKind(models.TextChoices):
    PURCHASE = "purchase", _("Purchase")
    FINISHED = "finished", _("Finished goods")
    RETURN = "return", _("Return")


class LocationKind(models.TextChoices):
    RECEIVING = "receiving", _("Receiving")
    STORAGE = "storage", _("Storage")
    PICKING = "picking", _("Picking")
    HOLD = "hold", _("Quality hold")
    STAGING = "staging", _("Picked goods")  # picked, and waiting for their order to be completed


PICKABLE = [LocationKind.PICKING, LocationKind.STORAGE, LocationKind.RECEIVING]
SHELVES = [LocationKind.STORAGE, LocationKind.PICKING]


class RecipeKind(models.TextChoices):
    ASSEMBLY = "assembly", _("Assembly")
    DISASSEMBLY = "disassembly", _("Disassembly")
    PROCESSING = "processing", _("Processing")


class Reason(models.TextChoices):
    """Why stock moved."""

    RECEIVE = "receive", _("Received")
    PUT_AWAY = "put_away", _("Put away")
    PICK = "pick", _("Picked")
    CONSUME = "consume", _("Consumed")
    PRODUCE = "produce", _("Produced")
    ADJUST = "adjust", _("Adjusted")
    COUNT = "count", _("Counted")
    TRANSFER = "transfer", _("Transferred")
    ISSUE_SERVICE = "issue_service", _("Issued to a service order")
    ISSUE_WORK = "issue_work", _("Issued to a work order")
    RETURN = "return", _("Returned")
    REVERSE = "reverse", _("Reversed")
