"""`manage.py evaluate_drafting` shows how good the drafting is."""

import json

import pytest
from django.core.management import CommandError, call_command

from vendors.models import Trade


@pytest.fixture
def evaluate(tmp_path, capsys):
    """The lines that the command prints for these rows; a text stands for itself."""

    def write(name, rows):
        path = tmp_path / name
        path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows))
        return path

    def run(rows, *options, learn=None):
        if learn is not None:
            options = (*options, "--learn", write("learn.jsonl", learn))
        call_command("evaluate_drafting", write("asked.jsonl", rows), *options)
        return capsys.readouterr().out.splitlines()

    return run


def row(text, *trades):
    return {"text": text, "trades": list(trades)}


def test_the_last_line_is_trades_right_of_trades_expected(evaluate):
    lines = evaluate(
        [
            row("the toilet leaks", "plumbing"),
            row("the outlet is dead and the front door sticks", "doors_windows", "electrical"),
            row("the paint peels", "roofing"),
        ]
    )
    assert lines[-1] == "accuracy 0.75 (3/4)"
    assert "issues found        4 of 4" in lines
    assert any(line.split() == ["roofing", "0/1", "paint", "1"] for line in lines)


def test_a_problem_that_was_missed_counts_as_wrong(evaluate):
    lines = evaluate([row("the toilet leaks", "plumbing", "tile")])
    assert lines[-1] == "accuracy 0.50 (1/2)"
    assert "issue count right   0.00 (0/1)" in lines


def test_the_curve_rises_with_the_decisions(evaluate):
    lessons = [row(f"the Zephyr unit {what}", "hvac") for what in ("again", "odd", "bad", "now")]
    asked = [row("please see the Zephyr unit", "hvac")]
    lines = evaluate(asked, "--after", "0,4", learn=lessons)
    first, last = (line.split() for line in lines[-3:-1])
    assert first[:2] == ["0", "0.00"]
    assert last[:2] == ["4", "1.00"]
    assert lines[-1] == "accuracy 1.00 (1/1)"


def test_a_trade_that_is_not_known_here_is_known_by_its_name(evaluate):
    lines = evaluate([row("the sauna is cold", "sauna")])
    assert "sauna: not among the trades; known by its name only" in lines
    assert lines[-1] == "accuracy 1.00 (1/1)"


def test_the_company_is_measured_with_its_own_trades(evaluate):
    Trade.objects.exclude(slug="general").delete()
    lines = evaluate([row("the toilet leaks", "general")], "--company")
    assert lines[-1] == "accuracy 1.00 (1/1)"


def test_without_trades_of_its_own_the_first_set_is_taken(evaluate):
    Trade.objects.all().delete()
    lines = evaluate([row("the toilet leaks", "plumbing")], "--company")
    assert lines[-1] == "accuracy 1.00 (1/1)"


@pytest.mark.parametrize(
    "bad",
    [
        "not json",
        "[]",
        '{"trades": ["plumbing"]}',
        '{"text": "x", "trades": "plumbing"}',
        '{"text": "x", "trades": []}',
        '{"text": "x", "trades": [1]}',
        '{"text": "x", "trades": ["a b"]}',
        '{"text": null, "trades": ["tile"]}',
    ],
)
def test_a_bad_line_is_named(evaluate, bad):
    with pytest.raises(CommandError, match="line 3"):
        evaluate([row("the toilet leaks", "plumbing"), "", bad])


def test_a_file_without_requests_and_a_missing_one_are_refused(evaluate, tmp_path):
    with pytest.raises(CommandError, match="no request"):
        evaluate([])
    with pytest.raises(CommandError):
        call_command("evaluate_drafting", tmp_path / "missing.jsonl")
    with pytest.raises(CommandError, match="--after"):
        evaluate([row("x", "tile")], "--after", "ten", learn=[row("x", "tile")])
