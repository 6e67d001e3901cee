"""The photos of the demo, drawn: what homeowners show of their homes, in coordinates of 160 × 120."""

from functools import cache

from config.core.drawing import Bench
from config.core.images import clean_photo

WALL, CUPBOARD, FLOOR, SKY = "#e6e0d4", "#6b4f37", "#c9bfae", "#a9c4da"


@cache
def photo(name):
    """The drawing of that name, as a photo that was cleaned like every other."""
    ground, draw = DRAWINGS[name]
    bench = Bench(ground)
    draw(bench)
    return clean_photo(bench.as_file())


def leaking_pipe(bench):
    """Under a sink: the bend, its joint, drops and a puddle."""
    bench.box(0, 96, 160, 24, "#8a6a4c")
    bench.box(0, 0, 160, 14, "#d5d9dd")
    bench.line((62, 0), (62, 62), fill="#9aa2ab", width=13)
    bench.line((98, 40), (160, 40), fill="#9aa2ab", width=13)
    bench.disc(80, 62, 24.5, "#9aa2ab")
    bench.disc(80, 62, 11.5, CUPBOARD)
    bench.box(68.5, 34, 23, 28, CUPBOARD)
    bench.line((98, 62), (98, 40), fill="#9aa2ab", width=13)
    bench.disc(98, 40, 6.5, "#9aa2ab")
    for x, y, width, height in [(53, 54, 18, 8), (106, 32, 8, 16)]:
        bench.box(x, y, width, height, "#6f7780", 2)
    bench.line((58, 4), (58, 52), fill="#c3c9cf", width=2)
    for x, y, radius in [(80, 90, 2.6), (77, 97, 1.8), (83, 100, 1.4)]:
        bench.disc(x, y, radius, "#bfe0f2")
        bench.shape((x - radius, y), (x + radius, y), (x, y - 3 * radius), fill="#bfe0f2")
    bench.box(50, 105, 64, 9, "#86b6d2", 4.5)
    bench.box(60, 107, 24, 2, "#d8eefa", 1)


def hole_in_wall(bench):
    _skirting(bench)
    bench.shape(
        (58, 30), (74, 24), (92, 28), (106, 40), (108, 58), (98, 74), (80, 78), (62, 70), (52, 52),
        fill="#b9b2a4",
    )  # fmt: skip
    bench.shape(
        (62, 34), (75, 29), (90, 33), (101, 43), (102, 57), (94, 69), (80, 73), (66, 66), (57, 51),
        fill="#2b2622",
    )  # fmt: skip
    bench.line((72, 30), (72, 70), fill="#7a5c3e", width=7)
    bench.line((58, 54), (101, 49), fill="#a0622d", width=3)
    for points in [((108, 58), (122, 66), (126, 80)), ((52, 52), (40, 46)), ((92, 28), (98, 16))]:
        bench.line(*points, fill="#8d8678", width=0.7)
    for x, y, radius in [(70, 100, 2.5), (82, 104, 3.5), (95, 101, 2)]:
        bench.disc(x, y, radius, "#f4f0e8")


def mended_wall(bench):
    _skirting(bench)
    bench.box(48, 20, 66, 62, "#f3f0ea", 8)
    bench.box(56, 28, 50, 46, "#faf8f4", 10)
    bench.shape((116, 70), (150, 60), (154, 74), (120, 84), fill="#9aa2ab")
    bench.line((148, 68), (160, 66), fill=CUPBOARD, width=6)


def _skirting(bench):
    bench.box(0, 88, 160, 10, "#f7f5f1")
    bench.box(0, 97, 160, 1.2, "#b5ad9e")
    bench.box(0, 98, 160, 22, "#a78b6b")


def cracked_tile(bench):
    for row in range(3):
        for column in range(4):
            bench.box(column * 42 - 4, row * 42 - 2, 39.5, 39.5, "#e9e6df", 1)
    bench.box(38, 40, 39.5, 39.5, "#dcd8cf", 1)
    bench.line((38, 46), (52, 54), (56, 66), (77.5, 79), fill="#4d473e", width=1.1)
    bench.line((52, 54), (66, 46), (72, 40), fill="#4d473e", width=0.9)
    bench.line((77, 58), (92, 62), (104, 79), fill="#4d473e", width=0.9)
    bench.shape((54, 58), (62, 62), (56, 67), fill="#8f8778")


def scorched_socket(bench):
    bench.shade(52, 28, 56, 60, 6)
    bench.box(52, 28, 56, 60, "#fbfaf7", 6)
    bench.box(58, 34, 44, 48, "#f0eeea", 4)
    bench.shape((76, 50), (96, 40), (108, 22), (98, 12), (84, 20), (72, 36), fill="#6e6257")
    bench.shape((78, 52), (92, 42), (100, 26), (88, 26), (76, 40), fill="#2a2522")
    for x, y, width, height in [(77, 42, 6, 12), (66, 61, 12, 6), (83, 61, 12, 6)]:
        bench.box(x, y, width, height, "#171412", 1)


def sagging_gutter(bench):
    bench.shape((0, 0), (160, 0), (160, 44), (0, 44), fill="#7b4a3a")
    for row in range(4):
        bench.line((0, row * 11), (160, row * 11), fill="#5f382b", width=1)
    bench.box(0, 62, 160, 58, "#c98f6b")
    bench.line((0, 47), (60, 49), (104, 62), (160, 58), fill="#3c444e", width=8)
    bench.line((0, 44), (60, 46), (104, 58), (160, 54), fill="#59636e", width=2)
    for x, y in [(100, 72), (104, 82), (107, 93), (102, 104), (108, 112)]:
        bench.shape((x - 2, y), (x + 2, y), (x, y - 8), fill="#cfe6f4")
        bench.disc(x, y, 2, "#cfe6f4")


# name: (what is behind it, how it is drawn)
DRAWINGS = {
    "pipe": (CUPBOARD, leaking_pipe),
    "hole": (WALL, hole_in_wall),
    "mended": (WALL, mended_wall),
    "tile": (FLOOR, cracked_tile),
    "socket": (WALL, scorched_socket),
    "gutter": (SKY, sagging_gutter),
}
