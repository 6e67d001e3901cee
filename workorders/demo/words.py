"""What the maintenance desk of the demo looks after, and what happens there; days and hours count from now."""

from dataclasses import dataclass, field

KM, HOUR = 1000, 3600  # metres, seconds: what readings are kept in

SHOP, DEPOT = "Harbour Street workshop", "Avonmouth depot"
BAKERY, LAUNDRY = "Quayside Bakery", "Redcliffe Launderette"
SITES = [  # name, address, customer, PIN, whom reports go to
    (SHOP, "14 Harbour Street\nBristol\nBS1 4RN", "", "", "dispatcher"),
    (DEPOT, "Unit 6, Kings Weston Lane\nBristol\nBS11 9FG", "", "4711", "luis"),
    (BAKERY, "3 Welsh Back\nBristol\nBS1 4SP", "Quayside Bakery Ltd", "2580", "sam"),
    (LAUNDRY, "61 Redcliffe Hill\nBristol\nBS1 6SJ", "Redcliffe Launderette", "", "dispatcher"),
]

ASSETS = [  # tag, name, kind, serial, site, location, part of
    ("HSR-001", "Ultrasonic cleaner", "Workshop", "UC-60-4471", SHOP, "Bench 2", ""),
    ("HSR-002", "Screen separator", "Workshop", "LS-0193", SHOP, "Bench 4", ""),
    ("HSR-010", "Air compressor", "Compressed air", "GA7-881204", SHOP, "Cellar", ""),
    ("HSR-011", "Refrigerant dryer", "Compressed air", "FX4-20177", SHOP, "Cellar", "HSR-010"),
    ("HSR-012", "Pressure vessel 270 l", "Compressed air", "PV-7710", SHOP, "Cellar", "HSR-010"),
    ("HSR-020", "Fume extraction", "Ventilation", "FE-3300", SHOP, "Roof", ""),
    ("HSR-030", "Heat pump", "Heating", "HP-16-0042", SHOP, "Yard", ""),
    ("HSR-040", "Goods lift", "Lifts", "GL-500-118", SHOP, "Stairwell", ""),
    ("VAN-1", "Van 1, Vauxhall Vivaro", "Vehicle", "W0VF7D60XMV612204", SHOP, "", ""),
    ("VAN-2", "Van 2, Ford Transit Custom", "Vehicle", "WF0YXXTTGYLK40817", DEPOT, "", ""),
    ("AVN-100", "Conveyor line", "Conveyor", "CL-2210", DEPOT, "Hall A", ""),
    ("AVN-101", "Drive station", "Conveyor", "SK-77201", DEPOT, "Hall A", "AVN-100"),
    ("AVN-102", "Diverter", "Conveyor", "DV-1104", DEPOT, "Hall A", "AVN-100"),
    ("AVN-103", "Belt scale", "Conveyor", "BS-0420", DEPOT, "Hall A", "AVN-100"),
    ("AVN-110", "Shrink wrapper", "Packaging", "SW-9-3021", DEPOT, "Packing", ""),
    ("AVN-120", "Dock leveller 1", "Docks", "DL-3871", DEPOT, "Dock 1", ""),
    ("AVN-121", "Dock leveller 2", "Docks", "DL-3872", DEPOT, "Dock 2", ""),
    ("FLT-1", "Reach truck", "Forklift", "RX14-55021", DEPOT, "Hall B", ""),
    ("FLT-2", "Pallet truck", "Forklift", "EJE116-9034", DEPOT, "Hall B", ""),
    ("AVN-300", "Fire alarm panel", "Safety", "FP-2000-61", DEPOT, "Entrance", ""),
    ("QBK-01", "Deck oven", "Bakery", "DO-4-1187", BAKERY, "Bakehouse", ""),
    ("QBK-02", "Oven burner", "Bakery", "BRN-22061", BAKERY, "Bakehouse", "QBK-01"),
    ("QBK-03", "Spiral mixer", "Bakery", "SM-80-510", BAKERY, "Bakehouse", ""),
    ("QBK-04", "Cold room", "Cooling", "CR-12-0071", BAKERY, "Store", ""),
    ("QBK-05", "Condensing unit", "Cooling", "CU-40112", BAKERY, "Yard", "QBK-04"),
    ("QBK-06", "Bread slicer", "Bakery", "BS-450-77", BAKERY, "Store", ""),
    ("RLN-01", "Washer 1", "Laundry", "WE16-20411", LAUNDRY, "Front", ""),
    ("RLN-02", "Washer 2", "Laundry", "WE16-20412", LAUNDRY, "Front", ""),
    ("RLN-03", "Tumble dryer", "Laundry", "TD30-1182", LAUNDRY, "Back", ""),
]
NOTES = {
    "HSR-010": "Isolator is behind the door on the left. Let the pressure off before you open it.",
    "QBK-01": "Hot until noon: come after 13:00. Ask for Rosa at the counter.",
}
DOWN, RETIRED = "AVN-102", "QBK-06"

