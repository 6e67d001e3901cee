"""Title and description of an order, out of what the text says and the company's own earlier wording."""

from dataclasses import dataclass

from vendors.drafting.judging import Findings
from vendors.drafting.kinds import Example
from vendors.drafting.words import Word, stems

ALIKE = 0.5  # from here on an earlier order's wording fits
LONGEST_TITLE, LONGEST_QUOTE, LONGEST_DESCRIPTION = 150, 400, 4_000
REPORTS, WHERE = "Homeowner reports:", "Where:"

ROOMS = [
    "kitchen",
    "master bathroom",
    "master bath",
    "primary bathroom",
    "hall bath",
    "guest bath",
    "guest bathroom",
    "powder room",
    "half bath",
    "ensuite",
    "bathroom",
    "master bedroom",
    "primary bedroom",
    "guest room",
    "bedroom",
    "nursery",
    "hallway",
    "laundry room",
    "living room",
    "great room",
    "family room",
    "dining room",
    "bonus room",
    "mud room",
    "mudroom",
    "basement",
    "attic",
    "loft",
    "garage",
    "pantry",
    "closet",
    "foyer",
    "entryway",
    "office",
    "study",
    "den",
    "porch",
    "patio",
    "deck",
    "front yard",
    "back yard",
    "backyard",
    "crawl space",
    "stairwell",
    "landing",
    "conservatory",
    "utility room",
]
ROOM_STEMS = sorted(((stems(room), room) for room in ROOMS), key=lambda one: -len(one[0]))

