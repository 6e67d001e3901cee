"""Lists over the API: pages that lose nothing, the stream of changes, and what ids there are."""

from datetime import UTC, datetime, timedelta

import pytest

from vendors.models import Vendor
from warehouse.models import Merchant, Product, Unit
from workorders.models import ServiceTask, WorkOrder
from workorders.tests.fleet import ORDERS, data_of, refusal_of

pytestmark = pytest.mark.django_db
STREAM = f"{ORDERS}/stream"
START = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def make_changed(make_work):
    """``make_changed(minutes, ...)``: orders that changed so many minutes after START."""

    def make(*minutes, **fields):
        orders = [make_work(template=None, **fields) for _ in minutes]
        for order, minute in zip(orders, minutes, strict=True):
            at = START + timedelta(minutes=minute)
            WorkOrder.objects.filter(pk=order.pk).update(updated_at=at)
        return [str(order.pk) for order in orders]

    return make


def minute(number):
    return (START + timedelta(minutes=number)).isoformat().replace("+00:00", "Z")


def ids_of(response):
    return [row["id"] for row in data_of(response)]


def all_pages(fleet, path, **params):
    found, after = [], ""
    while True:
        answer = fleet.get(path, params | {"after": after}).json()
        found += [row["id"] for row in answer["data"]]
        after = answer["pagination"]["endCursor"]
        if not answer["pagination"]["hasNextPage"]:
            return found


@pytest.mark.parametrize(("path", "more"), [(ORDERS, {}), (STREAM, {"startTime": minute(0)})])
def test_pages_skip_and_repeat_nothing_when_rows_behind_them_go(fleet, make_changed, path, more):
    orders = make_changed(*[5] * 4, *range(6, 9))
    first = fleet.get(path, {"limit": 3} | more).json()
    assert [row["id"] for row in first["data"]] == orders[:3]
    assert first["pagination"]["hasNextPage"] is True
    for pk in orders[1:3]:  # the last one seen, too
        fleet.delete(f"{ORDERS}?id={pk}")
    rest = all_pages(fleet, path, limit=2, **more | {"after": ""})
    assert rest == [orders[0], *orders[3:]]
    after = fleet.get(path, {"limit": 3, "after": first["pagination"]["endCursor"]} | more).json()
    assert [row["id"] for row in after["data"]] == orders[3:6]


def test_the_end_of_a_list_and_an_empty_one(fleet, make_changed):
    empty = fleet.get(ORDERS).json()
    assert empty == {"data": [], "pagination": {"endCursor": "", "hasNextPage": False}}
    make_changed(1, 2)
    page = fleet.get(ORDERS, {"limit": 2}).json()["pagination"]
    assert page["hasNextPage"] is False
    assert ids_of(fleet.get(ORDERS, {"after": page["endCursor"]})) == []


def test_a_hundred_are_a_page_and_512_the_most(fleet, make_work, django_assert_max_num_queries):
    order = make_work(template=None)
    WorkOrder.objects.bulk_create(
        WorkOrder(title="Copy", number=f"WO-2025-{n}", number_year=2025, number_seq=n)
        for n in range(1, 103)
    )
    with django_assert_max_num_queries(12):
        page = fleet.get(ORDERS).json()
    assert len(page["data"]) == 100
    assert page["data"][0]["id"] == str(order.pk)
    assert len(data_of(fleet.get(ORDERS, {"limit": 512}))) == 103


def test_a_list_of_busy_orders_asks_the_database_twelve_times_at_most(
    fleet, make_work, manager, site, django_assert_max_num_queries
):
    for _ in range(12):
        make_work(assignee=manager, site=site)
    with django_assert_max_num_queries(12):
        orders = data_of(fleet.get(ORDERS, {"includeExternalIds": "true"}))
    assert len(orders) == 12
    assert all(order["serviceTaskInstances"] for order in orders)


def test_ids_are_repeated_or_written_with_commas(fleet, make_changed):
    one, two, three = make_changed(1, 2, 3)
    assert ids_of(fleet.get(f"{ORDERS}?ids={one}&ids={three}")) == [one, three]
    assert ids_of(fleet.get(f"{ORDERS}?ids={three},{two}")) == [two, three]
    assert ids_of(fleet.get(f"{ORDERS}?ids={one}&ids=nothing&ids=0&ids={'9' * 40}")) == [one]
    assert ids_of(fleet.get(f"{ORDERS}?ids=")) == [one, two, three]


def test_a_window_begins_with_its_start_and_ends_before_its_end(fleet, make_changed):
    _before, first, middle, _end = make_changed(9, 10, 15, 20)
    window = {"startTime": minute(10), "endTime": minute(20)}
    assert ids_of(fleet.get(STREAM, window)) == [first, middle]
    offset = "2026-03-01T11:10:00+01:00"
    assert ids_of(fleet.get(STREAM, window | {"startTime": offset})) == ids_of(
        fleet.get(STREAM, window | {"startTime": "2026-03-01T10:10:00Z"})
    )


def test_a_change_of_any_kind_shows_up_at_the_end_of_the_stream(fleet, make_changed, manager):
    one, two = make_changed(1, 2)
    fleet.change(one, poNumber="1")
    last = fleet.get(STREAM, {"startTime": minute(0)}).json()
    assert [row["id"] for row in last["data"]] == [two, one]
    fleet.change(two, status="Completed")
    more = fleet.get(STREAM, {"startTime": minute(0), "after": last["pagination"]["endCursor"]})
    assert ids_of(more) == [two]