METERS = [  # tag, kind, name, unit, on the first day, a day
    ("VAN-1", "odometer", "Odometer", "m", 61_240 * KM, 66 * KM),
    ("VAN-2", "odometer", "Odometer", "m", 38_905 * KM, 84 * KM),
    ("VAN-2", "engine", "Engine hours", "s", 1_120 * HOUR, 2 * HOUR),
    ("HSR-010", "engine", "Running hours", "s", 9_310 * HOUR, 6 * HOUR),
    ("FLT-1", "engine", "Engine hours", "s", 4_402 * HOUR, 4 * HOUR),
    ("AVN-110", "cycles", "Wrapped pallets", "pallets", 21_480, 34),
    ("QBK-01", "cycles", "Bakes", "bakes", 8_120, 9),
    ("RLN-01", "cycles", "Washes", "washes", 14_300, 11),
    ("RLN-02", "cycles", "Washes", "washes", 13_120, 10),
    ("QBK-04", "other", "Power", "kWh", 18_004, 31),
]

PARTS = [  # SKU, name, cost, price, unit, in stock on the first day, reorder level
    ("MNT-OILF", "Oil filter, vans", "6.80", "14.00", "pcs", 14, 4),
    ("MNT-OIL", "Engine oil 5W-30", "5.40", "11.00", "l", 90, 20),
    ("MNT-PADS", "Brake pads, front axle", "31.50", "68.00", "set", 6, 2),
    ("MNT-AIRF", "Compressor air filter", "18.20", "34.00", "pcs", 12, 3),
    ("MNT-COIL", "Compressor oil", "9.90", "19.00", "l", 30, 5),
    ("MNT-BELT", "V-belt A68", "7.10", "18.00", "pcs", 11, 4),
    ("MNT-GREASE", "Grease cartridge", "4.30", "9.00", "pcs", 26, 6),
    ("MNT-SEAL", "Cold room door seal", "44.00", "92.00", "pcs", 3, 1),
    ("MNT-HOSE", "Washer inlet hose", "8.60", "22.00", "pcs", 9, 4),
    ("MNT-SENS", "Proximity sensor M18", "21.40", "49.00", "pcs", 1, 3),
]

TEAMS = [("Field crew", ["luis", "sam"]), ("Workshop", ["technician", "sam"])]

SERVICE_TASKS = [  # name, category, usual minutes
    ("Engine oil and filter replacement", "Vehicle", 45),
    ("Brake inspection", "Vehicle", 20),
    ("Drive belt replacement", "Mechanical", 40),
    ("Lubrication", "Mechanical", 20),
    ("Refrigeration check", "Cooling", 35),
    ("Safety device test", "Safety", 25),
]


@dataclass(frozen=True)
class Ask:
    """A task of a template, and what is usually answered to it."""

    title: str
    kind: str = "tick"
    answer: str = ""
    instructions: str = ""
    least: str | None = None
    most: str | None = None
    unit: str = ""
    choices: tuple[str, ...] = ()
    required: bool = True
    minutes: int | None = None
    service: str = ""


