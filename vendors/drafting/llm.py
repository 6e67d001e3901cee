"""Drafts that a language model writes; the local engine writes them where it does not answer.

The answer is data like any other from outside: it is checked here, word by word, before it is a draft.
"""

import logging
import random
import re
import time
import unicodedata
from dataclasses import replace

from . import prompt
from .kinds import Draft, DraftingEngine, Example
from .messages_api import NoAnswer, ask

logger = logging.getLogger("docket.drafting")

LONGEST_TITLE, LONGEST_DESCRIPTION, LONGEST_WORD = 120, 2000, 40
MOST_WORDS = 5
MOST_READ = 4 * prompt.MOST_DRAFTS  # problems of one answer
PAUSE = 1.0  # seconds before the second try
LOST = 3  # words between two parts that are too many to be lost


class LanguageModelEngine:
    """Asks the model for each text, once more if that may help, and for twice ``timeout`` seconds altogether.

    A model that failed is not asked again by the same engine: the issues of one request wait for it once. Made anew
    for each request.
    """

    name = "llm"

    def __init__(
        self,
        *,
        trades: list[str],
        examples: list[Example],
        fallback: DraftingEngine,
        url: str,
        key: str,
        model: str,
        timeout: float,
        pause: float = PAUSE,
    ):
        self.trades, self.examples, self.fallback = set(trades), examples, fallback
        self.url, self.key, self.model, self.version = url, key, model, model[:40]
        self.timeout, self.pause = timeout, pause
        self.ordinary = prompt.ordinary_words(examples)
        self.given_up = False
        self.ends = None

    def draft(self, text: str, room: str = "") -> list[Draft]:
        """At least one draft; each says which engine wrote it."""
        body, shown = prompt.write(
            text,
            room,
            trades=self.trades,
            examples=self.examples,
            ordinary=self.ordinary,
            model=self.model,
        )
        try:
            problems = self._problems(self._answer(body), text)
        except NoAnswer as error:
            logger.warning("no drafts of the language model: %s", error)
            self.given_up = True
            return self._by_fallback(text, room)
        return [
            Draft(
                **problem,
                leaned_on=_like(shown, problem["trade"]),
                engine=self.name,
                version=self.version,
                prompt_hash=prompt.digest(body),
            )
            for problem in problems
        ]

    def _by_fallback(self, text, room):
        wrote = {"engine": self.fallback.name, "version": self.fallback.version}
        return [replace(draft, **wrote) for draft in self.fallback.draft(text, room)]

    def _answer(self, body):
        """Raises NoAnswer."""
        self.ends = self.ends or time.monotonic() + 2 * self.timeout
        try:
            return self._ask(body)
        except NoAnswer as error:
            if not error.again:
                raise
        time.sleep(self.pause * random.uniform(0.8, 1.2))  # noqa: S311 -- spreads retries, guards nothing
        return self._ask(body)

    def _ask(self, body):
        left = self.ends - time.monotonic()
        if self.given_up or left <= 0:
            raise NoAnswer("out of time", again=False)
        return ask(body, url=self.url, key=self.key, timeout=min(self.timeout, left))

    def _problems(self, answer, text):
        """What the answer says, as far as it can be believed. Raises NoAnswer where nothing of it can."""
        said = answer.get("problems")
        said = said[:MOST_READ] if isinstance(said, list) else []
        said = [each for each in said if isinstance(each, dict)]
        if not said:
            raise NoAnswer("no problems named", again=False)
        found = [(span, each) for each in said if (span := find(str(each.get("text")), text))]
        found = found or [((0, len(text)), said[0])]
        once = {
            (span, self._trade(each, text[slice(*span)])): each for span, each in reversed(found)
        }
        kept = sorted(once.items(), key=lambda item: item[0])[: prompt.MOST_DRAFTS]
        parts = whole([span for (span, _trade), _each in kept], text)
        return [
            self._believed(each, text, part, trade)
            for part, ((_span, trade), each) in zip(parts, kept, strict=True)
        ]

    def _trade(self, each, part):
        """The one it names, or for one that is not ours that of the local engine."""
        trade = each.get("trade")
        if isinstance(trade, str) and trade in self.trades:
            return trade
        return self.fallback.draft(part)[0].trade

    def _believed(self, each, text, part, trade):
        title = plain(each.get("title"), text, LONGEST_TITLE)
        description = plain(each.get("description"), text, LONGEST_DESCRIPTION, lines=True)
        return {
            "text": part,
            "trade": trade,
            "title": title or plain(part, text, LONGEST_TITLE),
            "description": description or part,
            "confidence": _share(each.get("confidence")),
            "words": _words_of(each.get("words"), part),
        }


