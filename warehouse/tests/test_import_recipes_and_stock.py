"""Recipes and opening stock from a table."""

from decimal import Decimal

import pytest

from warehouse import services
from warehouse.models import Lot, Posting, Recipe, StockItem
from warehouse.services import importing
from warehouse.tests.shelves import level, lies, put


@pytest.fixture
def file(manager, house):
    """``file("recipes", "recipe,direction,...")`` is the file, to be tried."""

    def make(kind, text, name="table.csv"):
        found, _unknown = importing.keep_file(
            kind, name, text.encode(), warehouse=house, by=manager
        )
        return found

    return make


def problems(imported):
    return [(each["row"], each["column"]) for each in importing.try_out(imported).problems]


GIFT = "recipe,direction,sku,quantity\nGift,input,TEA,1\nGift,in,MUG,2\nGift,output,GIFT,1\n"


def test_rows_of_one_name_are_one_recipe(file, manager, tea, mug, gift_set):
    imported = file("recipes", GIFT)
    trial = importing.try_out(imported)
    assert (trial.rows, trial.new, trial.changed) == (3, 1, 0)

    importing.put_in(imported, by=manager)

    recipe = Recipe.objects.get()
    assert {(line.product.sku, line.quantity) for line in recipe.current.inputs} == {
        ("TEA", 1),
        ("MUG", 2),
    }
    assert [line.product for line in recipe.current.outputs] == [gift_set]
    assert recipe.current.note == "table.csv"


def test_other_lines_are_a_new_version_and_the_same_ones_are_none(
    file, manager, tea, mug, gift_set
):
    importing.put_in(file("recipes", GIFT), by=manager)
    again = importing.try_out(file("recipes", GIFT))
    assert (again.new, again.changed, again.same) == (0, 0, 1)
    importing.put_in(file("recipes", GIFT.replace("MUG,2", "MUG,3")), by=manager)
    assert Recipe.objects.get().current.number == 2


def test_each_bad_row_of_a_recipe_is_named(file, tea, mug, gift_set):
    services.switch_product(mug, active=False)
    imported = file(
        "recipes",
        "recipe,kind,direction,sku,quantity\n"
        "Gift,assembly,input,TEA,1.5\n"
        "Gift,,sideways,TEA,1\n"
        "Gift,,input,NOPE,1\n"
        "Gift,,input,MUG,1\n"
        "Gift,processing,output,GIFT,0\n"
        ",,output,GIFT,1\n"
        "Gift,magic,,GIFT,\n",
    )
    assert problems(imported) == [
        (2, "quantity"),
        (3, "direction"),
        (4, "sku"),
        (5, "sku"),
        (6, "quantity"),
        (6, "kind"),
        (7, "recipe"),
        (8, "quantity"),
        (8, "kind"),
        (8, "direction"),
    ]


def test_a_recipe_without_output_or_with_a_ring_is_a_bad_row(file, manager, tea, mug, gift_set):
    assert problems(file("recipes", GIFT.replace("output", "input"))) == [(2, "recipe")]
    ring = GIFT + "Back,input,GIFT,1\nBack,output,TEA,1\n"
    assert problems(file("recipes", ring)) == [(2, "recipe"), (5, "recipe")]
    importing.put_in(file("recipes", GIFT), by=manager)
    back = "recipe,direction,sku,quantity\nBack,input,GIFT,1\nBack,output,TEA,1\n"
    assert problems(file("recipes", back)) == [(2, "recipe")]
    # Together with another way to make the gift it is no ring.
    other = "Gift,input,MUG,1\nGift,output,GIFT,1\n"
    assert problems(file("recipes", back + other)) == []


def test_many_recipes_take_few_statements(
    file, manager, tea, gift_set, django_assert_max_num_queries
):
    def rows(many):
        head = "recipe,direction,sku,quantity\n"
        return head + "".join(f"G{n},input,TEA,1\nG{n},output,GIFT,1\n" for n in range(many))

    with django_assert_max_num_queries(30):
        importing.put_in(file("recipes", rows(1)), by=manager)
    with django_assert_max_num_queries(30):
        importing.put_in(file("recipes", rows(300)), by=manager)
    assert Recipe.objects.count() == 300


