import re

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from config.core.models import Searchable, SearchableQuerySet
from config.core.people import reached_by


class ClientQuerySet(SearchableQuerySet):
    def for_user(self, user):
        """The clients this user may see: all of them, or none."""
        return self if user.has_perm("serviceorders.view_client") else self.none()

    def known(self):
        """Those who were not erased."""
        return self.filter(erased_at=None)

    def reached_by(self, email, phone):
        """Those with this e-mail or phone."""
        return self.filter(reached_by(email, phone))


class Reachable:
    """Someone with a phone or an e-mail, or both."""

    @property
    def contact(self):
        """How to reach them, in one line."""
        return " · ".join(filter(None, [str(self.phone or ""), self.email]))


class Client(Reachable, Searchable):
    """Someone who brings devices in."""

    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = PhoneNumberField(_("phone"), blank=True)
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, default="en"
    )
    added_at = models.DateTimeField(auto_now_add=True)
    erased_at = models.DateTimeField(null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)  # of the details

    objects = ClientQuerySet.as_manager()

    class Meta:
        verbose_name = _("client")
        verbose_name_plural = _("clients")
        indexes = [
            models.Index(fields=["email"], name="client_email"),
            models.Index(Lower("email"), name="client_email_in_small"),
            models.Index(fields=["phone"], name="client_phone"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("serviceorders:client", args=[self.pk])

    def search_words(self):
        return [self.name, self.email, *phone_words(self.phone)]


class ClientMerge(Reachable, models.Model):
    """Who was found to be another client: their details and what was theirs, enough to part the two again."""

    client = models.ForeignKey(  # who they are now
        Client, models.PROTECT, null=True, related_name="merges"
    )
    inside = models.ForeignKey(  # or else the later merge of whoever they had become
        "self", models.CASCADE, null=True, related_name="earlier"
    )
    key = models.PositiveBigIntegerField(unique=True)  # theirs, until then
    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    phone = PhoneNumberField(blank=True)
    language = models.CharField(max_length=10)
    added_at = models.DateTimeField()
    lent = models.JSONField(default=list)  # of e-mail and phone, what the other lacked
    orders = models.ManyToManyField("serviceorders.ServiceOrder", related_name="+")
    bookings = models.ManyToManyField("serviceorders.Booking", related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(client=None) ^ models.Q(inside=None), name="merged_into_one"
            )
        ]

    def __str__(self):
        return self.name

    @property
    def became(self):
        """Who they are now, however often they were merged on."""
        return self.client or self.inside.became

    def whole(self):
        """This merge and all that came along with it."""
        return [self, *(each for earlier in self.earlier.all() for each in earlier.whole())]


def phone_words(phone):
    """A phone number as it may be typed: as it is written here and abroad, and in digits alone."""
    if not phone:
        return []
    return [
        phone.as_e164,
        re.sub(r"\D", "", phone.as_national),
        phone.as_international,
        phone.as_national,
    ]
