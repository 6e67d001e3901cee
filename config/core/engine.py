"""The shop without a broker: threads of the web process that do what Celery's workers and beat would."""

import logging
import threading
import time

from celery import current_app
from celery.schedules import maybe_schedule
from django.conf import settings
from django.db import close_old_connections
from django.utils.module_loading import import_string

logger = logging.getLogger("docket.engine")

LOOK_EVERY = 1  # seconds; another process may have written a row
_bell = threading.Event()


def wake():
    """A worker of this process looks for work now; nothing happens where no engine runs."""
    _bell.set()


class Engine:
    """Two workers that call ``work_once`` until nothing is due, and a clock for the periodic tasks.

    Rows are leased, so whatever a killed engine held in hand is done again by the next one.
    """

    def __init__(self, work_once, workers=2, schedule=None):
        self._work_once = work_once
        self._clock = Clock(settings.CELERY_BEAT_SCHEDULE if schedule is None else schedule)
        self._ended = threading.Event()
        self._looked_at = 0  # by whichever worker; those who rest need not all look
        loops = [self._work] * workers + [self._tick]
        self._threads = [
            threading.Thread(target=loop, name=f"engine-{number}", daemon=True)
            for number, loop in enumerate(loops)
        ]

    def start(self):
        for thread in self._threads:
            thread.start()

    def stop(self, patience=5):
        """Whether every job in hand was finished within ``patience`` seconds; no new one is begun."""
        self._ended.set()
        _bell.set()
        until = time.monotonic() + patience
        for thread in self._threads:
            thread.join(max(0, until - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def _work(self):
        rung = True
        while not self._ended.is_set():
            if rung or time.monotonic() - self._looked_at >= LOOK_EVERY:
                self._looked_at = time.monotonic()
                if rung := _do(self._work_once):
                    continue  # where there was some there may be more
            if rung := _bell.wait(LOOK_EVERY):
                _bell.clear()

    def _tick(self):
        while not self._ended.is_set():
            for task in self._clock.due():
                if self._ended.is_set():
                    return
                _do(task)
            self._ended.wait(LOOK_EVERY)


class Clock:
    """What CELERY_BEAT_SCHEDULE wants done now.

    At first that is everything: a machine that is off at night would else never tidy up. Every
    periodic task is safe to run twice.
    """

    def __init__(self, entries):
        self._entries = {
            name: (entry, maybe_schedule(entry["schedule"], app=current_app))
            for name, entry in entries.items()
        }
        self._latest = {}

    def due(self):
        """The tasks to run now, each as a callable; asking again gives them only once."""
        due = []
        for name, (entry, schedule) in self._entries.items():
            now, latest = schedule.now(), self._latest.get(name)
            # A run that lies ahead is one before the machine's clock was set back: who waited for it would wait long.
            if latest is None or now < latest or schedule.is_due(latest).is_due:
                self._latest[name] = now
                due.append(lambda entry=entry: _run_task(entry))
        return due


def _run_task(entry):
    import_string(entry["task"])(*entry.get("args", ()), **entry.get("kwargs", {}))


def _do(job):
    """The job's answer; one that raises is logged and answers None, so that the thread lives on."""
    close_old_connections()
    try:
        return job()
    except Exception:
        logger.exception("job failed")
        return None
    finally:
        close_old_connections()
