"""How many separate problems a text names, and where each of them begins and ends."""

import re
from collections.abc import Callable, Iterator

from vendors.drafting.boundaries import (
    AND,
    BARE,
    COLON,
    COMMA,
    DASH,
    ITEM,
    JOINING,
    LINE,
    PEOPLE,
    ROOMS,
    SENTENCE,
    Told,
    announced,
    announces,
    begins,
    manner_of,
)
from vendors.drafting.judging import Findings
from vendors.drafting.words import Word, these

MOST_PARTS = 25
MOST_STRETCHES = 300
MOST_WORDS = 3_000  # what follows belongs to the last problem
LEANINGS = (0.7, -0.7, 1.5, -1.5, 2.5, -2.5)  # tried in turn where the text says how many there are
MOST_AHEAD = 30  # words: so far is looked for what a clause is about

BULLET = re.compile(r"(?:\n\s*[-–]+|[*•·‣▪>]+)\s*$")
SPACED_DASH = re.compile(r"\s[-–—]+\s|--|—")
LABEL = re.compile(r"(?:\d+\W+)?([^\W\d]+(?:[ '’][^\W\d]+){0,3})\s*#?\d*\s?:(?!\d)")
SENTENCE_END = re.compile(r"[.!?;…]+[\"')\s]|[.!?;…]{1,}$|\n|[。！？]")
COMMA_MARK = re.compile(r"[,:/&+|]|\s[-–—]+|\.\S?")

ANYWHERE = these("another additionally secondly thirdly furthermore moreover separately btw oh")
SAME_ONE = these(
    "be have do will can it they that this get i we there theres"
)  # "it is also ...": the same thing
NUMBERED = these(
    "bedroom bath bathroom room zone unit floor closet lot phase step number bed no toilet"
)
AS_SOON_AS = these("second minute moment instant")
OPENING = these(
    """
    the my our there theres a an one two some both several another we i most all no
    """
)
# Between one of these and what comes there is no new beginning.
HOLDING = these(
    """
    the a an of in on at to from with by for under behind over above below near beside inside
    outside around between through into onto off against across when while after if before
    because since as that which where so until whenever than like be is are was were have has
    had not and or no every each this my our your their its use open close shut hit touch turn
    flush run lift fix move see notice notices noticed about get gets got next think thought
    know using opening closing running turning hear heard feel looks said says believe saw seen
    hitting touching need needs want also plus but then replace all both half part most one some
    only just time
    """
)
SIDES = these("front back left right side upper lower new old outside outdoor kids")
STATES = these("be go get look keep stay smell sound come")
COMPLETE = these("fall come be go turn stay blow break shut move pull burn lift hang")
AILING = these(
    """
    leaking leaky loose dead broken cracked missing noisy loud slow torn ripped no squeaky dripping
    clogged crooked bad dirty rotten peeling stuck wobbly faulty foggy damaged running
    """
)

Look = Callable[[list[Word], int, int], Findings]


def split(text: str, words: list[Word], look: Look) -> list[tuple[int, int]]:
    """Where each problem stands in the text (from, to), in order; one for a text that names but one."""
    words = words[:MOST_WORDS]
    groups = _beginnings(text, words, look)
    said = announced(words)
    for lean in LEANINGS if 1 < said != len(groups) else ():
        if len(again := _beginnings(text, words, look, lean)) == said:
            groups = again
            break
    if len(groups) < 2:
        return [(0, len(text))]
    return [
        _trimmed(text, start, end)
        for start, end in zip([0, *groups[1:]], [*groups[1:], len(text)], strict=True)
    ]


def _beginnings(text, words, look, lean=0.0):
    """The letters at which problems begin."""
    groups = [words[0].start] if words else []
    for group, clause, manner in candidates(text, words, look, lambda at: at in groups):
        if len(groups) < MOST_PARTS and begins(group, clause, words, manner, lean):
            groups.append(words[clause.first].start)
    return groups


def candidates(
    text: str, words: list[Word], look: Look, was_cut: Callable[[int], bool]
) -> Iterator[tuple[Told, Told, set[str]]]:
    """Every place where another problem might begin: what was told since the last beginning, the clause that
    follows, and how the text is written. ``was_cut`` says of a letter whether a problem was found to begin there."""
    stretches = _stretches(text, words, look)
    for stretch in stretches:
        if not announces(stretch, words):
            stretch.found = look(words, stretch.first, stretch.last)
    manner = manner_of(stretches, words)
    group = None
    telling = [at for at, each in enumerate(stretches) if each.found.things or each.found.signs]
    last = max(telling, default=0)  # what follows is regards, names and times
    for place, stretch in enumerate(stretches):
        if group is not None and place <= last and _says_anything(group):
            clause = _clause(stretches, place, words, look)
            yield group, clause, manner
        if group is None or was_cut(words[stretch.first].start):
            group = Told(stretch.first, stretch.last, stretch.pause, Findings())
        group.last = stretch.last
        group.found.hear(stretch.found)
        group.labels |= stretch.labels


