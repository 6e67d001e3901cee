"""What speaks for and against a new problem beginning at a place of a text.

Every trait has a weight in ``boundaries.txt``, learnt from texts whose problems were marked by hand.
"""

import re
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from math import hypot
from pathlib import Path

from vendors.drafting.judging import BESIDE, NAMED, SOAKABLE, SOURCES, WITHIN, Findings, is_wet
from vendors.drafting.lexicon import lexicon
from vendors.drafting.words import Word, stem_of, these

WEIGHTS = Path(__file__).parent / "boundaries.txt"
ITEM, LINE, SENTENCE, COMMA, AND, BARE = "item", "line", "sentence", "comma", "and", "bare"
DASH, COLON = "dash", "colon"

JOINING = these(
    """
    and but plus also then additionally lastly finally furthermore moreover besides n
    """
)
MORE = these(
    """
    also another plus additionally first second secondly third thirdly lastly finally furthermore
    moreover besides separately separate unrelated btw 2nd 3rd next oh different apart
    """
)
ORDINAL = these("first second third 2nd 3rd")
RANKED = these("floor time row day step board week month one")
NOT_MORE = {
    ("next", "to"),
    ("another", "hour"),
    ("another", "day"),
    ("another", "week"),
    ("apart", "from"),
}
POINTING = these(
    """
    it this that they them its thats these those he she hes shes theyre itll
    """
)
PEOPLE = these(
    """
    i we he she they husband wife plumber electrician guy guys tech technician contractor
    neighbor neighbour someone somebody son daughter dad mom mum painter roofer ive weve
    contractors inspector crew landlord brother father mother locksmith installer builder
    engineer man friend super nobody insurance company you
    """
)
DEEDS = these(
    """
    try put call check replace change turn plug unplug reset wipe clean mop email report
    tell buy bought ask wait tape tighten vacuum pour look watch take took send sent bring
    brought use used text wrote write keep kept come be know sweep move go google read place
    set empty hire pay paid pull schedule told said say flip swap glue nail caulk sand spray
    stuff shut open lift unscrew soak snake pump bleed top fix patch install promise think thought
    thinks thinking guess worry scare notice sleep wash scrub hang prop adjust lubricate oil
    """
)
CONSEQUENCE = these(
    """
    so because since which causing caused cause making makes due therefore resulting thus when
    whenever if until even although though especially unless hence who whose where while as
    """
)
TIME = these(
    "now since still again started began happens happened yesterday today last every it after before worse"
)
DETERMINERS = these("the my our your his her their")
INDEFINITE = these("a an one two some three several both half another")
CARRIES_ON = these(
    """
    wont doesnt isnt is has makes keeps goes runs leaks drips backs smells falls sticks sounds feels
    looks started stopped needs hums buzzes trips shows gets comes lets cant didnt never spills
    soaked ruined warped swelled stained flooded was just will would then only
    """
)
LAMPS = these("lights buttons display screen panel sensors light clock filter blades")
FINE = these(
    "fine ok okay clean good new on working great normal correct charged full solid dry perfect right well"
)
WHERE = these("under below behind around above near from beside inside of by to beneath")
SOAKED = frozenset({"wet", "loose", "mark", "smell", "leak", "crack"})
ROOMS = these(
    """
    kitchen bathroom bath bedroom master hall hallway garage basement attic laundry living
    dining office den pantry closet foyer nursery ensuite powder mudroom upstairs downstairs
    guest porch entry study loft landing lounge family bonus playroom utility conservatory
    """
)
DAMAGE = these(
    """
    ruin warp buckle swell swollen rot rotten mold mould stain wet soak soft bulge sag blister
    bubble peel rust mush spongy sponge stink smell black cup lift damage
    """
)
OTHER_ISSUE = these("is thing issue problem one item")
WORSENING = these("get ruin now grow become turn worse")
COURTESY = these(
    "please thank thanks call appreciate urgent asap hurry sorry regard advise hope love disappoint frustrate"
)
REST = these("other others rest else everything both all")
SEVERAL = these(
    """
    things issues problems items list following ones bits concerns matters requests questions
    observations complaints findings points
    """
)
MANY = these("few couple several some more other many list bunch small")
COUNTED = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8}
DIGITS = these("2 3 4 5 6 7 8 9")
TRIED = these("try do buy use take lose")  # "we tried two things" names no problems
OPPOSED = (
    these("left right"),
    these("front back rear side"),
    these("upstairs downstairs upper lower main basement"),
    these("first second third fourth"),
    these("inside outside"),
    these("hers his mine"),
)
THERE_IS_WRONG = ("pest_control.", "cleaning.")
FIELDS = these(
    """
    location room area where what when since problem issue fault item subject details description
    complaint type symptom concern appliance system fixture observation condition defect notes
    comments address unit product trade contact duration effect
    """
)
PRAISE = these(
    """
    thank love great happy perfect fantastic lovely wonderful beautiful ignore disregard cancel fix
    scratch off
    """
)
GREETINGS = these("dear hi hello hey good morning to")
CLAUSE_END = re.compile(r"[.,;:!?\n()]|\s-\s")
WATCHED = these(
    """
    again still now when if to than same after never every too as that you your my i we not so
    because just only
    """
)
HYPOTHETICAL = these(
    "might could may would will worry afraid scare hope maybe probably guess think wonder fear"
)
SPANS = these(
    """
    day days week weeks month months year years hour hours minute minutes
    monday tuesday wednesday thursday friday saturday sunday
    january february march april may june july august september october november december
    spring summer fall winter
    """
)
HAVING = these("have has had see saw notice noticed hear heard got found smell ive weve need want")
SURE, CERTAIN = 3.2, 6.0  # of a score
LITTLE_MORE, MUCH_MORE = 1.5, 4.0  # of a score beyond what the group told
BRIEF, LONG = 4, 14  # words
TERSE, TALE = 6.5, 32  # words to a pause; words in all
PERSONAL = 12  # words to one who is named as a person
APART = 5  # words between a thing and what is wrong with it, at most


