import random
import resource
import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from config.core.images import BadPhoto, clean_photo
from config.core.tests.test_images_clean_photo import HEIC, photo_file, two_colours


def png_of(width, height):
    """A black one-bit PNG made row by row, so that the test itself needs no memory."""
    packer = zlib.compressobj(9)
    row = b"\0" * (1 + (width + 7) // 8)
    pixels = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", pixels), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )


def most_memory():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # kB


def refusal_of(data):
    with pytest.raises(BadPhoto) as refused:
        clean_photo(BytesIO(data))
    return refused.value.message


def test_a_bomb_is_refused_before_it_is_unpacked():
    bomb = png_of(30_000, 30_000)
    before = most_memory()
    assert "more than 50 megapixels" in refusal_of(bomb)
    assert most_memory() - before < 20_000


def test_just_too_many_pixels_are_refused():
    assert "more than 50 megapixels" in refusal_of(png_of(8_000, 6_300))


def test_a_webp_that_promises_a_huge_canvas_is_refused():
    data = bytearray(photo_file(Image.new("RGBA", (8, 8), (0, 0, 0, 9)), "WEBP").getvalue())
    assert data[12:16] == b"VP8X"
    data[24:30] = b"\xfe\x3f\x00\xfe\x3f\x00"
    assert "more than 50 megapixels" in refusal_of(data)


def test_a_thread_of_one_pixel_is_harmless():
    clean = clean_photo(BytesIO(png_of(1, 65_000)))
    assert (clean.width, clean.height) == (1, 2560)


def test_a_jpeg_of_a_thousand_scans_is_refused():
    data = photo_file(two_colours(), progressive=True).getvalue()
    start = data.rindex(b"\xff\xda")
    scan = data[start:-2]
    assert "unusual" in refusal_of(data[:-2] + scan * 1000 + b"\xff\xd9")


def test_more_than_15_mb_is_refused():
    padded = photo_file(two_colours()).getvalue() + bytes(15 * 1024 * 1024)
    assert "larger than 15 MB" in refusal_of(padded)


@pytest.mark.parametrize(
    "data",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<?xml version='1.0'?><svg onload='alert(1)'/>",
        b"<!doctype html><script>alert(1)</script>",
        b"GIF89a\x01\x00\x01\x00\x00\x00\x00;",
        b"GIF89a/*<svg/onload=alert(1)>*/=1;",
        b"%PDF-1.4\n%%EOF",
        b"%!PS-Adobe-3.0 EPSF-3.0\n",
        b"8BPS\0\1" + bytes(40),
        b"BM" + bytes(60),
        b"II*\0" + bytes(60),
        b"SIMPLE  =                    T" + bytes(60),
        b"MZ" + bytes(60),
        b"PK\3\4" + bytes(60),
        b"hello",
        b"\0",
    ],
    ids=lambda data: repr(data[:12]),
)
def test_what_is_no_photo_is_refused(data):
    assert "JPEG, PNG, WebP or HEIC" in refusal_of(data)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_script_behind_the_pixels_does_not_come_through(kind):
    polyglot = photo_file(two_colours(), kind).getvalue() + b"<script>alert(1)</script>"
    clean = clean_photo(BytesIO(polyglot))
    assert b"script" not in clean.data + clean.thumb


def noise():
    """A picture that does not pack well, so that half of the file is half of the picture."""
    return Image.frombytes("RGB", (120, 90), random.Random(4).randbytes(120 * 90 * 3))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("part", [0.02, 0.3, 0.6, 0.9])
def test_a_truncated_photo_is_refused(kind, part):
    data = photo_file(noise(), kind).getvalue()
    assert "damaged" in refusal_of(data[: int(len(data) * part)])


@pytest.mark.parametrize("part", [0.3, 0.6, 0.9])
def test_a_truncated_heic_is_refused(part):
    assert "damaged" in refusal_of(HEIC[: int(len(HEIC) * part)])


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIC"])
def test_a_mangled_photo_is_cleaned_or_refused(kind, seed):
    dice = random.Random(f"{kind} {seed}")
    data = bytearray(HEIC if kind == "HEIC" else photo_file(noise(), kind).getvalue())
    for _ in range(dice.randint(1, 12)):
        data[dice.randrange(4, min(len(data), 600))] = dice.randrange(256)
    try:
        clean = clean_photo(BytesIO(data))
    except BadPhoto:
        return
    assert Image.open(BytesIO(clean.data)).size == (clean.width, clean.height)
