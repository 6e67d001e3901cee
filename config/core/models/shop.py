from contextvars import ContextVar
from decimal import Decimal
from zoneinfo import ZoneInfo, available_timezones

from babel.numbers import list_currencies
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from config.core.fields import not_negative
from config.core.plans import Plan

_of_this_request = ContextVar("shop", default=None)


class Paper(models.TextChoices):
    A4 = "A4", _("A4")
    LETTER = "Letter", _("Letter")
    ROLL_80 = "80mm", _("80 mm roll")
    ROLL_58 = "58mm", _("58 mm roll")


def known_time_zone(name):
    if name not in available_timezones():
        raise ValidationError(_("Choose a time zone such as Europe/London."))


def known_currency(code):
    if code not in list_currencies():
        raise ValidationError(_("Type a currency code of three letters, such as EUR."))


class ShopProfile(models.Model):
    """The one row of settings that the shop edits itself on /settings/."""

    name = models.CharField(_("name"), max_length=80, default="My shop")
    logo = models.FileField(_("logo"), upload_to="shop", blank=True)
    color = models.CharField(
        _("colour"),
        max_length=7,
        default="#2557c7",
        validators=[RegexValidator(r"^#[0-9a-f]{6}$", _("Choose a colour such as #2557c7."))],
    )
    address = models.TextField(_("address"), blank=True, max_length=300)
    phone = PhoneNumberField(_("phone"), blank=True)
    whatsapp = PhoneNumberField(_("WhatsApp"), blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    hours = models.CharField(_("opening hours"), max_length=200, blank=True)
    tax_number = models.CharField(_("tax number"), max_length=40, blank=True)

    time_zone = models.CharField(
        _("time zone"), max_length=60, default="Europe/London", validators=[known_time_zone]
    )
    language = models.CharField(
        _("language"), max_length=10, default="en", choices=settings.LANGUAGES
    )
    currency = models.CharField(
        _("currency"), max_length=3, default="GBP", validators=[known_currency]
    )
    tax_name = models.CharField(_("name of the tax"), max_length=20, blank=True, default="VAT")
    tax_rate = models.DecimalField(
        _("tax rate, %"),
        max_digits=5,
        decimal_places=2,
        default=0,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
        help_text=_("Prices include it; receipts say how much it is."),
    )
    paper = models.CharField(_("paper"), max_length=10, choices=Paper, default=Paper.A4)

    plan = models.CharField(_("plan"), max_length=10, choices=Plan, default=Plan.ULTRA)
    warranty_days = models.PositiveSmallIntegerField(
        _("warranty, days"), default=90, validators=[MaxValueValidator(3650)]
    )
    estimate_days = models.PositiveSmallIntegerField(
        _("an estimate is valid for, days"),
        default=7,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
    )
    uncollected_days = models.PositiveSmallIntegerField(
        _("remind clients to collect after (days)"),
        default=7,
        validators=[MaxValueValidator(365)],
        help_text=_("0 sends no reminder."),
    )
    photo_months = models.PositiveSmallIntegerField(
        _("keep photos for, months"),
        default=0,
        validators=[MaxValueValidator(600)],
        help_text=_("Counted from when the order closed. 0 keeps them for good."),
    )
    vendor_remind_days = models.PositiveSmallIntegerField(
        _("remind a vendor who has not answered after (days)"),
        default=2,
        validators=[MaxValueValidator(365)],
        help_text=_("0 sends no reminder."),
    )
    vendor_announces = models.BooleanField(_("remind vendors the day before"), default=True)
    vendor_asks_done = models.BooleanField(
        _("ask vendors the day after whether it is done"), default=True
    )
    vendor_escalate_days = models.PositiveSmallIntegerField(
        _("alert the desk if a vendor has not answered after (days)"),
        default=5,
        validators=[MaxValueValidator(365)],
        help_text=_("0 tells nobody."),
    )
    hourly_rate = not_negative(
        verbose_name=_("hourly rate"),
        default=0,
        help_text=_("For tasks without a rate of their own."),
    )
    work_soon_days = models.PositiveSmallIntegerField(
        _("notify of work due within (days)"),
        default=1,
        validators=[MaxValueValidator(60)],
        help_text=_("0 tells nobody before it is late."),
    )
    shows_staff = models.BooleanField(_("clients see staff names"), default=False)
    terms = models.TextField(_("terms on the intake form"), blank=True, max_length=3000)
    warranty_text = models.TextField(_("what the warranty covers"), blank=True, max_length=1000)
    notices_off = models.JSONField(default=list, blank=True, editable=False)
    # The version of an owner's first link. A restore moves it on: the numbers since the backup are given out again,
    # and the links of those who had them open nothing.
    first_link_version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("shop")
        verbose_name_plural = _("shop")
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_shop")]

    def __str__(self):
        return self.name

    @property
    def zone(self):
        return ZoneInfo(self.time_zone)

    def today(self):
        """The date on the shop's own calendar."""
        return timezone.now().astimezone(self.zone).date()

    @property
    def address_lines(self):
        return [line for line in self.address.splitlines() if line.strip()]


def current_shop():
    """The shop's settings: one and the same row throughout a request, and anywhere else read afresh."""
    return _of_this_request.get() or ShopProfile.objects.get_or_create(pk=1)[0]


class ShopOfThisRequest:
    """While open, ``current_shop`` answers with one and the same row: the one given, else as it is now."""

    def __init__(self, shop=None):
        self.shop = shop

    def __enter__(self):
        self.shop = self.shop or current_shop()
        self.token = _of_this_request.set(self.shop)
        return self.shop

    def __exit__(self, *failure):
        _of_this_request.reset(self.token)


class NoticeText(models.Model):
    """The shop's own words for one e-mail in one language, with {placeholders} and never template code."""

    slug = models.SlugField()
    language = models.CharField(max_length=10, choices=settings.LANGUAGES)
    subject = models.CharField(_("subject"), max_length=150)
    body = models.TextField(_("text"), max_length=4000)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["slug", "language"], name="one_text_a_language")
        ]

    def __str__(self):
        return f"{self.slug} ({self.language})"
