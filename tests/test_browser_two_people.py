"""Two people work on one order: each sees what the other did, and nobody's text or step is lost."""

from contextlib import closing

import pytest
from playwright.sync_api import expect

from tests.browser_steps import (
    Shop,
    edit,
    expect_status,
    open_order,
    orders_taken_in,
    stay,
    stayed,
    take_step,
)

LINK_REPLACED = "The old link no longer works. Share the new one."


@pytest.fixture(scope="module")
def shop(docket_site_factory, browser):
    furnish = orders_taken_in(count=8)
    with closing(Shop(docket_site_factory("sqlite"), browser, furnish=furnish)) as shop:
        yield shop


@pytest.fixture(scope="module")
def maya(shop):
    return shop.staff("maya")


@pytest.fixture(scope="module")
def dana(shop):
    return shop.staff("dana")


@pytest.fixture(autouse=True)
def nothing_broke(shop):
    shop.faults.clear()
    yield
    assert shop.faults == []


@pytest.fixture(scope="module")
def taken_in(shop):
    """Orders nobody has touched."""
    return iter(shop.said.split())


@pytest.fixture
def number(taken_in, maya, dana):
    """An order that both of them look at."""
    number = next(taken_in)
    for page in (maya, dana):
        open_order(page, number)
        stay(page)
    return number


def test_the_page_of_one_follows_the_step_of_the_other(number, maya, dana):
    take_step(dana, "Start diagnosis", "Diagnosing", note="On the bench")

    expect_status(maya, "Diagnosing")
    expect(maya.locator("#history")).to_contain_text("On the bench")
    expect(maya.locator("#work")).to_contain_text("Dana Whitlock")
    assert stayed(maya)


def test_what_changes_while_a_page_is_drawn_afresh_is_drawn_as_well(number, maya, dana):
    maya.evaluate(
        "window.heard = 0; document.addEventListener('sse:changed', () => window.heard++, true)"
    )
    held = []
    maya.route("**/panel/", lambda route: held.append((route, route.fetch())), times=1)
    with maya.expect_request("**/panel/"):
        take_step(dana, "Start diagnosis", "Diagnosing")
    heard = maya.evaluate("window.heard")
    take_step(dana, "Start repair", "Repairing")
    maya.wait_for_function(f"window.heard > {heard}")

    route, drawn_before = held[0]
    route.fulfill(response=drawn_before)

    expect_status(maya, "Repairing")
    assert stayed(maya)


def test_who_is_asked_may_say_yes_after_somebody_changed_the_order(number, maya, dana):
    maya.locator("#tracking").get_by_role("button", name="Replace").click()
    take_step(dana, "Start diagnosis", "Diagnosing")
    expect(maya.get_by_text("Somebody changed this order meanwhile.")).to_be_attached()

    maya.get_by_role("dialog").locator("[value=yes]").click()

    expect(maya.get_by_text(LINK_REPLACED)).to_be_visible()
    expect_status(maya, "Diagnosing")


def test_what_somebody_was_told_stays_while_the_page_follows_a_change(number, maya, dana):
    maya.locator("#tracking").get_by_role("button", name="Replace").click()
    maya.get_by_role("dialog").locator("[value=yes]").click()
    expect(maya.get_by_text(LINK_REPLACED)).to_be_visible()

    take_step(dana, "Start diagnosis", "Diagnosing")

    expect_status(maya, "Diagnosing")
    expect(maya.get_by_text(LINK_REPLACED)).to_be_visible()


def test_a_button_that_is_drawn_afresh_while_it_is_pressed_counts(number, maya):
    button = maya.locator(".dock").get_by_role("button", name="Queue for diagnosis")
    button.hover()
    maya.mouse.down()
    pressed = button.element_handle()
    maya.evaluate("htmx.trigger('#live', 'sse:changed')")
    pressed.wait_for_element_state("hidden")

    maya.mouse.up()

    expect_status(maya, "Awaiting diagnosis")


def test_what_is_being_typed_is_not_drawn_over(number, maya, dana):
    form = edit(maya, "costing")
    form.get_by_label("Diagnosis").fill("The charging port is full of lint")

    take_step(dana, "Start diagnosis", "Diagnosing")

    expect(maya.get_by_text("Somebody changed this order meanwhile.")).to_be_visible()
    expect(form.get_by_label("Diagnosis")).to_have_value("The charging port is full of lint")
    assert stayed(maya)


def test_who_saves_second_is_told_and_keeps_the_text(shop, number, maya, dana):
    first, second = edit(dana, "costing"), edit(maya, "costing")
    second.get_by_label("Diagnosis").fill("The battery is swollen")
    first.get_by_label("Diagnosis").fill("The screen is broken")
    first.get_by_role("button", name="Save").click()
    expect(dana.locator("#diagnosis")).to_have_text("The screen is broken")

    second.get_by_role("button", name="Save").click()

    expect(maya.locator("#costing")).to_contain_text("Dana Whitlock saved changes")
    expect(second.get_by_label("Diagnosis")).to_have_value("The battery is swollen")
    shop.expect_refusal(422)


def test_a_stale_step_is_refused_with_who_moved_the_order(number, maya, dana):
    maya.get_by_label("Other steps").click()  # an open menu is not drawn over
    take_step(dana, "Start diagnosis", "Diagnosing")
    expect(maya.get_by_text("Somebody changed this order")).to_be_visible()

    maya.locator(".dock").get_by_role("button", name="Queue for diagnosis").click()

    expect(maya.locator("#messages")).to_contain_text(
        "was moved to Diagnosing by Dana Whitlock: “Queue for diagnosis” is not possible now."
    )
    expect_status(maya, "Diagnosing")
    assert stayed(maya)
