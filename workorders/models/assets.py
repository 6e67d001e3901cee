import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from config.core.dates import in_our_time
from config.core.fields import QuantityField, one_of
from config.core.models import Photo, Searchable, SearchableQuerySet
from workorders.states import AssetStatus, MeterKind


class Site(models.Model):
    """A place where assets stand; whoever reports a problem there types its PIN, where it has one."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    address = models.TextField(_("address"), max_length=300, blank=True)
    customer = models.CharField(_("customer"), max_length=120, blank=True)
    pin = models.CharField(_("PIN for reports"), max_length=12, blank=True)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("reports go to"),
    )
    active = models.BooleanField(_("active"), default=True)
    external_ids = models.JSONField(default=dict, blank=True, editable=False)  # of other systems

    class Meta:
        verbose_name = _("site")
        verbose_name_plural = _("sites")

    def __str__(self):
        return self.name


class AssetQuerySet(SearchableQuerySet):
    def for_user(self, user):
        """The assets this user may see: all of them, or none."""
        return self if user.has_perm("workorders.view_asset") else self.none()

    def in_use(self):
        return self.exclude(status=AssetStatus.RETIRED)


def new_code():
    """What the QR label of an asset holds: 128 bits that say nothing about it."""
    return secrets.token_urlsafe(16)


class Asset(Searchable):
    """A machine, device or vehicle that is maintained."""

    name = models.CharField(_("name"), max_length=150)
    tag = models.CharField(_("tag"), max_length=60, unique=True)
    serial = models.CharField(_("serial number or VIN"), max_length=60, blank=True)
    kind = models.CharField(_("kind"), max_length=80, blank=True)
    site = models.ForeignKey(
        Site, models.PROTECT, null=True, blank=True, related_name="assets", verbose_name=_("site")
    )
    location = models.CharField(_("location"), max_length=120, blank=True)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name=_("part of"),
    )
    status = models.CharField(
        _("status"), max_length=10, choices=AssetStatus, default=AssetStatus.RUNNING
    )
    notes = models.TextField(_("notes"), max_length=4000, blank=True)
    code = models.CharField(max_length=40, unique=True, default=new_code, editable=False)
    external_ids = models.JSONField(default=dict, blank=True, editable=False)  # of other systems
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = AssetQuerySet.as_manager()

    class Meta:
        verbose_name = _("asset")
        verbose_name_plural = _("assets")
        constraints = [
            one_of("status", AssetStatus, "asset_status_known"),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=models.F("pk")), name="asset_no_part_of_itself"
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("workorders:asset", args=[self.pk])

    def search_words(self):
        return [self.name, self.tag, self.serial, self.location]

    @property
    def ancestors(self):
        """From its parent to the top; a tree is not deep, and one that bites its tail ends."""
        found, above = [], self.parent
        while above is not None and above not in found and above != self:
            found.append(above)
            above = above.parent
        return found

    def meter(self, kind):
        return next((meter for meter in self.meters.all() if meter.kind == kind), None)


class AssetPhoto(Photo):
    asset = models.ForeignKey(Asset, models.CASCADE, related_name="photos")


class Meter(models.Model):
    """Something of an asset that only goes up: metres, seconds, cycles."""

    asset = models.ForeignKey(Asset, models.CASCADE, related_name="meters")
    kind = models.CharField(_("kind"), max_length=10, choices=MeterKind)
    name = models.CharField(_("name"), max_length=60)
    unit = models.CharField(_("unit"), max_length=20)
    value = QuantityField(_("reading"), null=True, editable=False)  # the latest that counts
    read_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("meter")
        verbose_name_plural = _("meters")
        constraints = [
            one_of("kind", MeterKind, "meter_kind_known"),
            models.UniqueConstraint(fields=["asset", "name"], name="one_meter_a_name"),
            models.UniqueConstraint(
                fields=["asset", "kind"],
                condition=~Q(kind=MeterKind.OTHER),
                name="one_meter_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(value=None) | Q(value__gte=0), name="meter_not_negative"
            ),
        ]

    def __str__(self):
        return self.name


class MeterReading(models.Model):
    """What a meter said at one time; the database refuses to change or delete it."""

    meter = models.ForeignKey(Meter, models.PROTECT, related_name="readings")
    at = models.DateTimeField()
    value = QuantityField(_("reading"))
    reason = models.CharField(_("why it went back"), max_length=200, blank=True)
    unusual = models.BooleanField(default=False)  # it does not fit what came before
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    actor = models.CharField(max_length=80, blank=True)
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(value__gte=0), name="reading_not_negative"),
            in_our_time("at", "reading_in_our_time"),
        ]
        indexes = [models.Index(fields=["meter", "-at"], name="reading_latest")]

    def __str__(self):
        return f"{self.meter}: {self.value}"
