"""How often other systems may ask. The figures are settings; a figure of 0 is no limit."""

from django.conf import settings

from config.core import throttle

READING = ("GET", "HEAD", "OPTIONS")


def count(request, token):
    """The request is counted, once. Raises throttle.TooOften where there were too many, of this token or altogether."""
    if getattr(request, "is_counted", False):
        return
    for who, what, limit, seconds in _limits(request, token):
        if limit:
            throttle.count_of(who, what, limit=limit, seconds=seconds, shared=_is_shared())
    request.is_counted = True


def count_miss(request):
    """One more token that is none, from this address. Raises throttle.TooOften; a token that is one still opens."""
    if limit := settings.API_MISSES_A_MINUTE:
        throttle.count(request, "api-miss", limit=limit, seconds=60, shared=_is_shared())


def _limits(request, token):
    yield token.pk, "api-token", settings.API_TOKEN_A_SECOND, 1
    yield "everybody", "api", settings.API_ALL_A_SECOND, 1
    address = request.resolver_match.route
    if request.method in READING:
        yield "everybody", f"api-read:{address}", settings.API_READS_A_SECOND, 1
    else:
        kind = f"api-{request.method}:{address}"
        yield "everybody", kind, settings.API_WRITES_A_MINUTE, 60


def _is_shared():
    """Whether several processes answer."""
    return bool(settings.REDIS_URL)
