"""What a set costs, through all the recipes below it."""

from dataclasses import dataclass, field
from decimal import Decimal

DEEPEST = 40  # recipes below one another; further down the product's own cost counts
MOST_BRANCHES = 300  # that one page shows


@dataclass(frozen=True)
class Part:
    """So much of a product goes into one set."""

    product: int
    sku: str
    name: str
    unit: str
    cost: Decimal  # of one, as the product says
    quantity: Decimal


@dataclass
class Way:
    """A recipe as a way to make something: for one set of its inputs, so much of each product."""

    recipe: int
    name: str
    inputs: list[Part] = field(default_factory=list)
    outputs: list[Part] = field(default_factory=list)


@dataclass(frozen=True)
class Branch:
    """A line of the tree of a recipe: a part, how deep below, how much for one set and what that costs."""

    depth: int
    part: Part
    quantity: Decimal
    cost: Decimal
    way: Way | None


class Costs:
    """What products cost when they are made by these ways; those that no way makes cost what they say.

    A way that makes several products leaves each of them at its own cost: how they share is for people to say.
    """

    def __init__(self, ways):
        self._makes = {}
        for way in ways:
            if len({part.product for part in way.outputs}) == 1:
                self._makes.setdefault(way.outputs[0].product, way)
        self._known = {}

    def of_one(self, part, depth=0):
        """What one of it costs."""
        way = self._makes.get(part.product)
        if way is None or depth > DEEPEST:
            return part.cost
        if part.product not in self._known:
            self._known[part.product] = part.cost  # where a ring got in after all
            self._known[part.product] = self.of_set(way.inputs, depth + 1) / _made(way)
        return self._known[part.product]

    def of_set(self, inputs, depth=0):
        return sum((part.quantity * self.of_one(part, depth) for part in inputs), Decimal(0))

    def tree(self, inputs):
        """The branches of a set, each above those it is made of."""
        branches = []
        self._grow(branches, inputs, Decimal(1), 0, set())
        return branches

    def _grow(self, branches, inputs, times, depth, above):
        for part in inputs:
            if len(branches) >= MOST_BRANCHES:
                return
            way = self._makes.get(part.product)
            if depth > DEEPEST or part.product in above:
                way = None
            quantity = part.quantity * times
            cost = quantity * self.of_one(part, depth)
            branches.append(Branch(depth, part, quantity, cost, way))
            if way:
                below = quantity / _made(way)
                self._grow(branches, way.inputs, below, depth + 1, above | {part.product})


def _made(way):
    return sum(part.quantity for part in way.outputs)


def uses_above(outputs, ways):
    """[(depth, way)]: the ways that take these products in, and above each those that take in what it makes."""
    takes = {}
    for way in ways:
        for product in {part.product for part in way.inputs}:
            takes.setdefault(product, []).append(way)
    found, seen = [], set()

    def climb(products, depth):
        for way in {way.recipe: way for each in products for way in takes.get(each, ())}.values():
            if way.recipe in seen or depth > DEEPEST:
                continue
            seen.add(way.recipe)
            found.append((depth, way))
            climb([part.product for part in way.outputs], depth + 1)

    climb([part.product for part in outputs], 0)
    return found
