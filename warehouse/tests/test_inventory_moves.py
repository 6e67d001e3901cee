"""The ledger: every movement, the newest first."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from warehouse import services
from warehouse.models import Location, Posting, StockItem, StockMove
from warehouse.tests.shelves import completed, put, take


@pytest.fixture
def looking(client, manager):
    client.force_login(manager)
    return client


def told(response):
    """(sku, quantity, from, to, reason) of each row."""
    return [
        (
            move.product.sku,
            move.quantity,
            str(move.from_location or ""),
            str(move.to_location or ""),
            move.posting.reason,
        )
        for move in response.context["moves"]
    ]


def test_the_newest_movement_comes_first_and_says_from_where_to_where(
    looking, stocked, tea, manager
):
    item = StockItem.objects.get(product=tea)
    to = Location.objects.get(warehouse=stocked, code="B-01")
    services.transfer(item, Decimal(2), to=to, by=manager)

    page = looking.get("/inventory/moves/")

    assert told(page)[0] == ("TEA", 2, "A-01", "B-01", "transfer")
    text = page.content.decode()
    assert "A-01 → B-01" in text
    assert "into A-01" in text


def test_the_ledger_is_filtered(looking, stocked, tea, mug, manager):
    tea_moves = looking.get("/inventory/moves/", {"product": tea.pk})
    assert {row[0] for row in told(tea_moves)} == {"TEA"}
    at_b01 = looking.get("/inventory/moves/", {"location": "b-01"})
    assert told(at_b01) == [("MUG", 4, "", "B-01", "adjust")]
    assert len(told(looking.get("/inventory/moves/", {"reason": "adjust"}))) == 3
    assert told(looking.get("/inventory/moves/", {"reason": "pick"})) == []
    assert len(told(looking.get("/inventory/moves/", {"q": "blue"}))) == 2


def test_days_bound_the_ledger_on_both_sides(looking, stocked):
    today = timezone.localdate()
    tomorrow = today + timedelta(days=1)
    assert len(told(looking.get("/inventory/moves/", {"from": today, "to": today}))) == 3
    assert told(looking.get("/inventory/moves/", {"from": tomorrow})) == []
    assert told(looking.get("/inventory/moves/", {"to": today - timedelta(days=1)})) == []


def test_the_paper_of_a_movement_is_a_link(looking, stocked, make_order, manager):
    order = completed(make_order(2), by=manager)
    picking = order.current_lists.get()
    page = looking.get("/inventory/moves/", {"document": order.number.lower()})
    assert {row[4] for row in told(page)} == {"consume"}
    assert f'href="{order.get_absolute_url()}"' in page.content.decode()
    page = looking.get("/inventory/moves/", {"q": picking.number})
    assert {row[4] for row in told(page)} == {"pick"}
    assert f'href="{picking.get_absolute_url()}"' in page.content.decode()


def test_a_service_order_is_a_link_for_those_who_may_open_it(
    client, looking, picker, stocked, tea, manager
):
    held = services.reserve(tea, Decimal(1), warehouse=stocked, document="OS-2026-0007")
    services.issue(held, by=manager)
    link = '"/service-orders/OS-2026-0007/"'
    assert link in looking.get("/inventory/moves/").content.decode()
    client.force_login(picker)
    assert link not in client.get("/inventory/moves/").content.decode()


def test_a_number_that_is_no_paper_is_no_link(looking, stocked, tea, manager):
    services.adjust(
        location=Location.objects.get(warehouse=stocked, code="A-01"),
        product=tea,
        quantity=Decimal(1),
        by=manager,
        document="PR-odd/../x",
    )
    page = looking.get("/inventory/moves/")
    assert page.status_code == 200
    assert "PR-odd/../x</td>" in page.content.decode().replace("\n", "")


def test_a_reversed_movement_is_marked(looking, stocked, make_order, manager):
    order = completed(make_order(2), by=manager)
    take(order, "reverse_completion", by=manager)
    page = looking.get("/inventory/moves/", {"document": order.number, "reason": "consume"})
    assert page.content.decode().count("was reversed") == len(told(page)) == 2


def test_another_warehouse_has_its_own_ledger(looking, stocked, elsewhere, tea, manager):
    put(tea, 5, "E-01", by=manager, warehouse="EAST")
    assert len(told(looking.get("/inventory/moves/"))) == 3


@pytest.fixture
def long_ledger(stocked, tea, manager):
    place = Location.objects.get(warehouse=stocked, code="A-01")
    posting = Posting.open("adjust", by=manager)
    StockMove.objects.bulk_create(
        StockMove(posting=posting, warehouse=stocked, product=tea, quantity=1, to_location=place)
        for _number in range(120)
    )


def test_pages_go_on_where_the_one_before_ended(looking, long_ledger):
    seen, address = [], "/inventory/moves/"
    while True:
        page = looking.get(address)
        seen += [move.pk for move in page.context["moves"]]
        if not page.context["older"]:
            break
        address = f"/inventory/moves/?before={page.context['older']}"
    assert seen == sorted(StockMove.objects.values_list("pk", flat=True), reverse=True)


def test_a_page_of_the_ledger_counts_nothing(
    looking, shop, long_ledger, django_assert_max_num_queries
):
    with django_assert_max_num_queries(6) as queries:
        assert len(looking.get("/inventory/moves/").context["moves"]) == 50
    assert not [query for query in queries if "COUNT(" in query["sql"]]


def test_the_export_is_what_is_filtered(looking, stocked):
    answer = looking.get("/inventory/moves/export.csv", {"q": "tea"})
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert len(lines) == 2
    assert '"TEA","Tea, 100 g","","12","pcs","","A-01","Adjusted"' in lines[1]
