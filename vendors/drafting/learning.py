"""What examples teach: which words speak for which trade, and which past text is most like a new one."""

from collections import Counter, defaultdict
from heapq import nlargest
from math import log, sqrt

from vendors.drafting.judging import neighbours
from vendors.drafting.words import Word, these

# Words that say nothing of a trade.
EMPTY = these(
    """
    the a an and or but of to in on at for from with by it its is be am i we our my your you us
    me he she they this that these those there here have do will would can could should just
    also very really so too as if when then than all any some one two please thank thanks hi
    hello need get go been since about still again up out now not s t m re ve ll d im ive weve
    hey team dear regards somebody someone who what which how
    """
)
MOST_NEIGHBOURS = 5
DOUBT, LITTLE_DOUBT = 2.0, 0.6  # so often seen, a word says half of what it can
OWN = 2.6


def features(words: list[Word], pieces: bool = True) -> list[str]:
    """What is counted of a text: its telling stems, neighbours among them, and pieces of four letters."""
    telling = [word.stem for word in words if word.stem not in EMPTY]
    found = [*set(telling), *set(neighbours(telling))]
    if not pieces:
        return found
    return found + list(
        {"~" + f" {stem} "[at : at + 4] for stem in telling for at in range(max(1, len(stem) - 1))}
    )


class Tally:
    """How much more often a word comes up in one trade than in the others; every trade counts the same.

    What was seen once says little; what was seen ten times says nearly all it can.
    """

    def __init__(self):
        self.own: frozenset[str] = frozenset()  # words that nobody but this company uses
        self.counts: dict[str, Counter] = defaultdict(Counter)  # feature → trade → texts
        self.texts: Counter = Counter()

    def learn(self, found: list[str], trade: str, share: float = 1.0) -> None:
        self.texts[trade] += share
        for feature in found:
            self.counts[feature][trade] += share

    def weights(self, feature: str) -> dict[str, float]:
        """For each trade that had it; below zero for one that has it less than most."""
        counts = self.counts.get(feature)
        if not counts:
            return {}
        trades = len(self.texts)
        rates = {trade: n / (self.texts[trade] + 3) for trade, n in counts.items()}
        mean = sum(rates.values()) / trades
        seen = sum(counts.values())
        trust = (
            seen / (seen + DOUBT) if feature not in self.own else OWN * seen / (seen + LITTLE_DOUBT)
        )
        return {trade: trust * log((rate + 0.01) / (mean + 0.01)) for trade, rate in rates.items()}


class Memory:
    """The examples, found again by their words."""

    def __init__(self):
        self.found: list[set[str]] = []
        self.where: dict[str, list[int]] = defaultdict(list)
        self.examples: list = []
        self.lengths: list[float] = []
        self.rare: dict[str, float] = {}

    def keep(self, found: list[str], example) -> None:
        words = {feature for feature in found if not feature.startswith("~")}
        for word in words:
            self.where[word].append(len(self.examples))
        self.found.append(words)
        self.examples.append(example)

    def settle(self) -> None:
        """All examples are in: the rarer a word, the more it says."""
        total = len(self.examples) + 1
        self.rare = {word: log(total / len(at)) + 0.2 for word, at in self.where.items()}
        self.lengths = [
            sqrt(sum(self.rare[word] ** 2 for word in words)) or 1.0 for words in self.found
        ]

    def like(self, found: list[str]) -> list[tuple[float, object]]:
        """The examples most like a text, with how like they are (0 to 1), the most alike first."""
        words = {feature for feature in found if not feature.startswith("~")}
        usual = log(len(self.examples) + 2) + 0.2
        length = sqrt(
            sum(self.rare.get(word, usual if " " not in word else 0) ** 2 for word in words)
        )
        shared: dict[int, float] = defaultdict(float)
        for word in words:
            for place in self.where.get(word, ()):
                shared[place] += self.rare[word] ** 2
        best = nlargest(
            MOST_NEIGHBOURS,
            ((total / (length * self.lengths[at]), at) for at, total in shared.items()),
        )
        return [(likeness, self.examples[at]) for likeness, at in best]
