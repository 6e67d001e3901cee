from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from config.core.fields import one_of
from warehouse.states import LocationKind


class Warehouse(models.Model):
    """A building with shelves. Nothing that is ordered, reserved or picked in one is taken from another."""

    code = models.CharField(_("code"), max_length=12, unique=True)
    name = models.CharField(_("name"), max_length=80, unique=True)
    address = models.TextField(_("address"), max_length=300, blank=True)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("warehouse")
        verbose_name_plural = _("warehouses")

    def __str__(self):
        return self.name

    @property
    def staging(self):
        """Where picked goods wait for their order to be completed."""
        return self.locations.get(kind=LocationKind.STAGING)

    @property
    def receiving(self):
        """Where goods arrive: the first such place on the walk."""
        return self.locations.filter(kind=LocationKind.RECEIVING, active=True).first()


class Location(models.Model):
    """A place for goods: a bin, a shelf, the floor by the door."""

    warehouse = models.ForeignKey(Warehouse, models.PROTECT, related_name="locations")
    code = models.CharField(_("code"), max_length=24)
    name = models.CharField(_("description"), max_length=80, blank=True)
    kind = models.CharField(
        _("kind"), max_length=12, choices=LocationKind, default=LocationKind.STORAGE
    )
    walk = models.PositiveIntegerField(
        _("place on the walk"), default=0, help_text=_("Pickers go from low to high, then by code.")
    )
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("location")
        verbose_name_plural = _("locations")
        ordering = ["walk", "code"]
        constraints = [
            one_of("kind", LocationKind, "location_kind_known"),
            models.UniqueConstraint(
                fields=["warehouse", "code"],
                name="one_location_a_code",
                violation_error_message=_("This warehouse has a location of that code already."),
            ),
            models.UniqueConstraint(
                fields=["warehouse"],
                condition=Q(kind=LocationKind.STAGING),
                name="one_staging_a_warehouse",
                violation_error_message=_("A warehouse has one place for picked goods."),
            ),
        ]

    def __str__(self):
        return self.code


class Workplace(models.Model):
    """The warehouse a person works in at present."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="workplace"
    )
    warehouse = models.ForeignKey(Warehouse, models.PROTECT, related_name="+")

    def __str__(self):
        return f"{self.user}: {self.warehouse}"
