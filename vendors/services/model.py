"""The language model of the settings, and what it is shown of the company's decisions."""

import re
from dataclasses import replace
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from vendors.drafting import DraftingEngine, Example
from vendors.drafting.llm import LanguageModelEngine
from vendors.models import DraftProposal, VendorWorkOrder
from vendors.states import Decision

LATEST = 1000  # decisions, of which it is shown the nearest few
REFUSED = 200
PEOPLE = ("name", "home__homeowner", "home__address", "home__community")


def may_be_asked() -> bool:
    """Whether there is a key, and less was written in the last 24 hours than the shop pays for."""
    day_ago = timezone.now() - timedelta(days=1)
    written = DraftProposal.objects.filter(engine=LanguageModelEngine.name, at__gt=day_ago)
    return bool(settings.DRAFTING_KEY) and written.count() < settings.DRAFTING_A_DAY


def language_model(
    fallback: DraftingEngine, trades: list[str], orders: list[Example]
) -> LanguageModelEngine:
    """An engine for one request; ``orders`` are the company's decisions, each with the key of its order."""
    return LanguageModelEngine(
        trades=trades,
        examples=_refused() + _of_nobody(orders),
        fallback=fallback,
        url=settings.DRAFTING_URL,
        key=settings.DRAFTING_KEY,
        model=settings.DRAFTING_MODEL,
        timeout=settings.DRAFTING_TIMEOUT,
    )


def _refused():
    people = [f"issue__request__{name}" for name in PEOPLE]
    drafts = DraftProposal.objects.filter(decision=Decision.REJECTED).order_by("-pk")[:REFUSED]
    return [
        Example(_without(names, text), trade, refused=True)
        for text, trade, *names in drafts.values_list("text", "trade__slug", *people)
    ]


def _of_nobody(orders):
    """The orders without the names and addresses that stand in their requests, however they are written."""
    orders = [each for each in orders if each.key][-LATEST:]
    people = [f"request__{name}" for name in PEOPLE]
    rows = VendorWorkOrder.objects.filter(pk__in=[each.key for each in orders])
    known = {key: names for key, *names in rows.values_list("pk", *people)}
    return [
        replace(
            each,
            **{
                name: _without(known.get(each.key, []), getattr(each, name))
                for name in ("text", "title", "description")
            },
        )
        for each in orders
    ]


def _without(names, text):
    words = {word for name in names for word in re.findall(r"\w{3,}", name)}
    if not words:
        return text
    return re.sub(rf"\b(?:{'|'.join(map(re.escape, words))})\b", "…", text, flags=re.IGNORECASE)
