"""What people upload: photos become pixels of our own, documents are PDFs and stay as they are."""

import re
import threading
import unicodedata
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath

import filetype
import pi_heif
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from PIL import Image, ImageCms, ImageOps

pi_heif.register_heif_opener()

MB = 1024 * 1024
PHOTO_BYTES = 15 * MB
PHOTO_PIXELS = 50_000_000  # a 48-megapixel phone
PHOTO_EDGE = 2560
THUMB_EDGE = 480
MOST_SCANS = 100  # a progressive JPEG has about ten; thousands in a small file keep a processor busy for hours
DOCUMENT_BYTES = 20 * MB
NAME_LENGTH = 120

_FORMATS = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/apng": "PNG",
    "image/webp": "WEBP",
    "image/heic": "HEIF",
}
_SCAN = re.compile(rb"\xff\xda\x00[\x08\x0a\x0c\x0e][\x01-\x04]")  # of one to four components
_SRGB = ImageCms.createProfile("sRGB")
_at_work = threading.BoundedSemaphore(2)  # a large photo takes some 200 MB for a moment


class BadPhoto(ValidationError):
    """Not a photo we keep; the message tells its owner what to do."""


class BadDocument(ValidationError):
    """Not a document we keep; the message tells its owner what to do."""


@dataclass(frozen=True)
class CleanPhoto:
    """Upright sRGB pixels as JPEG with nothing else in the file, and a small copy of it."""

    data: bytes
    width: int
    height: int
    thumb: bytes
    kind: str = "image/jpeg"


@dataclass(frozen=True)
class CleanDocument:
    data: bytes
    name: str
    kind: str = "application/pdf"


def clean_photo(upload, *, max_edge=PHOTO_EDGE):
    """The photo, re-encoded with no edge above ``max_edge`` pixels.

    Raises BadPhoto for whatever is no whole JPEG, PNG, WebP or HEIC picture of a phone's size.
    """
    data = _read(upload, PHOTO_BYTES, BadPhoto)
    kind = filetype.guess_mime(data)
    if kind not in _FORMATS:
        raise BadPhoto(
            _("This is not a photo we can read. Please send a JPEG, PNG, WebP or HEIC picture.")
        )
    with _at_work:
        try:
            return _reencode(data, _FORMATS[kind], max_edge)
        except BadPhoto:
            raise
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise _too_many_pixels() from error
        except Exception as error:  # whatever a parser makes of a hostile file
            raise BadPhoto(
                _("This photo is damaged or incomplete. Please take it again or send another copy.")
            ) from error


def clean_document(upload):
    """The bytes of a PDF and the name to show; raises BadDocument for anything else."""
    data = _read(upload, DOCUMENT_BYTES, BadDocument)
    if not data.startswith(b"%PDF-"):
        raise BadDocument(_("This is not a PDF. Please save the document as PDF and send that."))
    if b"%%EOF" not in data[-1024:]:
        raise BadDocument(_("This PDF is incomplete. Please send it again."))
    return CleanDocument(data, display_name(getattr(upload, "name", "")))


def display_name(name):
    """The last part of a file name without control or direction characters, 120 at most, ending kept."""
    name = re.split(r"[\\/]", unicodedata.normalize("NFC", str(name or "")))[-1]
    name = "".join(c if unicodedata.category(c)[0] not in "CZ" else " " * c.isspace() for c in name)
    name = " ".join(name.split()).lstrip(".")
    if not name:
        return _("file")
    ending = PurePath(name).suffix[:12]
    return name if len(name) <= NAME_LENGTH else name[: NAME_LENGTH - len(ending)] + ending


