"""The parts of an order on its page: found by SKU or barcode, held, taken, given back, in place and without JavaScript."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import Group, Permission

from config.core import workflow
from config.core.models import User
from serviceorders import services
from serviceorders.models import PartUsed
from warehouse.models import Merchant, Product, Unit
from warehouse.tests.shelves import level, lies, put

HTMX = {"HX-Request": "true"}


@pytest.fixture
def make_product():
    """``make_product("BAT")`` is a product counted in pieces."""
    merchant, unit = Merchant.objects.get(code="OWN"), Unit.objects.get(code="pcs")

    def make(sku, **fields):
        fields = {"name": sku, "merchant": merchant, "unit": unit} | fields
        return Product.objects.create(sku=sku, **fields)

    return make


@pytest.fixture
def battery(make_product, manager):
    """Three of them lie on A-01."""
    product = make_product(
        "BAT-IP13", name="Battery iPhone 13", barcode="4006381333931", cost="9.50", price="45"
    )
    put(product, 3, "A-01", by=manager)
    return product


@pytest.fixture
def desk(client, technician):
    client.force_login(technician)
    return client


@pytest.fixture
def part(order, battery, technician):
    """Two batteries, reserved."""
    line = PartUsed(product=battery, name="Battery", quantity=Decimal(2), unit_cost=45)
    return services.save_part(order, by=technician, part=line)


def parts(order):
    return f"{order.get_absolute_url()}parts/"


def typed(**fields):
    return {"sku": "", "name": "", "quantity": "1", "unit_cost": ""} | fields


def press(desk, part, button):
    address = f"{parts(part.order)}{part.pk}/{button}/"
    return desk.post(address, headers=HTMX)


# Adding and changing


@pytest.mark.parametrize("code", ["BAT-IP13", "bat-ip13", "4006381333931"])
def test_a_code_is_enough_name_and_price_are_the_products(desk, order, battery, code):
    answer = desk.post(parts(order), typed(sku=code), headers=HTMX)

    part = order.parts.get()
    assert (part.product, part.name, part.unit_cost) == (battery, "Battery iPhone 13", 45)
    assert answer.status_code == 200
    assert "Reserved" in answer.text
    assert "2 more free" in answer.text
    assert level(battery) == (3, 1)


def test_what_is_typed_beside_the_code_is_kept(desk, order, battery):
    desk.post(parts(order), typed(sku="BAT-IP13", name="Battery, fitted", unit_cost="60"))
    part = order.parts.get()
    assert (part.name, part.unit_cost) == ("Battery, fitted", 60)


def test_a_product_without_a_price_costs_what_it_cost(desk, order, make_product, manager):
    put(make_product("GLUE", cost="1.20"), 1, "A-01", by=manager)
    desk.post(parts(order), typed(sku="GLUE"))
    assert order.parts.get().unit_cost == Decimal("1.20")


def test_too_much_is_refused_with_needed_and_free_and_stays_typed(desk, order, battery):
    answer = desk.post(parts(order), typed(sku="BAT-IP13", quantity="5", name="Mine"), headers=HTMX)

    assert answer.status_code == 422
    assert "BAT-IP13: needed 5, free 3, short by 2" in answer.text
    assert 'value="BAT-IP13"' in answer.text
    assert 'value="Mine"' in answer.text
    assert not order.parts.exists()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"sku": "NOTHING"}, "no active product “NOTHING”"),
        ({"sku": "BAT-IP13", "quantity": "1.5"}, "BAT-IP13 is counted in whole pieces"),
        ({"sku": "BAT-IP13", "quantity": "NaN"}, "Enter a number"),
        ({"sku": "BAT-IP13", "quantity": "0"}, "greater than or equal to"),
        ({"sku": "BAT-IP13", "unit_cost": "-1"}, "greater than or equal to"),
        ({"sku": "B" * 41}, "at most 40 characters"),
        ({"name": "Glue"}, "This field is required"),
        ({"unit_cost": "4"}, "This field is required"),
        ({}, "This field is required"),
    ],
)
def test_what_makes_no_sense_is_said_and_kept(desk, order, battery, wrong, said):
    answer = desk.post(parts(order), typed(**wrong))

    assert answer.status_code == 422
    assert said in answer.text
    assert not order.parts.exists()
    assert level(battery) == (3, 0)


def test_a_product_that_is_no_longer_offered_is_not_found_but_stays_on_its_line(
    desk, order, part, battery
):
    Product.objects.filter(pk=battery.pk).update(active=False)

    assert desk.post(parts(order), typed(sku="BAT-IP13")).status_code == 422
    line = typed(sku="BAT-IP13", name="Battery", unit_cost="50", quantity="2")
    assert desk.post(f"{parts(order)}{part.pk}/", line, headers=HTMX).status_code == 200
    assert order.parts.get().unit_cost == 50


def test_the_same_sku_of_two_merchants_is_told_apart_by_its_barcode(
    desk, order, battery, make_product
):
    make_product("BAT-IP13", merchant=Merchant.objects.create(code="ACME", name="Acme"))

    assert "Several merchants" in desk.post(parts(order), typed(sku="BAT-IP13")).text
    desk.post(parts(order), typed(sku="4006381333931"))
    assert order.parts.get().product == battery


def test_another_product_brings_its_own_name_and_price(desk, order, battery, make_product, manager):
    put(make_product("SCR", name="Screen", price="80"), 1, "A-01", by=manager)
    desk.post(parts(order), typed(sku="BAT-IP13"))
    line = order.parts.get()

    desk.post(
        f"{parts(order)}{line.pk}/",
        typed(sku="SCR", name="Battery iPhone 13", unit_cost="45.000"),
    )

    line = order.parts.get()
    assert (line.name, line.unit_cost) == ("Screen", 80)
    assert level(battery) == (3, 0)


def test_a_line_without_its_code_is_free_text_again(desk, order, part, battery):
    desk.post(f"{parts(order)}{part.pk}/", typed(name="Battery", unit_cost="45", quantity="2"))

    assert order.parts.get().product is None
    assert level(battery) == (3, 0)


def test_the_form_of_a_line_shows_its_code_and_searches_products(desk, part):
    page = desk.get(f"{parts(part.order)}{part.pk}/", headers=HTMX).text
    assert 'value="BAT-IP13"' in page
    assert 'hx-get="/products/search/"' in page
    assert '<datalist id="products">' in page


def test_who_sees_no_products_types_freely_and_leaves_the_product_as_it_is(
    client, order, part, battery
):
    counter = Group.objects.create(name="counter")
    counter.permissions.set(Permission.objects.filter(codename__in=["intake", "view_serviceorder"]))
    carl = User.objects.create_user("carl", "carl@example.org", "a-long-password")
    carl.groups.add(counter)
    client.force_login(carl)

    assert 'name="sku"' not in client.get(parts(order)).text
    line = typed(sku="BAT-IP13", name="Renamed", unit_cost="45", quantity="2")
    client.post(f"{parts(order)}{part.pk}/", line)

    assert (order.parts.get().name, order.parts.get().product) == ("Renamed", battery)


# The buttons


def test_a_reserved_part_is_taken_given_back_and_reserved_again_in_place(desk, part, battery):
    answer = press(desk, part, "take").text
    assert "Taken" in answer
    assert "Take from stock" not in answer
    assert lies(battery) == {"A-01": 1}

    answer = press(desk, part, "give-back").text
    assert "Given back" in answer
    assert "Reserve again" in answer
    assert lies(battery) == {"A-01": 3}

    assert "Take from stock" in press(desk, part, "reserve").text
    assert level(battery) == (3, 2)


def test_a_refusal_is_said_above_the_card_as_it_stands(desk, part, battery, manager):
    services.give_part_back(part.order, by=manager, part=part)
    put(battery, -2, "A-01", by=manager)

    answer = press(desk, part, "reserve")

    assert answer.status_code == 200
    assert "BAT-IP13: needed 2, free 1, short by 1" in answer.text
    assert "Reserve again" in answer.text


def test_without_htmx_a_button_leads_back_to_the_order(desk, part, battery):
    answer = desk.post(f"{parts(part.order)}{part.pk}/take/", follow=True)

    assert answer.redirect_chain == [(part.order.get_absolute_url(), 302)]
    assert "Taken" in answer.text
    assert lies(battery) == {"A-01": 1}


def test_a_closed_order_shows_where_its_parts_came_from_and_no_buttons(desk, part, technician):
    order = part.order
    for step in ("start_repair", "mark_ready", "complete"):
        order = workflow.take_step(order, step, by=technician)

    page = desk.get(order.get_absolute_url()).text
    assert "Taken" in page
    assert "Give back</button>" not in page


def test_a_part_of_another_order_is_not_found(desk, part, manager, cleo):
    other = services.open_order(by=manager, client=cleo, model="Pixel 8", problem="Dead")
    for button in ("take", "give-back", "reserve"):
        assert desk.post(f"{parts(other)}{part.pk}/{button}/").status_code == 404


def test_the_step_that_the_shelves_refuse_is_a_message_on_the_page(desk, part, technician, battery):
    services.give_part_back(part.order, by=technician, part=part)
    workflow.take_step(part.order, "start_repair", by=technician)

    answer = desk.post(f"{part.order.get_absolute_url()}steps/mark_ready/", follow=True)

    assert "BAT-IP13 was given back: reserve it again, or take the line off." in answer.text


# What it costs, and what a client sees


def test_the_page_takes_no_more_queries_for_more_parts(
    desk, order, battery, technician, make_product, manager, django_assert_max_num_queries
):
    def add(number):
        product = make_product(f"P-{number}")
        put(product, 5, "A-01", by=manager)
        line = PartUsed(product=product, name=f"Part {number}", quantity=1, unit_cost=1)
        services.save_part(order, by=technician, part=line)

    for number in range(2):
        add(number)
    with django_assert_max_num_queries(8) as with_two:
        desk.get(order.get_absolute_url())
    for number in range(2, 12):
        add(number)
    with django_assert_max_num_queries(8) as with_twelve:
        desk.get(order.get_absolute_url())
    assert len(with_two) == len(with_twelve)


def test_the_client_sees_neither_the_code_nor_the_cost(client, part, battery, manager):
    Product.objects.filter(pk=battery.pk).update(cost="31.37")
    order = part.order
    tracking = client.get(order.tracking_link.get_absolute_url()).text
    client.force_login(manager)
    receipt = client.get(f"{order.get_absolute_url()}print/").text

    for paper in (tracking, receipt):
        assert "BAT-IP13" not in paper
        assert "31.37" not in paper
    assert "Battery" in receipt
