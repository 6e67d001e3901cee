from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from config.core.fields import QuantityField, one_of
from workorders.models.assets import Asset
from workorders.models.jobs import Team
from workorders.models.templates import WorkTemplate
from workorders.states import Condition, Every, Kind, MeterKind, Priority, Trigger


class StrategyQuerySet(models.QuerySet):
    def for_user(self, user):
        """The strategies this user may see: all of them, or none."""
        return self if user.has_perm("workorders.view_strategy") else self.none()

    def active(self):
        return self.filter(active=True)


class Strategy(models.Model):
    """Makes orders by itself for its assets: by the calendar, by use, by either, or when machine data says so."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    active = models.BooleanField(_("active"), default=True)
    trigger = models.CharField(
        _("goes by"), max_length=10, choices=Trigger, default=Trigger.CALENDAR
    )

    every = models.PositiveSmallIntegerField(_("every"), null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=5, choices=Every, blank=True)
    weekdays = models.JSONField(_("on these days"), default=list, blank=True)  # 0 = Monday
    after_completion = models.BooleanField(_("counted from the last completion"), default=False)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    at = models.TimeField(_("time of day"), null=True, blank=True)
    dates = models.JSONField(_("dates"), default=list, blank=True)  # ISO
    excluded = models.JSONField(_("excluded dates"), default=list, blank=True)  # ISO

    meter = models.CharField(_("meter"), max_length=10, choices=MeterKind, blank=True)
    meter_name = models.CharField(_("its name"), max_length=60, blank=True)
    usage = QuantityField(_("every so much"), null=True, blank=True)

    signal = models.CharField(_("value"), max_length=60, blank=True)
    condition = models.CharField(_("is"), max_length=10, choices=Condition, blank=True)
    limit = models.FloatField(_("limit"), null=True, blank=True)
    minutes = models.PositiveIntegerField(_("for, minutes"), default=0)

    lead_days = models.PositiveSmallIntegerField(_("made so many days ahead"), default=7)
    paused = models.BooleanField(_("paused"), default=False)
    counts_from = models.DateField(null=True, editable=False)  # nothing before this day is made
    season_starts = models.CharField(_("rests each year from"), max_length=5, blank=True)  # MM-DD
    season_ends = models.CharField(_("to"), max_length=5, blank=True)

    title = models.CharField(_("title of its orders"), max_length=150)
    kind = models.CharField(_("type"), max_length=12, choices=Kind, default=Kind.MAINTENANCE)
    priority = models.CharField(
        _("priority"), max_length=10, choices=Priority, default=Priority.MEDIUM
    )
    template = models.ForeignKey(
        WorkTemplate, models.PROTECT, null=True, blank=True, verbose_name=_("template")
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("assignee"),
    )
    team = models.ForeignKey(
        Team, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("team")
    )
    planned_minutes = models.PositiveIntegerField(_("planned minutes"), null=True, blank=True)
    assets = models.ManyToManyField(Asset, through="StrategyAsset", related_name="strategies")
    added_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = StrategyQuerySet.as_manager()

    class Meta:
        verbose_name = _("strategy")
        verbose_name_plural = _("strategies")
        constraints = [
            one_of("trigger", Trigger, "strategy_trigger_known"),
            one_of("kind", Kind, "strategy_kind_known"),
            one_of("priority", Priority, "strategy_priority_known"),
            models.CheckConstraint(
                condition=~Q(trigger=Trigger.CALENDAR)
                | Q(every__gte=1, starts_on__isnull=False, unit__in=Every.values),
                name="strategy_calendar_whole",
            ),
            models.CheckConstraint(
                condition=~Q(trigger=Trigger.USAGE) | Q(usage__gt=0), name="strategy_usage_whole"
            ),
            models.CheckConstraint(
                condition=~Q(trigger=Trigger.CONDITION)
                | (~Q(signal="") & Q(condition__in=Condition.values)),
                name="strategy_condition_whole",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gte=F("starts_on")),
                name="strategy_ends_after_it_starts",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("workorders:strategy", args=[self.pk])

    @property
    def has_calendar(self):
        """Whether dates count: alone, or beside the use, whichever comes first."""
        return self.trigger in (Trigger.CALENDAR, Trigger.DATES) or bool(
            self.trigger == Trigger.USAGE and self.every
        )


class StrategyAsset(models.Model):
    """Where a strategy stands with one asset."""

    strategy = models.ForeignKey(Strategy, models.CASCADE, related_name="places")
    asset = models.ForeignKey(Asset, models.CASCADE, related_name="places")
    counted_from = QuantityField(null=True)  # the meter when use began to count
    anchor = models.DateField(
        null=True
    )  # the day that the next date counts from, after a completion
    outside_since = models.DateTimeField(null=True)  # since when its value is out of its limits

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["strategy", "asset"], name="one_place_of_an_asset_in_a_strategy"
            )
        ]

    def __str__(self):
        return f"{self.strategy}: {self.asset}"


class Occurrence(models.Model):
    """That a strategy called for work on an asset, once: whoever asks twice finds it here."""

    strategy = models.ForeignKey(Strategy, models.PROTECT, related_name="occurrences")
    asset = models.ForeignKey(Asset, models.PROTECT, related_name="occurrences")
    key = models.CharField(max_length=60)  # the date, the count of the use, or when the value left
    due_on = models.DateField()
    order = models.ForeignKey(
        "workorders.WorkOrder", models.PROTECT, null=True, related_name="occurrences"
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-due_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["strategy", "asset", "key"], name="one_order_an_occurrence"
            )
        ]

    def __str__(self):
        return f"{self.strategy} {self.key}"


class MachineEvent(models.Model):
    """One value that a machine sent."""

    asset = models.ForeignKey(Asset, models.PROTECT, related_name="events")
    signal = models.CharField(max_length=60)
    value = models.FloatField()
    at = models.DateTimeField()
    added_at = models.DateTimeField(auto_now_add=True)
    judged = models.BooleanField(default=False)
    unusual = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["asset", "signal", "at"], name="one_value_a_moment")
        ]
        indexes = [
            models.Index(fields=["id"], name="event_to_judge", condition=Q(judged=False)),
        ]

    def __str__(self):
        return f"{self.signal} {self.value}"
