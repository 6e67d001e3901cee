"""Maintenance in the browser: what a strategy called for is done on a phone, signed off, planned, and asked for.

Half of the jobs are done on each engine; the repair desk's whole job (test_browser_whole_job.py) is done on both.
"""

import json
import os
import re
import signal
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta

import httpx
import pytest
from playwright.sync_api import expect

from tests.browser_steps import (
    PHONE,
    Shop,
    draw,
    expect_status,
    first_link,
    images_of,
    paper,
    photo,
    stay,
    stayed,
    stock_is,
    take_step,
    text_of,
    without_network,
)

pytestmark = [pytest.mark.long_file, pytest.mark.timeout(240)]
on_sqlite = pytest.mark.parametrize("shop", ["sqlite"], indirect=True)
on_the_stack = pytest.mark.parametrize("shop", ["stack"], indirect=True)

LIVE = 2000  # ms in which an open page shows what somebody else changed
WORKING = 60_000  # in which a busy worker has made a thousand orders
PIN = "4711"
OUTSIDER = "paula@client.example"
ORDERS = "/maintenance/work-orders"  # of the API
MONDAY = date(2027, 1, 11)  # of the week that is planned here
FURNISH = f"""
import json
from io import StringIO
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from django.core.management import call_command
from django.utils import timezone
from config.core.models.shop import current_shop
from warehouse import services as stock
from warehouse.models import Location, Merchant, Product, Unit
from workorders.models import (
    ApiToken, Asset, Site, Strategy, StrategyAsset, TemplateTask, TemplateVersion, WorkTemplate
)
from workorders.services.orders import open_order

maya, dana = User.objects.get(username="maya"), User.objects.get(username="dana")
abe = User.objects.create(
    username="abe", email="abe@example.org", first_name="Abe", last_name="Lund", password=maya.password
)
abe.groups.add(Group.objects.get(name="approver"))
workshop = current_shop()
workshop.hourly_rate = Decimal(40)
workshop.save()
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
call_command("run_strategies", stdout=StringIO())  # or the clock has been quicker
orders = []
for title, day in (("Grease the belt", 12), ("Clean the filter", 13)):
    at = timezone.make_aware(datetime(2027, 1, day, 9))
    order = open_order(
        by=maya, title=title, assets=[press], assignee=dana, planned_start=at, planned_end=at + timedelta(hours=2)
    )
    orders.append((order.number, str(order.pk)))
print(json.dumps([*orders, ApiToken.make("Fleet", "write")[1]]))
"""


@pytest.fixture(scope="module")
def shop(request, docket_site_factory, browser):
    """A workshop with a press, what it needs to be kept going, and stock of two parts."""
    site = docket_site_factory(request.param)
    with closing(Shop(site, browser, furnish=FURNISH)) as shop:
        *shop.planned, shop.token = json.loads(shop.said)
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


@on_sqlite
def test_an_order_of_a_strategy_is_done_on_a_phone_and_sealed(shop, dana, maya):
    number = open_my_work(dana)
    answer_what_is_asked(shop, dana)
    what_never_came_back_is_sent_once(shop, dana)
    leave_in_the_same_breath(shop, dana, number)
    what_is_selected_stays_so(dana)
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


def open_my_work(phone):
    """The order that the strategy called for is on its page; answers its number."""
    phone.goto("/my-work/")
    job = phone.locator(".job", has_text="Check the press")
    expect(job).to_contain_text("Press 4")
    number = re.search(r"WO-\d{4}-\d{4}", job.inner_text())[0]
    with phone.expect_response(lambda answer: "/stream/" in answer.url):
        job.get_by_role("link", name="Check the press").tap()
    expect_status(phone, "Assigned")
    return number


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


def leave_in_the_same_breath(shop, phone, number):
    """The page is left before its answer has reached anybody: the next page sends it."""
    phone.route("**/answer/", lambda route: None)
    with shop.forgiving("net::ERR", "htmx:"):
        tell_noises(phone, "A rattle")
        phone.goto("about:blank")
        phone.unroute("**/answer/")
        with drawn_afresh(phone):
            follow(phone, address_of(number))
    expect(waiting(phone)).to_contain_text("Sent: all answers have arrived.")
    is_answered(phone, "Noises")


