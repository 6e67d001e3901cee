"""The lifecycle of every kind of record, drawn from the code that moves it."""

from django.apps import apps
from django.utils import translation

from config.core.models import Workflow
from config.core.workflow import targets, transitions

HEAD = """# Lifecycles

Every status of every record, and the steps between them. Made from the code by `manage.py lifecycle_docs`; do not edit.
"""


def page() -> str:
    """The text of docs/lifecycles.md, the same for the same code."""
    models = [model for model in apps.get_models() if issubclass(model, Workflow)]
    with translation.override("en"):
        parts = [_chapter(model) for model in sorted(models, key=lambda each: each._meta.label)]
    return "\n".join([HEAD, *parts])


def _chapter(model):
    title = str(model._meta.verbose_name)
    return "\n".join(
        [
            f"## {title[0].upper()}{title[1:]}",
            "",
            "```mermaid",
            "stateDiagram-v2",
            *_diagram(model),
            "```",
            "",
            "| Step | From | To | Who | Needs |",
            "| --- | --- | --- | --- | --- |",
            *(_row(model, name, ways) for name, ways in transitions(model).items()),
            "",
        ]
    )


def _diagram(model):
    field = model._meta.get_field("status")
    for value, label in field.choices:
        yield f'  state "{label}" as {value}'
    yield f"  [*] --> {field.default}"
    leaving = set()
    for ways in transitions(model).values():
        for way in ways:
            for source in _sources(model, way):
                leaving.add(source)
                for target in targets(way):
                    yield f"  {source} --> {target}: {way.custom['label']}"
    for value, _label in field.choices:
        if value not in leaving:
            yield f"  {value} --> [*]"


def _sources(model, way):
    """Where the way starts; one from anywhere starts from every status."""
    every = [value for value, _label in model._meta.get_field("status").choices]
    return every if way.source == "*" else [way.source]


def _row(model, name, ways):
    labels = dict(model._meta.get_field("status").choices)
    way = ways[0]
    start = {labels[source] for each in ways for source in _sources(model, each)}
    ends = {labels[target] for each in ways for target in targets(each)}
    in_order = [label for label in labels.values() if label in start]
    cells = [
        f"{way.custom['label']} (`{name}`)",
        ", ".join(map(str, in_order)),
        ", ".join(str(label) for label in labels.values() if label in ends),
        ", ".join([f"`{way.permission}`", *sorted(way.custom["open_to"])]),
        _needs(way) or "–",
    ]
    return f"| {' | '.join(cells)} |"


def _needs(way):
    needs = [str(condition.reason) for condition in way.conditions]
    if way.custom["note_needed"]:
        needs.append("A note.")
    return " ".join(needs)
