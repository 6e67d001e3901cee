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
from django.utils.translation import gettext_lazy

from config.core.disk import is_full

logger = logging.getLogger("docket.errors")

RETRY_AFTER = 5  # seconds
BROKEN, BUSY, FULL = 500, 503, 507
SAID = {
    BROKEN: gettext_lazy("Something broke here."),
    BUSY: gettext_lazy("Busy for a moment. Nothing was saved."),
    FULL: gettext_lazy("The disk of the server is full. Nothing was saved."),
}


def bad_request(request, exception):
    if isinstance(exception, RequestDataTooBig):
        return answer(request, 413, _("That was too large. Nothing was saved."))
    return answer(request, 400, _("That request was not understood. Reload the page."))


def forbidden(request, exception):
    return answer(request, 403, _("Your role may not do this."))


def not_found(request, exception):
    return answer(request, 404, _("There is nothing at this address."))


def broken(request):
    """Our own mistake; or a full disk; or a database that is away or busy, which passes: 503 says when to come back."""
    error = sys.exc_info()[1]
    status = _status_of(error)
    logger.error(
        "page failed",
        extra={"reference": _reference(request), "status": status, "error": type(error).__name__},
    )
    if _is_htmx(request):
        response = _line(request, status, SAID[status])
    else:
        # Without the request, so that no context processor asks the database that is away.
        facts = {"request": {"id": _reference(request)}}
        response = HttpResponse(render_to_string(f"{status}.html", facts), status=status)
    if status == BUSY:
        response["Retry-After"] = str(RETRY_AFTER)
    return response


def _status_of(error):
    if is_full(error):
        return FULL
    return BUSY if isinstance(error, (OperationalError, InterfaceError)) else BROKEN


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
