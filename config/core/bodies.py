"""How much a visitor may send: what is longer is neither kept nor read.

Without these an ASGI server's Django writes a body of any length to the disk before it asks who sent it.
"""

from django.conf import settings
from django.utils.translation import gettext as _

from config.core.views.errors import answer


class BodyLimit:
    """An ASGI application around ours: of a body above REQUEST_MOST_BYTES ours gets no more than its length."""

    def __init__(self, application):
        self.application = application

    async def __call__(self, scope, receive, send):
        if scope["type"] == "http":
            receive = _Body(scope, receive).receive
        await self.application(scope, receive, send)


class RefuseLongBodies:
    """The middleware that answers 413 by the length: one the visitor told, or one that ``BodyLimit`` counted."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if _number(request.META.get("CONTENT_LENGTH")) > settings.REQUEST_MOST_BYTES:
            return answer(request, 413, _("That was too large. Nothing was saved."))
        return self.get_response(request)


class _Body:
    """What arrives of one request."""

    def __init__(self, scope, receive):
        self.scope = scope
        self.arrives = receive
        self.length = _number(dict(scope["headers"]).get(b"content-length"))
        self.counted = 0
        self.is_refused = False

    async def receive(self):
        """The next message for our application; a body that is too long ends where that is known."""
        if self.is_refused:
            return await self._gone()
        if self.length <= settings.REQUEST_MOST_BYTES:
            message = await self.arrives()
            self.counted += len(message.get("body", b""))
            if self.counted <= settings.REQUEST_MOST_BYTES:
                return message
            self._tell(self.counted)
        self.is_refused = True
        return {"type": "http.request", "body": b"", "more_body": False}

    def _tell(self, length):
        others = [header for header in self.scope["headers"] if header[0] != b"content-length"]
        self.scope["headers"] = [*others, (b"content-length", str(length).encode())]

    async def _gone(self):
        """The visitor has gone; what they still sent is let fall."""
        while (message := await self.arrives())["type"] != "http.disconnect":
            pass
        return message


def _number(value):
    """A Content-Length as a number; 0 where there is none, or one that nobody means."""
    is_meant = value and len(value) < 20 and value.isascii() and value.isdigit()
    return int(value) if is_meant else 0
