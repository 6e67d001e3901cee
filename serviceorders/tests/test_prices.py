from decimal import Decimal

import pytest

from config.core.models import Email, ShopProfile
from config.core.models.shop import current_shop
from config.core.workflow import take_step
from serviceorders import services
from serviceorders.models import PartUsed


def shop_with(**settings):
    current_shop()
    ShopProfile.objects.update(**settings)


@pytest.fixture
def costs(order, manager):
    """Write down costs and parts, given as (quantity, unit cost)."""

    def write(*parts, **fields):
        for quantity, unit_cost in parts:
            part = PartUsed(name="Part", quantity=Decimal(quantity), unit_cost=Decimal(unit_cost))
            services.save_part(order, by=manager, part=part)
        fields = {name: Decimal(value) for name, value in fields.items()}
        return services.change_order(order, by=manager, seen_version=1, **fields).prices

    return write


def test_a_part_costs_its_quantity_times_its_price(costs):
    assert costs(("3", "19.99")).parts == Decimal("59.97")


def test_each_line_is_rounded_half_up_and_the_lines_are_added(costs):
    prices = costs(("0.5", "0.01"), ("0.5", "0.01"), ("0.125", "0.04"))
    assert prices.parts == Decimal("0.03")  # the sum of the exact amounts would be 0.02


def test_the_price_is_parts_and_labour_while_nothing_else_is_agreed(costs):
    prices = costs(("2", "10.00"), labor_cost="45.50")
    assert (prices.total, prices.price, prices.adjustment) == (
        Decimal("65.50"), Decimal("65.50"), 0,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("agreed", "adjustment"), [("60.00", "-5.50"), ("70.00", "4.50"), ("0", "-65.50")]
)
def test_an_agreed_price_is_charged_and_the_difference_shown(costs, agreed, adjustment):
    prices = costs(("2", "10.00"), labor_cost="45.50", final_cost=agreed)
    assert (prices.total, prices.price) == (Decimal("65.50"), Decimal(agreed))
    assert prices.adjustment == Decimal(adjustment)
    assert prices.total + prices.adjustment == prices.price


@pytest.mark.parametrize(
    ("rate", "price", "tax"),
    [
        ("20", "120.00", "20.00"),
        ("19", "100.00", "15.97"),
        ("7.50", "9.99", "0.70"),
        ("21", "0.03", "0.01"),
        ("0", "120.00", "0"),
        ("100", "0.01", "0.01"),
    ],
)
def test_the_tax_is_contained_in_the_price(costs, rate, price, tax):
    shop_with(tax_rate=Decimal(rate))
    assert costs(final_cost=price).tax == Decimal(tax)


def test_what_was_paid_and_paid_back_leaves_what_is_due(costs, order, manager):
    for amount in ("50", "-20"):
        services.take_payment(order, by=manager, amount=Decimal(amount), method="cash")
    prices = costs(final_cost="100")
    assert (prices.paid, prices.due) == (Decimal(30), Decimal(70))


def test_a_price_above_or_below_the_estimate_is_told(costs):
    assert costs(estimated_cost="80", final_cost="95.50").above_estimate == Decimal("15.50")


def test_without_an_estimate_nothing_is_above_it(costs):
    assert costs(final_cost="95.50").above_estimate == 0


@pytest.mark.parametrize(
    ("currency", "parts", "tax"), [("JPY", "101", "17"), ("KWD", "100.500", "16.750")]
)
def test_amounts_have_the_decimals_of_the_shop_s_currency(costs, currency, parts, tax):
    shop_with(currency=currency, tax_rate=Decimal(20))
    prices = costs(("1.5", "67.00"))
    assert str(prices.parts) == parts
    assert str(prices.tax) == tax


def test_a_thousandth_of_a_dinar_is_kept(costs):
    shop_with(currency="KWD")
    assert costs(("3", "0.335")).parts == Decimal("1.005")


@pytest.fixture
def ready(order, manager):
    """The order with these costs, walked to where the client is told the price."""

    def walk(approved=True, **costs):
        first = services.change_order(
            order, by=manager, seen_version=1, diagnosis="Battery", estimated_cost=Decimal(100)
        )
        for step in ("request_approval", "approve") if approved else ():
            take_step(order, step, by=manager)
        if costs:
            services.change_order(order, by=manager, seen_version=first.version, **costs)
        for step in ("start_repair", "mark_ready"):
            found = take_step(order, step, by=manager)
        return found

    return walk


@pytest.mark.parametrize("approved", [True, False])
def test_where_no_cost_was_written_down_the_estimate_is_charged(ready, approved):
    order = ready(approved=approved)

    assert order.prices.price == Decimal(100)
    assert "The price is £100.00." in Email.objects.get(kind="order-ready").text
    assert order.history.filter(action="edited", note="Final cost: £100.00").exists()


def test_costs_that_were_written_down_are_charged_as_they_are(ready):
    order = ready(labor_cost=Decimal(30))

    assert (order.prices.price, order.final_cost) == (Decimal(30), None)


@pytest.mark.parametrize(("agreed", "due"), [(None, Decimal(-20)), (Decimal(15), Decimal(-5))])
def test_a_cancelled_order_costs_nothing_but_what_was_agreed(order, manager, agreed, due):
    services.save_part(order, by=manager, part=PartUsed(name="Screen", unit_cost=Decimal(50)))
    services.change_order(order, by=manager, seen_version=1, final_cost=agreed)
    services.take_payment(order, by=manager, amount=Decimal(20), method="cash")
    order = take_step(order, "cancel", by=manager, note="Not worth it")

    assert order.prices.due == due
