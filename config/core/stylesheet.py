"""Tabler for our pages: the rules that can match one of them, and nothing that only other sites would need.

A class is used where a template or a script names it, in whatever place; Python names none of Tabler's.
"""

import re
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from pathlib import Path

import tinycss2
from django.conf import settings

TABLER = Path("vendor/tabler-1.6.1/tabler.min.css")
CUT = Path("css/tabler.css")
HEAD = f"/*! Tabler 1.6.1 (MIT, see {TABLER.with_name('LICENSE')}), cut by `manage.py cut_tabler`. */\n"
GROUPS = {"media", "supports", "layer", "container"}  # at-rules that hold rules
WORD = re.compile(r"[a-zA-Z_][\w-]*")
PROPERTY = re.compile(r"--[\w-]+")


@dataclass
class Rule:
    """A rule of a stylesheet: what stands before its braces, and its declarations or the rules within."""

    head: str
    declarations: list[tuple[str, str]] = field(default_factory=list)  # (name, the whole of it)
    rules: list["Rule"] = field(default_factory=list)

    def text(self, asked):
        """The rule with those of its custom properties that are asked for; nothing where nothing is left."""
        said = [
            whole for name, whole in self.declarations if not name.startswith("--") or name in asked
        ]
        inner = ";".join(said) + "".join(rule.text(asked) for rule in self.rules)
        return f"{self.head}{{{inner}}}\n" if inner else ""


def cut_tabler() -> str:
    """What remains of Tabler for the templates, scripts and stylesheets of the working copy."""
    static = settings.BASE_DIR / "static"
    scripts = _all(static / "js", "*.js")
    names = set(WORD.findall(scripts + _all(settings.BASE_DIR / "templates", "*.html")))
    whole = (static / TABLER).read_text(encoding="utf-8")
    rules = list(_matching(tinycss2.parse_stylesheet(whole, True, True), names))
    asked = _asked(
        rules, set(PROPERTY.findall(scripts + _all(static / "css", "*.css", static / CUT)))
    )
    return HEAD + "".join(rule.text(asked) for rule in rules)


def _all(folder, pattern, but=None):
    files = (file for file in sorted(folder.rglob(pattern)) if file != but)
    return "".join(file.read_text(encoding="utf-8") for file in files)


def _matching(nodes, names):
    """The rules that can match an element with no other classes than these names."""
    for node in nodes:
        if node.type == "qualified-rule":
            if heads := [head for head in _selectors(node.prelude) if _classes(head) <= names]:
                yield Rule(",".join(map(_written, heads)), _declarations(node))
        elif node.lower_at_keyword in GROUPS and node.content is not None:
            inner = tinycss2.parse_rule_list(node.content, True, True)
            yield Rule(_head(node), rules=list(_matching(inner, names)))
        elif node.content is not None:
            yield Rule(_head(node), [("", tinycss2.serialize(node.content))])


def _head(node):
    return f"@{node.at_keyword}{tinycss2.serialize(node.prelude)}"


def _selectors(prelude):
    for is_comma, parts in groupby(prelude, lambda part: part == ","):
        if not is_comma:
            yield list(parts)


def _written(selector):
    return tinycss2.serialize(selector).strip()


def _classes(selector):
    """The classes an element or one around it must have; what a function like `:not()` holds is not asked."""
    return {
        after.value for dot, after in pairwise(selector) if dot == "." and after.type == "ident"
    }


def _declarations(node):
    said = tinycss2.parse_blocks_contents(node.content, True, True)
    return [(each.name, each.serialize()) for each in said]


def _asked(rules, asked):
    """These custom properties and those that the rules ask for, also by way of another that is asked for."""
    while new := set(PROPERTY.findall("".join(_values(rules, asked)))) - asked:
        asked |= new
    return asked


def _values(rules, asked):
    """The values of ordinary declarations and of the custom properties that are asked for."""
    for rule in rules:
        for name, whole in rule.declarations:
            if not name.startswith("--") or name in asked:
                yield whole.partition(":")[2]
        yield from _values(rule.rules, asked)
