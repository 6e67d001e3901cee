from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from config.core import desks
from config.core.models.shop import current_shop

TOP = [
    desks.Link(_("Dashboard"), "dashboard", icon="layout-dashboard"),
    desks.Link(_("My work"), "my_work", icon="checklist", count="my-work"),
]
FOOT = [
    desks.Link(_("Outgoing"), "outgoing", "core.view_email", icon="send"),
    desks.Link(_("Settings"), "settings", "core.change_shopprofile", icon="settings"),
]


def shop(request):
    """What the shell of every page shows; looked up only where a template asks for it."""
    return {
        "shop": SimpleLazyObject(current_shop),
        "theme": theme_of(request),
        "desks": SimpleLazyObject(lambda: desks.sidebar(request)),
        "top_bar": SimpleLazyObject(lambda: desks.top_bar(request)),
        "nav_top": SimpleLazyObject(lambda: links(TOP, request)),
        "nav_foot": SimpleLazyObject(lambda: links(FOOT, request)),
    }


def links(lines, request):
    return [line.facts(request) for line in lines if line.is_for(request.user)]


def theme_of(request):
    chosen = request.COOKIES.get("theme")
    return chosen if chosen in ("light", "dark") else "auto"
