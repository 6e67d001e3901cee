"""The pictures of the README, taken from a served demo: python -m deploy.screenshots http://127.0.0.1:8000"""

import io
import re
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from deploy.servers import chromium_path

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "screenshots"
DESK, PHONE = (1280, 900), (390, 844)
TALLEST = 1600
LARGEST = 240_000  # bytes of one picture
DRAWN = """async () => {
  await document.fonts.ready;
  const seen = [...document.images].filter((each) => each.getBoundingClientRect().top < innerHeight);
  await Promise.all(seen.map((image) => image.decode().catch(() => {})));
}"""
PICTURE, PART = "#photos img", "#parts tbody tr"
ENGLISH, PAID = "aside dd:text-is('English')", "#payments .total:has-text('£0.00')"
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--force-color-profile=srgb",
]


def main(address):
    """All pictures are fresh."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=ARGS)
        with visit(browser, address, DESK) as page:
            log_in(page, "manager")
            staff_pages(page)
            warehouse_pages(page)
            request, job = warranty_pages(page)
            work = maintenance_pages(page)
            order = order_of(page, "awaiting_approval", PICTURE)
            tracking = shared_link(page, order)
            receipt(page, order_of(page, "completed", PART, ENGLISH, PAID))
        with visit(browser, address, PHONE) as page:
            log_in(page, "technician")
            take(page, "/my-work/", "my-work-phone")
            take(page, work, "work-order-phone", tallest=PHONE[1])
        with visit(browser, address, PHONE) as page:
            log_in(page, "picker")
            take(page, latest(page, "/picking-lists/?status=picking"), "picking-phone")
        with visit(browser, address, PHONE) as page:
            take(page, request, "request-phone")
            take(page, job, "vendor-phone")
        for theme in ("light", "dark"):
            with visit(browser, address, PHONE, theme) as page:
                take(page, tracking, f"tracking-phone-{theme}", tallest=PHONE[1])
        browser.close()


@contextmanager
def visit(browser, address, size, theme="light"):
    width, height = size
    context = browser.new_context(
        base_url=address,
        viewport={"width": width, "height": height},
        color_scheme=theme,
        locale="en-GB",
        reduced_motion="reduce",
    )
    yield context.new_page()
    context.close()


def log_in(page, login):
    page.goto("/login/")
    page.get_by_label("User name or e-mail").fill(login)
    page.get_by_label("Password").fill("demo")
    page.get_by_role("button", name="Log in").click()
    page.wait_for_selector(".user-menu")


def staff_pages(page):
    take(page, "/", "dashboard")
    take(page, "/service-orders/", "list", tallest=DESK[1])
    take(page, "/service-orders/board/", "board", tallest=DESK[1])
    take(page, "/service-orders/new/", "new")
    take(page, f"/service-orders/{order_of(page, 'repairing', PICTURE, PART)}/", "detail")
    take(page, "/bookings/?view=week", "bookings-week")


def warehouse_pages(page):
    take(page, latest(page, "/production/?status=processing"), "production")
    take(page, latest(page, "/production/?status=out_of_stock"), "out-of-stock")
    take(page, "/inventory/", "inventory", tallest=DESK[1])


def warranty_pages(page):
    """Answers the paths of a homeowner's page and of a vendor's."""
    take(page, latest(page, "/requests/?waits=on"), "request")
    take(page, "/vendor-orders/", "vendor-orders", tallest=DESK[1])
    request = latest(page, "/requests/?status=in_progress")
    job = latest(page, "/vendor-orders/?response=scheduled&status=in_progress")
    return copied(page, request), copied(page, job)


def maintenance_pages(page):
    """Answers the path of an order that somebody works on."""
    work = latest(page, "/work-orders/?status=in_progress&kind=repair")
    take(page, work, "work-order", tallest=DESK[1])
    take(page, "/calendar/", "calendar", tallest=DESK[1])
    take(page, "/insights/", "insights", tallest=1100)
    return work


def copied(page, path, button="[data-copy]"):
    """The path of the public page whose Copy button stands on a page."""
    page.goto(path)
    address = page.locator(button).first.get_attribute("data-copy")
    return re.sub(r"^https?://[^/]+", "", address)


def latest(page, path):
    """The address of the first record of a list."""
    page.goto(path)
    return page.locator("table a.go, table a.strong").first.get_attribute("href")


def take(page, path, name, tallest=TALLEST):
    """The page from its top, as tall as it is, but not taller than `tallest`."""
    page.goto(path)
    viewport = page.viewport_size
    tall = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size(viewport | {"height": min(max(tall, viewport["height"]), tallest)})
    page.evaluate(DRAWN)
    keep(page.screenshot(), name)
    page.set_viewport_size(viewport)


def order_of(page, status, *wanted):
    """The number of the first order of this status whose page shows all that is wanted, or else of the first."""
    page.goto(f"/service-orders/?status={status}")
    numbers = page.locator("table.rowlink a.go").all_inner_texts()
    for number in numbers[:25]:
        page.goto(f"/service-orders/{number}/")
        if all(page.locator(each).count() for each in wanted):
            return number
    return numbers[0]


def shared_link(page, number):
    """The path of an order's tracking page, as its Copy button gives it to staff."""
    return copied(page, f"/service-orders/{number}/", "#tracking [data-copy]")


def receipt(page, number):
    """The first page of the order's receipt, as a printer would put it on paper."""
    for _ in range(15):
        answer = page.request.get(f"/service-orders/{number}/pdf/")
        if answer.status == 200:
            break
        page.wait_for_timeout(1000)
    paper = subprocess.run(
        ["pdftoppm", "-png", "-r", "90", "-f", "1", "-l", "1", "-"],
        input=answer.body(),
        capture_output=True,
        check=True,
    )
    keep(paper.stdout, "receipt")


def keep(png, name):
    """The picture is in its place; one that is too large is kept with fewer colours."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    file = PICTURES / f"{name}.png"
    picture.save(file, optimize=True)
    if file.stat().st_size > LARGEST:
        picture.quantize(256, kmeans=2, dither=Image.Dither.NONE).save(file, optimize=True)
    print(f"{file.relative_to(PICTURES.parent.parent)}  {file.stat().st_size // 1024} kB")


if __name__ == "__main__":
    main(sys.argv[1])
