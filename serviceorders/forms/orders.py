import re
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from config.core.dates import sensible
from config.core.forms import AmountInput, MatterField
from config.core.images import PhotosField
from config.core.models import User
from serviceorders.imei import has_valid_check_digit
from serviceorders.models import PartUsed, Payment, ServiceOrder, ServiceType
from warehouse.forms.lines import ProductLine
from warehouse.models import Product


def moment_input():
    return forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


def lines(rows):
    return forms.Textarea(attrs={"rows": rows})


def technicians():
    """Those a device can be given to: active holders of the repair right, by name."""
    return (
        User.objects.filter(is_active=True, groups__permissions__codename="repair")
        .distinct()
        .order_by("first_name", "username")
    )


def offer_choices(form):
    """Only those who repair, only what is offered, only days that make sense."""
    form.fields["technician"].queryset = technicians()
    form.fields["technician"].empty_label = _("Nobody yet")
    form.fields["service_type"].queryset = ServiceType.objects.filter(active=True)
    form.fields["service_type"].empty_label = _("None")
    form.fields["due_at"].validators.append(sensible)


class DeviceForm(forms.ModelForm):
    """The device and what is wrong with it. A doubtful IMEI is a warning and not a refusal."""

    class Meta:
        model = ServiceOrder
        fields = ["brand", "model", "imei", "serial", "problem", "accessories", "condition"]
        widgets = {
            "imei": forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            "serial": forms.TextInput(attrs={"autocomplete": "off"}),
            "problem": lines(3),
            "condition": lines(2),
        }

    def clean_imei(self):
        """Digits alone, as they are searched for."""
        return re.sub(r"[\s/.-]", "", self.cleaned_data["imei"])

    @property
    def imei_warning(self):
        imei = self.cleaned_data.get("imei", "")
        if imei and not (len(imei) == 15 and imei.isdecimal() and has_valid_check_digit(imei)):
            return _("%s is not a valid IMEI. Compare it with the device (dial *#06#).") % imei
        return ""


class NewOrderForm(DeviceForm):
    """Intake: everything on one page."""

    photos = PhotosField(required=False, label=_("Photos"))
    once = forms.CharField(widget=forms.HiddenInput, max_length=64)
    matter = MatterField()

    class Meta(DeviceForm.Meta):
        fields = [*DeviceForm.Meta.fields, "service_type", "technician", "due_at", "internal_notes"]
        widgets = DeviceForm.Meta.widgets | {"due_at": moment_input(), "internal_notes": lines(2)}

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["matter"].user = user
        offer_choices(self)

    def ask_for_photos_again(self):
        """The photo field says that what was sent with this form is gone: no browser chooses files by itself."""
        if self.files.getlist("photos"):
            self.add_error("photos", _("Choose the photos again: they were not kept."))

    def device_and_work(self):
        """What ``services.open_order`` is told of the device and the work."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class CostingForm(forms.ModelForm):
    class Meta:
        model = ServiceOrder
        fields = ["diagnosis", "estimated_cost", "labor_cost", "final_cost", "warranty_days"]
        widgets = {
            "diagnosis": lines(5),
            "estimated_cost": AmountInput(),
            "labor_cost": AmountInput(),
            "final_cost": AmountInput(),
        }
        help_texts = {
            "estimated_cost": _("What the client is asked to approve."),
            "final_cost": _("The price charged, where it differs from parts and labour."),
        }


class WorkForm(forms.ModelForm):
    class Meta:
        model = ServiceOrder
        fields = ["technician", "due_at", "service_type"]
        widgets = {"due_at": moment_input()}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        offer_choices(self)


class NotesForm(forms.ModelForm):
    class Meta:
        model = ServiceOrder
        fields = ["internal_notes"]
        widgets = {"internal_notes": lines(5)}


SECTIONS = {
    "device": (DeviceForm, _("Device and problem")),
    "costing": (CostingForm, _("Diagnosis and costing")),
    "work": (WorkForm, _("Work")),
    "notes": (NotesForm, _("Internal notes")),
}


class StepForm(forms.Form):
    """What may come along with a step."""

    note = forms.CharField(required=False, max_length=4000)
    public = forms.BooleanField(required=False)
    seen = forms.CharField(required=False, max_length=30)


class AssignForm(forms.Form):
    """Who gets the ticked orders: one of ``technicians``, (pk, name) each, or nobody."""

    technician = forms.TypedChoiceField(
        coerce=lambda pk: None if pk == "none" else User.objects.get(pk=pk),
        empty_value=None,
        error_messages={"required": _("Choose a technician.")},
    )

    def __init__(self, *args, technicians, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["technician"].choices = technicians


class NoteForm(forms.Form):
    note = forms.CharField(label=_("Note"), max_length=4000, widget=lines(3))
    public = forms.BooleanField(label=_("Client sees this note"), required=False)


class PartForm(forms.ModelForm):
    """A part typed freely, or one of a product: then name and unit cost may stay empty, for they are the product's."""

    sku = ProductLine.base_fields["sku"]
    once = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    class Meta:
        model = PartUsed
        fields = ["name", "quantity", "unit_cost"]
        widgets = {
            "quantity": forms.NumberInput(attrs={"step": "any", "min": "0.001"}),
            "unit_cost": AmountInput(),
        }

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["quantity"] = Decimal(f"{Decimal(self.instance.quantity).normalize():f}")
        self.before = self.instance.product  # what the line is of before it is changed here
        self.products = Product.objects.for_user(user).active().select_related("unit")
        self.fields["name"].required = self.fields["unit_cost"].required = False
        if not user.has_perm("warehouse.view_product"):
            del self.fields["sku"]
        elif self.before:
            self.initial["sku"] = self.before.sku

    def clean_sku(self):
        typed = self.cleaned_data["sku"]
        self.instance.product = self._product(typed) if typed else None
        return typed

    def _product(self, typed):
        if self.before and typed == self.before.sku:
            return self.before
        found = self.products.scanned(typed)[:2]
        if len(found) == 1:
            return found[0]
        if found:
            raise forms.ValidationError(
                _("Several merchants have this SKU: type the product’s barcode.")
            )
        raise forms.ValidationError(_("There is no active product “%s”.") % typed)

    def clean(self):
        self._default("name", lambda product: product.name)
        self._default("unit_cost", lambda product: product.price or product.cost)
        return self.cleaned_data

    def _default(self, name, of_product):
        """A field left empty, or as another product had filled it in, says what the product says."""
        product, typed = self.instance.product, self.cleaned_data.get(name)
        is_blank = typed in (None, "")
        if name in self.errors:
            return
        if product and (is_blank or (self.before and typed == of_product(self.before))):
            self.cleaned_data[name] = of_product(product)
        elif is_blank and "sku" not in self.errors:
            self.add_error(name, self.fields[name].error_messages["required"])


class PhotosForm(forms.Form):
    photos = PhotosField(label=_("Photos"))
    caption = forms.CharField(label=_("Caption"), max_length=120, required=False)
    public = forms.BooleanField(label=_("Visible to the client"), required=False)


class PhotoForm(forms.Form):
    caption = forms.CharField(label=_("Caption"), max_length=120, required=False)
    public = forms.BooleanField(label=_("Visible to the client"), required=False)


class PaymentForm(forms.ModelForm):
    once = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    class Meta:
        model = Payment
        fields = ["amount", "method"]
        widgets = {"amount": forms.NumberInput(attrs={"step": "any"})}

    def clean_amount(self):
        amount = self.cleaned_data["amount"]
        if amount == 0:
            raise forms.ValidationError(_("Type the amount that came in."))
        return amount
