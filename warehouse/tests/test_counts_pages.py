"""Somebody counts a location; the books follow what was found."""

from decimal import Decimal

import pytest

from warehouse.models import Lot, Posting, StockCount, StockItem
from warehouse.tests.shelves import lies, put, take


@pytest.fixture
def counting(client, picker):
    client.force_login(picker)
    return client


def sheet(client, place="A-02", **asked):
    """The hidden fields of a fresh sheet."""
    form = client.get("/inventory/counts/new/", {"location": place} | asked).context["form"]
    return {"once": form["once"].value(), "seen": form["seen"].value(), "note": ""}


def send(client, typed, place="A-02", do="save"):
    return client.post(f"/inventory/counts/new/?location={place}", typed | {"do": do})


def field(product, place="A-02"):
    return f"found-{StockItem.objects.get(product=product, location__code=place).pk}"


def test_the_books_follow_what_was_found(counting, stocked, mug):
    answer = send(counting, sheet(counting) | {field(mug): "5", "note": "After the move"})
    counted = StockCount.objects.get()
    assert answer.url == counted.get_absolute_url()
    assert lies(mug) == {"A-02": 5, "B-01": 4}
    line = counted.lines.get()
    assert (line.expected, line.found, counted.note) == (6, 5, "After the move")
    assert Posting.objects.latest("pk").document == counted.number


def test_the_result_shows_the_differences_and_what_they_cost(counting, stocked, mug):
    send(counting, sheet(counting) | {field(mug): "4"})
    page = counting.get(StockCount.objects.get().get_absolute_url())
    assert (page.context["different"], page.context["worth"]) == (1, Decimal("-6.00"))
    listed = counting.get("/inventory/counts/").context["page"][0]
    assert (listed.counted, listed.different) == (1, 1)


def test_a_sheet_sent_twice_is_one_count(counting, stocked, mug):
    typed = sheet(counting) | {field(mug): "5"}
    assert send(counting, typed).url == send(counting, typed).url
    assert StockCount.objects.count() == 1


def test_lines_left_empty_were_not_counted(counting, stocked, tea, mug, manager):
    put(tea, 3, "A-02", by=manager)
    send(counting, sheet(counting) | {field(mug): "6", field(tea, "A-02"): ""})
    assert lies(tea) == {"A-01": 12, "A-02": 3}
    assert [line.product for line in StockCount.objects.get().lines.all()] == [mug]


def test_zero_is_a_count(counting, stocked, mug):
    send(counting, sheet(counting) | {field(mug): "0"})
    assert lies(mug) == {"B-01": 4}


def test_a_product_that_the_books_do_not_have_there_is_added(counting, stocked, tea):
    typed = sheet(counting) | {"sku": "TEA"}
    page = send(counting, typed, do="add")
    assert page.status_code == 200
    assert [row.product.sku for row in page.context["sheet"].rows] == ["MUG", "TEA"]
    added = {"added-product": tea.pk, "added-lot": "", "added-expires": "", "added-found": "2"}
    assert send(counting, sheet(counting) | added).status_code == 302
    assert lies(tea) == {"A-01": 12, "A-02": 2}


def test_what_was_typed_stays_while_a_product_is_scanned(counting, stocked, mug, tea):
    page = send(counting, sheet(counting) | {field(mug): "5", "code": "TEA"}, do="")
    first, second = page.context["sheet"].rows
    assert (first.typed, second.product, second.is_next) == ("5", tea, True)
    assert not StockCount.objects.exists()


def test_scanning_a_product_of_the_sheet_leads_to_its_line(counting, stocked, mug):
    page = send(counting, sheet(counting) | {"code": "mug"}, do="")
    (row,) = page.context["sheet"].rows
    assert row.is_next


def test_a_code_that_nobody_knows_is_said(counting, stocked, mug):
    page = send(counting, sheet(counting) | {field(mug): "5", "code": "4006381333931"}, do="")
    assert page.status_code == 422
    assert "4006381333931" in page.context["said"]
    assert page.context["sheet"].rows[0].typed == "5"


def test_a_scan_answers_htmx_with_the_sheet_alone(counting, stocked):
    answer = counting.post(
        "/inventory/counts/new/?location=A-02",
        sheet(counting) | {"code": "TEA"},
        headers={"HX-Request": "true"},
    )
    assert answer.content.decode().lstrip().startswith('<div id="panel">')


def test_a_lot_that_is_new_is_kept_with_the_count(counting, stocked, make_product):
    milk = make_product("MILK", lot_tracked=True)
    added = {
        "added-product": milk.pk, "added-lot": "L1", "added-expires": "2027-01-31",
        "added-found": "4",
    }  # fmt: skip
    send(counting, sheet(counting) | added)
    lot = Lot.objects.get(product=milk)
    assert str(lot.expires_on) == "2027-01-31"
    assert StockItem.objects.get(lot=lot).quantity == 4


def test_a_count_that_is_refused_keeps_no_lot(counting, stocked, make_product, mug):
    milk = make_product("MILK", lot_tracked=True)
    added = {
        "added-product": milk.pk, "added-lot": "L1", "added-expires": "", "added-found": "4",
        field(mug): "1.5",
    }  # fmt: skip
    assert send(counting, sheet(counting) | added).status_code == 422
    assert not Lot.objects.exists()


