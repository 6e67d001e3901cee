"""What recipes say, in versions, and why some are refused."""

from decimal import Decimal

import pytest

from warehouse import services
from warehouse.models import Recipe, RecipeVersion
from warehouse.services.catalogue import Wanted, keep_recipes


@pytest.fixture
def keep(merchant, manager):
    """``keep("Gift", {tea: 1}, {gift_set: 1})`` is a recipe of that name."""

    def make(name, inputs, outputs, recipe=None, **fields):
        recipe = recipe or Recipe(merchant=merchant, name=name, **fields)
        return services.keep_recipe(
            recipe, by=manager, inputs=pairs(inputs), outputs=pairs(outputs), note="As agreed"
        )

    return make


def pairs(quantities):
    return [(product, Decimal(quantity)) for product, quantity in quantities.items()]


def says(version):
    return {line.product.sku: (line.quantity, line.is_output) for line in version.lines.all()}


def test_other_lines_are_a_new_version_and_the_older_one_stays(keep, tea, mug, gift_set):
    recipe = keep("Gift", {tea: 1}, {gift_set: 1})
    first = recipe.current

    keep("Gift", {tea: 1, mug: 2}, {gift_set: 1}, recipe=recipe)

    assert recipe.current.number == 2
    assert says(recipe.current) == {"TEA": (1, False), "MUG": (2, False), "GIFT": (1, True)}
    assert says(RecipeVersion.objects.get(pk=first.pk)) == {"TEA": (1, False), "GIFT": (1, True)}


def test_the_same_lines_are_no_new_version(keep, tea, mug, gift_set):
    recipe = keep("Gift", {tea: 1, mug: 2}, {gift_set: 1})
    recipe.name = "Gift box"
    keep("", {mug: 2, tea: 1}, {gift_set: 1}, recipe=recipe)
    assert [version.number for version in recipe.versions.all()] == [1]
    assert Recipe.objects.get().name == "Gift box"


def test_a_ring_through_other_recipes_is_refused(keep, tea, mug, gift_set):
    keep("Gift", {tea: 1}, {gift_set: 1})
    keep("Tea", {mug: 1}, {tea: 1})
    with pytest.raises(services.Refused, match="MUG would be made of itself"):
        keep("Mug", {gift_set: 1}, {mug: 1})
    assert Recipe.objects.count() == 2


def test_taking_apart_what_was_put_together_is_no_ring(keep, tea, gift_set):
    keep("Gift", {tea: 1}, {gift_set: 1})
    keep("Apart", {gift_set: 1}, {tea: 1}, kind="disassembly")
    with pytest.raises(services.Refused, match="made of itself"):
        keep("Back", {tea: 1}, {gift_set: 1}, kind="disassembly")


def test_a_recipe_that_would_close_a_ring_is_not_switched_on(keep, tea, gift_set):
    away = keep("Away", {gift_set: 1}, {tea: 1})
    services.switch_recipe(away, active=False)
    keep("Gift", {tea: 1}, {gift_set: 1})
    with pytest.raises(services.Refused, match="made of itself"):
        services.switch_recipe(away, active=True)
    assert not Recipe.objects.get(pk=away.pk).active


def test_of_many_recipes_kept_at_once_one_ring_keeps_out_all(merchant, manager, tea, mug, gift_set):
    one = Decimal(1)
    wanted = [
        Wanted(Recipe(merchant=merchant, name="Gift"), [(tea, one)], [(gift_set, one)]),
        Wanted(Recipe(merchant=merchant, name="Tea"), [(gift_set, one)], [(tea, one)]),
    ]
    with pytest.raises(services.Refused):
        keep_recipes(wanted, by=manager)
    assert not Recipe.objects.exists()


def test_where_a_product_is_used_looks_at_current_versions_alone(keep, tea, mug, gift_set):
    recipe = keep("Gift", {tea: 1, mug: 1}, {gift_set: 1})
    assert services.where_used(mug) == [recipe]
    keep("Gift", {tea: 1}, {gift_set: 1}, recipe=recipe)
    assert services.where_used(mug) == []
    assert services.where_used(tea) == [recipe]