OIL = Ask("Change oil and filter", minutes=45, service="Engine oil and filter replacement")
TYRES = Ask("Tread, thinnest tyre", "number", "4.6", least="1.6", most="9", unit="mm", minutes=10)
BRAKES = Ask(
    "Brakes", "choice", "Good", choices=("Good", "Worn, soon", "Replace now"), minutes=20,
    service="Brake inspection",
)  # fmt: skip
TEMPLATES = [  # name, tasks of each version, what changed in the last
    (
        "Van service",
        [[OIL, BRAKES], [OIL, BRAKES, TYRES]],
        "Tread is measured now",
    ),
    (
        "Compressor check",
        [
            [
                Ask("Drain the condensate", minutes=5),
                Ask(
                    "Pressure at rest", "number", "8.2", "After ten minutes without use.",
                    least="7", most="9.5", unit="bar", minutes=10,
                ),
                Ask("Picture of the gauge", "photo", "gauge", required=False, minutes=5),
            ]
        ],
        "",
    ),
    (
        "Clean filters",
        [
            [
                Ask("Filters washed and dry", minutes=25),
                Ask("What was noticed", "text", "Nothing unusual", required=False),
            ]
        ],
        "",
    ),
    (
        "Dock leveller inspection",
        [
            [
                Ask("Emergency stop", minutes=5, service="Safety device test"),
                Ask(
                    "Lip and hinges", "choice", "Good", "Lock it out first.",
                    choices=("Good", "Bent", "Cracked"), minutes=15,
                ),
            ]
        ],
        "",
    ),
    (
        "Truck inspection",
        [
            [
                Ask("Forks and chains", "choice", "Good", choices=("Good", "Worn"), minutes=20),
                Ask("Battery", "number", "49.8", least="46", most="56", unit="V", minutes=10),
                Ask("Grease the mast", minutes=20, service="Lubrication", required=False),
            ]
        ],
        "",
    ),
    (
        "Cooling check",
        [
            [
                Ask(
                    "Temperature inside", "number", "-18.4", least="-24", most="-16", unit="°C",
                    minutes=5, service="Refrigeration check",
                ),
                Ask("Door seal", "choice", "Tight", choices=("Tight", "Leaks"), minutes=10),
                Ask("Picture of the condenser", "photo", "condenser", required=False),
            ]
        ],
        "",
    ),
    (
        "Alarm test",
        [
            [
                Ask("Each zone tested", minutes=40, service="Safety device test"),
                Ask("Witnessed by", "signature", "R. Pell", "Whoever is in charge of the hall."),
            ]
        ],
        "",
    ),
]  # fmt: skip
ANSWERS = {ask.title: ask for _name, versions, _note in TEMPLATES for ask in versions[-1]}

VAN_SERVICE, COMPRESSOR, FILTERS, DOCKS, TRUCK, COOLING, ALARM = (each[0] for each in TEMPLATES)

