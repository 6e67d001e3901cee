from django import forms
from django.contrib import admin, messages
from django.db.models import Prefetch
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.core.admin import (
    ExportAdmin,
    HistoryInline,
    ReadOnly,
    ReadOnlyAdmin,
    ReadOnlyInline,
    WorkflowAdmin,
)
from config.core.money import format_quantity
from warehouse import services
from warehouse.models import (
    CountLine,
    Discrepancy,
    ImportedFile,
    InboundLine,
    InboundOrder,
    InboundOrderHistory,
    Location,
    Lot,
    MaterialLine,
    Merchant,
    OutputLine,
    PickingList,
    PickingListHistory,
    PickLine,
    Posting,
    Product,
    ProductionOrder,
    ProductionOrderHistory,
    Recipe,
    RecipeLine,
    RecipeVersion,
    Reservation,
    StockCount,
    StockItem,
    StockLevel,
    StockMove,
    Unit,
    Warehouse,
)
from warehouse.states import LocationKind


class Refusing(admin.ModelAdmin):
    """What is saved here goes through the warehouse's services; what they refuse is said, and nothing is saved."""

    def changeform_view(self, request, *args, **kwargs):
        try:
            return super().changeform_view(request, *args, **kwargs)
        except services.Refused as refused:
            messages.error(request, str(refused))
            return redirect(request.get_full_path())

    def has_delete_permission(self, request, obj=None):
        return False  # the ledger and old orders name it: it is made inactive instead


class OwnedForm(forms.ModelForm):
    """Codes and names are one of a kind within their owner, also where the owner is not changed here."""

    def _get_validation_exclusions(self):
        owners = {"merchant", "warehouse"} if self.instance.pk else set()
        return super()._get_validation_exclusions() - owners


# Places


class LocationInline(ReadOnlyInline):
    model = Location
    fields = ["code", "name", "kind", "walk", "active"]
    show_change_link = True


@admin.register(Warehouse)
class WarehouseAdmin(Refusing):
    list_display = ["code", "name", "active"]
    fields = ["code", "name", "address", "active"]

    def get_inlines(self, request, obj):
        return [LocationInline] if obj else []

    def save_model(self, request, warehouse, form, change):
        services.open_warehouse(warehouse)


class LocationForm(OwnedForm):
    def clean_active(self):
        if self.instance.kind == LocationKind.STAGING and not self.cleaned_data["active"]:
            raise forms.ValidationError(_("Picked goods need their place."))
        return self.cleaned_data["active"]


@admin.register(Location)
class LocationAdmin(Refusing):
    """What lies in a place counts by its kind, so that neither kind nor warehouse is changed afterwards."""

    form = LocationForm
    list_display = ["code", "name", "warehouse", "kind", "walk", "active"]
    list_filter = ["warehouse", "kind", "active"]
    list_select_related = ["warehouse"]
    search_fields = ["code", "name"]
    fields = ["warehouse", "code", "name", "kind", "walk", "active"]

    def get_readonly_fields(self, request, obj=None):
        return ["warehouse", "kind"] if obj else []


# Goods


@admin.register(Merchant)
class MerchantAdmin(Refusing):
    list_display = ["code", "name", "active"]


class UnitForm(forms.ModelForm):
    def clean_places(self):
        places = self.cleaned_data["places"]
        if places < (self.initial.get("places") or 0) and self.instance.product_set.exists():
            raise forms.ValidationError(
                _("Products are counted in this unit: it cannot become coarser.")
            )
        return places


@admin.register(Unit)
class UnitAdmin(Refusing):
    form = UnitForm
    list_display = ["code", "name", "places"]


@admin.register(Product)
class ProductAdmin(Refusing, ExportAdmin):
    form = OwnedForm
    list_display = ["sku", "name", "merchant", "unit", "barcode", "cost", "price", "active"]
    list_filter = ["active", "lot_tracked", "merchant", "unit"]
    list_select_related = ["merchant", "unit"]
    search_fields = ["search_text"]
    ordering = ["sku"]
    fields = [
        "merchant", "sku", "name", "unit", "barcode", "cost", "price", "reorder_level",
        "lot_tracked", "active", "created_at",
    ]  # fmt: skip
    exported = [
        "sku", "name", "merchant__name", "unit__code", "barcode", "cost", "price",
        "reorder_level", "lot_tracked", "active",
    ]  # fmt: skip

    def get_readonly_fields(self, request, obj=None):
        return ["created_at", "merchant"] if obj else ["created_at"]

    def save_model(self, request, product, form, change):
        services.keep_product(product, by=request.user)


