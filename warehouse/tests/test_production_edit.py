"""A production order being typed: new, changed, filled in from a recipe."""

from decimal import Decimal

import pytest
from django.utils import timezone

from config.core.models.shop import current_shop
from warehouse import services
from warehouse.models import Merchant, ProductionOrder, Recipe
from warehouse.states import Status
from warehouse.tests.shelves import level, take

NEW = "/production/new/"


@pytest.fixture
def office(client, manager):
    client.force_login(manager)
    return client


@pytest.fixture
def recipe(merchant, manager, tea, mug, gift_set):
    return services.keep_recipe(
        Recipe(merchant=merchant, name="Gift set"),
        by=manager,
        inputs=[(tea, Decimal(1)), (mug, Decimal(2))],
        outputs=[(gift_set, Decimal(1))],
    )


def typed(materials=(("TEA", "4"), ("MUG", "8")), outputs=(("GIFT", "4"),), **fields):
    data = {"name": "For the fair", "once": "a-key", "scheduled_at": "", "notes": ""} | fields
    for prefix, rows in (("materials", materials), ("outputs", outputs)):
        data |= {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": 0}
        for index, (sku, quantity) in enumerate(rows):
            data |= {f"{prefix}-{index}-sku": sku, f"{prefix}-{index}-quantity": quantity}
    return data


def lines(order):
    return {
        name: [(line.product.sku, line.quantity) for line in getattr(order, name).all()]
        for name in ("materials", "outputs")
    }


def rows(table):
    """What the rows of a table show."""
    return [
        (row["sku"].value(), Decimal(row["quantity"].value()))
        for row in table
        if row["sku"].value()
    ]


@pytest.fixture
def goods(stocked, gift_set):
    """Twelve teas and ten mugs lie there, and gift sets are known."""


def test_a_new_order_is_a_draft_in_the_warehouse_one_works_in(office, goods, house, manager):
    response = office.post(NEW, typed(scheduled_at="2026-12-01T09:30", notes="Blue ribbon"))
    order = ProductionOrder.objects.get()
    assert response["Location"] == order.get_absolute_url()
    assert (order.status, order.warehouse, order.name) == (Status.DRAFT, house, "For the fair")
    assert f"{timezone.localtime(order.scheduled_at):%Y-%m-%d %H:%M}" == "2026-12-01 09:30"
    assert (order.merchant.code, order.notes) == ("OWN", "Blue ribbon")
    assert lines(order) == {"materials": [("TEA", 4), ("MUG", 8)], "outputs": [("GIFT", 4)]}
    assert order.history.get().by == manager


def test_the_same_form_sent_twice_makes_one_order(office, goods):
    first, second = (office.post(NEW, typed()) for _each in range(2))
    assert first["Location"] == second["Location"]
    assert ProductionOrder.objects.count() == 1


def test_each_new_page_has_a_key_of_its_own(office, goods):
    keys = {office.get(NEW).context["form"]["once"].value() for _each in range(2)}
    assert len(keys) == 2


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "This field is required."),
        ({"scheduled_at": "3026-01-01T10:00"}, "Choose a date between 2000 and 2100."),
        ({"scheduled_at": "soon"}, "Enter a valid date/time."),
        ({"materials": [("NOTHING", "4")]}, "There is no active product “NOTHING”."),
        ({"materials": [("TEA", "1.5")]}, "TEA is counted in whole pieces."),
        ({"outputs": [("GIFT", "0")]}, "Enter more than zero."),
        ({"recipe_version": "99"}, "Select a valid choice"),
        ({"name": "a\x00b"}, "Null characters are not allowed."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(office, goods, wrong, said):
    response = office.post(NEW, typed(**{"notes": "Blue ribbon"} | wrong))
    assert response.status_code == 422
    page = response.content.decode()
    assert said in page
    assert "Blue ribbon" in page
    assert 'value="a-key"' in page
    assert ProductionOrder.objects.count() == 0


def test_a_form_without_its_tables_is_no_crash(office, goods):
    assert office.post(NEW, {"name": "Bare"}).status_code == 422


def test_a_draft_may_still_lack_its_lines(office, goods):
    office.post(NEW, typed(materials=[("", "")], outputs=[]))
    assert lines(ProductionOrder.objects.get()) == {"materials": [], "outputs": []}


def test_a_suggested_number_is_free_and_keeps_the_rest(office, goods, make_order):
    today = f"{current_shop().today():%Y%m%d}"
    make_order(name=f"{today}-01")
    data = typed(name="", do="suggest", materials=[("TEA", "x"), ("MUG", "8")], notes="Ribbon")
    page = office.post(NEW, data)
    assert page.status_code == 200
    assert page.context["form"]["name"].value() == f"{today}-02"
    assert page.context["form"]["notes"].value() == "Ribbon"
    table = [row["sku"].value() for row in page.context["materials"] if row["sku"].value()]
    assert table == ["TEA", "MUG"]
    answer = office.get("/production/name/", headers={"HX-Request": "true"}).content.decode()
    assert f'value="{today}-02"' in answer
    assert "<html" not in answer


def test_applying_a_recipe_fills_both_tables(office, goods, recipe):
    answer = office.get("/production/recipe/", {"recipe": recipe.pk, "sets": "2.5"})
    assert rows(answer.context["materials"]) == [("TEA", Decimal("2.5")), ("MUG", 5)]
    assert rows(answer.context["outputs"]) == [("GIFT", Decimal("2.5"))]
    text = answer.content.decode()
    assert f'name="recipe_version" value="{recipe.current.pk}"' in text
    assert 'id="recipe" hx-swap-oob="true"' in text
    page = office.post(NEW, typed(do="recipe", recipe=recipe.pk, sets="3", name="Fair"))
    assert rows(page.context["materials"]) == [("TEA", 3), ("MUG", 6)]
    assert page.context["form"]["name"].value() == "Fair"


def test_an_order_keeps_the_recipe_it_was_made_from(office, goods, recipe):
    office.post(NEW, typed(recipe_version=recipe.current.pk, made_sets="4"))
    order = ProductionOrder.objects.get()
    assert (order.recipe_version, order.sets) == (recipe.current, 4)
    assert "Gift set v1" in office.get(order.get_absolute_url()).content.decode()


def test_a_recipe_in_the_address_fills_the_page(office, goods, recipe):
    page = office.get(NEW, {"recipe": recipe.pk, "sets": "2"})
    assert rows(page.context["materials"]) == [("TEA", 2), ("MUG", 4)]
    assert "Gift set v1" in page.content.decode()
    assert rows(office.get(NEW, {"recipe": recipe.pk}).context["outputs"]) == [("GIFT", 1)]
    for nonsense in ({"recipe": "x"}, {"recipe": "999"}, {"recipe": recipe.pk, "sets": "-1"}):
        assert office.get(NEW, nonsense).status_code == 200


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"sets": "2"}, "This field is required."),
        ({"recipe": "999", "sets": "2"}, "Select a valid choice"),
        ({"recipe": "1", "sets": "0"}, "Enter more than zero."),
        ({"recipe": "1", "sets": "many"}, "Enter a number."),
    ],
)
def test_a_recipe_that_cannot_be_applied_says_why_and_leaves_the_tables(
    office, goods, recipe, asked, said
):
    if asked.get("recipe") == "1":
        asked = asked | {"recipe": recipe.pk}
    answer = office.get("/production/recipe/", asked)
    assert answer.status_code == 422
    assert answer["HX-Retarget"] == "#recipe"
    assert said in answer.content.decode()
    page = office.post(NEW, typed(do="recipe", **asked))
    assert page.status_code == 422
    assert rows(page.context["materials"]) == [("TEA", 4), ("MUG", 8)]


