"""Every address of the site, and which of them open without a login."""

from dataclasses import dataclass

from django.urls import URLPattern, get_resolver
from django.utils.http import url_has_allowed_host_and_scheme

PUBLIC_HEAD = """# Pages without a login

Everything else asks for one. Made from the code by `manage.py check_public`, and a test fails when it is stale: read
what a new line opens to the world before you renew the list.

*By us* is marked `@public`: limited to so many calls a minute, never indexed and never cached. *By the library* are the
pages of Django and allauth that somebody without a login must reach; allauth limits log-ins and resets. *By token* is
the API: it asks for a bearer token instead of a login.

| Address | Name | View | Opened |
| --- | --- | --- | --- |
"""


@dataclass(frozen=True)
class Address:
    """One line of the URLconf."""

    route: str
    name: str
    pattern: URLPattern

    @property
    def view(self):
        return self.pattern.callback

    @property
    def view_name(self):
        view = getattr(self.view, "view_class", self.view)
        return f"{view.__module__}.{view.__qualname__}"

    @property
    def opened_by(self):
        """Who opened it to everyone, or "" where it asks for a login."""
        if getattr(self.view, "is_public", False):
            return "by us"
        if asks_itself := getattr(self.view, "opened_by", ""):
            return asks_itself
        return "" if getattr(self.view, "login_required", True) else "by the library"


def all_addresses():
    """Every address, in the order the site looks them up in."""
    yield from _walk(get_resolver().url_patterns, "/", "")


def _walk(patterns, before, space):
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield Address(route, f"{space}{pattern.name or ''}", pattern)
        else:
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _walk(pattern.url_patterns, route, inner)


def public_page():
    """The text of docs/public.md."""
    lines = [
        f"| `{each.route}` | {each.name} | `{each.view_name}` | {each.opened_by} |\n"
        for each in sorted(all_addresses(), key=lambda each: each.route)
        if each.opened_by
    ]
    return PUBLIC_HEAD + "".join(lines)


def local_address(request):
    """Where the form asks to go next, if that is a page of ours."""
    wanted = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if ours and wanted.startswith("/") else ""
