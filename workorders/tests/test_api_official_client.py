"""The official client of the fleet API, unchanged, against Docket as it runs on both engines."""

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from samsara import (
    InvoiceScanFileRequestBody,
    PartInstanceInputObjectRequestBody,
    Samsara,
    ServiceTaskInstanceInputObjectRequestBody,
    WorkOrderDiscountObjectRequestBody,
    WorkOrderItemObjectRequestBody,
    WorkOrderMoneyObjectRequestBody,
    WorkOrderTaxCreateObjectRequestBody,
    WorkOrderTaxObjectRequestBody,
)
from samsara.core.api_error import ApiError
from samsara.errors import NotFoundError, UnauthorizedError

WORKSHOP = """
import json
from decimal import Decimal
from django.contrib.auth.models import Group
from config.core.models import User
from vendors.models import Vendor
from warehouse.models import Merchant, Product, Unit
from workorders.models import (
    ApiToken, Asset, Meter, ServiceTask, Site, TemplateVersion, WorkTemplate,
)

dana = User.objects.create(username="dana")
dana.groups.add(Group.objects.get(name="technician"))
site = Site.objects.create(name="North hall", external_ids={"erp": "N-1"})
van = Asset.objects.create(name="Van 2", tag="V-2", site=site, external_ids={"fleet": "77"})
bare = Asset.objects.create(name="Press", tag="P-4")
Meter.objects.create(asset=van, kind="odometer", name="Odometer", unit="m", value=Decimal(100000))
Meter.objects.create(asset=van, kind="engine", name="Engine", unit="s", value=Decimal(36000))
oil = Product.objects.create(
    sku="OIL", name="Oil", unit=Unit.objects.get(code="l"), cost=Decimal(12),
    merchant=Merchant.objects.get(code="OWN"),
)
brakes = ServiceTask.objects.create(name="Brakes", category="Safety", minutes=90, parts_cost=80)
ServiceTask.objects.create(name="Carburettor", archived=True)
vendor = Vendor.objects.create(company="Hale", email="hale@example.org")
template = WorkTemplate.objects.create(name="Monthly check")
token = ApiToken.make("Fleet", "write")[1]
print(json.dumps({
    "user": dana.pk, "site": site.pk, "van": van.pk, "bare": bare.pk, "oil": oil.pk,
    "brakes": brakes.pk, "vendor": vendor.pk, "template": template.pk, "token": token,
}))
"""
NO_LIMITS = dict.fromkeys(
    ["API_READS_A_SECOND", "API_WRITES_A_MINUTE", "API_TOKEN_A_SECOND", "API_ALL_A_SECOND"], "0"
)
LONG_AGO = datetime(2019, 6, 13, 19, 8, 25, tzinfo=UTC)
PDF = b"%PDF-1.7\n" + b" " * 6_000_000 + b"\ntrailer\n%%EOF\n"  # more than a page may send


class Shop:
    """A running site with a workshop, seen through the client; ``shop.ids`` are strings."""

    def __init__(self, site):
        made = site.manage("shell", "-v", "0", "-c", WORKSHOP)
        self.site = site
        self.ids = {name: str(pk) for name, pk in json.loads(made.splitlines()[-1]).items()}
        self.client = self.client_of(self.ids.pop("token"))
        self.orders = self.client.work_orders

    def client_of(self, token):
        return Samsara(base_url=f"{self.site.url}/api", token=token, timeout=60)

    def make(self, **fields):
        return self.orders.post_work_orders(asset_id=self.ids["van"], **fields).data

    def change(self, order, **fields):
        return self.orders.patch_work_orders(id=order.id, **fields).data

    def read(self, order):
        [found] = self.orders.get_work_orders(ids=[order.id]).data
        return found


@pytest.fixture(scope="module", params=["sqlite", "stack"])
def shop(request, docket_site_factory):
    return Shop(docket_site_factory(request.param, **NO_LIMITS))


def usd(amount):
    return WorkOrderMoneyObjectRequestBody(amount=amount, currency="usd")


def said(error):
    """The message of a refusal, as the client has it."""
    body = error.value.body
    found = (
        body if isinstance(body, dict) else {"message": body.message, "requestId": body.request_id}
    )
    assert found["requestId"]
    return found["message"]


