import signal
import threading
from contextlib import contextmanager

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from config.core import outbox

LOOK_EVERY = 1  # seconds


class Command(BaseCommand):
    help = "Send what is to be sent and print what is to be printed, until Ctrl-C."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="end when nothing is due")

    def handle(self, *, once, **options):
        done = 0
        with _asked_to_end() as asked:
            while not asked.is_set():
                if outbox.work_once():
                    done += 1
                elif once:
                    break
                else:
                    close_old_connections()
                    asked.wait(LOOK_EVERY)
        self.stdout.write(f"{done} done")


@contextmanager
def _asked_to_end():
    """Set by Ctrl-C or by the system's polite end, so that the row in hand is finished first."""
    asked = threading.Event()
    before = {
        number: signal.signal(number, lambda *_: asked.set())
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
