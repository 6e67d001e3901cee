"""Parts of addresses: the keys of rows, and the numbers of records."""

from django.urls import register_converter
from django.urls.converters import IntConverter

from config.core.keys import DIGITS


class Key(IntConverter):
    regex = f"[0-9]{{1,{DIGITS}}}"


def numbered(name, prefix):
    """Register ``name`` for numbers such as OS-2026-0001."""
    parts = {"regex": rf"{prefix}-\d{{4}}-\d{{4,9}}", "to_python": _as_is, "to_url": _as_is}
    register_converter(type(f"{prefix}Number", (), parts), name)


def _as_is(_converter, value):
    return str(value)


register_converter(Key, "key")
