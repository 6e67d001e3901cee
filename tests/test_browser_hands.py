"""Hands on the keyboard, a thumb on a phone, and a browser without JavaScript."""

from contextlib import closing

import pytest
from playwright.sync_api import expect

from tests.browser_steps import PHONE, Shop, add_part, orders_taken_in, take_step


@pytest.fixture(scope="module")
def shop(docket_site_factory, browser):
    furnish = orders_taken_in(count=3, technician="dana")
    with closing(Shop(docket_site_factory("sqlite"), browser, furnish=furnish)) as shop:
        yield shop


@pytest.fixture(scope="module")
def maya(shop):
    return shop.staff("maya")


@pytest.fixture(scope="module")
def numbers(shop):
    """Orders that wait for Dana."""
    return shop.said.split()


@pytest.fixture(autouse=True)
def nothing_broke(shop):
    shop.faults.clear()
    yield
    assert shop.faults == []


def test_a_stroke_leads_to_the_search_and_a_number_to_its_order(shop, maya, numbers):
    number = numbers[0]
    maya.goto("/clients/")

    maya.keyboard.press("/")
    maya.keyboard.type(number)
    maya.keyboard.press("Enter")

    expect(maya).to_have_url(f"{shop.site.url}/service-orders/{number}/")


def test_j_and_k_walk_the_list_and_enter_opens(shop, maya, numbers):
    maya.goto("/service-orders/")
    rows = maya.locator("table.rowlink a.go")
    number = rows.nth(0).inner_text()

    maya.keyboard.press("j")
    maya.keyboard.press("j")
    expect(rows.nth(1)).to_be_focused()
    maya.keyboard.press("k")
    expect(rows.nth(0)).to_be_focused()
    maya.keyboard.press("Enter")

    expect(maya).to_have_url(f"{shop.site.url}/service-orders/{number}/")


def test_ticked_orders_are_handed_out_together(maya):
    maya.goto("/service-orders/")
    ticks = maya.locator("[data-tick]")
    bar = maya.locator(".ticked-bar")
    expect(bar).to_be_hidden()

    maya.get_by_label("Select all").check()
    expect(bar).to_contain_text(f"({ticks.count()})")
    maya.get_by_label("Select all").uncheck()
    expect(bar).to_be_hidden()
    ticks.first.check()
    bar.get_by_label("Technician").select_option(label="Dana Whitlock")
    bar.get_by_role("button", name="Assign").click()

    expect(maya.locator("#messages")).to_contain_text("1 order is now assigned to Dana Whitlock.")
    expect(maya.locator("table.rowlink tbody tr").first).to_contain_text("Dana W.")


def test_letters_that_are_typed_stay_letters(maya):
    maya.goto("/service-orders/new/")
    name = maya.get_by_label("Name")

    name.press_sequentially("jk/")

    expect(name).to_have_value("jk/")
    expect(name).to_be_focused()


def test_escape_closes_a_menu_and_gives_the_focus_back(maya):
    maya.goto("/service-orders/")
    menu = maya.locator(".user-menu")
    menu.locator("summary").click()
    menu.get_by_role("link", name="Password").focus()

    maya.keyboard.press("Escape")

    expect(menu.get_by_role("link", name="Password")).to_be_hidden()
    expect(menu.locator("summary")).to_be_focused()


def test_a_thumb_takes_the_next_step(shop, numbers):
    number = numbers[1]
    phone = shop.staff("dana", viewport=PHONE, has_touch=True, is_mobile=True)
    phone.goto("/my-work/")
    job = phone.locator(".job", has_text=number)

    step = job.get_by_role("button")
    assert step.bounding_box()["height"] >= 44
    step.tap()

    expect(phone.locator(f".job:has-text('{number}'), .now:has-text('{number}')")).to_contain_text(
        "Awaiting diagnosis"
    )
    assert phone.url == f"{shop.site.url}/my-work/"


def test_the_desk_works_without_javascript(shop):
    page = shop.staff("maya", java_script_enabled=False)

    page.locator("details.desk summary", has_text="Repairs").first.click()
    page.get_by_role("link", name="Service orders").first.click()
    page.get_by_role("link", name="New order").first.click()
    page.get_by_label("Name").fill("Cleo Marsh")
    page.get_by_label("Model").fill("iPhone 13")
    page.get_by_label("Problem reported").fill("The screen is cracked")
    page.get_by_role("button", name="Create order").click()
    take_step(page, "Start diagnosis", "Diagnosing", note="On the bench")
    page.get_by_role("link", name="Add part").click()
    add_part(page, "Screen assembly", "1", "89", total="£89.00")
    page.get_by_role("link", name="Done").click()
    expect(page.locator("#history")).to_contain_text("On the bench")
    page.goto(f"{page.url}print/")

    expect(page.locator("table.parts")).to_contain_text("Screen assembly")


def test_a_form_takes_the_focus_and_gives_it_back(shop, maya, numbers):
    maya.goto(f"/service-orders/{numbers[0]}/")
    edit = maya.locator("#device header").get_by_role("link", name="Edit")
    problem = maya.locator("#device").get_by_label("Problem reported")

    edit.focus()
    maya.keyboard.press("Enter")
    expect(maya.locator("#device").get_by_label("Brand")).to_be_focused()
    maya.keyboard.press("Escape")
    expect(problem).to_be_hidden()
    expect(edit).to_be_focused()

    maya.keyboard.press("Enter")
    problem.fill("")
    maya.keyboard.press("Escape")  # throws nothing away that was typed
    expect(problem).to_be_visible()
    maya.keyboard.press("Tab")
    maya.locator("#device").get_by_role("button", name="Save").click()
    expect(problem).to_be_focused()
    shop.faults.clear()  # the refusal, answered 422
    maya.keyboard.type("It does not charge")
    maya.locator("#device").get_by_role("button", name="Save").click()

    expect(maya.locator("#device")).to_contain_text("It does not charge")
    expect(edit).to_be_focused()


def test_a_form_takes_no_focus_from_somebody_who_went_on(maya, numbers):
    maya.goto(f"/service-orders/{numbers[0]}/")
    search = maya.get_by_role("searchbox", name="Search everything")

    maya.evaluate("""() => {
      document.querySelector("#history header a").click();
      document.querySelector(".find input").focus();
    }""")

    expect(maya.locator("#new-note").get_by_role("textbox", name="Note")).to_be_visible()
    expect(search).to_be_focused()
