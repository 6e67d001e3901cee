"""Tables that people upload, CSV or XLSX, read as plain text; whatever else comes is refused with a sentence."""

import csv
import datetime
import io
import re
import zipfile
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from config.core.refusals import Refused

MB = 1024 * 1024
MOST_BYTES = 5 * MB
MOST_UNPACKED = 30 * MB  # of a workbook, which is a zip
MOST_PARTS = 500  # files in that zip
MOST_ROWS = 20_000
MOST_COLUMNS = 50
LONGEST_CELL = 500
SHEET_ENDS = 1_048_576  # rows that any spreadsheet has
DELIMITERS = ",;\t|"
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class BadTable(Refused):
    """Not a table we can read; the text says what to do."""


@dataclass(frozen=True)
class Table:
    """The columns that are known, the heads of those that are not, and the rows as {column: text}.

    A row says under ``#`` which one of the file it is. Cells without text are left out.
    """

    columns: list[str]
    unknown: list[str]
    rows: list[dict]


def read_table(data: bytes, names: dict[str, str], needed: list[str]) -> Table:
    """The table in the file, its columns called by ``names`` ({what a head may say: column}).

    Raises BadTable for what is no table, lacks a needed column or is too large.
    """
    if not data.strip():
        raise BadTable(_("This file is empty. Please choose it again."))
    if len(data) > MOST_BYTES:
        raise BadTable(
            _("This file is larger than %(most)d MB. Please split it.") % {"most": MOST_BYTES // MB}
        )
    read = _workbook if data.startswith(b"PK\x03\x04") else _text
    rows = [(number, cells) for number, cells in _limited(read(data))]
    if not rows:
        raise BadTable(_("This table has no rows."))
    heads = [" ".join(head.split()) for head in rows[0][1]]
    columns = _columns(
        [re.sub(r"[\s_-]+", "_", head.lower().rstrip(" *")) for head in heads], names
    )
    _check_columns(columns, heads, needed)
    found = [
        {"#": number}
        | {
            column: cell.strip()
            for column, cell in zip(columns, cells, strict=False)
            if column and cell.strip()
        }
        for number, cells in rows[1:]
    ]
    unknown = [head for head, column in zip(heads, columns, strict=True) if head and not column]
    return Table([column for column in columns if column], unknown, found)


def _columns(heads, names):
    """What the columns are called; another word for one that is there by its own name means something else."""
    columns = [names.get(head) for head in heads]
    return [
        None if column != head and column in heads else column
        for head, column in zip(heads, columns, strict=True)
    ]


def _check_columns(columns, heads, needed):
    for name in needed:
        if name not in columns:
            raise BadTable(
                _(
                    "There is no column “%(name)s”. The first row names the columns; here it says: %(heads)s."
                )
                % {"name": name, "heads": ", ".join(filter(None, heads))[:200] or _("nothing")}
            )
    for name in set(filter(None, columns)):
        if columns.count(name) > 1:
            raise BadTable(_("The column “%s” is there twice.") % name)


def _limited(rows):
    """The rows that have text, with their numbers in the file; raises BadTable where there are too many."""
    kept = 0
    for number, cells in enumerate(rows, start=1):
        if number > SHEET_ENDS:
            break
        if not any(cell.strip() for cell in cells):
            continue
        if any(len(cell) > LONGEST_CELL for cell in cells):
            raise BadTable(
                _("Row %(row)d has a cell of more than %(most)d letters.")
                % {"row": number, "most": LONGEST_CELL}
            )
        kept += 1
        if kept > MOST_ROWS + 1:
            raise BadTable(
                _("This table has more than %(most)d rows. Please split it.") % {"most": MOST_ROWS}
            )
        yield number, cells[:MOST_COLUMNS]


# CSV


def _text(data):
    text = _decoded(data)
    if CONTROLS.search(text):
        raise BadTable(_("This is not a table. Please save it as CSV or XLSX and send that."))
    first = text.lstrip().split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=first.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as error:
        raise BadTable(
            _("This CSV file cannot be read. Please save it again and send that.")
        ) from error


def _decoded(data):
    """The text, whatever program wrote it: with or without a mark, UTF-8, UTF-16 or the old Windows letters."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


# XLSX


def _workbook(data):
    """The rows of the first sheet. A formula is the text that it is: nothing is worked out."""
    import openpyxl  # noqa: PLC0415 -- takes as long as half of our own code, and few bring a workbook

    try:
        _check_parts(data)
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # a sheet may claim to be larger than it is
        for cells in sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True):
            is_empty = cells.count(None) == len(cells)  # a row far below makes a million of them
            yield [] if is_empty else [_as_text(value) for value in cells]
    except BadTable:
        raise
    except Exception as error:  # whatever a parser makes of a hostile file
        raise BadTable(
            _("This workbook cannot be read. Please save the sheet as CSV and send that.")
        ) from error


def _check_parts(data):
    """Raises BadTable for a zip that unpacks to more than a table of our size, or that is no workbook."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        unpacked = sum(part.file_size for part in parts)
        if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED:
            raise BadTable(_("This workbook is too large once unpacked. Please send it as CSV."))
        if "xl/workbook.xml" not in archive.namelist():
            raise BadTable(_("This is not a table. Please save it as CSV or XLSX and send that."))
        for part in parts:
            if part.compress_type not in PACKED or part.flag_bits & 1:
                raise BadTable(_("This workbook is locked or packed in an unusual way."))
            with archive.open(part) as file:
                if b"<!DOCTYPE" in file.read(4096):  # no spreadsheet writes one; it can be a bomb
                    raise BadTable(_("This workbook is built in an unusual way."))


def _as_text(value):
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case int() | float():
            return f"{Decimal(str(value)).normalize():f}"
        case datetime.datetime():
            return f"{value:%Y-%m-%d}"
        case datetime.date():
            return value.isoformat()
    return CONTROLS.sub("", str(value))