@pytest.mark.parametrize(
    ("lot", "expires"),
    [("", ""), ("L\0", ""), ("x" * 41, ""), ("L1", "soon"), ("L1", "0001-01-01")],
)
def test_a_lot_that_cannot_be_is_refused_and_kept_as_typed(
    counting, stocked, make_product, lot, expires
):
    milk = make_product("MILK", lot_tracked=True)
    added = {
        "added-product": milk.pk, "added-lot": lot, "added-expires": expires, "added-found": "4",
    }  # fmt: skip
    answer = send(counting, sheet(counting) | added)
    assert answer.status_code == 422
    assert answer.context["sheet"].rows[-1].lot_typed == lot
    assert not Lot.objects.exists()
    assert not StockCount.objects.exists()


def test_the_same_lot_twice_is_refused(counting, stocked, make_product, manager):
    milk = make_product("MILK", lot_tracked=True)
    put(milk, 4, "A-02", by=manager, lot="L1")
    added = {"added-product": milk.pk, "added-lot": "L1", "added-expires": "", "added-found": "1"}
    assert send(counting, sheet(counting) | added).status_code == 422
    assert lies(milk) == {"A-02": 4}


def test_counting_blind_does_not_show_what_the_books_say(counting, stocked):
    seeing = counting.get("/inventory/counts/new/", {"location": "A-02"}).content.decode()
    blind = counting.get("/inventory/counts/new/", {"location": "A-02", "blind": "1"})
    assert "books: 6 pcs" in seeing
    assert "books:" not in blind.content.decode()


def test_goods_that_went_while_one_counted_are_counted_again(counting, stocked, mug, manager):
    typed = sheet(counting) | {field(mug): "6"}
    put(mug, 2, "A-02", by=manager)
    answer = send(counting, typed)
    assert answer.status_code == 422
    assert "MUG came or went" in answer.content.decode()
    assert lies(mug)["A-02"] == 8
    again = typed | {"seen": answer.context["form"]["seen"].value(), field(mug): "7"}
    assert send(counting, again).status_code == 302
    assert lies(mug)["A-02"] == 7


def test_movements_elsewhere_do_not_disturb_a_count(counting, stocked, mug, tea, manager):
    typed = sheet(counting) | {field(mug): "6"}
    put(mug, 2, "B-01", by=manager)
    put(tea, 2, "A-02", by=manager)
    assert send(counting, typed).status_code == 302


def test_less_than_is_reserved_is_refused_and_says_for_whom(
    counting, stocked, tea, make_order, manager
):
    order = take(make_order(10), "confirm", by=manager)
    answer = send(counting, sheet(counting, "A-01") | {field(tea, "A-01"): "3"}, "A-01")
    assert answer.status_code == 422
    assert order.number in answer.content.decode()
    assert lies(tea) == {"A-01": 12}
    assert not StockCount.objects.exists()


@pytest.mark.parametrize(
    "found", ["-1", "1.5", "NaN", "1e30", "five", "99999999999999999999", "1,5", "0x1"]
)
def test_a_figure_that_cannot_be_is_refused_and_kept(counting, stocked, mug, found):
    answer = send(counting, sheet(counting) | {field(mug): found})
    assert answer.status_code == 422
    assert answer.context["sheet"].rows[0].typed == found
    assert not StockCount.objects.exists()
    assert lies(mug) == {"A-02": 6, "B-01": 4}


@pytest.mark.parametrize(
    "typed",
    [
        {}, {"once": ""}, {"seen": "x"}, {"seen": "9" * 30}, {"note": "x" * 301},
        {"added-product": "9" * 30, "added-found": "1"}, {"added-product": "x"},
        {"found-x": "1"}, {"found-999999": "1"}, {"found-" + "9" * 30: "1"},
    ],
)  # fmt: skip
def test_a_sheet_that_is_none_counts_nothing(counting, stocked, typed):
    assert send(counting, sheet(counting) | typed).status_code == 422
    assert not StockCount.objects.exists()


@pytest.mark.parametrize("place", ["NOWHERE", "STAGING", "E-01", "\0", "x" * 300, "'"])
def test_a_place_that_cannot_be_counted_is_asked_for_again(counting, stocked, elsewhere, place):
    page = counting.get("/inventory/counts/new/", {"location": place})
    assert page.status_code in (200, 404)
    assert "places" in page.context


def test_a_scanned_location_opens_its_sheet_whatever_its_case(counting, stocked):
    assert counting.get("/inventory/counts/new/", {"location": " a-02 "}).context["place"].code == (
        "A-02"
    )


def test_who_may_only_look_counts_nothing(client, technician, stocked):
    client.force_login(technician)
    assert client.get("/inventory/counts/").status_code == 200
    assert client.get("/inventory/counts/new/").status_code == 403
    assert client.post("/inventory/counts/new/?location=A-02", {}).status_code == 403


def test_a_long_sheet_costs_no_more_queries_than_a_short_one(
    counting, shop, stocked, manager, make_product, django_assert_max_num_queries
):
    def shelve(numbers):
        for number in numbers:
            put(make_product(f"P-{number}"), 1, "B-01", by=manager)

    shelve(range(2))
    with django_assert_max_num_queries(8) as few:
        sheet(counting, "B-01")
    shelve(range(2, 30))
    with django_assert_max_num_queries(8) as many:
        sheet(counting, "B-01")
    assert len(few) == len(many)


def test_the_list_and_the_result_cost_the_same_for_many_lines(
    counting, shop, stocked, manager, make_product, django_assert_max_num_queries
):
    for number in range(20):
        put(make_product(f"P-{number}"), 1, "B-01", by=manager)
    rows = {f"found-{item.pk}": "2" for item in StockItem.objects.filter(location__code="B-01")}
    send(counting, sheet(counting, "B-01") | rows, "B-01")
    with django_assert_max_num_queries(6):
        counting.get("/inventory/counts/")
    with django_assert_max_num_queries(8):
        counting.get(StockCount.objects.get().get_absolute_url())
