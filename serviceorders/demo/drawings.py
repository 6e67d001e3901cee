"""The photos of the demo, drawn: devices on a workbench, in coordinates of 160 × 120."""

from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw

from config.core.drawing import Bench
from config.core.images import clean_photo

WOOD, MAT, STEEL, CLOTH = "#b9a58c", "#3f6b63", "#ccd1d6", "#5b6577"
BLACK, GLASS, CRACK = "#12161c", "#26303c", "#e8eef5"


@cache
def photo(name):
    """The drawing of that name, as a photo that was cleaned like every other."""
    bench = Bench(*DRAWINGS[name][:1])
    DRAWINGS[name][1](bench)
    return clean_photo(bench.as_file())


def cracked_phone(bench):
    _phone_front(bench, GLASS)
    for crack in [
        [(66, 28), (76, 46), (68, 56), (84, 70), (78, 88), (90, 108)],
        [(76, 46), (98, 40)],
        [(68, 56), (54, 60)],
        [(84, 70), (104, 78)],
        [(78, 88), (58, 98)],
    ]:
        bench.line(*crack, fill=CRACK, width=0.6)


def new_screen(bench):
    _phone_front(bench, "#2f6db5")
    for row in range(4):
        for column in range(3):
            color = ["#f2f4f7", "#f5b83d", "#5ec28f", "#e5707e"][(row * 2 + column) % 4]
            bench.box(54 + column * 18, 34 + row * 19, 12, 12, color, 3)


def _phone_front(bench, screen):
    bench.shade(44, 12, 72, 120)
    bench.box(44, 12, 72, 130, BLACK, 11)
    bench.box(48, 16, 64, 130, screen, 8)
    bench.box(68, 18, 24, 5, "#0a0d11", 2.5)


def phone_back(bench):
    bench.shade(44, 10, 72, 120)
    bench.box(44, 10, 72, 140, "#30465d", 12)
    bench.box(50, 16, 32, 32, "#3d5670", 8)
    for x, y in [(59, 25), (73, 39)]:
        bench.disc(x, y, 6, "#0e141b")
        bench.disc(x - 1.5, y - 1.5, 1.5, "#3a4a5c")
    bench.disc(73, 24, 2.5, "#f0e9d2")


def swollen_battery(bench):
    bench.shade(20, 8, 124, 106)
    bench.box(20, 8, 58, 106, "#8d959e", 9)
    bench.box(25, 14, 20, 94, "#1b2128", 2)
    bench.box(49, 34, 24, 66, "#20272f", 5)
    bench.line((52, 52), (70, 52), fill="#cfd6dd", width=2)
    bench.line((52, 58), (64, 58), fill="#cfd6dd", width=2)
    bench.box(49, 14, 24, 15, "#2b6049", 2)
    bench.box(94, 8, 50, 104, "#0f1318", 8)
    bench.line((78, 60), (94, 60), fill="#c58b35", width=4)


def charging_port(bench):
    bench.box(0, 34, 160, 58, "#2c3f54", 26)
    bench.box(56, 53, 48, 17, "#0b0f14", 8.5)
    bench.box(64, 58, 32, 6, "#5b6672", 3)
    for x in (36, 124):
        bench.disc(x, 62, 4, "#0b0f14")
    bench.line((68, 60), (75, 62), (82, 60), (91, 63), fill="#9a8a72", width=2)


def broken_hinge(bench):
    bench.shade(24, 10, 112, 66, 4)
    bench.shape((26, 8), (138, 14), (134, 78), (24, 70), fill="#9aa2ab")
    bench.shape((31, 13), (132, 19), (128, 72), (29, 64), fill="#1d2733")
    bench.shape((22, 80), (138, 80), (152, 114), (8, 114), fill="#aeb5bd")
    for row in range(3):
        bench.box(30 - row * 3, 85 + row * 7, 100 + row * 6, 5, "#39424d", 1)
    bench.box(34, 72, 18, 9, "#5e6873", 1)
    bench.shape((108, 70), (128, 76), (124, 84), (112, 80), fill="#3c444e")
    bench.line((110, 70), (116, 78), (112, 84), (122, 90), fill="#f4f6f8", width=0.8)


def wet_keyboard(bench):
    bench.shade(8, 20, 144, 84, 4)
    bench.box(8, 20, 144, 84, "#b4bac1", 5)
    for row in range(4):
        for column in range(12):
            bench.box(14 + column * 11.2, 27 + row * 11.5, 9.6, 9.6, "#262d36", 1.5)
    bench.box(50, 78, 60, 20, "#a2a9b1", 3)
    for x, y, radius in [(96, 44, 13), (108, 53, 9), (88, 56, 7)]:
        bench.disc(x, y, radius, "#7d5a3c")
    bench.disc(94, 41, 4, "#9b7553")


