"""What is asked of the lists of stock, and what is typed to move, correct and settle it."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.core.dates import sensible
from warehouse.forms.lines import QuantityInput, misfit
from warehouse.models import Discrepancy, Location, Lot, Product
from warehouse.states import LocationKind, Reason

MOST = Decimal(10) ** 9
LAST_KEY = 2**63 - 1


def key():
    return forms.IntegerField(required=False, min_value=1, max_value=LAST_KEY)


def words(length=100):
    return forms.CharField(required=False, max_length=length)


def day(label):
    return forms.DateField(
        label=label,
        required=False,
        validators=[sensible],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


def quantity(**kwargs):
    return forms.DecimalField(
        max_digits=14,
        decimal_places=4,
        max_value=MOST,
        widget=QuantityInput,
        error_messages={"invalid": gettext_lazy("Enter a number.")},
        **kwargs,
    )


def once():
    return forms.CharField(widget=forms.HiddenInput, max_length=64)


# What stands in the address of a list


class Asked(forms.Form):
    """What stands in an address; what is wrong there is left out, as if nobody had asked for it."""

    def full_clean(self):
        super().full_clean()
        for name in self.errors:
            self.cleaned_data[name] = None

    @classmethod
    def read(cls, data):
        """{name: value} of all that may be asked for; ``is_set`` says whether anything is, besides a page."""
        form = cls(data)
        form.full_clean()
        asked = form.cleaned_data
        is_set = any(value for name, value in asked.items() if name != "before")
        return asked | {"is_set": is_set}


class InventoryAsked(Asked):
    q = words()
    merchant = key()
    low = forms.BooleanField(required=False)
    stock = forms.BooleanField(required=False)


class PlacesAsked(Asked):
    q = words()
    location = words(24)
    product = key()
    kind = forms.ChoiceField(required=False, choices=LocationKind.choices)


class LotsAsked(Asked):
    STATES = [("expired", gettext_lazy("Expired")), ("soon", gettext_lazy("Expires soon"))]

    q = words()
    product = key()
    state = forms.ChoiceField(required=False, choices=STATES)
    gone = forms.BooleanField(required=False)


class MovesAsked(Asked):
    """Filters of the ledger; ``before`` is the movement after which the page begins."""

    IN_ADDRESS = {"since": "from", "until": "to"}

    q = words()
    product = key()
    lot = key()
    location = words(24)
    document = words(20)
    reason = forms.ChoiceField(required=False, choices=Reason.choices)
    since = day(gettext_lazy("From"))
    until = day(gettext_lazy("To"))
    before = key()

    def add_prefix(self, name):
        return self.IN_ADDRESS.get(name, name)


# What is typed


def product_of(code, user):
    """The one product of this SKU or barcode; raises ValidationError where there is none or more than one."""
    found = Product.objects.for_user(user).select_related("unit").scanned(code.strip())[:2]
    if not found:
        raise ValidationError(_("No product has the SKU or barcode “%s”.") % code)
    if len(found) > 1:
        raise ValidationError(_("More than one product has this code: scan its barcode."))
    return found[0]


def check_fits(product, amount):
    """Raises ValidationError where the unit of the product does not allow so many places."""
    if not product.unit.fits(amount):
        raise ValidationError(misfit(product))


def places_to_choose(here, besides=()):
    """([(warehouse, [(key, label)])], {key: location}): this warehouse first, then the others; one query."""
    rows = (
        Location.objects.filter(active=True, warehouse__active=True)
        .exclude(kind=LocationKind.STAGING)
        .exclude(pk__in=besides)
        .select_related("warehouse")
    )
    groups, found = {here: []}, {}
    for place in rows.order_by("warehouse_id", "walk", "code"):
        parts = [
            place.code,
            place.name,
            "" if place.kind == LocationKind.STORAGE else place.get_kind_display(),
        ]
        label = " · ".join(str(part) for part in parts if part)
        groups.setdefault(place.warehouse, []).append((str(place.pk), label))
        found[str(place.pk)] = place
    return [(str(warehouse), options) for warehouse, options in groups.items() if options], found


class PlaceField(forms.ChoiceField):
    """A place to put goods; the value is a Location. ``offer`` says which."""

    def offer(self, groups, found):
        self.choices = [("", gettext_lazy("Choose a place")), *groups]
        self.found = found

    def clean(self, value):
        return self.found.get(super().clean(value))


class TransferForm(forms.Form):
    quantity = quantity(label=gettext_lazy("Quantity"), min_value=Decimal("0.0001"))
    to = PlaceField(label=gettext_lazy("To"))
    note = forms.CharField(label=gettext_lazy("Note"), required=False, max_length=300)
    once = once()

    def __init__(self, *args, item, **kwargs):
        super().__init__(*args, **kwargs)
        self.item = item
        self.fields["to"].offer(*places_to_choose(item.warehouse, besides=[item.location_id]))

    def clean_quantity(self):
        check_fits(self.item.product, self.cleaned_data["quantity"])
        return self.cleaned_data["quantity"]


class AdjustForm(forms.Form):
    """More of a product lies somewhere than the books say, or less."""

    sku = forms.CharField(
        label=gettext_lazy("Product"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "placeholder": gettext_lazy("SKU or barcode")}
        ),
    )
    location = PlaceField(label=gettext_lazy("Location"))
    lot = forms.CharField(
        label=gettext_lazy("Lot"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("For products tracked by lot."),
    )
    expires_on = day(gettext_lazy("Use by"))
    quantity = quantity(
        label=gettext_lazy("More or less"),
        help_text=gettext_lazy("5 adds five, -5 takes five away."),
    )
    note = forms.CharField(label=gettext_lazy("Reason"), max_length=300)
    once = once()

    def __init__(self, *args, user, warehouse, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        groups, found = places_to_choose(warehouse)
        here = [group for group in groups if group[0] == str(warehouse)]
        self.fields["location"].offer(
            here, {pk: place for pk, place in found.items() if place.warehouse_id == warehouse.pk}
        )

    def clean_sku(self):
        self.product = product_of(self.cleaned_data["sku"], self.user)
        return self.cleaned_data["sku"]

    def clean_quantity(self):
        if not self.cleaned_data["quantity"]:
            raise ValidationError(_("Enter how much more or less there is."))
        return self.cleaned_data["quantity"]

    def clean(self):
        given = self.cleaned_data
        if "sku" not in given:
            return
        if "quantity" in given:
            try:
                check_fits(self.product, given["quantity"])
            except ValidationError as error:
                self.add_error("quantity", error)
        if "lot" in given:
            try:
                given["lot"] = lot_named(
                    self.product, given["lot"], may_be_new=given.get("quantity", 0) > 0
                )
            except ValidationError as error:
                self.add_error("lot", error)


def lot_named(product, code, *, may_be_new=True):
    """The lot of this code, unsaved where it is new; None where none is kept. Raises ValidationError."""
    code = code.strip()
    if not product.lot_tracked:
        if code:
            raise ValidationError(_("%s is not tracked by lot.") % product.sku)
        return None
    if not code:
        raise ValidationError(_("%s is tracked by lot: say which.") % product.sku)
    found = Lot.objects.filter(product=product, code=code).first()
    if found is None and not may_be_new:
        raise ValidationError(
            _("%(product)s has no lot %(lot)s.") % {"product": product.sku, "lot": code}
        )
    return found or Lot(product=product, code=code)


def keep_lot(lot, expires_on):
    """The lot as it is kept, whoever was the first to name it."""
    kept, _made = Lot.objects.get_or_create(
        product=lot.product, code=lot.code, defaults={"expires_on": expires_on}
    )
    return kept


class SettleForm(forms.Form):
    outcome = forms.ChoiceField(
        label=gettext_lazy("What became of it"),
        choices=Discrepancy.Outcome.choices,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label=gettext_lazy("Note"), required=False, max_length=300)
    once = once()