def what_is_selected_stays_so(phone):
    """Whoever has selected the old answer and types replaces it, also where the page was drawn afresh in between."""
    answer = card(phone, "Noises").get_by_label("Answer", exact=True)
    answer.press("Control+a")
    drawn_before = phone.locator("#panel").element_handle()
    phone.evaluate("htmx.trigger('#live', 'sse:changed')")
    drawn_before.wait_for_element_state("hidden")
    phone.keyboard.insert_text("A hum")
    expect(answer).to_have_value("A hum")


def drawn_afresh(page):
    """In this block the page asks for its panel as it is now."""
    return page.expect_response(lambda answer: "?tab=" in answer.url)


def answer_without_a_network(shop, phone, number):
    """An answer given in a cellar is kept, and sent by itself: when the network is back, and by a page opened then."""
    noises = card(phone, "Noises")
    with drawn_afresh(phone), without_network(shop, phone):
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
    for said in (
        "Guards in place",
        "Noises: A rattle",
        "Noises: A squeak",
        "Noises: A squeak on the left",
    ):
        expect(phone.locator("#history li p", has_text=re.compile(f"^{said}$"))).to_have_count(1)


def the_report_says_it_all(shop, phone, number):
    phone.get_by_label("Papers and changes").tap()
    address = phone.get_by_role("link", name="Report as PDF").get_attribute("href")
    report = text_of(paper(shop, phone, address))
    for fact in (
        number, "Check the press", "Press 4", "P-4", "Dana Whitlock", "Guards in place", "9.5 bar", "out of range",
        "A squeak on the left", "Olga Perez", "Drive belt", "12.50", "25.00", "Gear oil", "9.00",
        "Labour, 30 min", "20.00", "£54.00",
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


# Sign-offs

CHANGED_BEHIND_OUR_BACK = """
from django.core.management import CommandError, call_command
from workorders.models import ApprovalRound
signed = ApprovalRound.objects.filter(order__number="{number}")
call_command("verify_approvals")
name = signed.get().executor_name
signed.update(executor_name="Somebody Else")
try:
    call_command("verify_approvals")
except CommandError as refusal:
    print(refusal)
signed.update(executor_name=name)
"""


@on_the_stack
def test_one_signs_and_another_approves_and_neither_is_both(shop, dana, maya):
    number = want_sign_off(shop, maya, "Seal the pump", approver="Abe Lund")
    do_and_sign(dana, number, "A new seal")
    abe = shop.staff("abe")
    abe.goto("/approvals/")
    abe.get_by_role("link", name=number).click()
    expect(abe.locator("#main")).to_contain_text("A new seal")
    drawings_are_shown(abe, 1)
    digest = abe.locator(".hash").inner_text().split()[-1]
    decide(abe, "Approve")
    expect_status(abe, "Completed")

    certificate_carries(shop, abe, number, digest, "A new seal", "Dana Whitlock", "Abe Lund")
    seals = shop.run(CHANGED_BEHIND_OUR_BACK.format(number=number))
    assert re.fullmatch(rf"\d+ sign-offs are as they were signed\n.*{number}, round 1", seals, re.S)


@on_the_stack
def test_an_approver_from_outside_sends_back_and_then_approves_by_a_link(shop, dana, maya):
    number = want_sign_off(shop, maya, "Level the floor", outsider=True)
    do_and_sign(dana, number, "Two layers")
    letter = letter_about(shop, f"Please approve {number}", OUTSIDER)
    paula = shop.visitor(viewport=PHONE, has_touch=True)
    first = first_link(letter.text, "approve")
    paula.goto(first)
    expect(paula.get_by_text("Two layers")).to_be_visible()
    drawings_are_shown(paula, 1)
    paula.get_by_label("Comment").fill("The corner is still low.")
    decide(paula, "Send back")
    expect(paula.get_by_role("heading", name="Thank you, it goes back")).to_be_visible()

    expect_status(dana, "In progress", timeout=LIVE)
    back = letter_about(shop, f"Sent back: {number}", "dana@example.org")
    assert "The corner is still low." in back.text
    do_and_sign(dana, number, "Three layers, the corner too")
    letter = letter_about(shop, f"Please approve {number}", OUTSIDER, nth=1)
    paula.goto(first)
    expect(paula.get_by_role("heading", name="Thank you, it goes back")).to_be_visible()
    paula.goto(first_link(letter.text, "approve"))
    expect(paula.get_by_text("Three layers, the corner too")).to_be_visible()
    expect(paula.get_by_text("The corner is still low.")).to_be_visible()
    dana.reload()
    expect_status(dana, "Pending approval")  # to open a link decides nothing
    decide(paula, "Approve")
    expect(paula.get_by_role("heading", name="Thank you, you approved it")).to_be_visible()
    maya.goto(address_of(number))
    expect_status(maya, "Completed")
    certificate_carries(
        shop, maya, number, "Three layers", "Paula Quist", "The corner is still low."
    )


def want_sign_off(shop, desk, title, approver="", outsider=False):
    """The number of a new order of Dana's; whoever does the work is refused as its approver first."""
    desk.goto("/work-orders/new/")
    desk.get_by_label("Title").fill(title)
    choose(desk, Type="Approval", Template="Handover")
    if outsider:
        desk.get_by_label("Approver from outside").fill("Paula Quist")
        desk.get_by_label("Their e-mail").fill(OUTSIDER)
    else:
        choose(desk, Assignee="Maya Okafor", Approver="Maya Okafor")
        desk.get_by_role("button", name="Create order").click()
        expect(desk.locator("#main")).to_contain_text("Whoever does the work cannot approve it")
        shop.expect_refusal(422)
        choose(desk, Approver=approver)
    choose(desk, Assignee="Dana Whitlock")
    desk.get_by_role("button", name="Create order").click()
    expect_status(desk, "Assigned")
    return desk.locator("h1").inner_text()


def choose(page, **fields):
    for label, option in fields.items():
        page.get_by_role("combobox", name=re.compile(f"^{label}")).select_option(label=option)


def do_and_sign(phone, number, words):
    phone.goto(address_of(number))
    done = card(phone, "What was done")
    done.get_by_label("Answer", exact=True).fill(words)
    with phone.expect_response(lambda answer: answer.url.endswith("/answer/")):
        done.get_by_role("button", name="Save", exact=True).tap()
    is_answered(phone, "What was done")
    phone.locator("#approval").get_by_role("link", name="Sign").tap()
    expect(phone.locator("#main")).to_contain_text(words)
    draw(phone, phone.locator("canvas"))
    with phone.expect_response(lambda answer: "/stream/" in answer.url):
        phone.get_by_role("button", name="Sign and ask for approval").tap()
    expect_status(phone, "Pending approval")
    expect(phone.locator("form[data-answer]")).to_have_count(0)


def decide(page, verdict):
    page.get_by_role("radio", name=re.compile(f"^{verdict}")).check()
    draw(page, page.locator("canvas"), slant=0.1)
    page.get_by_role("button", name="Record my decision").click()


WIDTH_ONCE_DRAWN = "image => image.decode().then(() => image.naturalWidth)"


def drawings_are_shown(page, number):
    drawn = page.locator("img.hand-drawn")
    expect(drawn).to_have_count(number)
    assert all(image.evaluate(WIDTH_ONCE_DRAWN) for image in drawn.all())


def letter_about(shop, subject, to, nth=0):
    """The nth letter with this beginning of its subject."""

    def found():
        came = [
            letter
            for letter in shop.site.mail.messages
            if letter.subject.startswith(subject) and letter.recipients == (to,)
        ]
        return len(came) > nth and came[nth]

    return shop.site.wait_until(found)


def certificate_carries(shop, page, number, *facts):
    """Both signatures, what was signed, and the hashes."""
    page.goto(address_of(number))
    link = page.locator("#approval").get_by_role("link", name="Certificate")
    certificate = paper(shop, page, link.get_attribute("href"))
    said = text_of(certificate)
    for fact in (number, *facts):
        assert fact in said or fact in said.replace(" ", ""), said
    assert len(re.findall(r"\b[0-9a-f]{64}\b", said)) == 2, said
    assert len(images_of(certificate)) == 2


# Another day


@on_sqlite
def test_an_order_is_moved_to_another_day_by_the_mouse_and_by_the_keyboard(shop, maya):
    (by_mouse, _), (by_keys, _) = shop.planned
    week = f"/calendar/?view=week&day={MONDAY}"
    follow(maya, week)
    drag(maya, bar(maya, by_mouse), to=4)
    on_day(maya, by_mouse, 4)
    press(maya, by_keys, "Alt+ArrowRight")
    on_day(maya, by_keys, 3)
    press(maya, by_keys, "Alt+ArrowDown")
    expect(bar(maya, by_keys)).to_have_count(0)  # it is in the next week now

    maya.reload()
    on_day(maya, by_mouse, 4)
    follow(maya, f"/timeline/?day={MONDAY}")
    on_day(maya, by_keys, 10)
    press(maya, by_keys, "Alt+ArrowLeft")
    on_day(maya, by_keys, 9)
    maya.reload()
    on_day(maya, by_keys, 9)
    maya.goto(address_of(by_keys))
    expect(maya.locator("#who")).to_contain_text("Wed 20 Jan 2027, 09:00 – Wed 20 Jan 2027, 11:00")


def bar(page, number):
    return page.locator(f'[data-move*="/{number}/"]')


def on_day(page, number, day):
    """The bar stands so many days after Monday."""
    expect(bar(page, number)).to_have_attribute("data-day", f"{MONDAY + timedelta(days=day)}")


def drag(page, moved, to):
    """The bar is dropped so many days after Monday, in its week."""
    box = moved.bounding_box()
    week = page.locator("[data-track]").bounding_box()
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 20, middle)
    page.mouse.down()
    page.mouse.move(week["x"] + (to + 0.5) * week["width"] / 7, middle, steps=5)
    page.mouse.up()


