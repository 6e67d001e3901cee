"""How often somebody at one address, or whoever is named, may do something: counted in windows, for all processes together.

What is asked too often to be written down each time is counted by each process for itself (``shared=False``).
"""

import time
from ipaddress import ip_address, ip_network

from allauth.account.adapter import get_adapter
from django.core.cache import caches

from config.core.models import Tally

HOME = 64  # bits of an IPv6 address that tell one connection from another; whoever has it has all addresses below


class TooOften(Exception):
    """The limit is reached; ``wait`` is in seconds."""

    def __init__(self, wait):
        super().__init__(wait)
        self.wait = wait


def address_of(request):
    """The visitor's address, behind as many proxies as the settings say."""
    return get_adapter(request).get_client_ip(request)


def count(request, what, *, limit, seconds, shared=True):
    """Count one more of this address; raises TooOften once there were more than ``limit`` in this window of ``seconds``."""
    count_of(_home_of(address_of(request)), what, limit=limit, seconds=seconds, shared=shared)


def _home_of(address):
    if address is None or ip_address(address).version == 4:
        return address
    return ip_network((address, HOME), strict=False)


def count_of(who, what, *, limit, seconds, shared=True):
    """The same for whoever is named: a token, or everybody together."""
    now = int(time.time())
    left = seconds - now % seconds
    until = now + left
    counted = (Tally.one_more if shared else _counted_here)(f"{what}:{who}", until)
    if counted > limit:
        raise TooOften(left)


def _counted_here(what, until):
    store, key = caches["local"], f"throttle:{what}:{until}"
    store.add(key, 0, timeout=until - int(time.time()) + 1)
    try:
        return store.incr(key)
    except ValueError:  # it went between the two lines
        return 1
