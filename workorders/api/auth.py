"""Who asks: another system, by its token."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from ninja.security import HttpBearer

from config.core.actors import Actor
from workorders.api import limits
from workorders.api.errors import ApiError
from workorders.models import ApiToken

READING = ("GET", "HEAD", "OPTIONS")
MINUTE = timedelta(minutes=1)


class Token(HttpBearer):
    """``request.auth`` is the live token; one that only reads is refused whatever writes (403)."""

    def authenticate(self, request, token):
        found = ApiToken.of(token)
        if found is None:
            limits.count_miss(request)
            return None
        limits.count(request, found)
        if request.method not in READING and not found.may_write:
            raise ApiError(403, "This token may read, and not write.")
        note_use(found)
        read_body(request)
        return found


def note_use(token):
    """When it was last used is kept to the minute."""
    now = timezone.now()
    if token.used_at is None or now - token.used_at >= MINUTE:
        used_at = now.replace(second=0, microsecond=0)
        ApiToken.objects.filter(pk=token.pk).update(used_at=used_at)


def read_body(request):
    """The whole body is in ``request.body``. Raises ApiError (413) for more than the settings allow."""
    if hasattr(request, "_body"):
        return
    most = settings.API_MOST_BYTES
    data = request.read(most + 1)
    if len(data) > most:
        raise ApiError(413, f"The body is larger than {most} bytes. Nothing was saved.")
    request._body = data


def actor_of(request):
    """Whoever does what this request asks for, in the history."""
    return Actor("token", request.auth.name)