def _says_anything(told):
    return bool(told.found.things or (told.found.hits and told.found.signs))


def _clause(stretches, place, words, look):
    """The stretch and what follows it without a pause; more, as long as it says nothing."""
    stretch = stretches[place]
    clause = Told(stretch.first, stretch.last, stretch.pause, stretch.found, stretch.labels)
    for later in stretches[place + 1 :]:
        empty = not clause.found.names_something and (
            later.pause in (BARE, COMMA, COLON, DASH)
            or words[later.first].written in ("also", "but")
        )
        if (later.pause != BARE and not empty) or later.last - clause.first > MOST_AHEAD:
            clause.after = later
            break
        clause.last = later.last
        clause.found = look(words, clause.first, clause.last)
    return clause


def _stretches(text, words, look):
    """The text cut wherever a new problem might begin."""
    stretches = [Told(0, 0, SENTENCE)]
    bare = _bare_things(words, look)
    end, skip = 0, -1
    for place, word in enumerate(words):
        between = text[end : word.start]
        pause = _pause(text, between, word, words, place)
        if pause == BARE and _holds(words, place - 1) and place not in bare:
            pause = ""
        pause = pause or (BARE if place in bare else "")
        if len(stretches) == MOST_STRETCHES:
            break
        if place == 0 and pause == ITEM:
            stretches[0].pause = ITEM
        if place and pause and place != skip:
            stretches[-1].last = place
            stretches.append(Told(place, place, pause))
        elif place and place == skip and pause in (SENTENCE, LINE, ITEM):
            stretches[-1].pause = pause
        if pause and (word.written in JOINING or (pause == ITEM and word.written.isdigit())):
            skip = place + 1  # "and the", "1. the": one beginning, not two
        end = word.end
    stretches[-1].last = len(words)
    for stretch in stretches:
        label = words and LABEL.match(text, words[stretch.first].start)
        stretch.labels = {label[1].lower()} if label else set()
    return stretches


def _bare_things(words, look):
    """Where a thing is named without "the" or "a", as people do who type in haste."""
    places = set()
    before = None
    for hit in look(words, 0, len(words)).hits:
        if not any(entry.thing for entry in hit.entries):
            continue
        place, before, last = hit.first, hit, before
        if last and last.last == hit.first and words[place].written not in ROOMS:
            continue  # "hot tub breaker" is one thing
        while place and _qualifies(words, place - 1, last):
            place -= 1
        if place and words[place - 1].written in ("the", "my", "our") and place < hit.first - 1:
            place += 1  # "in the den bathroom tile": the tile of the bathroom
        if place and _holds(words, place - 1):
            continue
        if place and any(entry.weight >= 2.5 for entry in hit.entries):
            places.add(place)
    return places


def _qualifies(words, place, last):
    """Whether the word says which thing, or in what state it is, that follows."""
    if words[place].end + 1 != words[place + 1].start:
        return False
    if words[place].written in AILING:
        ends_before = last and last.last == place
        return not ends_before and not (place and words[place - 1].stem in STATES)
    return words[place].written in ROOMS | SIDES


def _holds(words, place):
    """Whether what follows the word belongs to it; "fell off", "is out", "comes on" are complete."""
    if words[place].written in ("off", "out", "on", "in", "down", "up"):
        return not place or words[place - 1].stem not in COMPLETE
    return words[place].written in HOLDING


def _pause(text, between, word, words, place):
    numbered = (
        word.written.isdigit()
        and not (place and words[place - 1].written in NUMBERED)
        and re.match(r"\s?[.):]\s*\D", text[word.end : word.end + 4])
    )
    if numbered and (not place or re.search(r"[\s.,;:(]$", between)) and len(word.written) < 3:
        return ITEM if place == 0 or not text[word.end : word.end + 3].startswith(":") else BARE
    if BULLET.search(between) or (not place and between.strip() in ("-", "–")):
        return ITEM
    if SENTENCE_END.search(between):
        return LINE if "\n" in between else SENTENCE
    following = words[place + 1].written if place + 1 < len(words) else ""
    before = words[place - 1].stem if place else ""
    if word.written == "the" and following in AS_SOON_AS:
        return ""
    if word.written == "also" and before in SAME_ONE | PEOPLE:
        return ""
    if word.written in JOINING or word.written in ANYWHERE:
        return AND
    if SPACED_DASH.search(between):
        return DASH
    if ":" in between:
        return COLON
    if COMMA_MARK.search(between):
        return COMMA
    return BARE if word.written in OPENING else ""


def _trimmed(text, start, end):
    """Without the blanks and commas around it."""
    piece = text[start:end]
    kept = piece.strip(" \t\r\n,;-–—•*").rstrip("( \n")
    if not kept:
        return start, end
    at = start + piece.index(kept)
    return at, at + len(kept)
