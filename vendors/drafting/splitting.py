"""How many separate problems a text names, and where each of them begins and ends."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from vendors.drafting.judging import BESIDE, SOAKABLE, SOURCES, WITHIN, Findings, is_wet
from vendors.drafting.lexicon import lexicon
from vendors.drafting.words import Word, stem_of, these

MOST_PARTS = 25
MOST_STRETCHES = 300
MOST_WORDS = 3_000  # what follows belongs to the last problem

ITEM = re.compile(r"(?:^|\n|[.;:,)\s])\s*(?:[-*•·–‣▪]|\(?\d{1,2}\s?[.):]|#\d+|\(?[a-hA-H]\))\s*$")
BULLET = re.compile(r"\n\s*[-*•·–‣▪>]+\s*$")
SENTENCE = re.compile(r"[.!?;…]+[\"')\s]|[.!?;…]{1,}$|\n|[。！？]")
COMMA = re.compile(r"[,:/&+]|\s[-–—]+\s?|--|—|\.\S?")

JOINING = these(
    """
    and but plus also then additionally lastly finally furthermore moreover besides
    """
)
MORE = these(
    """
    also another plus additionally second secondly third thirdly lastly finally furthermore
    moreover besides separately unrelated too btw other 2nd 3rd next oh
    """
)
ANYWHERE = these("another additionally secondly thirdly furthermore moreover separately btw oh")
SAME_ONE = these("be have do will can it they that this get")  # "it is also ...": the same thing
CARRIES_ON = these(
    """
    wont doesnt isnt is has makes keeps goes runs leaks drips backs smells falls sticks sounds feels
    looks started stopped needs hums buzzes trips shows gets comes lets cant didnt never spills
    soaked ruined warped swelled stained flooded
    """
)
NUMBERED = these("bedroom bath bathroom room zone unit floor closet lot phase step number bed no")
AS_SOON_AS = these("second minute moment instant")
LAMPS = these("lights buttons display screen panel sensors light clock filter blades")
FINE = these("fine ok okay clean good new on working great normal correct charged full")
WHERE = these("under below behind around above near from beside inside of by to beneath")
OPENING = these(
    """
    the my our there theres a an one two some both several another we i most all
    """
)
# After one of these, what comes is still the same thing said.
HOLDING = these(
    """
    the a an of in on at to from with by for under behind over above below near beside inside
    outside around between through into onto off against across when while after if before
    because since as that which where so until whenever than like be is are was were have has
    had not and or no every each this my our your their its use open close shut hit touch turn
    flush run lift fix move see notice notices noticed about get gets got next think thought
    know using opening closing running turning hear heard feel looks said says believe saw seen
    hitting touching need needs want also plus but then replace all both half part most one some
    only just
    """
)
CONSEQUENCE = these(
    """
    so because since which causing caused cause making makes due therefore resulting thus when
    whenever if until even although though especially unless hence who whose where while
    """
)
POINTING = these(
    """
    it this that they them its thats these those he she hes shes theyre itll
    """
)
PEOPLE = these(
    """
    i we he she they husband wife plumber electrician guy guys tech technician contractor
    neighbor neighbour someone somebody son daughter dad mom mum painter roofer ive weve
    contractors inspector crew landlord
    """
)
DEEDS = these(
    """
    try tried put call check replace change turn plug unplug reset wipe clean mop email report
    tell told buy bought ask wait tape tighten vacuum pour look watch take took send sent bring
    brought use used text wrote write keep kept come be know have sweep move go google read place
    set empty hire pay paid pull schedule
    """
)
SOAKED = frozenset({"wet", "loose", "mark", "smell", "leak", "crack"})
ROOMS = these(
    """
    kitchen bathroom bath bedroom master hall hallway garage basement attic laundry living
    dining office den pantry closet foyer nursery ensuite powder mudroom upstairs downstairs
    guest porch entry study loft landing lounge
    """
)
THERE_IS_WRONG = ("pest_control.", "cleaning.")
SIDES = these("front back left right side upper lower new old outside outdoor kids")
BRIEF = 4  # words: a sentence so short that names a thing complains of it
SURE = 3.2  # of a score: enough for a problem of its own


@dataclass
class Stretch:
    """Words from ``first`` up to ``last``; ``pause`` is what lies before: 1 weak, 2 comma or "and", 3 sentence, 4 item."""

    first: int
    last: int
    pause: int
    found: Findings | None = None


Look = Callable[[list[Word], int, int], Findings]


def split(text: str, words: list[Word], look: Look) -> list[tuple[int, int]]:
    """Where each problem stands in the text (from, to), in order; one for a text that names but one."""
    words = words[:MOST_WORDS]
    if not words:
        return [(0, len(text))]
    clauses = _clauses(_stretches(text, words, look), words, look)
    groups = _grouped(clauses, words, look)[:MOST_PARTS]
    if len(groups) == 1:
        return [(0, len(text))]
    starts = [words[group.first].start for group in groups]
    starts[0] = 0
    return [
        _trimmed(text, start, end)
        for start, end in zip(starts, [*starts[1:], len(text)], strict=True)
    ]


def _stretches(text, words, look):
    """The text cut wherever a new problem might begin."""
    stretches = [Stretch(0, 0, 3)]
    bare = _bare_things(words, look)
    end, skip = 0, -1
    for place, word in enumerate(words):
        between = text[end : word.start]
        pause = _pause(text, between, word, words, place) or (1 if place in bare else 0)
        if len(stretches) == MOST_STRETCHES:
            break
        if place and pause and place != skip:
            stretches[-1].last = place
            stretches.append(Stretch(place, place, pause))
        elif place and place == skip and pause > stretches[-1].pause:
            stretches[-1].pause = pause
        if pause and (word.written in JOINING or (pause == 4 and word.written.isdigit())):
            skip = place + 1  # "and the", "1. the": one beginning, not two
        end = word.end
    stretches[-1].last = len(words)
    return stretches


def _bare_things(words, look):
    """Where a thing is named without "the" or "a", as people do who type in haste."""
    places = set()
    before = None
    for hit in look(words, 0, len(words)).hits:
        if not any(entry.thing for entry in hit.entries):
            continue
        place, before, last = hit.first, hit, before
        if last and last.last == hit.first and last.share == 1.0:
            continue  # "hot tub breaker" is one thing
        while place and words[place - 1].written in ROOMS | SIDES:
            place -= 1
        if place and any(entry.thing and entry.weight >= 3.5 for entry in hit.entries):
            places.add(place)
    return places


def _pause(text, between, word, words, place):
    numbered = (
        word.written.isdigit()
        and not (place and words[place - 1].written in NUMBERED)
        and re.match(r"\s?[.):]\s*\D", text[word.end : word.end + 4])
    )
    if numbered and (not place or re.search(r"[\s.,;:(]$", between)) and len(word.written) < 3:
        return 4 if place == 0 or not text[word.end : word.end + 3].startswith(":") else 1
    if BULLET.search(between):
        return 4
    if SENTENCE.search(between):
        return 3
    if COMMA.search(between):
        return 2
    before = words[place - 1].stem if place else ""
    following = words[place + 1].written if place + 1 < len(words) else ""
    if word.written == "the" and following in AS_SOON_AS:
        return 0
    if word.written == "also" and before in SAME_ONE:
        return 0
    if word.written in JOINING or word.written in ANYWHERE:
        return 2
    return 1 if word.written in OPENING else 0


def _clauses(stretches, words, look):
    """Weak cuts stay only between two stretches that each name a thing and what is wrong with it."""
    clauses = []
    for stretch in stretches:
        stretch.found = look(words, stretch.first, stretch.last)
        stretch.found.brief = stretch.pause >= 3 and stretch.last - stretch.first <= BRIEF
        if (
            clauses
            and stretch.pause == 1
            and not _breaks(clauses[-1], stretch, stretches, words, look)
        ):
            _extend(clauses[-1], stretch, words, look)
        else:
            clauses.append(Stretch(stretch.first, stretch.last, stretch.pause, stretch.found))
    return clauses


def _breaks(before, stretch, stretches, words, look):
    if words[stretch.first - 1].written in HOLDING or words[stretch.first - 1].stem in HOLDING:
        return False
    last = stretch.last
    for later in stretches:
        if later.first == last and later.pause == 1:
            last = later.last
    ahead = look(words, stretch.first, last)
    return (
        _is_problem(before.found)
        and _is_problem(ahead)
        and bool(before.found.things and ahead.things)
    )


def _extend(clause, stretch, words, look):
    clause.last = stretch.last
    clause.found = look(words, clause.first, clause.last)


def _is_problem(found):
    """Something is wrong with something; a pest, or dirt, is wrong by being there."""
    wrong = (
        found.signs
        or found.paired
        or any(thing.startswith(THERE_IS_WRONG) for thing in found.things)
    )
    return bool(wrong and found.names_something) and max(found.scores.values(), default=0) >= SURE


def _grouped(clauses, words, look):
    groups = [clauses[0]]
    for clause in clauses[1:]:
        if _is_new(groups[-1], clause, words):
            groups.append(clause)
        else:
            _extend(groups[-1], clause, words, look)
    return groups


def _is_new(group, clause, words):
    """Whether the clause begins another problem than the group before it tells of."""
    if clause.pause == 4:
        told = max(group.found.scores.values(), default=0) > 1  # not "two things:"
        return told and _has_content(clause.found)
    if not _names_something(group.found):
        return False
    start = [word.written for word in words[clause.first : clause.first + 4]]
    said = [word for word in start if word not in JOINING or word in MORE]
    more = any(word in MORE for word in said[:3]) and said[0] not in POINTING
    if not _names_something(clause.found, more):
        return False
    opening = [word for word in start if word not in JOINING]
    if not more and _goes_on(opening, group, clause, words):
        return False
    if _is_history(opening, clause, words):
        return False
    if not more and _is_soaked(group, clause, words):
        return False
    return _differs(group, clause, words, more)


def _has_content(found):
    return max(found.scores.values(), default=0) > 1 or bool(found.signs)


def _names_something(found, more=False):
    if more:
        return max(found.scores.values(), default=0) >= SURE
    return _is_problem(found)


def _goes_on(opening, group, clause, words):
    """It, which, so, because ...: more of the same."""
    if opening and (opening[0] in CONSEQUENCE or opening[0] in POINTING):
        return True
    after_and = words[clause.first].written in JOINING
    if after_and and opening and _carries_on(opening[0]):
        return True
    if opening and opening[0] in BESIDE | WITHIN and not clause.found.signs:
        return True
    stretch = words[clause.first : clause.last]
    if (
        _tops(group.found) & {"appliances", "hvac", "garage_door"}
        and opening[:1]
        and opening[0] in LAMPS
    ):
        return True
    own_trouble = clause.found.signs.keys() & {"crack", "stuck", "broken"}
    return _is_fine(stretch) or (
        not own_trouble
        and any(
            two.written in ("it", "that", "this") and one.written in WHERE
            for one, two in pairwise(stretch)
        )
    )


def _carries_on(word):
    """Leaks, hums, overflows: what else the same thing does."""
    return word in CARRIES_ON or (word.endswith("s") and (stem_of(word),) in lexicon().signs)


def _is_fine(stretch):
    """The filter is clean, the breaker is on: what is not the matter."""
    if any(word.stem == "not" for word in stretch):
        return False
    return any(
        one.stem in ("be", "look", "seem", "work") and two.written in FINE
        for one, two in pairwise(stretch[-4:])
    )


def _is_history(opening, clause, words):
    """What people did about it, and what they were told."""
    subject = [place for place, word in enumerate(opening[:3]) if word in PEOPLE]
    if not subject:
        return False
    stretch = [word.stem for word in words[clause.first : clause.last]]
    at = stretch.index(
        next(w.stem for w in words[clause.first : clause.last] if w.written == opening[subject[0]])
    )
    following = stretch[at + 1 : at + 4]
    return "not" not in stretch[: at + 5] and any(stem in DEEDS for stem in following)


def _is_soaked(group, clause, words):
    """Water that ran out wets what lies below: one problem, unless it is in another room."""
    wet = is_wet(group.found, words, group.first, group.last) or "clog" in group.found.signs
    tops = _tops(clause.found)
    soaked = set(clause.found.signs) & SOAKED and not set(clause.found.signs) & {
        "power",
        "pest",
        "noise",
    }
    rooms = _rooms(group, words), _rooms(clause, words)
    source = {"leak", "wet"} & clause.found.signs.keys() and tops & SOURCES
    if wet and source and _tops(group.found) <= SOAKABLE:
        return True
    elsewhere = rooms[0] and rooms[1] and not rooms[0] & rooms[1]
    return bool(
        wet
        and soaked
        and tops & SOAKABLE
        and _tops(group.found) & (SOURCES | SOAKABLE | {"doors_windows", "tile"})
        and not elsewhere
    )


def _rooms(stretch, words):
    return {word.written for word in words[stretch.first : stretch.last]} & ROOMS


def _tops(found):
    best = max(found.scores.values(), default=0)
    return {trade for trade, score in found.scores.items() if score >= 0.7 * best}


def _differs(group, clause, words, more):
    """Whether it is about another thing: of another trade, or another thing of the same trade."""
    old, new = group.found.things, clause.found.things
    if new.keys() <= {"doors_windows.door"} and _tops(group.found) & {"garage_door", "appliances"}:
        phrases = {entry.phrase for hit in clause.found.hits for entry in hit.entries}
        if not more and "door" in phrases:
            return False  # its own door
    another = {"another", "other", "different", "second"} & {
        word.written for word in words[clause.first : clause.last]
    }
    if _tops(group.found) & _tops(clause.found):
        own_old = {thing for thing in old if not _is_part(thing)}
        own_new = {thing for thing in new if not _is_part(thing)}
        if own_old & own_new:
            return bool(more and another)
        return bool(own_old and own_new)
    strongest = max(clause.found.scores.values())
    shared = max((clause.found.scores.get(trade, 0) for trade in _tops(group.found)), default=0)
    return strongest - shared >= 1.5


def _is_part(thing):
    return thing.endswith(".part")


def _trimmed(text, start, end):
    """Without the blanks and commas around it."""
    piece = text[start:end]
    kept = piece.strip(" \t\r\n,;-–—•*").rstrip("( \n")
    if not kept:
        return start, end
    at = start + piece.index(kept)
    return at, at + len(kept)
