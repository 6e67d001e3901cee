from django import forms
from django.contrib import admin, messages
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy, ngettext

from config.core import outbox
from config.core.admin import (
    ExportAdmin,
    HistoryInline,
    ReadOnlyAdmin,
    ReadOnlyInline,
    WorkflowAdmin,
)
from config.core.refusals import Refused
from workorders.forms.assets import SiteForm
from workorders.models import (
    ApprovalRound,
    Asset,
    Batch,
    Case,
    CaseHistory,
    CaseLink,
    FeedLink,
    MachineEvent,
    Meter,
    MeterReading,
    Occurrence,
    PartLine,
    ServiceJob,
    ServiceTask,
    Signature,
    SignOffLink,
    Site,
    Strategy,
    StrategyAsset,
    Tag,
    Task,
    Team,
    TemplateTask,
    TemplateVersion,
    WorkOrder,
    WorkOrderAsset,
    WorkOrderHistory,
    WorkTemplate,
    WorkTime,
)
from workorders.services import cases, jobs, orders, rules, strategies, templates
from workorders.services.assets import keep_asset
from workorders.services.removal import bring_back
from workorders.states import CaseStatus


class KeptAdmin(ExportAdmin):
    """What old orders name is not deleted; what the services refuse is said, and nothing is saved."""

    def changeform_view(self, request, *args, **kwargs):
        try:
            return super().changeform_view(request, *args, **kwargs)
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect(request.get_full_path())

    def has_delete_permission(self, request, obj=None):
        return False


class ThroughServices(KeptAdmin, WorkflowAdmin):
    """What is changed here goes through maintenance's services, so that its history is written; nothing is begun here."""

    typed = []

    def has_add_permission(self, request):
        return False  # their own pages ask for what belongs to them

    def get_readonly_fields(self, request, obj=None):
        shown = [name for name in self.fields if name not in (*self.typed, "seen")]
        if obj and not self.can_be_edited(obj):
            shown += self.typed
        return [*dict.fromkeys([*super().get_readonly_fields(request, obj), *shown])]

    def save_model(self, request, record, form, change):
        names = [name for name in form.changed_data if name in self.typed]
        if names:
            details = {name: form.cleaned_data[name] for name in names}
            saved = self.change(record, request.user, form.cleaned_data, details)
            record.__dict__.update(saved.__dict__)


# Places and people


@admin.register(Site)
class SiteAdmin(KeptAdmin):
    form = SiteForm
    list_display = ["name", "customer", "assignee", "active"]
    list_filter = ["active"]
    list_select_related = ["assignee"]
    search_fields = ["name", "customer"]
    ordering = ["name"]
    exported = ["name", "address", "customer", "assignee__username", "active"]


@admin.register(Team)
class TeamAdmin(KeptAdmin):
    list_display = ["name"]
    search_fields = ["name"]
    ordering = ["name"]
    filter_horizontal = ["members"]
    exported = ["name"]


@admin.register(Tag)
class TagAdmin(KeptAdmin):
    list_display = ["name"]
    search_fields = ["name"]
    ordering = ["name"]
    exported = ["name"]


# Assets


class MeterInline(ReadOnlyInline):
    model = Meter
    fields = ["name", "kind", "value", "unit", "read_at"]


@admin.register(Asset)
class AssetAdmin(KeptAdmin):
    """The code of its label is not shown: whoever knows it may report problems."""

    list_display = ["name", "tag", "kind", "site", "location", "status"]
    list_filter = ["status", "site", "kind"]
    list_select_related = ["site"]
    search_fields = ["search_text"]
    ordering = ["name", "pk"]
    raw_id_fields = ["parent"]
    readonly_fields = ["added_at"]
    fields = [
        "name", "tag", "serial", "kind", "site", "location", "status", "parent", "notes", "added_at",
    ]  # fmt: skip
    inlines = [MeterInline]
    exported = [
        "name", "tag", "serial", "kind", "site__name", "location", "parent__tag", "status", "added_at",
    ]  # fmt: skip

    def save_model(self, request, asset, form, change):
        keep_asset(asset)


