"""A part of a product holds its stock, takes it when it is built in, and gives it back."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from config.core import doctor, workflow
from config.core.actors import CLIENT
from config.core.workflow import StepRefused
from serviceorders import services
from serviceorders.models import PartUsed, ServiceOrder
from warehouse.models import Discrepancy, Location, Merchant, Product, Reservation, StockItem, Unit
from warehouse.tests.shelves import level, lies, put


def a_product(sku, **fields):
    fields = {"name": sku, "cost": Decimal("9.50"), "unit": Unit.objects.get(code="pcs")} | fields
    return Product.objects.create(sku=sku, merchant=Merchant.objects.get(code="OWN"), **fields)


@pytest.fixture
def battery(manager):
    """Three of them lie on A-01."""
    product = a_product("BAT-IP13", name="Battery iPhone 13", price=Decimal("45"))
    put(product, 3, "A-01", by=manager)
    return product


@pytest.fixture
def add(order, technician):
    """``add(product, 2)`` is the line of two of them on the order."""

    def line(product, quantity=1, on=order):
        part = PartUsed(
            product=product, name=product.name, quantity=Decimal(quantity), unit_cost=45
        )
        return services.save_part(on, by=technician, part=part)

    return line


def now(part):
    return PartUsed.objects.get(pk=part.pk)


def said(order):
    """What the history says of the parts, oldest first."""
    return [line.note for line in reversed(order.history.filter(action="part"))]


def change(part, by, **fields):
    part = now(part)
    for name, value in fields.items():
        setattr(part, name, value)
    return services.save_part(part.order, by=by, part=part)


def step(order, *names, by):
    for name in names:
        order = workflow.take_step(order, name, by=by, note="As agreed")
    return order


# Holding


def test_a_part_of_a_product_holds_it_for_the_order(order, add, battery):
    part = add(battery, 2)

    assert level(battery) == (3, 2)
    assert part.reservation.document == order.number
    assert said(order) == ["2 × BAT-IP13 reserved"]


def test_the_last_piece_goes_to_the_first_order_and_the_second_is_told(
    order, add, battery, manager, cleo
):
    other = services.open_order(by=manager, client=cleo, model="Pixel 8", problem="Dead")
    add(battery, 3)

    with pytest.raises(services.Refused, match="BAT-IP13: needed 1, free 0, short by 1"):
        add(battery, 1, on=other)

    assert not other.parts.exists()
    assert level(battery) == (3, 3)


def test_another_quantity_holds_as_much_and_too_much_is_refused(order, add, battery, technician):
    part = add(battery, 1)

    change(part, technician, quantity=Decimal(3))
    assert level(battery) == (3, 3)

    with pytest.raises(services.Refused, match="needed 4, free 3, short by 1"):
        change(part, technician, quantity=Decimal(4))
    assert now(part).quantity == 3
    assert said(order) == ["1 × BAT-IP13 reserved", "3 × BAT-IP13 reserved"]


def test_another_price_leaves_what_is_held(order, add, battery, technician):
    part = add(battery, 2)

    change(part, technician, unit_cost=Decimal(50))

    assert level(battery) == (3, 2)
    assert now(part).reservation == part.reservation


def test_another_product_is_held_instead(order, add, battery, technician, manager):
    screen = a_product("SCR-IP13")
    put(screen, 1, "A-01", by=manager)
    part = add(battery, 1)

    change(part, technician, product=screen)

    assert (level(battery), level(screen)) == ((3, 0), (1, 1))
    assert now(part).reservation.product == screen


def test_another_product_that_is_out_of_stock_leaves_the_first_one_held(add, battery, technician):
    part = add(battery, 1)

    with pytest.raises(services.Refused, match="SCR-IP13: needed 1, free 0"):
        change(part, technician, product=a_product("SCR-IP13"))

    assert now(part).product == battery
    assert level(battery) == (3, 1)


def test_a_line_without_its_product_holds_nothing(add, battery, technician):
    part = change(add(battery, 2), technician, product=None)

    assert level(battery) == (3, 0)
    assert now(part).reservation is None


def test_a_removed_line_releases_what_it_held_and_gives_back_what_it_took(
    order, add, battery, technician
):
    held, taken = add(battery, 1), add(battery, 2)
    services.take_part(order, by=technician, part=taken)

    services.remove_part(order, by=technician, part=held)
    services.remove_part(order, by=technician, part=taken)

    assert level(battery) == (3, 0)
    assert lies(battery) == {"A-01": 3}
    assert "2 × BAT-IP13 given back" in said(order)


def test_a_free_text_part_touches_no_stock(order, technician):
    glue = services.save_part(order, by=technician, part=PartUsed(name="Glue", unit_cost=1))

    for verb in (services.take_part, services.reserve_part, services.give_part_back):
        with pytest.raises(services.Refused, match="Glue does not come from stock"):
            verb(order, by=technician, part=glue)
    assert not Reservation.objects.exists()
    step(order, "start_repair", "start_testing", by=technician)


# Taking and giving back


def test_a_part_taken_from_stock_has_left_the_shelves_once(order, add, battery, technician):
    part = add(battery, 2)

    for _press in range(2):
        services.take_part(order, by=technician, part=part)

    assert lies(battery) == {"A-01": 1}
    assert level(battery) == (1, 0)
    assert said(order) == ["2 × BAT-IP13 reserved", "2 × BAT-IP13 taken from stock"]


def test_what_was_taken_is_given_back_before_it_is_changed(order, add, battery, technician):
    part = add(battery, 2)
    services.take_part(order, by=technician, part=part)

    with pytest.raises(services.Refused, match="give it back first"):
        change(part, technician, quantity=Decimal(1))

    services.give_part_back(order, by=technician, part=part)
    assert lies(battery) == {"A-01": 3}
    change(part, technician, quantity=Decimal(1))
    assert level(battery) == (3, 1)


def test_a_line_given_back_is_reserved_again(order, add, battery, technician):
    part = add(battery, 2)
    services.give_part_back(order, by=technician, part=part)
    assert level(battery) == (3, 0)

    services.reserve_part(order, by=technician, part=part)
    assert level(battery) == (3, 2)


def test_a_line_removed_by_another_cannot_be_saved_or_taken(order, add, battery, technician):
    part = add(battery, 1)
    stale = now(part)
    services.remove_part(order, by=technician, part=part)

    for verb in (services.save_part, services.take_part):
        with pytest.raises(services.Refused, match="no longer on this order"):
            verb(order, by=technician, part=stale)
    assert level(battery) == (3, 0)


# What follows from a step


@pytest.mark.parametrize(
    "steps",
    [("start_repair", "start_testing"), ("start_diagnosis", "mark_ready")],
)
def test_what_was_reserved_is_taken_by_itself_once_it_is_built_in(
    order, add, battery, technician, steps
):
    add(battery, 2)

    step(order, *steps, by=technician)

    assert lies(battery) == {"A-01": 1}
    assert said(order)[-1] == "2 × BAT-IP13 taken from stock"


def test_a_part_added_to_a_ready_device_is_taken_on_handing_over(order, add, battery, technician):
    order = step(order, "start_repair", "mark_ready", by=technician)
    add(battery, 1)
    assert lies(battery) == {"A-01": 3}

    step(order, "complete", by=technician)

    assert lies(battery) == {"A-01": 2}


def test_a_step_is_refused_where_the_shelves_cannot_give_the_part(
    order, add, battery, technician, manager
):
    add(battery, 3)
    order = step(order, "start_repair", by=technician)
    item = StockItem.objects.get(product=battery, quantity=3)
    Discrepancy.objects.create(warehouse_id=item.warehouse_id, item=item, missing=2, by=manager)

    with pytest.raises(StepRefused, match="BAT-IP13 cannot be found on the shelves"):
        step(order, "start_testing", by=technician)

    assert ServiceOrder.objects.get().status == "repairing"
    assert level(battery) == (3, 3)


def test_a_line_that_was_given_back_is_settled_before_the_device_is_ready(
    order, add, battery, technician
):
    part = add(battery, 1)
    services.give_part_back(order, by=technician, part=part)
    order = step(order, "start_repair", by=technician)

    with pytest.raises(StepRefused, match="reserve it again, or take the line off"):
        step(order, "mark_ready", by=technician)

    services.reserve_part(order, by=technician, part=part)
    step(order, "mark_ready", by=technician)
    assert lies(battery) == {"A-01": 2}


def test_a_cancelled_order_gives_everything_back_and_may_reserve_it_again(
    order, add, battery, technician, manager
):
    held, taken = add(battery, 1), add(battery, 2)
    services.take_part(order, by=technician, part=taken)

    order = step(order, "cancel", by=manager)
    assert (lies(battery), level(battery)) == ({"A-01": 3}, (3, 0))
    with pytest.raises(services.Refused, match="is closed"):
        services.reserve_part(order, by=technician, part=held)

    order = step(order, "reopen", by=manager)
    services.reserve_part(order, by=technician, part=held)
    assert level(battery) == (3, 1)


def test_an_estimate_that_the_client_declines_gives_everything_back(
    order, add, battery, technician
):
    add(battery, 2)
    found = {"diagnosis": "Worn out", "estimated_cost": 90}
    order = services.change_order(order, by=technician, seen_version=order.version, **found)
    order = step(order, "request_approval", by=technician)

    workflow.take_step(order, "reject", by=CLIENT, note="Too dear")

    assert level(battery) == (3, 0)
    assert order.history.get(note="2 × BAT-IP13 given back").actor == "client"


# What the database and the doctor hold


def test_the_database_refuses_a_line_that_holds_another_product(add, battery):
    part = add(battery, 1)
    with pytest.raises(IntegrityError, match="holds its own product"), transaction.atomic():
        PartUsed.objects.filter(pk=part.pk).update(product=a_product("SCR-IP13"))


def findings():
    return dict(doctor.examine(network=False))["Parts from stock"]


def test_the_doctor_finds_all_well_at_every_point_of_an_order(
    order, add, battery, technician, manager
):
    add(battery, 1)
    assert findings() == []
    order = step(order, "start_repair", "mark_ready", "complete", by=technician)
    assert findings() == []
    step(order, "reopen", "cancel", by=manager)
    assert findings() == []


def test_the_doctor_finds_stock_that_is_held_for_nothing(order, add, battery):
    part = add(battery, 1)
    PartUsed.objects.filter(pk=part.pk).update(reservation=None)
    assert "held for no part of an open order" in findings()[0]
    assert f"{order.number} (BAT-IP13)" in findings()[0]


def test_the_doctor_finds_stock_that_a_closed_order_holds(order, add, battery):
    add(battery, 1)
    ServiceOrder.objects.update(status="cancelled")
    assert "held for no part of an open order" in findings()[0]


def test_the_doctor_finds_a_line_whose_stock_was_let_go(order, add, battery):
    part = add(battery, 1)
    Reservation.objects.filter(pk=part.reservation_id).release()
    assert f"more or less than is held for them: {order.number}" in findings()[0]


def test_parts_come_from_where_the_person_works(add, technician):
    from warehouse import services as warehouse
    from warehouse.models import Warehouse

    east = warehouse.open_warehouse(Warehouse(code="EAST", name="East"))
    Location.objects.create(warehouse=east, code="E-01")
    fan = a_product("FAN")
    put(fan, 1, "E-01", by=technician, warehouse="EAST")
    with pytest.raises(services.Refused, match="FAN: needed 1, free 0"):
        add(fan)

    warehouse.choose_workplace(technician, east)

    assert add(fan).reservation.warehouse == east
