"""The page of figures: filters, charts, tables, CSV, and the orders behind each number."""

import csv
import re
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.utils import timezone

from config.core import workflow
from warehouse.models import Merchant, Product, Unit
from workorders.insights import FIGURES
from workorders.models import Asset, PartLine, WorkOrder, WorkOrderAsset, WorkTime
from workorders.tests.finishing import finished

NOVEMBER = {"since": "2026-11-02", "until": "2026-11-15"}


def at(day, hour=12):
    return datetime(2026, 11, day, hour, tzinfo=UTC)


@pytest.fixture
def two_done(make_work, technician, van):
    """A repair of the press by the technician, and a cleaning of the van by nobody."""
    repair = make_work(title="Repair", kind="repair", assignee=technician, due_at=at(3))
    cleaning = make_work(van, title="Cleaning", kind="cleaning", due_at=at(1))
    return finished(repair, completed_at=at(3), resolution_minutes=90), finished(
        cleaning, completed_at=at(10)
    )


def card(response, slug):
    return next(card for card in response.context["cards"] if card["figure"].slug == slug)


def test_each_figure_has_its_number_its_rule_and_its_table(client, reader, two_done):
    client.force_login(reader)
    response = client.get("/insights/", NOVEMBER)
    page = response.content.decode()
    assert [card["figure"].slug for card in response.context["cards"]] == list(FIGURES)
    assert card(response, "finished")["total"] == "2"
    assert card(response, "on-time")["total"] == "50 %"
    assert card(response, "mttr")["total"] == "1 h 30 min"
    assert all(
        card["figure"].rule in page.replace("&#x27;", "'") for card in response.context["cards"]
    )
    assert "style=" not in page
    assert "<script>" not in page


def test_without_days_it_is_the_last_twelve_weeks(client, reader):
    client.force_login(reader)
    context = client.get("/insights/").context
    assert context["until"] == timezone.localdate()
    assert context["since"].weekday() == 0
    assert 77 <= (context["until"] - context["since"]).days <= 83


@pytest.mark.parametrize(
    "asked",
    [
        {"since": "x", "until": "y"},
        {"since": "2026-12-01", "until": "2026-11-01"},
        {"since": "2001-01-01", "until": "2090-01-01"},
        {"since": "1826-01-01"},
        {"who": "x", "site": "0", "asset": "\x00", "kind": "none"},
    ],
)
def test_a_wrong_address_is_answered_all_the_same(client, reader, two_done, asked):
    client.force_login(reader)
    context = client.get("/insights/", asked).context
    assert 0 <= (context["until"] - context["since"]).days <= 3 * 366


def test_the_filters_narrow_every_figure(client, reader, two_done, technician, press, site):
    client.force_login(reader)
    elsewhere = Asset.objects.create(name="Lathe", tag="L-1")
    asked = {
        "kind": ("repair", "1"),
        "who": (str(technician.pk), "1"),
        "asset": ("V-2", "1"),
        "site": (str(site.pk), "2"),
    }
    for name, (value, total) in asked.items():
        response = client.get("/insights/", NOVEMBER | {name: value})
        assert card(response, "finished")["total"] == total
    response = client.get("/insights/", NOVEMBER | {"asset": elsewhere.tag})
    assert card(response, "finished")["total"] == "0"


def test_each_number_leads_to_the_orders_it_is_made_of(client, reader, two_done):
    client.force_login(reader)
    page = client.get("/insights/", NOVEMBER | {"kind": "repair"}).content.decode()
    links = {
        link.replace("&amp;", "&")
        for link in re.findall(r'href="(/insights/[a-z-]+/\?[^"]+)"', page)
    }
    assert len(links) > 8
    for link in links:
        assert [order.title for order in client.get(link).context["orders"]] == ["Repair"]
        assert client.get(link).context["back"].endswith("kind=repair")


@pytest.fixture
def something_of_everything(make_work, technician, manager):
    """Two repairs of the press, with time and a part, one order skipped and one still to do."""
    now = timezone.now()
    for days in (9, 2):
        order = make_work(kind="repair", origin="case", due_at=now)
        order = finished(order, completed_at=now - timedelta(days=days), resolution_minutes=90)
    WorkTime.objects.create(
        order=order,
        who=technician,
        started_at=now - timedelta(hours=9),
        ended_at=now - timedelta(hours=8),
    )
    belt = Product.objects.create(
        sku="BELT",
        name="Belt",
        unit=Unit.objects.get(code="pcs"),
        merchant=Merchant.objects.get(code="OWN"),
    )
    PartLine.objects.create(order=order, product=belt, quantity=2, unit_cost=15)
    workflow.take_step(make_work(), "skip", by=manager, note="No access")
    make_work()


