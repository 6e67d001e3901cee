from .api import Answered, ApiToken, Delivery, Event, InvoiceScan, Scope, Webhook
from .approvals import ApprovalRound, Signature, SignOffLink
from .assets import Asset, AssetPhoto, Meter, MeterReading, Site
from .cases import Case, CaseHistory, CaseLink, CasePhoto
from .jobs import ServiceJob, Team
from .orders import Tag, WorkOrder, WorkOrderAsset, WorkOrderHistory
from .people import Batch, FeedLink, SavedView
from .strategies import MachineEvent, Occurrence, Strategy, StrategyAsset
from .tasks import PartLine, Task, TaskDocument, TaskPhoto, WorkTime
from .templates import ServiceTask, TemplateTask, TemplateVersion, WorkTemplate

__all__ = [
    "Answered",
    "ApiToken",
    "ApprovalRound",
    "Asset",
    "AssetPhoto",
    "Batch",
    "Case",
    "CaseHistory",
    "CaseLink",
    "CasePhoto",
    "Delivery",
    "Event",
    "FeedLink",
    "InvoiceScan",
    "MachineEvent",
    "Meter",
    "MeterReading",
    "Occurrence",
    "PartLine",
    "SavedView",
    "Scope",
    "ServiceJob",
    "ServiceTask",
    "SignOffLink",
    "Signature",
    "Site",
    "Strategy",
    "StrategyAsset",
    "Tag",
    "Task",
    "TaskDocument",
    "TaskPhoto",
    "Team",
    "TemplateTask",
    "TemplateVersion",
    "Webhook",
    "WorkOrder",
    "WorkOrderAsset",
    "WorkOrderHistory",
    "WorkTemplate",
    "WorkTime",
]