# name, assets, template, assignee or team, minutes, when; dates are days from now
STRATEGIES = [
    (
        "Van service, 6,000 km or half a year", ["VAN-1", "VAN-2"], VAN_SERVICE, "luis", 90,
        {
            "trigger": "usage", "meter": "odometer", "usage": 6_000 * KM,
            "every": 6, "unit": "month", "starts_on": -60,
        },
    ),
    (
        "Reach truck, 250 hours", ["FLT-1"], TRUCK, "sam", 60,
        {"trigger": "usage", "meter": "engine", "usage": 250 * HOUR, "kind": "inspection"},
    ),
    (
        "Compressor, each month", ["HSR-010"], COMPRESSOR, "technician", 30,
        {"every": 1, "unit": "month", "starts_on": -230},
    ),
    (
        "Filters of the fume extraction", ["HSR-020"], FILTERS, "Workshop", 40,
        {"every": 6, "unit": "week", "starts_on": -219, "weekdays": [2], "kind": "cleaning"},
    ),
    (
        "Dock levellers", ["AVN-120", "AVN-121"], DOCKS, "luis", 25,
        {
            "every": 3, "unit": "month", "starts_on": -205, "kind": "inspection",
            "excluded": ["12-24", "12-25", "12-26", "01-01"],
        },
    ),
    (
        "Fire alarm test", ["AVN-300"], ALARM, "luis", 60,
        {"trigger": "dates", "dates": [-190, -99, -8, 83, 174], "kind": "inspection", "priority": "high"},
    ),
    (
        "Heat pump before and in winter", ["HSR-030"], FILTERS, "technician", 45,
        {
            "every": 1, "unit": "month", "starts_on": -224,
            "season_starts": "04-15", "season_ends": "09-15",
        },
    ),
    (
        "Oven burner, two months after the last", ["QBK-02"], "", "sam", 75,
        {"every": 2, "unit": "month", "starts_on": -214, "after_completion": True},
    ),
    (
        "Washers, 900 washes", ["RLN-01", "RLN-02"], FILTERS, "Field crew", 40,
        {"trigger": "usage", "meter": "cycles", "usage": 900},
    ),
    (
        "Cold room too warm", ["QBK-04"], COOLING, "sam", 60,
        {
            "trigger": "condition", "signal": "temperature", "condition": "above", "limit": -14.0,
            "minutes": 60, "kind": "repair", "priority": "urgent",
        },
    ),
    (
        "Compressor shakes", ["HSR-010"], "", "technician", 60,
        {
            "trigger": "condition", "signal": "vibration", "condition": "unusual",
            "kind": "inspection", "priority": "high",
        },
    ),
    (
        "Shrink wrapper, 2,500 pallets", ["AVN-110"], "", "luis", 50,
        {"trigger": "usage", "meter": "cycles", "usage": 2500, "paused": True},
    ),
]  # fmt: skip
TITLES = {  # of the orders, where it is not the strategy's name
    STRATEGIES[0][0]: "Service the van",
    STRATEGIES[1][0]: "Inspect the reach truck",
    STRATEGIES[2][0]: "Check the compressor",
    STRATEGIES[3][0]: "Clean the extraction filters",
    STRATEGIES[4][0]: "Inspect the dock leveller",
    STRATEGIES[5][0]: "Test the fire alarm",
    STRATEGIES[6][0]: "Clean the heat pump's filters",
    STRATEGIES[7][0]: "Clean and set the burner",
    STRATEGIES[8][0]: "Clean the washer's filters",
    STRATEGIES[9][0]: "Find out why the cold room is too warm",
    STRATEGIES[10][0]: "Look at the compressor's mounts",
    STRATEGIES[11][0]: "Service the shrink wrapper",
}
USED = {  # what orders of a template take from stock
    VAN_SERVICE: [("MNT-OILF", "1"), ("MNT-OIL", "6.5")],
    TRUCK: [("MNT-GREASE", "2")],
}
SKIPS = [
    "The hall was closed for stocktaking",
    "Not used since the last time",
    "The customer had no time for us; next month again",
]
CLOSING = ["All in order.", "Done, nothing to report.", "Done. Looks good for another round.", ""]


@dataclass(frozen=True)
class Job:
    """An order somebody wrote, and what became of it: (day, hour, act, …)."""

    day: int
    hour: float
    title: str
    tags: tuple[str, ...]
    assets: tuple[str, ...]
    fields: dict = field(default_factory=dict)
    acts: tuple = ()
    template: str = ""
    case: str = ""
    job: str = ""


@dataclass(frozen=True)
class Report:
    """A case as it was reported, and what came of it."""

    day: int
    hour: float
    tag: str
    title: str
    text: str
    who: str  # a login, or the name of somebody on site
    photos: tuple[str, ...] = ()
    priority: str = "medium"
    acts: tuple = ()


