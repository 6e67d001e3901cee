"""What goes into an engine and what comes out of it."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Example:
    """What people decided about an issue: the homeowner's words and the order that was made of them.

    ``refused`` marks a draft that a person rejected: ``trade`` is then what it was *not*.
    """

    text: str
    trade: str  # slug
    title: str = ""
    description: str = ""
    key: int | None = None  # of the order
    refused: bool = False


@dataclass(frozen=True)
class Draft:
    """One problem found in a text, and the order that an engine proposes for it.

    ``text`` is the part of the homeowner's own words that it is about, letter by letter; ``confidence`` lies between
    0 and 1; ``words`` are what it went by, the strongest first; ``leaned_on`` are the keys of the examples most like it.
    ``engine`` and ``version`` say who wrote it where that is not the engine that was asked.
    """

    text: str
    trade: str  # slug
    title: str
    description: str
    confidence: float
    words: tuple[str, ...] = ()
    leaned_on: tuple[int, ...] = ()
    engine: str = ""
    version: str = ""
    prompt_hash: str = ""


class DraftingEngine(Protocol):
    """Writes drafts. An engine is made for one company: with its trades and what it decided so far."""

    name: str
    version: str

    def draft(self, text: str, room: str = "") -> list[Draft]:
        """At least one draft for the text, one for each problem it names, in the order of the text."""