@dataclass
class Told:
    """A stretch of the text, what lies before it, and what it says."""

    first: int
    last: int
    pause: str
    found: Findings = field(default_factory=Findings)
    labels: set[str] = field(default_factory=set)  # "location" of "Location: the hall"
    after: "Told | None" = None  # what comes next

    def says(self, words: list[Word]) -> list[Word]:
        return words[self.first : self.last]

    @property
    def is_problem(self) -> bool:
        """Something is wrong with something; a pest, or dirt, is wrong by being there."""
        found = self.found
        wrong = (
            found.signs
            or found.paired
            or any(thing.startswith(THERE_IS_WRONG) for thing in found.things)
        )
        return bool(wrong and found.names_something and self.top >= SURE)

    @property
    def top(self) -> float:
        return max(self.found.scores.values(), default=0.0)

    @property
    def trades(self) -> set[str]:
        """The trades that it may be a case for."""
        return {
            trade for trade, score in self.found.scores.items() if score >= max(0.7 * self.top, 0.1)
        }


def begins(
    group: Told, clause: Told, words: list[Word], manner: set[str], lean: float = 0.0
) -> bool:
    """Whether another problem begins with the clause; ``lean`` is what speaks against it beforehand."""
    found = traits(group, clause, words, manner)
    if clause.pause == ITEM and "items" in found and group.is_problem and not lean:
        return bool(clause.found.things or clause.found.signs)
    if "form" in manner and (clause.labels or clause.pause == COLON):
        return bool(group.labels & clause.labels)
    known = weights()
    return sum(known.get(trait, 0.0) for trait in found) > lean


@cache
def weights() -> dict[str, float]:
    """The weight of each trait."""
    lines = (line.split(" ", 1) for line in WEIGHTS.read_text().splitlines() if line)
    return {trait: float(weight) for weight, trait in lines}


def manner_of(stretches: list[Told], words: list[Word]) -> set[str]:
    """How the whole text is written: a list, notes, or a tale."""
    found = set()
    pauses = [stretch.pause for stretch in stretches]
    if pauses.count(ITEM) > 1 or any(word.written in SEVERAL for word in words[:20]):
        found.add("listed")
    if pauses.count(ITEM) > 1:
        found.add("items")
    if pauses.count(DASH) > 1:
        found.add("dashed")
    labels = [label for stretch in stretches for label in stretch.labels]
    if sum(bool(FIELDS.intersection(label.split())) for label in labels) > 1:
        found.add("form")
    if words and words[0].written in GREETINGS:
        found.add("greeted")
    strong = sum(pause != BARE for pause in pauses)
    if len(words) < TERSE * strong:
        found.add("terse")
    if len(words) > TALE:
        found.add("tale")
    tellers = sum(word.written in PEOPLE for word in words)
    if tellers * PERSONAL > len(words):
        found.add("personal")
    if pauses.count(SENTENCE) > 2:
        found.add("sentences")
    found |= _in_all(stretches)
    found.add(f"{min(8, len(words) // 8)} times eight words in all")
    joints = sum(word.written in MORE for word in words)
    found.add(f"{min(3, joints)} more in all")
    if not pauses[1:].count(SENTENCE) and len(words) > 2 * LONG:
        found.add("breathless")
    return found