def test_several_merchants_are_chosen_from_and_do_not_mix(office, goods, recipe):
    acme = Merchant.objects.create(code="ACME", name="Acme Ltd")
    assert 'name="merchant"' in office.get(NEW).content.decode()
    assert office.post(NEW, typed()).status_code == 422
    page = office.post(NEW, typed(merchant=acme.pk))
    assert page.status_code == 422
    assert "There is no active product “TEA”." in page.content.decode()
    own = Merchant.objects.get(code="OWN")
    assert office.post(NEW, typed(merchant=own.pk)).status_code == 302
    assert office.get(NEW, {"recipe": recipe.pk}).context["form"]["merchant"].value() == own.pk


def test_editing_shows_the_order_and_saves_it(office, goods, make_order):
    order = make_order(5)
    url = order.get_absolute_url() + "edit/"
    page = office.get(url)
    assert rows(page.context["materials"]) == [("TEA", 5), ("MUG", 5)]
    assert page.context["form"]["name"].value() == "Gift sets"
    assert office.post(url, typed(version="1"))["Location"] == order.get_absolute_url()
    order = ProductionOrder.objects.get()
    assert (order.name, order.version, order.status) == ("For the fair", 2, Status.DRAFT)
    assert lines(order)["materials"] == [("TEA", 4), ("MUG", 8)]


def test_who_saves_second_is_told_and_keeps_what_they_typed(office, goods, make_order):
    order = make_order(5)
    url = order.get_absolute_url() + "edit/"
    office.post(url, typed(version="1", name="First"))
    response = office.post(url, typed(version="1", name="Second"))
    assert response.status_code == 422
    page = response.content.decode()
    assert "Maya Okafor saved changes while you were typing." in page
    assert 'value="Second"' in page
    assert 'name="version" value="2"' in page
    assert ProductionOrder.objects.get().name == "First"


@pytest.mark.parametrize(
    ("sets", "status", "said"),
    [
        ("10", Status.ALLOCATED, "All materials are reserved."),
        ("40", Status.OUT_OF_STOCK, "Some materials are short, so nothing is reserved."),
    ],
)
def test_saving_an_out_of_stock_order_tries_again_and_says_how_it_ended(
    office, goods, make_order, manager, mug, sets, status, said
):
    order = take(make_order(11), "confirm", by=manager)
    url = order.get_absolute_url() + "edit/"
    assert "tries the allocation again" in office.get(url).content.decode()
    data = typed(version="1", materials=[("TEA", sets), ("MUG", sets)])
    response = office.post(url, data, follow=True)
    assert [str(message) for message in response.context["messages"]] == [said]
    assert ProductionOrder.objects.get().status == status
    assert level(mug) == (10, 10 if status == Status.ALLOCATED else 0)


def test_what_is_past_editing_says_so(office, goods, make_order, manager):
    order = take(make_order(5), "confirm", by=manager)
    url = order.get_absolute_url() + "edit/"
    for response in (office.get(url, follow=True), office.post(url, typed(), follow=True)):
        (message,) = response.context["messages"]
        assert str(message) == f"{order.number} is Allocated and cannot be edited."
    assert lines(order)["materials"] == [("TEA", 5), ("MUG", 5)]


def test_only_those_who_produce_may_type_an_order(client, reader, goods, make_order):
    order = make_order()
    client.force_login(reader)
    for url in (
        NEW,
        order.get_absolute_url() + "edit/",
        "/production/recipe/",
        "/production/name/",
    ):
        assert client.get(url).status_code == 403


def test_a_removed_row_is_not_saved(office, goods):
    data = typed(materials=[("TEA", "4"), ("MUG", "8")]) | {"materials-1-DELETE": "on"}
    office.post(NEW, data)
    assert lines(ProductionOrder.objects.get())["materials"] == [("TEA", 4)]
