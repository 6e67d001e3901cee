from decimal import Decimal

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from config.core import workflow
from config.core.addresses import all_addresses
from config.core.models import HistoryEntry, Workflow
from conftest import person
from serviceorders import services
from serviceorders.models import Payment, ServiceType
from vendors.models import Property, ServiceRequest, Trade, VendorWorkOrder
from warehouse import services as warehouse
from warehouse.models import InboundLine, Location, Merchant, Product, Unit, Warehouse
from workorders.models import Asset, Case, WorkOrder

STREET = ["core", "vendors", "warehouse", "serviceorders", "workorders"]
OURS = [model for model in apps.get_models() if model._meta.app_label in STREET]
WORKFLOWS = [model for model in OURS if issubclass(model, Workflow)]
HISTORIES = [model for model in OURS if issubclass(model, HistoryEntry)]
OUR_CODE = ("config.", "serviceorders.", "warehouse.", "vendors.", "workorders.")


def keys():
    for model in OURS:
        for field in model._meta.get_fields():
            if field.is_relation and not field.auto_created and field.related_model in OURS:
                yield field


def test_foreign_keys_point_down_the_street():
    upwards = [
        str(key)
        for key in keys()
        if STREET.index(key.model._meta.app_label) < STREET.index(key.related_model._meta.app_label)
    ]
    assert upwards == []


def test_the_migrations_make_the_models_as_they_are():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


@pytest.fixture(scope="module")
def manager(kept_in_module):
    return person("maya", "manager")


@pytest.fixture(scope="module")
def records(manager):
    """{model: a record of it}, for every table the tests below speak of."""
    cleo = services.find_or_make_client(
        name="Cleo Marsh", email="cleo@example.org", phone="", language="en"
    )
    order = services.open_order(
        by=manager, client=cleo, brand="Apple", model="iPhone 13", problem="Cracked screen"
    )
    booking = services.make_booking(
        by=manager,
        client=cleo,
        service_type=ServiceType.objects.create(name="Diagnosis"),
        starts_at=timezone.now(),
    )
    payment = services.take_payment(order, by=manager, amount=5, method="cash")
    workflows = [
        order,
        booking,
        *warehouse_records(manager),
        *vendor_records(manager),
        *maintenance_records(manager),
    ]
    found = {type(each): each for each in (*workflows, payment)}
    return found | {type(each.history.first()): each.history.first() for each in workflows}


def warehouse_records(manager):
    """A production order on a picking list, and goods on their way."""
    house, merchant = Warehouse.objects.get(), Merchant.objects.get()
    shelf = Location.objects.get(code="A-01")
    tea = Product.objects.create(
        merchant=merchant, sku="TEA", name="Tea", unit=Unit.objects.first()
    )
    warehouse.adjust(location=shelf, product=tea, quantity=Decimal(9), by=manager)
    one = [(tea, Decimal(1))]
    order = warehouse.open_order(
        by=manager, warehouse=house, merchant=merchant, name="Pots", materials=one, outputs=one
    )
    order = workflow.take_step(order, "confirm", by=manager)
    inbound = warehouse.open_inbound(
        by=manager,
        warehouse=house,
        merchant=merchant,
        lines=[InboundLine(product=tea, expected=Decimal(3))],
    )
    return [order, warehouse.make_picking_list([order], by=manager), inbound]


def vendor_records(manager):
    """A homeowner's request and a vendor's job for it."""
    home = Property.objects.create(address="12 Alder Lane")
    request = ServiceRequest(home=home, name="Nora Quill")
    order = VendorWorkOrder(request=request, trade=Trade.objects.first(), title="Leak")
    return [opened(record, by=manager) for record in (request, order)]


def maintenance_records(manager):
    """A problem with a machine and the work on it."""
    press = Asset.objects.create(name="Press 4", tag="P-4")
    records = [Case(asset=press, title="It squeals"), WorkOrder(title="Oil the press")]
    return [opened(record, by=manager) for record in records]