STOCK = "sku,location,quantity,lot,expires_on\n"


def test_opening_stock_is_one_posting_of_the_ledger(file, manager, tea, mug, make_product):
    make_product("SERUM", lot_tracked=True, unit="kg")
    put(tea, 2, "A-01", by=manager)
    imported = file(
        "stock",
        STOCK + 'TEA,a-01,5,,\ntea,A-02,1,,\nSERUM,B-01,"2,5",L1,2027-03-31\nTEA,A-01,3,,\n',
    )
    trial = importing.try_out(imported)
    assert (trial.rows, trial.new, trial.problems) == (4, 4, [])

    importing.put_in(imported, by=manager)

    assert lies(tea) == {"A-01": 10, "A-02": 1}
    assert level(tea) == (11, 0)
    posting = Posting.objects.latest("pk")
    assert (posting.moves.count(), posting.by, posting.reason, posting.note) == (
        4,
        manager,
        "adjust",
        "table.csv",
    )
    lot = Lot.objects.get()
    assert (lot.code, str(lot.expires_on)) == ("L1", "2027-03-31")
    assert StockItem.objects.get(lot=lot).quantity == Decimal("2.5")


def test_each_bad_row_of_stock_is_named(file, manager, house, elsewhere, tea, make_product):
    serum = make_product("SERUM", lot_tracked=True)
    Lot.objects.create(product=serum, code="OLD", expires_on="2027-01-01")
    house.locations.filter(code="B-01").update(active=False)
    imported = file(
        "stock",
        "sku,location,quantity,lot,expires_on,warehouse\n"
        "TEA,Z-99,1,,,\n"
        "TEA,STAGING,1,,,\n"
        "TEA,B-01,1,,,\n"
        "TEA,A-01,,,,\n"
        "TEA,A-01,0,,,\n"
        "TEA,A-01,0.5,,,\n"
        "TEA,A-01,-4,,,\n"
        "TEA,A-01,1,L1,,\n"
        "SERUM,A-01,1,,,\n"
        "SERUM,A-01,1,OLD,2028-01-01,\n"
        "SERUM,A-01,1,NEW,31.3.2027,\n"
        "SERUM,A-01,1,NEW,9999-12-31,\n"
        "TEA,A-01,1,,,NORTH\n"
        "TEA,E-01,1,,,EAST\n"
        "NOPE,A-01,1,,,\n"
        "TEA,A-01,99999999999,,,\n",
    )
    assert problems(imported) == [
        (2, "location"),
        (3, "location"),
        (4, "location"),
        (5, "quantity"),
        (6, "quantity"),
        (7, "quantity"),
        (8, "quantity"),
        (9, "lot"),
        (10, "lot"),
        (11, "expires_on"),
        (12, "expires_on"),
        (13, "expires_on"),
        (14, "warehouse"),
        (16, "sku"),
        (17, "quantity"),
    ]


def test_the_warehouse_is_the_one_where_the_file_was_sent(client, file, manager, elsewhere, tea):
    imported = file("stock", STOCK + "TEA,A-01,5,,\n")
    services.choose_workplace(manager, elsewhere)
    client.force_login(manager)
    client.post(f"/products/import/{imported.pk}/")
    assert level(tea) == (5, 0)
    assert level(tea, "EAST") == (0, 0)


def test_stock_of_a_location_closed_meanwhile_is_refused_and_nothing_is_put_in(
    file, manager, house, tea
):
    imported = file("stock", STOCK + "TEA,A-01,5,,\nTEA,A-02,5,,\n")
    house.locations.filter(code="A-02").update(active=False)
    with pytest.raises(services.Refused, match="1 row is not right"):
        importing.put_in(imported, by=manager)
    assert level(tea) == (0, 0)


def test_the_examples_of_the_templates_are_right(
    client, file, manager, make_product, tea, django_assert_max_num_queries
):
    client.force_login(manager)
    make_product("TEA-100", lot_tracked=True)
    for sku in ("MUG-B", "GIFT"):
        make_product(sku)
    for kind in ("recipes", "stock"):
        response = client.get(f"/products/import/{kind}.csv")
        text = b"".join(response.streaming_content).decode("utf-8-sig")
        assert problems(file(kind, text)) == []
