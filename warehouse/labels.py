"""Labels for products and places: what they say, and the sizes there are."""

from dataclasses import dataclass

from django.utils.text import Truncator
from django.utils.translation import gettext_lazy

from config.core import outbox
from config.core.models import Document

MOST_LABELS = 144  # six sheets; a PDF of many more would take too long to set
LONGEST_NAME = 70


@dataclass(frozen=True)
class Size:
    """A kind of label: its name for people, and how many are on a sheet."""

    key: str
    name: str
    on_a_sheet: int = 1


SIZES = {
    size.key: size
    for size in (
        Size("62x29", gettext_lazy("Roll, 62 × 29 mm")),
        Size("100x50", gettext_lazy("Roll, 100 × 50 mm")),
        Size("a4-24", gettext_lazy("A4 sheet, 3 × 8"), 24),
    )
}


def of_product(product):
    """What the label of a product says; the bars are its barcode, or its SKU where it has none."""
    name = Truncator(product.name).chars(LONGEST_NAME)
    return {"title": product.sku, "text": name, "code": product.barcode or product.sku}


def of_location(location):
    """What the label of a place says: its code, large, for eyes and for scanners."""
    text = location.name or location.get_kind_display()
    return {"title": location.code, "text": str(text), "code": location.code}


def facts_of(kind, labels, *, size, language):
    """What the paper prints: ``labels`` is [(label, how many)]; ``kind`` is product or location."""
    each = [label for label, copies in labels for _copy in range(copies)]
    per = SIZES[size].on_a_sheet
    sheets = [each[at : at + per] for at in range(0, len(each), per)]
    return {"kind": kind, "size": size, "language": language, "sheets": sheets}


def print_labels(kind, labels, *, size, language) -> Document:
    """The labels as a PDF: made once for the same facts."""
    return outbox.document(
        "warehouse/catalogue/pdf/labels.html",
        name=f"labels-{size}.pdf",
        facts=facts_of(kind, labels, size=size, language=language),
        language=language,
    )
