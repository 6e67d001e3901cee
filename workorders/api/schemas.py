"""What everything on the wire has in common."""

import json
import re
from datetime import UTC, datetime
from typing import Annotated, Any

from ninja.parser import Parser
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    StrictStr,
    model_validator,
)
from pydantic.alias_generators import to_camel

from workorders.api.errors import ApiError

FIRST, LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
RFC_3339 = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})", re.ASCII
)
UNSENDABLE = re.compile(r"[\x00\ud800-\udfff]")


class Wire(BaseModel):
    """Names in camelCase, and null is the same as absent."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=False)

    @model_validator(mode="before")
    @classmethod
    def without_nulls(cls, values: Any):
        if isinstance(values, dict):
            return {name: value for name, value in values.items() if value is not None}
        return values


class Strict(Wire):
    """A body whose unknown names are refused: what is only answered cannot be sent."""

    model_config = ConfigDict(extra="forbid")


def plain(text: str) -> str:
    if UNSENDABLE.search(text):
        raise ValueError("holds characters that are none")
    return text


def rfc_3339(value: Any):
    if not isinstance(value, (str, datetime)) or (
        isinstance(value, str) and not RFC_3339.fullmatch(value)
    ):
        raise ValueError("must be a time such as 2019-06-13T19:08:25Z (RFC 3339, with a zone)")
    return value.upper() if isinstance(value, str) else value


def in_our_time(value: datetime):
    try:
        value = value.astimezone(UTC)
    except OverflowError:
        value = LAST
    if not FIRST <= value < LAST:
        raise ValueError("must be between 2000 and 2100")
    return value


Text = Annotated[StrictStr, AfterValidator(plain)]
Time = Annotated[AwareDatetime, BeforeValidator(rfc_3339), AfterValidator(in_our_time)]


class StrictJson(Parser):
    """JSON as RFC 8259 has it: UTF-8, and no NaN."""

    def parse_body(self, request):
        try:
            return json.loads(request.body.decode("utf-8"), parse_constant=_no_number)
        except (ValueError, RecursionError) as error:
            raise ApiError(400, "body: this is not JSON in UTF-8") from error


def _no_number(name):
    raise ValueError(name)
