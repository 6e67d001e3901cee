"""Teaches the network of the drafting: MiniLM goes in, our labelled texts are read five times, ``network.npz`` comes out.

    python -m vendors.drafting.teaching.teach MINILM_DIRECTORY [--without 49] [--times 5]

It takes about half an hour of one core, and PyTorch and transformers, which Docket itself does not use (README.md).
"""

import argparse
import random
import re
from dataclasses import dataclass
from math import ceil
from pathlib import Path

import numpy as np
import torch
from torch.nn import Dropout, Linear, Module
from torch.nn.functional import binary_cross_entropy_with_logits as odds_loss
from torch.nn.functional import cross_entropy
from torch.optim.lr_scheduler import LambdaLR
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn
from transformers import AutoModel

from vendors.drafting.lexicon import lexicon
from vendors.drafting.network import WEIGHTS
from vendors.drafting.wordpieces import BEGIN, END, vocabulary, wordpieces

TEXTS = Path(__file__).parent / "texts"
TRADES = sorted(lexicon().trades)
WIDTH, LONGEST, AT_ONCE = 384, 250, 16
MOST = 8  # problems that are told from more
RATE, HEAD_RATE, WARM_UP, LAST = 9e-5, 1e-3, 0.08, 0.02
SMOOTH = 0.02  # of an answer: nobody is quite sure
JOINED, BARE, SMALL, MISSPELLED, SLIPS = 0.18, 0.15, 0.1, 0.3, 0.02
JOINTS = [
    ". ", ". ", ".\n", " and ", ", also ", ". Also ", ". Another thing, ", " ", ", ", ".\n\n", " oh and ", "; ", " - ",
]  # fmt: skip
LETTERS = "abcdefghijklmnopqrstuvwxyz"
LEAD = re.compile(
    r"(?:\b(?:and|also|plus|oh|btw|then|but|n|second|secondly|finally|lastly|next|another thing|one more thing)\b[\s,:]*"
    r"|[&+]\s*|\(?\d+[.)]\s*|[-*•]\s*)+$",
    re.IGNORECASE,
)
NAMES = [  # of the encoder's layers, and how network.py calls them
    ("encoder.layer.", ""), ("attention.self.", ""), ("attention.output.dense", "heard"),
    ("attention.output.LayerNorm", "heard.norm"), ("intermediate.dense", "wide"), ("output.dense", "narrow"),
    ("output.LayerNorm", "narrow.norm"), ("embeddings.LayerNorm", "embeddings.norm"),
]  # fmt: skip


@dataclass(frozen=True)
class Lesson:
    """A text, the letters at which its problems after the first begin, and the trade of each problem."""

    text: str
    cuts: list[int]
    trades: list[str]


# Lessons


def lessons(directory, without=()):
    """Every line of the texts: ``plumbing,electrical: the tap drips || and the light flickers``."""
    files = [file for file in sorted(directory.glob("*.txt")) if file.stem not in without]
    lines = [line for file in files for line in file.read_text().splitlines()]
    return [_lesson(line) for line in lines if line.strip()]


def _lesson(line):
    trades, words = line.split(": ", 1)
    text, cuts = "", []
    for part in re.split(r" *\|\| ?", words.replace("\\n", "\n")):
        if text:
            text += "" if text.endswith("\n") else " "
            cuts.append(_before_joints(text))
        text += part
    trades = trades.split(",")
    if len(trades) != len(cuts) + 1:
        raise ValueError(f"as many trades as problems, please: {line}")
    return Lesson(text, cuts, trades)


def _before_joints(text):
    """A problem begins with "and", "also", "2." before it, whichever side of it was marked."""
    lead = LEAD.search(text)
    return lead.start() if lead and lead.start() else len(text)


def varied(lesson, others, chance):
    """As somebody else might have typed it: joined with another one, without marks, in small letters, misspelled."""
    if chance.random() < JOINED:
        lesson = _joined(lesson, chance.choice(others), chance)
    if chance.random() < BARE and not re.search(r"\d[.)]|\n|^-", lesson.text):
        lesson = _rewritten(lesson, _without_marks)
    elif chance.random() < SMALL:
        lesson = Lesson(lesson.text.lower(), lesson.cuts, lesson.trades)
    if chance.random() < MISSPELLED:
        lesson = _rewritten(lesson, lambda text, at: _slip(text, at, chance))
    return lesson


