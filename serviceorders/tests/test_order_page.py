from decimal import Decimal

import pytest

from config.core.workflow import take_step
from serviceorders import services
from serviceorders.models import PartUsed


def test_every_page_of_an_order_opens(client, manager, order):
    client.force_login(manager)
    base = order.get_absolute_url()
    services.save_part(order, by=manager, part=PartUsed(name="Screen", unit_cost=72))
    for url in [
        "/service-orders/",
        "/service-orders/board/",
        "/service-orders/export.csv",
        base,
        base + "panel/",
        base + "edit/device/",
        base + "edit/costing/",
        base + "edit/work/",
        base + "edit/notes/",
        base + "parts/",
        base + "photos/",
        base + "notes/",
        base + "payments/",
        base + "print/",
        base + "print/?kind=intake",
        base + "print/?kind=label",
    ]:
        for headers in ({}, {"HX-Request": "true"}):
            response = client.get(url, headers=headers)
            assert response.status_code == 200, url


def test_its_queries_do_not_depend_on_how_much_there_is(
    client, manager, order, django_assert_max_num_queries
):
    client.force_login(manager)
    with django_assert_max_num_queries(8):
        client.get(order.get_absolute_url())
    with django_assert_max_num_queries(6):
        client.get("/service-orders/")


@pytest.mark.parametrize(
    ("before", "now", "is_same"),
    [
        ({"serial": "C39-x7"}, {"serial": "c39-X7"}, True),
        ({"serial": "C39-x7"}, {"serial": "C39_X7"}, False),
        ({"imei": "490154203237518"}, {"imei": "490154203237518"}, True),
        ({}, {}, False),
    ],
)
def test_a_device_that_was_here_before_is_known_on_its_page_and_at_intake(
    client, manager, cleo, before, now, is_same
):
    client.force_login(manager)
    device = {"by": manager, "client": cleo, "model": "Pixel", "problem": "x"}
    earlier = services.open_order(**device, **before)
    order = services.open_order(**device, **now)
    page = client.get(order.get_absolute_url())
    intake = client.get("/service-orders/new/seen-before/", now)
    assert page.context["order"].seen_before == (earlier.number if is_same else None)
    assert (earlier.number in intake.text) == is_same


@pytest.mark.parametrize(("paid", "asks"), [(0, True), (100, False)])
def test_before_a_device_is_handed_over_unpaid_that_is_asked_about(
    client, manager, order, paid, asks
):
    services.change_order(order, by=manager, seen_version=1, final_cost=Decimal(100))
    for step in ("start_repair", "mark_ready"):
        take_step(order, step, by=manager)
    if paid:
        services.take_payment(order, by=manager, amount=Decimal(paid), method="cash")
    client.force_login(manager)
    page = client.get(order.get_absolute_url()).text

    assert ("£100.00 is not paid yet. Hand the device over all the same?" in page) is asks
