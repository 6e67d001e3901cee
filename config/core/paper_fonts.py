"""The fonts of our papers: a file for each weight, cut from the variable font of the pages.

WeasyPrint unpacks a variable font and cuts its weights anew for each paper, which took a third of the time of a receipt.
"""

import io

from django.conf import settings
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

FONTS = settings.BASE_DIR / "static/fonts"
VARIABLE = FONTS / "inter-latin-wght-normal.woff2"
WEIGHTS = (400, 500, 600, 700)  # that css/paper.css and css/labels.css use


def file_of(weight):
    return FONTS / f"inter-latin-{weight}.ttf"


def cut(weight):
    """The bytes of this one weight, the same each time."""
    font = TTFont(VARIABLE, recalcTimestamp=False)
    font.flavor = None
    file = io.BytesIO()
    instantiateVariableFont(font, {"wght": weight}, inplace=True)
    font.save(file)
    return file.getvalue()
