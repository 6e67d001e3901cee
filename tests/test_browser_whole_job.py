"""The whole job in the browser: from the client's booking to the receipt, as each of them sees it."""

import io
from contextlib import closing
from datetime import date, datetime, time, timedelta

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser_steps import (
    PHONE,
    Shop,
    add_part,
    edit,
    expect_status,
    first_link,
    photo,
    save,
    stay,
    stayed,
    take_step,
)

LIVE = 2000  # ms in which a client sees a change
DIAGNOSIS = "The screen is broken and the battery holds 71 %."
LETTERS = [
    "Your booking is confirmed",
    "We have your Apple iPhone 13",
    "Your answer, please: Apple iPhone 13 for £189.00",
    "Your Apple iPhone 13 is ready",
    "Your receipt for",
]


pytestmark = pytest.mark.long_file


@pytest.fixture(params=["sqlite", "stack"])
def shop(request, docket_site, browser):
    with closing(Shop(docket_site(request.param), browser)) as shop:
        yield shop


def test_a_repair_from_the_booking_to_the_receipt(shop, smtp_server):
    client = shop.visitor(viewport=PHONE, has_touch=True)
    book(client)
    desk = shop.staff("tom")
    number = confirm_and_take_in(desk)
    follow(client, smtp_server, number)

    bench = shop.staff("dana")
    diagnose(bench, client, number)
    approve(bench, client, smtp_server)
    repair(bench, client)
    hand_over(desk, client, number)

    receipt = download_receipt(shop, desk)
    for fact in (
        number, "Cleo Marsh", "Apple iPhone 13", DIAGNOSIS, "Screen assembly", "Adhesive strip",
        "89.00", "7.00", "93.00", "£189.00", "Awaiting approval", "Repairing", "Warranty until",
    ):  # fmt: skip
        assert fact in receipt
    letters_came_once(smtp_server, number)
    assert shop.faults == []


def book(client):
    """The client asks for an appointment on the phone."""
    client.goto("/book/")
    wanted = datetime.combine(date.today() + timedelta(days=2), time(10))
    client.get_by_label("What can we do for you?").select_option(label="Phone diagnosis")
    client.get_by_label("Day and time").fill(f"{wanted:%Y-%m-%dT%H:%M}")
    client.get_by_label("Your name").fill("Cleo Marsh")
    client.get_by_label("Phone").fill("0121 234 5678")
    client.get_by_label("E-mail").fill("cleo@example.org")
    client.get_by_label("What is wrong?").fill("The screen is cracked")
    client.get_by_role("button", name="Ask for this time").tap()
    expect(client.get_by_role("heading", name="We have your request")).to_be_visible()


def confirm_and_take_in(desk):
    """The desk confirms the booking and takes the device in; returns the order's number."""
    desk.goto("/bookings/")
    desk.locator("tr", has_text="Requested").locator("a.go").click()
    expect(desk.locator("#panel")).to_contain_text("The screen is cracked")
    take_step(desk, "Confirm", "Confirmed")
    desk.get_by_role("link", name="Create service order").first.click()
    expect(desk.get_by_text("Cleo Marsh")).to_be_visible()
    desk.get_by_label("Brand").fill("Apple")
    desk.get_by_label("Model").fill("iPhone 13")
    expect(desk.get_by_label("Service type")).to_contain_text("Phone diagnosis")
    desk.get_by_label("Photos").set_input_files([photo()])
    desk.get_by_role("button", name="Create order").click()
    expect_status(desk, "Pending")
    expect(desk.locator("#photos img")).to_have_count(1)
    return desk.locator("h1").inner_text()


def follow(client, mail, number):
    """The client opens the tracking page from the first letter, and stays on it."""
    letter = mail.wait_for(lambda letter: "We have your" in letter.subject)
    with client.expect_response(lambda answer: answer.url.endswith("/stream/")):
        client.goto(first_link(letter.text, "track"))
    expect(client.get_by_text(number)).to_be_visible()
    stay(client)


def diagnose(bench, client, number):
    bench.goto(f"/service-orders/{number}/")
    take_step(bench, "Start diagnosis", "Diagnosing")
    sees(client, "Diagnosing")
    form = edit(bench, "costing")
    form.get_by_label("Diagnosis").fill(DIAGNOSIS)
    form.get_by_label("Estimated cost").fill("189")
    form.get_by_label("Labour").fill("93")
    save(form)
    expect(bench.locator("#estimated_cost")).to_contain_text("£189.00")
    take_step(bench, "Ask for approval", "Awaiting approval")
    sees(client, "Awaiting approval")


def approve(bench, client, mail):
    """The client opens the letter's link beside the tracking page and says yes; both pages follow by themselves."""
    stay(bench)
    letter = mail.wait_for(lambda letter: "Your answer, please" in letter.subject)
    decision = client.context.new_page()
    decision.goto(first_link(letter.text, "approve"))
    expect(decision.get_by_text("£189.00")).to_be_visible()
    decision.get_by_label("Approve").check()
    decision.get_by_label("Your name").fill("Cleo Marsh")
    decision.get_by_role("button", name="Send my answer").tap()
    expect_status(bench, "Approved", timeout=LIVE)
    assert stayed(bench)
    sees(client, "Approved")
    expect(decision.get_by_role("heading", name="Thank you, you approved")).to_be_visible()
    decision.close()


def repair(bench, client):
    take_step(bench, "Start repair", "Repairing")
    bench.get_by_role("link", name="Add part").click()
    add_part(bench, "Screen assembly", "1", "89", total="£182.00")
    add_part(bench, "Adhesive strip", "2", "3.5", total="£189.00")
    bench.locator("#parts").get_by_role("link", name="Done").click()
    take_step(bench, "Start testing", "Testing")
    take_step(bench, "Mark ready", "Ready", note="New screen and seal.")
    sees(client, "Ready")


def hand_over(desk, client, number):
    desk.goto(f"/service-orders/{number}/")
    desk.get_by_role("link", name="Take payment").click()
    form = desk.locator("#new-payment form")
    expect(form.get_by_label("Amount")).to_have_value("189.00")
    form.get_by_role("button", name="Take payment").click()
    expect(desk.locator("#payments .total")).to_contain_text("£0.00")
    take_step(desk, "Hand over", "Completed")
    sees(client, "Completed")
    assert stayed(client)


def sees(client, words):
    """The client's page shows the words by itself."""
    expect(client.locator("[data-live] .badge").first).to_have_text(words, timeout=LIVE)


def download_receipt(shop, page):
    """The text of the receipt behind the link of the order's menu, once it is made."""
    page.get_by_text("Documents").click()
    receipt = page.locator(".papers", has_text="Receipt")
    address = receipt.get_by_role("link", name="PDF").get_attribute("href")

    def made():
        answer = page.request.get(address)
        return answer.status == 200 and answer

    answer = shop.site.wait_until(made)
    assert answer.headers["content-type"] == "application/pdf"
    return text_of(answer.body())


def text_of(pdf):
    return " ".join(
        " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split()
    )


def letters_came_once(mail, number):
    letters = mail.wait_for_count(len(LETTERS))
    for beginning in LETTERS:
        found = [letter for letter in letters if letter.subject.strip().startswith(beginning)]
        assert len(found) == 1, [letter.subject for letter in letters]
        assert found[0].recipients == ("cleo@example.org",)
    attached = [*found[0].message.iter_attachments()]
    assert [paper.get_filename() for paper in attached] == [f"receipt-{number}.pdf"]
    assert number in text_of(attached[0].get_content())
