"""Who comes to the demo shop, and with what. Telephone numbers are those that Ofcom keeps for drama."""

from dataclasses import dataclass
from decimal import Decimal

SERVICES = [
    # name, minutes
    ("Diagnosis", 30),
    ("Screen replacement", 60),
    ("Battery replacement", 45),
    ("Laptop repair", 45),
    ("Console repair", 30),
    ("Data recovery", 60),
]


OF_THE_NAME = "name@example.com"  # stands for an address made of the name


@dataclass(frozen=True)
class Person:
    name: str
    language: str = "en"
    email: str = OF_THE_NAME
    has_phone: bool = True


CLIENTS = [
    Person("Priya Raman"),
    Person("Gareth Pugh"),
    Person("Adaeze Nwosu"),
    Person("Lucía Ferrer", "es"),
    Person("Thiago Azevedo", "pt-br"),
    Person("Hannah Lindqvist"),
    Person("Mohammed Iqbal"),
    Person("Siobhán Kearney"),
    Person("Wei-Ling Tan"),
    Person("Oliver Beaumont"),
    Person("Fatima El-Sayed"),
    Person("Marek Kowalczyk"),
    Person("Beatriz Moura", "pt-br"),
    Person("Callum Fraser", email=""),
    Person("Yuki Hayashi"),
    Person("Rosa Delgado", "es"),
    Person("Dominic Achebe"),
    Person("Ellen Haddow"),
    Person("Ravi Chaudhary"),
    Person("Nia Prosser"),
    Person("Jonas Vestergaard"),
    Person("Zsófia Balogh"),
    Person("Kwame Mensah"),
    Person("Margaret Tilley", email=""),
    Person("Arjun Pillai"),
    Person("Camila Rocha", "pt-br"),
    Person("Peter Stannard"),
    Person("Ioana Petrescu"),
    Person("Leila Haidari", has_phone=False),
    Person("Joaquín Robles", "es"),
    Person("Bronwen Ashby"),
    Person("Sanjay Mehta"),
    Person("Chloé Marchand"),
    Person("Tunde Bakare"),
    Person("Westbury Primary School", email="office@westbury-primary.example.org"),
    Person("Quayside Coffee Roasters", email="hello@quayside-roasters.example.com"),
]


@dataclass(frozen=True)
class Part:
    name: str
    cost: str
    quantity: str = "1"


@dataclass(frozen=True)
class Job:
    """A device and what is wrong with it; ``photos`` are (drawing, caption, shown to the client)."""

    service: str
    brand: str
    model: str
    problem: str
    condition: str
    accessories: str
    diagnosis: str
    parts: tuple[Part, ...]
    labor: str
    photos: tuple[tuple[str, str, bool], ...] = ()
    has_imei: bool = False

    @property
    def estimate(self):
        parts = (Decimal(part.cost) * Decimal(part.quantity) for part in self.parts)
        return sum(parts, Decimal(self.labor)).quantize(Decimal("0.01"))


IPHONE = Job(
    "Screen replacement",
    "Apple",
    "iPhone 13, 128 GB",
    "Cracked screen after a fall. Battery drains by noon since the summer.",
    "Light scratches on frame",
    "Clear case",
    "Display glass and OLED layer broken; touch fails in the lower third. Battery at 71% health and slightly swollen, "
    "which presses on the display. Both should be replaced together.",
    (
        Part("Display assembly iPhone 13", "72.00"),
        Part("Battery iPhone 13, 3 227 mAh", "24.50"),
        Part("Frame adhesive", "1.80"),
        Part("Kapton tape 10 mm", "4.80", "0.25"),
    ),
    "89.50",
    (
        ("cracked", "Cracked screen, as brought in", True),
        ("back", "Back and frame without dents", True),
        ("battery", "Battery swollen at the edge", True),
        ("port", "Lint in the charging port", False),
    ),
    has_imei=True,
)
IPHONE_PORT = Job(
    "Diagnosis",
    "Apple",
    "iPhone 13, 128 GB",
    "Charges only when the cable is held to one side.",
    "No damage to be seen",
    "None",
    "Lint pressed into the charging port; the contacts are clean and straight below it.",
    (),
    "25.00",
    (("port", "Lint in the charging port", True),),
    has_imei=True,
)
IPHONE_SPEAKER = Job(
    "Diagnosis",
    "Apple",
    "iPhone 13, 128 GB",
    "Callers are very quiet.",
    "Hairline scratch on the back",
    "Clear case",
    "Earpiece mesh clogged. Cleaned; level is back to normal.",
    (Part("Earpiece mesh", "3.20"),),
    "22.00",
    has_imei=True,
)
MACBOOK = Job(
    "Laptop repair",
    "Apple",
    "MacBook Pro 14 (2021)",
    "Coffee over the keyboard. Several keys stick, and it restarts by itself.",
    "Sticky keyboard, small dent at the left corner",
    "Charger 67 W",
    "Liquid reached the keyboard and the left USB board. The main board is dry. New keyboard and USB board, cleaning.",
    (Part("Keyboard MacBook Pro 14, UK", "118.00"), Part("USB-C board, left", "34.00")),
    "145.00",
    (("keyboard", "Coffee between the keys", True), ("board", "Corrosion at the USB board", False)),
)

