"""What people do with Docket in a browser: log in, take steps, add parts, and see that nothing broke on the way."""

import io
import json
import re
from contextlib import contextmanager
from urllib.parse import urlsplit

from PIL import Image
from playwright.sync_api import expect
from pypdf import PdfReader

PASSWORD = "a-long-password"
PEOPLE = {
    "maya": ("manager", "Maya", "Okafor"),
    "dana": ("technician", "Dana", "Whitlock"),
    "tom": ("dispatcher", "Tom", "Reyes"),
}
OPEN_SHOP = """
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from config.core.models import ShopProfile, User
from serviceorders.models import ServiceType
password = make_password({password!r})
for login, (role, first, last) in {people!r}.items():
    user = User.objects.create(
        username=login, email=login + "@example.org", first_name=first, last_name=last, password=password
    )
    user.groups.add(Group.objects.get(name=role))
ServiceType.objects.create(name="Phone diagnosis", minutes=30)
ShopProfile.objects.filter(pk=1).update(
    name="Harbour Street Repairs", address="14 Harbour Street\\nBristol BS1 4RN",
    phone="+441179460123", email="desk@example.org", hours="Mon–Fri 9–18",
)
"""
TAKE_IN = """
from config.core.models import User
from serviceorders import services
cleo = services.find_or_make_client(
    name="Cleo Marsh", email="cleo@example.org", phone="+447700900455", language="en"
)
for _ in range({count}):
    order = services.open_order(
        by=User.objects.get(username="maya"), client=cleo, brand="Apple", model="iPhone 13",
        problem="Cracked screen", technician=User.objects.filter(username={technician!r}).first(),
    )
    print(order.number)
"""
TELL_VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) =>
  console.error("CSP", event.effectiveDirective, event.blockedURI));
"""
DESK = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}


class Shop:
    """A running site with its people, and the browser they visit it with.

    `faults` collects what no page may do: script errors, refused content, failed requests, other hosts.
    `said` is what the code that furnishes the shop has printed.
    """

    def __init__(self, site, browser, demo=False, furnish=""):
        self.site = site
        self.browser = browser
        self.faults = []
        self.contexts = []
        if not demo:
            self.said = self.run(OPEN_SHOP.format(password=PASSWORD, people=PEOPLE) + furnish)
        elif not site.demo:
            site.manage("demo")

    def close(self):
        """No page of the shop is open any more."""
        while self.contexts:
            self.contexts.pop().close()

    def run(self, code):
        """What Python code printed that ran inside the site."""
        return self.site.manage("shell", "--no-imports", "-v", "0", "-c", code).strip()

    def visitor(self, viewport=DESK, theme="light", **options):
        """The page of somebody who is not logged in, in a browser of their own."""
        context = self.browser.new_context(
            base_url=self.site.url,
            viewport=viewport,
            color_scheme=theme,
            reduced_motion="reduce",  # nothing is drawn only to move
            locale="en-GB",
            **options,
        )
        self.contexts.append(context)
        context.set_default_timeout(15_000)
        context.add_init_script(TELL_VIOLATIONS)
        context.on("console", self.hear)
        context.on("weberror", lambda error: self.faults.append(f"script: {error.error}"))
        context.on("request", self.look_at_request)
        context.on("response", self.look_at_response)
        return context.new_page()

    def staff(self, login, password=PASSWORD, **options):
        """The page of a colleague who has just logged in."""
        page = self.visitor(**options)
        log_in(page, login, password)
        return page

    def hear(self, message):
        """htmx calls it an error that a page gave up drawing itself afresh because somebody pressed a button."""
        given_up = message.text.startswith(("htmx:afterRequest", "htmx:sendAbort"))
        if message.type in ("error", "warning") and not given_up:
            self.faults.append(
                f"{message.type} on {message.page and message.page.url}: {message.text}"
            )

    def look_at_request(self, request):
        address = urlsplit(request.url)
        ours = urlsplit(self.site.url).netloc
        if address.scheme in ("http", "https", "ws", "wss") and address.netloc != ours:
            self.faults.append(f"another host: {request.url}")

    def look_at_response(self, response):
        if response.status >= 400:
            self.faults.append(f"{response.status}: {response.request.method} {response.url}")

    def expect_refusal(self, status):
        """Forget one refused request and what the browser said of it; raises AssertionError where there was none."""
        refused = [fault for fault in self.faults if fault.startswith(f"{status}: ")]
        assert refused, self.faults
        self.faults.remove(refused[0])
        said = [fault for fault in self.faults if f"status of {status}" in fault]
        for fault in said[:1]:
            self.faults.remove(fault)

    @contextmanager
    def forgiving(self, *words):
        """What broke in this block and is called by one of these words counts for nothing."""
        before = list(self.faults)
        yield
        new = self.faults[len(before) :]
        self.faults[:] = before + [
            fault for fault in new if not any(word in fault for word in words)
        ]


def orders_taken_in(count, technician=""):
    """Furnishes a shop with so many orders of Cleo Marsh; their numbers are what it has `said`."""
    return TAKE_IN.format(count=count, technician=technician)


# Staff


def log_in(page, login, password=PASSWORD):
    page.goto("/login/")
    page.get_by_label("User name or e-mail").fill(login)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()
    expect(page.locator(".user-menu")).to_be_visible()


def open_order(page, number):
    """The order's page, which follows its changes from now on."""
    with page.expect_response(lambda answer: "/stream/" in answer.url):
        page.goto(f"/service-orders/{number}/")


