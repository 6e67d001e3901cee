from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from config.core.dates import months_after
from config.core.models import Searchable, SearchableQuerySet


class Trade(models.Model):
    """A kind of work that vendors do; drafts are sorted by it."""

    slug = models.SlugField(_("short name"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("trade")
        verbose_name_plural = _("trades")

    def __str__(self):
        return self.name


class VendorQuerySet(SearchableQuerySet):
    def for_user(self, user):
        """The vendors this user may see: all of them, or none."""
        return self if user.has_perm("vendors.view_vendor") else self.none()

    def active(self):
        return self.filter(active=True)

    def of_trade(self, trade):
        return self.active().filter(trades=trade)


class Vendor(Searchable):
    """A company that does work for us. It needs no account: one e-mail address is how it is reached."""

    company = models.CharField(_("company"), max_length=120, unique=True)
    trades = models.ManyToManyField(Trade, related_name="vendors", verbose_name=_("trades"))
    contact_name = models.CharField(_("contact"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail"))
    phone = PhoneNumberField(_("phone"), blank=True)
    area = models.CharField(_("area"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=10, default="en")
    insured_until = models.DateField(_("insured until"), null=True, blank=True)
    notes = models.TextField(_("notes"), max_length=4000, blank=True)
    active = models.BooleanField(_("active"), default=True)
    added_at = models.DateTimeField(auto_now_add=True)

    objects = VendorQuerySet.as_manager()

    class Meta:
        verbose_name = _("vendor")
        verbose_name_plural = _("vendors")
        constraints = [
            models.CheckConstraint(condition=~Q(email=""), name="vendor_has_an_email"),
            models.CheckConstraint(
                condition=Q(insured_until=None)
                | Q(insured_until__gte="2000-01-01", insured_until__lt="2100-01-01"),
                name="vendor_insured_in_our_time",
            ),
        ]

    def __str__(self):
        return self.company

    def get_absolute_url(self):
        return reverse("vendors:vendor", args=[self.pk])

    def search_words(self):
        return [self.company, self.contact_name, self.email, self.phone]

    @property
    def is_insured(self):
        """Whether the insurance we know of covers today; None where we know of none."""
        return None if self.insured_until is None else self.insured_until >= timezone.localdate()


class PropertyQuerySet(SearchableQuerySet):
    def for_user(self, user):
        """The properties this user may see: all of them, or none."""
        return self if user.has_perm("vendors.view_property") else self.none()


class Property(Searchable):
    """A home that we built or look after, and who lives in it; one may be the shop's ``own`` address."""

    address = models.TextField(_("address"), max_length=300)
    community = models.CharField(_("community"), max_length=120, blank=True)
    lot = models.CharField(_("lot"), max_length=40, blank=True)
    homeowner = models.CharField(_("homeowner"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = PhoneNumberField(_("phone"), blank=True)
    language = models.CharField(_("language"), max_length=10, default="en")
    closed_on = models.DateField(_("closing date"), null=True, blank=True)
    warranty_months = models.PositiveSmallIntegerField(_("warranty, months"), default=12)
    notes = models.TextField(_("notes"), max_length=4000, blank=True)
    own = models.BooleanField(default=False, editable=False)
    added_at = models.DateTimeField(auto_now_add=True)

    objects = PropertyQuerySet.as_manager()

    class Meta:
        verbose_name = _("property")
        verbose_name_plural = _("properties")
        constraints = [
            models.CheckConstraint(condition=~Q(address=""), name="property_has_an_address"),
            models.CheckConstraint(
                condition=Q(closed_on=None)
                | Q(closed_on__gte="1900-01-01", closed_on__lt="2100-01-01"),
                name="property_closed_in_our_time",
            ),
            models.CheckConstraint(
                condition=Q(warranty_months__lte=600), name="warranty_of_fifty_years_at_most"
            ),
            models.UniqueConstraint(
                fields=["own"], condition=Q(own=True), name="one_property_of_our_own"
            ),
        ]
        indexes = [
            models.Index(Lower("email"), name="property_email"),
            models.Index(fields=["phone"], name="property_phone"),
        ]

    def __str__(self):
        return self.address.splitlines()[0]

    def get_absolute_url(self):
        return reverse("vendors:property", args=[self.pk])

    def search_words(self):
        return [self.address, self.community, self.lot, self.homeowner, self.email, self.phone]

    @property
    def who(self):
        """Its community and lot and who lives there, in one line."""
        place = " ".join(filter(None, [self.community, self.lot]))
        return " · ".join(filter(None, [place, self.homeowner]))

    @property
    def warranty_ends(self):
        """The last day of the warranty, or None where the closing date is not known (seeds/002 desk)."""
        return self.closed_on and months_after(self.closed_on, self.warranty_months)

    def in_warranty(self, day):
        """Whether the day falls inside the warranty; None where nobody knows."""
        ends = self.warranty_ends
        return None if ends is None else self.closed_on <= day <= ends