def _joined(one, other, chance):
    first, joint = one.text.rstrip(" .!?\n"), chance.choice(JOINTS)
    second = other.text
    if chance.random() < 0.5 and not joint.strip().endswith("."):
        second = second[:1].lower() + second[1:]
    at = len(first) + len(joint)
    begun = len(first) + len(joint) - len(joint.lstrip(" .,\n;"))
    kept = [cut for cut in one.cuts if cut < len(first)]
    moved = [at + cut for cut in other.cuts]
    return Lesson(first + joint + second, [*kept, begun, *moved], one.trades + other.trades)


def _rewritten(lesson, letter):
    """The text letter by letter; ``letter`` answers what stands there instead, and where to go on."""
    cuts, found, at, waiting = [], "", 0, list(lesson.cuts)
    while at < len(lesson.text):
        while waiting and waiting[0] <= at:
            cuts.append(len(found))
            waiting.pop(0)
        instead, at = letter(lesson.text, at)
        found += "" if instead == " " and found.endswith(" ") else instead
    return Lesson(found, cuts, lesson.trades)


def _without_marks(text, at):
    is_mark = text[at] in ".,;!?:\n" and not (at and text[at - 1].isdigit())
    return " " if is_mark else text[at].lower(), at + 1


def _slip(text, at, chance):
    """Two letters swapped, one left out, doubled, or another one."""
    if not (text[at : at + 2].isalpha() and len(text) > at + 1 and chance.random() < SLIPS):
        return text[at], at + 1
    return chance.choice(
        [
            (text[at + 1] + text[at], at + 2),
            ("", at + 1),
            (text[at] * 2, at + 1),
            (chance.choice(LETTERS), at + 1),
        ]
    )


# The network that learns


class Pupil(Module):
    """MiniLM with two questions to every piece: does a problem begin here, and whose is it? And one to the whole."""

    def __init__(self, directory):
        super().__init__()
        self.bert = AutoModel.from_pretrained(directory, add_pooling_layer=False)
        self.cut = Linear(WIDTH, 1)
        self.trade = Linear(WIDTH, len(TRADES))
        self.count = Linear(WIDTH, MOST)
        self.drop = Dropout(0.1)

    def forward(self, numbers, mask):
        return self.drop(self.bert(input_ids=numbers, attention_mask=mask).last_hidden_state)


@dataclass
class Read:
    """A lesson in pieces: which open a word, at which a problem begins, and to which problem each belongs."""

    numbers: list[int]
    opens: list[bool]
    begins: list[bool]
    problem: list[int]
    trades: list[str]


def read(lesson):
    pieces = list(wordpieces(lesson.text))[:LONGEST]
    begins, problem, waiting, told = [], [], list(lesson.cuts), 0
    for piece in pieces:
        begun = 0
        while waiting and piece.opens and piece.start >= waiting[0]:
            waiting.pop(0)
            begun += 1
        told += begun
        begins.append(bool(begun))
        problem.append(told)
    numbers, opens = [p.number for p in pieces], [p.opens for p in pieces]
    return Read(numbers, opens, begins, problem, lesson.trades)