JOBS = [
    IPHONE,
    MACBOOK,
    Job(
        "Screen replacement", "Samsung", "Galaxy S22", "Lines across the display after it was sat upon.",
        "Frame slightly bent", "Leather sleeve",
        "Panel broken inside, glass whole. The frame was straightened by 0.4 mm; a new panel fits.",
        (Part("Display with frame Galaxy S22", "139.00"), Part("Back adhesive", "2.40")), "55.00",
        (("cracked", "Lines on the panel", True), ("new screen", "After the repair", True)), has_imei=True,
    ),
    Job(
        "Battery replacement", "Google", "Pixel 7", "Battery lasts three hours.", "Good", "None",
        "Battery at 62% of its capacity after 1,040 cycles. Everything else measures well.",
        (Part("Battery Pixel 7", "31.00"), Part("Back adhesive", "2.40")), "39.00",
        (("battery", "The old battery", True),), has_imei=True,
    ),
    Job(
        "Laptop repair", "Lenovo", "ThinkPad X1 Carbon Gen 9", "Right hinge is loose, and the lid no longer stays up.",
        "Crack beside the right hinge", "Charger, sleeve",
        "Two of three hinge screws torn out of the palm rest. New hinge; the thread inserts are glued in again.",
        (Part("Hinge set X1 Carbon Gen 9", "27.50"), Part("Brass thread insert M2", "0.35", "3")), "78.00",
        (("hinge", "Torn hinge, right side", True),),
    ),
    Job(
        "Console repair", "Sony", "PlayStation 5", "Roars like a vacuum cleaner and switches off in games.",
        "Dusty, seal intact", "Power cable, one controller",
        "Fan and heat sink clogged; liquid metal has moved off the die. Cleaning and new thermal compound.",
        (Part("Liquid metal, 1 g", "11.90"),), "59.00",
        (("console", "Dust on the fan", True),),
    ),
    Job(
        "Console repair", "Nintendo", "Switch OLED", "Left Joy-Con drifts, and the console does not dock.",
        "Used, screen protector on", "Joy-Cons, no dock",
        "Stick worn out. A pin of the USB-C port is bent and does not carry the picture: new port.",
        (Part("Joy-Con stick", "7.50"), Part("USB-C port Switch OLED", "9.80")), "48.00",
        (("port", "Bent pin in the port", True),),
    ),
    Job(
        "Screen replacement", "Apple", "iPad Air (4th generation)", "Corner hit the kerb; the glass is broken.",
        "Frame bent at one corner", "Folio",
        "Glass and digitiser broken, display whole. The corner is straightened before the new glass is set.",
        (Part("Glass with digitiser iPad Air 4", "64.00"), Part("Adhesive strips", "3.10")), "69.00",
        (("tablet", "Bent corner and broken glass", True),),
    ),
    Job(
        "Data recovery", "Western Digital", "My Passport 2 TB", "Clicks, and is not recognised. Photos of eight years.",
        "No damage to be seen", "USB cable",
        "A head reads with errors. A first image has 97% of the sectors; a second run with another head map is promising.",
        (Part("Target disk 2 TB", "58.00"),), "190.00",
        (("board", "Controller board", False),),
    ),
    Job(
        "Laptop repair", "Dell", "XPS 13 9310", "Shuts down after ten minutes.", "Good", "Charger 45 W",
        "The fan does not start, and the thermal paste is dry. New fan, new paste; it stays at 71 °C under load.",
        (Part("Fan XPS 13", "19.90"), Part("Thermal paste, g", "6.00", "0.5")), "52.00",
        (("board", "Dry paste on the die", False),),
    ),
    Job(
        "Diagnosis", "Fairphone", "4 (2021)", "Microphone does not work in calls.", "Well kept", "None",
        "The bottom module does not answer. Replaced by a new one; calls are clear.",
        (Part("Bottom module Fairphone 4", "24.95"),), "20.00", has_imei=True,
    ),
    Job(
        "Screen replacement", "Apple", "Watch Series 7, 45 mm", "Glass is shattered.", "Strap worn", "Strap",
        "Glass broken, display lit and whole. A new display assembly is needed: the two are bonded.",
        (Part("Display assembly Watch S7", "112.00"), Part("Seal", "2.90")), "65.00",
        (("watch", "Shattered glass", True),),
    ),
    Job(
        "Laptop repair", "HP", "EliteBook 840 G8", "Does not switch on since a storm.", "Good", "Charger 65 W",
        "A voltage regulator is burnt and draws the 5 V line down. New regulator and two capacitors.",
        (Part("Regulator TPS51285", "3.80"), Part("Capacitor 10 µF", "0.22", "2")), "120.00",
        (("board", "Burnt regulator", True),),
    ),
    Job(
        "Screen replacement", "Xiaomi", "Redmi Note 11", "Touch does not react in the upper half.", "Screen scratched",
        "Gel case", "Touch controller on the panel is faulty. A new panel is needed.",
        (Part("Display assembly Redmi Note 11", "38.00"),), "42.00",
        (("cracked", "As brought in", True),), has_imei=True,
    ),
    Job(
        "Diagnosis", "Bose", "QuietComfort 45", "Right side is silent.", "Ear pads worn", "Case, cable",
        "The cable through the headband is broken at the right joint. Renewed; pads exchanged at the same time.",
        (Part("Ear pads QC45", "18.00"), Part("Headband cable", "6.40")), "35.00",
    ),
    Job(
        "Console repair", "Microsoft", "Xbox Series S", "Goes off when the controller connects.", "Good",
        "Power cable", "The radio board shorts its supply. New board; tested for two hours.",
        (Part("Radio board Series S", "16.50"),), "45.00",
        (("console", "Opened for testing", False),),
    ),
]  # fmt: skip

