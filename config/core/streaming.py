"""Answers that are sent part by part, by whatever server."""

from asgiref.sync import sync_to_async
from django.http import StreamingHttpResponse
from whitenoise.middleware import WhiteNoiseFileResponse


class Streamed(StreamingHttpResponse):
    """It stays a stream under ASGI, where Django would collect all of it first, and say so in the log."""

    async def __aiter__(self):
        parts = iter(self.streaming_content)
        while part := await sync_to_async(next)(parts, b""):
            yield part


class StreamedFile(Streamed, WhiteNoiseFileResponse):
    block_size = 256 * 1024  # bytes: under ASGI each part is a visit to another thread