def _in_all(stretches):
    """How much the whole text names, by number."""
    whole = Findings()
    for stretch in stretches:
        whole.hear(stretch.found)
    sure = [trade for trade, score in whole.scores.items() if score >= SURE]
    things = [thing for thing, weight in whole.things.items() if weight >= NAMED]
    problems = sum(stretch.is_problem for stretch in stretches)
    strong = sum(stretch.pause in (SENTENCE, LINE, ITEM) for stretch in stretches)
    counts = {"trades": sure, "things": things, "signs": whole.signs}
    found = {f"{min(5, len(each))} {name} in all" for name, each in counts.items()}
    return found | {f"{min(5, problems)} problems in all", f"{min(7, strong)} sentences in all"}


def announced(words: list[Word]) -> int:
    """How many problems the text says it names ("three small matters"); 0 where it does not say."""
    for place, word in enumerate(words[:40]):
        if _is_count_of_problems(words, place):
            return COUNTED.get(word.written) or int(word.written)
    return 0


def _is_count_of_problems(words, place):
    word = words[place].written
    return (
        (word in COUNTED or word in DIGITS)
        and any(after.written in SEVERAL for after in words[place + 1 : place + 4])
        and not any(before.stem in TRIED for before in words[max(0, place - 3) : place])
    )


def announces(told: Told, words: list[Word]) -> bool:
    """Whether it only says that problems follow: "we have two electrical issues"."""
    said = [word.written for word in told.says(words)]
    return any(
        one in MANY or one in COUNTED or one in DIGITS
        for at, one in enumerate(said)
        if SEVERAL & set(said[at + 1 : at + 4])
    )


def traits(group: Told, clause: Told, words: list[Word], manner: set[str]) -> set[str]:
    """All that is worth knowing about the clause, as what may follow the group."""
    found = {
        *_opening(clause, words),
        *_content(clause, words),
        *_beside(group, clause, words),
        *_aside(clause, words),
        *_telling(group, clause, words),
        *_around(group, clause, words),
        *_subjects(group, clause, words),
        *manner,
    }
    if not group.found.names_something:
        found.add("nothing before")
    elif not group.is_problem:
        found.add("no problem before")
    if group.last - group.first > 2 * LONG:
        found.add("long before")
    problem = "problem" in found
    together = {f"{clause.pause}, {trait}" for trait in found & WITH_PAUSE}
    together |= {f"problem, {trait}" for trait in found & WITH_PROBLEM if problem}
    telling = {clause.pause, *(found & WITH_ALL)}
    together |= {
        f"{one}, {trait}" for trait in manner if trait.endswith("in all") for one in telling
    }
    return found | together | {"any", clause.pause}


WITH_PAUSE = {
    "problem", "kindred thing", "new thing", "another trade", "sure", "more", "listed", "its thing is wrong", "same thing",
    "nothing before", "no problem before", "brief", "people", "the", "wrong thing", "thing", "parts",
    "terse", "tale", "personal", "items", "sentences", "breathless", "never said", "opposed",
    "label", "label again", "room label", "says nothing", "dashed", "form", "greeted", "praise before", "all said",
}  # fmt: skip
WITH_ALL = {"problem", "another trade", "same trade", "new thing", "says it", "people", "more"}
WITH_PROBLEM = {
    "new thing", "kindred thing", "same thing", "another trade", "same trade", "another room", "people", "more", "fine",
    "soaked", "there", "the", "time", "its thing is wrong", "thing", "rest",
    "terse", "tale", "personal", "listed", "sentences", "breathless", "worsening", "past", "praise before", "all said",
}  # fmt: skip


