"""Which trade a problem belongs to, by the words of the lexicon."""

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise

from vendors.drafting.lexicon import Entry, Lexicon
from vendors.drafting.words import Word

LONGEST_PHRASE = 4
WINDOW = 14  # words within which the members of a pair must stand
# A thing after one of these is where the problem is, more than what has it.
BESIDE = frozenset(
    [
        "behind",
        "under",
        "underneath",
        "beneath",
        "below",
        "above",
        "over",
        "by",
        "near",
        "next",
        "beside",
        "around",
        "between",
        "against",
        "across",
        "opposite",
        "outside",
        "inside",
        "past",
        "underside",
        "beyond",
    ]
)
WITHIN = frozenset(
    [
        "in",
        "on",
        "at",
        "from",
        "of",
        "to",
        "with",
        "into",
        "onto",
        "for",
        "off",
        "through",
        "along",
        "within",
    ]
)
MEANWHILE = frozenset(
    [
        "after",
        "when",
        "while",
        "since",
        "because",
        "whenever",
        "before",
        "until",
        "during",
        "if",
        "where",
        "once",
        "if",
        "like",
    ]
)
# Here the talk of the place ends, and that of the problem goes on.
RESUME = frozenset(
    [
        "be",
        "have",
        "not",
        "will",
        "would",
        "do",
        "keep",
        "get",
        "and",
        "but",
        "wo",
        "start",
        "stop",
        "feel",
        "look",
        "smell",
        "sound",
    ]
)
BYSTANDER, INSIDE = 0.35, 0.55


@dataclass(slots=True)
class Hit:
    """A phrase of the lexicon found in a text: words ``first`` up to, not including, ``last``."""

    first: int
    last: int
    entries: list[Entry]
    share: float = 1.0  # less than 1 for a bystander


@dataclass
class Findings:
    """What a stretch of words says: scores by trade, the things it is about, what is wrong with them."""

    scores: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    hits: list[Hit] = field(default_factory=list)
    signs: dict[str, int] = field(default_factory=dict)  # what is wrong → which word says so
    weights: dict[int, dict[str, float]] = field(default_factory=dict)  # word → trade → weight

    def add(self, trade, weight, places):
        self.scores[trade] += weight
        for place in places:
            self.weights.setdefault(place, defaultdict(float))[trade] += weight / len(places)

    @property
    def things(self) -> dict[str, float]:
        """The things it is about, and how telling each is; bystanders are not among them."""
        found = {}
        for hit in self.hits:
            for entry in hit.entries:
                if entry.thing and hit.share > BYSTANDER:
                    found[entry.thing] = max(found.get(entry.thing, 0), entry.weight * hit.share)
        return found


def find(words: list[Word], lexicon: Lexicon, first: int = 0, last: int | None = None) -> Findings:
    """What the words from ``first`` up to ``last`` say."""
    last = len(words) if last is None else last
    found = Findings()
    found.hits = _hits(words, lexicon.entries, first, last)
    _weigh_places(words, found.hits, first)
    best: dict[tuple[str, str], float] = {}
    for hit in sorted(found.hits, key=lambda hit: -hit.share):
        for entry in hit.entries:
            key = (entry.trade, entry.thing or entry.phrase)
            weight = entry.weight * hit.share if entry.thing else entry.weight
            if key in best:  # said again, it tells little more
                weight = max(0.0, weight - best[key]) + 0.1 * weight
            best[key] = max(best.get(key, 0.0), weight)
            found.add(entry.trade, weight, range(hit.first, hit.last))
    places = _phrases(words, first, last)
    for phrase, name in lexicon.signs.items():
        if phrase in places and _is_complaint(phrase, places[phrase][0], words):
            found.signs.setdefault(name, places[phrase][0])
    for members, trade, weight in lexicon.pairs:
        where = _together(members, places)
        if where:
            found.add(trade, weight * 0.75, where)
    return found


def _hits(words, entries, first, last):
    hits, place = [], first
    while place < last:
        for length in range(min(LONGEST_PHRASE, last - place), 0, -1):
            phrase = tuple(word.stem for word in words[place : place + length])
            if phrase in entries:
                hits.append(Hit(place, place + length, entries[phrase]))
                place += length
                break
        else:
            place += 1
    return hits


def _weigh_places(words, hits, first):
    """The head of the problem counts more than what merely stands beside it."""
    where, seen_head, place = 1.0, False, first
    for hit in hits:
        for word in words[place : hit.first]:
            if word.stem in RESUME:
                where = 1.0
            elif word.written in BESIDE or word.written in MEANWHILE:
                where = BYSTANDER
            elif word.written in WITHIN and seen_head and where == 1.0:
                where = INSIDE
        hit.share = where
        place = hit.last
        if any(entry.thing and entry.weight >= 3 for entry in hit.entries):
            seen_head = True
            if hit.share < 1.0:
                where = max(where, BYSTANDER)


def _phrases(words, first, last):
    """Every run of up to three stems, and where it begins."""
    places = defaultdict(list)
    run = [word.stem for word in words[first:last]]
    for length in (1, 2, 3):
        for place in range(len(run) - length + 1):
            places[tuple(run[place : place + length])].append(first + place)
    return places


def _together(members, places):
    """Where the members of a pair stand when they are close to one another, else nothing."""
    found = []
    for alternatives in members:
        here = [(p, len(a)) for a in alternatives if a in places for p in places[a]]
        if not here:
            return None
        found.append(here)
    for anchor, _length in found[0]:
        chosen = [min(here, key=lambda one: abs(one[0] - anchor)) for here in found]
        spots = [place for place, _length in chosen]
        if len(set(spots)) == len(spots) and max(spots) - min(spots) <= WINDOW:
            return spots
    return None


MILD = frozenset(
    [
        "know",
        "sure",
        "think",
        "mind",
        "care",
        "want",
        "urgent",
        "big",
        "worry",
        "hesitate",
        "bad",
        "emergency",
        "realize",
        "only",
        "use",
        "just",
    ]
)


def _is_complaint(phrase, place, words):
    """ "Not" before a word such as "sure" complains of nothing."""
    if phrase[0] not in ("no", "not") or len(phrase) > 1:
        return True
    following = {word.stem for word in words[place + 1 : place + 2]}
    return bool(following) and not following & MILD


def neighbours(stems: list[str]) -> list[str]:
    """Pairs of stems that follow each other."""
    return [f"{one} {other}" for one, other in pairwise(stems)]
