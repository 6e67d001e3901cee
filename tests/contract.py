"""The contract of the status machines (tests/lifecycles.toml), and how a test holds the site to it."""

import tomllib
from collections import deque
from contextlib import contextmanager
from pathlib import Path
from traceback import extract_tb

import pytest
from django.contrib.messages import get_messages
from django.db import transaction
from django.utils.html import escape

from config.core import workflow
from config.core.models import Email, User

CONTRACT = tomllib.loads((Path(__file__).parent / "lifecycles.toml").read_text())
NOTE = "Agreed by phone"


def contract_of(model):
    """The machine of this model, or of the model of this name."""
    name = model if isinstance(model, str) else model.__name__
    return next(machines[name] for machines in CONTRACT.values() if name in machines)


def arrows(model):
    """{(status, step): statuses it may end in}."""
    return {
        (source, step): way["to"]
        for step, way in contract_of(model)["steps"].items()
        for source in way["from"]
    }


def path_to(model, status):
    """The fewest steps of the contract that lead from the first status to this one."""
    waiting, seen = deque([(contract_of(model)["initial"], [])]), set()
    while waiting:
        stands, steps = waiting.popleft()
        if stands == status:
            return steps
        seen.add(stands)
        waiting.extend(
            (target, [*steps, step])
            for (source, step), targets in arrows(model).items()
            for target in targets
            if source == stands and target not in seen
        )
    raise AssertionError(f"No way leads to {status}.")


def steps_of(models):
    """Every model with every step of its machine, for a parametrised test."""
    return [
        pytest.param(model, step, id=f"{model.__name__}-{step}")
        for model in models
        for step in contract_of(model)["steps"]
    ]


def before_step(model, step):
    """The status nearest to the first from which the step can be taken."""
    return min(
        contract_of(model)["steps"][step]["from"], key=lambda each: len(path_to(model, each))
    )


def walked(record, status, by):
    """The record in this status, brought there by real steps."""
    for step in path_to(type(record), status):
        record = workflow.take_step(record, step, by=by, note="On the way")
    assert record.status == status
    return record


def stored(record):
    """Everything the database holds of the record."""
    rows = type(record).objects.filter(pk=record.pk).values().get()
    return rows, list(record.history.values()), Email.objects.count()


@contextmanager
def undone():
    """What is stored in the block is gone after it."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def every_step_is_taken_or_refused(browser, record):
    """Press each button of the contract from this status, which stays as it was; what is wrong is listed by step."""
    wrong = {}
    for step in contract_of(type(record))["steps"]:
        browser.cookies.pop("messages", None)  # of the step before, on a page that nobody opened
        try:
            with undone():
                taken_or_refused(browser, record, step)
        except (AssertionError, pytest.fail.Exception) as failure:
            promise = extract_tb(failure.__traceback__)[-1].line
            wrong[f"{record.status}-{step}"] = str(failure) or promise
    assert wrong == {}, wrong
    with undone():
        refused_in_the_page(browser, record)


def taken_or_refused(browser, record, step):
    """Press the button; the contract decides which it must be."""
    targets = arrows(type(record)).get((record.status, step))
    before = stored(record)
    if targets:
        page = browser.post(record.step_url(step), {"note": NOTE})
        after, history, _mails = stored(record)
        lines = [(line["action"], line["came_from"], line["went_to"]) for line in history]
        new = [line for line in lines[: len(lines) - len(before[1])] if line[2]]
        assert (page.status_code, page.url) == (302, record.get_absolute_url())
        assert after["status"] in targets
        assert new == [(step, record.status, after["status"])]
        return
    reason = refusal_of(record, step)
    page = browser.post(record.step_url(step), {"note": NOTE})
    assert (page.status_code, page.url) == (302, record.get_absolute_url())
    (message,) = get_messages(page.wsgi_request)
    assert (message.level_tag, str(message)) == ("error", reason)
    assert stored(record) == before


def refused_in_the_page(browser, record):
    """With HTMX the page of a record in this status says in its place why a step is refused."""
    before, known = stored(record), arrows(type(record))
    step = next(
        each for each in contract_of(type(record))["steps"] if (record.status, each) not in known
    )
    reason = refusal_of(record, step)
    fragment = browser.post(record.step_url(step), {"note": NOTE}, headers={"HX-Request": "true"})
    assert fragment.status_code == 200
    assert "<html" not in fragment.text
    assert escape(reason) in fragment.text
    assert stored(record) == before


def left_alone(browser, record, step):
    """The answer to the step's button, which changed nothing."""
    before = stored(record)
    page = browser.post(record.step_url(step), {"note": NOTE})
    assert stored(record) == before
    return page


def refusal_of(record, step):
    """The sentence that says what was pressed, and where the record stands."""
    with pytest.raises(workflow.StepRefused) as refused:
        workflow.take_step(record, step, by=User.objects.get(username="maya"), note=NOTE)
    reason = refused.value.reason
    assert record.get_status_display() in reason
    assert str(workflow.transitions(type(record))[step][0].custom["label"]) in reason
    return reason


def is_of_the_contract(model, statuses):
    """The model declares the steps of the contract and no others, between these statuses."""
    status = model._meta.get_field("status")
    assert declared(model) == promised(model)
    assert status.default == contract_of(model)["initial"]
    assert set(status.choices) == set(statuses.choices)


def declared(model):
    """The steps that the code declares, in the form of the contract."""
    found = {}
    for name, ways in workflow.transitions(model).items():
        found[name] = {
            "from": {way.source for way in ways},
            "to": {target for way in ways for target in workflow.targets(way)},
        }
    return found


def promised(model):
    """The same, as the contract has it."""
    return {
        name: {"from": set(way["from"]), "to": set(way["to"])}
        for name, way in contract_of(model)["steps"].items()
    }
