"""Desks up the street whose papers hold goods that picking lists fetch: the warehouse knows them by number alone."""

from collections import defaultdict


class Holder:
    """What the warehouse asks of such a desk, which subclasses this and registers it."""

    prefix = ""  # of the numbers of its papers

    def lock(self, numbers):
        """These papers are locked, and before them what its desk locks before them, in the desk's one order."""

    def papers(self, numbers):
        """The records of these numbers, each with its ``status``, ``name`` and ``scheduled_at``."""
        return []

    def asking(self, numbers):
        """As ``papers``, without those for which nothing may be fetched now."""
        return self.papers(numbers)

    def told(self, picking_list, step, *, by):
        """Follow a step that a list took which fetches for its papers; they are locked.

        At its first, ``open``, raises StepRefused where nothing may be fetched for one of them now.
        """


_holders = {}


def register(holder: Holder) -> None:
    """Papers with numbers of this prefix are that desk's."""
    _holders[holder.prefix] = holder


def lock(numbers) -> None:
    """All of these papers are locked, desk by desk; they come before production orders, picking lists and levels."""
    for holder, theirs in _by_holder(numbers):
        holder.lock(theirs)


def papers(numbers) -> list:
    """The records of these numbers that some desk has registered for."""
    return [paper for holder, theirs in _by_holder(numbers) for paper in holder.papers(theirs)]


def asking(numbers) -> list:
    """As ``papers``, without those for which nothing may be fetched now."""
    return [paper for holder, theirs in _by_holder(numbers) for paper in holder.asking(theirs)]


def prefixes() -> list[str]:
    """What the numbers begin with for which lists fetch."""
    return sorted(_holders)


def tell(picking_list, step, *, by) -> None:
    """Whoever holds what the list fetches, or fetched, follows its step."""
    for holder, _theirs in _by_holder(picking_list.documents):
        holder.told(picking_list, step, by=by)


def _by_holder(numbers):
    found = defaultdict(set)
    for number in numbers:
        found[number[:2]].add(number)
    return [(_holders[prefix], found[prefix]) for prefix in sorted(found) if prefix in _holders]
