from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from config.core.fields import QuantityField, one_of
from warehouse.models.products import Merchant, Product
from warehouse.states import RecipeKind


class RecipeQuerySet(models.QuerySet):
    def for_user(self, user):
        """The recipes this user may see: all of them, or none."""
        return self if user.has_perm("warehouse.view_recipe") else self.none()

    def active(self):
        return self.filter(active=True)


class Recipe(models.Model):
    """A bill of materials (BOM): what goes in for one set, and what comes out; kept in versions."""

    merchant = models.ForeignKey(
        Merchant, models.PROTECT, related_name="recipes", verbose_name=_("merchant")
    )
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(
        _("kind"), max_length=12, choices=RecipeKind, default=RecipeKind.ASSEMBLY
    )
    active = models.BooleanField(_("active"), default=True)

    objects = RecipeQuerySet.as_manager()

    class Meta:
        verbose_name = _("recipe")
        verbose_name_plural = _("recipes")
        constraints = [
            one_of("kind", RecipeKind, "recipe_kind_known"),
            models.UniqueConstraint(
                fields=["merchant", "name"],
                name="one_recipe_a_name",
                violation_error_message=_("This merchant has a recipe of that name already."),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("warehouse:recipe", args=[self.pk])

    @property
    def current(self):
        """The version that new orders are made from."""
        return self.versions.order_by("-number").first()


class RecipeVersion(models.Model):
    """What a recipe said at one time. An order keeps the version it was made from, and versions never change."""

    recipe = models.ForeignKey(Recipe, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    note = models.CharField(_("what changed"), max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["recipe", "number"], name="one_version_a_number")
        ]

    def __str__(self):
        return f"{self.recipe} v{self.number}"

    @property
    def inputs(self):
        return [line for line in self.lines.all() if not line.is_output]

    @property
    def outputs(self):
        return [line for line in self.lines.all() if line.is_output]


class RecipeLine(models.Model):
    """So much of a product for one set: an input, or an output."""

    version = models.ForeignKey(RecipeVersion, models.CASCADE, related_name="lines")
    product = models.ForeignKey(Product, models.PROTECT, related_name="recipe_lines")
    quantity = QuantityField(_("quantity"))
    is_output = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="recipe_quantity_positive")
        ]

    def __str__(self):
        return f"{self.quantity} × {self.product}"
