"""Pages of lists: a signed cursor names the last row that was seen, so rows that go leave no gap."""

from datetime import datetime
from typing import Annotated, Any

from django.core.signing import BadSignature, Signer
from django.db.models import Q
from pydantic import AfterValidator, BeforeValidator, Field

from workorders.api.errors import ApiError
from workorders.api.schemas import Text, Wire

PAGE = 100
MOST = 512


def separate(values: Any):
    """Keys that were repeated, or written with commas."""
    values = values if isinstance(values, list) else [values]
    if not all(isinstance(value, str) for value in values):
        return values
    return [part.strip() for value in values for part in value.split(",") if part.strip()]


def at_most(count):
    def check(values: list[str]):
        if len(values) > count:
            raise ValueError(f"{count} at most")
        return values

    return AfterValidator(check)


def some(count, kind=Text):
    return Annotated[list[kind], BeforeValidator(separate), at_most(count)]


class Page(Wire):
    """Which part of a list is wanted."""

    after: Text = ""
    limit: Annotated[int, Field(ge=1, le=MOST)] = PAGE


class PageOfIds(Page):
    ids: some(100) = []


def page_by_id(name, rows, page, said):
    """The answer of a list in the order of ids; ``said`` turns a row into what is answered."""
    if page.after:
        [last] = _seen(name, page.after, 1)
        rows = rows.filter(pk__gt=last)
    rows = rows.order_by("pk")[: page.limit + 1]
    return _answer(name, rows, page, said, lambda row: [row.pk])


def page_by_change(name, rows, page, said):
    """The same in the order of changes."""
    if page.after:
        at, last = _seen(name, page.after, 2)
        at = datetime.fromisoformat(at)
        rows = rows.filter(Q(updated_at__gt=at) | Q(updated_at=at, pk__gt=last))
    rows = rows.order_by("updated_at", "pk")[: page.limit + 1]
    return _answer(name, rows, page, said, lambda row: [row.updated_at.isoformat(), row.pk])


def _answer(name, rows, page, said, place_of):
    rows = list(rows)
    shown = rows[: page.limit]
    cursor = _signer(name).sign_object(place_of(shown[-1])) if shown else page.after
    return {
        "data": [said(row) for row in shown],
        "pagination": {"endCursor": cursor, "hasNextPage": len(rows) > len(shown)},
    }


def _seen(name, cursor, size):
    try:
        seen = _signer(name).unsign_object(cursor)
    except (BadSignature, ValueError) as error:
        raise ApiError(400, "after: this is no cursor of this list") from error
    if not isinstance(seen, list) or len(seen) != size:
        raise ApiError(400, "after: this is no cursor of this list")
    return seen


def _signer(name):
    return Signer(salt=f"api.page.{name}")
