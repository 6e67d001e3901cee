import json
import re
from pathlib import Path
from time import perf_counter

from django.core.management.base import BaseCommand, CommandError

from vendors.drafting import Example
from vendors.drafting.lexicon import lexicon
from vendors.drafting.local import LocalEngine
from vendors.drafting.measuring import Asked, Marks, measure
from vendors.services import engines

STEPS = "0,25,50,100,200"


class Command(BaseCommand):
    help = "Show how many problems of a file of requests the drafting finds, and how many trades it gets right."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help='lines {"text": "...", "trades": ["plumbing"]}')
        parser.add_argument(
            "--learn", type=Path, help="decisions to learn from first, of the same form"
        )
        parser.add_argument("--after", default=STEPS, help=f"after how many of them ({STEPS})")
        parser.add_argument(
            "--company", action="store_true", help="with this company's own decisions so far"
        )

    def handle(self, *, file, learn, after, company, **options):
        requests = _requests(file)
        lessons = _requests(learn) if learn else []
        trades = engines.company_trades() if company else {}
        trades = trades or {slug: _named(slug) for slug in lexicon().trades}
        for slug in sorted({slug for asked in [*lessons, *requests] for slug in asked.trades}):
            if slug not in trades:
                self.stdout.write(f"{slug}: not among the trades; known by its name only")
                trades[slug] = _named(slug)
        known = engines.decided_examples() if company else []
        if learn:
            self._curve(trades, known, lessons, requests, _steps(after))
        else:
            self._once(trades, known, requests)

    def _once(self, trades, known, requests):
        before, begun = _memory(), perf_counter()
        engine = LocalEngine(trades, known)
        loaded = perf_counter() - begun
        engine.draft("The tap drips")
        marks = measure(engine, requests)
        mean, most = marks.milliseconds
        say = self.stdout.write
        say(f"requests            {marks.requests}")
        say(f"issues found        {marks.found} of {marks.expected.total()}")
        say(
            f"issue count right   {marks.counted_right / marks.requests:.2f} ({marks.counted_right}/{marks.requests})"
        )
        say(f"decisions learned   {len(known)}")
        say(f"time for an issue   {mean:.1f} ms on average, 95 of 100 below {most:.1f} ms")
        say(f"load                {loaded:.2f} s, {_memory() - before:.1f} MB")
        self._confusions(marks)
        say(_accuracy(marks))

    def _confusions(self, marks):
        self.stdout.write("\ntrade                    right   taken for")
        for trade, expected in sorted(marks.expected.items()):
            wrong = [
                f"{other} {times}"
                for (meant, other), times in marks.taken_for.most_common()
                if meant == trade
            ]
            right = f"{marks.right[trade]}/{expected}"
            self.stdout.write(f"{trade:24} {right:7} {', '.join(wrong)}".rstrip())

    def _curve(self, trades, known, lessons, requests, steps):
        examples = [
            Example(asked.text, asked.trades[0], asked.title, asked.description, key)
            for key, asked in enumerate(lessons, 1)
            if len(asked.trades) == 1
        ]
        self.stdout.write("decisions  trades right  issue count right")
        marks = Marks()
        for step in steps:
            engine = LocalEngine(trades, [*known, *examples[:step]])
            marks = measure(engine, requests)
            self.stdout.write(
                f"{min(step, len(examples)):9}  {marks.accuracy:12.2f}  {marks.counted_right / marks.requests:17.2f}"
            )
        self.stdout.write(_accuracy(marks))


def _accuracy(marks):
    return f"accuracy {marks.accuracy:.2f} ({marks.right.total()}/{marks.expected.total()})"


def _requests(path):
    """The requests of the file. Raises CommandError with the number of a line that is not one."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as problem:
        raise CommandError(f"{path}: {problem}") from None
    requests = [
        _request(f"{path}, line {number}", line)
        for number, line in enumerate(lines, 1)
        if line.strip()
    ]
    if not requests:
        raise CommandError(f"{path}: there is no request in it")
    return requests


def _request(where, line):
    try:
        row = json.loads(line)
    except ValueError as problem:
        raise CommandError(f"{where}: this is not JSON ({problem})") from None
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        raise CommandError(f'{where}: expected {{"text": "...", "trades": ["plumbing"]}}')
    trades = row.get("trades")
    if not isinstance(trades, list) or not trades or not all(map(_is_slug, trades)):
        raise CommandError(
            f"{where}: trades must be a list with at least one short name of a trade"
        )
    wording = (row.get("title", ""), row.get("description", ""))
    if not all(isinstance(words, str) for words in wording):
        raise CommandError(f"{where}: title and description must be texts")
    return Asked(row["text"], tuple(trades), *wording)


def _is_slug(trade):
    return isinstance(trade, str) and re.fullmatch(r"[-\w]{1,40}", trade)


def _steps(after):
    try:
        steps = [int(step) for step in after.split(",")]
    except ValueError:
        steps = []
    if not steps or min(steps) < 0:
        raise CommandError("--after takes numbers with commas between them, such as 0,25,50")
    return steps


def _named(slug):
    return slug.replace("_", " ").replace("-", " ").capitalize()


def _memory():
    """The memory that this process takes now, in MB; 0 where the system does not say."""
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        return 0.0
    found = re.search(r"VmRSS:\s+(\d+)", status)
    return int(found[1]) / 1024 if found else 0.0
