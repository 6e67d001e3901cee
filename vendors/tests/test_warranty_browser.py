"""The warranty desk in the browser and by e-mail: from what a homeowner reports to their word that it is fixed."""

import io
import re
from contextlib import closing
from datetime import date, datetime, time, timedelta
from types import SimpleNamespace

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser_steps import (
    PHONE,
    Shop,
    expect_status,
    first_link,
    stay,
    stayed,
    take_step,
)
from vendors.tests.mails import bounce, mail

pytestmark = pytest.mark.timeout(240)

LIVE = 5000  # ms in which an open page shows a change
STARTING = 60_000  # in which a worker is there that has just been started
CANARY = "CANARY-they-were-late-last-time"
PRICE = "4321.87"
HOMEOWNER = "nora@example.org"
PLUMBER, PLASTERER = "ada@pipeco.example.com", "ben@smoothwalls.example.com"
PIPE = "The pipe under the kitchen sink is leaking."
WALL = "The drywall behind the bedroom door is damaged."
BLUE, RED, GREEN = (20, 40, 200), (200, 30, 30), (30, 160, 40)
WHY = "550 5.1.1 User unknown"
FURNISH = f"""
from vendors.models import Trade, Vendor
for company, name, email, trade in (
    ("Pipe & Co", "Ada", "{PLUMBER}", "plumbing"), ("Smooth Walls", "Ben", "{PLASTERER}", "drywall"),
):
    vendor = Vendor.objects.create(company=company, contact_name=name, email=email)
    vendor.trades.set([Trade.objects.get(slug=trade)])
"""


@pytest.fixture
def shop(docket_site, imap_server, browser):
    """A shop with a plumber and a plasterer, whose answers come to `shop.mailbox`."""
    mailbox = imap_server.folder()
    site = docket_site("stack", IMAP_URL=mailbox.url, REPLY_ADDRESS="replies@shop.example")
    with closing(Shop(site, browser, furnish=FURNISH)) as shop:
        shop.mailbox = mailbox
        yield shop


def test_two_problems_from_the_report_to_the_word_that_they_are_fixed(shop, smtp_server):
    desk = shop.staff("tom")
    asked = await_requests(desk)
    home = shop.visitor(viewport=PHONE, has_touch=True)
    report(home)
    number = drafts_appear(desk, asked)
    pipe = accept_and_send(desk, number)
    wall = edit_and_send(desk, number)
    pipe_letter = letter_to(smtp_server, PLUMBER, pipe, photos=[BLUE])
    wall_letter = letter_to(smtp_server, PLASTERER, wall, photos=[RED])

    orders = desk.context.new_page()
    follow(orders, "/vendor-orders/")
    stay(orders)
    come_back(shop, desk, orders, smtp_server, pipe, wall, pipe_letter, wall_letter)
    put_stray_mail_with_its_order(shop, desk, orders, pipe)
    answer_by_mail(shop, desk, orders, pipe, pipe_letter)
    answer_on_the_page(shop, desk, wall, wall_letter)

    stay(home)
    complete(desk, number, pipe, wall)
    say_fixed(home, desk, number, smtp_server)
    nothing_internal_left(smtp_server)
    assert stayed(orders)
    assert shop.faults == []


# What is reported, and what is drafted of it


def follow(page, address):
    """The page is open, and follows its changes from now on."""
    with page.expect_response(lambda answer: "/stream/" in answer.url):
        page.goto(address)


def await_requests(desk):
    """The desk looks at the list of requests, which is empty."""
    follow(desk, "/requests/")
    expect(desk.get_by_text("No open requests")).to_be_visible()
    stay(desk)
    return desk.locator("#request-rows tbody tr")


def picture(name, color):
    """A photo of one colour, which can be told from others however small it is made."""
    file = io.BytesIO()
    Image.new("RGB", (1600, 1200), color).save(file, "JPEG")
    return {"name": name, "mimeType": "image/jpeg", "buffer": file.getvalue()}


def report(home):
    """Two problems with their photos, on a phone; the homeowner lands on the page of the request and stays on it."""
    home.goto("/request/")
    problems = home.locator("[data-issue]")
    tell(problems.nth(0), PIPE, "Kitchen", [picture("sink.jpg", BLUE)])
    home.get_by_role("button", name="Add another problem").tap()
    photos = [picture("wall.jpg", RED), picture("garden.jpg", GREEN)]
    tell(problems.nth(1), WALL, "Bedroom", photos)
    home.get_by_label("Address of the home").fill("12 Alder Lane, Bristol")
    home.get_by_label("Your name").fill("Nora Quill")
    home.get_by_label("E-mail").fill(HOMEOWNER)
    with home.expect_response(lambda answer: "/stream/" in answer.url):
        home.get_by_role("button", name="Send").last.tap()
    expect(home.locator(".issues img")).to_have_count(3)


