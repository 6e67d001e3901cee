import asyncio
import csv
from decimal import Decimal
from io import StringIO

import pytest

from config.core.csv_export import csv_response


def text_of(response):
    return b"".join(response).decode("utf-8-sig")


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", "\n", "\0", "|", "＝"])
def test_text_that_could_run_as_a_formula_is_only_text(first):
    response = csv_response("x", ["a"], [[f"{first}HYPERLINK(1)"]])
    assert f'"\'{first}HYPERLINK(1)"' in text_of(response)


def test_headers_are_guarded_too():
    assert '"\'=1"' in text_of(csv_response("x", ["=1"], []))


def test_negative_numbers_stay_numbers_and_every_cell_is_quoted():
    response = csv_response(
        "x", ["a", "b", "c", "d"], [[-1, Decimal("-2.50"), None, 'say "hi", a=b']]
    )
    assert text_of(response) == '"a","b","c","d"\r\n"-1","-2.50","","say ""hi"", a=b"\r\n'


def test_the_file_is_a_named_download_that_excel_reads_as_utf8():
    response = csv_response("orders", ["a"], [["Lucía"]])
    assert response["Content-Disposition"] == 'attachment; filename="orders.csv"'
    assert b"".join(response).startswith(b"\xef\xbb\xbf")


def test_rows_are_read_only_as_they_are_sent():
    read = []

    def rows():
        for number in range(1000):
            read.append(number)
            yield [number]

    parts = iter(csv_response("x", ["a"], rows()))
    next(parts)
    assert len(read) < 1000
    everything = b"".join(parts).decode()
    assert list(csv.reader(StringIO(everything)))[-1] == ["999"]


def test_an_asgi_server_gets_the_same_without_a_warning():
    async def whole(response):
        return b"".join([part async for part in response])

    response = csv_response("x", ["a"], ([number] for number in range(500)))
    assert asyncio.run(whole(response)).decode().count("\r\n") == 501
