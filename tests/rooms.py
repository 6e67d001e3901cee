"""The addresses of the site by room: an address belongs to the room whose code answers it."""

import os

from django.urls import URLResolver, get_resolver, reverse

DESKS = ("serviceorders", "warehouse", "vendors", "workorders")
ROOMS = ("house", *DESKS)
DESKS_OF_THIS_RUN = os.environ.get("DESK", " ".join(DESKS)).split()  # as `make test DESK=…` says
ROOMS_OF_THIS_RUN = ["house", *DESKS_OF_THIS_RUN]
# The API knows no logins: what each of its tokens may is in workorders/tests/test_api_doors.py.
NOT_OURS = ("admin", "api")
# The library's own pages: whoever is logged in sees their own account, and the way in is open.
NOT_KEPT_HERE = ("account_", "mfa_", "usersessions_")


def addresses_of(room):
    """The names of all addresses that this desk answers, or of those that no desk does, which are the *house*'s."""
    return {name for name, theirs in _addresses(get_resolver().url_patterns) if theirs == room}


def _addresses(patterns, prefix=""):
    for pattern in patterns:
        if not isinstance(pattern, URLResolver):
            app = pattern.callback.__module__.partition(".")[0]
            yield prefix + pattern.name, app if app in DESKS else "house"
        elif pattern.namespace not in NOT_OURS:
            inside = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from _addresses(pattern.url_patterns, inside)


def paths(pages):
    """The addresses of pages, (name, arguments, query) each."""
    return [reverse(name, args=args) + (query and f"?{query}") for name, args, query in pages]
