"""Parts of addresses: the keys of rows, and the numbers of records."""

from django.urls import register_converter
from django.urls.converters import IntConverter, StringConverter

from config.core.keys import DIGITS


class Key(IntConverter):
    regex = f"[0-9]{{1,{DIGITS}}}"


class Word(StringConverter):
    """Letters and digits alone: what follows behind a dash may hold a dash of its own."""

    regex = "[0-9A-Za-z]+"


def numbered(name, prefix):
    """Register ``name`` for numbers such as OS-2026-0001."""
    parts = {"regex": rf"{prefix}-\d{{4}}-\d{{4,9}}", "to_python": _as_is, "to_url": _as_is}
    register_converter(type(f"{prefix}Number", (), parts), name)


def _as_is(_converter, value):
    return str(value)


register_converter(Key, "key")
register_converter(Word, "word")