def dusty_console(bench):
    bench.shade(18, 26, 124, 72, 5)
    bench.box(18, 26, 124, 72, "#e9ecef", 8)
    bench.box(18, 56, 124, 10, "#161b22", 0)
    bench.disc(58, 60.5, 2, "#5aa9ff")
    bench.disc(112, 46, 15, "#20262e")
    for step in range(6):
        bench.line((112, 46), _around(112, 46, 13, step), fill="#8a8f95", width=3)
    bench.disc(112, 46, 4, "#3a424c")
    for x, y in [(98, 36), (121, 55), (104, 58), (125, 40), (110, 33)]:
        bench.disc(x, y, 2.4, "#8f8879")


def _around(x, y, radius, sixth):
    across, down = [(1, 0), (0.5, 0.87), (-0.5, 0.87), (-1, 0), (-0.5, -0.87), (0.5, -0.87)][sixth]
    return x + radius * across, y + radius * down


def bent_tablet(bench):
    bench.shade(22, 12, 116, 96)
    bench.shape((22, 16), (132, 10), (140, 62), (138, 106), (26, 110), fill="#c9ced4")
    bench.shape((29, 22), (127, 17), (133, 62), (131, 99), (32, 103), fill="#151b23")
    bench.line((127, 17), (118, 34), (131, 52), fill=CRACK, width=0.6)
    bench.line((118, 34), (96, 28), fill=CRACK, width=0.5)
    bench.disc(80, 106, 2, "#8f959c")


def burnt_board(bench):
    bench.shade(14, 16, 132, 88, 3)
    bench.box(14, 16, 132, 88, "#1f5b43", 3)
    for x, y, width, height in [
        (26, 26, 34, 34),
        (74, 24, 24, 14),
        (74, 46, 24, 22),
        (112, 26, 24, 40),
    ]:
        bench.box(x, y, width, height, "#171b20", 1.5)
        bench.line((x + 4, y + 5), (x + width - 6, y + 5), fill="#7d858e", width=0.8)
    for column in range(11):
        bench.box(24 + column * 11, 84, 5, 9, "#c9a24b", 0.5)
    bench.disc(88, 74, 7, "#2a1c14")
    bench.disc(88, 74, 3.5, "#0b0908")
    bench.line((60, 43), (74, 57), fill="#86b79d", width=0.7)


def watch_face(bench):
    bench.box(60, 0, 40, 120, "#2b313a", 0)
    bench.shade(50, 28, 60, 64, 14)
    bench.box(50, 28, 60, 64, "#a9b0b8", 16)
    bench.box(55, 33, 50, 54, "#0c1014", 12)
    bench.line((60, 40), (78, 58), (72, 68), (96, 82), fill=CRACK, width=0.6)
    bench.line((78, 58), (100, 50), fill=CRACK, width=0.6)


# name: (what it lies on, how it is drawn)
DRAWINGS = {
    "cracked": (WOOD, cracked_phone),
    "new screen": (WOOD, new_screen),
    "back": (WOOD, phone_back),
    "battery": (MAT, swollen_battery),
    "port": (STEEL, charging_port),
    "hinge": (WOOD, broken_hinge),
    "keyboard": (CLOTH, wet_keyboard),
    "console": (MAT, dusty_console),
    "tablet": (CLOTH, bent_tablet),
    "board": (STEEL, burnt_board),
    "watch": (WOOD, watch_face),
}


def logo():
    """The shop's mark as PNG: a spanner over the waves of the harbour, white on blue."""
    image = Image.new("RGBA", (512, 512))
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((0, 0, 511, 511), 112, "#2557c7")
    draw.line((190, 300, 322, 168), "white", 58)
    draw.ellipse((268, 94, 396, 222), "white")
    draw.polygon([(332, 158), (368, 60), (440, 130)], fill="#2557c7")
    draw.ellipse((152, 264, 228, 340), "white")
    for top, left in ((372, 66), (424, 66)):
        for wave in range(4):
            x = left + wave * 96
            draw.arc((x, top - 28, x + 96, top + 28), 20, 160, "white", 20)
    file = BytesIO()
    image.resize((256, 256), Image.Resampling.LANCZOS).save(file, "PNG")
    return file.getvalue()