def test_each_figure_has_its_chart_and_its_table_and_the_same_as_csv(
    client, reader, something_of_everything
):
    client.force_login(reader)
    page = client.get("/insights/").content.decode()
    for slug in FIGURES:
        section = re.search(rf'<section class="card figure" id="{slug}".*?</section>', page, re.S)[
            0
        ]
        assert re.search(r'<svg class="plot".*?<rect', section, re.S), slug
        rows = re.findall(r"<tr><td>(.*?)</td>(.*?)</tr>", section)
        assert rows, slug
        address = re.search(rf'href="(/insights/{slug}\.csv[^"]*)"', section)[1]
        text = b"".join(client.get(address.replace("&amp;", "&")).streaming_content).decode()
        _head, *lines = csv.reader(StringIO(text))
        assert [label for label, _cells in rows] == [line[0] for line in lines], slug
        for _label, cells in rows:
            unlinked = re.findall(r'<td class="num">([^<]*)</td>', cells)
            assert not [each for each in unlinked if re.search("[1-9]", each)], (slug, cells)


@pytest.mark.parametrize(
    "address",
    [
        "/insights/nothing/?row=all&column=finished",
        "/insights/finished/",
        "/insights/finished/?row=x&column=finished",
        "/insights/finished/?row=all&column=x",
        "/insights/nothing.csv",
    ],
)
def test_a_number_that_there_is_not_is_not_found(client, reader, address):
    client.force_login(reader)
    assert client.get(address).status_code == 404


def test_a_figure_is_handed_out_as_csv(client, reader, two_done):
    client.force_login(reader)
    answer = client.get("/insights/planned.csv", NOVEMBER)
    text = b"".join(answer.streaming_content).decode().removeprefix("\ufeff")
    assert list(csv.reader(StringIO(text))) == [
        ["Week of", "Planned", "Unplanned", "Planned, %"],
        ["2 Nov 2026", "0", "1", "0.0"],
        ["9 Nov 2026", "1", "0", "100.0"],
    ]
    assert 'filename="insights-planned.csv"' in answer["Content-Disposition"]


def test_lengths_of_time_are_plain_numbers_in_csv_and_their_unit_is_named(client, reader, two_done):
    client.force_login(reader)
    answer = client.get("/insights/mttr.csv", NOVEMBER)
    text = b"".join(answer.streaming_content).decode().removeprefix("\ufeff")
    assert list(csv.reader(StringIO(text)))[:2] == [
        ["Week of", "Repairs", "Mean, hours"],
        ["2 Nov 2026", "1", "1.5"],
    ]


@pytest.mark.parametrize("slug", FIGURES)
def test_every_figure_has_its_csv(client, reader, two_done, slug):
    client.force_login(reader)
    assert client.get(f"/insights/{slug}.csv", NOVEMBER).status_code == 200


def test_only_those_who_see_orders_see_figures(client, stranger):
    client.force_login(stranger)
    for address in ("/insights/", "/insights/finished.csv", "/insights/finished/?row=all"):
        assert client.get(address).status_code == 403


def fill(number, press, technician):
    now = timezone.now()
    orders = WorkOrder.objects.bulk_create(
        WorkOrder(
            title=f"Order {n}",
            number=f"WO-2025-{n:05}",
            number_year=2025,
            number_seq=n,
            kind="repair" if n % 2 else "cleaning",
            status="completed" if n % 3 else "open",
            started_at=now - timedelta(days=n % 50, hours=3),
            completed_at=now - timedelta(days=n % 50) if n % 3 else None,
        )
        for n in range(1, number + 1)
    )
    WorkOrderAsset.objects.bulk_create(WorkOrderAsset(order=each, asset=press) for each in orders)
    WorkTime.objects.bulk_create(
        WorkTime(order=each, who=technician, started_at=now - timedelta(hours=2), ended_at=now)
        for each in orders
    )


@pytest.mark.parametrize("number", [2, 400])
def test_the_page_asks_the_database_as_often_however_many_orders_there_are(
    client, shop, manager, press, technician, number, django_assert_max_num_queries
):
    fill(number, press, technician)
    client.force_login(manager)
    with django_assert_max_num_queries(12):
        client.get("/insights/")
    with django_assert_max_num_queries(8):
        client.get("/insights/finished/?row=all&column=finished")