def take_step(page, step, status, note=""):
    """The step was taken by its button, and the page shows the status it led to, without being loaded again."""
    button = page.locator(".dock").get_by_role("button", name=step)
    if note or not button.is_visible():
        page.get_by_label("Other steps").click()
    if note:
        page.get_by_label("Note for this step").fill(note)
    button.click()
    expect_status(page, status)


def expect_status(page, status, timeout=5000):
    expect(page.locator(".head .badge").first).to_have_text(status, timeout=timeout)


def edit(page, card):
    """The card of the page is a form now, and is returned."""
    page.locator(f"#{card}").get_by_role("link", name="Edit").click()
    form = page.locator(f"#{card} form[data-editing]")
    expect(form).to_be_visible()
    return form


def save(form):
    """What was typed is kept, and the card is itself again."""
    form.get_by_role("button", name="Save").click()
    expect(form).to_have_count(0)


def add_part(page, name, quantity, unit_cost, total):
    """A part was added in place, and the total below follows."""
    form = page.locator("#parts form.part-form")
    form.get_by_label("Part").fill(name)
    form.get_by_label("Quantity").fill(quantity)
    form.get_by_label("Unit cost").fill(unit_cost)
    form.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("#parts tr.sum")).to_contain_text(total)


def stay(page):
    """Mark the document, so that `stayed` can tell whether it was loaded again."""
    page.evaluate("document.body.dataset.stayed = 'yes'")


def stayed(page):
    return page.evaluate("document.body.dataset.stayed === 'yes'")


@contextmanager
def without_network(shop, page):
    """The page's browser reaches nobody; what it says of that is no fault."""
    with shop.forgiving("net::ERR_INTERNET_DISCONNECTED", "htmx:sendError"):
        page.context.set_offline(True)
        try:
            yield
        finally:
            page.context.set_offline(False)


def draw(page, canvas, slant=0.2):
    """A signature stands on the canvas, drawn with the mouse; each hand has a slant of its own."""
    canvas.hover()
    page.mouse.down()  # from here on the page does not draw the canvas afresh
    box = canvas.bounding_box()
    for x, y in [(slant, 0.7), (0.35, 0.2), (0.5, 0.8), (0.8, slant)]:
        page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"], steps=3)
    page.mouse.up()


# What is looked at


def stock_is(desk, **expected):
    """The inventory shows (on hand, reserved, free) of each SKU."""
    desk.goto("/inventory/")
    for sku, (on_hand, reserved, free) in expected.items():
        cells = desk.locator("tr", has=desk.get_by_role("link", name=sku, exact=True)).locator("td")
        expect(cells.nth(1)).to_have_text(str(on_hand))
        expect(cells.nth(2)).to_have_text(str(reserved) if reserved else "–")
        expect(cells.nth(3)).to_contain_text(str(free))


