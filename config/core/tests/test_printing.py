"""What a paper may reach, and what becomes of one that takes too long."""

import io
import logging
import os
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from PIL import Image
from pypdf import PdfReader

from config.core import printing

pytestmark = pytest.mark.long_file

PAGE = (
    '<!doctype html><html lang="en"><head><title>A paper</title>'
    '<link rel="stylesheet" href="asset:css/paper.css"></head><body>{}</body></html>'
)


@pytest.fixture
def asked():
    """What a web server on this machine was asked for."""
    paths = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self):
            paths.append(self.path)
            self.send_error(404)

    server = HTTPServer(("127.0.0.1", 0), Listener)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server.server_port, paths
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def secret(tmp_path):
    file = tmp_path / "secret.txt"
    file.write_text("the safe is behind the picture")
    return file


@pytest.fixture(scope="module")
def printer():
    printer = printing.Printer()
    yield printer
    printer.close()


def text_of(pdf):
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def objects_of(pdf):
    reader = PdfReader(io.BytesIO(pdf))
    return " ".join(repr(reader.get_object(n)) for n in range(1, reader.trailer["/Size"]))


def refusals(caplog):
    return [
        record.getMessage()
        for record in caplog.records
        if (record.name, record.levelname) == ("docket.security", "WARNING")
    ]


def picture():
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "#2557c7").save(file, "PNG")
    return file.getvalue()


HOSTILE = {
    "attached file": '<link rel="attachment" href="{file}">',
    "attached by a link": '<a rel="attachment" href="{file}">x</a>',
    "file as image": '<img src="{file}">',
    "web image": '<img src="{web}">',
    "web image in a set": '<img srcset="{web} 2x" src="{web}">',
    "stylesheet": '<link rel="stylesheet" href="{web}">',
    "import": '<style>@import url("{web}");</style>',
    "background": '<style>p {{ background: url("{web}") }}</style><p>x</p>',
    "inline background": '<p style="background: url({file})">x</p>',
    "list mark": '<ul style="list-style-image: url({web})"><li>x</li></ul>',
    "generated content": '<style>p::before {{ content: url("{file}") }}</style><p>x</p>',
    "font": '<style>@font-face {{ font-family: X; src: url("{web}") }} p {{ font-family: X }}</style><p>x</p>',
    "object": '<object data="{file}">x</object>',
    "embed": '<embed src="{web}">',
    "drawing": '<svg width="9" height="9"><image href="{web}" width="9" height="9"/></svg>',
    "drawing's part": '<svg width="9" height="9"><use href="{file}#x"/></svg>',
    "drawing's style": '<svg><style>@import url("{web}");</style><rect width="9" height="9"/></svg>',
    "base": '<base href="{web}"><img src="x.png">',
    "data": '<img src="data:text/html,{file}">',
}


@pytest.mark.parametrize("payload", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_page_reaches_neither_file_nor_network(payload, asked, secret):
    port, paths = asked
    payload = payload.format(file=secret.as_uri(), web=f"http://127.0.0.1:{port}/canary")

    pdf = printing.render_pdf(PAGE.format(payload + "<p>still here</p>"), {})

    assert paths == []
    assert "still here" in text_of(pdf)
    objects = objects_of(pdf)
    assert "behind the picture" not in objects
    assert not [
        name for name in ("/EmbeddedFile", "/JS", "/JavaScript", "/Launch") if name in objects
    ]


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "http://127.0.0.1:9/",
        "asset:../manage.py",
        "asset:/etc/passwd",
        "asset:css/../../config/settings.py",
        "asset:css/none.css",
        "image:of-another-order",
    ],
)
def test_a_refused_address_is_a_security_event(address, caplog):
    printing.render_pdf(PAGE.format(f'<img src="{address}" alt="">'), {"photo": picture()})

    assert refusals(caplog) == [f"A paper asked for {address!r} and did not get it."]


def test_scripts_and_actions_do_not_get_into_the_pdf():
    page = PAGE.format(
        "<script>app.alert(1)</script><body onload='x()'><form><button>x</button></form>"
    )

    objects = objects_of(printing.render_pdf(page, {}))

    assert not [name for name in ("/JS", "/JavaScript", "/Launch", "/AcroForm") if name in objects]


@pytest.mark.parametrize("kind", [bytes, str, "path"])
def test_an_image_that_is_handed_over_is_printed(kind, tmp_path):
    file = tmp_path / "photo.png"
    file.write_bytes(picture())
    source = {bytes: picture(), str: str(file), "path": file}[kind]

    pdf = printing.render_pdf(
        PAGE.format('<img src="image:photo-1" alt="Lid">'), {"photo-1": source}
    )

    assert len(PdfReader(io.BytesIO(pdf)).pages[0].images) == 1


