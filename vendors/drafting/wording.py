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
    "power": "Make the {thing} safe and repair it",
    "clog": "Clear and test the {thing}",
    "crack": "Repair crack in the {thing}",
    "missing": "Complete the {thing}",
    "loose": "Secure and repair the {thing}",
    "mark": "Repair the damaged {thing}",
    "stuck": "Adjust the {thing}",
    "noise": "Find and cure the noise of the {thing}",
    "smell": "Find the cause of the smell at the {thing}",
    "wet": "Find the source of the moisture at the {thing}",
    "temperature": "Check and repair the {thing}",
    "dirty": "Clean the {thing}",
    "erode": "Restore the {thing}",
    "broken": "Repair the {thing}",
    "ask": "Inspect and repair the {thing}",
}
VAGUE = ("broken", "ask", "erode")
TRADE_TITLES = {
    "pest_control": "Inspect and treat for {thing}",
    "cleaning": "Clean up what was left behind",
    "paint": "Touch up the paint",
    "hvac": "Diagnose and repair the {thing}",
}
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
    sign = _sign(piece)
    pattern = TRADE_TITLES.get(piece.trade) or TITLES.get(sign, "Inspect the {thing}")
    hit = _thing(piece)
    thing = hit[1] if hit else THINGS.get(piece.trade)
    if thing is None:
        title = (
            f"{trade_name}: inspect and repair"
            if piece.trade != "general"
            else "Inspect and repair"
        )
    else:
        title = pattern.format(thing=thing)
    room = _room(piece)
    if room and room not in title.lower():
        title = f"{title} ({room})"
    return title[:LONGEST_TITLE]


def _sign(piece):
    """What is wrong: the sign that stands nearest to the thing; that it "needs" something says least."""
    hit = _thing(piece)
    near = hit[0] if hit else 0
    signs = [(name in VAGUE, abs(at - near), name) for name, at in piece.found.signs.items()]
    return min((sign for sign in signs if sign[2] in TITLES), default=("", "", ""))[2]


def _thing(piece):
    """Where the thing stands that the text is most about, and how it is called."""
    best = max(
        (
            (entry.weight * hit.share, -hit.first, entry.phrase)
            for hit in piece.found.hits
            for entry in hit.entries
            if entry.thing and entry.trade == piece.trade and entry.thing != "general.papers"
        ),
        default=None,
    )
    return (-best[1], best[2]) if best and best[0] >= 1 else None


def _room(piece):
    """Where it is, if the text names one place only; else what the homeowner chose."""
    run = [word.stem for word in piece.words]
    named, taken = [], set()
    for phrase, room in ROOM_STEMS:
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