def tell(problem, words, room, photos):
    problem.get_by_label("What is wrong?").fill(words)
    problem.get_by_label("Which room?").fill(room)
    problem.locator("[data-photos]").set_input_files(photos)
    expect(problem.locator(".previews img")).to_have_count(len(photos))


def drafts_appear(desk, asked):
    """The request comes into the open list by itself, and so do its drafts; answers its number."""
    expect(asked).to_have_count(1)
    expect(asked).to_contain_text("Nora Quill")
    expect(asked).to_contain_text("2 drafts", timeout=STARTING)
    assert stayed(desk)
    number = asked.locator("a.go").inner_text()
    asked.locator("a.go").click()
    expect(desk.get_by_text("2 drafts wait")).to_be_visible()
    expect_status(desk, "In review")
    for words, trade in ((PIPE, "Plumbing"), (WALL, "Drywall")):
        expect(issue(desk, words).locator(".draft")).to_contain_text(trade)
    return number


def issue(desk, words):
    """The homeowner's words beside the draft made of them."""
    return desk.locator("section.issue", has=desk.get_by_text(words, exact=True))


# What is ordered


def accept_and_send(desk, number):
    """The draft is accepted as it is, something internal is added, and the vendor gets it; answers the order's number."""
    issue(desk, PIPE).get_by_role("button", name="Accept", exact=True).click()
    made = issue(desk, PIPE).locator(".made a")
    expect(made).to_be_visible()
    expect(desk.get_by_text("1 draft waits")).to_be_visible()
    made.click()
    expect_status(desk, "Draft")
    desk.goto(f"{desk.url}edit/")
    expect(desk.get_by_label("Vendor", exact=True).locator("option:checked")).to_have_text(
        "Pipe & Co"
    )
    desk.get_by_label("Internal notes").fill(CANARY)
    desk.get_by_label("Purchase amount").fill(PRICE)
    desk.get_by_role("button", name="Save draft").last.click()
    expect(desk.locator("#internal")).to_contain_text(CANARY)
    take_step(desk, "Send to vendor", "In progress")
    order = desk.locator("h1").inner_text()
    desk.goto(f"/requests/{number}/")
    expect_status(desk, "In progress")
    return order


def edit_and_send(desk, number):
    """The other draft gets another title and one photo less, and goes out at once; answers the order's number."""
    issue(desk, WALL).get_by_role("link", name="Edit").click()
    desk.get_by_label("Title").fill("Patch the wall behind the door")
    desk.get_by_label("Vendor", exact=True).select_option(label="Smooth Walls")
    desk.get_by_label("Internal notes").fill(CANARY)
    photos = desk.locator("input[name=photos]")
    expect(photos).to_have_count(3)
    assert [box.is_checked() for box in photos.all()] == [False, True, True]
    photos.nth(2).uncheck()
    desk.get_by_role("button", name="Save and send").click()
    made = issue(desk, WALL).locator(".made")
    expect(made).to_contain_text("Patch the wall behind the door")
    expect(desk.locator("#orders")).to_contain_text("0 of 2 done")
    return made.locator("a").inner_text()


def letter_to(smtp, vendor, order, photos):
    """The vendor's e-mail: the work, the chosen photos, the page, and an address of its own to answer to."""
    letter = smtp.wait_for(
        lambda each: each.recipients == (vendor,) and each.subject.startswith(order)
    )
    assert "12 Alder Lane" in letter.text
    assert "Homeowner reports" in letter.text
    assert first_link(letter.text, "v")
    assert re.fullmatch(r"replies\+[0-9a-f]{32}@shop\.example", letter.message["Reply-To"])
    attached = [Image.open(io.BytesIO(each.get_content())) for each in attachments(letter)]
    assert [each.format for each in attached] == ["JPEG"] * len(photos)
    assert all(max(each.size) <= 1600 for each in attached)
    assert [color_of(each) for each in attached] == photos
    return letter


def attachments(letter):
    return list(letter.message.iter_attachments())


