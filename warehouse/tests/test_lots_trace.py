"""From a material to what was made of it, and back."""

from decimal import Decimal

import pytest

from warehouse import services
from warehouse.models import Lot
from warehouse.services.lots import trace
from warehouse.tests.shelves import completed, put, take


@pytest.fixture
def make_lot_product(make_product):
    return lambda sku: make_product(sku, lot_tracked=True)


@pytest.fixture
def chain(house, make_lot_product, make_product, make_order, manager):
    """Leaves of lot L1 are mixed into a blend, the blend is bagged, the bags go into a set: three orders."""
    leaf, herb, blend, bag, box = (
        make_lot_product(sku) for sku in ("LEAF", "HERB", "BLEND", "BAG", "BOX")
    )
    put(leaf, 10, "A-01", by=manager, lot="L1")
    put(herb, 10, "A-01", by=manager, lot="H1")
    string = make_product("STRING")
    put(string, 10, "A-01", by=manager)

    def produce(name, materials, output, quantity):
        order = make_order(
            name=name,
            materials=[(product, Decimal(amount)) for product, amount in materials],
            outputs=[(output, Decimal(quantity))],
        )
        order = completed(order, by=manager)
        take(order.inbounds.get(), "receive", "put_away", by=manager)
        return order

    return [
        produce("Mix", [(leaf, 6), (herb, 2)], blend, 8),
        produce("Bag", [(blend, 5), (string, 5)], bag, 5),
        produce("Box", [(bag, 2)], box, 1),
    ]


def lot(sku):
    return Lot.objects.get(product__sku=sku)


def told(papers):
    """The tree as nested tuples: (number, quantity, [(sku, quantity, …)])."""
    return [
        (
            paper.number,
            paper.quantity,
            [(goods.sku, goods.quantity, told(goods.papers)) for goods in paper.goods],
        )
        for paper in papers
    ]


def test_a_material_leads_to_everything_made_of_it(chain):
    mix, bag, box = (order.number for order in chain)
    after, before = trace(lot("LEAF"))
    assert before == []
    assert told(after) == [
        (mix, 6, [("BLEND", 8, [(bag, 5, [("BAG", 5, [(box, 2, [("BOX", 1, [])])])])])])
    ]


def test_finished_goods_lead_back_to_every_material(chain):
    mix, bag, box = (order.number for order in chain)
    after, before = trace(lot("BOX"))
    assert after == []
    materials = [("HERB", 2, []), ("LEAF", 6, [])]
    assert told(before) == [
        (box, 1, [("BAG", 2, [(bag, 5, [("BLEND", 5, [(mix, 8, materials)]), ("STRING", 5, [])])])])
    ]


def test_a_lot_in_the_middle_leads_both_ways(chain):
    after, before = trace(lot("BLEND"))
    assert [paper.number for paper in after] == [chain[1].number]
    assert [paper.number for paper in before] == [chain[0].number]


def test_what_was_reversed_is_left_out(chain, manager):
    take(chain[2], "reverse_completion", by=manager)
    after, _before = trace(lot("BAG"))
    assert after == []
    assert "BOX" not in str(told(trace(lot("LEAF"))[0]))


def test_an_order_completed_again_counts_once(chain, manager):
    order = take(chain[2], "reverse_completion", by=manager)
    order = completed(order, by=manager)
    inbound = order.inbounds.get(reversed_at=None)
    take(inbound, "receive", "put_away", by=manager)
    ((number, quantity, goods),) = told(trace(lot("BAG"))[0])
    assert (number, quantity, goods) == (order.number, 2, [("BOX", 1, [])])


def test_a_repair_that_took_the_goods_is_named(chain, house, manager):
    held = services.reserve(
        lot("BAG").product, Decimal(1), warehouse=house, document="OS-2026-0007"
    )
    services.issue(held, by=manager)
    text = str(told(trace(lot("LEAF"))[0]))
    assert "('OS-2026-0007', Decimal('1'), [])" in text.replace("1.0000", "1")
    services.give_back(held, by=manager)
    assert "OS-2026-0007" not in str(told(trace(lot("LEAF"))[0]))


