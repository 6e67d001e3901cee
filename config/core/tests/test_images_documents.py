from io import BytesIO

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict

from config.core.images import BadDocument, PhotosField, clean_document, display_name
from config.core.tests.test_images_clean_photo import photo_file, two_colours

PDF = b"%PDF-1.7\n1 0 obj\nendobj\ntrailer\n%%EOF\n"


class IntakeForm(forms.Form):
    photos = PhotosField(required=False)


def form_with(*uploads):
    return IntakeForm({}, MultiValueDict({"photos": list(uploads)}))


def good_photo(name="front.jpg"):
    return SimpleUploadedFile(name, photo_file(two_colours()).getvalue())


def test_a_pdf_keeps_its_bytes_and_a_clean_name():
    document = clean_document(SimpleUploadedFile("offer.pdf", PDF))
    assert (document.data, document.name, document.kind) == (PDF, "offer.pdf", "application/pdf")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "is empty"),
        (b"<html>%PDF-1.7 %%EOF", "not a PDF"),
        (PDF[:-8], "incomplete"),
        (PDF + bytes(2000), "incomplete"),
    ],
)
def test_what_is_no_whole_pdf_is_refused(data, sentence):
    with pytest.raises(BadDocument, match=sentence):
        clean_document(BytesIO(data))


def test_a_pdf_above_20_mb_is_refused():
    with pytest.raises(BadDocument, match="larger than 20 MB"):
        clean_document(BytesIO(b"%PDF-" + bytes(20 * 1024 * 1024) + b"%%EOF"))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("photo.jpg", "photo.jpg"),
        ("../../etc/passwd", "passwd"),
        (r"C:\Users\ana\front side.jpg", "front side.jpg"),
        ("a\r\nSet-Cookie: x.jpg", "a Set-Cookie: x.jpg"),
        ("ph\u202egpj.exe", "phgpj.exe"),
        ("zero\u200bwidth\x00.png", "zerowidth.png"),
        ("Teléfono 日本.png", "Teléfono 日本.png"),
        ("...", "file"),
        ("", "file"),
        (None, "file"),
    ],
)
def test_a_file_name_is_shown_without_tricks(name, shown):
    assert display_name(name) == shown


def test_a_long_name_is_cut_and_keeps_its_ending():
    shown = display_name("x" * 300 + ".jpeg")
    assert len(shown) == 120
    assert shown.endswith("x.jpeg")


def test_several_photos_are_cleaned():
    form = form_with(good_photo(), good_photo("back.jpg"))
    assert form.is_valid()
    assert [photo.width for photo in form.cleaned_data["photos"]] == [64, 64]


def test_each_bad_file_is_named():
    form = form_with(
        good_photo(),
        SimpleUploadedFile("notes.txt", b"hello"),
        SimpleUploadedFile("empty.jpg", b""),
    )
    assert not form.is_valid()
    first, second = form.errors["photos"]
    assert first.startswith("notes.txt: This is not a photo")
    assert second.startswith("empty.jpg: This file is empty")


def test_eleven_photos_are_too_many():
    form = form_with(*[good_photo() for _ in range(11)])
    assert form.errors["photos"] == ["Please choose at most 10 photos."]


def test_no_photo_is_fine_unless_one_is_required():
    assert form_with().is_valid()
    assert form_with().fields["photos"].clean([]) == []
    with pytest.raises(forms.ValidationError, match="at least one photo"):
        PhotosField().clean([])


def test_the_field_asks_the_phone_for_photos():
    html = str(form_with()["photos"])
    for part in (
        'type="file"',
        "multiple",
        "data-preview",
        'accept="image/jpeg,image/png,image/webp,image/heic,.heic"',
    ):
        assert part in html
