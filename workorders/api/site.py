"""The fleet API as other systems see it: its address is /api, its contract docs/api.md."""

from django.urls import path
from django.views.decorators.http import require_safe

from config.core.public import public
from workorders.api import lists, machine_data, orders, scans
from workorders.api.auth import Token
from workorders.api.contract import FleetApi
from workorders.api.docs import ContractPage
from workorders.api.errors import handle_errors
from workorders.api.idempotency import answered_once
from workorders.api.schemas import StrictJson

BY_TOKEN = "by token"  # noqa: S105 -- says how an address is opened

api = FleetApi(
    title="Docket",
    version="1",
    description="Work orders of maintenance, for other systems.",
    urls_namespace="api",
    auth=Token(),
    parser=StrictJson(),
    docs=ContractPage(),
)
handle_errors(api)
api.add_router("/maintenance", orders.router)
api.add_router("/maintenance", lists.catalogue)
api.add_router("/maintenance", scans.router)
api.add_router("", lists.ids)
api.add_router("/machine-data", machine_data.router)


def _of_token(pattern):
    """The address asks for a token by itself, and for no login; of the library's own pages only reading is known."""
    view, name = pattern.callback, pattern.name
    if name in ("openapi-json", "openapi-view"):
        # One of our own each time: the library's function is shared, and is named below.
        view = require_safe(lambda request, **kwargs: pattern.callback(request, **kwargs))
        return path(str(pattern.pattern), public(_named(view, name)), name=name)
    ask = answered_once(pattern.callback)
    answer = _named(lambda request, **kwargs: ask(request, **kwargs), name)
    # A token in a header is nothing that another site's form could send along, as it could a cookie.
    answer.login_required, answer.opened_by, answer.csrf_exempt = False, BY_TOKEN, True
    return path(str(pattern.pattern), answer, name=name)


def _named(view, name):
    view.__module__, view.__qualname__ = __name__, name.replace("-", "_")
    return view


patterns, _app_name, namespace = api.urls
once_each = {str(pattern.pattern): pattern for pattern in patterns}  # one for all its methods
urls = ([_of_token(pattern) for pattern in once_each.values()], "api", namespace)