def opened(record, by):
    """The record with its number and the first line of its history."""
    record.give_number()
    record.save()
    record.log("opened", by=by, went_to=record.status)
    return record


def refuses(statement, error):
    with pytest.raises(DatabaseError, match=error), transaction.atomic():
        connection.cursor().execute(statement)


@pytest.mark.parametrize("model", [*HISTORIES, Payment])
def test_the_database_refuses_to_change_or_delete_history(model, records):
    table, pk = model._meta.db_table, records[model].pk
    refuses(f"UPDATE {table} SET id = id WHERE id = {pk}", "never changed or deleted")
    refuses(f"DELETE FROM {table} WHERE id = {pk}", "never changed or deleted")


@pytest.mark.parametrize("model", WORKFLOWS)
def test_every_workflow_keeps_a_history(model):
    assert model._meta.get_field("history").related_model in HISTORIES


@pytest.mark.parametrize("model", WORKFLOWS)
def test_the_database_refuses_a_status_nobody_knows(model, records):
    """A copy of a real row with nothing changed but the status, so that only its constraint can object."""
    fields = model._meta.local_concrete_fields
    columns = [field.column for field in fields if not field.generated]
    new = {"id": "9999", "status": "'bogus'", "number": "'X-1'", "number_seq": "9999"}
    new |= {"booking_id": "NULL", "production_id": "NULL"}
    values = ", ".join(new.get(column, column) for column in columns)
    statement = (
        f"INSERT INTO {model._meta.db_table} ({', '.join(columns)}) "
        f"SELECT {{values}} FROM {model._meta.db_table} WHERE id = {records[model].pk}"
    )
    with pytest.raises(IntegrityError, match=r"(?i)check constraint.*status"), transaction.atomic():
        connection.cursor().execute(statement.format(values=values))

    new["status"] = f"'{model._meta.get_field('status').choices[0][0]}'"
    values = ", ".join(new.get(column, column) for column in columns)
    connection.cursor().execute(statement.format(values=values))


ARGUMENTS = {
    "<order:number>": "OS-{year}-0001",
    "<booking:number>": "BK-{year}-0001",
    "<production:number>": "PR-{year}-0001",
    "<production:order>": "PR-{year}-0001",
    "<picking:number>": "PL-{year}-0001",
    "<inbound:number>": "IN-{year}-0001",
    "<count:number>": "SC-{year}-0001",
    "<service_request:number>": "SR-{year}-0001",
    "<vendor_order:number>": "VW-{year}-0001",
    "<work_order:number>": "WO-{year}-0001",
    "<case:number>": "CA-{year}-0001",
    "<job:number>": "SJ-{year}-0001",
    "<slug:step>": "cancel",
    "<slug:kind>": "products",
    "<slug:section>": "device",
    "<slug:slug>": "order-ready",
    "<slug:size>": "thumb",
    "<slug:answer>": "accept",
    "<slug:figure>": "finished",
    "<str:token>": "no-such-token",
    "<str:code>": "no-such-code",
    "<int:pk>": "1",
    "<key:pk>": "1",
    "<key:file>": "1",
    "<key:other>": "1",
    "<key:merge>": "1",
    "<key:meter>": "1",
    "<key:photo>": "1",
}


def our_addresses():
    for each in all_addresses():
        if each.view_name.startswith(OUR_CODE):
            yield each.route


def filled(route):
    for argument, value in ARGUMENTS.items():
        route = route.replace(argument, value.format(year=timezone.now().year))
    assert "<" not in route, "Give the new argument a value in ARGUMENTS."
    return route


def test_no_page_answers_a_method_it_does_not_know(client, manager, records):
    client.force_login(manager)
    answers = {route: client.put(filled(route)).status_code for route in our_addresses()}
    assert len(answers) > 300
    assert {r: code for r, code in answers.items() if code not in (302, 403, 404, 405)} == {}
