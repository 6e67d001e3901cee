"""The whole shop in one process, for one machine."""

import ctypes.util
import os
import signal
import socket
import sys

import uvicorn
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from config.core import live, outbox
from config.core.engine import Engine


class Command(BaseCommand):
    help = "Serve Docket at one address: makes the database, then pages, mail and PDFs."

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))
        parser.add_argument("--demo", action="store_true", help="a shop with example orders")

    def handle(self, *, host, port, demo, **options):
        for signum in (signal.SIGINT, signal.SIGTERM):
            signal.signal(signum, _leave)
        door = _door(host, port)
        self._prepare(demo)
        engine = None if settings.REDIS_URL else Engine(outbox.work_once)
        if engine:
            engine.start()
        self.stdout.write(
            self.style.SUCCESS(f"Docket is at {_address(host, port)} (Ctrl-C ends it)")
        )
        self.stdout.flush()
        try:
            _serve(door)
        finally:
            if engine:
                engine.stop()

    def _prepare(self, demo):
        settings.DATA_DIR.mkdir(mode=0o750, parents=True, exist_ok=True)
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        self._collect_static()
        if demo:
            call_command("demo", "--once", stdout=self.stdout)
        settings.DEBUG = False  # the demo asks for it; pages are served as in production
        if not _has_pango():
            self.stderr.write(
                self.style.WARNING(
                    "Pango is missing, so no PDF can be printed. On Debian and Ubuntu: "
                    "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
                )
            )

    def _collect_static(self):
        try:
            call_command("collectstatic", interactive=False, verbosity=0)
        except OSError:
            if not (settings.STATIC_ROOT / "staticfiles.json").exists():
                raise  # else a read-only image, built with its files collected


class _Server(uvicorn.Server):
    async def shutdown(self, sockets=None):
        """Open streams end first; else the server would wait for them."""
        live.hub.close()
        await super().shutdown(sockets)


def _serve(door):
    config = uvicorn.Config(
        "config.asgi:application",
        loop="uvloop",
        http="httptools",
        lifespan="off",
        log_config=None,
        log_level="warning",
        access_log=False,
        proxy_headers=False,  # the settings say how many proxies to believe
        server_header=False,
        timeout_graceful_shutdown=3,
    )
    _Server(config).run(sockets=[door])


def _leave(signum, frame):
    """uvicorn takes the signal while it runs and raises it once more when it has stopped."""
    sys.exit(0)


def _door(host, port):
    """The listening socket, taken first so that a busy port is told before any work is done."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        raise CommandError(
            f"Port {port} of {host} cannot be used: {error.strerror}. Choose another with --port."
        ) from error


def _address(host, port):
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{shown}:{port}/"


def _has_pango():
    return any(ctypes.util.find_library(name) for name in ("pango-1.0", "libpango-1.0-0"))
