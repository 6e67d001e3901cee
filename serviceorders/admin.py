from django import forms
from django.contrib import admin, messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.core.admin import (
    ExportAdmin,
    HistoryInline,
    ReadOnlyAdmin,
    ReadOnlyInline,
    WorkflowAdmin,
)
from config.core.dates import sensible
from serviceorders import services
from serviceorders.models import (
    Answer,
    Booking,
    BookingHistory,
    BookingLink,
    Client,
    DecisionLink,
    OrderPhoto,
    PartUsed,
    Payment,
    ServiceOrder,
    ServiceOrderHistory,
    ServiceType,
    TrackingLink,
)
from serviceorders.states import BookingStatus, Status


class ThroughServices(WorkflowAdmin):
    """What is saved here goes through the desk's services, so that its history is written."""

    def changeform_view(self, request, *args, **kwargs):
        try:
            return super().changeform_view(request, *args, **kwargs)
        except services.Refused as refused:
            messages.error(request, str(refused))
            return redirect(request.get_full_path())

    def save_model(self, request, record, form, change):
        saved = self.change(request, record, form) if change else self.make(request, form)
        record.__dict__.update(saved.__dict__)


class SeenForm(forms.ModelForm):
    """``seen_version`` is what the page showed: who saves over another's change is told so."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["seen_version"] = self.instance.version


class OrderForm(SeenForm):
    def clean(self):
        cleaned = super().clean()
        if self.instance.pk is None:
            try:
                services.check_plan()
            except services.OverPlan as over:
                raise forms.ValidationError(str(over)) from over
        elif self.instance.status == Status.AWAITING_APPROVAL and not (
            cleaned.get("diagnosis", "").strip() and cleaned.get("estimated_cost") is not None
        ):
            raise forms.ValidationError(
                _("The client is looking at this estimate: it needs a diagnosis and a cost.")
            )
        return cleaned


class ServiceOrderHistoryInline(HistoryInline):
    model = ServiceOrderHistory
    verbose_name_plural = gettext_lazy("history")


class PartUsedInline(admin.TabularInline):
    model = PartUsed
    verbose_name_plural = gettext_lazy("parts")
    extra = 0
    fields = ["product", "name", "quantity", "unit_cost"]
    readonly_fields = ["product"]  # taken from stock on the order's own page

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("product__unit")

    def has_add_permission(self, request, order):
        return not (order and order.is_closed) and super().has_add_permission(request, order)

    def has_change_permission(self, request, order=None):
        return not (order and order.is_closed) and super().has_change_permission(request, order)

    def has_delete_permission(self, request, order=None):
        return not (order and order.is_closed) and super().has_delete_permission(request, order)


class PaymentInline(ReadOnlyInline):
    model = Payment
    fields = ["at", "amount", "method", "by"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("by")


class OrderPhotoInline(ReadOnlyInline):
    model = OrderPhoto
    verbose_name_plural = gettext_lazy("photos")
    fields = ["caption", "public", "width", "height", "added_at", "added_by"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("added_by")


@admin.register(ServiceOrder)
class ServiceOrderAdmin(ThroughServices):
    form = OrderForm
    list_display = ["number", "status", "client", "device", "technician", "due_at", "created_at"]
    list_filter = ["status", "service_type", "created_at"]
    list_select_related = ["client", "technician"]
    search_fields = ["search_text"]
    ordering = ["-number_year", "-number_seq"]
    raw_id_fields = ["client"]
    typed = [
        "client", "service_type", "brand", "model", "imei", "serial", "problem", "accessories", "condition",
        "diagnosis", "internal_notes", "estimated_cost", "labor_cost", "final_cost", "warranty_days",
        "technician", "due_at",
    ]  # fmt: skip
    shown = ["booking", "returns", "created_at", "updated_at", "ready_at", "closed_at"]
    fields = ["number", "status", *typed, *shown, "seen_version"]
    inlines = [PartUsedInline, PaymentInline, OrderPhotoInline, ServiceOrderHistoryInline]
    exported = [
        "number", "status", "client__name", "client__email", "client__phone", "brand", "model", "imei", "serial",
        "problem", "technician__username", "estimated_cost", "labor_cost", "final_cost", "due_at", "created_at",
        "closed_at",
    ]  # fmt: skip

    def get_readonly_fields(self, request, obj=None):
        own = [*super().get_readonly_fields(request, obj), *self.shown]
        if obj and obj.is_closed:
            own += [name for name in self.typed if name != "internal_notes"]
        return own

    def make(self, request, form):
        return services.open_order(by=request.user, **self.from_form(form, self.typed))

    def change(self, request, order, form):
        return services.change_order(
            order,
            by=request.user,
            seen_version=form.cleaned_data["seen_version"] or 0,
            **self.from_form(form, form.changed_data),
        )

    def from_form(self, form, names):
        return {name: form.cleaned_data[name] for name in names if name in self.typed}

    def save_formset(self, request, form, formset, change):
        if formset.model is not PartUsed:
            super().save_formset(request, form, formset, change)
            return
        parts = formset.save(commit=False)
        for part in formset.deleted_objects:
            services.remove_part(form.instance, by=request.user, part=part)
        for part in parts:
            services.save_part(form.instance, by=request.user, part=part)


class BookingForm(SeenForm):
    def clean_ends_at(self):
        ends_at = self.cleaned_data["ends_at"]
        sensible(ends_at)
        return ends_at


class BookingHistoryInline(HistoryInline):
    model = BookingHistory
    verbose_name_plural = gettext_lazy("history")


@admin.register(Booking)
class BookingAdmin(ThroughServices):
    form = BookingForm
    list_display = ["number", "status", "client", "service_type", "starts_at"]
    list_filter = ["status", "service_type", "starts_at"]
    list_select_related = ["client", "service_type"]
    search_fields = ["search_text"]
    ordering = ["-starts_at"]
    raw_id_fields = ["client"]
    typed = ["service_type", "starts_at", "ends_at", "notes"]
    fields = ["number", "status", "client", *typed, "public", "made_at", "seen_version"]
    inlines = [BookingHistoryInline]
    exported = [
        "number", "status", "client__name", "client__email", "client__phone", "service_type__name",
        "starts_at", "ends_at", "notes",
    ]  # fmt: skip

    def get_readonly_fields(self, request, obj=None):
        own = [*super().get_readonly_fields(request, obj), "public", "made_at"]
        if obj:
            own.append("client")
        if obj and obj.status not in (BookingStatus.REQUESTED, BookingStatus.CONFIRMED):
            own += self.typed
        return own

    def make(self, request, form):
        details = {name: form.cleaned_data[name] for name in ["client", *self.typed]}
        return services.make_booking(by=request.user, **details)

    def change(self, request, booking, form):
        changed = {
            name: form.cleaned_data[name] for name in form.changed_data if name in self.typed
        }
        if not changed:
            return booking
        seen = form.cleaned_data["seen_version"] or 0
        return services.change_booking(booking, by=request.user, seen_version=seen, **changed)


@admin.register(Client)
class ClientAdmin(ExportAdmin):
    list_display = ["name", "email", "phone", "language", "added_at"]
    list_filter = ["language"]
    search_fields = ["search_text"]
    ordering = ["-pk"]
    readonly_fields = ["added_at", "erased_at"]
    exported = ["name", "email", "phone", "language", "added_at"]

    def save_model(self, request, client, form, change):
        if change:
            services.change_client(client)
        else:
            super().save_model(request, client, form, change)

    def has_delete_permission(self, request, obj=None):
        return False  # manage.py erase_client takes the person out and leaves the orders


@admin.register(ServiceType)
class ServiceTypeAdmin(admin.ModelAdmin):
    list_display = ["name", "minutes", "bookable", "active"]


@admin.register(Payment)
class PaymentAdmin(ReadOnlyAdmin, ExportAdmin):
    list_display = ["order", "amount", "method", "at", "by"]
    list_filter = ["method", "at"]
    list_select_related = ["order", "by"]
    exported = ["order__number", "amount", "method", "at", "by__username"]


@admin.register(Answer)
class AnswerAdmin(ReadOnlyAdmin):
    list_display = ["link", "kind", "name", "at"]
    list_select_related = ["link"]


@admin.register(TrackingLink, DecisionLink, BookingLink)
class LinkAdmin(ReadOnlyAdmin):
    list_display = ["owner", "version", "made_at", "expires_at", "opened_at", "revoked_at"]
    search_fields = ["owner"]
    exclude = ["digest"]
