"""What pickers missed waits for a manager, who finds it or writes it off."""

from decimal import Decimal

import pytest

from warehouse import services
from warehouse.models import Discrepancy
from warehouse.tests.shelves import lies, take


@pytest.fixture
def missed(stocked, make_order, picker, manager, tea):
    """Eight teas were asked for and five were there."""
    order = take(make_order(8), "confirm", "start_picking", by=manager)
    picking = take(order.current_lists.get(), "claim", by=picker)
    line = picking.lines.get(item__product=tea)
    services.report_short(picking, line, by=picker, found=Decimal(5), elsewhere=False)
    return Discrepancy.objects.get()


def settle(client, discrepancy, **typed):
    typed = {"outcome": "written_off", "note": "Mice", "once": "a"} | typed
    return client.post(f"/inventory/discrepancies/{discrepancy.pk}/settle/", typed)


@pytest.fixture
def deciding(client, manager):
    client.force_login(manager)
    return client


def test_the_list_says_what_is_missing_where_and_on_which_list(deciding, missed):
    page = deciding.get("/inventory/discrepancies/").content.decode()
    for words in ("TEA", "A-01", "Sam", missed.line.picking_list.number, "Settle"):
        assert words in page


def test_goods_written_off_leave_the_books(deciding, missed, tea):
    before = sum(lies(tea).values())
    assert settle(deciding, missed).status_code == 302
    assert sum(lies(tea).values()) == before - missed.missing
    missed.refresh_from_db()
    assert (missed.outcome, missed.note, missed.settled_by.username) == (
        "written_off", "Mice", "maya",
    )  # fmt: skip


def test_goods_found_stay_in_the_books(deciding, missed, tea):
    before = lies(tea)
    settle(deciding, missed, outcome="found")
    assert lies(tea) == before
    assert not Discrepancy.objects.filter(settled_at=None).exists()


def test_a_second_click_settles_nothing_twice(deciding, missed, tea):
    settle(deciding, missed)
    after = lies(tea)
    assert settle(deciding, missed).status_code == 302
    assert lies(tea) == after


def test_who_comes_second_is_told_who_settled_it(deciding, missed, tea):
    settle(deciding, missed)
    after = lies(tea)
    answer = settle(deciding, missed, once="b", outcome="found")
    assert answer.status_code == 422
    assert "Maya" in answer.content.decode()
    assert lies(tea) == after


@pytest.mark.parametrize(
    "typed", [{"outcome": ""}, {"outcome": "eaten"}, {"note": "x" * 301}, {"once": ""}]
)
def test_a_decision_that_is_none_changes_nothing(deciding, missed, typed):
    assert settle(deciding, missed, **typed).status_code == 422
    assert Discrepancy.objects.filter(settled_at=None).exists()


def test_a_picker_decides_nothing(client, picker, missed):
    client.force_login(picker)
    page = client.get("/inventory/discrepancies/").content.decode()
    assert "/settle/" not in page
    assert settle(client, missed).status_code == 403
    assert Discrepancy.objects.filter(settled_at=None).exists()


def test_open_ones_come_before_settled_ones(deciding, missed, manager):
    settle(deciding, missed, outcome="found")
    again = Discrepancy.objects.create(
        item=missed.item, warehouse=missed.warehouse, missing=1, by=manager
    )
    page = deciding.get("/inventory/discrepancies/").context["page"]
    assert [each.pk for each in page] == [again.pk, missed.pk]


def test_forty_cost_no_more_queries_than_two(
    deciding, shop, missed, manager, django_assert_max_num_queries
):
    def more(count):
        Discrepancy.objects.bulk_create(
            Discrepancy(
                item=missed.item,
                warehouse=missed.warehouse,
                missing=1,
                by=manager,
                line=missed.line,
            )
            for _number in range(count)
        )

    more(1)
    with django_assert_max_num_queries(6) as few:
        deciding.get("/inventory/discrepancies/")
    more(38)
    with django_assert_max_num_queries(6) as many:
        assert len(deciding.get("/inventory/discrepancies/").context["page"]) == 40
    assert len(few) == len(many)
