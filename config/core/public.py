"""Pages without a login: marked, limited, never indexed, never kept."""

import functools
import math

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import render

from config.core import live, throttle
from config.core.durations import format_elapsed

HITS_A_MINUTE = 240
MISSES_AN_HOUR = 60


def public(view):
    """Open this view to everyone. All such views are listed by ``manage.py check_public`` and in docs/public.md."""

    @functools.wraps(view)
    def guarded(request, *args, **kwargs):
        try:
            throttle.count(request, "public", limit=HITS_A_MINUTE, seconds=60, shared=False)
            response = view(request, *args, **kwargs)
        except throttle.TooOften as refusal:
            response = too_often(request, refusal)
        response["X-Robots-Tag"] = "noindex, nofollow"
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    guarded.is_public = True
    return login_not_required(guarded)


def open_link(request, links, token):
    """The live link with this token. Unknown, revoked and expired answer alike: Http404, and TooOften after many."""
    link = links.for_token(token).first()
    if link is None:
        throttle.count(request, "miss", limit=MISSES_AN_HOUR, seconds=3600, shared=False)
        raise Http404
    return link


def follow(request, link, topics):
    """The stream of a public page; it ends with the page's link."""
    links = type(link).objects
    return live.stream(request, topics, still=lambda: links.live().filter(pk=link.pk).exists())


def contact_of(shop, about=""):
    """How somebody outside reaches the shop, each as an address; ``about`` is a number of ours."""
    whatsapp = "".join(filter(str.isdecimal, str(shop.whatsapp or "")))
    return {
        "address": ", ".join(shop.address_lines),
        "hours": shop.hours,
        "phone": shop.phone.as_rfc3966 if shop.phone else "",
        "whatsapp": f"https://wa.me/{whatsapp}?text={about}" if whatsapp else "",
        "email": f"mailto:{shop.email}?subject={about}" if shop.email else "",
    }


def too_often(request, refusal):
    response = render(
        request, "429.html", {"wait": format_elapsed(math.ceil(refusal.wait / 60))}, status=429
    )
    response["Retry-After"] = str(refusal.wait)
    return response
