"""Bars for scanners: ``{% load barcodes %}{% code128 product.code %}``."""

from functools import lru_cache
from itertools import groupby

import barcode
from barcode.errors import BarcodeError
from django import template
from django.utils.html import format_html

register = template.Library()

QUIET = 10  # modules of white that a scanner needs on either side
LONGEST = 40  # characters; more cannot be printed fine enough to be read


@register.simple_tag
def code128(text, title=""):
    """The text as Code 128 in an inline SVG that stretches to its box; nothing where Code 128 has no such letters."""
    width, path = _bars(str(text))
    if not path:
        return ""
    return format_html(
        '<svg class="code128" viewBox="0 0 {} 10" preserveAspectRatio="none" role="img" '
        'shape-rendering="crispEdges"><title>{}</title><path fill="#000" d="{}"/></svg>',
        width,
        title or text,
        path,
    )


@lru_cache(maxsize=500)
def _bars(text):
    """Width in modules and path of the bars."""
    if not text or len(text) > LONGEST or not text.isascii() or not text.isprintable():
        return 0, ""
    try:
        modules = barcode.get("code128", text).build()[0]
    except BarcodeError:
        return 0, ""
    at, path = QUIET, []
    for bar, run in groupby(modules):
        width = len(list(run))
        if bar == "1":
            path.append(f"M{at} 0h{width}v10h-{width}z")
        at += width
    return at + QUIET, "".join(path)
