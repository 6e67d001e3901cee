"""A scanner in front of a real browser: quick codes all count, and a code that lands in another field finds its way."""

from contextlib import closing

import pytest
from playwright.sync_api import expect

from tests.browser_steps import PHONE, Shop

pytestmark = [pytest.mark.xdist_group("browser_picking"), pytest.mark.timeout(400)]

MADE = """
from warehouse.models import *
from warehouse import services
from config.core.models import User
from config.core import workflow
maya = User.objects.get(username="maya")
house, own = Warehouse.objects.get(code="MAIN"), Merchant.objects.get(code="OWN")
piece = Unit.objects.get(code="pcs")
def product(sku):
    facts = {"name": sku.title(), "unit": piece}
    return Product.objects.get_or_create(sku=sku, merchant=own, defaults=facts)[0]
tea, mug, gift = product("TEA-100"), product("MUG-BLUE"), product("GIFT-SET")
for goods, code in ((tea, "T-01"), (mug, "T-02")):
    place, _made = Location.objects.get_or_create(warehouse=house, code=code, defaults={"walk": 5})
    services.adjust(location=place, product=goods, quantity=20, by=maya)
for _ in range(4):
    order = services.open_order(
        by=maya, warehouse=house, name="Gifts", merchant=own, materials=[(tea, 5), (mug, 5)], outputs=[(gift, 5)]
    )
    order = workflow.take_step(order, "confirm", by=maya)
    picking_list = services.make_picking_list([order], by=maya)
    workflow.take_step(picking_list, "claim", by=maya)
    print(picking_list.number)
"""


@pytest.fixture(scope="module")
def shop(docket_site_factory, browser):
    with closing(Shop(docket_site_factory("sqlite"), browser, furnish=MADE)) as shop:
        yield shop


@pytest.fixture(scope="module")
def lists(shop):
    """Lists nobody has touched: five teas, then five mugs."""
    return iter(shop.said.split())


@pytest.fixture(scope="module")
def maya(shop):
    return shop.staff("maya", viewport=PHONE)


@pytest.fixture
def phone(maya, lists):
    """The page of a list of one's own."""
    maya.goto(f"/picking-lists/{next(lists)}/")
    return maya


def scan(page, *codes):
    for code in codes:
        page.keyboard.type(code)
        page.keyboard.press("Enter")


def test_codes_quicker_than_the_network_all_count(phone):
    expect(phone.locator("#code")).to_be_focused()
    scan(phone, "TEA-100", "TEA-100", "TEA-100")
    expect(phone.locator(".said")).to_contain_text("TEA-100: 3 of 5 pcs")
    expect(phone.locator("#code")).to_be_focused()
    expect(phone.locator("#code")).to_have_value("")


def test_what_was_said_stays_while_the_page_follows_the_list(phone):
    scan(phone, "TEA-100")
    expect(phone.locator(".said")).to_contain_text("TEA-100: 1 of 5 pcs")
    drawn_before = phone.locator("#panel").element_handle()
    phone.evaluate("htmx.trigger('#live', 'sse:changed')")
    drawn_before.wait_for_element_state("hidden")

    expect(phone.locator(".said")).to_contain_text("TEA-100: 1 of 5 pcs")


def test_a_code_typed_beside_the_field_lands_in_it(phone):
    phone.evaluate("document.activeElement.blur()")
    scan(phone, "t-02")
    expect(phone.locator(".loc")).to_have_text("T-02")


def test_the_button_says_what_the_stepper_says(phone):
    phone.get_by_label("One less", exact=True).click()
    expect(phone.locator(".thumb .if-full")).to_contain_text("Confirm 4 pieces")
    phone.locator(".thumb .if-full").click()
    expect(phone.locator(".now .qty")).to_contain_text("4 picked")
    expect(phone.locator("#code")).to_be_focused()