def _like(examples, trade):
    return tuple(
        each.key for each in examples if each.key and each.trade == trade and not each.refused
    )


def _share(value):
    """Between 0 and 1, a half for what is no number."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
        return 0.5
    return float(min(max(value, 0), 1))


def _words_of(value, text):
    """Those that stand in the text."""
    words = [str(word)[:LONGEST_WORD] for word in value] if isinstance(value, list) else []
    known = [word for word in words if word.strip() and word.casefold() in text.casefold()]
    return tuple(dict.fromkeys(known))[:MOST_WORDS]


# The homeowner's own words


def find(part: str, text: str) -> tuple[int, int] | None:
    """Where the part stands in the text, give or take spaces and capitals; else the sentence most like it, else None."""
    pieces = part[: len(text) * 2].split()
    if not pieces:
        return None
    same = r"\s+".join(map(re.escape, pieces))
    if found := re.search(same, text) or re.search(same, text, re.IGNORECASE):
        return found.span()
    wanted = set(re.findall(r"\w+", part.lower()))
    sentences = [found for found in re.finditer(r"[^.!?\n]+[.!?]*", text) if found[0].strip()]
    best = max(sentences, key=lambda each: _common(wanted, each[0]), default=None)
    if best is None or _common(wanted, best[0]) * 2 < len(wanted) or not wanted:
        return None
    return best.span()


def _common(wanted, sentence):
    return len(wanted & set(re.findall(r"\w+", sentence.lower())))


def whole(spans: list[tuple[int, int]], text: str) -> list[str]:
    """The parts, in order; what stands between two of them and is more than a word or two belongs to the first."""
    parts = []
    for (start, end), following in zip(spans, [*spans[1:], (len(text), 0)], strict=True):
        if not parts and _is_lost(text[:start]):
            start = 0
        if _is_lost(text[end : following[0]]):
            end = following[0]
        parts.append(text[start:end].strip())
    return parts


def _is_lost(between):
    return len(re.findall(r"\w+", between)) > LOST


# Plain words

TAG = re.compile(r"<[/!?]?[a-z][^<>]*>?", re.IGNORECASE)
LINK = re.compile(
    r"[a-z][a-z0-9+.-]{1,20}://\S+|\b(?:mailto|javascript|data|tel):\S+|[^\s@]{1,64}@[\w.-]+"
    r"|\b(?:[\w-]{1,63}\.){1,8}[a-z]{2,24}\b(?:[/?#]\S*)?",
    re.IGNORECASE,
)
PHONE = re.compile(r"\+?\d(?:[\s()./-]{0,2}\d){6,}")


def plain(value, request: str, longest: int, *, lines=False) -> str:
    """Text without tags, control signs, links, addresses and numbers to call, but for those that the request names."""
    if not isinstance(value, str):
        return ""
    text = unicodedata.normalize("NFC", value[: longest * 4])
    text = "".join(sign for sign in text if sign.isspace() or unicodedata.category(sign)[0] != "C")
    text = TAG.sub("", text)
    text = LINK.sub(lambda found: found[0] if found[0].lower() in request.lower() else "", text)
    text = PHONE.sub(lambda found: found[0] if _digits(found[0]) in _digits(request) else "", text)
    rows = text.splitlines() if lines else [text]
    return "\n".join(" ".join(row.split()) for row in rows).strip()[:longest].rstrip()


def _digits(text):
    return re.sub(r"\D", "", text)
