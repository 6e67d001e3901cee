"""Paper: HTML becomes a PDF that reaches nothing but our packaged files and the images handed over with it.

This module needs no Django, so that the child process which renders can start without the site's settings.
"""

import logging
import os
import re
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from functools import cache, lru_cache
from math import ceil
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path

security = logging.getLogger("docket.security")

STATIC = Path(__file__).resolve().parents[2] / "static"
KINDS = {
    ".css": "text/css",
    ".ttf": "font/ttf",
    ".woff2": "font/woff2",
    ".png": "image/png",
    ".svg": "image/svg+xml",
}
DPI = 200  # photos are printed no finer than this
CONTROLS = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]"
)  # pasted by accident; no font draws them
LINK = re.compile(r'<link rel="stylesheet" href="asset:(css/[\w-]+\.css)">')
END = "end"  # the id of the last element of a roll
MEMORY = (
    512 * 1024 * 1024
)  # bytes of address space; 500 lines take 320 MB of it, four photos 360 MB
START = 60  # seconds a child may take to load WeasyPrint on a busy machine

Images = Mapping[str, str | bytes | Path]


class PrintingUnavailable(Exception):
    """This machine has no Pango: nothing can be printed until it is installed."""


class PrintingFailed(Exception):
    """This one paper could not be made; the next one may."""


@cache
def weasyprint():
    """WeasyPrint, loaded when the first paper is made; raises PrintingUnavailable without Pango."""
    # Else an embedded font says when it was embedded, and the same paper differs from one second to the next.
    os.environ.setdefault("SOURCE_DATE_EPOCH", "0")
    try:
        import weasyprint  # noqa: PLC0415 -- takes a second or two, and web processes never need it
        from PIL import ImageFile  # noqa: PLC0415 -- loaded by the line above

        # It asks Pillow to accept broken files, for the whole process; uploads must not be.
        ImageFile.LOAD_TRUNCATED_IMAGES = False
    except OSError as error:
        raise PrintingUnavailable(
            "PDFs need Pango. On Debian: apt-get install "
            "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz0b"
        ) from error
    # What it cannot load or read it leaves out; what it may not load, we log ourselves.
    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    return weasyprint


def render_pdf(
    html: str, images: Images, *, fit_height: bool = False, static: Path = STATIC
) -> bytes:
    """The PDF of this page, tagged for screen readers, the same bytes for the same input.

    The page may name ``asset:css/paper.css`` (any file of ``static``) and ``image:KEY`` (a key of ``images``, whose
    values are bytes or file paths). Anything else is left out and logged as a security warning. With ``fit_height``
    the last page ends where the element with the id ``end`` ends: one long page becomes a strip of roll paper.
    """
    pdf, refused = _print(html, images, fit_height, static)
    _report(refused)
    return pdf


CHILD = (
    "import sys; from config.core.printing import print_for_parent; print_for_parent(*sys.argv[1:])"
)


class Printer:
    """One child process that prints, so that a heavy paper can be ended without harm to the site."""

    def __init__(self, *, static: Path = STATIC, memory: int = MEMORY):
        self._static, self._memory = static, memory
        self._one_at_a_time = threading.Lock()
        self._child = self._line = None

    def render(
        self, html: str, images: Images, *, fit_height: bool = False, timeout: float = 30
    ) -> bytes:
        """What ``render_pdf`` gives, within ``timeout`` seconds.

        Raises PrintingFailed when it took too long, too much memory or went wrong, and PrintingUnavailable.
        """
        with self._one_at_a_time:
            try:
                self._start()
                self._line.send((html, dict(images), fit_height, ceil(timeout)))
                answer = self._wait(timeout)
            except (EOFError, OSError) as error:
                self._stop()
                raise PrintingFailed(
                    "The printing process ended before the paper was made."
                ) from error
        if isinstance(answer, Exception):
            raise answer
        pdf, refused = answer
        _report(refused)
        return pdf

    def close(self):
        """The child is gone; a later render starts a new one."""
        with self._one_at_a_time:
            self._stop()

    def _start(self):
        if self._child and self._child.poll() is None:
            return
        self._stop()
        self._line, childs_end = Pipe()
        # Not multiprocessing's Process: inside a Celery worker that may not have children.
        with childs_end:
            self._child = subprocess.Popen(  # noqa: S603 -- our own program
                [
                    sys.executable,
                    "-c",
                    CHILD,
                    str(childs_end.fileno()),
                    str(self._static),
                    str(self._memory),
                ],
                cwd=Path(__file__).resolve().parents[2],
                pass_fds=[childs_end.fileno()],
                stdin=subprocess.DEVNULL,
            )
        self._wait(START)

    def _wait(self, seconds):
        if self._line.poll(seconds):
            return self._line.recv()
        self._stop()
        raise PrintingFailed(f"The paper was not ready after {seconds:g} seconds.")

    def _stop(self):
        if self._child:
            self._child.kill()
            self._child.wait()
            self._line.close()
        self._child = self._line = None


