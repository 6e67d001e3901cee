"""What people read when something went wrong; each page names the reference that the logs hold."""

import logging
import sys

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import gettext as _

logger = logging.getLogger("docket.errors")

RETRY_AFTER = 5  # seconds


def bad_request(request, exception):
    if isinstance(exception, RequestDataTooBig):
        return answer(request, 413, _("That was too large. Nothing was saved."))
    return answer(request, 400, _("That request was not understood. Reload the page."))


def forbidden(request, exception):
    return answer(request, 403, _("Your role may not do this."))


def not_found(request, exception):
    return answer(request, 404, _("There is nothing at this address."))


def broken(request):
    """Our own mistake, or a database that is away or busy: that one passes, and 503 says when to come back."""
    error = sys.exc_info()[1]
    is_busy = isinstance(error, (OperationalError, InterfaceError))
    status = 503 if is_busy else 500
    logger.error(
        "page failed",
        extra={"reference": _reference(request), "status": status, "error": type(error).__name__},
    )
    text = _("Busy for a moment. Nothing was saved.") if is_busy else _("Something broke here.")
    if _is_htmx(request):
        response = _line(request, status, text)
    else:
        # Without the request, so that no context processor asks the database that is away.
        facts = {"request": {"id": _reference(request)}}
        response = HttpResponse(render_to_string(f"{status}.html", facts), status=status)
    if is_busy:
        response["Retry-After"] = str(RETRY_AFTER)
    return response


def answer(request, status, text):
    """The page of that status, or for htmx the one line that says it."""
    if _is_htmx(request):
        return _line(request, status, text)
    return render(request, f"{status}.html", status=status)


def _line(request, status, text):
    line = format_html(
        '<p class="notice error" role="alert">{} <code>{}</code></p>', text, _reference(request)
    )
    return HttpResponse(line, status=status)


def _is_htmx(request):
    """Asked of the header: a request may fail before the middleware that reads it."""
    return request.headers.get("HX-Request") == "true"


def _reference(request):
    return getattr(request, "id", "")
