"""Lists show the price that the order's page shows."""

import csv
import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from config.core.models import ShopProfile
from config.core.models.shop import current_shop
from config.core.workflow import take_step
from serviceorders import services
from serviceorders.models import PartUsed, ServiceOrder

LINES = [("3", "19.99"), ("0.5", "0.01"), ("0.5", "0.01"), ("0.125", "0.04")]


@pytest.fixture
def at_the_desk(client, manager):
    client.force_login(manager)
    return client


@pytest.fixture
def made(manager, cleo):
    """An order with these lines and costs that has gone through these steps."""

    def make(*steps, lines=LINES, **costs):
        order = services.open_order(by=manager, client=cleo, model="Pixel", problem="x", **costs)
        for quantity, unit_cost in lines:
            part = PartUsed(name="Part", quantity=Decimal(quantity), unit_cost=Decimal(unit_cost))
            services.save_part(order, by=manager, part=part)
        for step in steps:
            order = take_step(order, step, by=manager)
        return order

    return make


READY = ("start_repair", "mark_ready")


def listed(order):
    return ServiceOrder.objects.with_price().get(pk=order.pk)


def test_from_ready_on_a_list_shows_labour_and_parts_each_line_rounded(made):
    order = made(*READY, labor_cost=Decimal("45.50"), estimated_cost=Decimal(80))
    assert listed(order).charged == order.prices.price == Decimal("105.50")


@pytest.mark.parametrize(
    ("currency", "price"), [("JPY", "106"), ("EUR", "105.50"), ("KWD", "105.485")]
)
def test_a_list_rounds_as_the_currency_of_the_shop_does(made, currency, price):
    order = made(*READY, labor_cost=Decimal("45.50"))
    current_shop()
    ShopProfile.objects.update(currency=currency)
    assert str(listed(order).charged) == str(listed(order).prices.price) == price


def test_no_cent_is_lost_in_a_sum_of_thousands(made):
    order = made(*READY)
    PartUsed.objects.bulk_create(
        PartUsed(order=order, name="x", quantity=Decimal(n) / 1000, unit_cost=Decimal("1234567.89"))
        for n in range(1, 1500)
    )
    assert listed(order).charged == listed(order).prices.price


def test_the_dearest_line_there_can_be_breaks_no_list(made):
    order = made(*READY, lines=[("9999999.999", "99999999999.999")])
    assert listed(order).charged > 10**17


def test_an_order_without_parts_costs_its_labour(made):
    assert listed(made(*READY, lines=[], labor_cost=Decimal(30))).charged == 30


def test_before_that_a_list_shows_the_estimate_or_nothing(made):
    assert listed(made("start_repair", estimated_cost=Decimal(80))).charged == 80
    assert listed(made("start_repair", labor_cost=Decimal(5))).charged is None


def test_an_agreed_price_is_shown_whatever_parts_and_labour_come_to(made):
    order = made(*READY, final_cost=Decimal(60), estimated_cost=Decimal(80))
    assert listed(order).charged == order.prices.price == 60


def test_the_list_and_the_client_s_page_show_it(at_the_desk, made, cleo):
    order = made(*READY, labor_cost=Decimal("45.50"), estimated_cost=Decimal(80))
    for address in ("/service-orders/", cleo.get_absolute_url(), order.get_absolute_url()):
        assert "105.50" in at_the_desk.get(address).text, address


@pytest.mark.parametrize("number", [1, 3])
def test_the_prices_cost_the_list_no_further_statement(
    at_the_desk, made, number, django_assert_max_num_queries
):
    for _order in range(number):
        made(*READY)
    with django_assert_max_num_queries(6):
        at_the_desk.get("/service-orders/")


def exported(client, asked="?closed=only"):
    answer = client.get(f"/service-orders/export.csv{asked}")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_export_says_what_it_costs_what_was_paid_and_how_long_it_is_in_warranty(
    at_the_desk, made, manager
):
    order = made(*READY, "complete", labor_cost=Decimal("45.50"))
    for amount in ("50.10", "-20.05", "0.10"):
        services.take_payment(order, by=manager, amount=Decimal(amount), method="cash")
    (row,) = exported(at_the_desk)
    amounts = [Decimal(row[name]) for name in ("Labour", "Price", "Paid", "To pay")]
    assert amounts == [Decimal("45.5"), Decimal("105.50"), Decimal("30.15"), Decimal("75.35")]
    assert row["Closed"] == f"{timezone.localtime(order.closed_at):%Y-%m-%d %H:%M}"
    until = timezone.localtime(order.closed_at).date() + timedelta(days=90)
    assert row["Warranty until"] == f"{until:%Y-%m-%d}"


def test_what_came_to_nothing_costs_nothing(at_the_desk, made, manager):
    order = take_step(made(estimated_cost=Decimal(80)), "cancel", by=manager, note="x")
    assert listed(order).charged == order.prices.price == 0
    (row,) = exported(at_the_desk)
    assert (Decimal(row["Price"]), Decimal(row["To pay"]), row["Warranty until"]) == (0, 0, "")


def test_the_export_leaves_open_what_nobody_knows_yet(at_the_desk, made):
    made()
    (row,) = exported(at_the_desk, "")
    assert (row["Price"], row["To pay"], row["Closed"]) == ("", "", "")


@pytest.mark.parametrize("number", [1, 3])
def test_the_export_asks_as_often_for_many_as_for_one(
    at_the_desk, made, number, django_assert_max_num_queries
):
    for _order in range(number):
        made(*READY, "complete")
    with django_assert_max_num_queries(8):
        assert len(exported(at_the_desk)) == number
