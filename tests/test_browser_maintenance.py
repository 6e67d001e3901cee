"""Maintenance in the browser: what a strategy called for is done on a phone, signed off, planned, and asked for."""

import re
from contextlib import closing
from datetime import date, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser_steps import (
    PHONE,
    Shop,
    draw,
    expect_status,
    paper,
    photo,
    text_of,
    without_network,
)

pytestmark = pytest.mark.timeout(240)

LIVE = 2000  # ms in which an open page shows what somebody else changed
WORKING = 60_000  # in which a busy worker has made a thousand orders
PIN = "4711"
OUTSIDER = "paula@client.example"
MONDAY = date(2027, 1, 11)  # of the week that is planned here
FURNISH = f"""
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from django.contrib.auth.models import Group
from django.utils import timezone
from config.core.models import ShopProfile, User
from warehouse import services as stock
from warehouse.models import Location, Merchant, Product, Unit
from workorders.models import Asset, Site, Strategy, StrategyAsset, TemplateTask, TemplateVersion, WorkTemplate
from workorders.services.orders import open_order

maya, dana = User.objects.get(username="maya"), User.objects.get(username="dana")
abe = User.objects.create(
    username="abe", email="abe@example.org", first_name="Abe", last_name="Lund", password=maya.password
)
abe.groups.add(Group.objects.get(name="approver"))
ShopProfile.objects.update(hourly_rate=Decimal(40))
for sku, name, cost in (("BELT", "Drive belt", "12.50"), ("OIL", "Gear oil", "9")):
    product = Product.objects.create(
        merchant=Merchant.objects.get(), sku=sku, name=name, unit=Unit.objects.get(code="pcs"), cost=Decimal(cost)
    )
    stock.adjust(location=Location.objects.get(code="A-01"), product=product, quantity=Decimal(10), by=maya)

hall = Site.objects.create(name="North hall", pin="{PIN}", assignee=dana)
press = Asset.objects.create(name="Press 4", tag="P-4", site=hall, kind="Press")
Asset.objects.create(name="Unheard-of boiler", tag="B-1", site=hall)
Asset.objects.bulk_create(
    [Asset(name=f"Pump {{nth}}", tag=f"PU-{{nth}}", search_text=f"pump pu-{{nth}}") for nth in range(1, 41)]
)

def template(name, *tasks):
    made = WorkTemplate.objects.create(name=name)
    version = TemplateVersion.objects.create(template=made, number=1)
    for place, task in enumerate(tasks, 1):
        TemplateTask.objects.create(version=version, place=place, **task)
    return made

check = template(
    "Monthly check",
    dict(title="Guards in place", required=True),
    dict(title="Pressure", answer_kind="number", least=2, most=8, unit="bar", required=True),
    dict(title="Noises", answer_kind="text", required=True),
    dict(title="Picture of the guard", answer_kind="photo", required=True),
    dict(title="Operator", answer_kind="signature", required=True),
)
template("Handover", dict(title="What was done", answer_kind="text", required=True))
monthly = Strategy.objects.create(
    name="Monthly check", title="Check the press", every=1, unit="month",
    starts_on=timezone.localdate(), lead_days=0, template=check, assignee=dana,
)
StrategyAsset.objects.create(strategy=monthly, asset=press)
for title, day in (("Grease the belt", 12), ("Clean the filter", 13)):
    at = timezone.make_aware(datetime(2027, 1, day, 9))
    order = open_order(
        by=maya, title=title, assets=[press], assignee=dana, planned_start=at, planned_end=at + timedelta(hours=2)
    )
"""


@pytest.fixture(scope="module", params=["sqlite", "stack"])
def shop(request, docket_site_factory, browser):
    """A workshop with a press, what it needs to be kept going, and stock of two parts."""
    with closing(Shop(docket_site_factory(request.param), browser)) as shop:
        shop.run(FURNISH)
        yield shop


@pytest.fixture(scope="module")
def maya(shop):
    return shop.staff("maya")


@pytest.fixture(scope="module")
def dana(shop):
    """The technician with a phone in one hand."""
    return shop.staff("dana", viewport=PHONE, has_touch=True, is_mobile=True)


@pytest.fixture(autouse=True)
def nothing_broke(shop):
    shop.faults.clear()
    yield
    assert shop.faults == []


def follow(page, address):
    """The page is open, and follows its changes from now on."""
    with page.expect_response(lambda answer: "/stream/" in answer.url):
        page.goto(address)


def address_of(number):
    return f"/work-orders/{number}/"


# An order of a strategy