class RecipeVersionInline(ReadOnlyInline):
    model = RecipeVersion
    verbose_name_plural = gettext_lazy("versions")
    fields = ["number", "at", "by", "note", "says"]
    ordering = ["-number"]

    def get_queryset(self, request):
        lines = RecipeLine.objects.select_related("product")
        versions = super().get_queryset(request).select_related("by", "recipe")
        return versions.prefetch_related(Prefetch("lines", lines))

    @admin.display(description=gettext_lazy("lines"))
    def says(self, version):
        return " → ".join(
            ", ".join(f"{format_quantity(line.quantity)} {line.product.sku}" for line in lines)
            for lines in (version.inputs, version.outputs)
        )


@admin.register(Recipe)
class RecipeAdmin(Refusing):
    """Recipes are written at /boms/: here one reads their versions, and renames or retires them."""

    form = OwnedForm
    list_display = ["name", "merchant", "kind", "active"]
    list_filter = ["active", "kind", "merchant"]
    list_select_related = ["merchant"]
    search_fields = ["name"]
    fields = ["merchant", "name", "kind", "active"]
    readonly_fields = ["merchant", "kind"]
    inlines = [RecipeVersionInline]

    def has_add_permission(self, request):
        return False

    def save_model(self, request, recipe, form, change):
        recipe.save(update_fields=["name"])
        services.switch_recipe(recipe, active=recipe.active)


@admin.register(Lot)
class LotAdmin(ReadOnlyAdmin):
    list_display = ["code", "product", "received_on", "expires_on"]
    list_select_related = ["product"]
    search_fields = ["code", "product__sku"]


# Orders


