"""A text cut into the pieces of words that the network knows (WordPiece: Wu et al. 2016, Devlin et al. 2019)."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

VOCABULARY = Path(__file__).parent / "wordpieces.txt"  # a piece's number is that of its line
BEGIN, END, UNKNOWN, NEW_LINE = "[CLS]", "[SEP]", "[UNK]", "[unused1]"
TOKEN = re.compile(r"\n|[^\W_]+|[^\w\s]|_")
LONGEST = 40  # letters; nothing longer is a word


@dataclass(frozen=True, slots=True)
class WordPiece:
    """``number`` in the vocabulary; ``start`` of its word in the text; whether a word begins with it."""

    number: int
    start: int
    opens: bool


def wordpieces(text: str) -> Iterator[WordPiece]:
    """The pieces of the text in their order; line breaks and marks are pieces, blanks are not."""
    for found in TOKEN.finditer(text):
        for place, number in enumerate(_numbers(found[0])):
            yield WordPiece(number, found.start(), place == 0 and found[0].isalnum())


@cache
def vocabulary() -> dict[str, int]:
    """The number of every piece."""
    lines = VOCABULARY.read_text(encoding="utf-8").split("\n")
    return {piece: number for number, piece in enumerate(lines)}


def _numbers(written):
    """The longest pieces that it can be made of, from its beginning on."""
    if written == "\n":
        return [vocabulary()[NEW_LINE]]
    word, found, at = _plain(written), [], 0
    while at < len(word) <= LONGEST and (end := _end_of_piece(word, at)):
        found.append(vocabulary()[_piece(word, at, end)])
        at = end
    return found if found and at == len(word) else [vocabulary()[UNKNOWN]]


def _end_of_piece(word, at):
    """Where the longest known piece from this letter on ends; 0 where there is none."""
    ends = range(len(word), at, -1)
    return next((end for end in ends if _piece(word, at, end) in vocabulary()), 0)


def _piece(word, at, end):
    return f"##{word[at:end]}" if at else word[:end]


def _plain(written):
    """Small letters without accents."""
    letters = unicodedata.normalize("NFD", written.lower())
    return "".join(letter for letter in letters if unicodedata.category(letter) != "Mn")
