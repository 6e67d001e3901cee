"""Whatever comes by the public form: refused by its name, or kept as pixels alone."""

import re
from html import escape
from itertools import count
from urllib.parse import quote

import pytest

from vendors.models import IssuePhoto, ServiceRequest
from vendors.tests.hostile_files import CLEANED, EITHER, HTML, REFUSED, corpus, jpeg, png

TYPED = {
    "name": "Nora Quill",
    "email": "nora@example.org",
    "phone": "",
    "address": "12 Alder Lane\nBristol",
    "website": "",
}
AN_ISSUE = 10  # photos of one problem
A_REQUEST = 30
PIXELS_ALONE = {0xC0, 0xC2, 0xC4, 0xDA, 0xDB, 0xDD, 0xE0}
TRACES = [b"CANARY", b"<script", b"<?php", b"<svg", b"Exif", b"ICC_PROFILE", b"ns.adobe", b"Pear"]
visitors = count(1)


@pytest.fixture(scope="module")
def files():
    """``files(REFUSED)``: those of the corpus, in parts as large as one request may be."""
    everything = corpus()

    def parts(expectation):
        found = [(name, data) for name, data, what in everything if what == expectation]
        return [found[at : at + A_REQUEST] for at in range(0, len(found), A_REQUEST)]

    return parts


@pytest.fixture(autouse=True)
def shelf(settings, tmp_path):
    """The one directory in which files may be left."""
    settings.MEDIA_ROOT = tmp_path / "data" / "files"
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "incoming"
    settings.FILE_UPLOAD_TEMP_DIR.mkdir()
    return settings.MEDIA_ROOT


def left_in(directory):
    return sorted(path for path in directory.rglob("*") if path.is_file())


def fields(*, issues):
    number = next(visitors)
    typed = TYPED | {"once": f"key-{number}"}
    for place in range(issues):
        typed[f"issues-{place}-description"] = f"The pipe drips at place {place}"
        typed[f"issues-{place}-urgency"] = "normal"
    return typed


def multipart(typed, uploads, kind):
    """The body of a form, written by hand: no client may mend the names on the way."""
    parts = [
        f'--edge\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in typed.items()
    ]
    for nth, (name, data) in enumerate(uploads):
        field = f"issues-{nth // AN_ISSUE}-photos"
        head = f"form-data; name=\"{field}\"; filename*=UTF-8''{quote(name, safe='')}"
        head = f"--edge\r\nContent-Disposition: {head}\r\nContent-Type: {kind}\r\n\r\n"
        parts.append(head.encode() + data + b"\r\n")
    return b"".join(parts) + b"--edge--\r\n"


