from datetime import UTC, datetime

import pytest
import time_machine

from config.core import plans
from config.core.models import ShopProfile, Submission
from config.core.models.shop import current_shop
from config.core.plans import Plan
from config.core.workflow import take_step
from serviceorders import services
from serviceorders.models import Client, ServiceOrder

TYPED = {
    "once": "f" * 32,
    "client-name": "Nora Vale",
    "client-email": "nora@example.org",
    "client-language": "en",
    "model": "Pixel 8",
    "problem": "Falls asleep while charging",
    "condition": "Scratched, no case",
}


@pytest.fixture
def shop():
    """Change the shop's settings."""

    def change(**settings):
        current_shop()
        ShopProfile.objects.update(**settings)

    return change


@pytest.fixture
def small_plus(shop, monkeypatch):
    """The plus plan with two orders a month instead of 500."""
    monkeypatch.setitem(plans.ORDERS_A_MONTH, Plan.PLUS, 2)
    shop(plan="plus")


def open_one(by, cleo):
    return services.open_order(by=by, client=cleo, model="iPhone", problem="Screen")


def test_the_plans_are_those_of_the_price_list():
    assert plans.ORDERS_A_MONTH == {
        "free": 0, "plus": 500, "pro": None, "max": None, "ultra": None,
    }  # fmt: skip


def test_the_free_plan_has_no_service_orders(shop, manager, cleo):
    shop(plan="free")
    with pytest.raises(services.OverPlan, match="not part of the Free plan"):
        open_one(manager, cleo)
    assert not ServiceOrder.objects.exists()


@pytest.mark.parametrize("plan", ["pro", "max", "ultra"])
def test_the_larger_plans_have_no_limit(shop, manager, cleo, plan):
    shop(plan=plan)
    for _ in range(3):
        open_one(manager, cleo)


def test_the_last_order_of_the_month_is_opened_and_the_next_is_not(small_plus, manager, cleo):
    open_one(manager, cleo)
    last = open_one(manager, cleo)
    with pytest.raises(services.OverPlan, match="allows 2 orders a month"):
        open_one(manager, cleo)
    assert ServiceOrder.objects.last() == last


def test_a_refused_order_takes_no_number(small_plus, manager, cleo, shop):
    open_one(manager, cleo)
    open_one(manager, cleo)
    with pytest.raises(services.OverPlan):
        open_one(manager, cleo)
    shop(plan="pro")
    assert open_one(manager, cleo).number_seq == 3


def test_the_month_is_the_shop_s_own(small_plus, shop, manager, cleo):
    shop(time_zone="Pacific/Auckland")
    with time_machine.travel(datetime(2026, 4, 30, 11, 30, tzinfo=UTC), tick=False):  # 23:30 there
        open_one(manager, cleo)
        open_one(manager, cleo)
        assert services.orders_this_month() == 2
        with pytest.raises(services.OverPlan):
            open_one(manager, cleo)
    with time_machine.travel(datetime(2026, 4, 30, 12, 30, tzinfo=UTC), tick=False):  # 00:30, May
        assert services.orders_this_month() == 0
        open_one(manager, cleo)
        assert services.orders_this_month() == 1
    with time_machine.travel(datetime(2026, 5, 31, 11, 59, tzinfo=UTC), tick=False):
        assert services.orders_this_month() == 1


def test_cancelled_orders_count_too(small_plus, manager, cleo):
    take_step(open_one(manager, cleo), "cancel", by=manager, note="x")
    assert services.orders_this_month() == 1


@pytest.mark.parametrize("plan", ["free", "plus"])
def test_nothing_typed_is_lost_when_the_plan_says_no(small_plus, shop, client, manager, cleo, plan):
    open_one(manager, cleo)
    open_one(manager, cleo)
    shop(plan=plan)
    client.force_login(manager)
    page = client.post("/service-orders/new/", TYPED)
    assert page.status_code == 422
    for typed in (
        "Pixel 8",
        "Falls asleep while charging",
        "Scratched, no case",
        "Nora Vale",
        "nora@example.org",
    ):
        assert typed in page.text
    assert "A manager can change the plan." in page.text
    assert ServiceOrder.objects.count() == 2
    assert not Client.objects.filter(name="Nora Vale").exists()
    assert not Submission.objects.exists()


def test_the_page_says_so_before_anything_is_typed(small_plus, client, manager, cleo):
    client.force_login(manager)
    assert "A manager can change the plan." not in client.get("/service-orders/new/").text
    open_one(manager, cleo)
    open_one(manager, cleo)
    assert "A manager can change the plan." in client.get("/service-orders/new/").text
