from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy

from config.core.admin import (
    ExportAdmin,
    HistoryInline,
    ReadOnlyAdmin,
    ReadOnlyInline,
    WorkflowAdmin,
)
from vendors import services
from vendors.forms.partners import PropertyForm, VendorForm
from vendors.models import (
    Drafting,
    DraftProposal,
    Issue,
    Message,
    MessageFile,
    Property,
    ReplyAddress,
    RequestLink,
    ServiceRequest,
    ServiceRequestHistory,
    Trade,
    Vendor,
    VendorLink,
    VendorWorkOrder,
    VendorWorkOrderHistory,
)
from vendors.services import partners


class ThroughServices(WorkflowAdmin):
    """What is changed here goes through the desk's services, so that its history is written; nothing is begun here."""

    typed = []

    def has_add_permission(self, request):
        return False  # a request has issues, an order is of some of them: their own pages ask for those

    def changeform_view(self, request, *args, **kwargs):
        try:
            return super().changeform_view(request, *args, **kwargs)
        except services.Refused as refused:
            messages.error(request, str(refused))
            return redirect(request.get_full_path())

    def get_readonly_fields(self, request, obj=None):
        shown = [name for name in self.fields if name not in (*self.typed, "seen")]
        if obj and not self.can_be_edited(obj):
            shown += self.typed
        return [*dict.fromkeys([*super().get_readonly_fields(request, obj), *shown])]

    def save_model(self, request, record, form, change):
        names = [name for name in form.changed_data if name in self.typed]
        if names:
            details = {name: form.cleaned_data[name] for name in names}
            saved = self.change(record, request.user, form.cleaned_data.get("seen"), details)
            record.__dict__.update(saved.__dict__)


