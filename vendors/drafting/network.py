"""What a small language model, taught by labelled requests, sees in a text: where problems begin, and their trades.

The model is MiniLM (Wang et al. 2020; six layers of Devlin et al.'s encoder), taught further by the texts and the
script in ``teaching/``. Its weights are whole numbers from -127 to 127, and a scale for each row.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from vendors.drafting.wordpieces import BEGIN, END, WordPiece, vocabulary

WEIGHTS = Path(__file__).parent / "network.npz"
WORDS = "word_embeddings.weight"  # half of the file; only the rows asked for are restored
HEADS = 12
LEAST = 1e-12
SLOPE = np.float32((2 / np.pi) ** 0.5)


@dataclass(frozen=True)
class Sight:
    """Of every piece: ``cuts`` (pieces), the log-odds that a problem begins there; ``trades`` (pieces, trades), what
    speaks for each trade."""

    cuts: np.ndarray
    trades: np.ndarray


class Network:
    """The model, as it was read from its file. ``trades`` are those it was taught, in the order of its answers."""

    def __init__(self, file: Path):
        with np.load(file) as stored:
            self.trades = [str(slug) for slug in stored["trades"]]
            names = {name for name in stored.files if not name.startswith("scale ")} - {WORDS}
            self.weights = {name: _restored(stored, name) for name in names}
            self.words, self.scale = stored[WORDS], stored[f"scale {WORDS}"]
        self.layers = sum(name.endswith("query.weight") for name in self.weights)

    def see(self, pieces: list[WordPiece]) -> Sight:
        """What is seen in pieces that follow each other, at most some 500 of them."""
        known = vocabulary()
        numbers = [known[BEGIN], *(piece.number for piece in pieces), known[END]]
        seen = self._embedded(numbers)
        for layer in range(self.layers):
            seen = self._attended(seen, f"{layer}.")
            seen = self._thought(seen, f"{layer}.")
        found = seen[1:-1]
        return Sight(self._linear(found, "cut")[:, 0], self._linear(found, "trade"))

    def _embedded(self, numbers):
        words = self.words[numbers] * self.scale[numbers]
        places = self.weights["position_embeddings.weight"][: len(numbers)]
        kind = self.weights["token_type_embeddings.weight"][0]  # one text, not a pair of them
        return self._even(words + places + kind, "embeddings.")

    def _attended(self, seen, layer):
        """Every piece has looked at all others (Vaswani et al. 2017, 3.2)."""
        query, key, value = (
            self._linear(seen, f"{layer}{part}").reshape(len(seen), HEADS, -1).swapaxes(0, 1)
            for part in ("query", "key", "value")
        )
        likeness = query @ key.swapaxes(1, 2) / np.sqrt(np.float32(query.shape[-1]))
        share = np.exp(likeness - likeness.max(axis=-1, keepdims=True))
        share /= share.sum(axis=-1, keepdims=True)
        heard = (share @ value).swapaxes(0, 1).reshape(seen.shape)
        return self._even(seen + self._linear(heard, f"{layer}heard"), f"{layer}heard.")

    def _thought(self, seen, layer):
        wide = _gelu(self._linear(seen, f"{layer}wide"))
        return self._even(seen + self._linear(wide, f"{layer}narrow"), f"{layer}narrow.")

    def _linear(self, seen, name):
        return seen @ self.weights[f"{name}.weight"].T + self.weights[f"{name}.bias"]

    def _even(self, seen, name):
        """Of mean 0 and variance 1, then scaled as learnt (Ba et al. 2016)."""
        apart = seen - seen.mean(axis=-1, keepdims=True)
        apart /= np.sqrt((apart**2).mean(axis=-1, keepdims=True) + LEAST)
        return apart * self.weights[f"{name}norm.weight"] + self.weights[f"{name}norm.bias"]


@cache
def network() -> Network:
    """The one of this process, read at its first use."""
    return Network(WEIGHTS)


def _gelu(seen):
    """Hendrycks and Gimpel 2016, by their formula with tanh."""
    bent = SLOPE * (seen + 0.044715 * seen * seen * seen)
    return 0.5 * seen * (1 + np.tanh(bent))


def _restored(stored, name):
    scale = f"scale {name}"
    return stored[name] * stored[scale] if scale in stored else stored[name]
