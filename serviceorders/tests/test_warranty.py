from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine

from config.core.models import ShopProfile
from config.core.models.shop import current_shop
from config.core.workflow import take_step
from serviceorders import services
from serviceorders.models import ServiceOrder


def at(*moment):
    return time_machine.travel(datetime(*moment, tzinfo=UTC), tick=False)


@pytest.fixture
def handed_over(order, manager):
    """The order, completed on the evening of 31 January in London."""

    def complete(days=90):
        done = services.change_order(order, by=manager, seen_version=1, warranty_days=days)
        for step in ("start_repair", "mark_ready"):
            done = take_step(done, step, by=manager)
        with at(2026, 1, 31, 18, 0):
            return take_step(done, "complete", by=manager)

    return complete


def test_an_order_has_the_shop_s_warranty_unless_it_has_its_own(order, manager, cleo):
    ShopProfile.objects.update(warranty_days=30)
    own = {"by": manager, "client": cleo, "model": "iPhone", "problem": "x"}
    assert order.warranty_days == 90
    assert services.open_order(**own).warranty_days == 30
    assert services.open_order(**own, warranty_days=7).warranty_days == 7


def test_the_warranty_runs_for_its_days_from_completion(handed_over):
    done = handed_over(28)
    assert done.warranty_until == date(2026, 2, 28)
    with at(2026, 2, 28, 23, 59):
        assert done.in_warranty
    with at(2026, 3, 1, 0, 0):
        assert not done.in_warranty


def test_the_days_are_those_of_the_shop_s_calendar(handed_over):
    current_shop()
    ShopProfile.objects.update(time_zone="Pacific/Auckland")
    done = handed_over(1)  # 1 February there
    assert done.warranty_until == date(2026, 2, 2)
    with at(2026, 2, 2, 10, 59):
        assert done.in_warranty
    with at(2026, 2, 2, 11, 0):
        assert not done.in_warranty


def test_no_days_are_no_warranty(handed_over):
    done = handed_over(0)
    assert done.warranty_until is None
    assert not done.in_warranty


def test_an_order_that_is_not_completed_has_no_warranty(order, manager):
    assert order.warranty_until is None
    assert take_step(order, "cancel", by=manager, note="x").warranty_until is None


def test_a_reopened_order_has_no_warranty(handed_over, manager):
    assert take_step(handed_over(), "reopen", by=manager, note="x").warranty_until is None


def test_a_warranty_return_is_linked_and_costs_nothing_at_first(handed_over, manager, cleo):
    done = handed_over()
    again = services.open_order(
        by=manager, client=cleo, model="iPhone 13", problem="Same again", returns=done,
        labor_cost=Decimal(40),
    )  # fmt: skip
    assert again.returns == done
    assert list(done.warranty_returns.all()) == [again]
    assert again.prices.price == 0
    assert again.prices.adjustment == -40
    assert again.history.get(action="opened").note == f"Warranty return of {done}"


def test_a_warranty_return_begins_on_its_page_with_the_same_device(client, handed_over, manager):
    done = handed_over()
    client.force_login(manager)
    page = client.get(f"/service-orders/new/?returns={done}")
    assert "iPhone 13" in page.text
    page = client.post(
        f"/service-orders/new/?returns={done}",
        {
            "once": "a" * 32,
            "client-client": done.client_id,
            "model": "iPhone 13",
            "problem": "Again",
        },
    )
    assert page.status_code == 302
    assert ServiceOrder.objects.get(returns=done).final_cost == 0
