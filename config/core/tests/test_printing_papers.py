"""The papers of the repair desk: what is printed on them, on every size of paper."""

import io
from copy import deepcopy
from functools import cache

import pytest
from django.template.loader import render_to_string
from pypdf import PdfReader

from config.core import printing

pytestmark = pytest.mark.long_file

RECEIPTS = [("receipt", "A4"), ("receipt", "Letter"), ("receipt", "80mm"), ("receipt", "58mm")]
INTAKES = [("intake", "A4"), ("intake", "Letter"), ("intake", "80mm"), ("intake", "58mm")]
LABELS = [("label", "label")]
PAPERS = RECEIPTS + INTAKES + LABELS

FACTS = {
    "language": "en",
    "medium": "pdf",
    "shop": {
        "name": "Harbour Street Repairs",
        "address": "14 Harbour Street\nBristol BS1 4ZZ",
        "phone": "0117 496 0142",
        "email": "desk@harbourstreet.example",
        "tax_id": "VAT GB 000 0000 00",
        "logo": "",
    },
    "number": "OS-2026-0417",
    "status": "completed",
    "status_label": "Completed",
    "date": "17 November 2026",
    "client": {"name": "Cleo Marsh", "phone": "07700 900394", "email": "cleo@example.org"},
    "device": {
        "title": "Surface Pro 8",
        "imei": "35 693711 024816 1",
        "serial": "0F3YM8221463",
        "accessories": "Keyboard cover",
        "condition": "One corner dented",
    },
    "due": "20 November 2026",
    "service_type": "Charging",
    "problem": "Will not charge",
    "diagnosis": "Charging port worn out",
    "technician": "Theo",
    "parts": [{"name": "Charging port", "quantity": "1", "unit_cost": "31.50", "total": "31.50"}],
    "parts_left_out": 0,
    "sums": {
        "parts": "31.50",
        "labor": "52.00",
        "adjustment": "-3.50",
        "total": "£83.50",
        "price": "£80.00",
        "estimate": "£95.00",
        "tax_label": "includes VAT 20%",
        "tax": "13.33",
        "paid": [{"label": "Paid by card", "amount": "50.00"}],
        "due": "£30.00",
    },
    "currency": "£",
    "history": [{"at": "12 Nov 2026, 09:40", "status": "Repairing", "note": "Port ordered"}],
    "history_left_out": 0,
    "warranty": {"until": "15 February 2027", "days": 90, "text": "Bring this receipt."},
    "tracking_url": "https://repairs.example/track/k3J9xQm2Zp7Lr8Tn4Vb6Yc1Wd5Sf0Ga/",
    "photos": [],
    "terms": "The estimate is free if the repair goes ahead.",
}


@pytest.fixture
def facts():
    return deepcopy(FACTS)


def page(kind, paper, facts):
    return render_to_string(
        f"serviceorders/pdf/{kind}.html", facts | {"kind": kind, "paper": paper}
    )


def paper_of(kind, paper, facts):
    return PdfReader(io.BytesIO(printed(page(kind, paper, facts), paper.endswith("mm"))))


@cache
def printed(page, fit_height):
    """The PDF of a page; the tests read many things on the same papers."""
    return printing.render_pdf(page, {}, fit_height=fit_height)


def text_of(reader):
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def emptied(facts):
    """Only what every order has."""
    keep = {"language", "medium", "number", "currency", "status"}
    for key, value in facts.items():
        if isinstance(value, dict):
            facts[key] = dict.fromkeys(value, "")
        elif key not in keep:
            facts[key] = type(value)()
    facts["warranty"] = None
    facts["client"]["name"], facts["device"]["title"] = "Cleo Marsh", "Surface Pro 8"
    facts["sums"] |= {"total": "£0.00", "paid": []}
    return facts


def filled_with(facts, text):
    """The same facts with every text replaced, but for what the program itself writes."""
    own = {"language", "medium", "logo", "src", "number", "currency", "tracking_url"}

    def fill(value, key=""):
        if isinstance(value, dict):
            return {name: fill(part, name) for name, part in value.items()}
        if isinstance(value, list):
            return [fill(part) for part in value]
        return text if isinstance(value, str) and key not in own else value

    return fill(facts)


