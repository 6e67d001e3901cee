"""One question to a language model, over the documented JSON of the Messages API.

With the standard library: the provider's own package adds 1.8 s and 71 MB to every worker for the one request we make,
and the suite could prove it only on machines that have it.
"""

import json
import time
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

VERSION = "2023-06-01"
MOST = 1024 * 1024  # bytes of an answer


class NoAnswer(Exception):
    """The model gave nothing of use; ``again`` says whether asking once more may help."""

    def __init__(self, why, *, again):
        super().__init__(why)
        self.again = again


class NoRedirect(HTTPRedirectHandler):
    """The key goes to the address of the settings and to no other."""

    def redirect_request(self, *_args):
        return None


def ask(body: dict, *, url: str, key: str, timeout: float) -> dict:
    """The JSON object that the model answered with, within ``timeout`` seconds. Raises NoAnswer."""
    request = Request(  # noqa: S310 -- the address is a setting, not something that a visitor wrote
        f"{url.rstrip('/')}/v1/messages",
        json.dumps(body).encode(),
        {"content-type": "application/json", "x-api-key": key, "anthropic-version": VERSION},
    )
    ends = time.monotonic() + timeout
    try:
        with build_opener(NoRedirect).open(request, timeout=timeout) as response:
            answer = _read(response, ends)
    except HTTPError as refusal:
        refusal.close()
        again = refusal.code in (408, 429) or refusal.code >= 500
        raise NoAnswer(f"HTTP {refusal.code}", again=again) from None
    except (OSError, HTTPException) as error:
        raise NoAnswer(type(error).__name__, again=True) from None
    try:
        content = json.loads(answer)["content"]
        found = json.loads("".join(part["text"] for part in content if part["type"] == "text"))
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise NoAnswer(f"not understood: {type(error).__name__}", again=False) from None
    if not isinstance(found, dict):
        raise NoAnswer("not an object", again=False)
    return found


def _read(response, ends):
    """The whole answer; a server that sends it drop by drop is cut off in time."""
    answer = b""
    while piece := response.read1(65536):
        answer += piece
        if len(answer) > MOST:
            raise NoAnswer("too long", again=False)
        if time.monotonic() > ends:
            raise NoAnswer("too slow", again=True)
    if response.length:
        raise NoAnswer("cut off", again=True)
    return answer