_printer = Printer()


def print_pdf(html: str, images: Images, *, fit_height: bool = False) -> bytes:
    """What ``Printer.render`` gives, by the one printer of this process."""
    return _printer.render(html, images, fit_height=fit_height)


def print_for_parent(handle, static, memory):
    """Print what comes down the line until the parent hangs up or dies."""
    line, static, memory = Connection(int(handle)), Path(static), int(memory)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches us too; the parent decides
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    try:
        with suppress(PrintingUnavailable):  # said again when the first paper is asked for
            weasyprint()
        line.send("ready")
        while True:
            html, images, fit_height, seconds = line.recv()
            signal.alarm(seconds + 5)  # ends us even if the parent is no longer there to do so
            line.send(_print_or_explain(html, images, fit_height, static))
            signal.alarm(0)
    except (EOFError, OSError):
        return


def _print_or_explain(html, images, fit_height, static):
    try:
        return _print(html, images, fit_height, static)
    except PrintingUnavailable as error:
        return PrintingUnavailable(*error.args)
    except MemoryError:
        return PrintingFailed("The paper needs more memory than printing may use.")
    except Exception as error:
        return PrintingFailed(f"The paper could not be made: {type(error).__name__}: {error}")


def _print(html, images, fit_height, static):
    fetcher = _fetcher()(images, static)
    names = tuple(LINK.findall(html))
    changed = tuple((static / name).stat().st_mtime_ns for name in names)
    style, fonts = _style(static, names, changed)
    text = CONTROLS.sub("", LINK.sub("", html))
    page = weasyprint().HTML(string=text, base_url="", url_fetcher=fetcher)
    options = {"pdf_variant": "pdf/ua-1", "dpi": DPI, "jpeg_quality": 80}
    document = page.render(font_config=fonts, stylesheets=style, **options)
    if fit_height:
        _cut(document.pages[-1])
    return document.write_pdf(**options), fetcher.refused


@lru_cache(maxsize=20)
def _style(static, names, changed):
    """The stylesheets of these packaged files and the fonts they name, read once a process and after each change."""
    fonts = weasyprint().text.fonts.FontConfiguration()
    fetcher = _fetcher()({}, static)
    urls = [f"asset:{name}" for name in names]
    return [weasyprint().CSS(url, url_fetcher=fetcher, font_config=fonts) for url in urls], fonts


def _cut(page):
    """The page ends where its content does."""
    if END in page.anchors:
        page.height = page.anchors[END][-1]


def _report(refused):
    for url in refused:
        security.warning("A paper asked for %r and did not get it.", url[:200])


@cache
def _fetcher():
    """The class of our fetcher, made once WeasyPrint is loaded."""
    urls = weasyprint().urls

    class OnlyOurFiles(urls.URLFetcher):
        """Answers ``asset:`` and ``image:`` from what was packaged or handed over, and nothing else."""

        def __init__(self, images, static):
            super().__init__(allowed_protocols=(), allow_redirects=False)
            self.images, self.static, self.refused = images, static, []

        def fetch(self, url, headers=None):
            scheme, _, name = url.partition(":")
            try:
                if scheme == "asset":
                    body, kind = _asset(self.static, name)
                    return urls.URLFetcherResponse(url, body, {"Content-Type": kind})
                if scheme == "image":
                    return urls.URLFetcherResponse(url, _image(self.images[name]))
            except (KeyError, OSError, ValueError):
                pass  # asked for what is not there: refused like the rest
            self.refused.append(url)
            raise ValueError("refused")

    return OnlyOurFiles


def _asset(static, name):
    """One packaged file and its media type; raises ValueError for any other path."""
    path = (static / name).resolve()
    if not path.is_relative_to(static.resolve()) or path.suffix not in KINDS:
        raise ValueError(name)
    body = path.read_bytes()
    if path.suffix == ".css":
        # A browser resolves ../ from css/; asset: has no folders to climb.
        body = body.replace(b"url(../", b"url(asset:")
    return body, KINDS[path.suffix]


def _image(source):
    return source if isinstance(source, bytes) else Path(source).read_bytes()