def _opening(clause, words):
    """How the clause begins."""
    said = [word.written for word in clause.says(words)[:6]]
    opening = [word for word in said if word not in JOINING] or [""]
    first = opening[0]
    other_issue = any(one == "other" and two in OTHER_ISSUE for one, two in pairwise(said))
    if (other_issue or _is_more(said)) and first not in POINTING:
        yield "more"
    if said[:1] and said[0] == "but":
        yield "but"
    after = [word for word in opening if word not in MORE] or [""]
    for name, group in (
        ("it", POINTING),
        ("because", CONSEQUENCE),
        ("time", TIME),
        ("the", DETERMINERS),
        ("a", INDEFINITE),
        ("place", BESIDE | WITHIN),
        ("room", ROOMS),
        ("rest", REST),
    ):
        if after[0] in group:
            yield name
    if after[0] in ("there", "theres"):
        yield "there"
    if any(word in PEOPLE for word in after[:3]):
        yield "people"
    if _carries_on(first) and said and said[0] in JOINING | {first}:
        yield "goes on"


def _is_more(said):
    """Also, another, secondly; not "too heavy", "next to it", "the first floor"."""
    for at, word in enumerate(said[:3]):
        following = said[at + 1] if at + 1 < len(said) else ""
        if word in MORE and (word, following) not in NOT_MORE:
            if word not in ORDINAL or (at == 0 and following not in RANKED):
                return True
            if following in OTHER_ISSUE:
                return True
    return False


def _carries_on(word):
    """Leaks, hums, overflows: what else the same thing does."""
    return word in CARRIES_ON or (
        word.endswith("s") and len(word) > 3 and (stem_of(word),) in lexicon().signs
    )


def _content(clause, words):
    """What it is about, and whether that is a complaint."""
    found, length = clause.found, clause.last - clause.first
    if clause.is_problem:
        yield "problem"
    if found.names_something:
        yield "names something"
    if found.signs:
        yield "wrong"
    if found.paired:
        yield "paired"
    if clause.top >= SURE:
        yield "sure"
    if clause.top >= CERTAIN:
        yield "certain"
    if length <= BRIEF:
        yield "brief"
    if length > LONG:
        yield "long"
    head = next((hit for hit in found.hits if _is_thing(hit)), None)
    if head:
        yield "thing"
        if head.first - clause.first <= 3:
            yield "thing first"
        at = found.signs.values()
        if any(0 <= place - head.last < APART for place in at):
            yield "its thing is wrong"
        if any(0 < head.first - place <= 2 for place in at):
            yield "wrong thing"


def _is_thing(hit):
    return any(entry.thing and entry.weight * hit.share >= 1.5 for entry in hit.entries)


def _beside(group, clause, words):
    """What it has to do with what was told before."""
    old, new = (
        {t for t in told.found.things if not t.endswith(".part")} for told in (group, clause)
    )
    if old & new:
        yield "same thing" if _phrases(group) & _phrases(clause) else "kindred thing"
    if new - old:
        yield "new thing"
    if clause.found.things and not new:
        yield "parts"
    yield "same trade" if group.trades & clause.trades else "another trade"
    shared = max((clause.found.scores.get(trade, 0) for trade in group.trades), default=0)
    if clause.top - shared >= LITTLE_MORE:
        yield "little more"
    if clause.top - shared >= MUCH_MORE:
        yield "much more"
    yield f"likeness {_likeness(group.found.scores, clause.found.scores)}"
    if _is_opposed(group, clause, words):
        yield "opposed"
    if (opening := _opens(group, words)) == _opens(clause, words):
        yield f"opens alike, {opening}"
    rooms = _rooms(group, words), _rooms(clause, words)
    if rooms[1] and rooms[0]:
        yield "same room" if rooms[0] & rooms[1] else "another room"
    elif rooms[1]:
        yield "a room"
    if _is_soaked(group, clause, words, rooms):
        yield "soaked"
    elif is_wet(group.found, words, group.first, group.last) and _is_damage(clause, words):
        yield "damage"
    if _is_own_door(group, clause, new) or _is_own_lamp(group, clause, words):
        yield "its own part"


def _likeness(one, other):
    """How far two stretches speak of the same trades, from 0 to 3."""
    shared = sum(score * other.get(trade, 0.0) for trade, score in one.items())
    size = hypot(*one.values()) * hypot(*other.values())
    return round(3 * shared / size) if size else "of nothing"


