"""The rows of products and quantities that several pages share."""

import re
from decimal import Decimal

import pytest

from warehouse.forms.lines import initial_of, table_of
from warehouse.models import Merchant
from warehouse.tests.shelves import put

Materials = table_of(needed="Add a material.")


def typed(*rows, deleted=()):
    data = {"m-TOTAL_FORMS": str(len(rows)), "m-INITIAL_FORMS": "0"}
    for index, (sku, quantity) in enumerate(rows):
        data |= {f"m-{index}-sku": sku, f"m-{index}-quantity": quantity}
        if index in deleted:
            data[f"m-{index}-DELETE"] = "on"
    return Materials(data, prefix="m")


def test_a_sku_or_a_barcode_names_the_product_whatever_its_case(tea, mug):
    mug.barcode = "4006381333931"
    mug.save()
    table = typed(("tea", "2"), (" 4006381333931 ", "3"), ("", ""))
    assert table.is_valid()
    assert table.quantities == [(tea, Decimal(2)), (mug, Decimal(3))]


def test_a_removed_row_does_not_count_even_where_it_is_wrong(tea):
    table = typed(("TEA", "2"), ("NOTHING", "x"), deleted={1})
    assert table.is_valid()
    assert table.quantities == [(tea, Decimal(2))]


@pytest.mark.parametrize(
    ("row", "field", "said"),
    [
        (("NONE", "1"), "sku", "no active product"),
        (("TEA", ""), "quantity", "Enter a quantity"),
        (("", "4"), "sku", "Choose a product"),
        (("TEA", "0"), "quantity", "more than zero"),
        (("TEA", "-3"), "quantity", "more than zero"),
        (("TEA", "NaN"), "quantity", "Enter a number"),
        (("TEA", "1.5"), "quantity", "whole pieces"),
        (("TEA", "1.00001"), "quantity", "decimal places"),
        (("TEA", "99999999999"), "quantity", ""),
    ],
)
def test_a_row_that_makes_no_sense_says_why(tea, row, field, said):
    table = typed(row)
    assert not table.is_valid()
    assert said in str(table.forms[0].errors[field])


def test_an_empty_table_says_what_it_needs():
    table = typed(("", ""))
    assert not table.is_valid()
    assert "Add a material." in table.non_form_errors()


def test_a_product_of_another_merchant_is_not_found(tea, make_product):
    other = Merchant.objects.create(code="ACME", name="Acme")
    table = typed(("TEA", "1"))
    table.merchant = other
    assert not table.is_valid()
    make_product("TEA", merchant=other)
    assert "Several merchants" in str(typed(("TEA", "1")).errors)


def test_a_table_shows_what_it_is_given(tea):
    table = Materials(prefix="m", initial=initial_of([(tea, Decimal("2.0000"))]))
    assert 'value="TEA"' in str(table.forms[0]["sku"])
    assert 'value="2"' in str(table.forms[0]["quantity"])


def test_typing_finds_products_with_what_is_free(client, manager, stocked, tea, mug):
    put(tea, 1, "A-02", by=manager)
    client.force_login(manager)
    page = client.get("/products/search/?materials-0-sku=blue")
    assert '<option value="MUG">Mug, blue · 10 pcs free</option>' in page.text
    assert "TEA" not in page.text
    hint = client.get("/products/hint/?sku=tea").text
    assert "Tea, 100 g · 13 pcs free" in hint
    assert 'data-free="13"' in hint
    assert "Not a SKU yet" in client.get("/products/hint/?sku=te").text


def test_many_rows_ask_at_once_and_are_answered_in_their_order(
    client, manager, stocked, tea, mug, django_assert_max_num_queries
):
    client.force_login(manager)
    client.get("/products/hint/?sku=tea")
    with django_assert_max_num_queries(8):
        page = client.get(
            "/products/hint/?sku=mug&sku=&sku=nonsense&sku=TEA" + "&sku=mug" * 200
        ).text
    said = [words.strip() for words in re.findall("<div>(.*?)</div>", page, re.S)]
    assert len(said) == 100
    assert "Mug, blue" in said[0]
    assert said[1] == ""
    assert said[2] == "Not a SKU yet"
    assert "Tea, 100 g" in said[3]


def test_somebody_without_a_role_finds_no_products(client, stranger):
    client.force_login(stranger)
    assert client.get("/products/search/?q=tea").status_code == 403


def test_rows_that_were_not_sent_are_not_made(tea):
    table = Materials(
        {
            "m-TOTAL_FORMS": "1" + "0" * 30,
            "m-INITIAL_FORMS": "0",
            "m-0-sku": "TEA",
            "m-0-quantity": "2",
        },
        prefix="m",
    )
    assert not table.is_valid()
    assert "at most 1500" in str(table.non_form_errors())
    assert len(table.forms) == 1
