"""Tags and filters of every page (loaded as builtins): icons, badges, money, times, initials, QR codes."""

import datetime
from functools import lru_cache

import segno
from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _
from segno.utils import matrix_to_lines

from config.core.durations import format_elapsed, format_work
from config.core.money import format_money

register = template.Library()

# Marks in a user agent, the telling one first: every browser also names its ancestors.
BROWSERS = {
    "Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "FxiOS": "Firefox", "CriOS": "Chrome",
    "Chrome": "Chrome", "Safari": "Safari",
}  # fmt: skip
DEVICES = {
    "iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "Windows": "Windows",
    "Mac OS": "Mac", "CrOS": "ChromeOS", "Linux": "Linux",
}  # fmt: skip
HOURS_SHOWN_AS_HOURS = 6
QR_BORDER = 2
READABLE = 4.5  # contrast that WCAG 2.2 AA asks of text


@register.simple_tag
def static_or_plain(path):
    """The address of a static file, also where none were collected: for the pages that are shown when all is broken."""
    try:
        return static(path)
    except ValueError:
        return f"{settings.STATIC_URL}{path}"


# Icons and badges


@register.simple_tag
def icon(name, extra=""):
    """One icon of img/icons.svg, silent to screen readers: the words beside it speak."""
    return _drawn("img/icons.svg", name, extra)


@register.simple_tag
def public_icon(name, extra=""):
    """One icon of the small sheet that public pages load."""
    return _drawn("img/icons-public.svg", name, extra)


@lru_cache(maxsize=512)  # a page has some forty, of which few differ
def _drawn(sheet, name, extra):
    return format_html(
        '<svg class="{}" viewBox="0 0 24 24" aria-hidden="true"><use href="{}#{}"/></svg>',
        f"i {extra}".strip(),
        static(sheet),
        name,
    )


@register.simple_tag
def badge(record_or_status, label="", extra=""):
    """The status with its word; ``record_or_status`` is a record with a status, or the slug itself."""
    if isinstance(record_or_status, str):
        status = record_or_status
        label = label or status.replace("_", " ").capitalize()
    else:
        status = record_or_status.status
        label = label or record_or_status.get_status_display()
    return format_html(
        '<span class="{}" data-status="{}">{}</span>', f"badge {extra}".strip(), status, label
    )


@register.simple_block_tag
def drawn_once(content):
    """A part that stands in a page twice: ``{% drawn_once as name %}…{% enddrawn_once %}``, then ``{{ name }}``."""
    return content


# Money


@register.filter
def money(amount):
    """The amount in the shop's currency, or nothing where none is set."""
    return "" if amount in (None, "") else format_money(amount)


# Times and days


@register.filter
def when(moment):
    """A short time for people, with the full one on hover; nothing for None."""
    if not moment:
        return ""
    local = timezone.localtime(moment)
    full, time = _written(local.replace(second=0, microsecond=0, tzinfo=None), get_language())
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        local.isoformat(timespec="minutes"),
        full,
        _short_time(local, time),
    )


@register.filter
def day(date):
    """Today, Tomorrow, Yesterday or a short date, of a date or of an aware datetime."""
    if not date:
        return ""
    if isinstance(date, datetime.datetime):
        date = timezone.localdate(date)
    today = timezone.localdate()
    near = _near_day((date - today).days)
    return near or _short_date(date, date.year == today.year, get_language())


@register.filter
def elapsed(minutes):
    return format_elapsed(minutes)


@register.filter
def work_time(minutes):
    return format_work(minutes)


def _short_time(local, time):
    ago = timezone.now() - local
    minutes = int(ago.total_seconds() // 60)
    if ago >= datetime.timedelta(0):
        if minutes < 1:
            return _("just now")
        if minutes < 60:
            return ngettext("%(minutes)s min", "%(minutes)s min", minutes) % {"minutes": minutes}
        if minutes < HOURS_SHOWN_AS_HOURS * 60:
            return pgettext("hours ago", "%(hours)s h") % {"hours": minutes // 60}
    return _("%(day)s, %(time)s") % {"day": day(local), "time": time}


def _near_day(distance):
    if distance == 0:
        return _("Today")
    if distance == 1:
        return _("Tomorrow")
    return _("Yesterday") if distance == -1 else ""


# Pages show the same few hundred moments again and again, and to write one takes longer than to find it.


@lru_cache(maxsize=4096)
def _written(minute, _language):
    """The full and the short text of a minute of the clock on the wall (without a time zone)."""
    return (
        date_format(minute, pgettext("date format: full time", "l j F Y, H:i")),
        date_format(minute, pgettext("date format: time", "H:i")),
    )


@lru_cache(maxsize=4096)
def _short_date(date, is_this_year, _language):
    if is_this_year:
        return date_format(date, pgettext("date format: this year", "D j M"))
    return date_format(date, pgettext("date format: another year", "D j M Y"))


# People and devices


@register.filter
def initials(person):
    """Two letters for a person's picture: of the first and the last name, else of the user name."""
    full_name = getattr(person, "get_full_name", None)
    name = (full_name() if full_name else "") or str(person)
    words = name.split()
    letters = words[0][:1] + words[-1][:1] if len(words) > 1 else name.strip()[:2]
    return letters.upper()


@register.filter
def imei(digits):
    """An IMEI grouped as on its box (35 693711 024816 1); anything else as it is."""
    digits = str(digits or "")
    if len(digits) != 15 or not digits.isdecimal():
        return digits
    return f"{digits[:2]} {digits[2:8]} {digits[8:14]} {digits[14]}"


@register.simple_tag
def qr(content, title=""):
    """The content as a QR code in an inline SVG."""
    width, height, path = _qr_path(content)
    return format_html(
        '<svg class="qr" viewBox="0 0 {} {}" role="img" shape-rendering="crispEdges">'
        '<title>{}</title><path fill="none" stroke="#000" d="{}"/></svg>',
        width,
        height,
        title or _("QR code"),
        path,
    )


@lru_cache(maxsize=500)
def _qr_path(content):
    """Width, height and path of the code; worked out once, as it takes a third of an order's page."""
    code = segno.make(content, error="m", micro=False)
    rows = matrix_to_lines(code.matrix, QR_BORDER, QR_BORDER + 0.5)
    path = "".join(f"M{x1} {y1:g}h{x2 - x1}" for (x1, y1), (x2, _y2) in rows)
    return *code.symbol_size(border=QR_BORDER), path


@register.filter
def browser(user_agent):
    """The browser and the device of a session in three words: Chrome, Windows."""
    found = [
        next((name for mark, name in marks.items() if mark in user_agent), "")
        for marks in (BROWSERS, DEVICES)
    ]
    return ", ".join(filter(None, found)) or user_agent[:60] or _("Unknown browser")


# The shop's colour


@register.filter
def readable_on(color, background):
    """The shade of ``color`` nearest to it that can be read on ``background``; both as #rrggbb."""
    goal = 0 if _lightness(background) > 0.5 else 255
    channels = _channels(color)
    for part in range(101):
        shade = [round(c + (goal - c) * part / 100) for c in channels]
        if _contrast(shade, _channels(background)) >= READABLE:
            break
    return "#{:02x}{:02x}{:02x}".format(*shade)


def _channels(color):
    return [int(color[at : at + 2], 16) for at in (1, 3, 5)]


def _lightness(color):
    return sum(_channels(color)) / 3 / 255


def _contrast(one, other):
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(channels):
    """Relative luminance as WCAG defines it."""
    linear = [
        c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4
        for c in (channel / 255 for channel in channels)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
