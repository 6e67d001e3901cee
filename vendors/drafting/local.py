"""The local engine: the lexicon, what the company decided so far, and nothing from outside."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from math import exp

from vendors.drafting.judging import Findings, find
from vendors.drafting.kinds import Draft, Example
from vendors.drafting.learning import EMPTY, Memory, Tally, features
from vendors.drafting.lexicon import Entry, Lexicon, common_words, lexicon
from vendors.drafting.splitting import passages
from vendors.drafting.wording import Piece, write
from vendors.drafting.words import WORD, Reader, plain, stem_of, stems

MOST_LETTERS = 20_000  # of a text; what follows is kept with the last problem, and not read
OF_ONES_OWN = (
    3  # so often a word comes up in the company's decisions before it counts as spelled so
)
WHOLE_WORD, TWO_WORDS, PIECE = 1.0, 0.8, 0.08  # how much of the tally's weight a feature brings
LIKE_BEFORE, NOT_LIKE_THIS = 8.0, 9.0
REMEMBERED = 0.3  # likeness from which an earlier order speaks at all
SEED = 0.75  # of a decision
USUAL_LENGTH = 20  # words; in a longer text each of them says less
ROOM = 0.25
TAUGHT = 10.0  # the score of what was taught for sure
CLOSE = 0.5  # likeness from which the company's own decisions speak alone
STRANGE = 0.15  # so much of it where words are the company's own
HEAT = 2.4  # of the softmax: what makes confidence a share of right drafts
LITTLE = 2.0  # a score below this is no evidence
VAGUE = frozenset({"service", "work", "control", "contractor"})  # in the name of a trade


class LocalEngine:
    """Drafts by words and by what the company decided so far. ``trades`` are its own: slug → name."""

    name = "local"
    version = "2"

    def __init__(self, trades: Mapping[str, str], examples: Iterable[Example] = ()):
        self.trades = dict(trades) or {"general": "General"}
        examples = [example for example in examples if example.text.strip()]
        self.lexicon = _with_names(self.trades)
        self.reader = _reader(self.lexicon, examples)
        self.tally, self.memory = Tally(), Memory()
        self._learn(examples)

    def draft(self, text: str, room: str = "") -> list[Draft]:
        """At least one draft for the text, one for each problem it names, in the order of the text."""
        return [self._draft(text[p.start : p.end], room, p.trades) for p in passages(text)]

    def _learn(self, examples):
        for sentence, trade in lexicon().seeds:
            if trade in self.trades:
                self.tally.learn(_seed_features(sentence), trade, SEED)
        for example in examples:
            found = features(self.reader.read(example.text[:MOST_LETTERS]), pieces=False)
            self.memory.keep(found, example)
            if not example.refused and example.trade in self.trades:
                self.tally.learn(found, example.trade)
        self.memory.settle()
        said = {word for word in self.memory.where if " " not in word}
        self.tally.own = frozenset(said - _base_reader().known)
        self.own = self.tally.own | _own_names(self.trades)

    def _draft(self, text, room, trades):
        words = self.reader.read(text[:MOST_LETTERS])
        found = find(words, self.lexicon)
        heard = features(words)
        self._count_words(found, words, heard)
        alike = self.memory.like(heard)
        earlier = [(likeness, example) for likeness, example in alike if likeness >= REMEMBERED]
        self._expect(found, trades, words, alike)
        self._remember(found, earlier)
        self._hint(found, room)
        self._of_ours(found)
        trade, confidence = self._decide(found.scores)
        piece = Piece(text, words, found, trade, room)
        taken = [(likeness, example) for likeness, example in earlier if not example.refused]
        title, description = write(piece, self.trades[trade], taken)
        return Draft(
            text=text,
            trade=trade,
            title=title,
            description=description,
            confidence=confidence,
            words=_why(text, words, found, trade),
            leaned_on=tuple(
                dict.fromkeys(
                    e.key for _likeness, e in taken if e.trade == trade and e.key is not None
                )
            )[:3],
        )

    def _expect(self, found, trades, words, alike):
        """What was taught speaks for each trade by its probability, and less where the company knows better."""
        nearest = max((likeness for likeness, _example in alike), default=0.0)
        trust = TAUGHT * max(0.0, 1 - nearest / CLOSE)
        if any(word.stem in self.own for word in words):
            trust *= STRANGE
        for trade, share in trades.items():
            found.scores[trade] += trust * share

    def _count_words(self, found, words, heard):
        calm = min(1.0, (USUAL_LENGTH / max(1, len(words))) ** 0.5)
        places = defaultdict(list)
        for place, word in enumerate(words):
            places[word.stem].append(place)
        for feature in heard:
            if feature.startswith("~"):
                self._count(found, feature, PIECE * calm, [])
            elif " " in feature:
                one, other = feature.split(" ", 1)
                self._count(found, feature, TWO_WORDS * calm, places[one][:1] + places[other][:1])
            else:
                self._count(found, feature, WHOLE_WORD * calm, places[feature][:1])

    def _count(self, found, feature, share, places):
        for trade, weight in self.tally.weights(feature).items():
            found.add(trade, weight * share, places)

    def _remember(self, found, earlier):
        for likeness, example in earlier:
            weight = -NOT_LIKE_THIS if example.refused else LIKE_BEFORE
            found.scores[example.trade] += weight * likeness**2

    def _hint(self, found, room):
        if room.strip():
            hint = find(self.reader.read(room[:200]), self.lexicon)
            for trade, score in hint.scores.items():
                found.scores[trade] += ROOM * score

    def _of_ours(self, found: Findings) -> Findings:
        for trade in [trade for trade in found.scores if trade not in self.trades]:
            del found.scores[trade]
        return found

    def _decide(self, scores):
        """The trade that has most for it, and how sure that is; "general" where nothing speaks for any."""
        fallback = "general" if "general" in self.trades else next(iter(self.trades))
        ranked = {trade: scores.get(trade, 0.0) for trade in self.trades}
        ranked[fallback] += LITTLE
        best = max(ranked, key=ranked.get)
        total = sum(exp(max(-60.0, (score - ranked[best]) / HEAT)) for score in ranked.values())
        return best, round(min(1.0, 1 / total), 3)


@cache
def _seed_features(sentence):
    return features(_base_reader().read(sentence))


@cache
def _base_reader():
    return _reader(lexicon(), [])


def _own_names(trades):
    """The words of the names of trades that the lexicon does not know."""
    return {stem for slug, name in trades.items() for stem in _names_of(slug, name)}


def _names_of(slug, name):
    if slug in lexicon().trades:
        return set()
    words = {*stems(name), *stems(slug.replace("_", " ").replace("-", " "))}
    return {stem for stem in words - EMPTY - VAGUE if len(stem) > 2}


def _with_names(trades):
    """The lexicon, and for a trade that it does not know the words of that trade's name."""
    known = lexicon()
    entries = dict(known.entries)
    for slug, name in trades.items():
        for stem in _names_of(slug, name):
            entry = Entry(slug, 4.0, f"{slug}.{stem}", stem)
            entries[(stem,)] = [*entries.get((stem,), ()), entry]
    names = (plain(word) for name in trades.values() for word in WORD.findall(name))
    words = dict.fromkeys(names, 4.0) | known.words
    return Lexicon(entries, known.pairs, known.signs, known.seeds, words, known.trades)


def _reader(known: Lexicon, examples):
    """Reads with the words of the lexicon, and those that the company uses again and again."""
    often = Counter(
        written
        for example in examples
        for written in {plain(word) for word in WORD.findall(example.text[:MOST_LETTERS])}
    )
    ours = {word for word, times in often.items() if times >= OF_ONES_OWN}
    seeds = {plain(word) for sentence, _trade in known.seeds for word in WORD.findall(sentence)}
    stand = set(known.words) | seeds | ours | common_words()
    others = {word: 1.0 for word in ours - common_words() if len(word) > 4}
    return Reader(stand | {stem_of(word) for word in stand}, others | known.words)


def _why(text, words, found, trade):
    """What spoke for the trade, as the homeowner wrote it, the strongest first."""
    spoke = {
        place: weights.get(trade, 0.0)
        - max(0.0, max((w for t, w in weights.items() if t != trade), default=0.0)) / 2
        for place, weights in found.weights.items()
    }
    strongest = sorted((place for place in spoke if spoke[place] > 0.5), key=lambda p: -spoke[p])
    written = dict.fromkeys(text[words[place].start : words[place].end] for place in strongest)
    return tuple(written)[:6]
