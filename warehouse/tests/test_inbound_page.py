"""The page of one inbound order, and its steps."""

from decimal import Decimal

import pytest

from warehouse import services
from warehouse.models import InboundLine, InboundOrder
from warehouse.tests.shelves import completed, level, lies, take


@pytest.fixture
def expect(house, merchant, manager):
    def make(*goods, **fields):
        return services.open_inbound(
            by=manager,
            warehouse=house,
            merchant=merchant,
            lines=[InboundLine(product=each, expected=Decimal(n)) for each, n in goods],
            **fields,
        )

    return make


def page_of(client, inbound):
    return client.get(f"/inbound/{inbound.number}/")


def step(client, inbound, name, **said):
    return client.post(f"/inbound/{inbound.number}/steps/{name}/", said)


def test_the_page_offers_what_can_be_done_now(client, picker, expect, tea):
    inbound = expect((tea, 12))
    client.force_login(picker)
    page = page_of(client, inbound).text
    assert f'href="/inbound/{inbound.number}/receive/"' in page
    assert f'href="/inbound/{inbound.number}/edit/"' in page
    assert "Receive all" in page
    assert f'href="/inbound/{inbound.number}/put-away/"' not in page

    take(inbound, "receive", by=picker)
    page = page_of(client, inbound).text
    assert f'href="/inbound/{inbound.number}/put-away/"' in page
    assert "Put all away" in page
    assert f'href="/inbound/{inbound.number}/edit/"' not in page


def test_readers_are_offered_nothing(client, reader, expect, tea):
    inbound = expect((tea, 12))
    client.force_login(reader)
    page = page_of(client, inbound).text
    assert "/steps/" not in page
    assert "/receive/" not in page


def test_receive_all_and_put_all_away_are_two_presses(client, picker, expect, tea, mug):
    inbound = expect((tea, 12), (mug, 4))
    client.force_login(picker)
    step(client, inbound, "receive", seen="expected")
    assert (lies(tea), lies(mug)) == ({"DOCK": 12}, {"DOCK": 4})
    step(client, inbound, "put_away", seen="received")
    assert lies(tea) == {"A-01": 12}
    assert InboundOrder.objects.get().status == "stored"


def test_a_second_press_changes_nothing_and_says_why(client, picker, expect, tea):
    inbound = expect((tea, 12))
    client.force_login(picker)
    step(client, inbound, "receive", seen="expected")
    answer = client.post(
        f"/inbound/{inbound.number}/steps/receive/", {"seen": "expected"}, follow=True
    )
    assert "was moved to Received by Sam Ellery" in answer.text
    assert level(tea) == (12, 0)


def test_an_unknown_step_is_not_found(client, picker, expect, tea):
    client.force_login(picker)
    assert step(client, expect((tea, 12)), "delete").status_code == 404


def test_a_step_takes_no_goods_from_the_address(client, picker, expect, tea):
    inbound = expect((tea, 12))
    client.force_login(picker)
    step(client, inbound, "receive", goods="99", nothing_more="on", more_came="on")
    assert level(tea) == (12, 0)


def test_a_note_stands_in_the_history(client, picker, expect, tea):
    inbound = expect((tea, 12))
    client.force_login(picker)
    step(client, inbound, "cancel", note="The supplier closed.")
    page = page_of(client, inbound).text
    assert "The supplier closed." in page
    assert step(client, expect((tea, 1)), "cancel", note="x" * 4001).status_code == 302


def test_receipts_say_what_came_when_by_whom_and_where_to(client, picker, expect, make_product):
    lamp = make_product("LAMP", name="Lamp", lot_tracked=True)
    inbound = take(expect((lamp, 3)), "receive", by=picker)
    client.force_login(picker)
    page = page_of(client, inbound).text
    assert "Sam E." in page
    assert "DOCK" in page
    assert f'href="/inventory/lots/{lamp.lots.get().pk}/"' in page
    assert f"/inventory/moves/?document={inbound.number}" in page


def test_finished_goods_show_their_production_order_and_its_reversal(
    client, stocked, make_order, manager
):
    order = completed(make_order(2), by=manager)
    inbound = order.inbounds.get()
    client.force_login(manager)
    assert f'href="/production/{order.number}/"' in page_of(client, inbound).text
    take(inbound, "receive", by=manager)
    take(order, "reverse_completion", by=manager)
    page = page_of(client, inbound).text
    assert "This inbound order was reversed." in page
    assert "/put-away/" not in page


def test_the_merchant_is_not_shown_where_there_is_one(client, picker, expect, tea):
    inbound = expect((tea, 12))
    client.force_login(picker)
    assert "Merchant" not in page_of(client, inbound).text


def test_more_lines_take_no_more_queries(
    client, picker, expect, make_product, django_assert_max_num_queries
):
    products = [make_product(f"P-{number}") for number in range(40)]
    few = take(expect(*[(each, 3) for each in products[:2]]), "receive", by=picker)
    many = take(expect(*[(each, 3) for each in products]), "receive", by=picker)
    client.force_login(picker)
    page_of(client, few)
    with django_assert_max_num_queries(8) as with_two:
        page_of(client, few)
    with django_assert_max_num_queries(8) as with_forty:
        page_of(client, many)
    assert len(with_two) == len(with_forty)


def test_the_panel_alone_answers_htmx(client, picker, expect, tea):
    inbound = expect((tea, 12))
    client.force_login(picker)
    answer = client.get(f"/inbound/{inbound.number}/", headers={"HX-Request": "true"})
    assert answer.text.lstrip().startswith('<div id="panel"')


@pytest.mark.parametrize("number", ["IN-2026-9999", "IN-2026-0", "PR-2026-0001", "IN-x"])
def test_an_order_that_does_not_exist_is_not_found(client, picker, number):
    client.force_login(picker)
    assert client.get(f"/inbound/{number}/").status_code == 404
