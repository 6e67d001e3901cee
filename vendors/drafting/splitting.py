"""How many separate problems a text names, where each of them begins and ends, and whose work it looks like."""

from dataclasses import dataclass
from itertools import islice, pairwise

import numpy as np

from vendors.drafting.network import Sight, network
from vendors.drafting.wordpieces import wordpieces

MOST_PIECES = 2_000  # of words; what follows belongs to the last problem
MOST_PROBLEMS = 25
WINDOW = 160  # pieces that are looked at together: as long as the texts that were taught
MARGIN = 40  # of those, at an edge, see too little
SURE = 0.0  # log-odds from which a problem begins
APART = 2  # pieces


@dataclass(frozen=True)
class Passage:
    """One problem: the text from ``start`` to ``end``; ``trades`` holds the probability of each that was taught."""

    start: int
    end: int
    trades: dict[str, float]


def passages(text: str) -> list[Passage]:
    """The problems that the text names, in their order; one for a text that names none."""
    pieces = list(islice(wordpieces(text), MOST_PIECES))
    if not pieces:
        return [Passage(0, len(text), {})]
    sight = _seen(pieces)
    places = [0, *_beginnings(pieces, sight.cuts), len(pieces)]
    if len(places) == 2:
        return [Passage(0, len(text), _shares(sight.trades))]
    letters = [0, *(pieces[at].start for at in places[1:-1]), len(text)]
    return [
        Passage(*_trimmed(text, start, end), _shares(sight.trades[first:last]))
        for (first, last), (start, end) in zip(pairwise(places), pairwise(letters), strict=True)
    ]


def _seen(pieces):
    """What the network sees of all pieces, in as many looks as it takes."""
    cuts, trades = [], []
    for at in range(0, max(1, len(pieces) - 2 * MARGIN), WINDOW - 2 * MARGIN):
        look = network().see(pieces[at : at + WINDOW])
        whole = slice(MARGIN if at else 0, None if at + WINDOW >= len(pieces) else -MARGIN)
        cuts.append(look.cuts[whole])
        trades.append(look.trades[whole])
    return Sight(np.concatenate(cuts), np.concatenate(trades))


def _beginnings(pieces, cuts):
    """The pieces with which problems begin after the first, the surest taken first."""
    taken: list[int] = []
    for at in np.argsort(-cuts).tolist():
        if cuts[at] < SURE or len(taken) == MOST_PROBLEMS - 1:
            break
        if at and pieces[at].opens and all(abs(at - other) >= APART for other in taken):
            taken.append(at)
    return sorted(taken)


def _shares(trades):
    """The probability of each trade, by what all pieces of a passage say together."""
    speaks = trades.mean(axis=0)
    shares = np.exp(speaks - speaks.max())
    return dict(zip(network().trades, (shares / shares.sum()).tolist(), strict=True))


def _trimmed(text, start, end):
    """Without the blanks and commas around it."""
    piece = text[start:end]
    kept = piece.strip(" \t\r\n,;-–—•*").rstrip("( \n")
    if not kept:
        return start, end
    at = start + piece.index(kept)
    return at, at + len(kept)
