"""Idempotency-Key: what another system asks twice under one key is done once, and answered the same."""

import functools
import hashlib
from datetime import timedelta

from django.db import OperationalError, transaction
from django.http import HttpResponse
from django.utils import timezone

from config.core.throttle import TooOften
from config.core.transactions import in_one_go
from workorders.api import limits
from workorders.api.auth import read_body
from workorders.api.errors import RETRY_AFTER, ApiError, answer_error
from workorders.models import Answered, ApiToken

KEPT = timedelta(hours=48)
LONGEST = Answered._meta.get_field("key").max_length


def answered_once(view):
    """A POST with a key and a live token goes through here; everything else, and whatever is refused, as ever."""

    @functools.wraps(view)
    def answer(request, **kwargs):
        key = request.headers.get("Idempotency-Key")
        token = _token_of(request) if request.method == "POST" and key is not None else None
        if token is None or not token.may_write:
            return view(request, **kwargs)
        try:
            limits.count(request, token)
            read_body(request)
        except (ApiError, TooOften):
            return view(request, **kwargs)
        if not (0 < len(key) <= LONGEST and key.isascii() and key.isprintable()):
            said = f"Idempotency-Key: must be 1 to {LONGEST} printable characters"
            return answer_error(request, 400, said)
        try:
            return _answer(functools.partial(view, request, **kwargs), request, token, key)
        except OperationalError:  # the first of them takes too long
            said = "The same request is being answered. Ask again."
            return answer_error(request, 503, said, wait=RETRY_AFTER)

    return answer


def _token_of(request):
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    return ApiToken.of(token) if scheme.lower() == "bearer" else None


@in_one_go
def _answer(do, request, token, key):
    """The key's row comes first, in the same transaction: whoever comes second waits for it, and finds the answer."""
    asked = _digest(request)
    row, is_first = Answered.objects.get_or_create(
        token=token, key=key, defaults={"asked": asked, "status": 0, "body": ""}
    )
    if not is_first:
        return _again(request, row, asked)
    response = do()
    if not 200 <= response.status_code < 300:
        transaction.set_rollback(True)  # nothing was done: the key is still free
        return response
    row.status, row.body = response.status_code, response.content.decode()
    row.save(update_fields=["status", "body"])
    return response


def _again(request, row, asked):
    if row.asked != asked:
        return answer_error(request, 400, "Idempotency-Key: was sent with another request")
    response = HttpResponse(row.body, status=row.status, content_type="application/json")
    response["Idempotency-Replayed"] = "true"
    return response


def _digest(request):
    asked = f"{request.method} {request.get_full_path()}\n".encode() + request.body
    return hashlib.sha256(asked).hexdigest()


def forget_old():
    """Keys of two days ago may be used anew."""
    Answered.objects.filter(at__lt=timezone.now() - KEPT).delete()
