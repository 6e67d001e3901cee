"""A mail taken apart under caps. Whatever it is made of, there is a Letter afterwards."""

import hashlib
import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.parser import BytesHeaderParser
from email.utils import getaddresses, parsedate_to_datetime

from vendors.mail import words

MOST_BYTES = 30 * 1024 * 1024
MOST_LINES = 500_000
MOST_NESTED = 50
MOST_PARTS = 200
MOST_FILES = 10
MOST_NAMED = 20  # names of what is not kept
MOST_HEADER = 10_000  # characters of one header
MOST_HEADERS = 200  # of one name
HEAD_BYTES = 256 * 1024

TO_WHOM = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To")
_MULTIPART = re.compile(rb"(?i)boundary\s*=|content-type:\s*message/")
_REPLY_TOKEN = re.compile(r"\+([0-9a-f]{32})@", re.IGNORECASE)
_OUR_ID = re.compile(rb"\bdocket-([0-9]{1,18})-[0-9]{14}@[\w.\[\]:-]{1,253}")


@dataclass(frozen=True)
class Attachment:
    name: str
    content_type: str
    data: bytes


@dataclass
class Letter:
    """What can be read of a mail. ``headers`` has the names in small letters; ``trouble`` says what could not be read."""

    digest: str
    headers: dict
    message_id: str = ""
    sender: str = ""
    sender_name: str = ""
    to: str = ""
    subject: str = ""
    sent_at: datetime | None = None
    text: str = ""
    whole: str = ""
    tokens: list = field(default_factory=list)
    our_ids: dict = field(default_factory=dict)  # key of an Email: the Message-ID it would have
    report: list = field(default_factory=list)  # header blocks of a delivery report
    files: list = field(default_factory=list)
    not_kept: list = field(default_factory=list)
    trouble: str = ""

    def header(self, name):
        return self.headers.get(name.lower(), "")


class TooBig(ValueError):
    """More lines, or boxes in boxes, than a person's mail has."""


def read_letter(raw, *, trouble=""):
    """The letter in these bytes; with ``trouble``, or where it cannot be taken apart, its head and how it begins."""
    if not trouble:
        try:
            return _taken_apart(raw)
        except Exception as error:  # whatever a parser makes of a hostile mail
            trouble = f"{type(error).__name__}: {error}"[:200]
    return _head_alone(raw, trouble)


def _taken_apart(raw):
    if raw.count(b"\n") > MOST_LINES or len(raw) > MOST_BYTES:
        raise TooBig("too many lines")
    nested = 0
    for nested, _found in enumerate(_MULTIPART.finditer(raw), 1):
        if nested > MOST_NESTED:
            raise TooBig("too many parts in parts")
    message = message_from_bytes(raw)
    letter = _with_head(message, raw)
    _read_parts(letter, message)
    letter.digest = _digest(letter)
    return letter


def _head_alone(raw, trouble):
    head, _gap, body = raw[:HEAD_BYTES].replace(b"\r\n", b"\n").partition(b"\n\n")
    letter = _with_head(BytesHeaderParser().parsebytes(head + b"\n\n"), raw[:HEAD_BYTES])
    letter.trouble = words.tidy(trouble)
    letter.text = letter.whole = words.decoded(body[:5_000], "utf-8").strip()
    letter.digest = hashlib.sha256(raw).hexdigest()
    return letter


def _with_head(message, raw):
    headers = {}
    for name, value in message.items()[:2000]:
        headers.setdefault(words.tidy(str(name)).lower(), _decoded_header(value))
    addresses = _all(message, "From") or _all(message, "Sender")
    name, address = _first_address(addresses)
    return Letter(
        digest="",
        headers=headers,
        message_id=headers.get("message-id", "")[:500],
        sender=address[:254],
        sender_name=name[:200],
        to=", ".join(_all(message, "To"))[:1000],
        subject=" ".join(headers.get("subject", "").split())[:500],
        sent_at=_moment(headers.get("date", "")),
        tokens=_tokens(message),
        our_ids=our_ids(raw),
    )


def _all(message, name):
    return [_decoded_header(value) for value in message.get_all(name, [])[:MOST_HEADERS]]


