"""What the drafting reaches on requests that nothing of it was made from (spec: nine of ten, both ways)."""

import json
from pathlib import Path

import pytest

from vendors.drafting.lexicon import lexicon
from vendors.drafting.local import LocalEngine
from vendors.drafting.measuring import Asked, measure

DATA = Path(__file__).parent / "data"
ENGINE = LocalEngine({slug: slug.replace("_", " ") for slug in lexicon().trades})


@pytest.mark.parametrize("file", ["requests.jsonl", "second_requests.jsonl"])
def test_nine_of_ten_requests_are_counted_and_nine_of_ten_trades_are_found(file):
    rows = [json.loads(line) for line in (DATA / file).read_text().splitlines() if line]
    marks = measure(ENGINE, [Asked(row["text"], tuple(row["trades"])) for row in rows])
    assert marks.counted_right / marks.requests >= 0.9
    assert marks.accuracy >= 0.9
