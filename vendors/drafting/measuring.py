"""How good an engine is, on requests whose trades somebody wrote down."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from time import perf_counter

from vendors.drafting.kinds import DraftingEngine

NOTHING = "(not found)"


@dataclass(frozen=True)
class Asked:
    """A request and the trades of the problems it names, in any order."""

    text: str
    trades: tuple[str, ...]
    title: str = ""
    description: str = ""


@dataclass
class Marks:
    requests: int = 0
    counted_right: int = 0  # requests whose number of problems was found
    found: int = 0
    expected: Counter = field(default_factory=Counter)  # by trade
    right: Counter = field(default_factory=Counter)
    taken_for: Counter = field(default_factory=Counter)  # (expected, drafted) → how often
    seconds: list[float] = field(default_factory=list)  # of each issue found

    @property
    def accuracy(self) -> float:
        """Trades right of trades expected, from 0 to 1; a problem that was missed counts as wrong."""
        return self.right.total() / max(1, self.expected.total())

    @property
    def milliseconds(self) -> tuple[float, float]:
        """The mean, and what 95 of 100 issues stay below."""
        spent = sorted(self.seconds) or [0.0]
        return 1000 * sum(spent) / len(spent), 1000 * spent[int(0.95 * (len(spent) - 1))]


def measure(engine: DraftingEngine, requests: Iterable[Asked]) -> Marks:
    """The engine's marks over all the requests."""
    marks = Marks()
    for asked in requests:
        begun = perf_counter()
        drafts = engine.draft(asked.text)
        spent = (perf_counter() - begun) / len(drafts)
        marks.seconds += [spent] * len(drafts)
        _mark(marks, Counter(asked.trades), Counter(draft.trade for draft in drafts))
    return marks


def _mark(marks, expected, drafted):
    marks.requests += 1
    marks.counted_right += expected.total() == drafted.total()
    marks.found += drafted.total()
    marks.expected += expected
    marks.right += expected & drafted
    missed = sorted((expected - drafted).elements())
    others = sorted((drafted - expected).elements())
    for place, trade in enumerate(missed):
        marks.taken_for[trade, others[place] if place < len(others) else NOTHING] += 1