@pytest.mark.parametrize(("kind", "paper"), RECEIPTS)
def test_a_receipt_says_what_was_done_and_what_it_cost(kind, paper, facts):
    text = text_of(paper_of(kind, paper, facts))

    for fact in [
        *("OS-2026-0417", "Completed", "Cleo Marsh", "Surface Pro 8", "0F3YM8221463", "Theo"),
        *("Will not charge", "Charging port worn out", "31.50", "52.00", "-3.50", "£80.00"),
        *("includes VAT 20%", "13.33", "Paid by card", "£30.00", "Repairing", "Port ordered"),
        *("Warranty until 15 February 2027", "90 days", "Harbour Street Repairs"),
    ]:
        assert fact in text
    assert "£83.50" not in text


@pytest.mark.parametrize(("kind", "paper"), INTAKES)
def test_an_intake_form_says_what_was_handed_over_and_is_signed(kind, paper, facts):
    text = text_of(paper_of(kind, paper, facts))

    for fact in [
        *("OS-2026-0417", "Cleo Marsh", "Surface Pro 8", "35 693711 024816 1", "Keyboard cover"),
        *(
            "One corner dented",
            "Will not charge",
            "£95.00",
            "20 November 2026",
            "Client’s signature",
            "For the shop",
        ),
        *("The estimate is free if the repair goes ahead.", "agree to these terms"),
    ]:
        assert fact in text
    assert "Charging port worn out" not in text


def test_a_label_says_whose_device_it_is(facts):
    text = text_of(paper_of("label", "label", facts))

    assert text == "OS-2026-0417 Cleo Marsh Surface Pro 8 17 November 2026 Due 20 November 2026"


@pytest.mark.parametrize(
    ("kind", "paper", "width", "height"),
    [
        ("receipt", "A4", 210, 297),
        ("receipt", "Letter", 215.9, 279.4),
        ("intake", "Letter", 215.9, 279.4),
        ("label", "label", 62, 29),
    ],
)
def test_a_paper_has_the_size_of_the_sheet(kind, paper, width, height, facts):
    box = paper_of(kind, paper, facts).pages[0].mediabox

    assert float(box.width) / 72 * 25.4 == pytest.approx(width, abs=0.5)
    assert float(box.height) / 72 * 25.4 == pytest.approx(height, abs=0.5)


@pytest.mark.parametrize("kind", ["receipt", "intake"])
@pytest.mark.parametrize(("paper", "width"), [("80mm", 80), ("58mm", 58)])
def test_a_roll_is_one_strip_that_grows_with_its_lines(kind, paper, width, facts):
    (short,) = paper_of(kind, paper, facts).pages
    facts["problem"] = facts["terms"] = "A line.\n" * 20
    (long,) = paper_of(kind, paper, facts).pages

    assert float(short.mediabox.width) / 72 * 25.4 == pytest.approx(width, abs=0.5)
    assert short.mediabox.height < long.mediabox.height < short.mediabox.height + 3000


@pytest.mark.parametrize(("kind", "paper"), PAPERS)
def test_a_paper_is_made_of_the_least_an_order_has(kind, paper, facts):
    reader = paper_of(kind, paper, emptied(facts))

    assert len(reader.pages) == 1
    assert "Cleo Marsh" in text_of(reader)


@pytest.mark.parametrize(
    "text", ["W" * 200, "مرحبا 修理屋さん 📱 שלום नमस्ते \u202eabc \x00 \x0b", "<b>&amp;"]
)
@pytest.mark.parametrize(("kind", "paper"), [("receipt", "A4"), ("intake", "58mm"), *LABELS])
def test_a_paper_is_made_of_any_text(kind, paper, text, facts):
    reader = paper_of(kind, paper, filled_with(facts, text))

    assert reader.metadata.title.endswith("OS-2026-0417")
    if kind == "label":
        assert len(reader.pages) == 1


