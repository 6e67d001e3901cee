"""The fonts of our papers are cut from the font of the pages, and every weight that a paper uses is there."""

import re

import pytest
from django.conf import settings

from config.core import paper_fonts

SHEETS = [
    settings.BASE_DIR / f"static/css/{name}.css"
    for name in ("paper", "labels", "asset-labels", "picking-paper", "work-paper")
]


def test_the_fonts_in_the_repository_are_what_is_cut_today():
    """One of them stands for all, which one command makes. Where it fails: make docs"""
    assert all(paper_fonts.file_of(weight).exists() for weight in paper_fonts.WEIGHTS)
    assert paper_fonts.file_of(600).read_bytes() == paper_fonts.cut(600)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.stem)
def test_a_paper_asks_for_no_other_weight(sheet):
    asked = {
        int(weight) for weight in re.findall(r"font(?:-weight)?:\s*(\d00)\b", sheet.read_text())
    }

    assert asked <= set(paper_fonts.WEIGHTS)