def test_an_order_of_a_strategy_is_done_on_a_phone_and_sealed(shop, dana, maya):
    number = strategy_fires(shop)
    open_my_work(dana, number)
    answer_what_is_asked(shop, dana)
    what_never_came_back_is_sent_once(shop, dana)
    answer_without_a_network(shop, dana, number)
    fetch_parts(dana, maya, number)
    finish_is_refused_with_its_reason(dana)
    sign_by_hand(dana)
    add_time(dana, number)
    finish(dana)
    each_answer_came_once(dana, number)
    stock_is(maya, BELT=(8, 0, 8), OIL=(9, 0, 9))
    the_report_says_it_all(shop, dana, number)
    reopen_gives_the_parts_back(maya, number)
    stock_is(maya, BELT=(10, 0, 10), OIL=(10, 0, 10))
    assert "All agree" in shop.site.manage("check_stock")


def strategy_fires(shop):
    """The number of the order that the strategy calls for today."""
    made, said = shop.site.manage("run_strategies").splitlines()
    assert said == "1 made"
    assert made.endswith("Check the press")
    return made.split()[0]


def open_my_work(phone, number):
    phone.goto("/my-work/")
    job = phone.locator(".job", has_text=number)
    expect(job).to_contain_text("Press 4")
    with phone.expect_response(lambda answer: "/stream/" in answer.url):
        job.get_by_role("link", name="Check the press").tap()
    expect_status(phone, "Assigned")


def card(page, task):
    return page.locator(f'[data-task="{task}"]')


def is_answered(page, task):
    expect(card(page, task)).to_have_attribute("data-state", "completed")


def answer_what_is_asked(shop, phone):
    """A number out of its range is taken and warned of, a photo comes from the camera; the first answer starts the order."""
    pressure = card(phone, "Pressure")
    pressure.get_by_label("Answer").fill("9.5")
    pressure.get_by_role("button", name="Save").tap()
    is_answered(phone, "Pressure")
    expect(pressure).to_contain_text("Out of range: it should be 2 – 8 bar")
    expect_status(phone, "In progress")
    card(phone, "Picture of the guard").locator("input[name=photos]").set_input_files([photo()])
    is_answered(phone, "Picture of the guard")
    expect(card(phone, "Picture of the guard").locator(".photos img")).to_have_count(1)


def what_never_came_back_is_sent_once(shop, phone):
    """The server heard the answer and the phone did not hear the server: it asks again, and the answer counts once."""
    guards = card(phone, "Guards in place")

    def lose_the_reply(route):
        route.fetch()
        route.abort()

    phone.route("**/answer/", lose_the_reply, times=1)
    with shop.forgiving("net::ERR_FAILED", "htmx:sendError"):
        guards.get_by_role("button", name="Done").tap()
        expect(waiting(phone)).to_contain_text("1 answer waits for the network.")
    waiting(phone).get_by_role("button", name="Try now").tap()
    expect(waiting(phone)).to_contain_text("Sent: all answers have arrived.")
    is_answered(phone, "Guards in place")


def waiting(phone):
    return phone.locator("#waiting")


def answer_without_a_network(shop, phone, number):
    """An answer given in a cellar is kept, and sent by itself: when the network is back, and by a page opened then."""
    noises = card(phone, "Noises")
    with without_network(shop, phone):
        tell_noises(phone, "A squeak")
        expect(noises).to_contain_text("Waits for the network")
        expect(waiting(phone)).to_contain_text("It is kept on this phone.")
    expect(waiting(phone)).to_contain_text("Sent: all answers have arrived.")
    is_answered(phone, "Noises")

    with without_network(shop, phone):
        tell_noises(phone, "A squeak on the left")
        expect(noises).to_contain_text("Waits for the network")
        phone.goto("about:blank")
    follow(phone, address_of(number))
    expect(waiting(phone)).to_contain_text("Sent: all answers have arrived.")
    expect(noises.get_by_label("Answer", exact=True)).to_have_value("A squeak on the left")
    phone.reload()
    is_answered(phone, "Noises")
    expect(waiting(phone)).to_be_hidden()


def tell_noises(phone, words):
    noises = card(phone, "Noises")
    noises.get_by_label("Answer", exact=True).fill(words)
    noises.get_by_role("button", name="Save", exact=True).tap()


