"""The site of this process, served to other programs: they see what the test sees, in its transaction."""

from contextlib import contextmanager

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import connections
from django.test.testcases import LiveServerThread


@contextmanager
def served():
    """Its address."""
    connection = connections["default"]
    connection.inc_thread_sharing()
    server = LiveServerThread("127.0.0.1", StaticFilesHandler, {connection.alias: connection})
    server.daemon = True
    server.start()
    server.is_ready.wait()
    try:
        assert server.error is None, server.error
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.terminate()
        connection.dec_thread_sharing()
