"""What /api/openapi.json says of every operation, beside what each says of itself."""

from typing import Annotated

from ninja import NinjaAPI
from pydantic import Field

from workorders.api.schemas import Wire

REFUSALS = {
    "4XX": "Refused: 400 something is wrong with what was sent, 401 the token is missing or unknown, 403 it may only "
    "read, 404 there is nothing of this id, 412 it was changed meanwhile, 413 the body is too large, 429 too often "
    "(see Retry-After). Nothing was saved.",
    "5XX": "Something broke, or is busy (503, see Retry-After). Nothing was saved.",
}
KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "A request sent again under the same key within 48 hours is done once, and answered the same.",
    "schema": {"type": "string", "pattern": "^[!-~]{1,255}$"},
}
MARK = {
    "name": "If-Match",
    "in": "header",
    "description": "The ETag that was read: nothing is changed where somebody changed it meanwhile.",
    "schema": {"type": "string"},
}
HEADERS = {"post": [KEY], "patch": [MARK]}


class Refusal(Wire):
    message: Annotated[str, Field(min_length=1)]
    request_id: Annotated[str, Field(min_length=1)]


class FleetApi(NinjaAPI):
    """Operations are called after their functions; every refusal has one form."""

    def get_openapi_operation_id(self, operation):
        return operation.view_func.__name__

    def get_openapi_schema(self, **kwargs):
        schema = super().get_openapi_schema(**kwargs)
        schema["components"]["schemas"]["Refusal"] = Refusal.model_json_schema()
        for operations in schema["paths"].values():
            for method, operation in operations.items():
                operation["responses"] |= {code: refusal(said) for code, said in REFUSALS.items()}
                operation["parameters"] = [*operation["parameters"], *HEADERS.get(method, [])]
        return schema


def refusal(said):
    answered = {"schema": {"$ref": "#/components/schemas/Refusal"}}
    return {"description": said, "content": {"application/json": answered}}
