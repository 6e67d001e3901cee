"""Words as people type them, and what they are taken for."""

import re
from dataclasses import dataclass
from itertools import pairwise

WORD = re.compile(r"\b(?:a\s?/\s?c\b|a\.c\b)|[^\W\d_]+(?:['’´`][^\W\d_]+)*|\d+", re.IGNORECASE)
LONGEST = 40  # letters; nothing longer is a word


def these(words: str) -> frozenset[str]:
    """The words of a list."""
    return frozenset(words.split())


NOT = these(
    """
    wont doesnt dont cant cannot isnt arent wasnt werent didnt hasnt havent couldnt wouldnt not
    never aint nt doesn won didn isn wasn hasn haven couldn wouldn refuses refuse fails nolonger
    dosnt dosent doenst wouldnt wnt unable
    """
)
# Forms that no ending explains.
FORMS = {
    "broke": "break", "broken": "break", "froze": "freeze", "frozen": "freeze", "freezing": "freeze",
    "stuck": "stick", "mice": "mouse", "burnt": "burn", "burned": "burn", "came": "come", "coming": "come",
    "fell": "fall", "fallen": "fall", "tore": "tear", "torn": "tear", "ripped": "rip", "went": "go",
    "goes": "go", "going": "go", "gone": "gone", "hung": "hang", "blew": "blow", "blown": "blow",
    "sprung": "spring", "leaves": "leave", "shelves": "shelf", "knives": "knife", "bent": "bend",
    "tripping": "trip", "dying": "die", "dies": "die", "died": "die", "shook": "shake", "ran": "run",
    "sank": "sunk", "sinking": "sunk", "froz": "freeze", "swelled": "swell", "stank": "stink", "slid": "slide", "bit": "bit",
    "ac": "ac", "lost": "lose", "losing": "lose", "felt": "feel", "heard": "hear", "left": "left",
    "paint": "paint", "painted": "paint", "used": "used", "was": "be", "were": "be", "is": "be", "are": "be",
    "has": "have", "had": "have", "does": "do", "doing": "do", "did": "do", "rotted": "rot", "rotting": "rot",
    "needs": "need", "fixed": "fix", "rots": "rot", "lites": "light", "lite": "light", "nite": "night", "thru": "through", "dor": "door", "doar": "door", "dore": "door",
    "hoover": "vacuum", "plugged": "plugged", "plugging": "plugged", "skylite": "skylight", "lightbulb": "bulb", "cuz": "because", "luke": "lukewarm", "shutters": "shutter", "spun": "spin", "chewed": "chew", "worn": "wear",
}  # fmt: skip
WHOLE = these(
    """
    siding building morning evening something everything nothing anything  molding
    moulding railing string spring ring bring thing king wing sing landing landscaping king
    pudding wedding during being decking heating cooling lighting fencing paving cladding
    guttering glazing planting footing bedding shed red bed need seed feed weed speed indeed
    hundred gas glass grass yes us this his bus its was has less unless class pass mess always flashing
    dropping opening opener across address news process access plus focus
    """
)


@dataclass(slots=True)
class Word:
    """A word of a text: where it stands, as it was written (small letters), and the stem it is taken for."""

    start: int
    end: int
    written: str
    stem: str


def plain(word: str) -> str:
    """Small letters without apostrophes or strokes."""
    return "".join(letter for letter in word.lower() if letter.isalnum())


def stem_of(word: str) -> str:
    """What the forms of a word have in common; every negation is "not"."""
    if word in NOT:
        return "not"
    if word in FORMS:
        return FORMS[word]
    if word in WHOLE or len(word) < 4:
        return word
    for ending, instead in (
        ("ies", "y"),
        ("ied", "y"),
        ("sses", "ss"),
        ("xes", "x"),
        ("ches", "ch"),
        ("shes", "sh"),
    ):
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return word[: -len(ending)] + instead
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
        if word in WHOLE or word in FORMS:
            return FORMS.get(word, word)
    for ending in ("ing", "ed"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)]
            if word[-1] == word[-2] and word[-1] not in "lsz":
                word = word[:-1]
            break
    return word[:-1] if len(word) > 4 and word.endswith("e") else word


