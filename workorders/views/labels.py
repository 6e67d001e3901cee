"""Labels of assets: chosen on a page, printed from the browser or as PDF."""

from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_GET

from config.core.sending_files import send_paper
from warehouse import labels as sizes
from warehouse.views.catalogue_labels import Choice, words_of
from workorders import labels as papers
from workorders.models import Asset
from workorders.views.assets import may_view

MOST_OFFERED = 25


class Labels(Choice):
    """What the address asks for: which assets, how many labels of each, and of what size."""

    @property
    def labels(self):
        return [(papers.of_asset(asset), self.copies[asset.pk]) for asset in self.records]


def choice_of(request):
    return Labels.read(request, "asset", assets_for(request))


def assets_for(request):
    return Asset.objects.for_user(request.user)


@require_GET
@may_view
def labels(request):
    choice, words = choice_of(request), words_of(request)
    offered = []
    if words or not choice.records:
        found = assets_for(request).in_use().matching(words)
        chosen = [each.pk for each in choice.records]
        offered = found.exclude(pk__in=chosen).order_by("tag")[:MOST_OFFERED]
    facts = {
        "choice": choice,
        "rows": [
            *(
                {"asset": each, "chosen": True, "copies": choice.copies[each.pk]}
                for each in choice.records
            ),
            *({"asset": each, "chosen": False, "copies": 1} for each in offered),
        ],
        "words": words,
        "sizes": sizes.SIZES.values(),
    }
    return render(request, "workorders/assets/labels.html", facts)


@require_GET
@may_view
def labels_print(request):
    """The labels as a page to print; the very template and facts of the PDF."""
    choice = choice_of(request)
    if choice.refusal:
        return back(request, choice)
    facts = sizes.facts_of(
        "asset", choice.labels, size=choice.size, language=translation.get_language()
    )
    return render(request, papers.PAPER, facts | {"medium": "screen"})


@require_GET
@may_view
def labels_pdf(request):
    """The labels as a PDF: the one already made of the very same facts, or one that is being made now."""
    choice = choice_of(request)
    if choice.refusal:
        return back(request, choice)
    document = papers.print_labels(
        choice.labels, size=choice.size, language=translation.get_language()
    )
    address = reverse("workorders:asset_labels")
    return send_paper(request, document, "warehouse/catalogue/being_made.html", back=address)


def back(request, choice):
    """The page of the choice, which says why nothing was printed."""
    messages.error(request, choice.refusal)
    chosen = [("asset", each.pk) for each in choice.records]
    copies = [(f"copies-{key}", many) for key, many in choice.copies.items()]
    query = urlencode([*chosen, *copies, ("size", choice.size)])
    return redirect(f"{reverse('workorders:asset_labels')}?{query}")
