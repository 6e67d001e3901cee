"""What the warehouse of the demo keeps, makes and calls things."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Thing:
    """A product: what it costs and sells for, and where it usually lies."""

    sku: str
    name: str
    cost: str
    price: str
    place: str
    reorder: int = 0
    unit: str = "pcs"
    lots: bool = False
    stock: int = 40  # on the first day


PLACES = [  # code, kind, place on the walk
    ("A-01-1", "storage", 11),
    ("A-01-2", "storage", 12),
    ("A-02-1", "storage", 21),
    ("A-02-4", "storage", 24),
    ("A-03-2", "storage", 32),
    ("A-05-1", "picking", 51),
    ("B-01-4", "storage", 114),
    ("B-02-1", "storage", 121),
    ("B-03-1", "storage", 131),
    ("C-01-1", "storage", 211),
    ("C-07-3", "storage", 273),
    ("C-08-1", "storage", 281),
]

THINGS = [
    Thing("PHN-IP13-C", "Donor iPhone 13, grade C", "128.00", "0", "A-01-1", 10),
    Thing("PHN-S21-C", "Donor Galaxy S21, grade C", "84.00", "0", "A-01-2", 6),
    Thing("BAT-IP13", "Battery iPhone 13", "14.20", "49.00", "A-03-2", 20, lots=True),
    Thing("BAT-S21", "Battery Galaxy S21", "11.80", "42.00", "A-03-2", 12, lots=True),
    Thing("DSP-IP13-OEM", "Display assembly iPhone 13", "62.50", "149.00", "B-01-4", 12, lots=True),
    Thing("DSP-S21", "Display assembly Galaxy S21", "71.00", "165.00", "B-01-4", 6, lots=True),
    Thing("LENS-IP13", "Camera lens ring iPhone 13", "1.10", "9.00", "A-02-4", 20),
    Thing("CHG-IP13", "Charging port iPhone 13", "6.40", "39.00", "A-02-1", 10, stock=8),
    Thing("USBC-S21", "USB-C port Galaxy S21", "5.20", "35.00", "A-02-1", 10),
    Thing("ADH-IP13", "Frame adhesive iPhone 13", "0.65", "4.00", "A-05-1", 50),
    Thing("SCR-IP13", "Screw set iPhone 13", "0.90", "5.00", "B-02-1", 30, unit="set"),
    Thing("BOX-REF-S", "Retail carton, small", "0.55", "0", "C-07-3", 60),
    Thing("RFB-IP13-128-A", "iPhone 13 128 GB, refurbished A", "214.60", "349.00", "C-01-1"),
    Thing("RFB-S21-128-A", "Galaxy S21 128 GB, refurbished A", "176.00", "279.00", "C-01-1"),
    Thing("CASE-CLR", "Clear case", "2.10", "12.00", "B-03-1", 40),
    Thing("CBL-USBC-1M", "Cable USB-C, 1 m", "1.80", "9.00", "B-03-1", 40),
    Thing("CHR-20W", "Charger 20 W", "6.90", "19.00", "B-03-1", 25),
    Thing("KIT-CLEAN", "Cleaning kit", "1.20", "6.00", "B-02-1", 30, stock=24),
    Thing("GBOX-M", "Gift box, medium", "1.40", "0", "C-08-1", 30),
    Thing("RIBBON", "Ribbon, red", "0.30", "0", "C-08-1", 50, unit="m"),
    Thing("GIFT-PHONE", "Phone gift set", "14.95", "39.00", "C-01-1", 10),
    Thing("IPA-99", "Isopropanol 99 %", "7.50", "0", "A-05-1", 2, unit="l", lots=True, stock=1),
]

RECIPES = [  # name, kind, inputs for one set, outputs
    (
        "Refurbish iPhone 13",
        "processing",
        {
            "PHN-IP13-C": "1", "BAT-IP13": "1", "DSP-IP13-OEM": "0.5", "LENS-IP13": "1",
            "ADH-IP13": "1", "SCR-IP13": "1", "BOX-REF-S": "1",
        },
        {"RFB-IP13-128-A": "1"},
    ),
    (
        "Refurbish Galaxy S21",
        "processing",
        {"PHN-S21-C": "1", "BAT-S21": "1", "DSP-S21": "1", "BOX-REF-S": "1"},
        {"RFB-S21-128-A": "1"},
    ),
    (
        "Phone gift set",
        "assembly",
        {
            "CASE-CLR": "1", "CBL-USBC-1M": "1", "CHR-20W": "1", "KIT-CLEAN": "1", "GBOX-M": "1",
            "RIBBON": "1.5",
        },
        {"GIFT-PHONE": "1"},
    ),
    (
        "Unpack phone gift set",
        "disassembly",
        {"GIFT-PHONE": "1"},
        {"CASE-CLR": "1", "CBL-USBC-1M": "1", "CHR-20W": "1", "KIT-CLEAN": "1", "GBOX-M": "1"},
    ),
]  # fmt: skip

SUPPLIERS = ["Brightcell Components", "Severn Parts", "Cotswold Packaging", "Second Life Phones"]
