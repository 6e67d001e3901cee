"""The page of one product."""

from decimal import Decimal

import pytest

from warehouse import services
from warehouse.models import InboundLine, Merchant, Recipe, StockItem
from warehouse.tests.shelves import put, take


def of(product, **query):
    parts = "&".join(f"{key}={value}" for key, value in query.items())
    return f"/products/{product.pk}/?{parts}"


def test_the_page_says_where_it_lies_and_links_to_the_transfer(client, manager, stocked, mug):
    client.force_login(manager)
    text = client.get(of(mug)).text
    for item in StockItem.objects.filter(product=mug):
        assert f"/inventory/items/{item.pk}/transfer/" in text
        assert item.location.code in text


def test_levels_are_shown_for_each_warehouse(client, manager, stocked, elsewhere, tea):
    put(tea, 5, "E-01", by=manager, warehouse="EAST")
    client.force_login(manager)
    levels = client.get(of(tea)).context["levels"]
    assert {str(line["warehouse"]): line["on_hand"] for line in levels} == {
        "Main warehouse": 12,
        "East": 5,
    }


def test_the_page_names_who_holds_it_and_what_is_coming(
    client, manager, stocked, make_order, merchant, tea
):
    order = take(make_order(4), "confirm", by=manager)
    services.reserve(tea, Decimal(1), warehouse=stocked, document="OS-2026-0001")
    inbound = services.open_inbound(
        by=manager,
        warehouse=stocked,
        merchant=merchant,
        kind="purchase",
        lines=[InboundLine(product=tea, expected=Decimal(30))],
    )
    client.force_login(manager)

    response = client.get(of(tea))

    held = {paper["number"]: paper["quantity"] for paper in response.context["held"]}
    assert held == {order.number: 4, "OS-2026-0001": 1}
    (coming,) = response.context["incoming"]
    assert (coming["number"], coming["quantity"]) == (inbound.number, 30)
    assert response.context["levels"][0]["incoming"] == 30
    assert order.get_absolute_url() in response.text
    assert inbound.get_absolute_url() in response.text
    assert "/service-orders/OS-2026-0001/" in response.text


def test_the_page_names_the_recipes_that_use_it_and_that_make_it(
    client, manager, merchant, tea, mug, gift_set
):
    gift = services.keep_recipe(
        Recipe(merchant=merchant, name="Gift box"),
        by=manager,
        inputs=[(tea, Decimal(1)), (mug, Decimal(2))],
        outputs=[(gift_set, Decimal(1))],
    )
    client.force_login(manager)
    uses = client.get(of(mug, part="recipes")).context
    assert [(line.version.recipe, line.quantity) for line in uses["uses"]] == [(gift, 2)]
    assert uses["makes"] == []
    makes = client.get(of(gift_set, part="recipes")).context
    assert [line.version.recipe for line in makes["makes"]] == [gift]


def test_the_page_shows_how_it_moved(client, manager, stocked, mug):
    item = StockItem.objects.get(product=mug, location__code="A-02")
    services.transfer(item, Decimal(2), to=stocked.locations.get(code="B-01"), by=manager)
    client.force_login(manager)
    response = client.get(of(mug, part="moves"))
    first = response.context["moves"][0]["move"]
    assert (first.quantity, first.to_location.code) == (2, "B-01")
    assert f"/inventory/moves/?product={mug.pk}" in response.text


@pytest.mark.parametrize("part", ["stock", "recipes", "moves"])
def test_more_lines_take_no_more_queries(
    client, manager, shop, stocked, make_order, tea, part, django_assert_max_num_queries
):
    client.force_login(manager)
    take(make_order(1), "confirm", by=manager)
    with django_assert_max_num_queries(8) as with_one:
        client.get(of(tea, part=part))
    put(tea, 400, "B-01", by=manager)
    for _each in range(12):
        take(make_order(1, materials=[(tea, Decimal(1))]), "confirm", by=manager)
    with django_assert_max_num_queries(8) as with_many:
        client.get(of(tea, part=part))
    assert len(with_one) == len(with_many)


def test_an_unknown_part_or_product_is_not_found(client, manager, tea):
    client.force_login(manager)
    assert client.get(of(tea, part="secrets")).status_code == 404
    assert client.get("/products/999999/").status_code == 404


def test_the_merchant_is_named_where_there_are_several(client, manager, tea):
    client.force_login(manager)
    assert "Own goods" not in client.get(of(tea)).text
    Merchant.objects.create(code="ACME", name="Acme")
    assert "Own goods" in client.get(of(tea)).text


def test_a_reader_sees_the_page_without_its_buttons(client, reader, stranger, stocked, tea):
    client.force_login(reader)
    text = client.get(of(tea)).text
    assert "/edit/" not in text
    assert "/transfer/" not in text
    client.force_login(stranger)
    assert client.get(of(tea)).status_code == 403