def photo(width=1200, height=900):
    """A JPEG as a camera makes it, with the place it was taken at."""
    picture = Image.effect_noise((width // 8, height // 8), 60).resize((width, height))
    exif = Image.Exif()
    exif[0x010F] = "A camera"
    file = io.BytesIO()
    picture.convert("RGB").save(file, "JPEG", quality=80, exif=exif)
    return {"name": "intake.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}


def paper(shop, page, address):
    """The PDF at the address, once it is made, as the page's reader gets it."""

    def made():
        answer = page.request.get(address)
        return answer.status == 200 and answer

    answer = shop.site.wait_until(made)
    assert answer.headers["content-type"] == "application/pdf"
    return PdfReader(io.BytesIO(answer.body()))


def text_of(pdf):
    """All words of a PDF in one line."""
    return " ".join(" ".join(page.extract_text() for page in pdf.pages).split())


def images_of(pdf):
    """The pictures of a PDF."""
    return [image.image for page in pdf.pages for image in page.images]


def first_link(text, path):
    """The first address of the site below `path` in an e-mail's text."""
    found = re.search(rf"https?://\S+(/{path}/\S+)", text)
    assert found, text
    return found[1]


OVERFLOW = """() => {
  const edge = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= edge) return [];
  return [...document.querySelectorAll("body *")]
    .filter((each) => each.getBoundingClientRect().right > edge + 1 && each.offsetParent)
    .slice(0, 5).map((each) => each.outerHTML.slice(0, 140));
}"""


def sideways(page):
    """The elements that reach beyond the right edge of a page that can be scrolled sideways; none on a good page."""
    return page.evaluate(OVERFLOW)


AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
MARK_UNJUDGED = """(within) => {
  const judged = JSON.parse(sessionStorage.judged ?? "{}"), grounds = new Map([[null, ""]]);
  const ground = (each) => {
    if (!grounds.has(each)) {
      const style = getComputedStyle(each);
      const paint = [style.backgroundColor, style.backgroundImage, style.opacity, style.filter].join();
      const below = ground(each.parentElement);
      grounds.set(each, paint === "rgba(0, 0, 0, 0),none,1,none" ? below : `${below}${paint}>`);
    }
    return grounds.get(each);
  };
  const isText = (node) => node.nodeType === Node.TEXT_NODE && node.data.trim();
  for (const each of document.querySelectorAll(`${within} *`)) {
    if (![...each.childNodes].some(isText)) continue;
    const style = getComputedStyle(each);
    const kind = [ground(each), style.color, style.fontSize, style.fontWeight].join();
    each.toggleAttribute("data-unjudged", !(judged[kind] >= 3));
    if (each.checkVisibility()) judged[kind] = (judged[kind] ?? 0) + 1;
  }
  sessionStorage.judged = JSON.stringify(judged);
  const selector = "input, select, textarea, [data-unjudged]";
  axe.configure({rules: [{id: "color-contrast", selector}]});
}"""


def violations(page, axe, within="html"):
    """What axe finds against WCAG 2.2 A and AA, one line for each element.

    The contrast of text of one colour, size and weight on the same grounds is judged in the first three places of
    a walk where it stands, and not again.
    """
    options = {
        "resultTypes": ["violations"],
        "runOnly": {"type": "tag", "values": AXE_TAGS},
        "preload": False,
    }
    page.evaluate(axe.axe_script)
    page.evaluate(MARK_UNJUDGED, within)
    found = page.evaluate("(asked) => axe.run(...asked)", [within, options])["violations"]
    return [
        f"{rule['id']}: {json.dumps(node['target'])} {node['html'][:160]} {said(node)}"
        for rule in found
        for node in rule["nodes"]
    ]


def said(node):
    return "; ".join(check["message"] for check in [*node["any"], *node["all"], *node["none"]])