def _is_opposed(group, clause, words):
    """The left one and the right one, the first floor and the second."""
    before, after = ({word.written for word in told.says(words)} for told in (group, clause))
    return any(pair & before and pair & after and not pair & before & after for pair in OPPOSED)


def _opens(told, words):
    """With what kind of word it begins."""
    said = [word.written for word in told.says(words) if word.written not in JOINING | MORE][:3]
    for name, kind in (("the", DETERMINERS), ("a", INDEFINITE), ("room", ROOMS), ("it", POINTING)):
        if said and said[0] in kind:
            return name
    return "people" if PEOPLE & set(said) else "other"


def _phrases(told):
    return {entry.phrase for hit in told.found.hits for entry in hit.entries if entry.thing}


def _rooms(told, words):
    return {word.written for word in told.says(words)} & ROOMS


def _is_soaked(group, clause, words, rooms):
    """Water that ran out wets what lies below: one problem, unless it is in another room."""
    wet = is_wet(group.found, words, group.first, group.last) or "clog" in group.found.signs
    signs = clause.found.signs.keys()
    if not wet or (rooms[0] and rooms[1] and not rooms[0] & rooms[1]):
        return False
    if signs & {"leak", "wet"} and clause.trades & SOURCES and group.trades <= SOAKABLE:
        return True
    return bool(
        signs & SOAKED and not signs & {"power", "pest", "noise"} and clause.trades & SOAKABLE
    )


def _is_damage(clause, words):
    return bool(DAMAGE & {word.stem for word in clause.says(words)})


def _is_own_door(group, clause, new):
    phrases = {entry.phrase for hit in clause.found.hits for entry in hit.entries}
    return (
        new <= {"doors_windows.door"}
        and "door" in phrases
        and bool(group.trades & {"garage_door", "appliances", "cabinets_countertops"})
    )


def _is_own_lamp(group, clause, words):
    machines = {"appliances", "hvac", "garage_door"}
    named = {word.written for word in clause.says(words)[:3]}
    return bool(group.trades & machines and named & LAMPS)


def _aside(clause, words):
    """What complains of nothing: what people did, what is fine, courtesy."""
    said = clause.says(words)
    stems = [word.stem for word in said]
    written = {word.written for word in said}
    if _is_fine(said):
        yield "fine"
    subject = next((at for at, word in enumerate(said[:4]) if word.written in PEOPLE), None)
    if subject is not None and set(stems[subject + 1 : subject + 4]) & DEEDS:
        yield "deeds"
        if "not" in stems[: subject + 5]:
            yield "not done"
    if written & COURTESY or set(stems) & COURTESY:
        yield "courtesy"
    if "not" in stems and written & {"think", "the", "any", "its"} and not clause.is_problem:
        yield "denied"
    if any(word.written in ("was", "were", "had", "came", "went", "did") for word in said):
        yield "past"
    if set(stems) & WORSENING:
        yield "worsening"
    if (
        "noth" in stems
        or written & {"nothing", "nobody", "change", "luck"}
        or "no one" in " ".join(w.written for w in said)
    ):
        yield "nothing"
    if written & {"now", "since", "because", "cause", "after", "so"}:
        yield "reason"
    if written & REST:
        yield "rest of it"
    if any(
        two.written in ("it", "that", "this", "them") and one.written in WHERE
        for one, two in pairwise(said)
    ):
        yield "beside it"
    elif _says_it(clause, said):
        yield "says it"
    elif written & {"it", "its", "they", "them"}:
        yield "says it of its own"
    if written & {"another", "other", "different", "second", "separate", "unrelated"}:
        yield "another"


def _says_it(clause, said):
    """It, they: what was named before, unless the clause has named a thing by then."""
    named = next((hit.last for hit in clause.found.hits if _is_thing(hit)), clause.last)
    before = said[: named - clause.first]
    return any(word.written in ("it", "its", "they", "them") for word in before)


