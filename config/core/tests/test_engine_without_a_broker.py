import threading
from datetime import UTC, datetime

import pytest
import time_machine
from celery.schedules import crontab
from django.utils.module_loading import import_string

from config.core import engine
from config.core.engine import Clock, Engine

pytestmark = pytest.mark.django_db(transaction=True)  # each job opens and closes connections


class Work:
    """A queue in place of the outbox."""

    def __init__(self, *jobs):
        self.jobs = list(jobs)
        self.lock = threading.Lock()

    def once(self):
        with self.lock:
            job = self.jobs.pop(0) if self.jobs else None
        if job:
            job()
        return job is not None


@pytest.fixture
def run():
    """Starts an engine that is stopped after the test."""
    engines = []

    def start(work, schedule=None):
        engines.append(Engine(work.once, schedule=schedule or {}))
        engines[-1].start()
        return engines[-1]

    yield start
    for started in engines:
        started.stop()


def at_rest(run):
    """A queue in which both workers of an engine have found nothing."""
    work, looked = Work(), threading.Semaphore(0)
    look = work.once
    work.once = lambda: (looked.release(), look())[1]
    run(work)
    assert looked.acquire(timeout=10)
    assert looked.acquire(timeout=10)
    return work


def test_what_waits_is_done_at_once(run):
    done = [threading.Event() for _ in range(20)]
    run(Work(*[event.set for event in done]))
    assert all(event.wait(10) for event in done)


def test_a_wake_up_calls_a_resting_worker(run, monkeypatch):
    monkeypatch.setattr(engine, "LOOK_EVERY", 60)
    work = at_rest(run)
    done = threading.Event()
    work.jobs.append(done.set)
    engine.wake()
    assert done.wait(10)


def test_what_another_process_left_is_done_in_one_go_once_it_is_found(run, monkeypatch):
    monkeypatch.setattr(engine, "LOOK_EVERY", 2)
    work = at_rest(run)
    done = [threading.Event() for _ in range(100)]
    work.jobs += [event.set for event in done]
    assert done[-1].wait(20)


def test_what_another_process_wrote_is_found_without_a_wake_up(run, monkeypatch):
    monkeypatch.setattr(engine, "LOOK_EVERY", 0.01)
    work = Work()
    run(work)
    done = threading.Event()
    work.jobs.append(done.set)
    assert done.wait(10)


def test_a_failing_job_is_logged_and_work_goes_on(run, caplog):
    done = threading.Event()
    run(Work(lambda: 1 / 0, lambda: 1 / 0, lambda: 1 / 0, done.set))
    assert done.wait(10)
    assert "ZeroDivisionError" in caplog.text


def test_stopping_finishes_the_job_in_hand_and_begins_no_other(run):
    begun, may_end, ended = threading.Event(), threading.Event(), []
    slow = lambda: (begun.set(), may_end.wait(10), ended.append("slow"))  # noqa: E731
    work = Work(slow)
    started = run(work)
    assert begun.wait(10)

    stopping = threading.Thread(target=started.stop)
    stopping.start()
    assert started._ended.wait(10)
    work.jobs.append(lambda: ended.append("late"))
    may_end.set()
    stopping.join(10)

    assert ended == ["slow"]
    assert not any(thread.is_alive() for thread in started._threads)


def test_a_job_that_does_not_end_is_not_waited_for(run):
    begun, may_end = threading.Event(), threading.Event()
    started = run(Work(lambda: (begun.set(), may_end.wait(10))))
    assert begun.wait(10)
    assert started.stop(patience=0) is False
    may_end.set()
    assert started.stop() is True


rung = threading.Event()


def ring():
    rung.set()


def test_the_clock_runs_periodic_tasks(run):
    rung.clear()
    run(Work(), {"ring": {"task": f"{__name__}.ring", "schedule": 60}})
    assert rung.wait(10)


def test_a_broken_task_does_not_stop_the_clock(run, caplog):
    rung.clear()
    run(
        Work(),
        {
            "gone": {"task": f"{__name__}.no_such_task", "schedule": 60},
            "ring": {"task": f"{__name__}.ring", "schedule": 60},
        },
    )
    assert rung.wait(10)
    assert "no_such_task" in caplog.text


def test_each_task_is_due_at_the_start_and_then_in_its_own_time():
    clock = Clock(
        {
            "sweep": {"task": "sweep", "schedule": 30},
            "tidy": {"task": "tidy", "schedule": crontab(minute="17", hour="3")},
        }
    )

    def due_at(*when):
        with time_machine.travel(datetime(2026, 11, *when, tzinfo=UTC), tick=False):
            return len(clock.due())

    assert due_at(21, 9, 0, 0) == 2
    assert due_at(21, 9, 0, 29) == 0
    assert due_at(21, 9, 0, 31) == 1
    assert due_at(21, 9, 0, 32) == 0
    assert due_at(22, 3, 16, 59) == 1
    assert due_at(22, 3, 17, 0) == 1
    assert due_at(22, 3, 17, 1) == 0
    assert due_at(22, 3, 18, 0) == 1


def test_a_machine_whose_clock_is_set_back_goes_on_at_once():
    clock = Clock(
        {
            "sweep": {"task": "sweep", "schedule": 30},
            "read-mail": {"task": "read_mail", "schedule": crontab()},
        }
    )

    def due_at(*when):
        with time_machine.travel(datetime(2026, 11, 21, *when, tzinfo=UTC), tick=False):
            return len(clock.due())

    assert due_at(9, 0, 10) == 2
    assert due_at(8, 0, 0) == 2
    assert due_at(8, 0, 29) == 0
    assert due_at(8, 0, 31) == 1
    assert due_at(8, 1, 0) == 1


def test_the_clock_knows_every_task_of_the_settings(settings):
    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        assert callable(import_string(entry["task"]))
    assert len(Clock(settings.CELERY_BEAT_SCHEDULE).due()) == len(settings.CELERY_BEAT_SCHEDULE)
