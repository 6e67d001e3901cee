"""The warehouse in the browser: a gift set from its recipe to the shelf, short stock, calling off, and taking sets apart."""

import re
from contextlib import closing

import pytest
from playwright.sync_api import expect

from tests.browser_steps import PHONE, Shop, expect_status, stock_is, take_step

FURNISH = """
from decimal import Decimal
from warehouse import services
from warehouse.models import Location, Merchant, Product, Recipe, Unit, Warehouse
maya = User.objects.get(username="maya")
sam = User.objects.create(username="sam", first_name="Sam", last_name="Ellery", password=maya.password)
sam.groups.add(Group.objects.get(name="warehouse"))
merchant, pieces = Merchant.objects.get(), Unit.objects.get(code="pcs")
house = Warehouse.objects.get()
for walk, code in enumerate(("B-01", "C-01"), 20):
    Location.objects.create(warehouse=house, code=code, walk=walk)
made = {}
for sku, name, barcode, place, stock in (
    ("CASE", "Clear case", "5000000000012", "A-01", 12),
    ("CABLE", "Cable, 1 m", "5000000000029", "B-01", 30),
    ("BOX", "Gift box", "5000000000036", "C-01", 8),
    ("GIFT", "Phone gift set", "5000000000043", "", 0),
):
    product = Product.objects.create(merchant=merchant, sku=sku, name=name, barcode=barcode, unit=pieces)
    made[sku] = product
    if stock:
        services.adjust(
            location=Location.objects.get(code=place), product=product, quantity=Decimal(stock), by=maya
        )
parts = [(made["CASE"], Decimal(1)), (made["CABLE"], Decimal(2)), (made["BOX"], Decimal(1))]
gift = [(made["GIFT"], Decimal(1))]
for name, kind, inputs, outputs in (
    ("Gift set", "assembly", parts, gift), ("Unpack gift set", "disassembly", gift, parts),
):
    services.keep_recipe(
        Recipe(merchant=merchant, name=name, kind=kind), by=maya, inputs=inputs, outputs=outputs
    )
"""


@pytest.fixture
def shop(docket_site, browser):
    with closing(Shop(docket_site("sqlite"), browser, furnish=FURNISH)) as shop:
        yield shop


@pytest.mark.slow_server
def test_gift_sets_from_the_recipe_to_the_shelf_and_apart_again(shop):
    desk = shop.staff("maya")
    phone = shop.staff("sam", viewport=PHONE, has_touch=True)

    short_reserves_nothing_and_an_edit_tries_again(desk)
    calling_off_gives_everything_back(desk)
    number = out_of_stock_until_boxes_come(desk, phone)
    pick_by_scanning(desk, phone, number)
    complete_and_store(desk, phone, number)
    stock_is(desk, CASE=(2, 0, 2), CABLE=(10, 0, 10), BOX=(3, 0, 3), GIFT=(10, 0, 10))
    lies_at(desk, "GIFT", "A-01")
    take_two_sets_apart(desk, phone)
    stock_is(desk, CASE=(4, 0, 4), CABLE=(14, 0, 14), BOX=(5, 0, 5), GIFT=(8, 0, 8))

    assert "All agree" in shop.site.manage("check_stock")
    assert shop.faults == []


# The desk


def new_order(desk, recipe, sets):
    """A draft made from a recipe; returns its number."""
    desk.goto("/production/new/")
    desk.get_by_role("button", name="Suggest number").click()
    expect(desk.get_by_label("Name")).to_have_value(re.compile(r"\d{8}-\d\d"))
    apply_recipe(desk, recipe, sets)
    desk.get_by_role("button", name="Save").last.click()
    expect_status(desk, "Draft")
    return desk.locator("h1").inner_text()


def apply_recipe(desk, recipe, sets):
    desk.get_by_label("Recipe (BOM)").select_option(label=recipe)
    desk.get_by_label("Sets").fill(str(sets))
    desk.get_by_role("button", name="Apply").click()
    first = desk.locator('[data-lines="materials"] [data-row]').first
    expect(first.locator("input[data-product]")).not_to_have_value("")
    expect(first.locator('[name$="-quantity"]')).to_have_value(str(sets))


def short_reserves_nothing_and_an_edit_tries_again(desk):
    """Ten sets want ten boxes of eight: nothing is reserved; eight sets are allocated by saving the edit."""
    new_order(desk, "Gift set", 10)
    take_step(desk, "Confirm", "Out of stock")
    missing = desk.locator("#panel table").first
    expect(missing).to_contain_text("BOX")
    expect(missing).to_contain_text("2 short")
    number = desk.locator("h1").inner_text()
    stock_is(desk, CASE=(12, 0, 12), CABLE=(30, 0, 30), BOX=(8, 0, 8))
    desk.goto(f"/production/{number}/edit/")
    apply_recipe(desk, "Gift set", 8)
    desk.get_by_role("button", name="Save").last.click()
    expect_status(desk, "Allocated")


