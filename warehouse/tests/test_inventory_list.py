"""What a warehouse has, product by product, location by location, and what runs low."""

from decimal import Decimal

import pytest

from warehouse import services
from warehouse.models import InboundLine, Location, Merchant
from warehouse.tests.shelves import put, take


def rows(response):
    return {product.sku: product for product in response.context["page"]}


def skus(response):
    return [product.sku for product in response.context["page"]]


@pytest.fixture
def looking(client, picker):
    """The picker, who looks at a page of the inventory."""
    client.force_login(picker)
    return client


def expect(product, quantity, *, by, house):
    return services.open_inbound(
        by=by,
        warehouse=house,
        merchant=product.merchant,
        lines=[InboundLine(product=product, expected=Decimal(quantity))],
    )


def test_a_product_says_what_is_there_held_reserved_free_and_coming(
    looking, stocked, manager, tea, make_order
):
    put(tea, 3, "HOLD", by=manager)
    take(make_order(5), "confirm", by=manager)
    expect(tea, 20, by=manager, house=stocked)

    row = rows(looking.get("/inventory/"))["TEA"]

    assert (row.on_hand, row.held, row.reserved, row.free) == (15, 3, 5, 7)
    assert row.incoming == 20
    assert row.value == Decimal("63.00")


def test_the_value_of_everything_is_summed_up(looking, stocked):
    response = looking.get("/inventory/")
    assert response.context["total"] == Decimal("80.40")
    assert "£80.40" in response.content.decode() or "80.40" in response.content.decode()


def test_goods_that_were_received_short_are_not_waited_for(looking, stocked, manager, tea):
    inbound = expect(tea, 20, by=manager, house=stocked)
    from config.core import workflow
    from warehouse.models import Arrival

    goods = [Arrival(inbound.lines.get(), Decimal(8))]
    workflow.take_step(inbound, "receive", by=manager, goods=goods, nothing_more=True)
    row = rows(looking.get("/inventory/"))["TEA"]
    assert (row.on_hand, row.incoming) == (20, 0)


def test_stock_of_another_warehouse_is_not_shown(looking, stocked, elsewhere, manager, tea):
    put(tea, 30, "E-01", by=manager, warehouse="EAST")
    assert rows(looking.get("/inventory/"))["TEA"].on_hand == 12


def test_products_are_found_by_a_part_of_their_name(looking, stocked):
    assert skus(looking.get("/inventory/", {"q": "blue"})) == ["MUG"]


def test_only_what_has_stock_is_shown_when_asked_for(looking, stocked, gift_set):
    assert skus(looking.get("/inventory/")) == ["GIFT", "MUG", "TEA"]
    assert skus(looking.get("/inventory/", {"stock": "1"})) == ["MUG", "TEA"]


def test_a_retired_product_is_shown_as_long_as_some_of_it_lies_there(
    looking, stocked, tea, gift_set
):
    for product in (tea, gift_set):
        product.active = False
        product.save()
    assert skus(looking.get("/inventory/")) == ["MUG", "TEA"]


def test_the_list_is_sorted_by_what_is_free_or_what_it_is_worth(looking, stocked, make_product):
    assert skus(looking.get("/inventory/", {"sort": "-free"})) == ["TEA", "MUG"]
    assert skus(looking.get("/inventory/", {"sort": "value"})) == ["MUG", "TEA"]
    assert skus(looking.get("/inventory/", {"sort": "nonsense"})) == ["MUG", "TEA"]


def test_merchants_are_asked_for_only_where_there_are_two(looking, stocked, make_product):
    assert looking.get("/inventory/").context["merchants"] == []
    other = Merchant.objects.create(code="ANN", name="Ann's goods")
    make_product("CUP", merchant=other)
    response = looking.get("/inventory/", {"merchant": other.pk})
    assert skus(response) == ["CUP"]
    assert len(response.context["merchants"]) == 2


def test_low_is_what_is_free_and_coming_below_the_reorder_level(
    looking, stocked, manager, tea, mug
):
    for product, level in ((tea, 20), (mug, 30)):
        product.reorder_level = level
        product.save()
    expect(tea, 8, by=manager, house=stocked)
    expect(mug, 5, by=manager, house=stocked)

    page = looking.get("/inventory/low/")

    assert skus(page) == ["MUG"]
    assert rows(page)["MUG"].to_order == 15
    assert rows(page)["MUG"].price_of_it == Decimal("45.00")
    assert skus(looking.get("/inventory/", {"low": "1"})) == ["MUG"]


def test_a_location_lists_what_lies_in_it(looking, stocked):
    page = looking.get("/inventory/locations/", {"location": "a-02"}).context["page"]
    assert [(item.location.code, item.product.sku, item.quantity) for item in page] == [
        ("A-02", "MUG", 6)
    ]