@admin.register(MeterReading)
class MeterReadingAdmin(ReadOnlyAdmin, ExportAdmin):
    list_display = ["meter", "asset", "value", "at", "unusual", "reason", "by"]
    list_filter = ["unusual", "at"]
    list_select_related = ["meter__asset", "by"]
    search_fields = ["meter__asset__name", "meter__asset__tag"]
    ordering = ["-pk"]
    exported = ["meter__asset__tag", "meter__name", "value", "at", "reason", "unusual"]

    @admin.display(description=gettext_lazy("asset"))
    def asset(self, reading):
        return reading.meter.asset


@admin.register(MachineEvent)
class MachineEventAdmin(ReadOnlyAdmin, ExportAdmin):
    list_display = ["asset", "signal", "value", "at", "judged", "unusual"]
    list_filter = ["judged", "unusual", "at"]
    list_select_related = ["asset"]
    search_fields = ["asset__name", "asset__tag", "signal"]
    ordering = ["-pk"]
    exported = ["asset__tag", "signal", "value", "at", "unusual"]


# What work is made of


@admin.register(ServiceTask)
class ServiceTaskAdmin(KeptAdmin):
    list_display = ["name", "category", "subcategory", "minutes", "parts_cost", "archived"]
    list_filter = ["archived", "category"]
    search_fields = ["name", "category", "subcategory"]
    ordering = ["name"]
    exported = ["name", "category", "subcategory", "minutes", "parts_cost", "archived"]


class TemplateVersionInline(ReadOnlyInline):
    model = TemplateVersion
    verbose_name_plural = gettext_lazy("versions")
    fields = ["number", "at", "by", "note", "says"]
    ordering = ["-number"]

    def get_queryset(self, request):
        versions = super().get_queryset(request).select_related("by", "template")
        return versions.prefetch_related(Prefetch("tasks", TemplateTask.objects.order_by("place")))

    @admin.display(description=gettext_lazy("tasks"))
    def says(self, version):
        return " · ".join(task.title for task in version.tasks.all())


@admin.register(WorkTemplate)
class WorkTemplateAdmin(KeptAdmin):
    """Templates are written at /templates/: here one reads their versions, and renames or retires them."""

    list_display = ["name", "active"]
    list_filter = ["active"]
    search_fields = ["name"]
    ordering = ["name"]
    fields = ["name", "active"]
    inlines = [TemplateVersionInline]
    exported = ["name", "active"]

    def has_add_permission(self, request):
        return False

    def save_model(self, request, template, form, change):
        current = template.current
        tasks = list(current.tasks.all()) if current else []
        templates.keep_template(template, by=request.user, tasks=tasks)
        if "active" in form.changed_data:
            templates.switch_template(template, active=template.active)


