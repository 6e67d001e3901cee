"""Messages to webhooks: written when they are first sent, signed, and posted until they are taken.

The address is whatever the administrator typed. One inside the own network is allowed: a shop that hosts Docket itself
has its other systems there.
"""

import base64
import hashlib
import hmac
import json
import socket
import threading
import time
from contextlib import contextmanager, suppress
from datetime import timedelta
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.encoding import iri_to_uri

from workorders.api.wire import order_said, with_all_they_say
from workorders.models import Delivery, Webhook, WorkOrder

SIGNATURES = ("X-Docket-Signature", "x-samsara-hmacsha256-signature")
KEPT = 500  # characters of an answer
REMEMBERED = timedelta(days=30)  # a message that was taken


class NotTaken(Exception):
    """The receiver did not answer that it has the message."""


def deliver(delivery: Delivery) -> None:
    """The receiver has the message, and what it answered is kept. Raises NotTaken for any other answer, or none."""
    if not delivery.body:
        delivery.body = message(delivery)
        delivery.save(update_fields=["body"])
    delivery.answer_status, delivery.answer = None, ""
    hook = delivery.webhook
    body = delivery.body.encode()
    try:
        status, answer = post(hook.url, body, signed(hook, body))
        delivery.answer_status, delivery.answer = status, answer
    except NotTaken:
        leave_alone(hook)
        raise
    finally:
        delivery.save(update_fields=["answer_status", "answer"])
    if not 200 <= status < 300:
        raise NotTaken(f"HTTP {status}")


def leave_alone(hook: Webhook) -> None:
    """Who does not answer is not asked for its other messages before the next try: they would keep every worker."""
    until = timezone.now() + timedelta(seconds=settings.OUTBOX_PAUSE)
    waiting = Delivery.objects.filter(webhook=hook, state=Delivery.State.QUEUED)
    waiting.filter(due_at__lt=until).update(due_at=until)


def forget_old() -> None:
    """Messages that were taken are gone after their time; those that failed stay, to be sent again."""
    taken = Delivery.objects.filter(state=Delivery.State.SENT)
    taken.filter(done_at__lt=timezone.now() - REMEMBERED).delete()


def message(delivery: Delivery) -> str:
    """What is sent about the order, as it is now; one that was removed, as it was then."""
    order = with_all_they_say(WorkOrder.with_removed).get(pk=delivery.order_id)
    said = order_said(order)
    return json.dumps(
        {
            "eventId": str(delivery.event_id),
            "eventType": delivery.event,
            "eventTime": said["updatedAtTime"],
            "data": said,
        },
        ensure_ascii=False,
    )


def signed(hook: Webhook, body: bytes) -> dict[str, str]:
    """The headers: base64(HMAC-SHA256(secret, address + body)), under the name that the official client looks for too."""
    digest = hmac.new(hook.secret.encode(), hook.url.encode() + body, hashlib.sha256).digest()
    signature = base64.b64encode(digest).decode()
    return {
        "Content-Type": "application/json",
        "User-Agent": "Docket",
        **dict.fromkeys(SIGNATURES, signature),
    }


def post(url: str, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
    """The status and the first words of the answer, within the time of the settings; redirects are not followed.

    Raises NotTaken where there is no answer.
    """
    address = urlsplit(url)
    kind = HTTPSConnection if address.scheme == "https" else HTTPConnection
    ends = time.monotonic() + settings.WEBHOOK_TIMEOUT
    try:
        connection = kind(address.hostname, address.port, timeout=settings.WEBHOOK_TIMEOUT)
        connection.connect()
        with cut_off(connection, ends - time.monotonic()):
            connection.request("POST", _target(address), body, headers)
            response = connection.getresponse()
            return response.status, _readable(response.read(4 * KEPT))
    except (OSError, HTTPException, ValueError) as error:
        raise NotTaken(f"{type(error).__name__}: {error}") from None


@contextmanager
def cut_off(connection, seconds):
    """Whatever is not said by then is not heard: a server that speaks drop by drop keeps no worker."""
    plug = threading.Timer(max(seconds, 0), _unplug, [connection.sock])
    plug.start()
    try:
        yield
    finally:
        plug.cancel()
        connection.close()


def _unplug(sock):
    with suppress(OSError):
        socket.socket.shutdown(sock, socket.SHUT_RDWR)


def _target(address):
    return iri_to_uri(address._replace(scheme="", netloc="", fragment="").geturl()) or "/"


def _readable(answer):
    return answer.decode(errors="replace").replace("\0", "")[:KEPT]
