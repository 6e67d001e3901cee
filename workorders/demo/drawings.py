"""The photos of the demo, drawn: what machines show, in coordinates of 160 × 120."""

from functools import cache

from config.core.drawing import Bench
from config.core.images import clean_photo

STEEL, DARK, FLOOR, PAPER = "#9aa2ab", "#2b3138", "#8f8a80", "#fbfaf7"


@cache
def photo(name):
    """The drawing of that name, as a photo that was cleaned like every other."""
    ground, draw = DRAWINGS[name]
    bench = Bench(ground)
    draw(bench)
    return clean_photo(bench.as_file())


def gauge(bench):
    bench.box(70, 96, 20, 24, STEEL)
    bench.disc(80, 58, 44, DARK)
    bench.disc(80, 58, 39, PAPER)
    for x, y in [(52, 80), (46, 58), (56, 34), (80, 24), (104, 34), (114, 58), (108, 80)]:
        bench.disc(x, y, 2, DARK)
    bench.line((80, 58), (100, 38), fill="#c2362b", width=3)
    bench.disc(80, 58, 4, DARK)


def condenser(bench):
    bench.box(16, 14, 128, 96, "#dfe3e6", 4)
    for row in range(9):
        bench.box(24, 20 + row * 4, 52, 1.5, "#b3bac1")
    bench.disc(104, 62, 30, DARK)
    for points in [((104, 62), (104, 36)), ((104, 62), (127, 75)), ((104, 62), (81, 75))]:
        bench.line(*points, fill=STEEL, width=10)
    bench.disc(104, 62, 6, PAPER)
    bench.box(24, 66, 44, 34, "#b3bac1", 2)


def puddle(bench):
    bench.box(30, 0, 100, 92, "#eef0f2", 4)
    bench.disc(80, 46, 30, STEEL)
    bench.disc(80, 46, 23, "#3d5a70")
    bench.box(40, 6, 24, 6, "#c3c9cf", 1)
    bench.box(22, 98, 116, 14, "#86b6d2", 7)
    bench.box(44, 101, 40, 3, "#d8eefa", 1.5)


def belt(bench):
    bench.shape((20, 120), (60, 0), (112, 0), (140, 120), fill=DARK)
    bench.shape((28, 120), (64, 0), (102, 0), (120, 120), fill="#4c5560")
    for x, y in [(12, 100), (24, 64), (36, 28), (146, 100), (134, 64), (122, 28)]:
        bench.disc(x, y, 5, STEEL)
    bench.box(60, 52, 38, 30, "#b98d5a", 1)
    bench.box(76, 52, 6, 30, "#d9b98b")


def dock(bench):
    bench.box(0, 0, 160, 60, "#c7d6e0")
    bench.box(20, 10, 120, 70, "#56616c")
    bench.shape((24, 82), (136, 74), (150, 104), (10, 108), fill="#3d444c")
    for x in range(20, 140, 24):
        bench.shape((x, 106), (x + 12, 105), (x + 6, 114), (x - 6, 115), fill="#e8c33c")


@cache
def signature():
    """A name written by hand, on white."""
    bench = Bench("#ffffff", light=0)
    bench.line(
        (28, 76), (40, 40), (50, 76), (60, 58), (68, 74), (80, 54), (88, 74), (104, 60), (132, 68),
        fill="#1c2b4a", width=1.6,
    )  # fmt: skip
    return clean_photo(bench.as_file())


# name: (what is behind it, how it is drawn)
DRAWINGS = {
    "gauge": ("#6e747b", gauge),
    "condenser": ("#a7b7a0", condenser),
    "puddle": (FLOOR, puddle),
    "belt": (FLOOR, belt),
    "dock": (FLOOR, dock),
}
