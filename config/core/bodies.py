"""How much a visitor may send: what is longer is neither kept nor read, and what finds no room is refused.

Without these an ASGI server's Django writes a body of any length to the disk before it asks who sent it.
"""

from django.conf import settings
from django.utils.translation import gettext as _

from config.core.disk import is_full
from config.core.views.errors import FULL, SAID, answer

NO_ROOM = "docket.no_room"  # of a scope: its body did not fit on the disk


class BodyLimit:
    """An ASGI application around ours: of a body above REQUEST_MOST_BYTES ours gets no more than its length."""

    def __init__(self, application):
        self.application = application

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            return await self.application(scope, receive, send)
        body = _Body(scope, receive)
        try:
            await self.application(scope, body.receive, send)
        except OSError as error:  # while it took the body: later ones it answers itself
            if not is_full(error):
                raise
            await self.application({**scope, NO_ROOM: True}, body.receive_its_end, send)


class RefuseBodies:
    """The middleware that says so: 413 by the length, told or counted, and 507 where there was no room for the body."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if NO_ROOM in getattr(request, "scope", ()):
            return answer(request, FULL, SAID[FULL])
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
        self.has_ended = False

    async def receive(self):
        """The next message for our application; a body that is too long ends where that is known."""
        if self.has_ended:
            return await self.receive_its_end()
        if self.length <= settings.REQUEST_MOST_BYTES:
            message = await self.arrives()
            self.counted += len(message.get("body", b""))
            if self.counted <= settings.REQUEST_MOST_BYTES:
                return message
            self._tell(self.counted)
        return await self.receive_its_end()

    async def receive_its_end(self):
        """The end of the body, and then that of the visit; what is still sent is let fall."""
        if not self.has_ended:
            self.has_ended = True
            return {"type": "http.request", "body": b"", "more_body": False}
        while (message := await self.arrives())["type"] != "http.disconnect":
            pass
        return message

    def _tell(self, length):
        others = [header for header in self.scope["headers"] if header[0] != b"content-length"]
        self.scope["headers"] = [*others, (b"content-length", str(length).encode())]


def _number(value):
    """A Content-Length as a number; 0 where there is none, or one that nobody means."""
    is_meant = value and len(value) < 20 and value.isascii() and value.isdigit()
    return int(value) if is_meant else 0
