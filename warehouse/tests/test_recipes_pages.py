"""Recipes on the screen: the list, the page of one, and the form with its two tables."""

from decimal import Decimal
from uuid import uuid4

import pytest

from warehouse import services
from warehouse.models import Merchant, Recipe
from warehouse.tests.shelves import put

ONE = Decimal(1)


@pytest.fixture
def keep(merchant, manager):
    def make(name, inputs, outputs, recipe=None, **fields):
        return services.keep_recipe(
            recipe or Recipe(merchant=merchant, name=name, **fields),
            by=manager,
            inputs=[(product, Decimal(quantity)) for product, quantity in inputs.items()],
            outputs=[(product, Decimal(quantity)) for product, quantity in outputs.items()],
        )

    return make


@pytest.fixture
def gift(keep, tea, mug, gift_set):
    return keep("Gift box", {tea: 1, mug: 2}, {gift_set: 1})


def typed(inputs, outputs, **fields):
    """The form as a browser sends it: rows of (SKU, quantity)."""
    values = {"name": "Gift box", "kind": "assembly", "once": uuid4().hex}
    for prefix, rows in (("inputs", inputs), ("outputs", outputs)):
        values |= {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": 0}
        for at, (sku, quantity) in enumerate(rows):
            values |= {f"{prefix}-{at}-sku": sku, f"{prefix}-{at}-quantity": quantity}
    return values | fields


GOOD = ([("TEA", "1"), ("MUG", "2")], [("GIFT", "1")])


def test_the_list_says_what_a_set_costs_and_how_many_are_possible(client, manager, stocked, gift):
    client.force_login(manager)
    (row,) = client.get("/boms/").context["rows"]
    assert row["recipe"] == gift
    assert row["cost"] == Decimal("10.20")
    assert row["most"] == 5


def test_a_product_that_is_named_twice_is_counted_once(
    client, manager, stocked, merchant, tea, gift_set
):
    services.keep_recipe(
        Recipe(merchant=merchant, name="Twice"), by=manager,
        inputs=[(tea, Decimal(2)), (tea, Decimal(3))], outputs=[(gift_set, ONE)],
    )  # fmt: skip
    client.force_login(manager)
    assert client.get("/boms/").context["rows"][0]["most"] == 2


def test_the_list_is_searched_by_name_and_by_sku(client, manager, gift, keep, tea, mug):
    keep("Wash", {mug: 1}, {tea: 1}, kind="processing")
    client.force_login(manager)
    names = {
        words: [str(row["recipe"]) for row in client.get("/boms/", {"q": words}).context["rows"]]
        for words in ("gift box", "GIFT", "mug", "nothing")
    }
    assert names == {
        "gift box": ["Gift box"],
        "GIFT": ["Gift box"],
        "mug": ["Gift box", "Wash"],
        "nothing": [],
    }


def test_more_recipes_take_no_more_queries(
    client, manager, shop, keep, tea, mug, gift_set, django_assert_max_num_queries
):
    client.force_login(manager)
    for number in range(2):
        keep(f"Gift {number}", {tea: 1, mug: 1}, {gift_set: 1})
    with django_assert_max_num_queries(6) as with_two:
        client.get("/boms/")
    for number in range(2, 40):
        keep(f"Gift {number}", {tea: 1}, {gift_set: 1})
    with django_assert_max_num_queries(6) as with_forty:
        client.get("/boms/")
    assert len(with_two) == len(with_forty)
    assert len(client.get("/boms/").context["rows"]) == 40


def test_a_set_costs_what_its_parts_cost_through_all_levels(
    client, manager, gift, keep, tea, make_product
):
    leaf, box = make_product("LEAF", unit="g", cost=Decimal("0.03")), make_product("BOX", cost=ONE)
    keep("Tea", {leaf: 100, box: 1}, {tea: 2})  # one tea: 50 g of leaf and half a box
    client.force_login(manager)

    page = client.get(f"/boms/{gift.pk}/").context

    assert page["cost"] == Decimal("10.20")
    assert page["full_cost"] == Decimal("8.00")
    assert [(b.depth, b.part.sku, b.quantity) for b in page["tree"]] == [
        (0, "TEA", 1),
        (1, "LEAF", 50),
        (1, "BOX", Decimal("0.5")),
        (0, "MUG", 2),
    ]


def test_the_page_says_where_the_output_is_used_and_what_was_made(
    client, manager, gift, keep, gift_set, make_product, make_order
):
    crate, pallet = make_product("CRATE"), make_product("PALLET")
    crated = keep("Crate", {gift_set: 6}, {crate: 1})
    keep("Pallet", {crate: 20}, {pallet: 1})
    order = make_order(5, recipe_version=gift.current)
    client.force_login(manager)

    response = client.get(f"/boms/{gift.pk}/")

    assert [(depth, way.name) for depth, way in response.context["above"]] == [
        (0, "Crate"),
        (1, "Pallet"),
    ]
    assert crated.get_absolute_url() in response.text
    assert order.get_absolute_url() in response.text
    assert f'name="recipe" value="{gift.pk}"' in response.text


def test_earlier_versions_say_what_the_next_has_otherwise(
    client, manager, gift, keep, tea, mug, gift_set, make_product
):
    ribbon = make_product("RIBBON")
    keep("", {mug: 3, ribbon: 1}, {gift_set: 1}, recipe=gift)
    client.force_login(manager)
    (earlier,) = client.get(f"/boms/{gift.pk}/").context["earlier"]
    found = {each["product"].sku: (each["was"], each["now"]) for each in earlier["changes"]}
    assert found == {"TEA": (1, None), "MUG": (2, 3), "RIBBON": (None, 1)}


def test_more_lines_and_versions_take_no_more_queries(
    client, manager, shop, stocked, gift, keep, gift_set, make_product, make_order,
    django_assert_max_num_queries,
):  # fmt: skip
    client.force_login(manager)
    with django_assert_max_num_queries(8) as with_two:
        client.get(f"/boms/{gift.pk}/")
    parts = {make_product(f"P-{number}"): 1 for number in range(40)}
    keep("", parts, {gift_set: 1}, recipe=gift)
    for part in list(parts)[:5]:
        keep(f"Makes {part}", {make_product(f"Q-{part.sku}"): 1}, {part: 1})
        make_order(1, recipe_version=gift.current)
    with django_assert_max_num_queries(8) as with_forty:
        client.get(f"/boms/{gift.pk}/")
    assert len(with_two) == len(with_forty)


def test_a_recipe_is_typed_and_made_once(client, picker, tea, mug, gift_set):
    client.force_login(picker)
    form = typed(*GOOD)
    first, second = [client.post("/boms/new/", form) for _each in range(2)]
    recipe = Recipe.objects.get()
    assert first.url == second.url == recipe.get_absolute_url()
    lines = recipe.current.lines.values_list("product__sku", "quantity", "is_output")
    assert list(lines) == [("TEA", 1, False), ("MUG", 2, False), ("GIFT", 1, True)]


@pytest.mark.parametrize(
    ("inputs", "outputs", "fields"),
    [
        ([], [("GIFT", "1")], {}),
        ([("TEA", "1")], [], {}),
        ([("TEA", "1.5")], [("GIFT", "1")], {}),
        ([("TEA", "0")], [("GIFT", "1")], {}),
        ([("NOPE", "1")], [("GIFT", "1")], {}),
        ([("TEA", "1")], [("TEA", "1")], {}),
        ([("TEA", "1")], [("GIFT", "1")], {"name": ""}),
        ([("TEA", "1")], [("GIFT", "1")], {"kind": "magic"}),
        ([("TEA", "1")], [("GIFT", "1")], {"inputs-TOTAL_FORMS": "x"}),
    ],
)
def test_what_makes_no_recipe_is_refused_with_what_was_typed(
    client, picker, tea, gift_set, inputs, outputs, fields
):
    client.force_login(picker)
    response = client.post("/boms/new/", typed(inputs, outputs, **fields))
    assert response.status_code == 422
    assert not Recipe.objects.exists()


def test_an_edit_is_a_new_version_with_its_note(client, picker, gift, tea, gift_set):
    client.force_login(picker)
    url = f"/boms/{gift.pk}/edit/"
    assert 'value="TEA"' in client.get(url).text
    form = typed([("TEA", "3")], [("GIFT", "1")], seen_version=1, note="No more mugs")
    assert client.post(url, form).status_code == 302
    current = gift.current
    assert (current.number, current.note, current.by) == (2, "No more mugs", picker)


def test_an_edit_over_another_persons_is_refused_with_their_name(
    client, picker, manager, gift, keep, tea, gift_set
):
    keep("", {tea: 9}, {gift_set: 1}, recipe=gift)
    client.force_login(picker)
    form = typed([("TEA", "3")], [("GIFT", "1")], seen_version=1)
    response = client.post(f"/boms/{gift.pk}/edit/", form)
    assert response.status_code == 422
    assert "Maya Okafor saved version 2" in response.text
    assert gift.current.number == 2


def test_two_recipes_of_one_name_are_refused(client, picker, gift):
    client.force_login(picker)
    response = client.post("/boms/new/", typed(*GOOD))
    assert response.status_code == 422
    assert Recipe.objects.count() == 1


def test_products_of_another_merchant_are_not_found(client, picker, tea, gift_set, make_product):
    other = Merchant.objects.create(code="ACME", name="Acme")
    make_product("SOAP", merchant=other)
    client.force_login(picker)
    form = typed([("SOAP", "1")], [("GIFT", "1")], merchant=tea.merchant_id)
    assert client.post("/boms/new/", form).status_code == 422
    form = typed([("TEA", "1")], [("GIFT", "1")], merchant=tea.merchant_id)
    assert client.post("/boms/new/", form).status_code == 302


def test_a_recipe_is_switched_off_and_a_ring_keeps_it_off(client, picker, keep, tea, gift_set):
    away = keep("Away", {gift_set: 1}, {tea: 1})
    client.force_login(picker)
    client.post(f"/boms/{away.pk}/switch/", {"active": "0"})
    keep("Gift", {tea: 1}, {gift_set: 1})
    response = client.post(f"/boms/{away.pk}/switch/", {"active": "1"}, follow=True)
    assert "made of itself" in response.text
    assert not Recipe.objects.get(pk=away.pk).active


def test_who_may_see_and_who_may_change(client, technician, stranger, gift):
    client.force_login(technician)
    assert "/edit/" not in client.get(f"/boms/{gift.pk}/").text
    assert client.get("/boms/new/").status_code == 403
    assert client.post(f"/boms/{gift.pk}/switch/", {"active": "0"}).status_code == 403
    client.force_login(stranger)
    assert client.get("/boms/").status_code == 403
    assert client.get(f"/boms/{gift.pk}/").status_code == 403


def test_nothing_free_means_no_set_is_possible(client, manager, house, gift, tea):
    put(tea, 5, "A-01", by=manager)
    client.force_login(manager)
    assert client.get(f"/boms/{gift.pk}/").context["most"] == 0