def press(page, number, keys):
    """The keys are pressed on the bar, which has the focus again where it is still on the page."""
    bar(page, number).get_by_role("link").first.focus()
    with page.expect_response(lambda answer: answer.url.endswith("/replan/")):
        page.keyboard.press(keys)


# A thousand at once


@on_the_stack
def test_a_thousand_orders_are_pasted_looked_at_and_made_or_none(shop, maya):
    days = [MONDAY + timedelta(weeks=week) for week in range(25)]
    rows = [f"PU-{pump},Look at the pump,{day}" for pump in range(1, 41) for day in days]
    maya.goto("/work-orders/bulk/")
    maya.get_by_text("Or paste tags or a table").click()
    paste(maya, [*rows[:-1], f"PU-99,Look at the pump,{MONDAY}"])
    expect(maya.get_by_role("alert")).to_contain_text("1 row is wrong. Nothing is made")
    expect(maya.locator("tr.bad")).to_contain_text("There is no asset “PU-99”.")
    expect(maya.get_by_role("button", name=re.compile("^Make"))).to_have_count(0)
    shop.expect_refusal(422)
    maya.get_by_role("button", name="Change").click()
    paste(maya, rows)
    expect(maya.get_by_role("heading", name="1000 orders")).to_be_visible()
    expect(maya.locator("#main")).to_contain_text("40 assets, 25 dates")

    with busy(shop.site, "worker"):
        maya.get_by_role("button", name="Make 1000 orders").click()
        expect(maya.get_by_role("heading", name="1000 orders are being made")).to_be_visible()
        expect(maya.get_by_role("progressbar")).to_be_visible()
        stay(maya)
    made = maya.get_by_role("heading", name="1000 orders are made")
    expect(made).to_be_visible(timeout=WORKING)
    assert stayed(maya)
    maya.goto("/work-orders/?q=Look+at+the+pump")
    expect(maya.locator("#main")).to_contain_text("of 1000")


