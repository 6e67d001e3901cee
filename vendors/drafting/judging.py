"""Which trade a problem belongs to, by the words of the lexicon."""

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise

from vendors.drafting.lexicon import Entry, Lexicon
from vendors.drafting.words import Word, these

LONGEST_PHRASE = 4
WINDOW = 14  # words within which the members of a pair must stand
# A thing after one of these is where the problem is, more than what has it.
BESIDE = these(
    """
    behind under underneath beneath below above over by near next beside around between against
    across opposite outside inside past underside beyond
    """
)
WITHIN = these(
    """
    in on at from of to with into onto for off through along within
    """
)
MEANWHILE = these(
    """
    after anybody anyone everytime when while since whenever before until during if once if like
    """
)
# Here the talk of the place ends, and that of the problem goes on.
RESUME = these(
    """
    be have not will would do keep get and but wo start stop feel look smell sound
    """
)
BYSTANDER, INSIDE = 0.35, 0.55
PAIR, PAIR_ASIDE = 0.85, 0.35
MODIFIER = 0.6
CORE, LATER = 22, 0.5  # so many words after the first telling one, the rest counts less
PARTS = these("door drawer handle light seal hinge shelf rack panel button knob glass fan filter")
OWNERS = these(
    """
    appliances.dishwasher appliances.fridge appliances.stove appliances.microwave
    appliances.washer appliances.dryer appliances.hood
    cabinets_countertops.cabinet cabinets_countertops.vanity general.fixture
    """
)


@dataclass(slots=True)
class Hit:
    """A phrase of the lexicon found in a text: words ``first`` up to, not including, ``last``."""

    first: int
    last: int
    entries: list[Entry]
    share: float = 1.0  # less than 1 for a bystander


@dataclass
class Findings:
    """What words say: scores by trade, the things they are about, what is wrong with those."""

    scores: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    hits: list[Hit] = field(default_factory=list)
    signs: dict[str, int] = field(default_factory=dict)  # what is wrong → which word says so
    weights: dict[int, dict[str, float]] = field(default_factory=dict)  # word → trade → weight

    def add(self, trade, weight, places):
        self.scores[trade] += weight
        for place in places:
            self.weights.setdefault(place, defaultdict(float))[trade] += weight / len(places)


def find(words: list[Word], lexicon: Lexicon) -> Findings:
    """What the words say."""
    found = Findings()
    found.hits = _hits(words, lexicon.entries)
    _weigh_places(words, found.hits)
    best: dict[tuple[str, str], float] = {}
    for hit in sorted(found.hits, key=lambda hit: -hit.share):
        for entry in hit.entries:
            key = (entry.trade, entry.thing or entry.phrase)
            weight = entry.weight * hit.share
            if key in best:  # said again, it tells little more
                weight = max(0.0, weight - best[key]) + 0.1 * weight
            best[key] = max(best.get(key, 0.0), weight)
            found.add(entry.trade, weight, range(hit.first, hit.last))
    places = _phrases(words)
    taken = _taken(found.hits)
    named = {at for hit in found.hits if _has_thing(hit) for at in range(hit.first, hit.last)}
    named &= taken.keys()
    shares = {at: hit.share for hit in found.hits for at in range(hit.first, hit.last)}
    asked = {}
    for phrase in places:
        name = lexicon.signs.get(phrase)
        at = next((at for at in places[phrase] if at not in named or len(phrase) > 1), None)
        if name and at is not None and _is_complaint(phrase, at, words):
            found.signs.setdefault(name, at)
        asked.update(dict.fromkeys(lexicon.pairs.get(phrase, ())))
    for pair in asked:
        where = _together(pair.members, places, pair.trade, taken)
        if where:
            aside = min(shares.get(at, 1.0) for at in where) <= BYSTANDER
            share = PAIR_ASIDE if aside and not _beside(pair.members) else PAIR
            found.add(pair.trade, pair.weight * share, where)
    return found


def _hits(words, entries):
    hits, place = [], 0
    while place < len(words):
        begun = place
        for length in range(min(LONGEST_PHRASE, len(words) - place), 0, -1):
            phrase = tuple(word.stem for word in words[place : place + length])
            if phrase in entries:
                place += length
                if place < len(words) and words[place].stem in PARTS and _owns(entries[phrase]):
                    place += 1
                hits.append(Hit(begun, place, entries[phrase]))
                break
        else:
            place += 1
    return hits


def _beside(members):
    """Whether a pair asks for a word such as "under": then the thing beside it belongs to it."""
    return any(word in BESIDE for phrases in members for phrase in phrases for word in phrase)


def _has_thing(hit):
    return any(entry.thing for entry in hit.entries)


def _owns(entries):
    return any(entry.thing in OWNERS for entry in entries)


def _weigh_places(words, hits):
    """The head of the problem counts more than what merely stands beside it."""
    where, seen_head, told, before, place = 1.0, False, 0, None, 0
    for hit in hits:
        for word in words[place : hit.first]:
            if word.stem in RESUME:
                where = 1.0
            elif word.written in BESIDE:
                where = BYSTANDER if seen_head else INSIDE
            elif word.written in MEANWHILE:
                where = BYSTANDER
            elif word.written in WITHIN and seen_head and where == 1.0:
                where = INSIDE
        told = told or hit.first
        hit.share = where if _has_thing(hit) else 1.0
        if hit.first > told + CORE:
            hit.share *= LATER
        if _has_thing(hit) and before and before.last == hit.first and _has_thing(before):
            before.share *= MODIFIER  # "hot tub breaker": it is the breaker
        before, place = hit, hit.last
        if any(entry.weight >= (3 if entry.thing else 4) for entry in hit.entries):
            seen_head = True


def _phrases(words):
    """Every run of up to three stems, and where it begins."""
    places = defaultdict(list)
    run = [word.stem for word in words]
    for length in (1, 2, 3):
        for place in range(len(run) - length + 1):
            places[tuple(run[place : place + length])].append(place)
    return places


def _taken(hits):
    """The words that are parts of a longer name ("oven door"), and the trades which that name speaks of."""
    return {
        place: {entry.trade for entry in hit.entries}
        for hit in hits
        if hit.last - hit.first > 1
        for place in range(hit.first, hit.last)
    }


def _together(members, places, trade, taken):
    """Where the members of a pair stand when they are close to one another, else nothing."""
    found = []
    for alternatives in members:
        here = [
            (p, len(a))
            for a in alternatives
            if a in places
            for p in places[a]
            if len(a) > 1 or trade in taken.get(p, (trade,))
        ]
        if not here:
            return None
        found.append(here)
    for anchor, _length in found[0]:
        chosen = [min(here, key=lambda one: abs(one[0] - anchor)) for here in found]
        spots = [place for place, _length in chosen]
        if len(set(spots)) == len(spots) and max(spots) - min(spots) <= WINDOW:
            return spots
    return None


MILD = these(
    """
    know sure think mind care want urgent big worry hesitate bad emergency realize only use just
    """
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
