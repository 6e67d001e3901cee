"""Files that nobody should be able to harm the shop with, as they may come by the public form.

``corpus()`` answers a list of (name, bytes, expectation). A refused file is no photo, or not one we take; of a cleaned
one nothing but the pixels may be kept; of an ``either`` file it depends on where the damage fell. Every name holds its
number as ``f017-``, and whatever is hidden in a file holds ``CANARY`` or a tag of a script.
"""

import gzip
import random
import re
import struct
import zipfile
import zlib
from functools import cache
from io import BytesIO

from PIL import Image, ImageCms, PngImagePlugin

from config.core.tests.test_images_clean_photo import HEIC

REFUSED, CLEANED, EITHER = "refused", "cleaned", "either"
MB = 1024 * 1024

SCRIPT = b"<script>alert('CANARY')</script>"
PHP = b"<?php system($_GET['CANARY']); ?>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">' + SCRIPT + b"</svg>"
HTML = b"<!doctype html><html><body>" + SCRIPT + b"</body></html>"
PDF = b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(CANARY)>>>>endobj\ntrailer<<>>\n%%EOF\n"
JS = b"/* CANARY */ fetch('/people/').then(alert)"


@cache
def corpus():
    parts = (
        no_pictures() + two_in_one() + bombs() + broken() + whole() + strange_pictures() + names()
    )
    return [(numbered(nth, name), data, what) for nth, (name, data, what) in enumerate(parts, 1)]


def numbered(nth, name):
    """The name with its number before the last part of its path."""
    return re.sub(r"[^/\\]*$", lambda last: f"f{nth:03}-{last[0]}", name, count=1)


# Pictures to begin with


def colours(mode="RGB", size=(48, 36)):
    """A gradient, so that what is kept can be told from an empty picture."""
    across = Image.linear_gradient("L").resize(size)
    picture = Image.merge("RGB", (across, across.rotate(180), across.rotate(90)))
    return picture.convert(mode)


def noise(size=(80, 60)):
    """A picture that does not pack well: half of the file is half of the picture."""
    return Image.frombytes("RGB", size, random.Random(7).randbytes(size[0] * size[1] * 3))


def packed(image, kind, **options):
    file = BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def jpeg(image=None, **options):
    return packed(image or colours(), "JPEG", **options)


def png(image=None, **options):
    return packed(image or colours(), "PNG", **options)


def webp(image=None, **options):
    return packed(image or colours(), "WEBP", **options)


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def bare_png(width, height, depth=8, colour=2, *, pixels=b"", extra=()):
    """A PNG of exactly these chunks; ``pixels`` is packed already."""
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    chunks = [(b"IHDR", header), *extra, (b"IDAT", pixels or zlib.compress(b"")), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*each) for each in chunks)


def png_with(*extra):
    """A good PNG with more chunks behind its header."""
    data = png()
    return data[:33] + b"".join(chunk(*each) for each in extra) + data[33:]


def jpeg_with(*segments):
    """A good JPEG with more segments: pairs of marker and content."""
    data = jpeg()
    more = b"".join(
        b"\xff" + bytes([marker]) + struct.pack(">H", len(content) + 2) + content
        for marker, content in segments
    )
    return data[:2] + more + data[2:]