def send(client, uploads, kind="image/jpeg"):
    typed = fields(issues=-(-len(uploads) // AN_ISSUE) or 1)
    return post(client, multipart(typed, uploads, kind))


def post(client, body, kind="multipart/form-data; boundary=edge"):
    visitor = f"192.0.2.{next(visitors) % 250}"
    return client.post("/request/", body, content_type=kind, REMOTE_ADDR=visitor)


def refusals(answer):
    """What was said of each refused photo, by the number in its name."""
    said = {}
    for issue in answer.context["form"].issues:
        for message in issue.errors.get("photos", []):
            number, text = re.match(r"(f\d{3}-).*: (.+)$", message, re.S).groups()
            assert escape(message) in answer.text
            said[number] = text
    return said


def number_of(name):
    return re.search(r"f\d{3}-", name)[0]


def segments(data):
    """The markers of a JPEG from its start to its end; what follows the end fails."""
    assert data.startswith(b"\xff\xd8")
    assert data.endswith(b"\xff\xd9")
    found, at = [], 2
    while at < len(data) - 2:
        assert data[at] == 0xFF, "bytes that belong to nothing"
        found.append(data[at + 1])
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if found[-1] == 0xDA:
            at = re.compile(rb"\xff[^\0\xd0-\xd7]", re.S).search(data, at).start()
    return found


def assert_pixels_alone(data):
    assert set(segments(data)) <= PIXELS_ALONE
    assert [trace for trace in TRACES if trace.lower() in data.lower()] == []


def assert_kept_well(uploads, shelf):
    """Each upload is a photo of its own, pixels alone, in two sizes and nowhere else."""
    photos = IssuePhoto.objects.order_by("issue__place", "pk")
    assert len(photos) == len(uploads)
    kept = left_in(shelf)
    assert len(kept) == 2 * len(uploads)
    assert {path.suffix for path in kept} == {".jpg"}
    for path in kept:
        assert_pixels_alone(path.read_bytes())
    assert left_in(shelf.parents[1]) == kept


def test_there_are_enough_of_them(files):
    all_files = corpus()
    assert len(all_files) >= 300
    assert len({number_of(name) for name, _data, _what in all_files}) == len(all_files)
    assert sum(map(len, files(REFUSED))) > 150
    assert [len(files(CLEANED)), len(files(EITHER))] == [4, 3]  # as many as are tried below


def test_what_is_no_photo_is_refused_by_its_name_and_nothing_is_stored(client, files, shelf):
    for part in files(REFUSED):
        answer = send(client, part, "image/jpeg")

        assert answer.status_code == 422
        said = refusals(answer)
        assert set(said) == {number_of(name) for name, _data in part}
        assert all(text.endswith(".") and len(text) < 120 for text in said.values())
        for kept in ("Nora Quill", "12 Alder Lane", "The pipe drips at place 0"):
            assert kept in answer.text
        for markup in ("<img src=x", "<svg onload", "CANARY"):
            assert markup not in answer.text
    assert not ServiceRequest.objects.exists()
    assert left_in(shelf.parents[1]) == []


@pytest.mark.parametrize("nth", range(4))
def test_a_photo_is_kept_as_pixels_alone(client, files, shelf, nth):
    uploads = files(CLEANED)[nth]
    answer = send(client, uploads, "text/html")

    assert answer.status_code == 302
    assert_kept_well(uploads, shelf)


@pytest.mark.parametrize("nth", range(3))
def test_a_damaged_photo_is_refused_by_its_name_or_kept_as_pixels(client, files, shelf, nth):
    uploads = files(EITHER)[nth]
    answer = send(client, uploads)
    if answer.status_code == 422:
        refused = refusals(answer)
        assert refused
        assert left_in(shelf.parents[1]) == []
        uploads = [(name, data) for name, data in uploads if number_of(name) not in refused]
        answer = send(client, uploads)

    assert answer.status_code == 302
    assert_kept_well(uploads, shelf)


def test_one_bad_file_among_good_ones_is_the_only_one_named(client, shelf):
    uploads = [("f001-sink.jpg", jpeg()), ("f002-bad.jpg", HTML), ("f003-wall.png", png())]
    answer = send(client, uploads)

    assert answer.status_code == 422
    assert set(refusals(answer)) == {"f002-"}
    assert left_in(shelf.parents[1]) == []


@pytest.mark.parametrize("name", ["../../f001-sink.jpg", "f001-a\0b\r\nX\u202egpj.exe"])
def test_a_refusal_shows_a_name_that_is_safe_to_read(client, name):
    answer = send(client, [(name, HTML)])

    (message,) = answer.context["form"].issues[0].errors["photos"]
    shown = message.partition(": ")[0]
    assert shown.startswith("f001-")
    assert shown.isprintable()
    assert "/" not in shown


def test_a_name_of_4_kb_stores_nothing(client, shelf):
    answer = send(client, [("f001-" + "n" * 4096 + ".jpg", jpeg())])

    assert answer.status_code in (400, 422)
    assert not ServiceRequest.objects.exists()
    assert left_in(shelf.parents[1]) == []


@pytest.mark.parametrize("name", ["", ".", "..", "../", "\0", "\u202e"])
def test_a_file_without_a_name_leaves_nothing_outside(client, shelf, name):
    answer = send(client, [(name, jpeg())])

    assert answer.status_code in (302, 422)
    assert left_in(shelf.parents[1]) == left_in(shelf)


def test_more_files_than_a_request_may_have_store_nothing(client, shelf):
    uploads = [(f"f{nth:03}-dot.png", png()) for nth in range(A_REQUEST + 1)]
    answer = send(client, uploads)

    assert answer.status_code in (400, 422)
    assert not ServiceRequest.objects.exists()
    assert left_in(shelf.parents[1]) == []


def test_more_photos_than_a_problem_may_have_store_nothing(client, shelf):
    body = multipart(fields(issues=2), [(f"f{nth:03}-dot.png", png()) for nth in range(12)], "x/y")
    answer = post(client, body.replace(b"issues-1-photos", b"issues-0-photos"))

    assert answer.status_code == 422
    assert not ServiceRequest.objects.exists()
    assert left_in(shelf.parents[1]) == []


FORM = "multipart/form-data; boundary=edge"
GOOD = multipart(fields(issues=1), [("f001-sink.jpg", jpeg())], "image/jpeg")


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (GOOD, "multipart/form-data"),
        (GOOD, "multipart/form-data; boundary=other"),
        (GOOD, "multipart/form-data; boundary=" + "e" * 300),
        (GOOD, "application/x-www-form-urlencoded"),
        (GOOD, "image/jpeg"),
        (jpeg(), FORM),
        (b"", FORM),
        (b"--edge" * 5_000, FORM),
        (GOOD.replace(b"Content-Type: image/jpeg", b"Content-Transfer-Encoding: base64"), FORM),
    ],
    ids=range(9),
)
def test_a_body_that_is_no_form_stores_nothing(client, shelf, body, kind):
    answer = post(client, body, kind)

    assert answer.status_code in (400, 415, 422)
    assert not ServiceRequest.objects.exists()
    assert left_in(shelf.parents[1]) == []


@pytest.mark.parametrize("letters", [b"UTF-99''", b"UTF-8'en'%ff%fe", b"UTF-8'", b"idna''%80"])
def test_a_name_in_letters_nobody_knows_is_no_fault_of_ours(client, shelf, letters):
    answer = post(client, GOOD.replace(b"UTF-8''", letters), FORM)

    assert answer.status_code in (302, 400, 422)
    assert left_in(shelf.parents[1]) == left_in(shelf)


def test_a_body_that_ends_in_the_middle_of_a_photo_keeps_no_half_photo(client, shelf):
    answer = post(client, GOOD[:-300], FORM)

    assert answer.status_code in (302, 400, 422)
    assert left_in(shelf.parents[1]) == []
