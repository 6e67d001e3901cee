from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from config.core.fields import QuantityField, not_negative, one_of
from workorders.states import AnswerKind


class ServiceTask(models.Model):
    """A kind of work that tasks are made of, with what it usually takes; other systems know it by its key."""

    name = models.CharField(_("name"), max_length=150, unique=True)
    category = models.CharField(_("category"), max_length=80, blank=True)
    subcategory = models.CharField(_("subcategory"), max_length=80, blank=True)
    description = models.TextField(_("description"), max_length=4000, blank=True)
    minutes = models.PositiveIntegerField(_("usual minutes"), null=True, blank=True)
    parts_cost = not_negative(verbose_name=_("usual cost of parts"), null=True, blank=True)
    archived = models.BooleanField(_("archived"), default=False)

    class Meta:
        verbose_name = _("service task")
        verbose_name_plural = _("service tasks")

    def __str__(self):
        return self.name


class Question(models.Model):
    """What a task asks of whoever does it: the same for a template's task and for an order's."""

    title = models.CharField(_("title"), max_length=150)
    instructions = models.TextField(_("instructions"), max_length=4000, blank=True)
    answer_kind = models.CharField(
        _("answer"), max_length=10, choices=AnswerKind, default=AnswerKind.TICK
    )
    least = QuantityField(_("at least"), null=True, blank=True)
    most = QuantityField(_("at most"), null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    choices = models.JSONField(_("choices"), default=list, blank=True)
    required = models.BooleanField(_("required"), default=False)
    planned_minutes = models.PositiveIntegerField(_("planned minutes"), null=True, blank=True)
    hourly_rate = not_negative(verbose_name=_("hourly rate"), null=True, blank=True)
    service_task = models.ForeignKey(
        ServiceTask,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("service task"),
    )

    QUESTION = [
        "title", "instructions", "answer_kind", "least", "most", "unit", "choices", "required",
        "planned_minutes", "hourly_rate", "service_task_id",
    ]  # fmt: skip

    class Meta:
        abstract = True

    def __str__(self):
        return self.title

    @property
    def question(self):
        """All that it asks, for a copy of it."""
        return {name: getattr(self, name) for name in self.QUESTION}

    def clean(self):
        if self.answer_kind == AnswerKind.CHOICE and len(self.choices) < 2:
            raise ValidationError({"choices": _("Name at least two things to choose from.")})
        if self.least is not None and self.most is not None and self.least > self.most:
            raise ValidationError({"most": _("This is less than the least.")})


def question_constraints(name):
    return [
        one_of("answer_kind", AnswerKind, f"{name}_answer_known"),
        models.CheckConstraint(
            condition=Q(least=None) | Q(most=None) | Q(most__gte=F("least")), name=f"{name}_band"
        ),
    ]


class WorkTemplateQuerySet(models.QuerySet):
    def for_user(self, user):
        """The templates this user may see: all of them, or none."""
        return self if user.has_perm("workorders.view_worktemplate") else self.none()

    def active(self):
        return self.filter(active=True)


class WorkTemplate(models.Model):
    """A set of tasks that orders are made with; kept in versions."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    active = models.BooleanField(_("active"), default=True)

    objects = WorkTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = _("template")
        verbose_name_plural = _("templates")

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("workorders:template", args=[self.pk])

    @property
    def current(self):
        """The version that new orders are made with."""
        return self.versions.order_by("-number").first()


class TemplateVersion(models.Model):
    """What a template said at one time; an order keeps the version it was made with, and versions never change."""

    template = models.ForeignKey(WorkTemplate, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    note = models.CharField(_("what changed"), max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["template", "number"], name="one_template_version_a_number"
            )
        ]

    def __str__(self):
        return f"{self.template} v{self.number}"


class TemplateTask(Question):
    version = models.ForeignKey(TemplateVersion, models.CASCADE, related_name="tasks")
    place = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["place", "pk"]
        constraints = question_constraints("template_task")
