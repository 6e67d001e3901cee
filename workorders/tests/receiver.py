"""Another system that listens to webhooks, for the tests of what it is told."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Receiver:
    """``heard`` are the messages; ``answers`` what it says to the next ones, and 200 after these; "slow" is no answer."""

    def __init__(self):
        self.heard, self.sent, self.answers = [], [], []
        self.url = ""
        self.has_ended = threading.Event()

    @property
    def statuses(self):
        return [message["data"]["status"] for message in self.heard]

    def hear(self, headers, body):
        """The status to answer, or None for no answer."""
        self.heard.append(json.loads(body))
        self.sent.append((headers, body))
        answer = self.answers.pop(0) if self.answers else 200
        if answer == "slow":
            self.has_ended.wait(20)
            return None
        return answer

    @contextmanager
    def serving(self, port=0):
        """It listens, at ``url``."""
        server = ThreadingHTTPServer(("127.0.0.1", port), handler_of(self))
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        self.url = f"http://127.0.0.1:{server.server_address[1]}/docket?from=shop"
        try:
            yield self
        finally:
            self.has_ended.set()
            server.shutdown()
            thread.join()
            server.server_close()


def handler_of(receiver):
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            answer = receiver.hear(dict(self.headers), body)
            if answer is None:
                return
            self.send_response(answer)
            self.send_header("Location", "/elsewhere")
            self.end_headers()
            self.wfile.write(b"thank you " * 100)

        def log_message(self, *_args):
            pass

    return Handler