class StrategyAssetInline(ReadOnlyInline):
    model = StrategyAsset
    verbose_name_plural = gettext_lazy("assets")
    fields = ["asset", "counted_from", "anchor", "outside_since"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("asset", "strategy")


@admin.register(Strategy)
class StrategyAdmin(KeptAdmin):
    """Rules are written at /strategies/, where one sees the dates they come to; here they are put away."""

    list_display = ["name", "trigger", "title", "template", "assignee", "team", "paused", "active"]
    list_filter = ["active", "paused", "trigger", "kind"]
    list_select_related = ["template", "assignee", "team"]
    search_fields = ["name", "title"]
    ordering = ["name"]
    inlines = [StrategyAssetInline]
    exported = [
        "name", "trigger", "every", "unit", "starts_on", "ends_on", "meter", "usage", "signal",
        "condition", "limit", "lead_days", "title", "priority", "assignee__username", "paused", "active",
    ]  # fmt: skip
    typed = ["active", "paused"]

    def has_add_permission(self, request):
        return False

    def get_fields(self, request, obj=None):
        shown = [each.name for each in self.opts.concrete_fields if each.name not in self.typed]
        return [*self.typed, *shown]

    def get_readonly_fields(self, request, obj=None):
        return [name for name in self.get_fields(request, obj) if name not in self.typed]

    def save_model(self, request, strategy, form, change):
        if "active" in form.changed_data:
            rules.switch_strategy(strategy, active=strategy.active)
        if "paused" in form.changed_data:
            turn = strategies.pause if strategy.paused else strategies.go_on
            turn(strategy, by=request.user)


@admin.register(Occurrence)
class OccurrenceAdmin(ReadOnlyAdmin, ExportAdmin):
    list_display = ["strategy", "asset", "key", "due_on", "order", "at"]
    list_filter = ["strategy", "due_on"]
    list_select_related = ["strategy", "asset", "order"]
    search_fields = ["strategy__name", "asset__name", "asset__tag", "order__number"]
    exported = ["strategy__name", "asset__tag", "key", "due_on", "order__number", "at"]


# Orders


class SeenForm(forms.ModelForm):
    """``seen`` is the version that the page showed: who saves over another's change is told so."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["seen"] = self.instance.version


class Removed(admin.SimpleListFilter):
    """Orders that another system removed are on a list of their own."""

    title = gettext_lazy("removed")
    parameter_name = "removed"

    def lookups(self, request, model_admin):
        return [("yes", gettext_lazy("Yes"))]

    def choices(self, changelist):
        all_of_them, *others = super().choices(changelist)
        return [all_of_them | {"display": gettext_lazy("No")}, *others]

    def queryset(self, request, queryset):
        return queryset.filter(removed_at__isnull=self.value() != "yes")


class PlaceInline(ReadOnlyInline):
    model = WorkOrderAsset
    verbose_name_plural = gettext_lazy("assets")
    fields = ["place", "asset"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("asset")


class TaskInline(ReadOnlyInline):
    model = Task
    verbose_name_plural = gettext_lazy("tasks")
    fields = ["place", "asset", "title", "status", "text", "number", "reason", "answered_by"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("asset", "answered_by")


class PartInline(ReadOnlyInline):
    model = PartLine
    verbose_name_plural = gettext_lazy("parts")
    fields = ["product", "quantity", "unit_cost", "state"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("product")


class TimeInline(ReadOnlyInline):
    model = WorkTime
    verbose_name_plural = gettext_lazy("times")
    fields = ["who", "task", "started_at", "ended_at"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("who", "task")


class WorkOrderHistoryInline(HistoryInline):
    model = WorkOrderHistory
    verbose_name_plural = gettext_lazy("history")


@admin.register(WorkOrder)
class WorkOrderAdmin(ThroughServices):
    form = SeenForm
    list_display = [
        "number", "status", "title", "kind", "priority", "assignee", "team", "due_at", "created_at",
    ]  # fmt: skip
    list_filter = [Removed, "status", "kind", "priority", "origin", "created_at"]
    list_select_related = ["assignee", "team"]
    search_fields = ["search_text"]
    ordering = ["-number_year", "-number_seq"]
    raw_id_fields = ["vendor"]
    typed = [
        "title", "category", "priority", "assignee", "team", "planned_start", "planned_end",
        "due_at", "planned_minutes", "description", "closing_notes", "vendor", "invoice_number",
        "po_number",
    ]  # fmt: skip
    fields = [
        "number", "status", "stage", "kind", *typed, "approver", "approver_name", "approver_email",
        "case", "job", "template", "site", "origin", "created_by", "created_at", "updated_at",
        "started_at", "completed_at", "resolution_minutes", "archived_at", "removed_at", "seen",
    ]  # fmt: skip
    inlines = [PlaceInline, TaskInline, PartInline, TimeInline, WorkOrderHistoryInline]
    exported = [
        "number", "status", "title", "kind", "priority", "assignee__username", "team__name",
        "planned_start", "due_at", "started_at", "completed_at", "resolution_minutes", "case__number",
        "job__number", "po_number", "invoice_number", "origin", "created_at",
    ]  # fmt: skip
    actions = ["export_csv", "bring_back"]

    def get_queryset(self, request):
        return WorkOrder.with_removed.order_by(*self.ordering)

    def can_be_edited(self, order):
        return not (order.is_sealed or order.removed_at)

    def change(self, order, by, cleaned, details):
        return orders.change_order(order, by=by, seen_version=cleaned["seen"], **details)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        response = super().render_change_form(request, context, *args, obj=obj, **kwargs)
        if obj and obj.removed_at:
            response.context_data["steps"] = []
        return response

    def take_step(self, request, pk, step):
        get_object_or_404(WorkOrder, pk=pk)  # a removed order comes back first
        return super().take_step(request, pk, step)

    def get_actions(self, request):
        """What is removed is brought back; all else is for what is there."""
        actions = super().get_actions(request)
        if request.GET.get(Removed.parameter_name) == "yes":
            return {name: each for name, each in actions.items() if name in self.actions}
        return {name: each for name, each in actions.items() if name != "bring_back"}

    @admin.action(description=gettext_lazy("Bring back"), permissions=["change"])
    def bring_back(self, request, queryset):
        number = sum(bring_back(order, by=request.user) for order in queryset)
        told = ngettext("%s order is back.", "%s orders are back.", number)
        messages.success(request, told % number)


class SignatureInline(ReadOnlyInline):
    model = Signature
    verbose_name_plural = gettext_lazy("signatures")
    fields = ["is_approver", "added_at", "added_by"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("added_by")


@admin.register(ApprovalRound)
class ApprovalRoundAdmin(ReadOnlyAdmin, ExportAdmin):
    list_display = [
        "order", "number", "executor_name", "executed_at", "approver_name", "verdict", "decided_at",
    ]  # fmt: skip
    list_filter = ["verdict", "executed_at"]
    list_select_related = ["order"]
    search_fields = ["order__number", "executor_name", "approver_name"]
    ordering = ["-pk"]
    inlines = [SignatureInline]
    exported = [
        "order__number", "number", "executor_name", "executed_at", "approver_name", "verdict",
        "decided_at", "digest", "seal",
    ]  # fmt: skip


# Cases and visits


class CaseHistoryInline(HistoryInline):
    model = CaseHistory
    verbose_name_plural = gettext_lazy("history")


class OrderInline(ReadOnlyInline):
    model = WorkOrder
    verbose_name_plural = gettext_lazy("work orders")
    fields = ["number", "status", "title", "assignee", "due_at"]
    show_change_link = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("assignee")


@admin.register(Case)
class CaseAdmin(ThroughServices):
    list_display = ["number", "status", "title", "asset", "priority", "assignee", "opened_at"]
    list_filter = ["status", "priority", "opened_at"]
    list_select_related = ["asset", "assignee"]
    search_fields = ["search_text"]
    ordering = ["-number_year", "-number_seq"]
    typed = ["title", "description", "priority", "assignee", "reporter_name", "reporter_email"]
    fields = [
        "number", "status", "asset", *typed, "reporter", "language", "opened_at", "updated_at",
        "resolved_at", "closed_at",
    ]  # fmt: skip
    inlines = [OrderInline, CaseHistoryInline]
    exported = [
        "number", "status", "title", "asset__name", "asset__tag", "priority", "assignee__username",
        "reporter_name", "reporter_email", "opened_at", "resolved_at", "closed_at",
    ]  # fmt: skip

    def can_be_edited(self, case):
        return case.status != CaseStatus.CLOSED

    def change(self, case, by, cleaned, details):
        return cases.change_case(case, by=by, **details)


@admin.register(ServiceJob)
class ServiceJobAdmin(KeptAdmin):
    list_display = ["number", "title", "site", "customer", "starts_at", "ends_at"]
    list_filter = ["site", "starts_at"]
    list_select_related = ["site"]
    search_fields = ["search_text"]
    ordering = ["-number_year", "-number_seq"]
    filter_horizontal = ["crew"]
    readonly_fields = ["number", "added_at"]
    fields = [
        "number", "title", "site", "customer", "starts_at", "ends_at", "crew", "notes", "added_at",
    ]  # fmt: skip
    inlines = [OrderInline]
    exported = [
        "number", "title", "site__name", "customer", "starts_at", "ends_at", "added_at",
    ]  # fmt: skip

    def save_model(self, request, job, form, change):
        jobs.keep_job(job, crew=form.cleaned_data["crew"])


# What workers make, and the secret links: to look at


@admin.register(Batch)
class BatchAdmin(ReadOnlyAdmin):
    list_display = ["pk", "by", "number", "made", "state", "attempts", "queued_at", "done_at"]
    list_filter = ["state", "queued_at"]
    list_select_related = ["by"]
    ordering = ["-pk"]
    actions = ["try_again"]

    @admin.action(description=gettext_lazy("Try again"))
    def try_again(self, request, queryset):
        """What failed goes into the queue again; what is made or on its way stays as it is."""
        failed = list(queryset.filter(state=Batch.State.FAILED))
        for batch in failed:
            batch.again()
            outbox.queue(batch)
        told = ngettext("%s batch is queued again.", "%s batches are queued again.", len(failed))
        messages.success(request, told % len(failed))


@admin.register(CaseLink, SignOffLink, FeedLink)
class LinkAdmin(ReadOnlyAdmin):
    list_display = ["owner", "version", "made_at", "expires_at", "opened_at", "revoked_at"]
    search_fields = ["owner"]
    exclude = ["digest"]