VISITS = [  # title, site, first day, hour, days, crew, notes
    ("Spring visit to the bakery", BAKERY, -163, 13, 1, ["sam"], "Rosa opens the bakehouse at 13:00."),
    ("Winter visit to the bakery", BAKERY, 6, 13, 1, ["sam", "luis"], "Come after the ovens are off."),
    ("Launderette, both machines", LAUNDRY, 2, 8, 1, ["luis"], ""),
]  # fmt: skip
SPRING, WINTER, WASHERS = (each[0] for each in VISITS)

REPAIR = {"kind": "repair", "priority": "high"}

JOBS = [
    Job(
        -171, 10, "Service the mixer", ("bakery",), ("QBK-03",),
        {"assignee": "sam", "planned": (-163, 13, 60), "due": -160}, job=SPRING,
        acts=((-163, 13, "work", "sam", 55), (-163, 14, "finish", "sam"), (-150, 9, "close")),
    ),
    Job(
        -171, 10.2, "Check the cold room", ("bakery",), ("QBK-04", "QBK-05"),
        {"assignee": "sam", "kind": "inspection", "planned": (-163, 14, 60), "due": -160},
        template=COOLING, job=SPRING,
        acts=((-163, 14.2, "work", "sam", 65), (-163, 15.5, "finish", "sam"), (-150, 9, "close")),
    ),
    Job(
        -120, 9, "Annual test of the goods lift", ("statutory",), ("HSR-040",),
        {
            "kind": "approval", "assignee": "technician", "approver": "approver", "due": -110,
            "planned": (-112, 9, 120), "category": "Statutory",
        },
        template=DOCKS,
        acts=(
            (-112, 9, "work", "technician", 105), (-112, 11, "sign", "technician"),
            (-111, 15, "decide", "approver", ""),
        ),
    ),
    Job(
        -74, 11, "Re-tension the conveyor belt", ("conveyor",), ("AVN-100",),
        REPAIR | {"assignee": "luis", "due": -70},
        acts=(
            (-73, 8, "part", "MNT-BELT", "2", "picked"), (-73, 9, "work", "luis", 80),
            (-73, 11, "finish", "luis"),
        ),
    ),
    Job(
        -58, 10, "Safety test of the oven", ("statutory", "bakery"), ("QBK-01",),
        {
            "kind": "approval", "assignee": "sam", "outside": ("Rosa Figueira", "rosa@quaysidebakery.example"),
            "due": -50, "planned": (-54, 13, 90), "category": "Statutory",
        },
        acts=(
            (-54, 13, "work", "sam", 80), (-54, 15, "sign", "sam"),
            (-53, 10, "decide", "", ""),
        ),
    ),
    Job(
        -41, 9, "New roller bearings for the drive station", ("conveyor",), ("AVN-101",),
        REPAIR | {
            "assignee": "luis", "due": -36, "vendor": True, "po": "PO-2231", "invoice": "BR-90817",
            "discount_points": 500, "tax_points": 2000,
        },
        acts=(
            (-39, 9, "part", "MNT-GREASE", "3", "picked"), (-39, 10, "work", "luis", 140),
            (-38, 12, "finish", "luis"), (-30, 9, "close"),
        ),
    ),
    Job(
        -33, 14, "Paint the dock markings", (), ("AVN-120", "AVN-121"),
        {"assignee": "luis", "priority": "low", "due": -20},
        acts=((-22, 9, "skip", "luis", "The landlord repaints the whole yard in spring"),),
    ),
    Job(
        -6, 9, "New film knife for the shrink wrapper", ("packaging",), ("AVN-110",),
        REPAIR | {"assignee": "sam", "due": -3},
        acts=((-4, 10, "work", "sam", 40), (-4, 11, "finish", "sam")),
    ),
    Job(
        -5, 12, "Reset the alarm after the fire drill", ("statutory",), ("AVN-300",),
        {"assignee": "luis", "kind": "inspection", "due": -2},
        acts=((-3, 9, "work", "luis", 25), (-3, 10, "finish", "luis")),
    ),
    # What is on the desk now
    Job(
        -12, 9, "Overhaul of the shrink wrapper", ("packaging",), ("AVN-110",),
        {"status": "estimate", "priority": "low", "due": 40, "minutes": 240, "discount": "2.50", "tax_points": 2000},
        acts=((-12, 10, "part", "MNT-BELT", "1", "planned"),),
    ),
    Job(
        -10, 10, "Replace the lighting in hall B by LED", ("energy",), (),
        {"status": "planning", "priority": "low", "site": DEPOT, "planned": (24, 9, 480), "due": 30},
    ),
    Job(
        -9, 11, "Monthly round of the fire extinguishers", ("statutory",), (),
        {"kind": "inspection", "site": DEPOT, "due": -2, "assignee": "luis", "planned": (-3, 9, 60)},
    ),
    Job(
        -8, 9, "Handover of the reach truck's yearly test", ("statutory",), ("FLT-1",),
        {
            "kind": "approval", "assignee": "technician", "approver": "approver", "due": 2,
            "planned": (-2, 9, 120), "category": "Statutory",
        },
        template=TRUCK,
        acts=((-2, 9, "work", "technician", 110), (-1, 11, "sign", "technician")),
    ),
    Job(
        -8, 12, "Yearly test of pressure vessel", ("statutory",), ("HSR-012",),
        {
            "kind": "approval", "assignee": "technician", "approver": "approver", "due": 4,
            "planned": (-4, 9, 60), "category": "Statutory",
        },
        acts=(
            (-4, 9, "work", "technician", 50), (-4, 11, "sign", "technician"),
            (-3, 10, "decide", "approver", "The date of the last test on the plate is missing: add a picture."),
        ),
    ),
    Job(
        -7, 9, "New brake pads for van 2", ("vehicle",), ("VAN-2",),
        REPAIR | {"assignee": "luis", "due": 1, "planned": (0, 9, 90), "tax_points": 2000},
        template=VAN_SERVICE,
        acts=(
            (-6, 9, "part", "MNT-PADS", "1", "reserved"), (0, -1.6, "part", "MNT-OIL", "6.5", "picked"),
            (0, -1.4, "part", "MNT-OILF", "1", "returned"), (0, -1.2, "begin", "luis", 2),
        ),
    ),
    Job(
        -5, 10, "Diverter does not switch", ("conveyor",), ("AVN-102",),
        REPAIR | {"assignee": "luis", "due": 1}, case="The diverter lets every second box pass",
        acts=(
            (-4, 9, "work", "luis", 45), (-4, 10, "part", "MNT-SENS", "2", "planned"),
            (-4, 11, "step", "wait_for_parts", "luis", "One sensor on the shelf, two needed: ordered"),
        ),
    ),
    Job(
        -4, 9, "Wrap the pipes of the heat pump", ("energy",), ("HSR-030",),
        {"assignee": "sam", "due": 5, "planned": (-1, 9, 120)},
        acts=((-1, 9, "work", "sam", 35), (-1, 10, "step", "pause", "sam", "Too wet outside: goes on when it is dry")),
    ),
    Job(
        -3, 9, "Service the mixer", ("bakery",), ("QBK-03",),
        {"team": "Field crew", "planned": (6, 13, 60), "due": 8, "tax_points": 2000}, job=WINTER,
        acts=((-2, 9, "part", "MNT-GREASE", "2", "reserved"),),
    ),
    Job(
        -3, 9.2, "Check the cold room and its seal", ("bakery",), ("QBK-04", "QBK-05"),
        {"assignee": "sam", "kind": "inspection", "planned": (6, 14, 75), "due": 8},
        template=COOLING, job=WINTER,
        acts=((-2, 9, "part", "MNT-SEAL", "1", "reserved"),),
    ),
    Job(
        -3, 9.4, "Clean the oven chimney", ("bakery",), ("QBK-01",),
        {"assignee": "luis", "kind": "cleaning", "planned": (6, 14, 90), "due": 8}, job=WINTER,
    ),
    Job(
        -2, 15, "New hoses for both washers", ("laundry",), ("RLN-01", "RLN-02"),
        {"assignee": "luis", "planned": (2, 8, 60), "due": 3}, job=WASHERS,
        acts=((-1, 9, "part", "MNT-HOSE", "4", "reserved"),),
    ),
    Job(
        -2, 15.5, "Replace the dryer's felt", ("laundry",), ("RLN-03",),
        {"assignee": "luis", "planned": (2, 9, 45), "due": 3}, job=WASHERS,
    ),
    Job(-1, 14, "Label printer cable is loose", (), ("AVN-103",), {"priority": "low", "due": 6}),
    Job(
        0, -3, "Wash both vans", ("vehicle",), ("VAN-1", "VAN-2"),
        {"kind": "cleaning", "priority": "low", "due": 3},
    ),
]  # fmt: skip

