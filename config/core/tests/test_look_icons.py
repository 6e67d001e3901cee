import re

import pytest
from django.conf import settings

USED = re.compile(r"""{% (icon|public_icon) ["']([\w-]+)["']""")
SHEETS = {"icon": "icons.svg", "public_icon": "icons-public.svg"}


def drawn_in(sheet):
    return set(
        re.findall(r'<symbol id="([^"]+)"', (settings.BASE_DIR / "static/img" / sheet).read_text())
    )


@pytest.mark.parametrize("tag", SHEETS)
def test_every_icon_of_a_page_is_on_its_sheet(tag):
    pages = (settings.BASE_DIR / "templates").rglob("*.html")
    used = {name for page in pages for kind, name in USED.findall(page.read_text()) if kind == tag}

    assert used - drawn_in(SHEETS[tag]) == set()
