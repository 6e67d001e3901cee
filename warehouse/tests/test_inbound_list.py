"""The list of what is on its way to the warehouse the user works in."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from warehouse import services
from warehouse.models import InboundLine, Merchant
from warehouse.tests.shelves import completed, take

URL = "/inbound/"


@pytest.fixture
def expect(house, merchant, manager, tea):
    """``expect(supplier="Hill & Sons")`` is an inbound order of twelve teas."""

    def make(*products, warehouse=house, **fields):
        return services.open_inbound(
            by=manager,
            warehouse=warehouse,
            merchant=fields.pop("merchant", merchant),
            lines=[
                InboundLine(product=product, expected=Decimal(12)) for product in products or [tea]
            ],
            **fields,
        )

    return make


@pytest.fixture
def listed(client, picker):
    """The numbers that the list shows for an address: ``listed(status="received")``."""
    client.force_login(picker)

    def find(**asked):
        page = client.get(URL, asked)
        assert page.status_code == 200
        return {row.number for row in page.context["page"]}

    return find


def test_open_orders_are_listed_with_how_much_of_them_came(client, picker, expect, listed):
    waiting, closed = expect(supplier="Hill & Sons", reference="PO 77"), expect()
    take(closed, "cancel", by=picker)
    assert listed() == {waiting.number}
    page = client.get(URL).text
    assert "0 of 12" in page
    assert "Hill &amp; Sons" in page
    assert "PO 77" in page


def test_late_orders_are_marked(client, expect, listed):
    expect(expected_at=timezone.now() + timedelta(days=1))
    assert "late</span>" not in client.get(URL).text
    expect(expected_at=timezone.now() - timedelta(days=1))
    assert "late</span>" in client.get(URL).text


def test_finished_goods_name_their_production_order(client, stocked, make_order, manager, picker):
    order = completed(make_order(2), by=manager)
    client.force_login(picker)
    page = client.get(URL).text
    assert f'href="/production/{order.number}/"' in page


def test_several_statuses_may_be_chosen(listed, expect, picker):
    waiting, received, stored = expect(), expect(), expect()
    take(received, "receive", by=picker)
    take(stored, "receive", "put_away", by=picker)
    assert listed(status="received") == {received.number}
    assert listed(status=["expected", "stored"]) == {waiting.number, stored.number}
    assert listed(closed="only") == {stored.number}


def test_the_counts_say_how_many_there_are_of_each(client, picker, expect):
    take(expect(), "receive", by=picker)
    take(expect(), "cancel", by=picker)
    expect()
    client.force_login(picker)
    context = client.get(URL).context
    counts = {line["status"]: line["count"] for line in context["counts"]}
    assert counts == {"expected": 1, "receiving": 0, "received": 1}
    assert (context["open_count"], context["closed_count"]) == (2, 1)


def test_kinds_are_told_apart(listed, expect):
    bought, returned = expect(), expect(kind="return")
    assert listed(kind="return") == {returned.number}
    assert listed(kind="purchase") == {bought.number}


@pytest.mark.parametrize("words", ["hill", "PO 77", "MUG", "blue"])
def test_orders_are_found_by_supplier_reference_and_goods(listed, expect, mug, words):
    wanted = expect(mug, supplier="Hill & Sons", reference="PO 77")
    expect(supplier="Other")
    assert listed(q=words) == {wanted.number}


def test_a_number_is_found_whatever_its_status(listed, expect, picker):
    stored = take(expect(), "receive", "put_away", by=picker)
    expect()
    assert listed(q=stored.number) == {stored.number}


def test_the_merchant_is_asked_for_where_there_are_several(client, listed, expect, make_product):
    mine = expect()
    assert 'name="merchant"' not in client.get(URL).text
    acme = Merchant.objects.create(code="ACME", name="Acme")
    theirs = expect(make_product("THEIRS", merchant=acme), merchant=acme)
    assert 'name="merchant"' in client.get(URL).text
    assert listed(merchant=acme.pk) == {theirs.number}
    assert listed() == {mine.number, theirs.number}


def test_a_reversed_order_is_closed(client, stocked, make_order, manager, listed):
    order = completed(make_order(2), by=manager)
    inbound = order.inbounds.get()
    take(inbound, "receive", by=manager)
    take(order, "reverse_completion", by=manager)
    assert listed() == set()
    assert listed(closed="only") == {inbound.number}
    assert listed(status="received") == set()
    assert "Reversed" in client.get(URL, {"closed": "only"}).text


def test_only_the_warehouse_the_user_works_in_is_listed(listed, expect, elsewhere, picker):
    here, there = expect(), expect(warehouse=elsewhere)
    assert listed() == {here.number}
    services.choose_workplace(picker, elsewhere)
    assert listed() == {there.number}


@pytest.mark.parametrize(
    "asked",
    [
        {"status": "nothing"},
        {"kind": "x" * 3000},
        {"merchant": "9" * 400},
        {"merchant": "-1"},
        {"merchant": "1e5"},
        {"page": "-3"},
        {"page": "99999999999999999999"},
        {"q": "a" * 5000},
        {"q": "%\x00'\""},
        {"closed": "maybe"},
    ],
)
def test_nonsense_in_the_address_is_left_out(client, listed, expect, asked):
    expect()
    assert client.get(URL, asked).status_code == 200


def test_more_orders_take_no_more_queries(
    client, picker, expect, mug, django_assert_max_num_queries
):
    client.force_login(picker)
    expect(mug)
    client.get(URL)
    with django_assert_max_num_queries(6) as with_one:
        client.get(URL)
    for number in range(12):
        expect(supplier=f"Supplier {number}")
    with django_assert_max_num_queries(6) as with_many:
        client.get(URL)
    assert len(with_one) == len(with_many)


def test_the_list_alone_answers_htmx(client, picker, expect):
    client.force_login(picker)
    assert "<html" not in client.get(URL, headers={"HX-Request": "true"}).text


def test_an_empty_list_says_what_to_do(client, picker, reader, house):
    client.force_login(picker)
    assert 'href="/inbound/new/"' in client.get(URL).text
    client.force_login(reader)
    assert 'href="/inbound/new/"' not in client.get(URL).text


def test_somebody_without_a_role_sees_none(client, stranger):
    client.force_login(stranger)
    assert client.get(URL).status_code == 403
