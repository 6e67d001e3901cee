"""The words of a mail: decoded, as plain text, without what it quotes."""

import re
from functools import cache
from html import unescape

import nh3
from mailparser_reply import EmailReplyParser

LANGUAGES = ["en", "es", "de", "fr", "it", "nl"]
MOST_TEXT = 100_000  # characters kept
MOST_PARSED = 3_000  # characters looked at for quotes; who answers writes above them
MOST_OPENERS = 40  # words that may begin "On … wrote:": each costs the parser time
MOST_HTML = 200_000
MOST_TAGS = 10_000
SLOW_CHARSETS = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "utf_7"}

_INVISIBLE = re.compile("[\0\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_OPENERS = re.compile(r"\b(?:On|Op|Il|Le|Am|El)\b")
_TAG = re.compile(r"<[^<>]{0,2000}>")
_BLANK_LINES = re.compile(r"\n{3,}")
_QUOTED_HTML = re.compile(
    r"<(?:div|blockquote|table|hr)[^<>]{0,500}?(?:gmail_quote|yahoo_quoted|moz-cite-prefix|"
    r"protonmail_quote|appendonsend|divRplyFwdMsg|type=[\"']?cite)",
    re.IGNORECASE,
)
_LINE_ENDS = re.compile(r"(?=<(?:br|p|div|tr|li|ul|ol|h[1-6]|table|blockquote)\b)", re.IGNORECASE)
# Where a quoted mail begins that mail-parser-reply does not know.
_QUOTE_BEGINS = re.compile(
    r"^(?:Em [^\n]{4,200}\n?[^\n]{0,120}escreveu:"
    r"|-{2,} ?Mensagem [oO]riginal ?-{2,}"
    r"|De: [^\n]{1,300}\n(?:Enviad[oa](?: em)?|Data|Date|Para): "
    r"|[^\n>][^\n]{4,200}:\n{1,2}>)",
    re.MULTILINE,
)


def decoded(data, charset):
    """The bytes as text, whatever they claim to be written in."""
    name = str(charset or "utf-8").strip().lower()
    if name.replace("-", "_") in SLOW_CHARSETS:
        name = "utf-8"
    for each in (name, "utf-8"):
        try:
            return tidy(data.decode(each))
        except (LookupError, ValueError):
            continue
    return tidy(data.decode("latin-1"))


def tidy(text):
    """The text with plain line ends, and nothing that a database refuses or a reader cannot see."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _INVISIBLE.sub("", text)
    return text.encode("utf-8", "replace").decode()


def text_of_html(html, *, with_quotes=True):
    """The words of an HTML mail, line by line."""
    if not with_quotes and (quoted := _QUOTED_HTML.search(html)) and quoted.start():
        html = html[: quoted.start()]
    html = _LINE_ENDS.sub("\n", " ".join(html[:MOST_HTML].split()))
    if html.count("<") > MOST_TAGS:  # nested that deep, nh3 would take minutes
        html = _TAG.sub("", html)
    bare = nh3.clean(html, tags=set(), clean_content_tags={"script", "style", "title"})
    lines = [line.strip() for line in unescape(bare).replace("\xa0", " ").split("\n")]
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def without_quotes(text):
    """What the sender wrote now; all of it where nothing would be left."""
    text = _BLANK_LINES.sub("\n\n", text).strip()
    begins = _QUOTE_BEGINS.search(text)
    above = text[: begins.start()].strip() if begins else text
    head = above[:MOST_PARSED]
    is_slow = len(_OPENERS.findall(head)) > MOST_OPENERS
    own = head if is_slow else _parser().parse_reply(head) or ""
    if own.split() == head.split():
        own = above  # nothing quoted in its beginning
    return _without_marked_lines(own) or _without_marked_lines(text) or text


def _without_marked_lines(text):
    lines = [line for line in text.split("\n") if not line.lstrip().startswith(">")]
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


@cache
def _parser():
    return EmailReplyParser(languages=list(LANGUAGES))