def paste(page, rows):
    """The rows were put on the clipboard elsewhere; what stood in the field is gone."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    text = "\n".join(["tag,title,due", *rows])
    page.evaluate("(text) => navigator.clipboard.writeText(text)", text)
    page.get_by_label("Tags, one on a line, or a table").focus()
    page.keyboard.press("Control+A")
    page.keyboard.press("Control+V")
    page.get_by_role("button", name="Preview").click()


@contextmanager
def busy(site, name):
    """The program does not get to anything in this block."""
    os.kill(site.pid(name), signal.SIGSTOP)
    yield
    os.kill(site.pid(name), signal.SIGCONT)


# Scan to report


@on_sqlite
def test_whoever_scans_a_label_reports_a_problem_and_sees_what_becomes_of_it(shop, dana, maya):
    passer_by = shop.visitor(viewport=PHONE, has_touch=True)
    maya.goto("/assets/?q=P-4")
    maya.get_by_role("link", name="Press 4").click()
    label = maya.locator("#label a").first.get_attribute("href")
    passer_by.goto(label)
    shows_nothing_else(passer_by, "Press 4")
    passer_by.get_by_label("PIN").fill(PIN)
    passer_by.get_by_role("button", name="Go on").tap()
    expect(passer_by.get_by_role("heading", name="What is wrong with Press 4?")).to_be_visible()
    shows_nothing_else(passer_by)
    report_a_leak(passer_by)
    stay(passer_by)

    number = passer_by.locator(".top .num").inner_text()
    dana.goto("/cases/")
    dana.get_by_label("Assignee").select_option(label="Dana Whitlock")
    dana.get_by_role("link", name=number).tap()
    expect(dana.locator("#problem img")).to_have_count(1)
    dana.get_by_label("Comment").fill("The bearing is gone, again")
    dana.get_by_role("button", name="Add comment").tap()
    expect(dana.locator("#history")).to_contain_text("The bearing is gone, again")
    take_step(dana, "Resolve", "Resolved")
    expect(passer_by.get_by_role("heading", name="It is dealt with")).to_be_visible(timeout=LIVE)
    assert stayed(passer_by)
    shows_nothing_else(passer_by, "The bearing is gone")
    passer_by.goto("/assets/")
    expect(passer_by).to_have_url(re.compile("/login/"))


def report_a_leak(phone):
    phone.get_by_label("What is the problem?").fill("Oil on the floor")
    phone.get_by_label("How bad is it?").select_option(label="It stands still")
    phone.locator("[data-photos]").set_input_files([photo()])
    expect(phone.locator(".previews img")).to_have_count(1)
    phone.get_by_label("Your name").fill("Uma Field")
    with phone.expect_response(lambda answer: "/stream/" in answer.url):
        phone.get_by_role("button", name="Send").last.tap()
    expect(phone.get_by_role("heading", name="We have your report")).to_be_visible()
    expect(phone.locator(".photos img")).to_have_count(1)


def shows_nothing_else(page, *besides):
    """No other asset, no colleague, no work order, and none of these words."""
    said = page.content()
    for secret in ("Unheard-of boiler", "North hall", "Dana", "Maya", "WO-20", PIN, *besides):
        assert secret not in said


# Two people


@on_sqlite
def test_what_one_changes_on_an_order_shows_on_the_others_open_page(shop, dana, maya):
    number, _key = shop.planned[0]
    for page in (maya, dana):
        follow(page, address_of(number))
        stay(page)
    dana.locator(".work-dock").get_by_role("button", name="Start").tap()
    expect_status(maya, "In progress", timeout=LIVE)
    assert stayed(maya)
    maya.goto(f"{address_of(number)}edit/")
    maya.get_by_label("Title").fill("Grease the belt and the chain")
    maya.get_by_role("button", name="Save").click()
    expect(dana.locator(".work-title")).to_have_text("Grease the belt and the chain", timeout=LIVE)
    assert stayed(dana)


@on_the_stack
def test_what_another_system_changes_shows_on_the_open_page_and_what_a_person_does_in_its_stream(
    shop, maya
):
    number, key = shop.planned[1]
    with fleet(shop) as api:
        follow(maya, address_of(number))
        stay(maya)
        assert api.patch(ORDERS, json={"id": key, "status": "On Hold"}).is_success
        expect_status(maya, "On hold", timeout=LIVE)
        assert stayed(maya)

        since = datetime.now(UTC).isoformat()
        maya.get_by_role("button", name="Start", exact=True).first.click()
        expect_status(maya, "In progress")
        [changed] = api.get(f"{ORDERS}/stream", params={"startTime": since}).json()["data"]
        assert (changed["id"], changed["status"]) == (key, "In Progress")


def fleet(shop):
    """The API, with a token that may write."""
    return httpx.Client(
        base_url=f"{shop.site.url}/api",
        headers={"Authorization": f"Bearer {shop.token}"},
    )