REPORTS = [
    Report(
        -188, 8.5, "RLN-02", "Washer 2 leaks at the front", "There is a puddle after every wash.",
        "Meera Shah", ("puddle",), "high",
        acts=((-188, 10, "order", "sam", 3, "MNT-HOSE"), (-187, 12, "answer", "The hose was worn: it is new.")),
    ),
    Report(
        -146, 7, "FLT-1", "Reach truck squeals when it lifts", "Only with full pallets.", "luis",
        acts=((-146, 9, "order", "sam", 2, "MNT-GREASE"), (-120, 9, "close")),
    ),
    Report(
        -117, 9, "VAN-1", "Warning light for the brakes", "It came on at Temple Meads.", "technician",
        priority="urgent", acts=((-117, 10, "order", "luis", 1, "MNT-PADS"), (-100, 9, "close")),
    ),
    Report(
        -83, 16, "HSR-010", "Compressor starts every minute", "It hisses near the dryer.", "sam",
        ("gauge",), acts=((-82, 9, "order", "technician", 2, "MNT-AIRF"), (-60, 9, "close")),
    ),
    Report(
        -49, 6, "QBK-04", "Door of the cold room does not shut", "We push a box against it.",
        "Rosa Figueira", ("condenser",), "high",
        acts=((-49, 8, "order", "sam", 1, "MNT-SEAL"), (-47, 9, "answer", "It has a new seal.")),
    ),
    Report(
        -27, 11, "AVN-100", "Belt drifts to the left", "From the second bend on.", "dispatcher",
        ("belt",), acts=((-27, 13, "order", "luis", 4, "MNT-BELT"),),
    ),
    Report(
        -16, 12, "HSR-002", "How hot should the separator be?", "The new one has no table.",
        "sam", acts=((-16, 13, "answer", "80 °C for glass, 95 °C for frames."), (-15, 9, "resolve"), (-9, 9, "close")),
    ),
    Report(
        -6, 15, "AVN-102", "The diverter lets every second box pass", "Since this morning, again and again.",
        "luis", ("belt",), "high", acts=((-5, 9, "say", "The sensor flickers; I cleaned it, no change."),),
    ),
    Report(
        -2, 7, "RLN-01", "Washer 1 stops before it spins", "Error E18, the water stays in it.",
        "Meera Shah", ("puddle",), "high", acts=((-2, 9, "answer", "We come with the hoses this week."), (-2, 10, "start")),
    ),
    Report(
        0, -2.5, "AVN-121", "Dock 2 hangs lower on one side", "You see it with the lip down.",
        "Gareth, driver", ("dock",), acts=(),
    ),
    Report(0, -1, "HSR-040", "Goods lift smells of rubber", "Only on the way down.", "technician"),
]  # fmt: skip

VIEWS = [  # login, name, query
    ("manager", "Repairs under way", "kind=repair&stage=started"),
    ("manager", "Overdue", "due=late"),
    ("dispatcher", "Nobody's yet", "status=open"),
    ("technician", "Statutory tests", "tag=statutory"),
]
