"""Several orders of the list are assigned to one technician at once."""

import pytest
from django.contrib.messages import get_messages

from config.core.workflow import take_step
from serviceorders import services
from serviceorders.models import ServiceOrder

LIST = "/service-orders/"


@pytest.fixture
def orders(manager, cleo):
    """Three that nobody has."""
    return [
        services.open_order(by=manager, client=cleo, model=model, problem="Broken")
        for model in ("iPhone 13", "Pixel 8", "Galaxy S23")
    ]


@pytest.fixture
def at_the_desk(client, manager):
    client.force_login(manager)
    return client


def assign(client, orders, to, address=LIST):
    keys = [order.pk for order in orders]
    return client.post(address, {"orders": keys, "technician": getattr(to, "pk", to)})


def technicians(orders):
    return [ServiceOrder.objects.get(pk=order.pk).technician for order in orders]


def test_the_ticked_orders_are_with_the_technician(at_the_desk, orders, technician, manager):
    answer = assign(at_the_desk, orders[:2], technician, f"{LIST}?sort=due")
    assert (answer.status_code, answer.url) == (302, f"{LIST}?sort=due")
    assert technicians(orders) == [technician, technician, None]
    assert [str(message) for message in get_messages(answer.wsgi_request)] == [
        f"2 orders are now assigned to {technician}."
    ]
    line = orders[0].history.first()
    assert (line.action, line.note, line.by) == ("edited", "technician", manager)


def test_they_can_be_taken_back_from_everybody(at_the_desk, orders, technician, manager):
    services.assign(orders, to=technician, by=manager)
    assign(at_the_desk, orders[1:], "none")
    assert technicians(orders) == [technician, None, None]


def test_whoever_has_an_order_already_is_not_given_it_again(orders, technician, manager):
    services.assign(orders[:1], to=technician, by=manager)
    lines = orders[0].history.count()
    services.assign(orders, to=technician, by=manager)
    assert technicians(orders) == [technician] * 3
    assert orders[0].history.count() == lines


def test_a_closed_one_stops_them_all_and_the_ticks_stay(at_the_desk, orders, technician, manager):
    take_step(orders[1], "cancel", by=manager, note="Not worth it")
    answer = assign(at_the_desk, orders, technician, f"{LIST}?q=cleo")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert f"{orders[1].number} is closed. Leave it out, or reopen it." in page
    assert page.count("data-tick aria-label") == page.count(" checked>") == 3
    assert f'<option value="{technician.pk}" selected>' in page
    assert technicians(orders) == [None, None, None]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"technician": "none"}, "Tick the orders first."),
        ({"orders": "0", "technician": "none"}, "Tick the orders first."),
        ({"orders": "first"}, "Choose a technician."),
        ({"orders": "first", "technician": "0"}, "Select a valid choice."),
    ],
)
def test_what_is_missing_is_said(at_the_desk, orders, sent, said):
    if sent.get("orders") == "first":
        sent = sent | {"orders": orders[0].pk}
    answer = at_the_desk.post(LIST, sent)
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_whoever_edits_an_order_meanwhile_is_told(orders, technician, manager):
    seen = orders[0].version
    services.assign(orders, to=technician, by=manager)
    with pytest.raises(services.ChangedMeanwhile):
        services.change_order(orders[0], by=manager, seen_version=seen, imei="490154203237518")


def test_whoever_may_only_look_has_nothing_to_tick(client, reader, orders, technician):
    client.force_login(reader)
    assert "data-tick" not in client.get(LIST).content.decode().replace("data-ticks", "")
    assert assign(client, orders, technician).status_code == 403
    assert technicians(orders) == [None, None, None]