def test_every_field_of_the_published_example_makes_the_round_trip(shop):
    order = shop.make()
    instance = ServiceTaskInstanceInputObjectRequestBody(
        service_task_id=shop.ids["brakes"],
        status="Unknown",
        labor_time_minutes=60,
        labor_hourly_cost=usd("94.01"),
        notes="Left first",
        parts=[
            PartInstanceInputObjectRequestBody(
                part_id=shop.ids["oil"], quantity=2.5, cost_cents_override=1000
            )
        ],
    )
    changed = shop.change(
        order,
        assigned_user_id=shop.ids["user"],
        category="PREVENTIVE",
        closing_notes="Everything was fixed without issues.",
        completed_at_time=LONG_AGO,
        description="The vehicle is not starting.",
        discount=WorkOrderDiscountObjectRequestBody(basis_points=500),
        due_at_time=LONG_AGO,
        engine_hours=91823,
        invoice_number="123456",
        items=[WorkOrderItemObjectRequestBody(id="9814a1fa", type="ISSUE")],
        odometer_meters=91823,
        place_id=shop.ids["site"],
        po_number="123456",
        priority="HIGH",
        service_task_instances=[instance],
        started_at_time=LONG_AGO,
        status="OPEN",
        tax=WorkOrderTaxObjectRequestBody(basis_points=700),
        vendor_uuid=shop.ids["vendor"],
    )
    assert changed.id == order.id
    assert (changed.status, changed.priority) == ("Open", "High")
    assert changed.assigned_user_id == shop.ids["user"]
    assert changed.completed_at_time == changed.due_at_time == changed.started_at_time == LONG_AGO
    assert (changed.odometer_meters, changed.engine_hours) == (91823, 91823)
    assert changed.vendor_uuid == shop.ids["vendor"]
    assert changed.items[0].type == "ISSUE"
    assert changed.maintenance_site.place_id == shop.ids["site"]
    [task] = changed.service_task_instances
    assert (task.status, task.labor_time_minutes, task.notes) == ("Unknown", 60, "Left first")
    assert task.labor_hourly_cost.amount == "94.01"
    assert task.parts_cost.amount == "25.00"
    assert (task.parts[0].quantity, task.parts[0].cost_cents_override) == (2.5, 1000)
    assert (changed.discount.basis_points, changed.discount.money.amount) == (500, "5.95")
    assert (changed.tax.basis_points, changed.tax.money.amount) == (700, "7.91")
    read = shop.read(changed)
    assert read.updated_at_time == changed.updated_at_time
    assert [part.id for part in read.service_task_instances[0].parts] == [task.parts[0].id]

    kept = ServiceTaskInstanceInputObjectRequestBody(
        id=task.id, service_task_id=task.service_task_id, status="Completed"
    )
    again = shop.change(changed, service_task_instances=[kept])
    assert again.service_task_instances[0].id == task.id
    assert again.service_task_instances[0].parts is None


def test_a_new_order_has_the_defaults_of_the_contract(shop):
    order = shop.make()
    assert order.status == "Open"
    assert (order.odometer_meters, order.engine_hours) == (100_000, 36_000)
    bare = shop.orders.post_work_orders(asset_id=shop.ids["bare"]).data
    assert bare.odometer_meters is None
    by_other_id = shop.orders.post_work_orders(
        asset_id="fleet:77", place_external_id="erp:N-1"
    ).data
    assert by_other_id.asset_id == shop.ids["van"]
    [read] = shop.orders.get_work_orders(ids=[by_other_id.id], include_external_ids=True).data
    assert read.maintenance_site.place_external_ids == {"erp": "N-1"}
    assert shop.change(by_other_id, place_id="").maintenance_site is None


@pytest.mark.parametrize("status", ["Completed", "Closed", "Cancelled", "In Progress", "Planning"])
def test_statuses_set_their_times_at_once_and_later(shop, status):
    for order in (shop.make(status=status), shop.change(shop.make(), status=status)):
        assert order.status == status
        assert bool(order.completed_at_time) == (status in ("Completed", "Closed"))
        assert bool(order.archived_at_time) == (status in ("Closed", "Cancelled"))
        if status == "In Progress":
            assert order.started_at_time
        opened = shop.change(order, status="On Hold")
        assert (opened.completed_at_time, opened.archived_at_time) == (None, None)