def _decoded_header(value):
    """A header's words in one line."""
    text = str(value)[:MOST_HEADER]
    try:
        text = str(make_header(decode_header(text)))
    except Exception:  # bad encodings come in every form
        text = text.encode("utf-8", "replace").decode()
    return " ".join(words.tidy(text).split())


def _first_address(values):
    try:
        found = [pair for pair in getaddresses([value[:1000] for value in values]) if pair[1]]
    except Exception:  # the same
        found = []
    return found[0] if found else ("", values[0] if values else "")


def _moment(text):
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    try:
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment if 2000 <= moment.year < 2100 else None


def _tokens(message):
    """The reply tokens it was sent to, in small letters, the first named first."""
    found = [
        token.lower()
        for name in TO_WHOM
        for value in _all(message, name)
        for token in _REPLY_TOKEN.findall(value)
    ]
    return list(dict.fromkeys(found))[:20]


def our_ids(raw):
    """Message-IDs of ours that stand anywhere in it: a server that sends mail back shows whose it was."""
    found = {}
    for each in _OUR_ID.finditer(raw):
        found[int(each[1])] = f"<{each[0].decode()}>"
        if len(found) == 20:
            break
    return found


def _digest(letter):
    """The same for the same mail, however often and by whatever way it comes."""
    content = [letter.message_id, letter.sender, letter.subject]
    content += [letter.header("date"), letter.whole]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


# Parts


def _read_parts(letter, message):
    plain, html = [], []
    for part in _leaves(message):
        kind = part.get_content_type()
        name = _file_name(part)
        if kind == "message/delivery-status":
            letter.report += _blocks(part)
        elif kind in ("text/plain", "text/html") and not name:
            (plain if kind == "text/plain" else html).append(_text(part))
        elif kind == "text/rfc822-headers":
            continue
        else:
            _keep(letter, part, kind, name)
    told = "\n\n".join(filter(None, (text.strip() for text in plain)))
    if told:
        own = words.without_quotes(told)
    else:
        source = "\n".join(html)
        told = words.text_of_html(source)
        own = words.without_quotes(words.text_of_html(source, with_quotes=False))
    letter.whole, letter.text = told[: words.MOST_TEXT], own[: words.MOST_TEXT]


def _leaves(message):
    """Its parts in their order, without the boxes around them; a mail inside the mail stays closed."""
    waiting, seen = [message], 0
    while waiting and seen < MOST_PARTS:
        part = waiting.pop()
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            waiting.extend(reversed(part.get_payload()[:MOST_PARTS]))
        else:
            seen += 1
            yield part


def _text(part):
    data = part.get_payload(decode=True) or b""
    return words.decoded(data[: 10 * words.MOST_TEXT], _charset(part))[: 5 * words.MOST_TEXT]


def _charset(part):
    try:
        return part.get_content_charset()
    except Exception:  # parameters can be encoded wrongly as well
        return None


def _file_name(part):
    try:
        name = _decoded_header(part.get_filename() or "")
    except Exception:  # the same
        name = "file"
    if not name and part.get_content_disposition() == "attachment":
        name = "file"
    return name[:200]


def _blocks(part):
    """The header blocks of a delivery report: one of the message, then one of each recipient."""
    blocks = part.get_payload() if part.is_multipart() else []
    return [
        {str(name).lower(): _decoded_header(value) for name, value in block.items()[:50]}
        for block in blocks[:20]
    ]


def _keep(letter, part, kind, name):
    """Pictures and PDFs are kept for now, as they came; of anything else only the name."""
    data = None if part.is_multipart() else part.get_payload(decode=True)
    is_paper = kind == "application/pdf" or name.lower().endswith(".pdf")
    is_picture = kind.startswith("image/") or name.lower().endswith((".heic", ".jpg", ".png"))
    if data and (is_paper or is_picture) and len(letter.files) < MOST_FILES:
        kind = "application/pdf" if is_paper else "image/jpeg"
        letter.files.append(Attachment(name or "picture", kind, data))
    elif len(letter.not_kept) < MOST_NAMED:
        letter.not_kept.append(name or kind)