@pytest.mark.parametrize(("kind", "paper"), PAPERS)
def test_markup_typed_by_anyone_is_printed_as_text(kind, paper, facts, caplog):
    hostile = (
        "<link rel=attachment href=file:///etc/passwd><img src=http://127.0.0.1:9/>"
        "<style>@import url(file:///etc/passwd)</style>\"'><svg onload=x()>{{ 7|add:7 }}"
    )
    html = page(kind, paper, filled_with(facts, hostile))

    assert "<link rel=attachment" not in html
    assert "onload=x()&gt;" in html
    paper_of(kind, paper, filled_with(facts, hostile))
    assert [r for r in caplog.records if r.name == "docket.security"] == []


def test_a_missing_logo_or_photo_leaves_the_rest(facts):
    facts["shop"]["logo"] = "image:logo"
    facts["photos"] = [{"src": "image:photo-1", "caption": "Dented corner"}]

    text = text_of(paper_of("intake", "A4", facts))

    assert "Dented corner" in text
    assert "Harbour Street Repairs" in text


def test_an_intake_form_shows_four_photos_at_most(facts):
    facts["photos"] = [{"src": f"image:{n}", "caption": f"Photo of side {n}"} for n in range(6)]

    text = text_of(paper_of("intake", "A4", facts))

    assert "Photo of side 3" in text
    assert "Photo of side 4" not in text


def test_five_hundred_parts_are_listed_on_numbered_pages(facts):
    facts["parts"] = [
        {"name": f"Part {n:03}", "quantity": "1", "unit_cost": "2.00", "total": "2.00"}
        for n in range(500)
    ]
    facts["parts_left_out"] = 12

    reader = paper_of("receipt", "A4", facts)

    text, count = text_of(reader), len(reader.pages)
    assert "Part 000" in text
    assert "Part 499" in text
    assert "and 12 more parts" in text
    last = reader.pages[-1].extract_text()
    assert f"Page {count} of {count}" in last
    assert "OS-2026-0417" in last


@pytest.fixture
def long_repair(facts):
    """Four parts, VAT, two payments, nine steps of which some have a note, a warranty in several sentences."""
    steps = ["Pending", "Diagnosing", "Awaiting approval", "Approved", "Repairing", "Testing"]
    steps += ["Repairing", "Ready", "Completed"]
    notes = {2: "The battery should be renewed too: it has 61 % of its capacity left", 4: "Ordered"}
    facts["history"] = [
        {"at": f"1{day} Nov 2026, 09:40", "status": step, "note": notes.get(day, "")}
        for day, step in enumerate(steps)
    ]
    facts["problem"] = facts["diagnosis"] = "The port is corroded and the display flickers. " * 3
    facts["parts"] *= 4
    facts["sums"]["paid"] *= 2
    facts["warranty"]["text"] = "Covers the parts we fitted and our work on them. " * 3
    return facts


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_the_receipt_of_a_repair_in_nine_steps_is_one_sheet(paper, long_repair):
    (sheet,) = paper_of("receipt", paper, long_repair).pages

    assert "Warranty until 15 February 2027" in sheet.extract_text()


@pytest.mark.parametrize("parts", [14, 16, 18, 20])
def test_the_warranty_is_never_parted(parts, long_repair):
    long_repair["parts"] = long_repair["parts"][:1] * parts

    sheets = [page.extract_text() for page in paper_of("receipt", "A4", long_repair).pages]

    (sheet,) = [text for text in sheets if "Warranty until" in text]
    for words in ("90 days", "Covers the parts", "tracking page", "To pay"):
        assert words in " ".join(sheet.split())


def test_the_price_stands_where_no_final_cost_is_set(facts):
    facts["sums"] |= {"price": "", "adjustment": ""}

    text = text_of(paper_of("receipt", "A4", facts))

    assert "£83.50" in text
    assert "Adjustment" not in text


@pytest.mark.parametrize(("kind", "paper"), PAPERS)
def test_the_browser_prints_the_same_page_without_inline_style(kind, paper, facts, settings):
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    html = page(kind, paper, facts | {"medium": "screen"})

    assert 'href="/static/css/paper.css"' in html
    assert "asset:" not in html
    assert "style=" not in html
    assert "<script" not in html