class PhotosInput(forms.ClearableFileInput):
    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class PhotosField(forms.FileField):
    """Up to ten photos; the value is a list of CleanPhoto."""

    widget = PhotosInput
    default_error_messages = {
        "required": gettext_lazy("Please choose at least one photo."),
    }

    def __init__(self, *, most=10, **kwargs):
        self.most = most
        super().__init__(**kwargs)

    def widget_attrs(self, widget):
        kinds = "image/jpeg,image/png,image/webp,image/heic,.heic"
        return super().widget_attrs(widget) | {"accept": kinds, "data-preview": True}

    def has_changed(self, initial, data):
        return bool(data)

    def clean(self, data, initial=None):
        uploads = [upload for upload in (data or []) if upload is not None]
        if self.required and not uploads:
            raise ValidationError(self.error_messages["required"], code="required")
        if len(uploads) > self.most:
            raise ValidationError(
                ngettext(
                    "Please choose at most %(most)d photo.",
                    "Please choose at most %(most)d photos.",
                    self.most,
                )
                % {"most": self.most}
            )
        photos, errors = [], []
        for upload in uploads:
            try:
                photos.append(clean_photo(upload))
            except BadPhoto as error:
                errors.append(f"{display_name(upload.name)}: {error.message}")
        if errors:
            raise ValidationError(errors)
        return photos


def _read(upload, limit, refusal):
    """All bytes of the upload; raises ``refusal`` when there are none or more than ``limit``."""
    upload.seek(0)
    data = upload.read(limit + 1)
    if not data:
        raise refusal(_("This file is empty. Please choose it again."))
    if len(data) > limit:
        raise refusal(
            _("This file is larger than %(most)d MB. Please send a smaller one.")
            % {"most": limit // MB}
        )
    return data


def _reencode(data, file_format, max_edge):
    if file_format == "JPEG" and len(_SCAN.findall(data)) > MOST_SCANS:
        raise BadPhoto(_("This photo is built in an unusual way. Please send a new copy of it."))
    if file_format == "WEBP":
        _check_pixels(*_webp_size(data))
    with Image.open(BytesIO(data), formats=[file_format]) as image:
        _check_pixels(*image.size)
        photo = _pixels_alone(image, max_edge)
    thumb = photo.copy()
    thumb.thumbnail((THUMB_EDGE, THUMB_EDGE))
    return CleanPhoto(_jpeg(photo), photo.width, photo.height, _jpeg(thumb))


def _check_pixels(width, height):
    if width * height > PHOTO_PIXELS:
        raise _too_many_pixels()


def _too_many_pixels():
    return BadPhoto(
        _("This photo has more than %(most)d megapixels. Please send a smaller one.")
        % {"most": PHOTO_PIXELS // 1_000_000}
    )


def _webp_size(data):
    """Width and height the header of a WebP promises; Pillow would ask memory for them at once."""
    chunk = data[12:16]
    if chunk == b"VP8X":
        return (1 + int.from_bytes(data[at : at + 3], "little") for at in (24, 27))
    if chunk == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    return (int.from_bytes(data[at : at + 2], "little") & 0x3FFF for at in (26, 28))


def _pixels_alone(image, max_edge):
    """An upright sRGB copy on white, of the pixels alone: no EXIF, place, comment or profile comes along."""
    profile = image.info.get("icc_profile")
    if image.mode == "P":
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    elif image.mode == "1":
        image = image.convert("L")
    elif image.mode.startswith("I"):
        image = image.point(lambda value: value / 256).convert("L")  # 16 bits a pixel
    image.thumbnail((max_edge, max_edge), Image.Resampling.LANCZOS)
    image = _in_srgb(_upright(image), profile)
    paper = Image.new("RGB", image.size, "white")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        paper.paste(image, mask=image.getchannel("A"))
    else:
        paper.paste(image.convert("RGB"))
    return paper


def _upright(image):
    try:
        return ImageOps.exif_transpose(image)
    except Exception:  # nonsense in the EXIF block does not make the picture worthless
        return image


def _in_srgb(image, profile):
    if not profile or image.mode not in ("RGB", "RGBA", "L", "CMYK"):
        return image
    try:
        mode = "RGBA" if image.mode == "RGBA" else "RGB"
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        return ImageCms.profileToProfile(image, source, _SRGB, outputMode=mode)
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image


def _jpeg(image):
    out = BytesIO()
    image.save(out, "JPEG", quality=85, progressive=True, optimize=True)
    return out.getvalue()
