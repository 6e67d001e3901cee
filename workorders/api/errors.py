"""What other systems read when something went wrong: always JSON, with the request's id that the logs hold."""

import json
import logging
from http import HTTPStatus

from django.core.exceptions import PermissionDenied
from django.db import DataError, IntegrityError, InterfaceError, OperationalError
from django.http import Http404, HttpResponse, JsonResponse
from ninja.errors import AuthenticationError, HttpError, ValidationError

from config.core.refusals import ChangedMeanwhile, Refused
from config.core.throttle import TooOften
from config.core.workflow import StepRefused

logger = logging.getLogger("docket.api")

ROOT = "/api"
RETRY_AFTER = 5  # seconds, where the database is away or busy
MOST_ERRORS = 5  # of one request, in its message


class ApiError(Exception):
    """The request is answered with this status and message; ``wait`` is in seconds."""

    def __init__(self, status, message, *, wait=None):
        super().__init__(message)
        self.status, self.message, self.wait = status, message, wait


def answer_error(request, status, message, *, wait=None):
    response = JsonResponse(body_of_error(request, message), status=status)
    if status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = "Bearer"
    if wait is not None:
        response["Retry-After"] = str(wait)
    return response


def body_of_error(request, message):
    return {"message": str(message), "requestId": getattr(request, "id", "") or "unknown"}


def handle_errors(api):
    """Whatever an operation raises is answered in the one form of this API."""
    for error, handler in HANDLERS.items():
        api.add_exception_handler(error, handler)


def _told(request, error):
    return answer_error(request, error.status, error.message, wait=error.wait)


def _refused(request, error):
    return answer_error(request, 400, error)


def _changed_meanwhile(request, error):
    return answer_error(request, 412, error)


def _step_refused(request, error):
    return answer_error(request, 400, f"status: {error.reason}")


def _of_the_library(request, error):
    cause = error.__cause__
    if isinstance(cause, ApiError):
        return _told(request, cause)
    return answer_error(request, error.status_code, error)


def _unauthorized(request, error):
    return answer_error(request, 401, "The bearer token is missing or unknown.")


def _forbidden(request, error):
    return answer_error(request, 403, "This token may not do that.")


def _not_found(request, error):
    return answer_error(request, 404, str(error) or "There is nothing at this address.")


def _too_often(request, error):
    return answer_error(request, 429, "Too many requests.", wait=error.wait)


def _invalid(request, error):
    said = dict.fromkeys(map(sentence_of, error.errors))
    return answer_error(request, 400, "; ".join(list(said)[:MOST_ERRORS]))


def sentence_of(error):
    """The field by its wire name, and what is wrong with it."""
    sent_in, *parts = error["loc"]
    if parts[:1] in (["asked"], ["body"]):  # the names of our arguments
        parts = parts[1:]
    where = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts)
    what = error["msg"].removeprefix("Value error, ")
    return f"{where.lstrip('.') or sent_in}: {what}"


def _refused_by_the_database(request, error):
    """A last resort: what it refuses should have been refused before, with the field's name."""
    logger.error("api refused late", exc_info=error)
    return answer_error(request, 400, "These values cannot be stored together.")


def _busy(request, error):
    logger.error("api failed", exc_info=error)
    return answer_error(request, 503, "Busy for a moment. Nothing was saved.", wait=RETRY_AFTER)


def _broken(request, error):
    logger.error("api failed", exc_info=error)
    return answer_error(request, 500, "Something broke here. Nothing was saved.")


HANDLERS = {
    Exception: _broken,
    OperationalError: _busy,
    InterfaceError: _busy,
    DataError: _refused_by_the_database,
    IntegrityError: _refused_by_the_database,
    ApiError: _told,
    Refused: _refused,
    ChangedMeanwhile: _changed_meanwhile,
    StepRefused: _step_refused,
    PermissionDenied: _forbidden,
    TooOften: _too_often,
    Http404: _not_found,
    HttpError: _of_the_library,
    AuthenticationError: _unauthorized,
    ValidationError: _invalid,
}


class AnswersInJson:
    """Whatever answers under /api/, no error of it is a page."""

    SAID = {
        400: "This request was not understood.",
        403: "This may not be done here.",
        404: "There is nothing at this address.",
        405: "This address does not know the method.",
        413: "That was too large.",
        503: "Busy for a moment. Nothing was saved.",
    }

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path == ROOT:  # else it would be sent on to the path with a slash
            return answer_error(request, 404, self.SAID[404])
        response = self.get_response(request)
        if is_ours(request.path) and is_a_page_of_an_error(response):
            said = self.SAID.get(response.status_code, HTTPStatus(response.status_code).phrase)
            _fill(response, body_of_error(request, said))
        return response


def is_ours(path):
    return path == ROOT or path.startswith(f"{ROOT}/")


def is_a_page_of_an_error(response):
    is_json = response.headers.get("Content-Type", "").startswith("application/json")
    return response.status_code >= 400 and not is_json and not response.streaming


def _fill(response: HttpResponse, body):
    """The status and the headers stay: Allow, Retry-After."""
    response.content = json.dumps(body)
    response.headers["Content-Type"] = "application/json"
    if "Content-Length" in response.headers:
        response.headers["Content-Length"] = str(len(response.content))
