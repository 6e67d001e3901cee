"""Labels for assets: a code that opens the page where a problem is reported, and what the asset is called."""

from django.conf import settings
from django.urls import reverse
from django.utils.text import Truncator

from config.core import outbox
from config.core.models import Document
from warehouse import labels

PAPER = "workorders/assets/pdf/labels.html"


def address_of(asset):
    """What the code of the asset holds: a public page, that leads staff on to the asset."""
    return settings.SITE_URL + reverse("report", args=[asset.code])


def of_asset(asset):
    """What the label of an asset says: its tag, large, its name, and the code to scan."""
    name = Truncator(asset.name).chars(labels.LONGEST_NAME)
    return {"title": asset.tag, "text": name, "code": address_of(asset)}


def print_labels(wanted, *, size, language) -> Document:
    """The labels, ``wanted`` is [(label, how many)], as a PDF: made once for the same facts."""
    return outbox.document(
        PAPER,
        name=f"asset-labels-{size}.pdf",
        facts=labels.facts_of("asset", wanted, size=size, language=language),
        language=language,
    )
