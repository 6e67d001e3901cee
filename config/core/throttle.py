"""How often somebody at one address, or whoever is named, may do something. Counted in windows, in the cache that is named."""

import time

from allauth.account.adapter import get_adapter
from django.core.cache import caches


class TooOften(Exception):
    """The limit is reached; ``wait`` is in seconds."""

    def __init__(self, wait):
        super().__init__(wait)
        self.wait = wait


def address_of(request):
    """The visitor's address, behind as many proxies as the settings say."""
    return get_adapter(request).get_client_ip(request)


def count(request, what, *, limit, seconds, cache="default"):
    """Count one more of this address; raises TooOften once there were more than ``limit`` in this window of ``seconds``."""
    count_of(address_of(request), what, limit=limit, seconds=seconds, cache=cache)


def count_of(who, what, *, limit, seconds, cache="default"):
    """The same for whoever is named: a token, or everybody together."""
    window, spent = divmod(int(time.time()), seconds)
    key = f"throttle:{what}:{who}:{window}"
    store = caches[cache]
    store.add(key, 0, timeout=seconds * 2)
    try:
        counted = store.incr(key)
    except ValueError:  # it went between the two lines
        counted = 1
    if counted > limit:
        raise TooOften(seconds - spent)
