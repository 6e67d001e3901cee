"""Pages that follow the shop: who changes a record publishes its topic, open pages hear of it.

A topic is a plain name such as ``order:123`` and never a secret.
"""

import asyncio
import functools
import hashlib
import json
import logging
import math
import os
import threading
import time
import uuid
from collections import defaultdict
from contextlib import contextmanager, suppress

import redis
import redis.asyncio
from asgiref.sync import SyncToAsync, sync_to_async
from django.conf import settings
from django.contrib.auth import get_user
from django.core.handlers.asgi import ASGIRequest
from django.db import DatabaseError, connections, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, StreamingHttpResponse
from django.utils.http import parse_etags

from config.core.background import later

logger = logging.getLogger("docket.live")

HEARTBEAT = 15  # seconds
MOST_REMEMBERED = 10_000  # topics, before the old ones are forgotten
REMEMBERED = (
    60  # seconds that a change is known to pages that were drawn before it and connect after it
)
MOST_STREAMS = 3000  # in one process
CHANNEL = "docket:changed"
_HERE = uuid.uuid4().hex


def publish(*topics):
    """Open pages that follow one of the topics learn of the change once the transaction commits."""
    transaction.on_commit(lambda: _tell_everyone(topics), robust=True)


def stream(request, topics, still=None):
    """Server-sent events, one ``changed`` for each change of a topic; also of those since the page was drawn.

    It never says what changed. Before each event ``still`` is asked whether the reader may stay, and the stream ends
    where they may not; unless the view says otherwise they stay for as long as they are logged in.
    The page says how many milliseconds ago that was (``age``); one that lost its stream may have missed anything.
    Answers 204 where nothing can be streamed (WSGI) and 503 where too many pages listen: the page
    then asks by itself. The calling view is a plain function and has checked the right to look.
    """
    if not isinstance(request, ASGIRequest):
        return HttpResponse(status=204)
    if hub.listeners >= MOST_STREAMS:
        return HttpResponse(status=503, headers={"Retry-After": "30"})
    return StreamingHttpResponse(
        _events(frozenset(topics), _missed_for(request), still or _login_of(request)),
        content_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


def _login_of(request):
    """Asks whether the login by which the page was opened still holds: it ends on all devices with the person's."""
    sessions, key = type(request.session), request.session.session_key

    def still():
        now = HttpRequest()
        now.session = sessions(key)
        return get_user(now).is_authenticated

    return still


def _missed_for(request):
    """For how many seconds the page was not listening."""
    if "Last-Event-ID" in request.headers:
        return math.inf
    age = request.GET.get("age", "")
    return (
        min(int(age) / 1000, REMEMBERED) if age.isascii() and age.isdigit() and len(age) < 10 else 0
    )


def etag(*parts):
    """A strong ETag that differs whenever a part does."""
    text = json.dumps([str(part) for part in parts])
    return f'"{hashlib.blake2b(text.encode(), digest_size=12).hexdigest()}"'


def not_modified(request, tag):
    """The 304 answer when the page already has what ``tag`` names, else None."""
    known = [
        known.removeprefix("W/") for known in parse_etags(request.headers.get("If-None-Match", ""))
    ]
    if tag in known or "*" in known:
        return HttpResponseNotModified(headers={"ETag": tag})
    return None


class Subscriber:
    """One open page; it lives on the event loop that streams to it."""

    __slots__ = ("bell", "loop", "over", "topics", "waiting")

    def __init__(self, topics):
        self.topics = topics
        self.loop = asyncio.get_running_loop()
        self.bell = asyncio.Event()
        self.waiting = set()
        self.over = False

    def ring(self, topics):
        self.waiting |= self.topics.intersection(topics)
        self.bell.set()

    def end(self):
        self.over = True
        self.bell.set()

    async def changes(self, seconds):
        """The topics that changed since the last call; none when the time is up."""
        try:
            async with asyncio.timeout(seconds):
                await self.bell.wait()
        except TimeoutError:
            return []
        self.bell.clear()
        changed, self.waiting = sorted(self.waiting), set()
        return changed


class Hub:
    """Who follows what in this process. Any thread may call it."""

    def __init__(self):
        self._lock = threading.Lock()
        self._followers = defaultdict(set)
        self._latest = {}  # topic: when it changed
        self.listeners = 0

    @contextmanager
    def follow(self, topics):
        """A subscriber to the topics, for as long as the block runs."""
        subscriber = Subscriber(frozenset(topics))
        with self._lock:
            self.listeners += 1
            for topic in subscriber.topics:
                self._followers[topic].add(subscriber)
        try:
            yield subscriber
        finally:
            with self._lock:
                self.listeners -= 1
                for topic in subscriber.topics:
                    self._followers[topic].discard(subscriber)
                    if not self._followers[topic]:
                        del self._followers[topic]

    def tell(self, topics):
        """Everyone who follows one of the topics wakes up."""
        with self._lock:
            self._remember(topics)
            found = {page for topic in topics for page in self._followers.get(topic, ())}
        _on_their_loops(found, lambda page: page.ring(topics))

    def _remember(self, topics):
        now = time.monotonic()
        self._latest.update(dict.fromkeys(topics, now))
        if len(self._latest) > MOST_REMEMBERED:
            self._latest = {
                topic: at for topic, at in self._latest.items() if now - at < REMEMBERED
            }

    def changed(self, topics, seconds):
        """Those of the topics that changed so many seconds ago or later; all of them where nobody can know."""
        if seconds > REMEMBERED:
            return set(topics)
        since = time.monotonic() - seconds
        with self._lock:
            return {topic for topic in topics if self._latest.get(topic, -math.inf) >= since}

    def tell_all(self):
        """Everyone wakes up for all they follow: changes may have been missed."""
        _on_their_loops(self._everyone(), lambda page: page.ring(page.topics))

    def close(self):
        """All open streams end; the pages come back by themselves."""
        _on_their_loops(self._everyone(), lambda page: page.end())

    def _everyone(self):
        with self._lock:
            return {page for pages in self._followers.values() for page in pages}


def _on_their_loops(pages, call):
    by_loop = defaultdict(list)
    for page in pages:
        by_loop[page.loop].append(page)
    for loop, those in by_loop.items():
        with suppress(RuntimeError):  # the loop has just closed, and its pages with it
            loop.call_soon_threadsafe(lambda those=those: [call(page) for page in those])


hub = Hub()


async def _events(topics, missed, still):
    await _let_go_of_thread()
    with hub.follow(topics) as page:
        _listen_to_redis()
        if changed := hub.changed(topics, missed) if missed else ():
            page.ring(changed)
        yield b"retry: 2000\nid: 1\n\n"  # an id, so that a browser that comes back says so
        while not page.over:
            changed = await page.changes(HEARTBEAT)
            if changed or _is_deaf():
                if not await sync_to_async(_ask, thread_sensitive=False)(still):
                    return
                yield b"event: changed\ndata: now\n\n"
            elif not page.over:
                yield b": still here\n\n"


def _ask(still):
    """What it answers, or no where the database does not; the page comes back by itself. Holds no connection."""
    try:
        return still()
    except DatabaseError:
        return False
    finally:
        _close_connections()


async def _let_go_of_thread():
    """Give back the database connection and the thread the view ran on.

    Django keeps both until the response ends, and a stream ends after hours.
    """
    await sync_to_async(_close_connections)()
    request_context = SyncToAsync.thread_sensitive_context.get(None)
    if request_context is not None:
        executor = SyncToAsync.context_to_thread_executor.pop(request_context, None)
        if executor is not None:
            executor.shutdown(wait=False)


def _close_connections():
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close()


# Redis: one listener per process, so that a change in any process reaches every open page


class _Redis:
    listener = None
    is_connected = False


def _is_deaf():
    return bool(settings.REDIS_URL) and not _Redis.is_connected


def _origin():
    """This process; a forked child has another pid."""
    return f"{_HERE}.{os.getpid()}"


def _tell_everyone(topics):
    hub.tell(topics)
    if settings.REDIS_URL:
        message = json.dumps({"from": _origin(), "topics": topics})
        later(lambda: _publisher(settings.REDIS_URL).publish(CHANNEL, message))


@functools.cache
def _publisher(url):
    return redis.Redis.from_url(url, socket_connect_timeout=2, socket_timeout=2, retry=None)


def _listen_to_redis():
    task = _Redis.listener
    here = asyncio.get_running_loop()
    if settings.REDIS_URL and (task is None or task.done() or task.get_loop() is not here):
        _Redis.listener = here.create_task(_keep_listening(settings.REDIS_URL))


async def _keep_listening(url):
    """Tell this process what others publish, for ever."""
    pause = 0.5
    while True:
        try:
            await _listen(url)
        except Exception as error:
            logger.warning("live updates wait for Redis: %s", error)
        pause = 0.5 if _Redis.is_connected else min(pause * 2, 10)
        _Redis.is_connected = False
        await asyncio.sleep(pause)


async def _listen(url):
    """Returns when Redis has not answered a ping, raises when the connection fails."""
    client = redis.asyncio.Redis.from_url(url, socket_connect_timeout=2)
    async with client, client.pubsub() as ear:
        await ear.subscribe(CHANNEL)
        _Redis.is_connected = True
        hub.tell_all()
        silences = 0
        while silences < 2:
            message = await ear.get_message(timeout=HEARTBEAT)
            if message is None:
                silences += 1
                await ear.ping()
                continue
            silences = 0
            if message["type"] == "message":
                _hear(json.loads(message["data"]))


def _hear(message):
    if message["from"] != _origin():
        hub.tell(message["topics"])
