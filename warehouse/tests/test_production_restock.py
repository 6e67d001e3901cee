"""Stock arrives: the orders that waited for it are allocated by one click."""

import pytest
from django.template.loader import render_to_string

from warehouse import services
from warehouse.models import ProductionOrder
from warehouse.states import Status
from warehouse.tests.shelves import put, take


@pytest.fixture
def waiting(stocked, make_order, manager):
    """Three orders of eleven sets: one mug short each, and four mugs would do for one of them."""
    return [take(make_order(11), "confirm", by=manager) for _each in range(3)]


def status_of(order):
    return ProductionOrder.objects.get(pk=order.pk).status


def test_one_click_allocates_the_oldest_first_and_names_it(client, manager, waiting, mug, stocked):
    put(mug, 4, "A-01", by=manager)
    client.force_login(manager)
    response = client.post("/production/allocate/", {"next": "/inbound/"})
    assert response["Location"] == "/inbound/"
    assert [status_of(order) for order in waiting] == [
        Status.ALLOCATED, Status.OUT_OF_STOCK, Status.OUT_OF_STOCK,
    ]  # fmt: skip
    said = [str(message) for message in client.get("/production/").context["messages"]]
    assert said == [f"{waiting[0].number} is allocated: its materials are reserved."]


def test_where_nothing_can_be_allocated_it_says_so(client, manager, waiting):
    client.force_login(manager)
    page = client.post("/production/allocate/", follow=True)
    assert page.request["PATH_INFO"] == "/production/shortages/"
    assert "No order can be allocated" in page.content.decode()


def test_it_never_leads_to_another_site(client, manager, stocked):
    client.force_login(manager)
    for address in ("//evil.example/", "https://evil.example/", "javascript:alert(1)"):
        response = client.post("/production/allocate/", {"next": address})
        assert response["Location"] == "/production/shortages/"


def test_who_may_not_produce_may_not_allocate(client, technician, waiting):
    client.force_login(technician)
    assert client.post("/production/allocate/").status_code == 403


def test_the_banner_names_the_orders_and_their_warehouse(rf, manager, waiting, mug, tea, stocked):
    put(mug, 24, "A-01", by=manager)
    put(tea, 24, "A-01", by=manager)
    restock = services.could_be_allocated(stocked)
    request = rf.get("/inbound/IN-2026-0001/")
    request.user, request.htmx = manager, None
    banner = render_to_string("warehouse/_restock.html", {"restock": restock}, request)
    assert "3 orders that were out of stock can be allocated now." in banner
    assert all(order.number in banner for order in waiting)
    assert f'name="warehouse" value="{stocked.pk}"' in banner
    assert 'name="next" value="/inbound/IN-2026-0001/"' in banner


def test_there_is_no_banner_where_nothing_waits_or_for_those_who_may_not(rf, manager, reader):
    for user, restock in ((manager, []), (reader, [ProductionOrder(number="PR-2026-0001")])):
        request = rf.get("/inbound/")
        request.user, request.htmx = user, None
        text = render_to_string("warehouse/_restock.html", {"restock": restock}, request)
        assert "<form" not in text
