from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from config.core.dates import in_our_time
from config.core.models import Numbered, Searchable, SearchableQuerySet
from workorders.models.assets import Site
from workorders.states import FINISHED, SEALED


class Team(models.Model):
    """People who may be given an order together."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="teams", blank=True, verbose_name=_("members")
    )

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")

    def __str__(self):
        return self.name


class ServiceJobQuerySet(SearchableQuerySet):
    def for_user(self, user):
        """The service jobs this user may see: all of them, or none."""
        return self if user.has_perm("workorders.view_servicejob") else self.none()

    def with_sums(self):
        """Each with ``minutes``, ``orders_all``, ``orders_done`` and ``orders_live`` of its orders; skipped ones do not count."""
        there = Q(orders__removed_at=None)
        counted = there & ~Q(orders__status="cancelled")
        return self.annotate(
            minutes=Sum("orders__planned_minutes", filter=counted),
            orders_all=Count("orders", filter=counted),
            orders_done=Count("orders", filter=there & Q(orders__status__in=FINISHED)),
            orders_live=Count("orders", filter=there & ~Q(orders__status__in=SEALED)),
        )


class ServiceJob(Numbered, Searchable):
    """One visit that groups orders, which stay records of their own; its duration and progress are theirs."""

    PREFIX = "SJ"

    title = models.CharField(_("title"), max_length=150)
    site = models.ForeignKey(
        Site, models.PROTECT, null=True, blank=True, related_name="jobs", verbose_name=_("site")
    )
    customer = models.CharField(_("customer"), max_length=120, blank=True)
    starts_at = models.DateTimeField(_("from"), null=True, blank=True)
    ends_at = models.DateTimeField(_("to"), null=True, blank=True)
    crew = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="jobs", blank=True, verbose_name=_("crew")
    )
    notes = models.TextField(_("notes"), max_length=4000, blank=True)
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ServiceJobQuerySet.as_manager()

    class Meta:
        verbose_name = _("service job")
        verbose_name_plural = _("service jobs")
        constraints = [
            models.UniqueConstraint(fields=["number_year", "number_seq"], name="one_job_a_number"),
            models.CheckConstraint(
                condition=Q(starts_at=None) | Q(ends_at=None) | Q(ends_at__gte=F("starts_at")),
                name="job_ends_after_it_starts",
            ),
            in_our_time("starts_at", "job_starts_in_our_time"),
            in_our_time("ends_at", "job_ends_in_our_time"),
        ]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("workorders:job", args=[self.number])

    def search_words(self):
        return [self.number, self.title, self.customer, self.site and self.site.name]

    @property
    def topic(self):
        return f"servicejob:{self.pk}"
