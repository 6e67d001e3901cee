"""The date that somebody offers in a few words: English, Spanish or Portuguese. Rather none than a wrong one."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from itertools import chain

MOST_WORDS = 4000  # characters looked at
SOON = 183  # days: a date without a year is not further away
FAR = 366
MORNING, AFTERNOON, EVENING = time(9), time(14), time(18)

_DAYS = [
    ("monday", "lunes", "segunda"),
    ("tuesday", "martes", "terca"),
    ("wednesday", "miercoles", "quarta"),
    ("thursday", "jueves", "quinta"),
    ("friday", "viernes", "sexta"),
    ("saturday", "sabado"),
    ("sunday", "domingo"),
]
_SHORT_DAYS = [
    ("mon",), ("tue", "tues"), ("wed", "weds"), ("thu", "thur", "thurs"), ("fri",), ("sat",), ("sun",),
]  # fmt: skip
_MONTHS = [
    ("january", "jan", "enero", "ene", "janeiro"),
    ("february", "feb", "febrero", "fevereiro", "fev"),
    ("march", "mar", "marzo", "marco"),
    ("april", "apr", "abril", "abr"),
    ("may", "mayo", "maio", "mai"),
    ("june", "jun", "junio", "junho"),
    ("july", "jul", "julio", "julho"),
    ("august", "aug", "agosto", "ago"),
    ("september", "sept", "sep", "septiembre", "setembro", "set"),
    ("october", "oct", "octubre", "outubro", "out"),
    ("november", "nov", "noviembre", "novembro"),
    ("december", "dec", "diciembre", "dic", "dezembro", "dez"),
]


def _numbered(words, start):
    return {word: number for number, those in enumerate(words, start) for word in those}


_DAY_OF = _numbered(_DAYS, 0) | _numbered(_SHORT_DAYS, 0)
_MONTH_OF = _numbered(_MONTHS, 1)


def _any(words):
    return "|".join(sorted(words, key=len, reverse=True))


_LONG = _any(chain.from_iterable(_DAYS))
_PLAIN = _any(set(chain.from_iterable(_DAYS)) - {"segunda", "terca", "quarta", "quinta", "sexta"})
_DAY = rf"(?:(?P<day_name>{_any(_DAY_OF)})(?:[- ]feira)?\.?,?\s+(?:the\s+|el\s+|dia\s+|on\s+)?)?"
_ORDINAL = r"(?:st|nd|rd|th|º|o)"
_YEAR = r"(?:,?\s+(?:de\s+|del\s+)?(?P<year>20\d\d))?"
_PATTERNS = [
    re.compile(rule)
    for rule in (
        r"\b(?P<year>20\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?=\b|t\d)",
        rf"\b{_DAY}(?P<day>\d{{1,2}}){_ORDINAL}?\s+(?:of\s+|de\s+)?(?P<month_name>{_any(_MONTH_OF)})\b\.?{_YEAR}",
        rf"\b{_DAY}(?P<month_name>{_any(_MONTH_OF)})\.?\s+(?P<day>\d{{1,2}}){_ORDINAL}?(?![\d:/.])\b{_YEAR}",
        rf"\b{_DAY}(?:(?P<said>on|el|dia|em|no)\s+)*(?P<first>\d{{1,2}})(?P<mark>[/.])(?P<second>\d{{1,2}})(?:(?P=mark)(?P<year>20\d\d|\d\d)|\.)?(?![\d/])",
        rf"\b(?P<day_name>{_any(_DAY_OF)})(?:[- ]feira)?\.?,?\s+(?:the\s+|el\s+|dia\s+)?(?P<day>\d{{1,2}}){_ORDINAL}?(?![\d:/.h]|\s*(?:-|to|–)\s*\d|\s*(?:am|pm|a\.m|p\.m|o'?clock|h\b))\b",
        r"\b(?:the|el|el dia|dia|no dia)\s+(?P<day>\d{1,2})(?:st|nd|rd|th)\b",
        r"\b(?:el dia|no dia|dia)\s+(?P<day>\d{1,2})\b(?![/.:]\d)",
        r"\b(?P<ahead>day after tomorrow|pasado manana|depois de amanha|tomorrow|amanha|(?<!la )(?<!esta )manana|today|hoy|hoje)\b",
        rf"\b(?P<next>next\s+|proximo\s+|proxima\s+)?(?P<day_name>{_PLAIN})\b",
        r"\b(?:na|nesta|(?P<next>proxima))\s+(?P<day_name>segunda|terca|quarta|quinta|sexta)\b",
        r"\b(?P<day_name>segunda|terca|quarta|quinta|sexta)[- ]feira\b",
    )
]
_AHEAD = {
    "day after tomorrow": 2, "pasado manana": 2, "depois de amanha": 2,
    "tomorrow": 1, "amanha": 1, "manana": 1, "today": 0, "hoy": 0, "hoje": 0,
}  # fmt: skip
_CLAUSE = re.compile(r"[.;!?](?=\s|$)|,\s|\n|\bbut\b|\bpero\b|\bmas\b")
_SENTENCE = re.compile(r"[;!?\n]|\.(?=\s)")
_NOT_SO = re.compile(
    r"\b(?:not|no|cannot|never|nao|nunca|tampoco|unable|except|was|were|came|went|did|done|finished|"
    r"completed|last|since|until|past|pasado|passad[oa]|ultim[oa]|estuve|estuvimos|fui|fuimos|"
    r"fomos|terminei|terminamos|acabamos|closed|cerrado|fechado)\b|n't\b|n’t\b"
)
_ON_THE = re.compile(r"\bno\s+(?:dia\s*)?$")  # Portuguese, and no refusal
_NOT_THEN = re.compile(
    r"n['’]t (?:work|suit)|\bnot (?:work|suit|possible)|no puedo|nao posso|nao da"
)
_TIMES = [
    re.compile(rule)
    for rule in (
        r"(?<![\d/.-])(?P<hour>\d{1,2})(?::(?P<minute>\d\d))?(?:\s*(?:-|to|–)\s*\d{1,2}(?::\d\d)?)?\s*(?P<half>am|pm|a\.m|p\.m)\b",
        r"(?<![\d/.-])(?P<hour>\d{1,2})[:h](?P<minute>\d\d)(?!\d)",
        r"(?<![\d/.-])(?P<hour>\d{1,2})\s?h(?:s|rs|oras)?\b",
        r"\b(?:at|a las|as|from|around|between|entre las|desde las)\s+(?P<hour>\d{1,2})(?!\d|[/.]\d)(?:\s*o'?clock)?\b",
        r"\b(?P<noon>noon|midday|mediodia|meio-dia|meio dia)\b",
        r"\b(?P<morning>morning|por la manana|de manha|pela manha|a primera hora|first thing)\b",
        r"\b(?P<afternoon>afternoon|por la tarde|a tarde|de tarde|pela tarde)\b",
        r"\b(?P<evening>evening|por la noche|a noite)\b",
    )
]


def offered_date(text, *, now, day_first=True):
    """The first date ahead of ``now`` (an aware moment in the shop's zone) that the text offers, or None.

    Without a time it is nine in the morning. ``day_first`` reads 3/4 as the third of April.
    """
    said = _plain(text[:MOST_WORDS])
    found = sorted(
        (match for pattern in _PATTERNS for match in pattern.finditer(said)),
        key=lambda match: (match.start(), -match.end()),
    )
    read_to = -1
    for match in found:
        if match.start() < read_to:
            continue
        read_to = match.end()
        if _is_denied(said, match):
            continue
        hour = _hour_near(said, match)
        day = _day_of(match, now.date(), day_first, is_timed=hour is not None)
        if day is None:
            continue
        moment = datetime.combine(day, hour or MORNING, now.tzinfo)
        if now < moment <= now + timedelta(days=FAR):
            return moment
    return None


def _plain(text):
    """Small letters without accents; the places of the words do not matter any more."""
    text = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in text if not unicodedata.combining(letter))


def _is_denied(said, match):
    """Whether its clause says that this is not the day, or speaks of what was."""
    before = _CLAUSE.split(said[max(0, match.start() - 120) : match.start()])[-1]
    after = _CLAUSE.split(said[match.end() : match.end() + 60])[0]
    return bool(_NOT_SO.search(_ON_THE.sub("", before)) or _NOT_THEN.search(after))


def _day_of(match, today, day_first, *, is_timed):
    parts = match.groupdict()
    if parts.get("ahead"):
        return today + timedelta(days=_AHEAD[parts["ahead"]])
    weekday = _DAY_OF.get(parts.get("day_name"))
    if parts.get("first"):
        if not (parts["said"] or parts["day_name"] or parts["year"] or is_timed):
            return None  # half an inch is no first of February
        day, month = _day_and_month(parts, day_first)
    elif "day" in parts:
        day = int(parts["day"])
        month = int(parts.get("month") or 0) or _MONTH_OF.get(parts.get("month_name"), 0)
    else:
        return _coming(weekday, today, in_next_week=bool(parts.get("next")))
    year = int(parts.get("year") or 0)
    year += 2000 if 0 < year < 100 else 0
    found = _fitting(today, day, month, year)
    return found if found and weekday in (None, found.weekday()) else None


def _day_and_month(parts, day_first):
    first, second = int(parts["first"]), int(parts["second"])
    if parts["mark"] == "." or first > 12 or (day_first and second <= 12):
        return first, second
    return second, first


def _fitting(today, day, month, year):
    """The date meant by what was said of it; without a year, or without a month, the next one."""
    if month:
        years = [year] if year else [today.year, today.year + 1]
        candidates = [(each, month) for each in years]
    else:
        ahead = [today.month - 1 + more for more in range(3)]
        candidates = [(today.year + each // 12, each % 12 + 1) for each in ahead]
    for each_year, each_month in candidates:
        try:
            found = date(each_year, each_month, day)
        except ValueError:
            continue
        if found >= today:
            return found if year or (found - today).days <= SOON else None
    return None


def _coming(weekday, today, *, in_next_week):
    if in_next_week:
        return today + timedelta(days=7 - today.weekday() + weekday)
    return today + timedelta(days=(weekday - today.weekday()) % 7 or 7)


def _hour_near(said, match):
    """The time said with the date: in the words after it, else just before it."""
    after = _SENTENCE.split(said[match.end() : match.end() + 45])[0]
    before = _SENTENCE.split(said[max(0, match.start() - 25) : match.start()])[-1]
    for words in (after, before):
        for pattern in _TIMES:
            if (told := pattern.search(words)) and (hour := _hour_of(told)):
                return hour
    return None


def _hour_of(told):
    parts = told.groupdict()
    for name, hour in (
        ("noon", time(12)),
        ("morning", MORNING),
        ("afternoon", AFTERNOON),
        ("evening", EVENING),
    ):
        if parts.get(name):
            return hour
    hour, minute = int(parts["hour"]), int(parts.get("minute") or 0)
    half = (parts.get("half") or "")[:1]
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    elif "minute" not in parts and 1 <= hour <= 6:
        hour += 12  # nobody comes at three in the night
    return time(hour, minute) if hour < 24 and minute < 60 else None