class SeenForm(forms.ModelForm):
    """``seen`` is what the page showed: who saves over another's change is told so."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["seen"] = self.seen_of(self.instance)


# Requests


class RequestForm(SeenForm):
    seen = forms.DateTimeField(widget=forms.HiddenInput)
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)

    def seen_of(self, request):
        return request.updated_at.isoformat()


class ServiceRequestHistoryInline(HistoryInline):
    model = ServiceRequestHistory
    verbose_name_plural = gettext_lazy("history")


class IssueInline(ReadOnlyInline):
    model = Issue
    verbose_name_plural = gettext_lazy("issues")
    fields = ["place", "title", "description", "room", "urgency", "split_from", "not_covered"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("split_from")


class OrderInline(ReadOnlyInline):
    model = VendorWorkOrder
    verbose_name_plural = gettext_lazy("vendor orders")
    fields = ["number", "status", "title", "vendor", "scheduled_at"]
    show_change_link = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("vendor")


@admin.register(ServiceRequest)
class ServiceRequestAdmin(ThroughServices):
    form = RequestForm
    list_display = ["number", "status", "home", "name", "submitted_at"]
    list_filter = ["status", "submitted_at"]
    list_select_related = ["home"]
    search_fields = ["search_text"]
    ordering = ["-number_year", "-number_seq"]
    typed = ["name", "email", "phone", "language"]
    fields = [
        "number", "status", "home", *typed, "submitted_at", "updated_at", "resolved_at",
        "closed_at", "seen",
    ]  # fmt: skip
    inlines = [IssueInline, OrderInline, ServiceRequestHistoryInline]
    exported = [
        "number", "status", "home__address", "home__community", "name", "email", "phone",
        "submitted_at", "resolved_at", "closed_at",
    ]  # fmt: skip

    def can_be_edited(self, request):
        return True

    def change(self, request, by, seen, details):
        return services.change_request(request, by=by, seen_at=seen, **details)


# Orders


class OrderForm(SeenForm):
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def seen_of(self, order):
        return order.version


class VendorWorkOrderHistoryInline(HistoryInline):
    model = VendorWorkOrderHistory
    verbose_name_plural = gettext_lazy("history")


@admin.register(VendorWorkOrder)
class VendorWorkOrderAdmin(ThroughServices):
    form = OrderForm
    list_display = [
        "number", "status", "response", "title", "vendor", "trade", "scheduled_at", "has_news",
    ]  # fmt: skip
    list_filter = ["status", "response", "has_news", "trade", "created_at"]
    list_select_related = ["vendor", "trade"]
    search_fields = ["search_text"]
    ordering = ["-number_year", "-number_seq"]
    raw_id_fields = ["vendor"]
    typed = ["vendor", "trade", "title", "description", "scope", "internal_notes", "amount"]
    fields = [
        "number", "status", "request", *typed, "scheduled_at", "response", "response_note",
        "wished_at", "sent_at", "viewed_at", "answered_at", "created_at", "closed_at", "seen",
    ]  # fmt: skip
    inlines = [VendorWorkOrderHistoryInline]
    exported = [
        "number", "status", "response", "request__number", "request__home__address", "title",
        "trade__name", "vendor__company", "amount", "scheduled_at", "sent_at", "answered_at",
        "created_at", "closed_at",
    ]  # fmt: skip

    def can_be_edited(self, order):
        return order.can_be_edited

    def change(self, order, by, seen, details):
        return services.change_order(order, by=by, seen_version=seen, **details)


# Partners


class KeptAdmin(ExportAdmin):
    """What old orders name: it is not deleted."""

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Trade)
class TradeAdmin(KeptAdmin):
    list_display = ["name", "slug", "active"]
    list_filter = ["active"]
    search_fields = ["name", "slug"]
    ordering = ["name"]
    exported = ["name", "slug", "active"]

    def get_readonly_fields(self, request, obj=None):
        return ["slug"] if obj else []  # the drafting engine knows the trade by it


class BackOfficeVendorForm(VendorForm):
    class Meta(VendorForm.Meta):
        fields = [*VendorForm.Meta.fields, "active"]


@admin.register(Vendor)
class VendorAdmin(KeptAdmin):
    form = BackOfficeVendorForm
    list_display = ["company", "contact_name", "email", "phone", "insured_until", "active"]
    list_filter = ["active", "trades", "insured_until"]
    search_fields = ["search_text"]
    ordering = ["company"]
    readonly_fields = ["added_at"]
    fields = [*BackOfficeVendorForm.Meta.fields, "added_at"]
    exported = [
        "company", "contact_name", "email", "phone", "area", "insured_until", "active", "notes",
    ]  # fmt: skip

    def save_model(self, request, vendor, form, change):
        partners.keep_vendor(vendor)  # its trades are kept by the form, after it


@admin.register(Property)
class PropertyAdmin(KeptAdmin):
    form = PropertyForm
    list_display = ["__str__", "community", "lot", "homeowner", "closed_on", "warranty_months"]
    list_filter = ["community", "closed_on"]
    search_fields = ["search_text"]
    ordering = ["-pk"]
    readonly_fields = ["added_at"]
    fields = [*PropertyForm.Meta.fields, "added_at"]
    exported = [
        "address", "community", "lot", "homeowner", "email", "phone", "closed_on",
        "warranty_months",
    ]  # fmt: skip

    def save_model(self, request, home, form, change):
        partners.keep_home(home)


# What was drafted, what came in, and the secret links: to look at


@admin.register(DraftProposal)
class DraftProposalAdmin(ReadOnlyAdmin, ExportAdmin):
    list_display = ["title", "trade", "vendor", "confidence", "engine", "decision", "decided_by"]
    list_filter = ["decision", "engine", "trade", "at"]
    list_select_related = ["trade", "vendor", "decided_by"]
    search_fields = ["title", "text", "order__number"]
    ordering = ["-pk"]
    exported = [
        "at", "issue__request__number", "text", "trade__slug", "title", "vendor__company",
        "confidence", "engine", "engine_version", "decision", "decided_by__username", "decided_at",
        "reason", "order__number",
    ]  # fmt: skip


@admin.register(Drafting)
class DraftingAdmin(ReadOnlyAdmin):
    list_display = ["request", "state", "attempts", "queued_at", "done_at"]
    list_filter = ["state"]
    list_select_related = ["request"]
    search_fields = ["request__number"]
    ordering = ["-pk"]


class MessageFileInline(ReadOnlyInline):
    model = MessageFile
    verbose_name_plural = gettext_lazy("files")
    fields = ["name", "content_type"]


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin):
    list_display = ["sender", "subject", "kind", "order", "received_at", "handled_by"]
    list_filter = ["kind", "received_at"]
    list_select_related = ["order", "handled_by"]
    search_fields = ["sender", "subject", "order__number"]
    ordering = ["-pk"]
    exclude = ["digest", "to"]  # an address of ours that carries a token
    inlines = [MessageFileInline]


@admin.register(RequestLink, VendorLink, ReplyAddress)
class LinkAdmin(ReadOnlyAdmin):
    list_display = ["owner", "version", "made_at", "expires_at", "opened_at", "revoked_at"]
    search_fields = ["owner"]
    exclude = ["digest"]