def fetch_parts(phone, desk, number):
    """Two belts are reserved, then picked; a can of oil is only planned, and taken by finishing."""
    phone.goto(f"{address_of(number)}parts/")
    plan_part(phone, "BELT", 2)
    phone.get_by_role("button", name="Reserve all").tap()
    expect(phone.get_by_text("All parts are reserved.")).to_be_visible()
    stock_is(desk, BELT=(10, 2, 8), OIL=(10, 0, 10))
    phone.get_by_role("button", name="Picked: Drive belt").tap()
    expect(phone.get_by_role("region", name="Fetched").locator(".job")).to_contain_text("Picked")
    stock_is(desk, BELT=(8, 0, 8), OIL=(10, 0, 10))
    plan_part(phone, "OIL", 1)
    phone.get_by_role("link", name="To the tasks").tap()


def plan_part(phone, sku, quantity):
    form = phone.locator("#add form")
    form.get_by_label("Product").fill(sku)
    form.get_by_label("Quantity").fill(str(quantity))
    form.get_by_role("button", name="Add").tap()
    expect(phone.get_by_role("region", name="To fetch").locator(".job")).to_contain_text(sku)


def finish_is_refused_with_its_reason(phone):
    """The one task that is open stands in its way, and the page leads there."""
    phone.get_by_label("Other steps").tap()
    refused = phone.locator(".step.no", has_text="Finish")
    expect(refused).to_contain_text("Required tasks are not answered yet")
    expect(phone.locator(".work-dock").get_by_role("button", name="Finish")).to_have_count(0)
    refused.get_by_role("link", name="Show me").tap()
    phone.get_by_label("Other steps").tap()


def sign_by_hand(phone):
    operator = card(phone, "Operator")
    draw(phone, operator.locator("canvas"))
    operator.get_by_label("Name of whoever signs").fill("Olga Perez")
    operator.get_by_role("button", name="Sign").tap()
    is_answered(phone, "Operator")
    expect(operator.locator("img.signature")).to_be_visible()


def add_time(phone, number):
    phone.goto(f"{address_of(number)}times/")
    phone.get_by_label("From").fill(f"{datetime.now() - timedelta(hours=1):%Y-%m-%dT%H:%M}")
    phone.get_by_label("Minutes").fill("30")
    phone.get_by_role("button", name="Save").tap()
    expect(phone.locator("#timers")).to_contain_text("30 min in all")


def finish(phone):
    """It is sealed: there is nothing left to answer, to add or to change."""
    phone.locator(".work-dock").get_by_role("button", name="Finish").tap()
    expect_status(phone, "Completed")
    expect(phone.locator("#sealed")).to_contain_text("Completed and sealed")
    expect(phone.locator("form[data-answer], #timers button, #closing form")).to_have_count(0)
    expect(phone.locator("#costs .total")).to_contain_text("£54.00")


def each_answer_came_once(phone, number):
    phone.goto(f"{address_of(number)}?tab=history")
    for said in ("Guards in place", "Noises: A squeak", "Noises: A squeak on the left"):
        expect(phone.locator("#history li p", has_text=re.compile(f"^{said}$"))).to_have_count(1)


def the_report_says_it_all(shop, phone, number):
    phone.get_by_label("Papers and changes").tap()
    address = phone.get_by_role("link", name="Report as PDF").get_attribute("href")
    report = text_of(paper(shop, phone, address))
    for fact in (
        number, "Check the press", "Press 4", "P-4", "Dana Whitlock", "Guards in place", "9.5 bar", "out of range",
        "A squeak on the left", "Olga Perez", "Drive belt", "12.50", "25.00", "Gear oil", "9.00",
        "Labour, 30 minutes", "20.00", "£54.00",
    ):  # fmt: skip
        assert fact in report, report
    for time in ("Planned", "Started", "Completed"):
        assert re.search(rf"{time} \d+ \w+ \d{{4}}, \d\d:\d\d", report), report


def reopen_gives_the_parts_back(desk, number):
    desk.goto(address_of(number))
    desk.get_by_label("Other steps").click()
    desk.get_by_label("Note for this step").fill("The guard rattles again")
    desk.locator(".dock .step", has_text="Reopen").click()
    expect_status(desk, "Open")
    expect(desk.locator("#parts .badge")).to_have_text(["Returned", "Returned"])
    expect(desk.locator("#sealed")).to_have_count(0)


def stock_is(desk, **expected):
    """The books show (on hand, reserved, free) of each SKU."""
    desk.goto("/inventory/")
    for sku, (on_hand, reserved, free) in expected.items():
        cells = desk.locator("tr", has=desk.get_by_role("link", name=sku, exact=True)).locator("td")
        expect(cells.nth(1)).to_have_text(str(on_hand))
        expect(cells.nth(2)).to_have_text(str(reserved) if reserved else "–")
        expect(cells.nth(3)).to_contain_text(str(free))
