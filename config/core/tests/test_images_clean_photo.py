import base64
from io import BytesIO

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from config.core.images import BadPhoto, clean_photo

# 64 x 32, red left and blue right, to be turned by its EXIF, taken by a "Pear" at 51° N
HEIC = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAchtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAA"
    "AAAAAAAAADRpbG9jAAAAAERAAAIAAQAAAAAB7AABAAAAAAAAAEMAAgAAAAACLwABAAAAAAAAAHgAAAA4aWluZgAAAAAA"
    "AgAAABVpbmZlAgAAAAABAABodmMxAAAAABVpbmZlAgAAAQACAABFeGlmAAAAAA5waXRtAAAAAAABAAABB2lwcnAAAADm"
    "aXBjbwAAAHZodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQAq"
    "QgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbq5Ka5uAhoMCAAAAMDIAAAAwAhYgABAAZEAcFzwIkAAAATY29scm5jbHgAAQAN"
    "AAaAAAAAFGlzcGUAAAAAAAAAQAAAAEAAAAAoY2xhcAAAAEAAAAABAAAAIAAAAAEAAAAAAAAAAv///+AAAAACAAAAEHBp"
    "eGkAAAAAAwgICAAAAAlpcm90AwAAABlpcG1hAAAAAAAAAAEAAQaBAgMFhIYAAAAaaXJlZgAAAAAAAAAOY2RzYwACAAEA"
    "AQAAAMNtZGF0AAAAPygBr1jm9Oq//+c7v/8qPSH2JRfX/+Kr1X9RO0/8YSVJLUGhOEOoU1kV9AH/X9IQtIF+6STPHCOH"
    "8N3q7MGiFAAAAAZFeGlmAABNTQAqAAAACAADAQ8AAgAAAAUAAAAyARIAAwAAAAEABgAAiCUABAAAAAEAAAA4AAAAAFBl"
    "YXIAAAACAAEAAgAAAAJOAAAAAAIABQAAAAMAAABWAAAAAAAAADMAAAABAAAAHgAAAAEAAAAAAAAAAQ=="
)


def photo_file(image, kind="JPEG", **options):
    file = BytesIO()
    image.save(file, kind, **options)
    file.seek(0)
    return file


def two_colours():
    image = Image.new("RGB", (64, 32), "red")
    image.paste("blue", (32, 0, 64, 32))
    return image


def opened(clean):
    return Image.open(BytesIO(clean.data))


def is_near(pixel, colour):
    return all(abs(a - b) < 30 for a, b in zip(pixel, colour, strict=True))


def secrets_of_a_phone():
    exif = Image.Exif()
    exif[0x010F] = "SECRET-MAKER"
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (51.0, 30.0, 0.0)
    return {
        "exif": exif,
        "comment": b"SECRET-COMMENT",
        "xmp": b"<x:xmpmeta>SECRET-XMP</x:xmpmeta>",
        "icc_profile": ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(),
    }


def test_nothing_but_pixels_is_kept():
    source = photo_file(two_colours(), **secrets_of_a_phone())
    assert b"SECRET-COMMENT" in source.getvalue()

    clean = clean_photo(source)

    for data in (clean.data, clean.thumb):
        for secret in (b"SECRET", b"Exif", b"xmpmeta", b"ICC_PROFILE", b"http://ns.adobe.com"):
            assert secret not in data
    assert dict(opened(clean).getexif()) == {}


def test_text_in_a_png_is_not_kept():
    text = PngImagePlugin.PngInfo()
    text.add_text("Author", "SECRET")
    assert b"SECRET" not in clean_photo(photo_file(two_colours(), "PNG", pnginfo=text)).data


def test_the_photo_is_turned_upright():
    clean = clean_photo(photo_file(two_colours(), **secrets_of_a_phone()))
    assert (clean.width, clean.height) == (32, 64)
    assert is_near(opened(clean).getpixel((16, 8)), (255, 0, 0))
    assert is_near(opened(clean).getpixel((16, 56)), (0, 0, 255))


def test_a_heic_from_a_phone_becomes_an_upright_jpeg():
    clean = clean_photo(BytesIO(HEIC))
    assert (clean.kind, clean.width, clean.height) == ("image/jpeg", 32, 64)
    assert is_near(opened(clean).getpixel((16, 8)), (255, 0, 0))
    assert b"Pear" in HEIC
    assert b"Pear" not in clean.data


def test_a_large_photo_is_made_smaller_and_has_a_thumbnail():
    clean = clean_photo(photo_file(Image.new("RGB", (4000, 3000), "green")))
    assert (clean.width, clean.height) == opened(clean).size == (2560, 1920)
    assert Image.open(BytesIO(clean.thumb)).size == (480, 360)


def test_a_small_photo_keeps_its_size():
    clean = clean_photo(photo_file(two_colours()))
    assert (clean.width, clean.height) == (64, 32)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_can_be_read(mode):
    assert opened(clean_photo(photo_file(Image.new(mode, (40, 30)), "PNG"))).mode == "RGB"


def test_a_cmyk_jpeg_can_be_read():
    clean = clean_photo(photo_file(Image.new("CMYK", (40, 30), (0, 255, 255, 0))))
    assert is_near(opened(clean).getpixel((20, 15)), (255, 0, 0))


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_what_is_transparent_becomes_white(kind):
    clean = clean_photo(photo_file(Image.new("RGBA", (40, 30), (0, 0, 0, 0)), kind))
    assert is_near(opened(clean).getpixel((20, 15)), (255, 255, 255))


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_of_an_animation_the_first_picture_is_kept(kind):
    first, second = Image.new("RGB", (40, 30), "red"), Image.new("RGB", (40, 30), "blue")
    file = photo_file(first, kind, save_all=True, append_images=[second], duration=100)
    assert is_near(opened(clean_photo(file)).getpixel((20, 15)), (255, 0, 0))


def test_colours_are_converted_from_the_profile_of_the_camera():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = profile.replace(b"rXYZ", b"swap").replace(b"bXYZ", b"rXYZ").replace(b"swap", b"bXYZ")
    clean = clean_photo(photo_file(two_colours(), icc_profile=swapped))
    assert is_near(opened(clean).getpixel((8, 8)), (0, 0, 255))


def test_a_profile_that_does_not_fit_is_ignored():
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    clean = clean_photo(photo_file(two_colours(), icc_profile=lab))
    assert is_near(opened(clean).getpixel((8, 8)), (255, 0, 0))


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
def test_broken_exif_does_not_spoil_a_good_photo():
    clean = clean_photo(photo_file(two_colours(), exif=b"Exif\0\0MM\0*\xff\xff\xff\xff"))
    assert (clean.width, clean.height) == (64, 32)


def test_an_empty_file_is_refused():
    with pytest.raises(BadPhoto, match="is empty"):
        clean_photo(BytesIO())