QUEUED = [
    "Your device is with us and next in line.",
    "Checked in; a technician looks at it next.",
    "",
]
STARTED = ["On the bench.", "Opened without new damage.", ""]
ASKED = ["The estimate covers parts, labour and a 90-day warranty.", ""]
REPAIRED = ["Parts are here; work has begun.", "New part fitted, closing it up next.", ""]
TESTED = ["Runs through its tests.", "Two hours under load.", ""]
READY = ["All tests passed. You can collect it during our opening hours.", ""]
TO_OURSELVES = [
    "Regular client. Wants the photos kept: do not reset.",
    "Passcode is in the safe, envelope 14.",
    "Second-hand device, no proof of purchase seen.",
    "Client is abroad until Friday; write, do not call.",
    "Screws of the lid are in the magnetic tray marked B.",
    "Paid the deposit in cash, receipt book page 31.",
]
TOO_DEAR = [
    "Too dear for its age; buys a new one.",
    "Wants to think it over and collects it as it is.",
]
CALLED_OFF = ["Client found the fault at home: it was the cable.", "Brought in twice by mistake."]
TOO_DEAR_FOR_ME = [
    "Thank you, but that is more than I paid for it.",
    "I will buy a new one instead.",
]
STICKS_AGAIN = "Keys stick again, some weeks after the repair."