@cache
def zeros(size):
    """So many zeros, packed."""
    packer = zlib.compressobj(9)
    block = bytes(MB)
    packed = b"".join(packer.compress(block) for _ in range(size // MB))
    return packed + packer.flush()


def jpeg_of(width, height, data=None):
    """A JPEG whose header promises this size."""
    data = bytearray(data or jpeg())
    at = re.search(rb"\xff[\xc0\xc2]\x00", data).start()
    data[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(data)


def webp_of(width, height, data):
    """A WebP whose header promises this size."""
    data = bytearray(data)
    kind = bytes(data[12:16])
    if kind == b"VP8X":
        data[24:30] = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    elif kind == b"VP8L":
        rest = int.from_bytes(data[21:25], "little") >> 28 << 28
        data[21:25] = (rest | height - 1 << 14 | width - 1).to_bytes(4, "little")
    else:
        data[26:30] = struct.pack("<HH", width, height)
    return bytes(data)


def heic_of(width, height):
    at = HEIC.index(b"ispe") + 8
    return HEIC[:at] + struct.pack(">II", width, height) + HEIC[at + 8 :]


def zipped(**files):
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return file.getvalue()


# What is no picture, whatever its name says


def no_pictures():
    others = {
        "drawing.svg": SVG,
        "drawing.svg.jpg": SVG,
        "bom.svg": b"\xef\xbb\xbf" + SVG,
        "wide.svg": SVG.decode().encode("utf-16"),
        "declared.svg": b"<?xml version='1.0'?><!DOCTYPE svg>" + SVG,
        "entities.svg": b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><svg>&b;</svg>",
        "blank-lines.svg": b"\n" * 600 + SVG,
        "comment.svg": b"<!--" + b"x" * 5000 + b"-->" + SVG,
        "packed.svgz": gzip.compress(SVG, mtime=0),
        "packed.jpg": gzip.compress(SVG, mtime=0),
        "page.html": HTML,
        "page.jpg": HTML,
        "page.xhtml": b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'/>" + SCRIPT,
        "archive.mhtml": b"MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n" + HTML,
        "code.js": JS,
        "code.png": JS,
        "shell.php": PHP,
        "shell.php.jpg": PHP,
        "shell.phtml": b"GIF89a" + PHP,
        "config.htaccess": b"AddType application/x-httpd-php .jpg\n",
        "page.jsp": b"<%@ page import='java.io.*' %>CANARY",
        "run.sh": b"#!/bin/sh\nrm -rf /\n",
        "table.csv": b'=cmd|"/C calc"!A0\n',
        "letter.eml": b"From: a@b\r\nSubject: CANARY\r\n\r\n",
        "paper.pdf": PDF,
        "paper.jpg": PDF,
        "figure.eps": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(CANARY) run\n",
        "figure.ps": b"%!PS\n/CANARY (w) file\n",
        "figure-dos.eps": b"\xc5\xd0\xd3\xc6" + bytes(26) + b"%!PS-Adobe-3.0 EPSF-3.0\n",
        "ghost.jpg": b"%!PS\nuserdict /setpagedevice undef\nlegal\n{ null restore } stopped\n",
        "magick.mvg": b"push graphic-context\nimage over 0,0 0,0 'https://a/x.jpg\"|id\"'\n",
        "magick.jpg": b"viewbox 0 0 9 9\nfill 'url(https://127.0.0.1/CANARY)'\n",
        "program.exe": b"MZ\x90\0" + bytes(60) + b"PE\0\0",
        "program.jpg": b"\x7fELF\x02\x01\x01" + bytes(60),
        "program.class": b"\xca\xfe\xba\xbe\0\0\0\x34",
        "program.wasm": b"\0asm\x01\0\0\0",
        "archive.zip": zipped(a=b"CANARY"),
        "archive.jpg": zipped(a=b"CANARY"),
        "letter.docx": zipped(**{"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"}),
        "archive.rar": b"Rar!\x1a\x07\0" + bytes(40),
        "archive.7z": b"7z\xbc\xaf\x27\x1c" + bytes(40),
        "archive.xz": b"\xfd7zXZ\0" + bytes(40),
        "archive.tar": b"a".ljust(257, b"\0") + b"ustar\0" + bytes(300),
        "film.mp4": b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(40),
        "film.mov": b"\0\0\0\x14ftypqt  \0\0\0\0qt  " + bytes(40),
        "film.webm": b"\x1a\x45\xdf\xa3" + bytes(40),
        "film.avi": b"RIFF\x40\0\0\0AVI LIST" + bytes(40),
        "sound.wav": b"RIFF\x40\0\0\0WAVEfmt " + bytes(40),
        "sound.mp3": b"ID3\x03\0\0\0\0\0\x0a" + bytes(40),
        "plain.txt": b"I could not attach the photo, call me",
        "marks.jpg": b"\xff\xd8\xff",
        "zeros.jpg": bytes(4096),
        "dice.jpg": random.Random(1).randbytes(4096),
        "database.sqlite3": b"SQLite format 3\0" + bytes(100),
        "key.png": b"-----BEGIN CERTIFICATE-----\nCANARY\n",
        "font.woff2": b"wOF2\0\x01\0\0" + bytes(40),
    }
    other_pictures = {
        "moving.gif": packed(
            colours("P"), "GIF", save_all=True, append_images=[colours("P").rotate(90)], loop=0
        ),
        "still.gif": packed(colours("P"), "GIF"),
        "picture.bmp": packed(colours(), "BMP"),
        "picture.tiff": packed(colours(), "TIFF"),
        "big-endian.tif": b"MM\0*\0\0\0\x08" + bytes(60),
        "canon.cr2": b"II*\0\x10\0\0\0CR\x02\0" + bytes(60),
        "picture.ico": packed(colours(), "ICO"),
        "picture.icns": b"icns\0\0\0\x10ic07\0\0\0\x08",
        "picture.ppm": packed(colours(), "PPM"),
        "picture.pcx": packed(colours(), "PCX"),
        "picture.tga": packed(colours(), "TGA"),
        "picture.dds": packed(colours("RGBA"), "DDS"),
        "picture.sgi": packed(colours(), "SGI"),
        "picture.jp2": packed(colours(), "JPEG2000"),
        "picture.avif": packed(colours(), "AVIF", speed=10),
        "picture.jxl": b"\xff\x0a" + bytes(60),
        "picture.psd": b"8BPS\0\x01"
        + bytes(6)
        + b"\0\x03\0\0\0\x09\0\0\0\x09\0\x08\0\x03"
        + bytes(60),
        "picture.xbm": b"#define CANARY_width 8\n#define CANARY_height 1\nstatic char a[]={0};",
        "picture.fits": b"SIMPLE  =                    T" + bytes(60),
        "picture.wmf": b"\xd7\xcd\xc6\x9a" + bytes(60),
        "picture.djvu": b"AT&TFORM" + bytes(60),
        "gif-named.jpg": packed(colours("P"), "GIF"),
        "tiff-named.jpg": packed(colours(), "TIFF"),
        "bmp-named.heic": packed(colours(), "BMP"),
    }
    return [(name, data, REFUSED) for name, data in (others | other_pictures).items()]


def two_in_one():
    """Files that are a picture to one reader and something else to another."""
    archive = zipped(**{"evil.html": HTML})
    hidden = [
        ("page-behind.jpg", jpeg() + HTML),
        ("page-behind.png", png() + HTML),
        ("page-behind.webp", webp() + HTML),
        ("page-behind.heic", HEIC + HTML),
        ("page-in-comment.jpg", jpeg(comment=SCRIPT)),
        ("php-in-comment.jpg", jpeg(comment=PHP)),
        ("php-in-exif.jpg", jpeg(exif=exif_with({0x010E: PHP.decode(), 0x010F: SCRIPT.decode()}))),
        ("php-in-exif.webp", webp(exif=exif_with({0x010E: PHP.decode()}))),
        ("php-in-text.png", png(pnginfo=text_with("Comment", PHP.decode()))),
        ("page-in-itxt.png", png(pnginfo=text_with("XML:com.adobe.xmp", SCRIPT.decode(), i=True))),
        ("php-behind.png", png() + PHP),
        ("js-behind.jpg", jpeg() + JS),
        ("zip-behind.png", png() + archive),
        ("zip-behind.jpg", jpeg() + archive),
        ("pdf-behind.jpg", jpeg() + PDF),
        ("pdf-in-comment.jpg", jpeg(comment=PDF)),
        ("svg-in-app.jpg", jpeg_with((0xEF, SVG))),
        ("php-in-every-app.jpg", jpeg_with(*[(0xE0 + n, PHP) for n in range(1, 16)])),
        ("photo-behind.jpg", jpeg() + jpeg(comment=b"CANARY")),
        ("own-chunk.png", png_with((b"caNa", b"CANARY" + PHP))),
        (
            "own-chunk.webp",
            riff(webp()[12:] + b"CANA" + struct.pack("<I", len(PHP) + 1) + PHP + b"\0"),
        ),
        ("php-in-palette.png", png_with((b"PLTE", (PHP + b"  ")[: len(PHP) // 3 * 3]))),
    ]
    outside = [
        ("page-first.jpg", HTML + jpeg()),
        ("pdf-first.jpg", PDF + jpeg()),
        ("zip-first.jpg", archive + jpeg()),
        ("space-first.jpg", b" " + jpeg()),
        ("gif-script.gif", b"GIF89a/*" + bytes(4) + b"*/=1;" + JS),
        ("bmp-script.bmp", b"BM=1;" + JS),
        ("jpeg-head-page.jpg", b"\xff\xd8\xff\xe0" + HTML),
        ("jpeg-head-php.jpg", b"\xff\xd8\xff\xfe\0\x20" + PHP),
        ("png-head-php.png", b"\x89PNG\r\n\x1a\n" + PHP),
        ("webp-head-page.webp", riff(b"VP8 " + HTML)),
        ("heic-head-page.heic", HEIC[:28] + HTML),
        ("jpeg-is-js.jpg", b"\xff\xd8\xff\xe0\x2f\x2a" + bytes(200) + b"*/=alert(1);/*"),
    ]
    return [(*each, CLEANED) for each in hidden] + [(*each, REFUSED) for each in outside]


def riff(rest):
    return b"RIFF" + struct.pack("<I", len(rest) + 4) + b"WEBP" + rest


def canvas(width, height):
    """The first chunk of a WebP that has more than pixels."""
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return b"VP8X\x0a\0\0\0" + bytes(4) + size


def exif_with(tags, **parts):
    exif = Image.Exif()
    exif.update(tags)
    for directory, inner in parts.items():
        exif.get_ifd({"gps": 0x8825, "camera": 0x8769}[directory]).update(inner)
    return exif


def text_with(key, value, *, i=False, packed=False):
    text = PngImagePlugin.PngInfo()
    (text.add_itxt if i else text.add_text)(key, value, zip=packed)
    return text


def bombs():
    """Small files that promise, or hold, far more than they weigh."""
    lossy, lossless = webp(), webp(lossless=True)
    with_alpha = webp(colours("RGBA"), exif=exif_with({0x010F: "x"}))
    row = zlib.compress(bytes(4000))
    refused = [
        ("bits.png", bare_png(30_000, 30_000, 1, 0, pixels=zeros(113 * MB))),
        ("grey.png", bare_png(16_000, 8_000, 8, 0, pixels=zeros(123 * MB))),
        ("square.png", bare_png(65_535, 65_535)),
        ("largest.png", bare_png(2**31 - 1, 2**31 - 1)),
        ("too-large.png", bare_png(2**32 - 1, 2**32 - 1)),
        ("wide.png", bare_png(2**31 - 1, 1, pixels=row)),
        ("tall.png", bare_png(1, 2**31 - 1, pixels=row)),
        ("deep.png", bare_png(20_000, 20_000, 16, 6)),
        ("laced.png", bare_png(40_000, 40_000, 8, 3, extra=[(b"PLTE", bytes(3))])),
        ("no-width.png", bare_png(0, 9)),
        ("no-height.png", bare_png(9, 0)),
        ("ztxt.png", png_with((b"zTXt", b"CANARY\0\0" + zeros(64 * MB)))),
        ("itxt.png", png_with((b"iTXt", b"CANARY\0\x01\0\0\0" + zeros(64 * MB)))),
        ("many-ztxt.png", png_with(*[(b"zTXt", b"CANARY\0\0" + zeros(MB))] * 80)),
        ("profile.png", png_with((b"iCCP", b"CANARY\0\0" + zeros(64 * MB)))),
        ("square.jpg", jpeg_of(65_500, 65_500)),
        ("wide.jpg", jpeg_of(65_500, 1_000)),
        ("progressive.jpg", jpeg_of(60_000, 60_000, jpeg(progressive=True))),
        ("cmyk.jpg", jpeg_of(20_000, 20_000, jpeg(colours("CMYK")))),
        ("no-width.jpg", jpeg_of(0, 9)),
        ("no-height.jpg", jpeg_of(9, 0)),
        ("lossy.webp", webp_of(16_383, 16_383, lossy)),
        ("lossless.webp", webp_of(16_384, 16_384, lossless)),
        ("canvas.webp", webp_of(16_384, 16_384, with_alpha)),
        ("largest.webp", webp_of(2**24, 2**24, with_alpha)),
        ("small-canvas.webp", riff(canvas(8, 8) + webp_of(16_384, 16_384, lossless)[12:])),
        (
            "two-headers.png",
            png_with((b"IHDR", struct.pack(">IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0))),
        ),
        ("square.heic", heic_of(60_000, 60_000)),
        ("largest.heic", heic_of(2**32 - 1, 2**32 - 1)),
        ("scans.jpg", with_scans(3_000)),
        ("grey-scans.jpg", with_scans(3_000, "L")),
        ("ink-scans.jpg", with_scans(3_000, "CMYK")),
        ("padded-scans.jpg", with_scans(3_000, fill=b"\xff\xff")),
        ("heavy.jpg", jpeg() + bytes(15 * MB)),
        ("heavy.png", png_with((b"caNa", bytes(15 * MB)))),
    ]
    fine = [
        ("thread.png", bare_png(1, 60_000, 1, 0, pixels=zlib.compress(bytes(120_000)))),
        ("ribbon.png", bare_png(60_000, 1, 1, 0, pixels=zlib.compress(bytes(7_501)))),
        ("large.png", bare_png(6_000, 8_000, 1, 0, pixels=zlib.compress(bytes(8_000 * 751)))),
        ("dot.png", png(colours(size=(1, 1)))),
        ("dot.jpg", jpeg(colours(size=(1, 1)))),
        ("dot.webp", webp(colours(size=(1, 1)))),
        ("zeros-behind.jpg", jpeg() + bytes(14 * MB)),
        ("many-texts.png", png_with(*[(b"tEXt", b"CANARY\0x")] * 5_000)),
        ("many-comments.jpg", jpeg_with(*[(0xFE, b"CANARY")] * 5_000)),
        ("filled.jpg", jpeg()[:2] + b"\xff" * 100_000 + jpeg()[2:]),
    ]
    return [(*each, REFUSED) for each in refused] + [(*each, CLEANED) for each in fine]


def with_scans(times, mode="RGB", fill=b""):
    """A progressive JPEG whose first scan, of all its colours at once, comes again and again."""
    data = jpeg(colours(mode), progressive=True)
    starts = [found.start() for found in re.finditer(rb"\xff\xda\x00", data)]
    end = starts[1] if len(starts) > 1 else len(data) - 2
    last = data.find(b"\xff\xc4", starts[0], end)
    scan = data[starts[0] : last if last > 0 else end]
    return data[: starts[0]] + (fill + scan) * times + data[starts[0] :]


# What broke on the way


def broken():
    good = {
        "jpg": jpeg(noise()),
        "progressive.jpg": jpeg(noise(), progressive=True),
        "png": png(noise()),
        "webp": webp(noise()),
        "lossless.webp": webp(noise(), lossless=True),
        "heic": HEIC,
    }
    cuts = [
        (f"cut-{part:g}.{kind}", data[: int(len(data) * part / 100)], REFUSED)
        for kind, data in good.items()
        for part in (0.3, 5, 25, 50, 75, 92)
    ]
    heads = [(f"head-{size}.jpg", good["jpg"][:size], REFUSED) for size in (1, 2, 4, 20)]
    tails = [(f"tail.{kind}", data[len(data) // 3 :], REFUSED) for kind, data in good.items()]
    empty = [("empty.jpg", b"", REFUSED), ("empty", b"", REFUSED)]
    return cuts + heads + tails + empty + mutations(good)


def mutations(good, each=14):
    """Every good file with a few bytes changed, always the same ones."""
    dice = random.Random("hostile")
    found = []
    for kind, data in good.items():
        for nth in range(each):
            changed = bytearray(data)
            for _ in range(dice.choice((1, 3, 20))):
                changed[dice.randrange(len(data))] = dice.randrange(256)
            found.append((f"mutation-{nth}.{kind}", bytes(changed), EITHER))
    return found


# Good photos that know too much


def whole():
    place = {1: "N", 2: (51.0, 30.0, 0.0), 3: "W", 4: (0.0, 7.0, 0.0), 29: "2026:01:01"}
    camera = {0xA431: "CANARY-SERIAL", 0x927C: b"CANARY-MAKER" * 50, 0x9286: b"ASCII\0\0\0CANARY"}
    owner = {0x010F: "CANARY", 0x013B: "CANARY-ARTIST", 0x8298: "CANARY"}
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>CANARY" + SCRIPT + b"</x:xmpmeta>"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    everything = {"exif": exif_with(owner, gps=place, camera=camera), "icc_profile": profile}
    found = [
        ("place.jpg", jpeg(exif=exif_with({}, gps=place))),
        ("serial.jpg", jpeg(exif=exif_with({}, camera=camera))),
        ("owner.jpg", jpeg(exif=exif_with(owner))),
        ("everything.jpg", jpeg(comment=b"CANARY", xmp=xmp, **everything)),
        ("everything.webp", webp(xmp=xmp, **everything)),
        ("everything.png", png(pnginfo=text_with("CANARY", "CANARY", packed=True), **everything)),
        ("everything-progressive.jpg", jpeg(progressive=True, xmp=xmp, **everything)),
        ("profile.jpg", jpeg(icc_profile=profile)),
        ("nonsense-profile.jpg", jpeg(icc_profile=b"CANARY" * 40)),
        ("nonsense-profile.png", png(icc_profile=b"CANARY" * 40)),
        ("nonsense-exif.jpg", jpeg_with((0xE1, b"Exif\0\0CANARY" + bytes(range(200))))),
        ("endless-exif.jpg", jpeg_with((0xE1, b"Exif\0\0II*\0\x08\0\0\0\0\0\x08\0\0\0"))),
        ("photoshop.jpg", jpeg_with((0xED, b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x06CANARY"))),
        ("adobe-first.jpg", jpeg_with((0xEE, b"Adobe\0\x64\0\0\0\0\x01CANARY"))),
        ("heic-place.heic", HEIC),
        ("times.png", png_with((b"tIME", b"\x07\xea\x01\x01\0\0\0"), (b"tEXt", b"Author\0CANARY"))),
        ("exif-chunk.png", png(exif=exif_with(owner, gps=place))),
        ("restarts.jpg", jpeg(restart_marker_rows=1)),
    ]
    found += [
        (f"turned-{turn}.{kind}", packed(colours(), kind, exif=exif_with({0x0112: turn})))
        for turn in (0, 1, 3, 6, 8, 9, 65_535)
        for kind in ("jpeg",)
    ]
    found += [
        (f"turned-{turn}.{kind}", packed(colours(), kind, exif=exif_with({0x0112: turn})))
        for turn, kind in ((5, "png"), (7, "webp"))
    ]
    return [(*each, CLEANED) for each in found]


def strange_pictures():
    clear = colours("P")
    clear.info["transparency"] = 3
    two = [colours(), colours().rotate(180)]
    found = [
        ("ink.jpg", jpeg(colours("CMYK"))),
        ("grey.jpg", jpeg(colours("L"))),
        ("subsampled.jpg", jpeg(subsampling=2, quality=1)),
        ("optimized.jpg", jpeg(optimize=True, quality=100, subsampling=0)),
        ("two-photos.mpo", packed(two[0], "MPO", save_all=True, append_images=two[1:])),
        ("palette.png", png(colours("P"))),
        ("clear-palette.png", png(clear, transparency=bytes(range(256)))),
        ("clear-colour.png", png(transparency=(0, 0, 0))),
        ("bits.png", png(colours("1"))),
        ("grey.png", png(colours("L"))),
        ("grey-alpha.png", png(colours("LA"))),
        ("alpha.png", png(colours("RGBA"))),
        ("sixteen.png", png(Image.new("I;16", (48, 36), 40_000))),
        ("sixteen-colours.png", sixteen_bits()),
        ("moving.png", png(two[0], save_all=True, append_images=two[1:])),
        ("moving.webp", webp(two[0], save_all=True, append_images=two[1:])),
        ("alpha.webp", webp(colours("RGBA"))),
        ("lossless.webp", webp(lossless=True)),
        ("png-named.jpg", png()),
        ("jpg-named.png", jpeg()),
        ("webp-named.heic", webp()),
        ("heic-named.jpg", HEIC),
        ("no-ending", jpeg()),
        ("named.html", jpeg()),
        ("named.php", png()),
        ("named.svg", webp()),
    ]
    return [(*each, CLEANED) for each in found]


def sixteen_bits():
    rows = b"".join(b"\0" + bytes(range(54)) for _ in range(9))
    return bare_png(9, 9, 16, 2, pixels=zlib.compress(rows))


# Names


def names():
    """Good photos and bad ones with names that mean something elsewhere."""
    found = [
        "../../../../etc/passwd.jpg",
        "..\\..\\windows\\win.ini.jpg",
        "/etc/cron.d/job.jpg",
        "C:\\photos\\sink.jpg",
        "null\0.php.jpg",
        "line\r\nX-Header: yes\r\n\r\n.jpg",
        "gnp\u202egpj.exe",
        "zero\u200b\u200bwidth\ufeff.jpg",
        "<img src=x onerror=alert(1)>.jpg",
        '"><svg onload=alert(1)>.jpg',
        "'; drop table photos; --.jpg",
        "{{ 7|add:7 }}{% now 'Y' %}.jpg",
        "$(touch here)`id`|&;.jpg",
        "%s%n%00%2e%2e%2f.jpg",
        "emoji \U0001f6b0\U0001f4a6.jpg",
        "Küche – Spüle 漏水 تسرب.jpg",
        "z" + "a\u0301" * 60 + ".jpg",
        "CON.jpg",
        ".htaccess",
        "many.dots.tar.gz.php.jpg",
        "long" * 150 + ".jpg",
    ]
    return [
        (name, data, what)
        for name in found
        for data, what in ((jpeg(comment=b"CANARY"), CLEANED), (HTML, REFUSED))
    ]
