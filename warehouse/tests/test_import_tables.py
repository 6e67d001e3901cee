"""What tables say, whatever program wrote them; and what is no table."""

import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest

from warehouse.services import tables
from warehouse.services.tables import BadTable, read_table

NAMES = {"sku": "sku", "code": "sku", "name": "name", "price": "price", "use_by": "day"}


def read(data, needed=("sku",)):
    return read_table(data if isinstance(data, bytes) else data.encode(), NAMES, list(needed))


def workbook(rows, title="Sheet"):
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def changed(data, name, text):
    """The workbook with another text for one of its parts."""
    old, new = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in old.namelist():
            archive.writestr(part, text if part == name else old.read(part))
    return new.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_csv_is_read_whatever_wrote_it(delimiter, encoding):
    text = delimiter.join(["SKU", "Name"]) + "\r\n" + delimiter.join(["TEA", '"Té, verde; 1|2"'])
    table = read(text.encode(encoding))
    assert table.rows == [{"#": 2, "sku": "TEA", "name": "Té, verde; 1|2"}]


def test_rows_keep_their_number_and_empty_cells_are_left_out():
    table = read("\n\nCode,Name,Colour\n\nTEA,,red\n ,Mug,\n")
    assert table.rows == [{"#": 5, "sku": "TEA"}, {"#": 6, "name": "Mug"}]
    assert table.unknown == ["Colour"]


def test_heads_are_known_in_any_case_and_spelling():
    assert read("* sku *,USE-BY \nTEA,2027-01-01".replace("* sku *", "Sku*")).columns == [
        "sku",
        "day",
    ]


def test_another_word_for_a_column_that_is_there_by_its_own_name_is_not_read():
    table = read("Code,SKU\nX,TEA")
    assert (table.rows, table.unknown) == ([{"#": 2, "sku": "TEA"}], ["Code"])


def test_a_workbook_is_read_as_text():
    data = workbook(
        [
            ["SKU", "Name", "Price", "Use by"],
            [12345, "=1+1", 4.5, date(2027, 3, 31)],
            ["A", True, 1e21, datetime(2027, 3, 31, 12, 0)],
        ]
    )
    assert read(data).rows == [
        {"#": 2, "sku": "12345", "name": "=1+1", "price": "4.5", "day": "2027-03-31"},
        {"#": 3, "sku": "A", "name": "yes", "price": f"{10**21}", "day": "2027-03-31"},
    ]


def test_a_sheet_that_claims_to_be_huge_is_read_as_far_as_it_goes():
    sheet = "xl/worksheets/sheet1.xml"
    data = workbook([["SKU"], ["TEA"]])
    text = zipfile.ZipFile(io.BytesIO(data)).read(sheet).decode()
    claimed = text.replace('ref="A1:A2"', 'ref="A1:XFD1048576"')
    assert claimed != text
    assert read(changed(data, sheet, claimed)).rows == [{"#": 2, "sku": "TEA"}]
    far = text.replace('r="2"', 'r="99999999"').replace('r="A2"', 'r="A99999999"')
    assert read(changed(data, sheet, far)).rows == []


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "not a table"),
        (b"SKU,Name\nTEA,a\0b", "not a table"),
        (b"%PDF-1.7\n1 0 obj", "no column"),
        (b"Name\nTea", "no column"),
        (b"SKU,Name,sku\nA,B,C", "twice"),
        (b'SKU\n"' + b"x" * 200_000, "cannot be read"),
        (b"SKU\n" + b"x" * 501, "more than 500 letters"),
        (b"PK\x03\x04 and then nothing", "cannot be read"),
        (b"\xff\xfe\x00\xd8\x00", "no column"),
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(data, says):
    with pytest.raises(BadTable, match=says):
        read(data)


def test_a_zip_that_is_no_workbook_is_refused():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("notes.txt", "hello")
    with pytest.raises(BadTable, match="not a table"):
        read(file.getvalue())


def test_a_zip_bomb_is_refused_unread():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * (tables.MOST_UNPACKED + 1))
    assert len(file.getvalue()) < 100_000
    with pytest.raises(BadTable, match="too large once unpacked"):
        read(file.getvalue())


def test_a_workbook_with_entities_is_refused():
    data = workbook([["SKU"], ["TEA"]])
    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><sst>&a;</sst>'
    for part in ("xl/worksheets/sheet1.xml", "xl/workbook.xml"):
        with pytest.raises(BadTable):
            read(changed(data, part, bomb))


def test_broken_xml_is_refused():
    data = workbook([["SKU"], ["TEA"]])
    for part in ("xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"):
        with pytest.raises(BadTable):
            read(changed(data, part, "<x"))


def test_too_many_rows_or_bytes_are_refused(monkeypatch):
    monkeypatch.setattr(tables, "MOST_ROWS", 3)
    assert len(read("sku\n" + "A\n" * 3).rows) == 3
    with pytest.raises(BadTable, match="more than 3 rows"):
        read("sku\n" + "A\n" * 4)
    with pytest.raises(BadTable, match="larger than 5 MB"):
        read(b"sku\n" + b"A\n" * tables.MOST_BYTES)