TITLES = {
    "leak": "Repair leak at the {thing}",
    "power": "Find the fault at the {thing} and make it safe",
    "clog": "Inspect and repair the {thing}",
    "crack": "Repair crack in the {thing}",
    "missing": "Install the missing {thing}",
    "loose": "Secure and repair the {thing}",
    "mark": "Repair the damaged {thing}",
    "stuck": "Repair the {thing}",
    "noise": "Find and repair the noise at the {thing}",
    "smell": "Find the cause of the smell at the {thing}",
    "wet": "Find the source of the moisture at the {thing}",
    "temperature": "Check and repair the {thing}",
    "dirty": "Clean the {thing}",
    "erode": "Repair the {thing}",
    "broken": "Repair the {thing}",
    "ask": "Inspect and repair the {thing}",
}
REPLACED = "Repair or replace the cracked {thing}"
VAGUE = ("broken", "ask", "erode", "missing")
# Where the thing stands before the word, it is not the thing itself that is missing.
LACKS = {"no", "lack", "without", "short"}
BETWEEN = {
    "is",
    "are",
    "was",
    "were",
    "has",
    "be",
    "in",
    "at",
    "on",
    "by",
    "from",
    "for",
    "of",
    "near",
    "around",
    "behind",
    "under",
    "above",
    "and",
    "the",
    "not",
    "miss",
    "never",
    "went",
    "still",
}
UNDONE = {"incomplete", "unfinish", "half", "never"}
# What the trade does about it, where that is another thing than usual.
TRADE_TITLES = {
    "plumbing": {
        "clog": "Clear and test the {thing}",
        "stuck": "Free and adjust the {thing}",
        "crack": REPLACED,
    },
    "appliances": {
        "clog": "Clear and test the {thing}",
        "stuck": "Adjust the {thing}",
        "crack": REPLACED,
    },
    "roofing": {"crack": REPLACED},
    "gutters_siding": {"clog": "Clear the {thing} and check the runoff", "crack": REPLACED},
    "hvac": {
        "": "Diagnose and repair the {thing}",
        "missing": TITLES["missing"],
        "loose": TITLES["loose"],
        "dirty": TITLES["dirty"],
    },
    "drywall": {
        "leak": TITLES["wet"],
        "loose": "Repair the {thing}",
        "mark": "Patch and finish the {thing}",
    },
    "paint": {"": "Touch up the paint", "loose": "Prepare and repaint where the paint fails"},
    "flooring": {"leak": TITLES["wet"], "crack": REPLACED},
    "tile": {
        "crack": "Replace the cracked {thing}",
        "leak": TITLES["wet"],
        "loose": "Reset the loose {thing}",
    },
    "cabinets_countertops": {"stuck": "Adjust the {thing}"},
    "doors_windows": {
        "crack": REPLACED,
        "stuck": "Adjust the {thing}",
    },
    "garage_door": {"stuck": "Adjust the {thing}"},
    "landscaping_drainage": {
        "leak": "Correct the drainage at the {thing}",
        "wet": "Correct the drainage at the {thing}",
        "clog": "Correct the drainage at the {thing}",
        "mark": "Restore the {thing}",
        "loose": "Repair the {thing}",
        "erode": "Restore the {thing}",
        "dirty": "Clean up the {thing}",
    },
    "concrete_masonry": {"loose": "Inspect and repair the {thing}", "erode": "Repair the {thing}"},
    "insulation": {"temperature": "Check and complete the {thing}"},
    "pest_control": {"": "Inspect and treat for {thing}"},
    "cleaning": {"": "Clean up what was left behind"},
}
# Where the text names no thing, only what is wrong.
PLACELESS = {
    "power": "Find the electrical fault and make it safe",
    "leak": "Find and repair the leak",
    "smell": "Find the cause of the smell",
    "wet": "Find the source of the moisture",
    "noise": "Find and repair the noise",
}
# Things that are not of the same hand as the rest of their trade.
WATERED = ("sprinkler", "sprinkler head", "irrigation", "drip line", "irrigation controller")
DRAINS = (
    "french drain",
    "catch basin",
    "yard drain",
    "area drain",
    "drain",
    "culvert",
    "sump pump",
)
FENCES = ("fence", "gate", "garden gate", "fence panel", "fence post", "picket")
COUNTERS = ("countertop", "countertops", "counter", "granite", "quartz", "marble", "worktop")
THING_TITLES = {
    **{thing: {"stuck": "Repair the {thing}"} for thing in COUNTERS},
    **{thing: {"leak": TITLES["leak"], "clog": "Clear and test the {thing}"} for thing in WATERED},
    **{thing: {"clog": "Clear and test the {thing}"} for thing in DRAINS},
    **{thing: {"loose": TITLES["loose"], "stuck": "Adjust the {thing}"} for thing in FENCES},
    **{thing: {"": "Renew the {thing}"} for thing in ("caulk", "caulking")},
    "water pressure": {"": "Restore the {thing}"},
    "hot water": {"": "Restore the {thing}"},
}
PLAIN_NAMES = {"flooring": "floor", "roofing": "roof", "icemaker": "ice maker"}
ABBREVIATIONS = {"ac", "hvac", "gfci", "gfi", "tv", "led", "hrv", "erv"}
# What is repaired where the text names no thing that the trade knows.
THINGS = {
    "plumbing": "plumbing",
    "electrical": "electrical fault",
    "hvac": "heating and cooling",
    "drywall": "drywall",
    "paint": "paint",
    "roofing": "roof",
    "gutters_siding": "gutters and siding",
    "flooring": "floor",
    "tile": "tile and grout",
    "cabinets_countertops": "cabinets and countertops",
    "doors_windows": "doors and windows",
    "appliances": "appliance",
    "landscaping_drainage": "yard and its drainage",
    "concrete_masonry": "concrete and masonry",
    "insulation": "insulation",
    "garage_door": "garage door",
    "pest_control": "pests",
}
WORK = {
    "plumbing": "Find the cause, repair it, and run water to test before you leave.",
    "electrical": "Find the fault, make it safe, repair it, and test the circuit.",
    "hvac": "Diagnose the system, repair it, and check that it reaches the set temperature.",
    "drywall": "Find the cause, repair and sand it smooth, ready for paint.",
    "paint": "Prepare the surface, find why it failed, and repaint to match.",
    "roofing": "Inspect from above and below, find where water gets in, make it tight and test it.",
    "gutters_siding": "Inspect, fasten or replace what failed, and check that water runs off.",
    "flooring": "Inspect, find the cause, and repair or replace what failed to match the rest.",
    "tile": "Inspect, find the cause, and replace or regrout what failed to match the rest.",
    "cabinets_countertops": "Inspect, adjust or replace what failed, and check that all of it moves and closes.",
    "doors_windows": "Inspect, adjust or replace what failed, and check that it opens, closes and seals.",
    "appliances": "Diagnose it, repair it or start the maker's warranty claim, and run it to test.",
    "landscaping_drainage": "Inspect grade and drainage, find the cause, and restore it.",
    "concrete_masonry": "Inspect, find whether it is still moving, and repair it.",
    "insulation": "Inspect, find what is missing or displaced, and make it complete.",
    "garage_door": "Inspect, adjust or repair it, and test that it opens, closes and reverses.",
    "pest_control": "Inspect, treat, and close the ways in.",
    "cleaning": "Clean it and take away what was left behind.",
}
ANY_WORK = "Inspect, find the cause, repair it, and test the result."
ASK = "Please confirm a date, and send photos of the finished work."


@dataclass
class Piece:
    """One problem of a text: its words, and what they say."""

    text: str
    words: list[Word]
    found: Findings
    trade: str
    room: str = ""


def write(piece: Piece, trade_name: str, earlier: list[tuple[float, Example]]) -> tuple[str, str]:
    """The title and the description; in the company's own words where it has ordered very nearly this before."""
    for likeness, example in earlier:
        fits = likeness >= ALIKE and example.trade == piece.trade and example.title
        if fits and _same_place(example.title, piece):
            return example.title[:LONGEST_TITLE], _retold(example, piece)
    return _title(piece, trade_name), _description(piece, _usual_work(piece))