def stems(phrase: str) -> tuple[str, ...]:
    """The stems of a phrase of the lexicon."""
    return tuple(stem_of(plain(found)) for found in WORD.findall(phrase))


class Reader:
    """Reads texts with a vocabulary: what is spelled badly is taken for the word that was meant.

    ``known`` are stems that stand as they are; ``targets`` are words that a misspelled one may be taken for,
    and how much each of them tells.
    """

    def __init__(self, known: set[str], targets: dict[str, float]):
        self.known = known
        self.targets = targets
        self.taken_for: dict[str, str] = {}
        self.near: dict[str, list[str]] = {}
        for target in sorted(targets):
            if len(target) > 3:
                for key in _blurred(target):
                    self.near.setdefault(key, []).append(target)

    def read(self, text: str) -> list[Word]:
        """The words of the text in their order."""
        found = []
        for match in WORD.finditer(text):
            written = plain(match.group()[:LONGEST])
            if written:
                found.append(Word(match.start(), match.end(), written, self.stem(written)))
        return self._joined(found)

    def stem(self, written: str) -> str:
        """The stem of the word that this was meant to be."""
        if written not in self.taken_for:
            if len(self.taken_for) > 20_000:
                self.taken_for.clear()
            self.taken_for[written] = self._meant(written)
        return self.taken_for[written]

    def _meant(self, written):
        stem = stem_of(written)
        if stem in self.known or written in self.known or len(written) < 4 or written.isdigit():
            return stem
        best = self._nearest(written)
        if best is None and stem != written and len(stem) > 3:
            best = self._nearest(stem)
        return stem_of(best) if best else stem

    def _nearest(self, written):
        limit = 1 if len(written) < 7 else 2
        candidates = {near for key in _blurred(written) for near in self.near.get(key, ())}
        ranked = sorted(
            (
                distance,
                near[0] != written[0],
                -self.targets[near],
                abs(len(near) - len(written)),
                near,
            )
            for near in candidates
            if (distance := edits(written, near, limit)) <= limit
        )
        if not ranked or (len(written) == 4 and (ranked[0][1] or len(ranked[0][-1]) < 4)):
            return None
        return ranked[0][-1]

    def _joined(self, words):
        """Two words that are one ("dish washer", "dry wall") are read as that one."""
        result = []
        for word in words:
            if result:
                both = result[-1].written + word.written
                if (
                    len(both) >= 7
                    and both in self.targets
                    and len(word.written) > 2
                    and len(result[-1].written) > 1
                ):
                    result[-1] = Word(result[-1].start, word.end, both, stem_of(both))
                    continue
            result.extend(self._parted(word))
        return result

    def _parted(self, word):
        """One word that is two ("garagedoor", "waterheater") is read as those two."""
        if word.stem in self.known or not 7 <= len(word.written) <= 24:
            return [word]
        for cut in range(3, len(word.written) - 2):
            left, right = word.written[:cut], word.written[cut:]
            if left in self.targets and right in self.targets:
                at = min(word.start + cut, word.end)
                return [
                    Word(word.start, at, left, stem_of(left)),
                    Word(at, word.end, right, stem_of(right)),
                ]
        return [word]


def _blurred(word):
    """The word, and it with one letter less: words one slip apart share one of these, some two slips apart too."""
    squeezed = word[0] + "".join(b for a, b in pairwise(word) if a != b)
    bare = word[0] + "".join(letter for letter in squeezed[1:] if letter not in "aeiouyhw")
    yield word
    yield "=" + squeezed
    if len(bare) > 3:
        yield "#" + bare.translate(SOUNDS)
    for whole in {word, squeezed}:
        for place in range(len(whole)):
            yield whole[:place] + whole[place + 1 :]


SOUNDS = str.maketrans({"c": "k", "q": "k", "z": "s", "v": "f"})


def edits(one: str, other: str, limit: int) -> int:
    """How many slips (a letter more, less, other, or two swapped) lie between two words; above the limit, limit + 1."""
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    before, above = [], list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, theirs in enumerate(other, 1):
            cost = min(above[j] + 1, row[-1] + 1, above[j - 1] + (letter != theirs))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == theirs:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
        before, above = above, row
    return above[-1]