def calling_off_gives_everything_back(desk):
    """The allocated order is canceled, and what it held is free."""
    number = desk.locator("h1").inner_text()
    stock_is(desk, CASE=(12, 8, 4), CABLE=(30, 16, 14), BOX=(8, 8, 0))
    desk.goto(f"/production/{number}/")
    take_step(desk, "Cancel order", "Canceled")
    stock_is(desk, CASE=(12, 0, 12), CABLE=(30, 0, 30), BOX=(8, 0, 8))


def out_of_stock_until_boxes_come(desk, phone):
    """Five boxes are bought, received on the phone, and the order that waited is allocated."""
    number = new_order(desk, "Gift set", 10)
    take_step(desk, "Confirm", "Out of stock")
    desk.goto("/inbound/new/")
    row = desk.locator("[data-row]").first
    row.get_by_label("Product").fill("BOX")
    row.get_by_label("Expected").fill("5")
    desk.get_by_role("button", name="Create inbound order").click()
    expect_status(desk, "Expected")
    receive_and_store(phone, desk.locator("h1").inner_text(), "5000000000036", "C-01")
    desk.goto(f"/production/{number}/")
    take_step(desk, "Retry allocation", "Allocated")
    return number


def complete_and_store(desk, phone, number):
    desk.goto(f"/production/{number}/")
    take_step(desk, "Complete", "Completed")
    inbound = desk.get_by_role("link", name=re.compile("^IN-")).first.inner_text()
    receive_and_store(phone, inbound, "5000000000043", "A-01")


def lies_at(desk, sku, place):
    """The same stock in the other views: by location, and on the product's page."""
    desk.goto("/inventory/locations/")
    expect(desk.locator("#main")).to_contain_text(place)
    desk.goto("/inventory/")
    desk.get_by_role("link", name=sku, exact=True).click()
    expect(desk.locator("#main")).to_contain_text(place)


def take_two_sets_apart(desk, phone):
    number = new_order(desk, "Unpack gift set", 2)
    take_step(desk, "Confirm", "Allocated")
    phone.goto(start_picking(desk, number))
    phone.get_by_role("button", name="Start picking").tap()
    phone.get_by_role("button", name="Confirm").first.tap()
    finish(phone)
    desk.goto(f"/production/{number}/")
    take_step(desk, "Complete", "Completed")
    desk.get_by_role("link", name=re.compile("^IN-")).first.click()
    expect(desk.locator("h1")).to_have_text(re.compile("^IN-"))
    take_step(desk, "Receive", "Received")
    take_step(desk, "Put away", "Stored")


# The picker


def start_picking(desk, number):
    """The address of the new picking list."""
    desk.goto(f"/production/{number}/")
    take_step(desk, "Create picking list", "Processing")
    return desk.get_by_role("link", name="Open picking list").get_attribute("href")


def pick_by_scanning(desk, phone, number):
    """Place and product are scanned, the quantity confirmed; the desk is told why it cannot cancel meanwhile."""
    address = start_picking(desk, number)
    desk.get_by_label("Other steps").click()
    locked = desk.locator(".step.no", has_text="Cancel order")
    expect(locked).to_contain_text("PL-")
    phone.goto(address)
    phone.get_by_role("button", name="Start picking").tap()
    scan(phone, "5000000000029")
    expect(phone.locator(".now")).to_contain_text("Cable")
    for place, barcode, _left in (
        ("A-01", "5000000000012", None),
        ("B-01", "5000000000029", None),
        ("C-01", "5000000000036", None),
    ):
        scan(phone, place)
        expect(phone.locator(".now .loc")).to_have_text(place)
        scan(phone, barcode)
        confirm(phone)
    finish(phone)


def scan(phone, code):
    """A scanner types the code and Enter."""
    field = phone.locator("#code")
    field.fill(code)
    with phone.expect_response(lambda answer: answer.request.method == "POST"):
        field.press("Enter")


def confirm(phone):
    button = phone.get_by_role("button", name=re.compile("^Confirm"))
    with phone.expect_response(lambda answer: "/pick/" in answer.url):
        button.first.tap()


def finish(phone):
    phone.get_by_role("button", name="Finish").tap()
    expect(phone.locator(".list-top .badge")).to_have_text("Done")


def receive_and_store(phone, number, barcode, place):
    """The goods are received by scanning one and taking the whole quantity, and put away to the scanned place."""
    phone.goto(f"/inbound/{number}/receive/")
    phone.get_by_role("button", name="Receive").last.tap()
    expect(phone.locator(".badge").first).to_have_text("Received")
    phone.goto(f"/inbound/{number}/put-away/")
    phone.get_by_label("Place").first.fill(place)
    phone.get_by_role("button", name="Put away").last.tap()
    expect(phone.locator(".badge").first).to_have_text("Stored")