def _title(piece, trade_name):
    hit = _thing(piece)
    thing = hit[1] if hit else THINGS.get(piece.trade)
    sign = _sign(piece)
    if not hit and sign in PLACELESS and "" not in TRADE_TITLES.get(piece.trade, {}):
        title = PLACELESS[sign]
    elif thing is None:
        title = _without_a_thing(piece, trade_name)
    else:
        title = _pattern(piece, hit, sign).format(thing=_called(thing))
    room = _room(piece)
    if room and room not in title.lower():
        title = f"{title} ({room})"
    return title[:LONGEST_TITLE]


def _without_a_thing(piece, trade_name):
    if piece.trade == "cleaning":
        return "Clean what was left uncleaned"
    return "Inspect and repair" if piece.trade == "general" else f"{trade_name}: inspect and repair"


def _pattern(piece, hit, sign):
    """What is done about this sign: by the thing, else by the trade, else by anybody."""
    if sign == "missing" and (of_part := _of_what_lacks(piece, hit)):
        return of_part
    usual = TITLES.get(sign, TITLES["ask"])
    for known in (THING_TITLES.get(hit[1] if hit else ""), TRADE_TITLES.get(piece.trade)):
        if known and (title := known.get(sign) or known.get("")):
            return title
    return usual


def _of_what_lacks(piece, hit):
    """A thing before "has no", or before another noun, is there and wants a part; one half done is finished."""
    at = piece.found.signs["missing"]
    stem = piece.words[at].stem if at < len(piece.words) else ""
    if stem in UNDONE:
        return "Finish the {thing}"
    follows = piece.words[hit[2]].written if hit and hit[2] < min(at, len(piece.words)) else ""
    if hit and hit[0] < at and (stem in LACKS or (follows and follows not in BETWEEN)):
        return "Supply what is missing at the {thing}"
    return ""


def _called(thing):
    words = PLAIN_NAMES.get(thing, thing).split()
    return " ".join(word.upper() if word in ABBREVIATIONS else word for word in words)


def _sign(piece):
    """What is wrong: the sign that stands nearest to the thing; that it "needs" something says least."""
    hit = _thing(piece)
    near = hit[0] if hit else 0
    signs = [(name in VAGUE, abs(at - near), name) for name, at in piece.found.signs.items()]
    return min((sign for sign in signs if sign[2] in TITLES), default=("", "", ""))[2]


def _thing(piece):
    """Where the thing stands that the text is most about, how it is called there, and where its name ends."""
    spoken = " ".join(word.written for word in piece.words)
    best = max(
        (
            (entry.weight * hit.share, -hit.first, hit.last, *_nearest(entry.phrase, spoken))
            for hit in piece.found.hits
            for entry in hit.entries
            if entry.thing and entry.trade == piece.trade and entry.thing != "general.papers"
        ),
        default=None,
    )
    return (-best[1], best[-1], best[2]) if best and best[0] >= 1 else None


def _nearest(phrase, spoken):
    """Sorts the names of one thing: the longest that the text itself uses, else the shortest."""
    is_used = f" {phrase} " in f" {spoken} "
    return is_used, len(phrase) if is_used else -len(phrase), phrase


def _room(piece):
    """Where it is, if the text names one place only; else what the homeowner chose."""
    run = [word.stem for word in piece.words]
    said, named, taken = set(run), [], set()
    for phrase, room in ROOM_STEMS:
        if not said.issuperset(phrase):
            continue
        for at in range(len(run) - len(phrase) + 1):
            span = set(range(at, at + len(phrase)))
            if tuple(run[at : at + len(phrase)]) == phrase and not span & taken:
                taken |= span
                named.append(room)
    rooms = set(named)
    if len(rooms) == 1:
        return rooms.pop()
    return "" if rooms else piece.room.strip().lower()[:40]


def _usual_work(piece):
    return [WORK.get(piece.trade, ANY_WORK), ASK]


def _description(piece, lines):
    quote = " ".join(piece.text.split())
    if len(quote) > LONGEST_QUOTE:
        quote = quote[:LONGEST_QUOTE].rsplit(" ", 1)[0] + " …"
    told = [f'{REPORTS} "{quote}"'] if quote else []
    room = _room(piece)
    if room:
        told.append(f"{WHERE} {room}")
    return "\n".join([*told, *lines])[:LONGEST_DESCRIPTION]


def _retold(example, piece):
    """The work as the earlier order puts it, without what was true of that home only."""
    lines = [
        line
        for line in example.description.splitlines()
        if line.strip()
        and not line.startswith((REPORTS, WHERE))
        and not any(letter.isdigit() for letter in line)
        and _same_place(line, piece)
    ]
    return _description(piece, lines or _usual_work(piece))


def _same_place(line, piece):
    """Whether every room that the line names is one that the text names too."""
    spoken = " ".join(stems(line))
    here = " ".join([*(word.stem for word in piece.words), *stems(piece.room)])
    return all(
        " ".join(phrase) in here
        for phrase, _room in ROOM_STEMS
        if f" {' '.join(phrase)} " in f" {spoken} "
    )