@pytest.mark.parametrize("source", [b"no picture at all", b"", "/nowhere/photo.png"])
def test_an_image_that_cannot_be_read_leaves_a_gap(source):
    page = PAGE.format('<img src="image:photo-1" alt="Lid"><p>still here</p>')

    assert "still here" in text_of(printing.render_pdf(page, {"photo-1": source}))


def test_control_characters_are_left_out():
    page = PAGE.format("<p>One\x0b corner\x00 dented\x85</p>")

    assert "One corner dented" in text_of(printing.render_pdf(page, {}))


def test_the_shops_typeface_is_in_the_pdf(caplog):
    pdf = printing.render_pdf(PAGE.format("<p>Docket</p>"), {})

    assert "Inter" in objects_of(pdf)
    assert [r for r in caplog.records if r.levelno >= logging.WARNING] == []


def test_a_pdf_is_tagged_and_names_its_language_and_title():
    reader = PdfReader(io.BytesIO(printing.render_pdf(PAGE.format("<h1>Docket</h1>"), {})))

    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == "en"
    assert reader.metadata.title == "A paper"


def test_the_same_page_gives_the_same_bytes_in_every_process(printer):
    page = PAGE.format('<h1>Docket</h1><img src="image:photo-1" alt="Lid">')
    images = {"photo-1": picture()}

    first, second = printing.render_pdf(page, images), printer.render(page, images)

    assert first == second


@pytest.mark.parametrize("lines", [1, 40])
def test_a_strip_is_as_long_as_what_is_on_it(lines):
    style = "<style>@page { size: 80mm 5000mm; margin: 0 } p { height: 10mm; margin: 0 } </style>"
    page = PAGE.format(style + "<p>line</p>" * lines + '<div id="end"></div>')

    (only,) = PdfReader(io.BytesIO(printing.render_pdf(page, {}, fit_height=True))).pages

    assert float(only.mediabox.height) / 72 * 25.4 == pytest.approx(10 * lines, abs=0.5)
    assert float(only.mediabox.width) / 72 * 25.4 == pytest.approx(80, abs=0.5)


def test_a_paper_that_takes_too_long_is_ended_and_the_next_is_made(printer):
    endless = PAGE.format("<table>" + "<tr><td>x</td><td>y</td></tr>" * 20_000 + "</table>")

    with pytest.raises(printing.PrintingFailed, match=r"not ready after 0\.1 seconds"):
        printer.render(endless, {}, timeout=0.1)

    assert "next" in text_of(printer.render(PAGE.format("<p>next</p>"), {}))


def test_a_paper_that_needs_too_much_memory_is_refused_and_the_next_is_made(printer):
    file = io.BytesIO()
    Image.new("RGB", (9_000, 9_000)).save(file, "PNG", compress_level=1)

    with pytest.raises(printing.PrintingFailed, match="more memory"):
        printer.render(PAGE.format('<img src="image:big" alt="">'), {"big": file.getvalue()})

    assert "next" in text_of(printer.render(PAGE.format("<p>next</p>"), {}))


def test_a_child_that_died_is_replaced(printer):
    printer.render(PAGE.format("<p>first</p>"), {})
    printer._child.kill()
    printer._child.wait()

    assert "next" in text_of(printer.render(PAGE.format("<p>next</p>"), {}))


def test_what_the_child_refused_is_logged_here(printer, caplog):
    printer.render(PAGE.format('<img src="file:///etc/passwd" alt="">'), {})

    assert refusals(caplog) == ["A paper asked for 'file:///etc/passwd' and did not get it."]


def test_a_closed_printer_leaves_no_process(printer):
    printer.render(PAGE.format("<p>only</p>"), {})
    child = printer._child.pid
    printer.close()

    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


def test_a_stylesheet_that_changed_is_read_again(tmp_path):
    style = tmp_path / "css/paper.css"
    style.parent.mkdir()
    page = PAGE.format("One")
    widths = []
    for width in (100, 200):
        style.write_text(f"@page {{ size: {width}pt 50pt; margin: 0 }}")
        os.utime(style, (width, width))
        pdf = printing.render_pdf(page, {}, static=tmp_path)
        widths.append(PdfReader(io.BytesIO(pdf)).pages[0].mediabox.width)
    assert widths == [100, 200]