def loss(pupil, batch):
    """How wrong the pupil is about where problems begin, whose they are, and how many there are."""
    long = max(len(each.numbers) for each in batch) + 2
    numbers = torch.zeros(len(batch), long, dtype=torch.long)
    mask, begins, asked = (torch.zeros(len(batch), long) for _ in range(3))
    for row, each in enumerate(batch):
        inside = slice(1, len(each.numbers) + 1)
        whole = [vocabulary()[BEGIN], *each.numbers, vocabulary()[END]]
        numbers[row, : len(whole)] = torch.tensor(whole)
        mask[row, : len(whole)] = 1
        begins[row, inside] = torch.tensor(each.begins, dtype=torch.float)
        asked[row, inside] = torch.tensor(each.opens, dtype=torch.float)
        if True in each.opens:
            asked[row, 1 + each.opens.index(True)] = 0  # where the text begins is no question
    seen = pupil(numbers, mask)
    answers = pupil.cut(seen).squeeze(-1)
    cuts = odds_loss(answers, begins * (1 - 2 * SMOOTH) + SMOOTH / 2, reduction="none") * asked
    passages, trades = [], []
    for row, each in enumerate(batch):
        problem = torch.tensor(each.problem)
        for number, trade in enumerate(each.trades):
            places = (problem == number).nonzero().squeeze(-1)
            if len(places):
                passages.append(seen[row, 1 + places].mean(0))
                trades.append(TRADES.index(trade))
    whose = cross_entropy(
        pupil.trade(torch.stack(passages)), torch.tensor(trades), label_smoothing=0.05
    )
    many = torch.tensor([min(MOST, len(each.trades)) - 1 for each in batch])
    return cuts.sum() / len(batch) + whose + 0.5 * cross_entropy(pupil.count(seen[:, 0]), many)


def batches(all_read, chance):
    """Texts of about one length together, in any order."""
    ordered = sorted(all_read, key=lambda each: len(each.numbers) + 6 * chance.random())
    found = [ordered[at : at + AT_ONCE] for at in range(0, len(ordered), AT_ONCE)]
    chance.shuffle(found)
    return found


def teach(pupil, all_lessons, times, chance):
    """The pupil as it was on the average of its last steps, when it has read all lessons so many times."""
    steps = times * ceil(len(all_lessons) / AT_ONCE)
    own = [part for name, part in pupil.named_parameters() if not name.startswith("bert")]
    parts = [{"params": pupil.bert.parameters(), "lr": RATE}, {"params": own, "lr": HEAD_RATE}]
    learner = torch.optim.AdamW(parts, weight_decay=0.01)
    pace = LambdaLR(
        learner, lambda step: min(1, (step + 1) / (WARM_UP * steps)) * max(LAST, 1 - step / steps)
    )
    mean = AveragedModel(pupil, multi_avg_fn=get_ema_multi_avg_fn(0.997))
    pupil.train()
    for time in range(times):
        all_read = [read(varied(each, all_lessons, chance)) for each in all_lessons]
        for number, batch in enumerate(batches([e for e in all_read if e.numbers], chance)):
            wrong = loss(pupil, batch)
            learner.zero_grad()
            wrong.backward()
            torch.nn.utils.clip_grad_norm_(pupil.parameters(), 1.0)
            learner.step()
            pace.step()
            mean.update_parameters(pupil)
            if number % 50 == 0:
                print(time, number, f"{wrong.item():.2f}", flush=True)
    return mean.module


# What the product reads


def write(pupil, file):
    """The weights under the names of network.py; tables as whole numbers, with a scale for each row."""
    stored = {"trades": np.array(TRADES)}
    for name, weights in pupil.state_dict().items():
        if not name.startswith("count"):
            _store(stored, _name_of(name), weights.float().numpy())
    np.savez_compressed(file, **stored)


def _name_of(name):
    name = name.removeprefix("bert.")
    for theirs, ours in NAMES:
        name = name.replace(theirs, ours)
    return name if name.startswith("embeddings.norm") else name.removeprefix("embeddings.")


def _store(stored, name, weights):
    if weights.ndim < 2 or weights.size < 20_000:
        stored[name] = weights
        return
    scale = np.maximum(np.abs(weights).max(axis=1, keepdims=True) / 127, 1e-9)
    stored[name] = np.round(weights / scale).astype("int8")
    stored[f"scale {name}"] = scale


def main():
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("minilm", type=Path, help="the directory of all-MiniLM-L6-v2")
    asked.add_argument("--texts", type=Path, default=TEXTS)
    asked.add_argument("--without", nargs="*", default=(), help="files kept back, to measure with")
    asked.add_argument("--times", type=int, default=5)
    asked.add_argument("--to", type=Path, default=WEIGHTS)
    given = asked.parse_args()
    torch.manual_seed(5)
    read_in = lessons(given.texts, given.without)
    write(teach(Pupil(given.minilm), read_in, given.times, random.Random(5)), given.to)


if __name__ == "__main__":
    main()