def test_amounts_and_basis_points(shop):
    task = ServiceTaskInstanceInputObjectRequestBody(
        service_task_id=shop.ids["brakes"], status="Open", parts_cost=usd("100.00")
    )
    order = shop.make(
        service_task_instances=[task],
        discount=WorkOrderDiscountObjectRequestBody(money=usd("7.5")),
        tax=WorkOrderTaxCreateObjectRequestBody(basis_points=1000),
    )
    assert (order.discount.basis_points, order.discount.money.amount) == (None, "7.50")
    assert order.tax.money.amount == "9.25"
    with pytest.raises(ApiError) as error:
        shop.make(discount=WorkOrderDiscountObjectRequestBody(basis_points=1, money=usd("1")))
    assert error.value.status_code == 400
    assert said(error).startswith("discount")


def test_pages_lose_nothing_when_rows_go(shop):
    for _ in range(3):
        shop.make()
    few = {"additional_query_parameters": {"limit": 2}}
    first = shop.orders.get_work_orders(request_options=few)
    assert len(first.data) == 2
    assert first.pagination.has_next_page
    whole = [order.id for order in shop.orders.get_work_orders().data]
    shop.orders.delete_work_orders(id=first.data[-1].id)
    found, page = [order.id for order in first.data], first
    while page.pagination.has_next_page:
        page = shop.orders.get_work_orders(after=page.pagination.end_cursor, request_options=few)
        found += [order.id for order in page.data]
    assert found == whole


def test_the_stream_tells_of_what_was_made_and_what_was_changed(shop):
    before = shop.make()
    order = shop.make(assigned_user_id=shop.ids["user"])
    start, end = order.updated_at_time, order.updated_at_time + timedelta(days=1)
    streamed = shop.orders.stream_work_orders(
        start_time=start.isoformat(), end_time=end.isoformat()
    )
    assert [each.id for each in streamed.data] == [order.id]
    shop.change(before, po_number="7")
    streamed = shop.orders.stream_work_orders(
        start_time=start.isoformat(),
        work_order_statuses=["Open", "Closed"],
        asset_ids=[shop.ids["van"]],
    )
    assert [each.id for each in streamed.data] == [order.id, before.id]
    mine = shop.orders.stream_work_orders(
        start_time=start.isoformat(), assigned_user_ids=[shop.ids["user"]]
    )
    assert [each.id for each in mine.data] == [order.id]
    now = before.created_at_time.isoformat()
    assert shop.orders.stream_work_orders(start_time=now, end_time=now).data == []


def test_the_catalogue_the_templates_and_a_scan(shop):
    [brakes] = shop.orders.get_service_tasks().data
    assert (brakes.id, brakes.name, brakes.category) == (shop.ids["brakes"], "Brakes", "Safety")
    assert brakes.estimated_parts_cost.amount == "80.00"
    assert len(shop.orders.get_service_tasks(include_archived=True).data) == 2
    [template] = shop.client.beta_ap_is.get_work_order_templates().data
    assert (template.id, template.name) == (shop.ids["template"], "Monthly check")

    invoice = InvoiceScanFileRequestBody(
        base64Content=base64.b64encode(PDF).decode(), content_type="application/pdf"
    )
    made = shop.orders.post_invoice_scan(file=invoice, asset_id=shop.ids["van"]).data
    [order] = shop.orders.get_work_orders(ids=made.work_order_id).data
    [attachment] = order.attachments
    assert attachment.processing_status == "finished"
    path = attachment.url.removeprefix(shop.site.url)
    assert shop.site.get(path)[1].startswith("%PDF")
    again = shop.orders.post_invoice_scan(file=invoice, work_order_id=order.id).data
    assert again.work_order_id == order.id


def test_what_is_gone_and_who_is_unknown(shop):
    order = shop.make()
    assert shop.orders.delete_work_orders(id=order.id) is None
    with pytest.raises(NotFoundError) as error:
        shop.orders.delete_work_orders(id=order.id)
    assert said(error).startswith("id: ")
    with pytest.raises(NotFoundError):
        shop.change(order)
    with pytest.raises(UnauthorizedError) as error:
        shop.client_of("nobody").work_orders.get_work_orders()
    assert said(error)
    reading = shop.client_of(
        shop.site.manage("create_api_token", "Watcher", "--scope", "read").split()[-1]
    )
    there = shop.make()
    assert there.id in [each.id for each in reading.work_orders.get_work_orders().data]
    with pytest.raises(ApiError) as error:
        reading.work_orders.delete_work_orders(id=order.id)
    assert error.value.status_code == 403
