"""A stand-in for the language model's provider: it answers as the Messages API does, well or badly, as it is told."""

import json
import socket
import struct
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class StandIn:
    """``says`` are the answers to come, the last one for ever; ``asked`` is what it was asked."""

    def __init__(self):
        self.says, self.asked, self.keys = [], [], []
        self.over = threading.Event()
        self.url = ""

    def next(self):
        return self.says.pop(0) if len(self.says) > 1 else self.says[0]

    @property
    def data(self):
        """What the latest question held, besides the instructions."""
        return json.loads(self.asked[-1]["messages"][0]["content"])


@contextmanager
def provider():
    """The stand-in, listening on a port of its own."""
    stand_in = StandIn()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            length = int(self.headers["content-length"])
            stand_in.asked.append(json.loads(self.rfile.read(length)))
            stand_in.keys.append(self.headers["x-api-key"])
            said = stand_in.next()
            if self.path != "/v1/messages":
                said = status(404)
            said(self, stand_in)

        def log_message(self, *_args):
            """Nothing is printed."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.handle_error = lambda *_args: None  # a client that went away is no news
    stand_in.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield stand_in
    finally:
        stand_in.over.set()
        server.shutdown()
        thread.join()
        server.server_close()


# Answers


def problems(*found):
    """The model found these."""
    return says(json.dumps({"problems": list(found)}))


def obeys(make):
    """The model does with the report whatever ``make`` does with it."""

    def answer(handler, stand_in):
        problems(*make(stand_in.data["report"]))(handler, stand_in)

    return answer


def says(text):
    """The model's own words, after a thought."""
    content = [{"type": "thinking", "thinking": "", "signature": "x"}]
    content.append({"type": "text", "text": text})
    message = {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "content": content,
        "stop_reason": "end_turn",
        "usage": {"input_tokens": 900, "output_tokens": 90},
    }
    return raw(json.dumps(message).encode())


def raw(body, code=200, **headers):
    def answer(handler, _stand_in):
        handler.send_response(code)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.send_header("content-length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def status(code, **headers):
    error = {"type": "error", "error": {"type": "some_error", "message": "No."}}
    return raw(json.dumps(error).encode(), code, **headers)


def holds(handler, stand_in):
    """Says nothing until all is over."""
    stand_in.over.wait(30)


def drips(handler, stand_in):
    """Begins well, and sends a byte now and then for ever."""
    handler.send_response(200)
    handler.end_headers()
    while not stand_in.over.wait(0.02):
        handler.wfile.write(b" ")
        handler.wfile.flush()


def half(handler, _stand_in):
    """Promises more than it sends."""
    handler.send_response(200)
    handler.send_header("content-length", "5000")
    handler.end_headers()
    handler.wfile.write(b'{"content": [{"type": "text", "text": "')


def resets(handler, _stand_in):
    """The connection breaks."""
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.rfile.close()
    handler.wfile.close()
    handler.connection.close()
