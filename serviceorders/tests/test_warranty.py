from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine
from django.template.loader import render_to_string

from config.core.models import ShopProfile
from config.core.models.shop import current_shop
from config.core.workflow import take_step
from serviceorders import papers, services
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
    with at(2026, 2, 1):
        again = services.open_order(
            by=manager, client=cleo, model="iPhone 13", problem="Same again", returns=done,
            labor_cost=Decimal(40),
        )  # fmt: skip
    assert again.returns == done
    assert list(done.warranty_returns.all()) == [again]
    assert again.prices.price == 0
    assert again.prices.adjustment == -40
    assert again.history.get(action="opened").note == f"Warranty return of {done}"


@pytest.fixture
def at_the_desk(client, manager):
    with at(2026, 2, 1):
        client.force_login(manager)
        yield client


def test_a_warranty_return_begins_on_its_page_with_the_same_device(handed_over, at_the_desk):
    done = handed_over()
    page = at_the_desk.get(f"/service-orders/new/?returns={done}")
    assert "iPhone 13" in page.text
    page = at_the_desk.post(f"/service-orders/new/?returns={done}", again(done))
    assert page.status_code == 302
    assert ServiceOrder.objects.get(returns=done).final_cost == 0


def again(order):
    """The device of this order, back at the counter."""
    return {
        "once": "a" * 32, "client-client": order.client_id, "model": "iPhone 13", "problem": "Again",
    }  # fmt: skip


REFUSED = "is not in warranty: take the device in as a normal order."


@pytest.fixture(params=["never completed", "warranty over", "without warranty"])
def not_in_warranty(request, order, handed_over):
    if request.param == "never completed":
        return order
    return handed_over(1 if request.param == "warranty over" else 0)


def test_nothing_comes_back_at_no_charge_that_is_not_in_warranty(not_in_warranty, manager, cleo):
    with pytest.raises(services.Refused, match=f"{not_in_warranty} {REFUSED}"):
        services.open_order(
            by=manager, client=cleo, model="x", problem="x", returns=not_in_warranty
        )
    assert not ServiceOrder.objects.exclude(returns=None).exists()


def test_whoever_asks_for_it_gets_a_normal_intake_and_is_told_why(not_in_warranty, client, manager):
    client.force_login(manager)
    page = client.get(f"/service-orders/new/?returns={not_in_warranty}", follow=True)
    assert page.redirect_chain == [
        (f"/service-orders/new/?client={not_in_warranty.client_id}", 302)
    ]
    assert f"{not_in_warranty} {REFUSED}" in page.text
    assert "Warranty return" not in page.text
    assert "Cleo Marsh" in page.text


def test_a_warranty_that_ends_while_the_form_is_filled_in_loses_nothing_typed(
    not_in_warranty, client, manager
):
    client.force_login(manager)
    address = f"/service-orders/new/?returns={not_in_warranty}"
    page = client.post(address, again(not_in_warranty) | {"accessories": "A red case"})
    assert page.status_code == 422
    assert REFUSED in page.text
    assert "A red case" in page.text
    assert 'action="/service-orders/new/"' in page.text


def receipt(order):
    facts, _images = papers.facts_of(order, "receipt", language="en")
    return " ".join(
        render_to_string("serviceorders/pdf/receipt.html", facts | {"medium": "screen"}).split()
    )


WORDS = "90 days from completion, on the parts and labour above."


def test_a_receipt_before_the_handing_over_promises_the_warranty(order, manager):
    current_shop()
    ShopProfile.objects.update(warranty_text="Bring this receipt.")
    for step in ("start_repair", "mark_ready"):
        order = take_step(order, step, by=manager)
        paper = receipt(order)
        assert "<strong>Warranty</strong>" in paper
        assert WORDS in paper
        assert "Bring this receipt." in paper


def test_a_receipt_of_the_handing_over_says_until_when(handed_over):
    paper = receipt(handed_over())
    assert "<strong>Warranty until 1 May 2026</strong>" in paper
    assert WORDS in paper


def test_a_receipt_promises_nothing_for_a_job_that_was_not_done(order, manager):
    assert "Warranty" not in receipt(take_step(order, "cancel", by=manager, note="x"))


def test_a_receipt_promises_nothing_where_there_is_no_warranty(handed_over):
    assert "Warranty" not in receipt(handed_over(0))
