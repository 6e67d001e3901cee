"""Labels of products and of places: chosen on a page, printed from the browser or as PDF."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from config.core.keys import key_of, keys_of
from config.core.sending_files import send_paper
from warehouse import labels, services
from warehouse.models import Location, Product

MOST_CHOSEN = 200
MOST_COPIES = 99
MOST_OFFERED = 25  # products that the search offers
MOST_PLACES = 300

may_view_products = permission_required("warehouse.view_product", raise_exception=True)
may_view_places = permission_required("warehouse.view_location", raise_exception=True)


@dataclass
class Choice:
    """What the address asks for: which records, how many labels of each, and of what size."""

    kind: str
    records: list
    copies: dict
    size: str

    @classmethod
    def read(cls, request, kind, rows):
        """The choice among the rows; what is no key, no number or no size is left out."""
        keys = keys_of(request.GET.getlist(kind))[:MOST_CHOSEN]
        found = rows.in_bulk(keys)
        records = [found[key] for key in dict.fromkeys(keys) if key in found]
        copies = {each.pk: number(request.GET.get(f"copies-{each.pk}")) for each in records}
        size = request.GET.get("size")
        return cls(
            kind, records, copies, size if size in labels.SIZES else next(iter(labels.SIZES))
        )

    @property
    def count(self):
        return sum(self.copies.values())

    @property
    def labels(self):
        say = {"product": labels.of_product, "location": labels.of_location}[self.kind]
        return [(say(record), self.copies[record.pk]) for record in self.records]

    @property
    def refusal(self):
        """Why nothing can be printed, or ""."""
        if not self.records:
            return _("Choose at least one first.")
        if self.count > labels.MOST_LABELS:
            return _("At most %d labels can be printed at once.") % labels.MOST_LABELS
        return ""


def number(text):
    """How many copies: one where nothing sensible was typed."""
    return min(max(key_of(text) or 1, 1), MOST_COPIES)


def products_for(request):
    return Product.objects.for_user(request.user)


def places_for(request):
    """The places of the warehouse the user works in; Http404 where there is none."""
    here = services.workplace_of(request.user)
    if here is None:
        raise Http404
    return Location.objects.filter(warehouse=here, active=True)


@require_GET
@may_view_products
def product_labels(request):
    rows = products_for(request)
    choice = Choice.read(request, "product", rows)
    words = words_of(request)
    offered = []
    if words or not choice.records:
        found = rows.active().matching(words) if words else rows.active()
        chosen = [each.pk for each in choice.records]
        offered = found.exclude(pk__in=chosen).order_by("sku")[:MOST_OFFERED]
    return page(request, choice, offered, words)


@require_GET
@may_view_places
def location_labels(request):
    rows = places_for(request)
    choice = Choice.read(request, "location", rows)
    words = words_of(request)
    found = rows.filter(code__icontains=words) if words else rows
    chosen = [each.pk for each in choice.records]
    return page(request, choice, found.exclude(pk__in=chosen)[:MOST_PLACES], words)


def words_of(request):
    return request.GET.get("q", "").strip()[:100]


def page(request, choice, offered, words):
    facts = {
        "choice": choice,
        "rows": [
            *(
                {"record": each, "chosen": True, "copies": choice.copies[each.pk]}
                for each in choice.records
            ),
            *({"record": each, "chosen": False, "copies": 1} for each in offered),
        ],
        "words": words,
        "sizes": labels.SIZES.values(),
        "print_url": reverse(f"warehouse:{choice.kind}_labels_print"),
        "pdf_url": reverse(f"warehouse:{choice.kind}_labels_pdf"),
    }
    return render(request, "warehouse/catalogue/labels.html", facts)


@require_GET
@may_view_products
def product_labels_print(request):
    return print_page(request, Choice.read(request, "product", products_for(request)))


@require_GET
@may_view_places
def location_labels_print(request):
    return print_page(request, Choice.read(request, "location", places_for(request)))


@require_GET
@may_view_products
def product_labels_pdf(request):
    return pdf(request, Choice.read(request, "product", products_for(request)))


@require_GET
@may_view_places
def location_labels_pdf(request):
    return pdf(request, Choice.read(request, "location", places_for(request)))


def print_page(request, choice):
    """The labels as a page to print; the very template and facts of the PDF."""
    if choice.refusal:
        return back(request, choice)
    facts = labels.facts_of(
        choice.kind, choice.labels, size=choice.size, language=translation.get_language()
    )
    return render(request, "warehouse/catalogue/pdf/labels.html", facts | {"medium": "screen"})


def pdf(request, choice):
    """The labels as a PDF: the one already made of the very same facts, or one that is being made now."""
    if choice.refusal:
        return back(request, choice)
    document = labels.print_labels(
        choice.kind, choice.labels, size=choice.size, language=translation.get_language()
    )
    return send_paper(
        request,
        document,
        "warehouse/catalogue/being_made.html",
        back=reverse(f"warehouse:{choice.kind}_labels"),
    )


def back(request, choice):
    """The page of the choice, which says why nothing was printed."""
    messages.error(request, choice.refusal)
    chosen = [(choice.kind, each.pk) for each in choice.records]
    copies = [(f"copies-{key}", many) for key, many in choice.copies.items()]
    query = urlencode([*chosen, *copies, ("size", choice.size)])
    return redirect(f"{reverse(f'warehouse:{choice.kind}_labels')}?{query}")
