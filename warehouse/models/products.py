from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from config.core.dates import in_our_time
from config.core.fields import QuantityField, not_negative
from config.core.models import Photo, Searchable, SearchableQuerySet


class Merchant(models.Model):
    """Whose goods they are; a shop with goods of its own alone has one."""

    code = models.CharField(_("code"), max_length=12, unique=True)
    name = models.CharField(_("name"), max_length=80, unique=True)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("merchant")
        verbose_name_plural = _("merchants")

    def __str__(self):
        return self.name


class Unit(models.Model):
    """A unit of measure, and how many decimal places a quantity of it may have."""

    code = models.CharField(_("code"), max_length=8, unique=True)
    name = models.CharField(_("name"), max_length=40)
    places = models.PositiveSmallIntegerField(
        _("decimal places"), default=0, validators=[MaxValueValidator(4)]
    )

    class Meta:
        verbose_name = _("unit of measure")
        verbose_name_plural = _("units of measure")
        constraints = [
            models.CheckConstraint(condition=Q(places__lte=4), name="unit_places_up_to_four")
        ]

    def __str__(self):
        return self.code

    def fits(self, quantity):
        """Whether the quantity has no more places than the unit allows."""
        return quantity == round(quantity, self.places)


class ProductQuerySet(SearchableQuerySet):
    def for_user(self, user):
        """The products this user may see: all of them, or none."""
        return self if user.has_perm("warehouse.view_product") else self.none()

    def active(self):
        return self.filter(active=True)

    def scanned(self, code):
        """What a scanner may have read: a barcode or a SKU."""
        return self.filter(Q(barcode=code) | Q(sku__iexact=code))


class Product(Searchable):
    """Something that is kept on shelves, counted in one unit."""

    merchant = models.ForeignKey(
        Merchant, models.PROTECT, related_name="products", verbose_name=_("merchant")
    )
    sku = models.CharField(_("SKU"), max_length=40)
    name = models.CharField(_("name"), max_length=150)
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("unit"))
    barcode = models.CharField(_("barcode"), max_length=40, blank=True)
    cost = not_negative(verbose_name=_("cost"), default=0)
    price = not_negative(verbose_name=_("price"), default=0)
    reorder_level = QuantityField(_("reorder level"), default=0)
    lot_tracked = models.BooleanField(_("tracked by lot"), default=False)
    active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ProductQuerySet.as_manager()

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        constraints = [
            models.UniqueConstraint(
                fields=["merchant", "sku"],
                name="one_product_a_sku",
                violation_error_message=_("This merchant has a product of that SKU already."),
            ),
            models.UniqueConstraint(
                fields=["merchant", "barcode"],
                condition=~Q(barcode=""),
                name="one_product_a_barcode",
                violation_error_message=_("Another product has this barcode."),
            ),
            models.CheckConstraint(condition=~Q(sku=""), name="product_has_a_sku"),
            models.CheckConstraint(condition=~Q(name=""), name="product_has_a_name"),
            models.CheckConstraint(
                condition=Q(cost__gte=0, price__gte=0, reorder_level__gte=0),
                name="product_amounts_not_negative",
            ),
            in_our_time("created_at", "product_created_in_our_time"),
        ]
        indexes = [models.Index(fields=["sku"], name="product_sku")]

    def __str__(self):
        return f"{self.sku} {self.name}"

    def get_absolute_url(self):
        return reverse("warehouse:product", args=[self.pk])

    def search_words(self):
        return [self.sku, self.name, self.barcode]


class ProductPhoto(Photo):
    product = models.OneToOneField(Product, models.CASCADE, related_name="photo")


class Lot(models.Model):
    """Goods of one product that were made or delivered together."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="lots")
    code = models.CharField(_("lot"), max_length=40)
    received_on = models.DateField(_("received on"), default=timezone.localdate)
    expires_on = models.DateField(_("use by"), null=True, blank=True)

    class Meta:
        verbose_name = _("lot")
        verbose_name_plural = _("lots")
        constraints = [
            models.UniqueConstraint(fields=["product", "code"], name="one_lot_a_code"),
            models.CheckConstraint(condition=~Q(code=""), name="lot_has_a_code"),
            models.CheckConstraint(
                condition=Q(received_on__gte="2000-01-01", received_on__lt="2100-01-01"),
                name="lot_received_in_our_time",
            ),
            models.CheckConstraint(
                condition=Q(expires_on=None)
                | Q(expires_on__gte="2000-01-01", expires_on__lt="2100-01-01"),
                name="lot_expires_in_our_time",
            ),
        ]

    def __str__(self):
        return self.code


class ImportedFile(models.Model):
    """A table of products, recipes or opening stock that was read and tried, and waits to be put in."""

    class Kind(models.TextChoices):
        PRODUCTS = "products", _("Products")
        RECIPES = "recipes", _("Recipes")
        STOCK = "stock", _("Opening stock")

    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=120)
    rows = models.JSONField()  # a list of {column: text}, as they were read
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True)

    def __str__(self):
        return self.name