class OrderForm(forms.ModelForm):
    """``seen_version`` is what the page showed: who saves over another's change is told so."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["seen_version"] = self.instance.version


class LineInline(ReadOnlyInline):
    fields = ["product", "quantity"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("product")


class MaterialInline(LineInline):
    model = MaterialLine
    verbose_name_plural = gettext_lazy("materials")


class OutputInline(LineInline):
    model = OutputLine
    verbose_name_plural = gettext_lazy("outputs")


class ProductionOrderHistoryInline(HistoryInline):
    model = ProductionOrderHistory
    verbose_name_plural = gettext_lazy("history")


@admin.register(ProductionOrder)
class ProductionOrderAdmin(Refusing, WorkflowAdmin):
    """Orders are opened at /production/new/, where their lines are typed."""

    form = OrderForm
    list_display = ["number", "status", "name", "merchant", "warehouse", "scheduled_at"]
    list_filter = ["status", "warehouse", "merchant", "created_at"]
    list_select_related = ["merchant", "warehouse"]
    search_fields = ["search_text"]
    ordering = ["-number_year", "-number_seq"]
    typed = ["name", "scheduled_at", "notes"]
    shown = [
        "merchant", "warehouse", "recipe_version", "sets", "created_at", "updated_at", "closed_at",
    ]  # fmt: skip
    fields = ["number", "status", *typed, *shown, "seen_version"]
    inlines = [MaterialInline, OutputInline, ProductionOrderHistoryInline]
    exported = [
        "number", "status", "name", "merchant__name", "warehouse__code", "scheduled_at",
        "created_at", "closed_at",
    ]  # fmt: skip

    def has_add_permission(self, request):
        return False

    def get_readonly_fields(self, request, obj=None):
        own = [*super().get_readonly_fields(request, obj), *self.shown]
        return own if obj is None or obj.can_be_edited else [*own, *self.typed]

    def save_model(self, request, order, form, change):
        if not order.can_be_edited:
            return
        lines = {
            name: [(line.product, line.quantity) for line in rows.select_related("product")]
            for name, rows in (("materials", order.materials), ("outputs", order.outputs))
        }
        saved = services.change_order(
            order,
            by=request.user,
            seen_version=form.cleaned_data["seen_version"] or 0,
            **lines,
            **{name: form.cleaned_data[name] for name in form.changed_data if name in self.typed},
        )
        order.__dict__.update(saved.__dict__)


class SteppedAdmin(ReadOnly, WorkflowAdmin):
    """A record to read, whose status moves by its steps; the rest is done on its own pages."""


class PickLineInline(ReadOnlyInline):
    model = PickLine
    verbose_name_plural = gettext_lazy("lines")
    fields = ["item", "asked", "picked"]

    def get_queryset(self, request):
        lines = super().get_queryset(request)
        return lines.select_related("item__product", "item__location", "item__lot")


class PickingListHistoryInline(HistoryInline):
    model = PickingListHistory
    verbose_name_plural = gettext_lazy("history")


@admin.register(PickingList)
class PickingListAdmin(SteppedAdmin):
    list_display = ["number", "status", "warehouse", "picker", "created_at", "closed_at"]
    list_filter = ["status", "warehouse"]
    list_select_related = ["warehouse", "picker"]
    search_fields = ["number", "orders__number", "reservations__document"]
    ordering = ["-number_year", "-number_seq"]
    fields = ["number", "status", "warehouse", "picker", "created_at", "claimed_at", "closed_at"]
    inlines = [PickLineInline, PickingListHistoryInline]
    exported = [
        "number",
        "status",
        "warehouse__code",
        "picker__username",
        "created_at",
        "closed_at",
    ]


class InboundLineInline(ReadOnlyInline):
    model = InboundLine
    verbose_name_plural = gettext_lazy("lines")
    fields = ["product", "expected", "received", "stored", "lot_code", "expires_on", "unit_cost"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("product")


class InboundOrderHistoryInline(HistoryInline):
    model = InboundOrderHistory
    verbose_name_plural = gettext_lazy("history")


@admin.register(InboundOrder)
class InboundOrderAdmin(SteppedAdmin):
    list_display = ["number", "status", "kind", "supplier", "warehouse", "expected_at"]
    list_filter = ["status", "kind", "warehouse"]
    list_select_related = ["warehouse"]
    search_fields = ["search_text"]
    ordering = ["-number_year", "-number_seq"]
    fields = [
        "number", "status", "kind", "merchant", "warehouse", "production", "supplier", "reference",
        "expected_at", "notes", "created_at", "closed_at", "reversed_at",
    ]  # fmt: skip
    inlines = [InboundLineInline, InboundOrderHistoryInline]
    exported = [
        "number", "status", "kind", "supplier", "reference", "warehouse__code", "expected_at",
        "created_at", "closed_at",
    ]  # fmt: skip


# Stock: to read alone. It changes by postings, and those by the pages of the warehouse


@admin.register(StockItem)
class StockItemAdmin(ReadOnlyAdmin):
    list_display = ["product", "warehouse", "location", "lot", "quantity"]
    list_filter = ["warehouse"]
    list_select_related = ["product", "warehouse", "location", "lot"]
    search_fields = ["product__sku", "location__code", "lot__code"]


@admin.register(StockLevel)
class StockLevelAdmin(ReadOnlyAdmin):
    list_display = ["product", "warehouse", "on_hand", "held", "reserved"]
    list_filter = ["warehouse"]
    list_select_related = ["product", "warehouse"]
    search_fields = ["product__sku"]


class StockMoveInline(ReadOnlyInline):
    model = StockMove
    verbose_name_plural = gettext_lazy("movements")
    fields = ["product", "lot", "quantity", "from_location", "to_location"]

    def get_queryset(self, request):
        moves = super().get_queryset(request)
        return moves.select_related("product", "lot", "from_location", "to_location")


@admin.register(Posting)
class PostingAdmin(ReadOnlyAdmin):
    list_display = ["pk", "reason", "document", "at", "by", "note"]
    list_filter = ["reason", "at"]
    list_select_related = ["by"]
    search_fields = ["document"]
    ordering = ["-pk"]
    inlines = [StockMoveInline]


@admin.register(StockMove)
class StockMoveAdmin(ReadOnlyAdmin, ExportAdmin):
    list_display = ["posting", "product", "lot", "quantity", "from_location", "to_location"]
    list_filter = ["warehouse", "posting__reason"]
    list_select_related = ["posting", "product", "lot", "from_location", "to_location"]
    search_fields = ["product__sku", "posting__document"]
    ordering = ["-pk"]
    exported = [
        "posting__at", "posting__reason", "posting__document", "product__sku", "lot__code",
        "quantity", "from_location__code", "to_location__code", "posting__by__username",
    ]  # fmt: skip


@admin.register(Reservation)
class ReservationAdmin(ReadOnlyAdmin):
    list_display = ["document", "product", "warehouse", "quantity", "active", "at"]
    list_filter = ["active", "warehouse"]
    list_select_related = ["product", "warehouse"]
    search_fields = ["document", "product__sku"]


@admin.register(Discrepancy)
class DiscrepancyAdmin(ReadOnlyAdmin):
    list_display = ["item", "missing", "outcome", "settled_at", "settled_by"]
    list_select_related = ["item__product", "item__location", "item__lot", "settled_by"]


class CountLineInline(ReadOnlyInline):
    model = CountLine
    verbose_name_plural = gettext_lazy("lines")
    fields = ["product", "lot", "expected", "found"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("product", "lot")


@admin.register(StockCount)
class StockCountAdmin(ReadOnlyAdmin):
    list_display = ["number", "warehouse", "location", "at", "by"]
    list_filter = ["warehouse"]
    list_select_related = ["warehouse", "location", "by"]
    ordering = ["-number_year", "-number_seq"]
    inlines = [CountLineInline]


@admin.register(ImportedFile)
class ImportedFileAdmin(ReadOnlyAdmin):
    list_display = ["name", "kind", "by", "at", "done_at"]
    list_filter = ["kind"]
    list_select_related = ["by"]
    exclude = ["rows"]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("rows")
