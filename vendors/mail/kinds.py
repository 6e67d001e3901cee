"""Telling apart what people write, what machines answer, and what came back."""

import re
from dataclasses import dataclass

_AUTOMATIC_PRECEDENCE = {"bulk", "auto_reply", "auto-reply", "junk"}
_AUTOMATIC_HEADERS = ("X-Auto-Response-Suppress", "X-Autoreply", "X-Autorespond", "X-Autoresponse")
_AWAY = re.compile(
    r"^(?:\W*(?:re|aw|fwd?):)*\W*(?:out of (?:the )?office|automatic reply|auto(?:matic)?[- ]?reply|autoreply|"
    r"fuera de (?:la )?oficina|respuesta automática|resposta automática|"
    r"ausência|abwesen|automatische antwort|absence du bureau|réponse automatique)",
    re.IGNORECASE,
)
_AWAY_WORDS = re.compile(
    r"out of (?:the )?office|on (?:vacation|holiday|leave)|automat|will (?:be )?(?:return|back)|"
    r"fuera de la oficina|vacaciones|férias|ausente",
    re.IGNORECASE,
)
_POSTMEN = re.compile(r"^(?:mailer-daemon|postmaster|mail-daemon|mailerdaemon)@?", re.IGNORECASE)
_NO_REPLY = re.compile(r"^(?:no-?reply|do-?not-?reply|bounce)", re.IGNORECASE)


@dataclass(frozen=True)
class Bounce:
    """A mail of ours that did not arrive: for good, or not yet."""

    reason: str
    for_good: bool


def is_of_ours(letter, addresses):
    """Whether it was sent from one of our own addresses, with a plus or without."""
    name, _at, domain = letter.sender.lower().rpartition("@")
    return f"{name.partition('+')[0]}@{domain}" in {address.lower() for address in addresses}


def bounce_of(letter):
    """What a server says about a mail of ours it could not hand over, or None for any other letter."""
    actions = {block.get("action", "").lower() for block in letter.report}
    if letter.report and _is_report(letter):
        if actions & {"failed"}:
            return Bounce(_diagnosis(letter), for_good=True)
        return Bounce(_diagnosis(letter), for_good=False)
    if _is_from_a_postman(letter) and letter.our_ids and not _is_answer(letter):
        return Bounce(_opening(letter), for_good=not _is_delay(letter))
    return None


def is_automatic(letter):
    """Whether a machine wrote it (RFC 3834, and what machines did before it)."""
    submitted = letter.header("Auto-Submitted").split(";")[0].strip().lower()
    if submitted and submitted != "no":
        return True
    if letter.header("Precedence").strip().lower() in _AUTOMATIC_PRECEDENCE:
        return True
    if any(name.lower() in letter.headers for name in _AUTOMATIC_HEADERS):
        return True
    if _is_from_a_postman(letter) or _is_report(letter):
        return True
    return bool(_AWAY.search(letter.subject)) and _has_weak_hint(letter)


def _is_report(letter):
    return letter.header("Content-Type").lower().startswith("multipart/report")


def _is_from_a_postman(letter):
    failed = letter.header("X-Failed-Recipients")
    return bool(failed or _POSTMEN.search(letter.sender) or letter.sender in ("", "<>"))


def _is_answer(letter):
    return letter.header("Auto-Submitted").lower().startswith("auto-replied")


def _is_delay(letter):
    return bool(re.search(r"delay|warning|still trying", letter.subject, re.IGNORECASE))


def _has_weak_hint(letter):
    return bool(
        letter.header("Return-Path") == "<>"
        or _NO_REPLY.search(letter.sender)
        or letter.header("Precedence")
        or _AWAY_WORDS.search(letter.text)
    )


def _diagnosis(letter):
    """Whom it did not reach and why, in the server's words."""
    told = []
    for block in letter.report:
        if not block.get("action"):
            continue
        to = block.get("final-recipient") or block.get("original-recipient", "")
        why = block.get("diagnostic-code") or block.get("status", "")
        parts = (part.partition(";")[2].strip() or part for part in (to, why))
        told.append(": ".join(filter(None, parts)))
    return "; ".join(told)[:1000] or _opening(letter)


def _opening(letter):
    return " ".join(letter.text.split())[:500] or letter.subject
