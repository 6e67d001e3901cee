"""Small errands that no request waits for, such as a word to Redis or to Celery."""

import atexit
import logging
import queue
import threading

from django.conf import settings

logger = logging.getLogger("docket.background")

_errands = queue.Queue(maxsize=1000)
_starting = threading.Lock()
_runner = None


def later(errand):
    """The callable runs soon on a thread of its own; a failure is logged and never raised.

    With 1,000 errands waiting a new one is dropped: the sweep finds the row it spoke of.
    """
    if settings.CELERY_TASK_ALWAYS_EAGER:
        _run(errand)
        return
    _start_runner()
    try:
        _errands.put_nowait(errand)
    except queue.Full:
        logger.error("errand dropped: the broker is too slow")


def _start_runner():
    """One thread per process; a forked child finds its parent's thread dead and starts its own."""
    global _runner
    with _starting:
        if _runner is None or not _runner.is_alive():
            _runner = threading.Thread(target=_run_errands, name="errands", daemon=True)
            _runner.start()


def _run_errands():
    while True:
        errand = _errands.get()
        try:
            _run(errand)
        finally:
            _errands.task_done()


def _run(errand):
    try:
        errand()
    except Exception:
        logger.exception("errand failed")


@atexit.register
def _finish():
    """A short command does not end before its errands; 2 seconds at most."""
    with _errands.all_tasks_done:
        _errands.all_tasks_done.wait_for(lambda: not _errands.unfinished_tasks, timeout=2)
