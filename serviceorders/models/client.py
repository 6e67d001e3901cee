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


class Client(Searchable):
    """Someone who brings devices in."""

    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = PhoneNumberField(_("phone"), blank=True)
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, default="en"
    )
    added_at = models.DateTimeField(auto_now_add=True)
    erased_at = models.DateTimeField(null=True, editable=False)

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
