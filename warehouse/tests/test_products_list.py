"""The list of products."""

from decimal import Decimal

import pytest

from warehouse import services
from warehouse.models import Merchant
from warehouse.tests.shelves import put

URL = "/products/"


def listed(response):
    return [product.sku for product in response.context["page"]]


def test_the_list_shows_what_is_free_in_the_warehouse_the_reader_works_in(
    client, manager, stocked, elsewhere, tea
):
    put(tea, 5, "E-01", by=manager, warehouse="EAST")
    services.reserve(tea, Decimal(3), warehouse=stocked, document="OS-2026-0001")
    client.force_login(manager)

    row = client.get(URL, {"q": "tea"}).context["page"][0]
    assert (row.on_hand, row.free) == (12, 9)

    services.choose_workplace(manager, elsewhere)
    row = client.get(URL, {"q": "tea"}).context["page"][0]
    assert (row.on_hand, row.free) == (5, 5)


def test_words_find_sku_name_and_barcode(client, manager, make_product):
    make_product("LENS-13", name="Camera lens", barcode="4006381333931")
    make_product("GLUE", name="Glue")
    client.force_login(manager)
    for words in ("lens", "camera 13", "63813339"):
        assert listed(client.get(URL, {"q": words})) == ["LENS-13"]
    assert listed(client.get(URL, {"q": "%"})) == []


def test_low_products_have_less_free_than_their_level(client, manager, stocked, tea, mug):
    tea.reorder_level, mug.reorder_level = 12, 11
    tea.save()
    mug.save()
    client.force_login(manager)
    response = client.get(URL, {"state": "low"})
    assert listed(response) == ["MUG"]
    assert {line["state"]: line["count"] for line in response.context["states"]} == {
        "active": 2,
        "low": 1,
        "inactive": 0,
    }


def test_inactive_products_are_listed_by_themselves(client, manager, tea, mug):
    services.switch_product(mug, active=False)
    client.force_login(manager)
    assert listed(client.get(URL)) == ["TEA"]
    assert listed(client.get(URL, {"state": "inactive"})) == ["MUG"]


def test_lots_filter(client, manager, tea, make_product):
    make_product("SERUM", lot_tracked=True)
    client.force_login(manager)
    assert listed(client.get(URL, {"lots": "yes"})) == ["SERUM"]
    assert listed(client.get(URL, {"lots": "no"})) == ["TEA"]


def test_the_list_is_sorted_by_free_stock_either_way(client, manager, stocked, tea, mug, gift_set):
    client.force_login(manager)
    assert listed(client.get(URL, {"sort": "free"})) == ["GIFT", "MUG", "TEA"]
    assert listed(client.get(URL, {"sort": "-free"})) == ["TEA", "MUG", "GIFT"]
    assert listed(client.get(URL, {"sort": "password"})) == ["GIFT", "MUG", "TEA"]


def test_merchants_show_once_there_are_two(client, manager, tea, make_product):
    client.force_login(manager)
    assert "Merchant" not in client.get(URL).text

    other = Merchant.objects.create(code="ACME", name="Acme")
    make_product("SOAP", merchant=other)
    response = client.get(URL, {"merchant": other.pk})
    assert "Merchant" in response.text
    assert listed(response) == ["SOAP"]
    assert response.context["page"].paginator.count == 1


@pytest.mark.parametrize(
    "query",
    [
        {"page": "x"},
        {"page": "99"},
        {"state": "x"},
        {"merchant": "x"},
        {"merchant": "9" * 30},
        {"sort": "-"},
        {"q": "a\0b"},
        {"lots": "maybe"},
    ],
)
def test_nonsense_in_the_address_is_left_out(client, manager, tea, query):
    client.force_login(manager)
    assert client.get(URL, query).status_code == 200


def test_more_products_take_no_more_queries(
    client, manager, shop, tea, mug, make_product, django_assert_max_num_queries
):
    client.force_login(manager)
    with django_assert_max_num_queries(6) as with_two:
        client.get(URL)
    for number in range(38):
        make_product(f"P-{number}")
    with django_assert_max_num_queries(6) as with_forty:
        client.get(URL)
    assert len(with_two) == len(with_forty)


def test_a_change_of_the_filters_answers_the_list_alone(client, manager, tea):
    client.force_login(manager)
    text = client.get(URL, headers={"HX-Request": "true"}).text
    assert text.lstrip().startswith('<div id="found">')


def test_who_may_look_and_who_may_make_new_ones(client, picker, technician, stranger, tea):
    client.force_login(stranger)
    assert client.get(URL).status_code == 403
    client.force_login(technician)
    assert "/products/new/" not in client.get(URL).text
    client.force_login(picker)
    assert "/products/new/" in client.get(URL).text
