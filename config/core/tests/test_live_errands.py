import threading

import pytest

from config.core import background
from config.core.background import later


@pytest.fixture
def threaded(settings):
    settings.CELERY_TASK_ALWAYS_EAGER = False


def test_an_errand_runs_on_another_thread(threaded):
    done, thread = threading.Event(), []
    later(lambda: (thread.append(threading.current_thread()), done.set()))
    assert done.wait(10)
    assert thread != [threading.current_thread()]


def test_a_failing_errand_is_logged_and_the_next_one_runs(threaded, caplog):
    done = threading.Event()
    later(lambda: 1 / 0)
    later(done.set)
    assert done.wait(10)
    assert "ZeroDivisionError" in caplog.text


def test_nobody_waits_when_the_broker_is_slow(threaded, monkeypatch, caplog):
    gate = threading.Event()
    try:
        for _ in range(background._errands.maxsize + 2):
            later(gate.wait)
        assert "errand dropped" in caplog.text
    finally:
        gate.set()
    background._errands.join()


def test_in_tests_an_errand_runs_at_once(settings):
    settings.CELERY_TASK_ALWAYS_EAGER = True
    thread = []
    later(lambda: thread.append(threading.current_thread()))
    assert thread == [threading.current_thread()]