def _telling(group, clause, words):
    """In which words it is told, and of what kind the complaint is."""
    said = clause.says(words)
    written = [word.written for word in said]
    for at, word in enumerate(written[:2]):
        yield f"{('opens with', 'then')[at]} {word}"
    for word in WATCHED & set(written):
        yield f"says {word}"
    if written[-1:] in (["too"], ["either"]):
        yield "too"
    if {word.stem for word in said} & HYPOTHETICAL:
        yield "perhaps"
    if set(written) & SPANS:
        yield "span"
    if set(written[:4]) & PEOPLE and set(written[:5]) & HAVING:
        yield "has"
    for ending in ("ed", "ing"):
        if any(word.endswith(ending) for word in written):
            yield ending
    if any(word.isdigit() for word in written):
        yield "number"
    for name in clause.found.signs:
        yield f"sign {name}"
    if clause.found.signs:
        same = set(clause.found.signs) & set(group.found.signs)
        yield "same sign" if same else "another sign"
    ranked = sorted(clause.found.scores.values(), reverse=True)
    if len(ranked) > 1 and ranked[0] - ranked[1] < 1:
        yield "torn"
    if clause.found.hits and not clause.found.things:
        yield "no thing"
    if not clause.found.hits:
        yield "says nothing"
    for label in clause.labels:
        yield f"label {label}"
        again = "label again" if label in group.labels else "label"
        yield "room label" if _is_room(label) else again


def _is_room(label):
    return bool(ROOMS.intersection(label.split()))


def _subjects(group, clause, words):
    """Which things, trades and words meet."""
    for word in clause.says(words):
        yield f"word {word.stem}"
    tops = [
        max(told.found.scores, key=told.found.scores.get, default="none")
        for told in (group, clause)
    ]
    yield f"{tops[0]} then {tops[1]}"
    yield f"about {tops[1]}"
    yield f"told of {tops[0]}"
    for name in group.found.signs:
        for other in clause.found.signs:
            yield f"sign {name} then {other}"
    for thing in clause.found.things:
        yield f"thing {thing}"
        for other in group.found.things:
            yield f"thing {other} then {thing}"


def _around(group, clause, words):
    """Whether its thing was named before, how long ago anything was, and what comes next."""
    before = {word.stem for word in words[: group.first]}
    mine = {word.stem for word in group.says(words)}
    places = {
        at for hit in clause.found.hits if _is_thing(hit) for at in range(hit.first, hit.last)
    }
    own = {words[at].stem for at in places} - ROOMS
    if own & mine:
        yield "said in it"
    if own and own <= mine | before:
        yield "all said"
    if mine & PRAISE:
        yield "praise before"
    if own & before:
        yield "said before"
    if own and not own & (mine | before):
        yield "never said"
    if group.top >= CERTAIN:
        yield "certain before"
    ago = clause.first - max((hit.last for hit in group.found.hits), default=clause.first)
    yield from (f"{far} words since" for far in (3, 7, 15) if ago > far)
    if group.last - group.first < 6:
        yield "short before"
    if group.last - group.first > LONG:
        yield "a lot before"
    later = {word.stem for word in words[clause.last :]}
    things = {
        words[at].stem
        for hit in group.found.hits
        if _is_thing(hit)
        for at in range(hit.first, hit.last)
    } - ROOMS
    if things & later:
        yield "comes back"
    if own & later:
        yield "goes on about it"
    if clause.after:
        yield from _next(clause, words)
    else:
        yield "at the end"


def _next(clause, words):
    """How the text goes on after the clause."""
    later = clause.after
    first = words[later.first].written
    yield f"next {later.pause}"
    for name, group in (("it", POINTING), ("people", PEOPLE), ("more", MORE)):
        if first in group:
            yield f"next {name}"
    if later.is_problem:
        yield "next problem"
    if later.found.signs and not later.found.things:
        yield "next only sign"
    if later.trades & clause.trades and later.found.hits:
        yield "next same trade"


def first_complaint(text: str, words: list[Word]) -> int:
    """How many words the first thing said takes, up to a pause before another; all where there is none."""
    for place in range(BRIEF, len(words)):
        if CLAUSE_END.search(text[words[place - 1].end : words[place].start]) or (
            words[place].written in ("and", "but", "so", "because")
        ):
            return place
    return len(words)


def _is_fine(said):
    """The filter is clean, the breaker is on, the others work: what is not the matter."""
    stems = [word.stem for word in said]
    for at, (one, two) in enumerate(pairwise(said)):
        if one.stem in ("be", "look", "seem", "work", "run", "do", "hold", "all", "a") and (
            two.written in FINE
        ):
            return "not" not in stems[max(0, at - 2) : at + 2]
    return bool(said) and said[-1].written in ("work", "works", "fine", "ok") and "not" not in stems