def test_filters_of_the_stream(fleet, make_changed, make_work, press, van, technician):
    mine, also = make_changed(1, 2, assignee=technician)
    [others] = make_changed(3)
    [vans] = make_changed(4)
    WorkOrder.objects.get(pk=vans).places.update(asset=van)
    ask = {"startTime": minute(0)}
    assert ids_of(fleet.get(STREAM, ask | {"workOrderStatuses": "Open"})) == [others, vans]
    assert ids_of(fleet.get(STREAM, ask | {"workOrderStatuses": "open,Assigned"})) == [
        mine, also, others, vans,
    ]  # fmt: skip
    assert ids_of(fleet.get(STREAM, ask | {"assetIds": str(van.pk)})) == [vans]
    assert ids_of(fleet.get(STREAM, ask | {"assetIds": f"{van.pk},{press.pk}"}))[-1] == vans
    by_person = ask | {"assignedUserIds": str(technician.pk)}
    assert ids_of(fleet.get(STREAM, by_person)) == [mine, also]
    assert ids_of(fleet.get(STREAM, by_person | {"assetIds": str(van.pk)})) == []


@pytest.mark.parametrize(
    ("path", "params", "field"),
    [
        (ORDERS, {"limit": 0}, "limit"),
        (ORDERS, {"limit": 513}, "limit"),
        (ORDERS, {"limit": "many"}, "limit"),
        (ORDERS, {"after": "MjkY"}, "after"),
        (ORDERS, {"after": "\x00"}, "after"),
        (ORDERS, {"ids": ",".join(map(str, range(101)))}, "ids"),
        (ORDERS, {"ids": [str(n) for n in range(101)]}, "ids"),
        (ORDERS, {"includeExternalIds": "perhaps"}, "includeExternalIds"),
        (STREAM, {}, "startTime"),
        (STREAM, {"startTime": ""}, "startTime"),
        (STREAM, {"startTime": "2026-03-01"}, "startTime"),
        (STREAM, {"startTime": "2026-03-01T10:00:00"}, "startTime"),
        (STREAM, {"startTime": "1700000000"}, "startTime"),
        (STREAM, {"startTime": "9999-12-31T23:59:59-12:00"}, "startTime"),
        (STREAM, {"startTime": minute(0), "endTime": "soon"}, "endTime"),
        (STREAM, {"startTime": minute(0), "workOrderStatuses": "Done"}, "workOrderStatuses"),
        (STREAM, {"startTime": minute(0), "assetIds": ",".join(["1"] * 51)}, "assetIds"),
        (
            STREAM,
            {"startTime": minute(0), "assignedUserIds": ",".join(["1"] * 51)},
            "assignedUserIds",
        ),
        ("/api/maintenance/service-tasks", {"limit": 513}, "limit"),
        ("/api/maintenance/service-tasks", {"includeArchived": "?"}, "includeArchived"),
    ],
)
def test_what_cannot_be_asked_is_named(fleet, path, params, field):
    assert refusal_of(fleet.get(path, params)).startswith(field)


def test_a_cursor_is_of_one_list(fleet, make_changed):
    make_changed(1, 2)
    cursor = fleet.get(ORDERS, {"limit": 1}).json()["pagination"]["endCursor"]
    asked = {"startTime": minute(0), "after": cursor}
    assert refusal_of(fleet.get(STREAM, asked)).startswith("after")


def test_service_tasks_and_templates(fleet, template):
    full = ServiceTask.objects.create(
        name="Brakes", category="Safety", subcategory="Discs", description="All four",
        minutes=90, parts_cost="80",
    )  # fmt: skip
    old = ServiceTask.objects.create(name="Carburettor", archived=True)
    path = "/api/maintenance/service-tasks"
    assert data_of(fleet.get(path)) == [
        {
            "id": str(full.pk),
            "name": "Brakes",
            "category": "Safety",
            "subcategory": "Discs",
            "description": "All four",
            "estimatedLaborTimeMinutes": 90,
            "estimatedPartsCost": {"amount": "80.00", "currency": "usd"},
        }
    ]
    assert ids_of(fleet.get(path, {"ids": str(old.pk)})) == []
    with_old = {"includeArchived": "true"}
    assert ids_of(fleet.get(path, with_old)) == [str(full.pk), str(old.pk)]
    assert all_pages(fleet, path, limit=1, **with_old) == [str(full.pk), str(old.pk)]
    assert data_of(fleet.get("/api/maintenance/work-order-templates")) == [
        {"id": str(template.template_id), "name": "Monthly check"}
    ]


def test_ids_that_a_work_order_names_can_be_read(fleet, van, site, technician):
    oil = Product.objects.create(
        sku="OIL", name="Oil", unit=Unit.objects.get(code="l"), cost=12,
        merchant=Merchant.objects.get(code="OWN"),
    )  # fmt: skip
    hale = Vendor.objects.create(company="Hale & Sons", email="hale@example.org")
    assert data_of(fleet.get("/api/assets", {"ids": str(van.pk)})) == [
        {
            "id": str(van.pk),
            "name": "Van 2",
            "tag": "V-2",
            "siteId": str(site.pk),
            "odometerMeters": 100_000,
            "engineHours": 36_000,
        }
    ]
    [part] = data_of(fleet.get("/api/parts", {"ids": str(oil.pk)}))
    assert (part["sku"], part["cost"]["amount"]) == ("OIL", "12.00")
    assert data_of(fleet.get("/api/vendors")) == [{"id": str(hale.pk), "name": "Hale & Sons"}]
    assert data_of(fleet.get("/api/sites")) == [{"id": str(site.pk), "name": "North hall"}]
    assert {"id": str(technician.pk), "name": "Dana Whitlock"} in data_of(fleet.get("/api/users"))