def test_locations_are_walked_in_their_order(looking, stocked):
    page = looking.get("/inventory/locations/").context["page"]
    assert [item.location.code for item in page] == ["A-01", "A-02", "B-01"]


def test_locations_of_one_kind(looking, stocked, manager, tea):
    put(tea, 1, "HOLD", by=manager)
    page = looking.get("/inventory/locations/", {"kind": "hold"}).context["page"]
    assert [item.location.code for item in page] == ["HOLD"]


def test_the_export_holds_what_is_filtered(looking, stocked):
    answer = looking.get("/inventory/export.csv", {"q": "mug"})
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert len(lines) == 2
    assert lines[1].startswith('"MUG","Mug, blue","Own goods","pcs","10","0","10"')
    assert answer["Content-Disposition"].endswith('.csv"')


@pytest.mark.parametrize(
    "address", ["/inventory/", "/inventory/locations/", "/inventory/lots/", "/inventory/low/"]
)
def test_forty_rows_cost_no_more_queries_than_two(
    looking, house, shop, manager, make_product, django_assert_max_num_queries, address
):
    def stock(numbers):
        for number in numbers:
            product = make_product(f"P-{number}", reorder_level=100, lot_tracked=True)
            put(product, 2, "A-01", by=manager, lot=f"L-{number}")

    stock(range(2))
    with django_assert_max_num_queries(6) as few:
        assert len(looking.get(address).context["page"]) == 2
    stock(range(2, 40))
    with django_assert_max_num_queries(6) as many:
        assert len(looking.get(address).context["page"]) == 40
    assert len(few) == len(many)


ODD = ["9" * 30, "-1", "abc", "\0", "'; DROP", "１２", "é", "0"]


@pytest.mark.parametrize("value", ODD)
def test_odd_words_in_an_address_break_no_list(looking, stocked, value):
    pages = ["", "locations/", "lots/", "low/", "moves/", "discrepancies/", "counts/", "export.csv"]
    names = (
        "q", "merchant", "low", "stock", "sort", "page", "product", "location", "kind", "state",
        "lot", "document", "reason", "from", "to", "before", "blind",
    )  # fmt: skip
    for page in pages:
        assert looking.get(f"/inventory/{page}", dict.fromkeys(names, value)).status_code == 200


def test_the_restock_banner_names_what_could_be_allocated(
    looking, stocked, make_order, manager, mug
):
    order = take(make_order(11), "confirm", by=manager)
    assert order.number not in looking.get("/inventory/restock/").content.decode()
    put(mug, 5, "B-01", by=manager)
    assert order.number in looking.get("/inventory/restock/").content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "", "export.csv", "restock/", "locations/", "lots/", "low/", "moves/", "moves/export.csv",
        "discrepancies/", "counts/", "counts/new/", "adjust/",
    ],
)  # fmt: skip
def test_a_stranger_sees_no_stock(client, stranger, address):
    client.force_login(stranger)
    assert client.get(f"/inventory/{address}").status_code == 403


def test_a_reader_sees_stock_and_moves_none(client, reader, stocked):
    client.force_login(reader)
    page = client.get("/inventory/locations/")
    assert page.status_code == 200
    assert "/transfer/" not in page.content.decode()
    assert client.get("/inventory/counts/new/").status_code == 403


# Where one works


def test_choosing_a_warehouse_changes_the_lists(looking, picker, stocked, elsewhere):
    answer = looking.post("/workplace/", {"warehouse": elsewhere.pk, "next": "/inventory/low/"})
    assert (answer.status_code, answer.url) == (302, "/inventory/low/")
    assert looking.get("/inventory/").context["warehouse"] == elsewhere


@pytest.mark.parametrize("there", ["https://evil.example/", "//evil.example", "evil", ""])
def test_the_way_back_stays_on_our_pages(looking, elsewhere, there):
    answer = looking.post("/workplace/", {"warehouse": elsewhere.pk, "next": there})
    assert answer.url == "/inventory/"


@pytest.mark.parametrize("key", ["", "x", "999999", "9" * 25, "-1", "²"])
def test_a_warehouse_nobody_knows_is_refused(looking, house, picker, key):
    assert looking.post("/workplace/", {"warehouse": key}).status_code in (400, 404)
    assert services.workplace_of(picker) == house


def test_a_closed_warehouse_cannot_be_chosen(looking, elsewhere):
    elsewhere.active = False
    elsewhere.save()
    assert looking.post("/workplace/", {"warehouse": elsewhere.pk}).status_code == 404


def test_a_shop_whose_warehouses_are_all_closed_has_no_inventory(looking, house):
    house.active = False
    house.save()
    assert looking.get("/inventory/").status_code == 404
    assert Location.objects.filter(warehouse=house).exists()