def test_goods_that_turn_in_a_circle_end(house, make_lot_product, make_order, manager):
    """A set is put together and taken apart again, into the same lots."""
    part, whole = make_lot_product("PART"), make_lot_product("WHOLE")
    put(part, 4, "A-01", by=manager, lot="P")
    for materials, outputs in (((part, 4), (whole, 1)), ((whole, 1), (part, 4))):
        order = make_order(
            materials=[(materials[0], Decimal(materials[1]))],
            outputs=[(outputs[0], Decimal(outputs[1]))],
        )
        order = completed(order, by=manager)
        line = order.inbounds.get().lines.get()
        line.lot_code = "P" if outputs[0] == part else "W"
        line.save()
        take(order.inbounds.get(), "receive", by=manager)
    after, _before = trace(Lot.objects.get(code="P"))
    (back,) = after[0].goods[0].papers[0].goods
    assert (back.sku, back.seen_above, back.papers) == ("PART", True, [])


# The pages


@pytest.fixture
def looking(client, picker):
    client.force_login(picker)
    return client


def test_the_page_of_a_lot_shows_the_trees_and_where_it_lies(looking, chain):
    page = looking.get(f"/inventory/lots/{lot('BLEND').pk}/").content.decode()
    for words in ("A-01", chain[0].get_absolute_url(), chain[1].get_absolute_url(), "BOX", "LEAF"):
        assert words in page
    assert f"/inventory/lots/{lot('BOX').pk}/" in page


def test_a_long_trace_costs_no_more_queries(
    looking, shop, chain, make_order, manager, django_assert_max_num_queries
):
    address = f"/inventory/lots/{lot('LEAF').pk}/"
    with django_assert_max_num_queries(8) as short:
        looking.get(address)
    for _number in range(3):
        completed(make_order(materials=[(lot("LEAF").product, Decimal(1))]), by=manager)
    with django_assert_max_num_queries(8) as long:
        assert len(looking.get(address).context["after"]) == 4
    assert len(short) == len(long)


def test_a_lot_nobody_has_is_not_found(looking, house):
    assert looking.get("/inventory/lots/999999/").status_code == 404


def test_lots_that_expire_are_marked_and_come_first(looking, house, make_lot_product, manager):
    from datetime import timedelta

    from django.utils import timezone

    milk, today = make_lot_product("MILK"), timezone.localdate()
    for code, days in (("NEVER", None), ("OLD", -1), ("SOON", 10), ("LATER", 90)):
        day = today + timedelta(days=days) if days else None
        put(milk, 1, "A-01", by=manager, lot=code, expires_on=day)

    def codes(**asked):
        return [each.code for each in looking.get("/inventory/lots/", asked).context["page"]]

    assert codes() == ["OLD", "SOON", "LATER", "NEVER"]
    assert codes(state="expired") == ["OLD"]
    assert codes(state="soon") == ["SOON"]
    page = looking.get("/inventory/lots/").content.decode()
    assert page.count("expired</span>") == page.count("soon</span>") == 1


def test_lots_that_are_used_up_are_shown_when_asked_for(looking, chain):
    assert not looking.get("/inventory/lots/", {"q": "nothing"}).context["page"].object_list
    herb = lot("HERB")
    services.adjust(
        location=herb.items.first().location, product=herb.product, lot=herb,
        quantity=Decimal(-8), by=chain[0].history.first().by,
    )  # fmt: skip
    assert "HERB" not in str(
        [each.product.sku for each in looking.get("/inventory/lots/").context["page"]]
    )
    gone = looking.get("/inventory/lots/", {"gone": "1", "q": "H1"}).context["page"]
    assert [(each.code, each.quantity) for each in gone] == [("H1", 0)]


def test_a_stranger_sees_no_lot(client, stranger, chain):
    client.force_login(stranger)
    assert client.get(f"/inventory/lots/{lot('LEAF').pk}/").status_code == 403
