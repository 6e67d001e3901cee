"""What the trades' things are called and what goes wrong with them: readable files, one for each trade.

A trade's file has four parts. ``things``: "weight name: words" (words of one name are the same thing).
``signs``: "weight: words". ``pairs``: "weight: these|or these + those", all of which a text must name;
``@leak`` stands for the words of that line of signs.txt. ``seeds``: sentences as homeowners write them.
"""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from vendors.drafting.words import stems

HERE = Path(__file__).parent
BETWEEN = str.maketrans("+|@", "   ")
Phrase = tuple[str, ...]


@dataclass
class Entry:
    """A phrase that tells of a trade; ``thing`` is the name of what it is, "" for a sign."""

    trade: str
    weight: float
    thing: str
    phrase: str


@dataclass(eq=False)
class Pair:
    """Phrases that together tell of a trade: one of each of the ``members``."""

    trade: str
    weight: float
    members: list[frozenset[Phrase]]


@dataclass
class Lexicon:
    entries: dict[Phrase, list[Entry]] = field(default_factory=dict)
    pairs: dict[Phrase, list[Pair]] = field(default_factory=dict)  # by the rarest of what they ask
    signs: dict[Phrase, str] = field(default_factory=dict)  # phrase → what is wrong
    seeds: list[tuple[str, str]] = field(default_factory=list)  # (sentence, trade)
    words: dict[str, float] = field(default_factory=dict)  # as they are written, and their weight
    trades: list[str] = field(default_factory=list)


@cache
def lexicon() -> Lexicon:
    """All files, read once in a process."""
    whole = Lexicon()
    groups = {}
    for name, words in _lines(HERE / "signs.txt"):
        groups[name] = words
        for word in _split(words):
            whole.signs[stems(word)] = name
            _note(whole, word, 1.0)
    for path in sorted(HERE.glob("*.txt")):
        if path.stem not in ("signs", "common"):
            whole.trades.append(path.stem)
            _read(path, whole, groups)
    return whole


@cache
def common_words() -> frozenset[str]:
    """Everyday words, which are never taken for misspelled words of a trade."""
    return frozenset((HERE / "common.txt").read_text().split())


def _read(path, whole, groups):
    trade, part = path.stem, ""
    for line in path.read_text().splitlines():
        if line in ("things", "signs", "pairs", "seeds"):
            part = line
        elif part == "seeds":
            whole.seeds.append((line, trade))
        elif part == "pairs":
            weight, words = line.split(":", 1)
            alternatives = [_alternatives(each, groups) for each in words.split(" + ")]
            _note(whole, words.translate(BETWEEN), 0.5)
            pair = Pair(trade, float(weight), alternatives)
            for phrase in min(alternatives, key=len):
                whole.pairs.setdefault(phrase, []).append(pair)
        else:
            head, words = line.split(":", 1)
            weight, _, thing = head.partition(" ")
            for word in _split(words):
                entry = Entry(trade, float(weight), f"{trade}.{thing}" if thing else "", word)
                whole.entries.setdefault(stems(word), []).append(entry)
                _note(whole, word, float(weight))


def _note(whole, phrase, weight):
    for word in phrase.split():
        whole.words[word] = max(weight, whole.words.get(word, 0.0))


def _alternatives(words, groups):
    found = set()
    for word in words.split("|"):
        word = word.strip()
        phrases = _split(groups[word[1:]]) if word.startswith("@") else [word]
        found.update(stems(phrase) for phrase in phrases)
    return frozenset(found)


def _lines(path):
    for line in path.read_text().splitlines():
        if line and not line.startswith("#"):
            name, words = line.split(":", 1)
            yield name, words


def _split(words):
    return [word.strip() for word in words.split(",")]
