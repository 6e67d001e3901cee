"""Who lives where, who works for us, and what happened. Telephone numbers are those that Ofcom keeps for drama."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Home:
    """A property; ``closed`` counts the months since its closing date, None where nobody knows it."""

    address: str
    lot: str
    homeowner: str
    email: str
    closed: int | None
    months: int = 12
    language: str = "en"
    notes: str = ""

    @property
    def community(self):
        return "Alder Park" if self.lot.startswith("A") else "Mill Meadows"


@dataclass(frozen=True)
class Firm:
    """A vendor; ``insured`` counts the days from today, None where we have seen no paper."""

    company: str
    contact: str
    email: str
    trades: str
    area: str = "Bristol and Bath"
    insured: int | None = 240
    language: str = "en"
    notes: str = ""


@dataclass(frozen=True)
class Problem:
    text: str
    room: str = ""
    urgency: str = "normal"
    photos: tuple[str, ...] = ()


@dataclass(frozen=True)
class Job:
    """The order that the desk makes of a problem; where the draft says the same, it is taken as it is."""

    trade: str
    vendor: str
    amount: str = ""
    title: str = ""  # in other words than the draft's
    scope: str = ""
    notes: str = ""  # to ourselves


@dataclass
class Story:
    """One request: the day and hour it came, and what followed.

    Days are counted from today. An hour of today counts the opening hours from now, so that it lies in the past.
    """

    home: str
    day: int
    hour: float
    problems: list[Problem]
    acts: list[tuple] = field(default_factory=list)  # (day, hour, what, …)
    by_phone: bool = False
    drafted: bool = True


HOMES = [
    Home("2 Alder Lane\nBristol\nBS16 7QA", "A-02", "Hannah Brook", "hannah.brook@example.com", 5),
    Home("5 Alder Lane\nBristol\nBS16 7QA", "A-05", "Imran Sheikh", "imran.sheikh@example.org", 8),
    Home("8 Alder Lane\nBristol\nBS16 7QA", "A-08", "Gwyneth Rowe", "g.rowe@example.com", 3,
         notes="Works nights: please call after two."),
    Home("11 Alder Lane\nBristol\nBS16 7QA", "A-11", "Tomasz Zieliński", "tomasz.z@example.org", 10),
    Home("3 Rowan Close\nBristol\nBS16 7QD", "A-23", "Abena Osei", "abena.osei@example.com", 14),
    Home("6 Rowan Close\nBristol\nBS16 7QD", "A-26", "Jo Delaney", "delaneys@example.org", 11),
    Home("9 Rowan Close\nBristol\nBS16 7QD", "A-29", "Inês Carvalho", "ines.carvalho@example.com", 4,
         language="pt-br"),
    Home("1 Mill Race\nKeynsham\nBS31 1TU", "M-01", "Rupert Finch", "rupert.finch@example.com", 20, 24),
    Home("4 Mill Race\nKeynsham\nBS31 1TU", "M-04", "Elena Vargas", "elena.vargas@example.org", 9,
         language="es"),
    Home("7 Mill Race\nKeynsham\nBS31 1TU", "M-07", "Sven Halvorsen", "sven.h@example.com", None,
         notes="Bought from the first owner; the contract is still to come."),
    Home("12 Weir Walk\nKeynsham\nBS31 1TX", "M-12", "Dorothy Pell", "", 18),
    Home("15 Weir Walk\nKeynsham\nBS31 1TX", "M-15", "Keisha Grant", "keisha.grant@example.org", 7),
]  # fmt: skip

PLUMBER, SPARKS, WALLS = "Severn Plumbing & Heating", "Bright Spark Electrical", "Smooth Walls"
ROOFER, SECOND_ROOFER, TILER = "Clifton Roofing", "Brunel Roofs", "Azulejos Romero"
JOINER, GARDENER, GARAGES = "True Line Joinery", "Greenway Grounds", "Up & Over Doors"
DRAINS, PESTS, BUILDERS = "Avon Drains", "Pestwise", "Redcliffe Builders"
RESCUERS = "Avon Data Rescue"  # of what our own bench cannot do

FIRMS = [
    Firm(PLUMBER, "Gwen Parry", "jobs@severnplumbing.example", "plumbing hvac appliances"),
    Firm(SPARKS, "Femi Adeyemi", "femi@brightspark.example", "electrical appliances"),
    Firm(WALLS, "Marta Nowak", "marta@smoothwalls.example", "drywall paint insulation"),
    Firm(ROOFER, "Huw Bevan", "office@cliftonroofing.example", "roofing gutters_siding", "Bristol", 12),
    Firm(SECOND_ROOFER, "Sadia Khan", "hello@brunelroofs.example", "roofing gutters_siding"),
    Firm(TILER, "Carmen Romero", "carmen@azulejosromero.example", "tile flooring", "Bristol", 90, "es"),
    Firm(JOINER, "Ed Tanner", "ed@truelinejoinery.example",
         "doors_windows cabinets_countertops general", notes="Two weeks' notice for anything made to measure."),
    Firm(GARDENER, "Lowri James", "lowri@greenwaygrounds.example",
         "landscaping_drainage concrete_masonry", "Keynsham", None),
    Firm(GARAGES, "Pete Marlow", "service@upandoverdoors.example", "garage_door"),
    Firm(PESTS, "Ada Finn", "ada@pestwise.exmaple", "pest_control cleaning"),  # a slip of the pen: it bounces
    Firm(DRAINS, "Ray Coombes", "ray@avondrains.example", "plumbing", insured=-20,
         notes="The new policy was promised for last week."),
    Firm(BUILDERS, "Colin Sharp", "colin@redcliffebuilders.example", "general concrete_masonry drywall",
         notes="Left two jobs half done in the summer: nothing more for now."),
    Firm(RESCUERS, "Nadia Rahman", "lab@avondatarescue.example", "general", "All of the UK",
         notes="Clean room in Filton. A courier comes on weekdays before noon."),
]  # fmt: skip

TAP = Problem("The bathroom faucet drips all night, you can hear it in the bedroom.", "Bathroom")
OUTLETS = Problem("Two outlets in the living room have no power.", "Living room")
CEILING = Problem("A long crack has opened in the drywall of the ceiling.", "Hall", "low")
SHINGLE = Problem("Some shingles came off the roof in the storm.", "Roof", "urgent")
TILES = Problem(
    "Three floor tiles are cracked and the grout is crumbling.", "Kitchen", photos=("tile",)
)
HEATING = Problem("The furnace does not heat, the thermostat shows an error.", "Hall", "urgent")
FRONT_DOOR = Problem("The front door sticks and the lock will not turn.", "Hall", "urgent")
LAWN = Problem("Water stands on the lawn for days after rain, it does not drain.", "Garden", "low")
TOILET = Problem("The toilet keeps running after every flush.", "Bathroom")
GARAGE = Problem("The garage door stops half way and goes up again.", "Garage")
CABINET = Problem("A cabinet door hangs loose from its hinge.", "Kitchen", "low")
STAIN = Problem("The paint on the bedroom wall is peeling.", "Bedroom", "low")
BREAKER = Problem("The breaker trips whenever we use the microwave.", "Kitchen", "urgent")
ANTS = Problem("Ants come in along the wall of the kitchen, hundreds of them.", "Kitchen")
TOILET_AGAIN = Problem("The toilet is running again, the same as last month.", "Bathroom")
SINK = Problem("The pipe under the kitchen sink is leaking badly.", "Kitchen",
               "urgent", ("pipe",))  # fmt: skip
HOLE = Problem(
    "There is a hole in the drywall where the pipe was opened.", "Kitchen", photos=("hole",)
)
SKIRTING = Problem("The wall behind it needs paint when it is closed.", "Kitchen", "low")
SOCKET = Problem(
    "The outlet by the bed is black and smells burnt.", "Bedroom", "emergency", ("socket",)
)
GUTTER = Problem("The gutter over the terrace sags and overflows.", "Outside", photos=("gutter",))
WINDOW = Problem("The window in the study does not close.", "Study")
PATIO = Problem("The concrete of the patio has cracked right across.", "Garden", "low")
SHOWER = Problem("The shower drain is clogged, water stays in the tray.", "Bathroom")
BATH_WALL = Problem(
    "There is a hole in the drywall behind the towel rail.", "Bathroom", photos=("hole",)
)
MANY = Problem(
    "The kitchen faucet is dripping. The drywall in the hall has a crack. The outlet in the study has no power.",
    "", photos=("pipe", "hole"),
)  # fmt: skip
CARPET = Problem("The laminate floor in the hall has come apart at the joints.", "Hall")
SCRATCH = Problem("There are scratches in the countertop beside the hob.", "Kitchen", "low")
ATTIC = Problem("The insulation in the attic has slipped down.", "Attic")
NO_HOT_WATER = Problem("There is no hot water since this morning.", "Utility room", "urgent")
ENTRY_PHONE = Problem("The screen of the video entry phone has been black since the storm.", "Hall")
HINGE = Problem("The hinge of the wardrobe door broke off.", "Bedroom", "low")

DATES = [
    "Thanks, that suits us. We can come on the morning you asked for.",
    "No problem. We will be there, please tell them to clear the space.",
    "Got it, we bring the parts along.",
]
DONE = ["All done, tested and cleaned up.", "Done. The homeowner was there and is happy with it."]


def usual(home, day, problem, job, *, takes=6, by_mail=False, rest=None):
    """A job that goes as jobs should: sent, agreed, done, confirmed by the homeowner."""
    said = DATES[-day % 3]
    answer = ("mail", 0, said) if by_mail else ("offer", 0, day + takes, 9, "")
    acts = [
        (day + 1, 9.3, "order", 0, job),
        (day + 1, 9.4, "send", 0),
        (day + 1, 12.6, "open", 0),
        (day + 1, 16.2, *answer),
        (day + 2, 9.1, "agree", 0, day + takes, 9),
        (day + takes, 15.5, "done", 0, DONE[-day % 2], ()),
        (day + takes, 16.6, "complete", 0),
    ]
    homely = [(day + takes + 1, 19.2, "fixed", True, "")] if rest is None else rest
    return Story(home, day, 18.4, [problem], [*acts, *homely])


STORIES = [
    # What is over
    usual("11 Alder Lane", -118, TAP, Job("plumbing", DRAINS, "95"), by_mail=True),
    usual("12 Weir Walk", -112, OUTLETS, Job("electrical", SPARKS, "120")),
    usual("3 Rowan Close", -104, CEILING, Job("drywall", BUILDERS, "210", title="Close the ceiling crack"), takes=12),
    usual("1 Mill Race", -97, SHINGLE, Job("roofing", ROOFER, "340"), takes=4, by_mail=True),
    usual("5 Alder Lane", -90, TILES, Job("tile", TILER, "180", scope="The spare tiles are in the garage."), takes=9),
    usual("15 Weir Walk", -83, HEATING, Job("hvac", PLUMBER, "160"), takes=2),
    usual("6 Rowan Close", -75, FRONT_DOOR, Job("doors_windows", JOINER, "85"), takes=3, by_mail=True),
    usual("8 Alder Lane", -66, LAWN, Job("landscaping_drainage", GARDENER, "480"), takes=14),
    usual("5 Alder Lane", -60, STAIN, Job("paint", WALLS, "95"), takes=5),
    usual("2 Alder Lane", -47, TOILET, Job("plumbing", PLUMBER, "70"), takes=5),
    Story("12 Weir Walk", -40, 11.2, [GARAGE], [
        (-39, 10.1, "order", 0, Job("garage_door", GARAGES, notes="Closed 18 months ago: ask Maya first.")),
        (-38, 9.2, "cancel", 0, "Out of warranty since May"),
        (-38, 9.4, "not_covered", 0, "The warranty of your house ended after twelve months. Up & Over Doors "
         "will gladly make you an offer of their own."),
        (-38, 9.5, "close", "She will call them herself"),
    ], by_phone=True),
    Story("11 Alder Lane", -34, 20.1, [CABINET, STAIN], [
        (-33, 9.6, "order", 0, Job("cabinets_countertops", JOINER, "45")),
        (-33, 9.7, "send", 0),
        (-33, 9.9, "reject", 1, "The joiner's painter does both in one visit"),
        (-33, 10.1, "by_hand", 1, Job("paint", WALLS, "110", title="Paint the bedroom wall",
         scope="Eggshell, the white of the other walls.")),
        (-33, 10.2, "send", 1),
        (-33, 14.3, "accept", 0, ""),
        (-32, 9.5, "mail", 1, "Hello, we can do Thursday. Is somebody at home?"),
        (-32, 10.0, "agree", 0, -27, 9),
        (-32, 10.1, "agree", 1, -27, 13),
        (-27, 12.2, "complete", 0),
        (-26, 17.1, "complete", 1),
        (-25, 18.3, "fixed", True, "Perfect, thank you both."),
    ]),
    usual("9 Rowan Close", -28, BREAKER, Job("electrical", SPARKS, "130", title="Find why the kitchen breaker trips"),
          takes=3),
    # What goes on
    Story("2 Alder Lane", -9, 8.3, [TOILET_AGAIN], [
        (-9, 10.2, "order", 0, Job("plumbing", PLUMBER, notes="Six weeks after they mended it: no charge, please.")),
        (-9, 10.3, "send", 0),
        (-9, 14.1, "open", 0),
        (-8, 8.4, "mail", 0, "Sorry to hear that. We will come back for it, of course. Tomorrow week at nine?"),
        (-8, 9.3, "agree", 0, 1, 9),
    ]),
    Story("15 Weir Walk", -19, 7.9, [SINK, HOLE, SKIRTING], [
        (-19, 8.6, "order", 0, Job("plumbing", PLUMBER, "145")),
        (-19, 8.7, "send", 0),
        (-19, 9.6, "offer", 0, -18, 8, "First thing tomorrow."),
        (-19, 9.8, "agree", 0, -18, 8),
        (-19, 10.1, "order", 1, Job("drywall", WALLS)),
        (-19, 10.2, "order", 2, Job("paint", WALLS, title="Paint the closed wall")),
        (-18, 11.3, "done", 0, "New trap and joint. The wall had to be opened.", ("pipe",)),
        (-18, 14.1, "complete", 0),
        (-17, 9.1, "send", 1),
        (-17, 9.2, "send", 2),
        (-16, 12.4, "offer", 1, 3, 9, "The plaster must be dry for the paint: two days later."),
        (-16, 14.2, "agree", 1, 3, 9),
        (-16, 12.5, "accept", 2, "After the wall is dry."),
    ]),
    Story("5 Alder Lane", -5, 19.6, [WINDOW], [
        (-4, 9.4, "order", 0, Job("doors_windows", JOINER)),
        (-4, 9.5, "send", 0),
        (-4, 9.55, "away", 0, "Thank you for your e-mail. We are fitting kitchens in Wales and read our mail again "
         "on Monday."),
    ]),
    Story("6 Rowan Close", -3, 18.9, [SOCKET], [
        (-2, 8.2, "order", 0, Job("electrical", SPARKS, scope="Make it safe first. The breaker is off.")),
        (-2, 8.3, "send", 0),
        (0, -2.5, "open", 0),
    ]),
    Story("4 Mill Race", -6, 12.2, [GUTTER], [
        (-6, 15.1, "order", 0, Job("gutters_siding", ROOFER)),
        (-6, 15.2, "send", 0),
        (-5, 8.3, "open", 0),
        (-2, 10.4, "decline", 0, "Too high for our ladders, you want somebody with a lift."),
    ]),
    Story("8 Alder Lane", -6, 21.3, [PATIO, SHOWER], [
        (-5, 9.6, "order", 0, Job("concrete_masonry", GARDENER)),
        (-5, 9.7, "send", 0),
        (-5, 9.9, "order", 1, Job("plumbing", PLUMBER)),
        (-5, 10.0, "send", 1),
        (-4, 13.2, "open", 0),
        (0, -3.5, "mail", 1, "Wednesday at 10:30 works for us.\nGwen"),
        (0, -1.6, "offer", 0, 5, 8, "Two of us, half a day. We need the side gate open."),
    ]),
    Story("11 Alder Lane", -13, 17.7, [SHINGLE], [
        (-12, 9.1, "order", 0, Job("roofing", SECOND_ROOFER, "280")),
        (-12, 9.2, "send", 0),
        (-11, 10.6, "offer", 0, -2, 9, ""),
        (-11, 11.3, "agree", 0, -2, 9),
    ]),
    Story("7 Mill Race", -11, 16.3, [BATH_WALL], [
        (-10, 9.5, "note", "No closing date on file: Sven sends us the contract."),
        (-10, 9.6, "order", 0, Job("drywall", WALLS, "90")),
        (-10, 9.7, "send", 0),
        (-9, 8.5, "accept", 0, ""),
        (-9, 11.1, "agree", 0, -1, 10),
        (-1, 14.6, "done", 0, "Closed and sanded. It wants paint.", ("mended",)),
    ]),
    Story("1 Mill Race", -15, 10.4, [NO_HOT_WATER], [
        (-15, 10.8, "order", 0, Job("plumbing", PLUMBER, "220", title="Restore the hot water")),
        (-15, 10.9, "send", 0),
        (-15, 11.6, "mail", 0, "On our way, we can be there at 2 pm today."),
        (-15, 11.8, "agree", 0, -15, 14),
        (-15, 16.9, "complete", 0),
        (-14, 9.2, "reopen", 0, "Cold again this morning"),
        (-14, 9.8, "agree", 0, -13, 9),
        (-13, 12.3, "done", 0, "The valve was faulty. New one fitted.", ()),
        (-13, 14.5, "complete", 0),
    ]),
    usual("3 Rowan Close", -24, CARPET, Job("flooring", TILER, "150"), takes=9, rest=[
        (-12, 20.4, "fixed", False, "Two joints have opened again by the door."),
    ]),
    Story("9 Rowan Close", -1, 20.2, [MANY]),
    Story("12 Weir Walk", -2, 9.7, [SCRATCH, ATTIC], [
        (-1, 11.5, "not_covered", 0, "Scratches in a countertop come of use. The warranty covers faults of material "
         "and workmanship."),
    ], by_phone=True),
    Story("4 Mill Race", -8, 13.1, [HINGE, ANTS], [
        (-7, 9.2, "order", 0, Job("cabinets_countertops", JOINER, title="Mend the wardrobe door")),
        (-7, 9.3, "send", 0),
        (-6, 10.1, "recall", 0, "He is in Wales until Monday"),
        (-7, 9.6, "order", 1, Job("pest_control", PESTS)),
        (-3, 9.7, "send", 1),
        (-3, 9.75, "bounce", 1, "550 5.1.2 Host unknown"),
    ]),
    Story("15 Weir Walk", -1, 13.4, [ATTIC], [
        (0, -2.2, "order", 0, Job("insulation", WALLS)),
    ], by_phone=True),
    Story("7 Mill Race", 0, -3.1, [ENTRY_PHONE], by_phone=True),
    Story("6 Rowan Close", 0, -0.6, [STAIN, GARAGE], drafted=False),
]  # fmt: skip


@dataclass(frozen=True)
class Stray:
    """A mail that names no order; ``then`` says what the desk made of it."""

    day: int
    hour: float
    sender: str
    subject: str
    text: str
    then: tuple = ()


STRAYS = [
    Stray(-6, 9.1, "Carmen Romero <carmen.romero@correo.example>", "Factura 118",
          "Buenos días,\n\nadjunto la factura del suelo de Rowan Close.\n\nSaludos\nCarmen",
          ("assign", "3 Rowan Close")),
    Stray(-5, 14.3, "Trade Supplies Direct <offers@tradesupplies.example>", "20 % off all fixings",
          "Only this week: everything for the busy builder.", ("handle",)),
    Stray(-1, 16.8, "Huw Bevan <huw.bevan@post.example>", "The gutter at Mill Race",
          "Hi, it's Huw from Clifton. I asked around: Brunel have a lift and could do it on Friday.\n\nHuw"),
    Stray(0, -2.1, "Hannah Brook <hannah.brook@example.com>", "tomorrow",
          "Will the plumber come in the morning? I have to leave at eleven.\nHannah"),
]  # fmt: skip
