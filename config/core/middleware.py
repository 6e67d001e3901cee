import logging
import re
import secrets
import time
from contextvars import ContextVar

from django.conf import settings
from django.utils import timezone, translation
from whitenoise.middleware import WhiteNoiseMiddleware

from config.core.models.shop import ShopOfThisRequest
from config.core.streaming import StreamedFile

request_id = ContextVar("request_id", default="")
access = logging.getLogger("docket.access")

WITHOUT_SHOP = ("/healthz", "/readyz", "/static/", "/favicon.ico")


class RequestId:
    """Each request has an id: in its log lines, in its answer's header and on its error page."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        given = request.headers.get("X-Request-ID", "")
        request.id = given if re.fullmatch(r"[\w-]{8,64}", given) else secrets.token_hex(6)
        held = request_id.set(request.id)
        started = time.perf_counter()
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = request.id
            self.write_down(request, response, started)
        finally:
            request_id.reset(held)
        return response

    def write_down(self, request, response, started):
        """One line a request, naming the route and never the path: a path may hold a token."""
        match = request.resolver_match
        access.info(
            "request",
            extra={
                "method": request.method,
                "route": match.route if match else "",
                "status": response.status_code,
                "ms": round((time.perf_counter() - started) * 1000, 1),
            },
        )


class StaticFiles(WhiteNoiseMiddleware):
    """Static files, as streams under ASGI too."""

    @staticmethod
    def serve(static_file, request):
        found = static_file.get_response(request.method, request.META)
        response = StreamedFile(found.file or (), status=int(found.status))
        del response["Content-Type"]
        for name, value in found.headers:
            response[name] = value
        return response


class OfTheShop:
    """A request is answered in the shop's time zone, and in the reader's language or else the shop's."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path.startswith(WITHOUT_SHOP):
            return self.get_response(request)
        with ShopOfThisRequest() as shop:
            chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
            language = chosen if chosen in dict(settings.LANGUAGES) else shop.language
            with timezone.override(shop.zone), translation.override(language):
                request.LANGUAGE_CODE = language
                response = self.get_response(request)
                response.headers.setdefault("Content-Language", translation.get_language())
        return response


class WithoutNul:
    """A NUL is left out of what an address asks: PostgreSQL keeps none, and nobody types one."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.META["QUERY_STRING"] = request.META.get("QUERY_STRING", "").replace("%00", "")
        return self.get_response(request)


class KeptPrivate:
    """A page is kept by no browser and no proxy, unless its view says otherwise: repair shops share their screens."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response