def color_of(image):
    """Which of our colours the middle of the picture is."""
    found = image.convert("RGB").getpixel((image.width // 2, image.height // 2))
    return min(
        (BLUE, RED, GREEN),
        key=lambda each: sum(abs(a - b) for a, b in zip(each, found, strict=True)),
    )


# What comes in by e-mail


def read(shop):
    """The site has read its mailbox, and the open pages know; the clock may have been quicker than we are."""

    def is_read():
        if shop.mailbox.unread():
            shop.site.manage("read_mail")
        return not shop.mailbox.unread()

    shop.site.wait_until(is_read)


def row(orders, order):
    return orders.locator("tr", has=orders.get_by_role("link", name=order, exact=True))


def history(desk, order):
    desk.goto(f"/vendor-orders/{order}/?tab=history")
    return desk.locator("#history")


def entry(desk, order, title):
    """The newest line of this title in the order's history."""
    return history(desk, order).locator(
        "li", has=desk.locator(".strong", has_text=re.compile(f"^{title}$"))
    )


def come_back(shop, desk, orders, smtp, pipe, wall, pipe_letter, wall_letter):
    """A machine of the one vendor answers, and the other's e-mail comes back: it is sent again from the history."""
    returned = SimpleNamespace(
        to=PLASTERER,
        subject=wall_letter.subject,
        text=wall_letter.text,
        message_id=wall_letter.message["Message-ID"],
    )
    shop.mailbox.bring(
        mail(
            "I am out of the office until Monday.",
            to=pipe_letter.message["Reply-To"],
            sender=f"Ada <{PLUMBER}>",
            subject="Automatic reply",
            Auto_Submitted="auto-replied",
        ),
        bounce(returned, why=WHY),
    )
    read(shop)

    expect(entry(desk, pipe, "Automatic reply")).to_contain_text("out of the office")
    expect(desk.locator(".notice.news")).to_have_count(0)
    expect(row(orders, pipe)).not_to_contain_text("Vendor replied")

    desk.goto(f"/vendor-orders/{wall}/")
    expect(desk.locator(".notice.error")).to_contain_text(f"An e-mail to {PLASTERER}")
    failed = history(desk, wall).locator("li", has_text="Bounced")
    expect(failed).to_contain_text(WHY)
    failed.get_by_role("button", name="Resend").click()
    again = smtp.wait_for(lambda each: each.recipients == (PLASTERER,) and each is not wall_letter)
    assert again.message["Message-ID"] == wall_letter.message["Message-ID"]
    desk.goto(f"/vendor-orders/{wall}/")
    expect(desk.locator(".notice.error")).to_have_count(0)


def put_stray_mail_with_its_order(shop, desk, orders, pipe):
    """Mail to no order's address waits in the inbox until the desk puts it where it belongs."""
    follow(desk, "/inbox/")
    expect(desk.get_by_text("The inbox is empty")).to_be_visible()
    shop.mailbox.bring(
        mail(
            "Is there parking at the house?",
            to="replies@shop.example",
            sender=f"Ada <{PLUMBER}>",
            subject="Parking",
        )
    )
    read(shop)
    expect(desk.locator("#inbox-rows")).to_contain_text("Parking", timeout=LIVE)
    desk.get_by_role("link", name="Parking").click()
    likely = desk.locator("#assign form", has=desk.get_by_role("link", name=pipe))
    likely.get_by_role("button", name="Put here").click()
    expect(desk.locator("#history")).to_contain_text("Is there parking at the house?")
    expect(row(orders, pipe)).to_contain_text("Vendor replied", timeout=LIVE)
    desk.get_by_role("button", name="Mark as seen").click()
    expect(row(orders, pipe)).not_to_contain_text("Vendor replied", timeout=LIVE)
    desk.goto("/inbox/")
    expect(desk.get_by_text("The inbox is empty")).to_be_visible()


def answer_by_mail(shop, desk, orders, pipe, letter):
    """The vendor answers the e-mail with a date; the desk sees it by itself, and agrees with one tap."""
    day = date.today() + timedelta(days=9)
    quoted = "".join(f"> {line}\n" for line in letter.text.splitlines())
    follow(desk, f"/vendor-orders/{pipe}/?tab=history")
    stay(desk)
    shop.mailbox.bring(
        mail(
            f"Hello,\n\nwe can come on {day:%-d %B %Y} at 9:30.\n\n-- \nAda\nPipe & Co, since 1987\n\n"
            f"On Fri, 20 Nov 2026 at 16:15, Docket wrote:\n\n{quoted}",
            to=letter.message["Reply-To"],
            sender=f"Ada <{PLUMBER}>",
            subject=f"Re: {letter.subject}",
            In_Reply_To=letter.message["Message-ID"],
        )
    )
    read(shop)
    said = desk.locator("#history .reply").first
    expect(said).to_contain_text(f"we can come on {day:%-d %B %Y} at 9:30.", timeout=LIVE)
    assert "Homeowner reports" not in said.inner_text()
    assert "wrote:" not in said.inner_text()
    assert stayed(desk)
    expect(row(orders, pipe)).to_contain_text("Vendor replied", timeout=LIVE)
    agree(desk, "09:30")
    expect(row(orders, pipe)).not_to_contain_text("Vendor replied", timeout=LIVE)


def agree(desk, at):
    """One tap agrees to the date that the vendor offers."""
    button = desk.get_by_role("button", name=re.compile("^Schedule confirmed for"))
    expect(button).to_contain_text(at)
    button.click()
    expect(button).to_have_count(0)
    expect(desk.locator(".head .sub")).to_contain_text("scheduled")
    expect(desk.locator(".head .badge").nth(1)).to_have_text("Scheduled")


# What a vendor says on the page


def answer_on_the_page(shop, desk, wall, letter):
    """The other vendor accepts, offers a date and, when that is agreed, reports it done with a photo."""
    follow(desk, f"/vendor-orders/{wall}/")
    stay(desk)
    ben = shop.visitor(viewport=PHONE, has_touch=True)
    ben.goto(first_link(letter.text, "v"))
    expect(ben.locator(".photos img")).to_have_count(1)
    assert CANARY not in ben.content()
    ben.get_by_role("button", name="Accept the job").tap()
    expect(ben.locator(".top .badge")).to_have_text("You accepted")
    expect(desk.locator(".notice.news")).to_contain_text("The vendor accepted.", timeout=LIVE)

    at = datetime.combine(date.today() + timedelta(days=8), time(14))
    form = answer_form(ben, "Offer a date")
    form.get_by_label("Day and time").fill(f"{at:%Y-%m-%dT%H:%M}")
    form.get_by_role("button", name="Send the date").tap()
    expect(ben.locator(".top .badge")).to_have_text("You offered a date")
    expect(desk.locator(".notice.news")).to_contain_text("offers a date", timeout=LIVE)
    agree(desk, "14:00")
    ben.reload()
    expect(ben.locator(".top .badge")).to_have_text("Date agreed")

    form = answer_form(ben, "It is done")
    form.get_by_label("What did you do?").fill("Patched and sanded.")
    form.locator("[data-photos]").set_input_files([picture("done.jpg", GREEN)])
    expect(form.locator(".previews img")).to_have_count(1)
    form.get_by_role("button", name="Report it done").tap()
    expect(ben.locator(".top .badge")).to_have_text("You reported it done")
    expect(desk.locator(".notice.news")).to_contain_text("reports it done", timeout=LIVE)
    expect(desk.locator("#answer")).to_contain_text("Patched and sanded.")
    expect(desk.locator("#answer img")).to_have_count(1)
    assert stayed(desk)


def answer_form(page, title):
    """The form that the words open."""
    answer = page.locator("details.answer", has=page.locator("summary", has_text=title))
    answer.locator("summary").tap()
    return answer.locator("form")


# What is done


def complete(desk, number, *orders):
    """The last order that is completed resolves the request."""
    for done, order in enumerate(orders):
        desk.goto(f"/requests/{number}/")
        expect_status(desk, "In progress")
        expect(desk.locator("#orders")).to_contain_text(f"{done} of {len(orders)} done")
        desk.goto(f"/vendor-orders/{order}/")
        take_step(desk, "Mark completed", "Completed")
    follow(desk, f"/requests/{number}/")
    expect_status(desk, "Resolved")


def say_fixed(home, desk, number, smtp):
    """The homeowner's page shows it by itself, an e-mail says so too, and their yes closes the request."""
    expect(home.get_by_role("heading", name="Is everything fixed?")).to_be_visible(timeout=LIVE)
    expect(home.get_by_text("2 of 2 done")).to_be_visible()
    assert stayed(home)
    letter = smtp.wait_for(lambda each: each.subject == f"Is all fixed? Your request {number}")
    assert letter.recipients == (HOMEOWNER,)
    assert home.url.endswith(first_link(letter.text, "request"))
    home.get_by_role("button", name="Yes, all is fixed").tap()
    expect(home.get_by_role("heading", name="This request is closed")).to_be_visible()
    expect_status(desk, "Closed", timeout=LIVE)
    smtp.wait_for(lambda each: each.subject == f"Your request {number} is closed")
    told = [each.subject for each in smtp.messages if each.recipients == (HOMEOWNER,)]
    assert len(told) == len(set(told)) == 5, told


def nothing_internal_left(smtp):
    """No part of any e-mail holds what is internal, however it is encoded."""
    assert {PLUMBER, PLASTERER, HOMEOWNER} == {each.recipients[0] for each in smtp.messages}
    for each in smtp.messages:
        parts = [each.message.as_bytes()]
        parts += [part.get_payload(decode=True) or b"" for part in each.message.walk()]
        for part in parts:
            assert CANARY.encode() not in part
            assert PRICE.encode() not in part
            assert b"4,321.87" not in part
